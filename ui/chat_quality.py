"""The files of evaluation runs in, the Quality tab's HTML out: figures by kind, a plot, the run before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

_COMMAND = "rowcite eval run --keep"
_OUTCOMES = ("right", "abstained", "wrong")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many questions of a group went which way."""

    n: int
    right: int
    wrong: int
    abstained: int


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation run: its commit, when it was, its total, and its figures by kind and by set."""

    commit: str
    at: str
    total: Figures
    kinds: Mapping[str, Figures]
    sets: Mapping[str, Figures]


def quality_html(folder: Path | None = None) -> str:
    """The last run in a folder of results and the one before it; how to make one where there is none."""
    runs = read_runs(folder or Path(str(files("eval").joinpath("results"))))
    if not runs:
        return (
            "<div class='quality'><h2>How good the answers are</h2><p>No evaluation has been run over this "
            f"version yet. Run <code>{_COMMAND}</code>, and open this page again.</p></div>"
        )
    last, before = runs[0], runs[1] if len(runs) > 1 else None
    parts = [
        _total(last, before),
    ]
    if last.kinds:
        parts.append(_figures("By kind of question", last.kinds, before.kinds if before else {}))
    if last.sets:
        parts.append(_figures("By set", last.sets, before.sets if before else {}))
    return f"<div class='quality'><h2>How good the answers are</h2>{''.join(parts)}</div>"


def read_runs(folder: Path) -> tuple[Run, ...]:
    """The runs that a folder holds, newest first; a file that is not of a run is passed over."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8"))
            run = _run(data, path)
            found.append((run.at, path.stat().st_mtime, path.name, run))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return tuple(run for *_, run in sorted(found, key=lambda one: one[:3], reverse=True))


def _run(data: Mapping[str, Any], path: Path) -> Run:
    kinds = {name: _group(group) for name, group in data.get("kinds", {}).items()}
    sets = {name: _group(group) for name, group in data["sets"].items()}
    groups = sets.values()
    total = Figures(
        *(sum(getattr(one, name) for one in groups) for name in ("n", "right", "wrong", "abstained"))
    )
    known = (data.get(name) for name in ("committed_at", "measured_at"))
    at = str(next((moment for moment in known if moment), ""))
    return Run(str(data.get("commit") or path.stem), at, total, kinds, sets)


def _group(group: Mapping[str, Any]) -> Figures:
    right, wrong, abstained = int(group["right"]), int(group["wrong"]), int(group["abstained"])
    return Figures(int(group.get("n", right + wrong + abstained)), right, wrong, abstained)


def _total(last: Run, before: Run | None) -> str:
    cards = "".join(
        f"<div class='figure is-{name}'><b>{_percent(getattr(last.total, name), last.total.n)}</b>"
        f"<span>{name}</span><span class='quiet'>{getattr(last.total, name)} of {last.total.n}"
        f"{_change(name, last.total, before.total if before else None)}</span></div>"
        for name in _OUTCOMES
    )
    when = f", {escape(last.at[:16].replace('T', ' '))}" if last.at else ""
    against = f" The run before it: <code>{escape(before.commit)}</code>." if before else ""
    told = f"<p class='quiet'>Version <code>{escape(last.commit)}</code>{when}.{against}</p>"
    return f"{told}<div class='figures'>{cards}</div>"


def _figures(title: str, last: Mapping[str, Figures], before: Mapping[str, Figures]) -> str:
    lines = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td class='plot'>{_plot(group, before.get(name))}</td>"
        f"<td>{group.right}</td><td>{group.abstained}</td><td>{group.wrong}</td><td>{group.n}</td>"
        f"<td>{_before(before.get(name))}</td></tr>"
        for name, group in last.items()
    )
    key = "".join(f"<span class='key is-{name}'>{name}</span>" for name in _OUTCOMES)
    mark = "<span class='key is-before'>right in the run before</span>" if before else ""
    names = ("", "<span class='unseen'>plot</span>", *_OUTCOMES, "questions", "right before")
    head = "".join(f"<th scope='col'>{name}</th>" for name in names)
    return (
        f"<section><h3>{title}</h3><p class='keys quiet'>{key}{mark}</p><div class='grid-scroll' tabindex='0'"
        f" role='region' aria-label='{title}'><table class='grid'><thead><tr>{head}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div></section>"
    )


def _plot(group: Figures, before: Figures | None) -> str:
    start, parts = 0.0, []
    for name in _OUTCOMES:
        width = 100 * getattr(group, name) / max(group.n, 1)
        parts.append(f"<rect class='is-{name}' x='{start:.2f}%' y='3' width='{width:.2f}%' height='12'/>")
        start += width
    if before is not None and before.n:
        at = 100 * before.right / before.n
        parts.append(f"<line class='is-before' x1='{at:.2f}%' x2='{at:.2f}%' y1='0' y2='18'/>")
    label = f"{group.right} right, {group.abstained} abstained, {group.wrong} wrong of {group.n}"
    return f"<svg role='img' aria-label='{label}' width='100%' height='18'>{''.join(parts)}</svg>"


def _change(name: str, last: Figures, before: Figures | None) -> str:
    if before is None or not before.n or not last.n:
        return ""
    points = 100 * (getattr(last, name) / last.n - getattr(before, name) / before.n)
    return f", {points:+.1f} points" if abs(points) >= 0.05 else ", as before"


def _before(before: Figures | None) -> str:
    return "–" if before is None else f"{before.right} of {before.n}"


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.0f} %" if of else "–"
