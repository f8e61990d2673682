"""A verdict or a choice in, a sentence that gives it out, with the cells that decide it."""

from __future__ import annotations

from assistant.answer import ROW_LIMIT
from assistant.compose_rows import ranking
from assistant.describe import Describer
from assistant.draft import Draft, escape, joined, shown_cell
from assistant.numerals import said
from assistant.outline import key_columns
from assistant.phrases import (
    LISTED,
    bounds_said,
    counts,
    coverage,
    evidence,
    named,
    named_or_marked,
    notes,
    unknown_said,
    with_columns,
)
from assistant.plan import Choose, Filter, Holds, Named, Top
from assistant.result import Result
from assistant.templates import say


def compose_choice(draft: Draft, request: Choose, result: Result, describer: Describer) -> None:
    """The row that comes first, or those that tie for it, and what it is compared with."""
    columns = key_columns(request.key)
    chosen, besides = with_columns(columns), notes(result)
    draft.coverage = coverage(result.selection)
    if not result.rows:
        draft.text = say("choose.nothing")
        return
    names = joined(named(draft, result.rows, chosen, columns=columns))
    if not result.selection.rows:  # none of them states what they are to be ordered by
        draft.is_stated = False
        draft.text = say("choose.none", key=escape(describer.key(request.key)), names=names)
        return
    draft.values = tuple(row.name for _, row in result.rows)
    won, all_of = set(result.numbers), result.selection.looked
    others = result.pairs([number for number in all_of if number not in won]) if len(all_of) <= LISTED else ()
    against = joined(named(draft, others, chosen, columns=columns))
    everyone = Top(rows=request.rows, key=request.key, is_descending=request.is_descending)
    draft.table = ranking(everyone, result.pairs(all_of)) if len(all_of) <= LISTED else None
    parts = {
        "order": escape(describer.order(request.key, request.is_descending, request.rows)),
        "unknown": unknown_said(result),
        "others": say("choose.others", names=against) if against else "",
        "notes": besides,
    }
    draft.text = say("choose" if len(result.rows) == 1 else "choose.more", names=names, **parts)


def compose_verdict(draft: Draft, request: Holds, result: Result, describer: Describer) -> None:
    """Yes or no, with the cells of the rows that decide it."""
    asked = Filter(rows=request.rows, where=request.where)
    chosen = evidence(asked)
    is_of_set = request.quantifier == "any" or not isinstance(request.rows, Named)
    draft.coverage = coverage(result.selection) if is_of_set else None
    reading = escape(describer.reading(request))
    reading = reading[:1].lower() + reading[1:]  # “whether …”
    parts = counts(result, asked, describer)
    if not result.numbers and not result.selection.looked:
        draft.values = ("yes" if result.verdict else "no",) if result.verdict is not None else ()
        verdict = {True: "Yes. ", False: "No. "}.get(result.verdict, "")  # type: ignore[arg-type]
        draft.text = verdict + say("not said.none", reading=reading)
        return
    if result.verdict is None:
        draft.is_stated = False
        names = named_or_marked(draft, result.rows, chosen)
        besides = notes(result) + bounds_said(draft, result, asked, describer)
        draft.text = say("not said", reading=reading, names=names, notes=besides)
        return
    draft.values = ("yes" if result.verdict else "no",)
    lines = []
    for table, row in result.rows[:ROW_LIMIT]:
        cells = [
            f"{escape(table.columns[i].name)}: {shown_cell(row.cells[i])}"
            for i in chosen(table, row)
            if i != table.key
        ]
        marker = draft.cite(table, row, chosen(table, row))
        lines.append(f"**{escape(row.name)}** {marker}" + (f" – {'; '.join(cells)}" if cells else ""))
    besides = notes(result) + bounds_said(draft, result, asked, describer)
    if not lines:
        draft.text = say("no.none", notes=besides, **parts)
        return
    verdict = "yes" if result.verdict else "no"
    draft.text = (
        say(verdict, names=f"{lines[0]}.{besides}")
        if len(lines) == 1
        else say(
            "verdict.of" if is_of_set else "verdict.many",
            verdict=verdict.capitalize(),
            names="\n- ".join(lines),
            failed=_failed_said(result) if request.quantifier == "all" else "",
            **parts,
        )
    )
    if len(lines) > 1 and besides:
        draft.text += f"\n\n{besides.strip()}"


def _failed_said(result: Result) -> str:
    """How many of all the rows asked about do not match."""
    count = result.selection.not_matched
    return say("verdict.failed", count=said(count), do="does" if count == 1 else "do") if count else ""
