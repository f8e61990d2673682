"""Groups or runs of rows in, a text that gives their sizes or figures out."""

from __future__ import annotations

from assistant.answer import Grid
from assistant.describe import Describer
from assistant.draft import Draft, escape, joined, phrase, ranged
from assistant.numerals import days_said, said, shown
from assistant.outline import key_columns
from assistant.phrases import (
    LISTED,
    cited,
    counts,
    coverage,
    evidence,
    finished,
    named,
    notes,
    nouns,
    unknown_said,
    with_columns,
)
from assistant.plan import Filter, Groups, RunLength
from assistant.result import Group, Result
from assistant.templates import say

_FUNCTIONS = {"sum": "total", "min": "lowest", "max": "highest"}


def compose_groups(draft: Draft, request: Groups, result: Result, describer: Describer) -> None:
    """Each group with its size or figure; the first alone, where only that is asked for."""
    draft.values, draft.unit = tuple(group.value for group in result.groups), result.unit
    draft.coverage = coverage(result.selection)
    columns = (request.by, *(key_columns(request.key) if request.key else ()))
    chosen = with_columns(columns)
    column, rows, unknown = escape(request.by), escape(describer.rows(request.rows)), unknown_said(result)
    besides = notes(result)
    draft.table = Grid(
        (request.by, request.function or "count"),
        tuple((group.value, _figure(group, result, request)) for group in result.groups),
        (None,) * len(result.groups),
    )
    if not result.groups:
        draft.text = say("groups.none", rows=rows, column=phrase(column), unknown=unknown, notes=besides)
        return
    lines = []
    for group in result.groups:
        markers = ranged(cited(draft, result.pairs(group.rows), chosen))
        parts = {"value": escape(group.value), "number": _said(group, result), "markers": markers}
        lines.append(say("group", **parts).rstrip())
    function = request.function or "sum"
    words = (
        f"{_FUNCTIONS.get(function, function)} {phrase(escape(describer.key(request.key)))}"
        if request.key
        else ""
    )
    if request.n == 1 and len(result.groups) == 1:
        most = (
            ("most" if request.is_descending else "fewest")
            if not words
            else ("highest" if request.is_descending else "lowest")
        )
        most = describer.place(request.skip) + most
        what = words or nouns(request.rows, describer)
        group = result.groups[0]
        markers = ranged(cited(draft, result.pairs(group.rows), chosen))
        draft.text = say(
            "group.first", value=escape(group.value), most=most, what=what, column=phrase(column),
            number=_said(group, result), markers=markers, unknown=unknown, notes=besides,
        )  # fmt: skip
        return
    opening = say("groups", rows=rows, column=phrase(column), unknown=unknown)
    if words:
        words = f"{words} of {rows}"
        opening = say("groups.figure", words=words, column=phrase(column), unknown=unknown)
    draft.text = finished(opening, lines, draft, besides)


def _figure(group: Group, result: Result, request: Groups) -> str:
    """A group's figure as a cell of the answer's table: plain digits."""
    return shown(group.number)


def _said(group: Group, result: Result) -> str:
    if result.unit == "days":
        return days_said(group.number)
    return f"{said(group.number)} {escape(result.unit)}".strip()


def compose_run(draft: Draft, request: RunLength, result: Result, describer: Describer) -> None:
    """The longest run of rows, with the rows."""
    draft.values = (shown(result.number or 0),)
    draft.coverage = coverage(result.selection)
    asked = Filter(rows=request.rows, where=request.where)
    parts, chosen = counts(result, asked, describer), evidence(asked)
    besides = notes(result)
    if not result.runs:
        reading = escape(describer.reading(request))
        draft.text = say("run.none", reading=reading, notes=besides, **parts)
        return
    runs = []
    for run in result.runs:
        pairs = result.pairs(run)
        names = named(draft, pairs, chosen)
        is_long = len(run) > LISTED
        markers = ranged(cited(draft, pairs, chosen))
        runs.append(f"{names[0].rpartition(' ')[0]} {markers}" if is_long else joined(names))
    parts["count"] = said(len(result.runs[0]))
    if len(runs) == 1:
        draft.text = say("run", names=runs[0], notes=besides, **parts)
        return
    draft.text = finished(say("run.ties", **parts), [f"- {run}" for run in runs], draft, besides)
