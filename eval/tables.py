"""Results and figures in, tables and failures for a terminal out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from eval.cases import HELD, Case
from eval.figures import Figures, Group
from eval.intervals import Interval
from eval.retrieval import CITATIONS, OURS, ROW_SET, measure_names
from eval.running import Result
from eval.scoring import Verdict
from eval.summary import Share, Totals

_COLUMNS = ("n", "right", "wrong", "abstained", "reasons", "cells", "p50 ms", "p95 ms")
NOTHING = "–"


def by_kind(figures: Figures) -> Table:
    """One line a kind of question, then the total."""
    return totals_table(
        "kind", {name: group.totals for name, group in figures.kinds.items()}, figures.overall.totals
    )


def by_set(figures: Figures) -> Table:
    """One line a set and split, then the total."""
    return totals_table(
        "set", {name: group.totals for name, group in figures.sets.items()}, figures.overall.totals
    )


def measure_table(figures: Figures) -> Table:
    """One line a measure, with its 95 % interval and the number of cases that have it."""
    table = _table("measure", ("mean", "95 % interval", "n"))
    for name, interval in figures.overall.measures.items():
        table.add_row(name.replace("_", " "), f"{interval.mean:.3f}", ends(interval), str(interval.n))
    for name, time in (("p50 ms", figures.overall.p50), ("p95 ms", figures.overall.p95)):
        if time is not None:
            table.add_row(f"time, {name}", f"{time.mean:.1f}", f"{time.low:.1f}–{time.high:.1f}", str(time.n))
    return table


def retrieval_table(figures: Figures) -> Table:
    """One line a retriever, over the cases with gold rows."""
    names = measure_names(figures.k)
    table = _table("retriever", ("n", *names))
    for retriever in figures.retrievers:
        found = figures.overall.retrieval.get(retriever)
        if found:
            shown = (f"{found[name].mean:.3f}" for name in names)
            table.add_row(retriever, str(found[names[0]].n), *shown)
    return table


def row_set_table(figures: Figures) -> Table:
    """By kind, the share of questions whose row set is exactly the gold one: ours, and each retriever's.

    A retriever's row set are its first k rows, k being the number of gold rows (which it cannot know).
    """
    names = [name for name in figures.retrievers if name != CITATIONS]
    table = _table("exact row set, %", ("n", OURS, *names))
    for kind, group in figures.kinds.items():
        if shares := row_set_shares(group, names):
            table.add_row(kind, *shares)
    table.add_section()
    if shares := row_set_shares(figures.overall, names):
        table.add_row("total", *shares, style="bold")
    return table


def row_set_shares(group: Group, names: Sequence[str]) -> tuple[str, ...]:
    """The number of cases and the shares of one line of `row_set_table`; () where no case has gold rows."""
    ours = group.retrieval.get(OURS, {}).get("exact")
    if ours is None:
        return ()
    found = (group.retrieval.get(name, {}).get(ROW_SET) for name in names)
    shown = (NOTHING if one is None else f"{100 * one.mean:.0f}" for one in found)
    return (str(ours.n), f"{100 * ours.mean:.0f}", *shown)


def failures(results: Iterable[Result], *, shows_held: bool = False) -> Iterator[Text]:
    """A paragraph for each case that is not right; of held cases only where that is asked for."""
    for result in results:
        if result.verdict is not Verdict.RIGHT and (shows_held or result.case.split != HELD):
            yield Text("\n".join(_failure(result)) + "\n")


def expected(case: Case) -> str:
    """The gold of a case in one line."""
    parts = ["/".join(sorted(case.statuses))]
    if case.reasons:
        parts.append(f"({', '.join(sorted(case.reasons))})")
    if case.values is not None:
        parts.append(f"values {list(case.values)}")
    if case.rows is not None:
        parts.append(f"rows {list(case.rows)}")
    return " ".join(parts)


def ends(interval: Interval) -> str:
    """The ends of an interval.

    >>> ends(Interval(0.5, 0.25, 0.75, 4))
    '0.250–0.750'
    """
    return f"{interval.low:.3f}–{interval.high:.3f}"


def totals_table(what: str, groups: Mapping[str, Totals], total: Totals) -> Table:
    """One line a group, then the total."""
    table = _table(what, _COLUMNS)
    for name, group in groups.items():
        table.add_row(name, *_cells(group))
    table.add_section()
    table.add_row("total", *_cells(total), style="bold")
    return table


def _failure(result: Result) -> Iterator[str]:
    case, answer = result.case, result.answer
    yield f"{result.verdict.upper()}  {case.id}  {case.kind}"
    yield f"  asked:    {' → '.join(case.turns)}"
    yield f"  expected: {expected(case)}"
    if answer is None:
        yield f"  raised:   {result.fault}"
        return
    reason = f" ({answer.reason})" if answer.reason else ""
    yield f"  got:      {answer.status}{reason} values {list(answer.values)} rows {list(answer.rows)}"
    yield f"  reading:  {answer.reading or NOTHING}"
    yield from (f"  unproved: {claim}" for claim in result.unsupported)


def _table(what: str, columns: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(what, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _cells(group: Totals) -> list[str]:
    counts = (group.n, group.right, group.wrong, group.abstained)
    return [
        *(str(count) for count in counts),
        _ratio(group.reasons),
        _ratio(group.cells),
        *(NOTHING if time is None else f"{time:.1f}" for time in (group.p50, group.p95)),
    ]


def _ratio(share: Share) -> str:
    return f"{share.right}/{share.judged}" if share.judged else NOTHING
