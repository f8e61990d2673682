"""A run in, one self-contained HTML page out: figures with intervals, plots, and every failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from assistant.counted import counted
from eval.cases import HELD
from eval.failure_cards import card
from eval.figures import Figures, Group
from eval.history import Kept, trend
from eval.intervals import Interval
from eval.measures import COSTS, MEASURES
from eval.plots import kind_bars, risk_curves, trend_line
from eval.retrieval import CITATIONS, OURS, measure_names
from eval.running import Result
from eval.scoring import Verdict
from eval.tables import NOTHING, row_set_shares

_STATIC = Path(__file__).parent / "static"
_LONGEST = 40  # tags in the table
_VERDICTS = ("right", "wrong", "abstained")
_BY_GROUP = ("row_set", "values", "cited_rows_recall", "cited_cells_recall", "reason", "score_4")


def page(
    record: Mapping[str, Any],
    results: Sequence[Result],
    figures: Figures,
    *,
    history: Sequence[Kept] = (),
    shows_held: bool = False,
) -> str:
    """The page of a run; `record` is what `--json` writes. Held cases are shown only if that is asked for."""
    body = "".join(
        (
            _heading(record),
            _cards(figures.overall),
            _section("By kind of question", _BARS, f"<figure>{kind_bars(figures.kinds)}</figure>"),
            _section("What planning adds", _ROW_SETS, _row_sets(figures))
            if len(figures.retrievers) > 1
            else "",
            _section("Retrieval", _retrieval_words(figures), _retrieval(figures)) if figures.ranked else "",
            _plots(figures, history),
            _ablation(record),
            _section("Every measure", "Means over cases, with 95 % bootstrap intervals.", _measures(figures)),
            _section("By set, kind and tag", "", _groups(figures)),
            _failures(results, shows_held=shows_held),
        )
    )
    style = (_STATIC / "report.css").read_text(encoding="utf-8")
    script = (_STATIC / "report.js").read_text(encoding="utf-8")
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<title>Rowcite: evaluation</title>"
        f"<style>{style}</style></head><body><main>{body}</main><script>{script}</script></body></html>\n"
    )


_BARS = (
    "Green is right, grey abstained though the catalog has the answer, red wrong; the line is the 95 %"
    " interval of what is right."
)
_ROW_SETS = (
    "The share of questions whose row set is exactly the gold one. A retriever’s are its first k rows; k"
    " is the number of gold rows, which it could not know."
)


def _heading(record: Mapping[str, Any]) -> str:
    machine, settings = record["machine"], record["settings"]
    said = [
        f"commit {record['commit'] or 'unknown'}",
        f"measured {record['measured_at']}",
        f"sets {', '.join(settings['sets'])}",
        f"{machine['cores']} cores, {machine['system']} {machine['processor']}, Python {machine['python']}",
    ]
    notes = "".join(f"<li>Left out: {escape(note)}</li>" for note in record["left_out"])
    return f"<h1>Evaluation</h1><p class='soft'>{escape(' · '.join(said))}</p><ul class='notes'>{notes}</ul>"


def _cards(group: Group) -> str:
    shown = [(name.capitalize(), _percent(group.measures[name])) for name in ("right", "wrong", "abstained")]
    cost = COSTS[1]
    shown.append((f"Score, wrong costs {cost}", _number(group.measures[f"score_{cost}"])))
    if "unsupported" in group.measures:
        shown.append(("Unsupported claims an answer", _number(group.measures["unsupported"])))
    for name, time in (("Half are faster than", group.p50), ("95 % are faster than", group.p95)):
        if time is not None:
            ends = f"<small>{time.low:.1f}–{time.high:.1f}</small>"
            shown.append((name, f"{time.mean:.1f} ms{ends}"))
    cards = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in shown)
    return f"<dl class='cards'>{cards}</dl>"


def _row_sets(figures: Figures) -> str:
    names = [name for name in figures.retrievers if name != CITATIONS]
    lines = [
        (kind, *shares) for kind, group in figures.kinds.items() if (shares := row_set_shares(group, names))
    ]
    total = ("total", *row_set_shares(figures.overall, names))
    return _table(("exact row set, %", "n", OURS, *names), lines, total, best=range(2, 3 + len(names)))


def _retrieval_words(figures: Figures) -> str:
    return (
        f"Rankings cut at {figures.k}, over the {len(figures.ranked)} questions with gold rows, by"
        f" ir-measures; “{CITATIONS}” are the rows that the answer cites."
    )


def _retrieval(figures: Figures) -> str:
    names = measure_names(figures.k)
    lines = []
    for retriever in figures.retrievers:
        found = figures.overall.retrieval.get(retriever)
        if found:
            lines.append((retriever, *(_number(found[name]) for name in names)))
    return _table(("retriever", *names), lines)


def _plots(figures: Figures, history: Sequence[Kept]) -> str:
    trends = {name: points for name in figures.sets if (points := trend(history, name))}
    risk = (
        "Surest answers first: answered in full, in part, only the closest rows. A retriever answers with its"
        " first row, surest by its score."
    )
    curves = f"<figure>{risk_curves(figures.curves)}<figcaption>{risk}</figcaption></figure>"
    words = "The share right of each set, at the commits whose figures were kept, oldest first; 0 to 100 %."
    lines = "".join(f"<figure>{trend_line(name, points)}</figure>" for name, points in trends.items())
    return (
        f"{_section('Risk and coverage', '', curves)}"
        f"{_section('The trend', words, f'<div class=trends>{lines}</div>')}"
    )


def _ablation(record: Mapping[str, Any]) -> str:
    """What each stage adds, where the run was repeated without it."""
    if not record["ablation"]:
        return ""
    total = record["total"]
    lines = [("nothing", *(str(total[name]) for name in _VERDICTS), "", "")]
    for stage, found in record["ablation"].items():
        mean, p, _ = found["changes"]["right"]
        lines.append(
            (escape(stage), *(str(found[name]) for name in _VERDICTS), f"{100 * mean:+.1f} %", f"{p:.4f}")
        )
    words = "The same questions without one stage; p is that of a paired randomisation test on what is right."
    return _section("What each stage adds", words, _table(("without", *_VERDICTS, "change", "p"), lines))


def _measures(figures: Figures) -> str:
    found = figures.overall.measures
    lines = [(escape(MEASURES[name]), _number(one), str(one.n)) for name, one in found.items()]
    return _table(("measure", "mean", "n"), lines)


def _groups(figures: Figures) -> str:
    columns = ("n", *_VERDICTS, *(name.replace("_", " ") for name in _BY_GROUP))

    def lines(groups: Mapping[str, Group]) -> Iterator[tuple[str, ...]]:
        for name, group in groups.items():
            shares = (_percent(group.measures[one]) for one in _VERDICTS)
            others = (_number(group.measures[one]) if one in group.measures else NOTHING for one in _BY_GROUP)
            yield (escape(name), str(group.totals.n), *shares, *others)

    sets = _table(("set", *columns), list(lines(figures.sets)))
    kinds = _table(("kind", *columns), list(lines(figures.kinds)))
    sets += f"<details><summary>By kind ({len(figures.kinds)})</summary>{kinds}</details>"
    largest = sorted(figures.tags, key=lambda tag: -figures.tags[tag].totals.n)[:_LONGEST]
    tags = list(lines({tag: figures.tags[tag] for tag in largest}))
    if not tags:
        return sets
    return (
        f"{sets}<details><summary>By tag ({len(tags)})</summary>{_table(('tag', *columns), tags)}</details>"
    )


def _failures(results: Sequence[Result], *, shows_held: bool) -> str:
    failed = [result for result in results if result.verdict is not Verdict.RIGHT]
    shown = [result for result in failed if shows_held or result.case.split != HELD]
    kinds = sorted({result.case.kind for result in shown})
    verdicts = sorted({result.verdict.value for result in shown})
    hidden = len(failed) - len(shown)
    words = "No case is not right." if not shown else f"{counted(len(shown), 'case')} not right."
    if hidden:
        words += f" {hidden} more are held out, and not shown (--show-held)."
    words += " Red: expected and not there, or there and not expected."
    filters = _filters("kind", kinds) + _filters("verdict", verdicts)
    counter = f"<p class='soft' id='shown' aria-live='polite'>{len(shown)} of {len(shown)} shown</p>"
    return _section("Failures", words, filters + counter + "".join(card(result) for result in shown))


def _filters(by: str, values: Sequence[str]) -> str:
    def button(value: str, words: str) -> str:
        pressed = "true" if not value else "false"
        return (
            f"<button type='button' data-by='{by}' data-value='{escape(value)}' aria-pressed='{pressed}'>"
            f"{escape(words)}</button>"
        )

    every = button("", f"every {by}")
    return f"<div class='filters'>{every}{''.join(button(value, value) for value in values)}</div>"


def _section(heading: str, words: str, body: str) -> str:
    said = f"<p class='soft'>{escape(words)}</p>" if words else ""
    return f"<section><h2>{escape(heading)}</h2>{said}{body}</section>"


def _table(
    header: Sequence[str],
    lines: Iterable[Sequence[str]],
    total: Sequence[str] = (),
    *,
    best: Sequence[int] = (),
) -> str:
    """A table of cells that are HTML; the largest number among the columns `best` is marked in each line."""
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{_cells(line, best)}</tr>" for line in lines)
    foot = f"<tfoot><tr>{_cells(total, best)}</tr></tfoot>" if len(total) > 1 else ""
    return (
        f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
    )


def _cells(line: Sequence[str], best: Sequence[int]) -> str:
    sizes = {place: float(line[place]) for place in best if line[place] != NOTHING}
    most = max(sizes.values(), default=None)
    return "".join(
        f"<td{' class=best' if most is not None and sizes.get(place) == most else ''}>{cell}</td>"
        for place, cell in enumerate(line)
    )


def _percent(interval: Interval) -> str:
    ends = f"{100 * interval.low:.0f}–{100 * interval.high:.0f}"
    return f"{100 * interval.mean:.1f} % <small>{ends}</small>"


def _number(interval: Interval) -> str:
    return f"{interval.mean:.3f} <small>{interval.low:.3f}–{interval.high:.3f}</small>"
