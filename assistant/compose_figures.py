"""A figure in, a sentence that gives it out, with what it is reckoned from; and whether two agree."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.describe import Describer
from assistant.draft import Draft, cell_items, escape, is_singular_noun, joined, noun, phrase, ranged
from assistant.numerals import said
from assistant.outline import key_columns, table_ids, tested_columns
from assistant.phrases import (
    INLINE,
    LISTED,
    Chosen,
    amount_said,
    amount_values,
    bounds_said,
    cited,
    counts,
    coverage,
    evidence,
    finished,
    is_list_of_all,
    listed,
    matching,
    named,
    named_or_marked,
    notes,
    unknown_said,
    with_columns,
)
from assistant.plan import Aggregate, AllRows, Arithmetic, CellOf, Check, Count, Value
from assistant.result import Amount, Result
from assistant.templates import say

_WORDS = {"-": "less", "+": "plus", "*": "times", "/": "divided", "%": "percent"}
_BETWEEN = {"-": "−", "+": "+", "*": "×", "/": "/", "%": "of", "difference": "and"}


def compose_count(draft: Draft, count: Count, result: Result, describer: Describer) -> None:
    """How many rows, or different values; the rows by name while they are few."""
    rows = count.rows
    draft.values = amount_values(result.amounts[0])
    if count.distinct is not None:
        _count_values(draft, count, result, describer)
        return
    draft.coverage = coverage(result.selection)
    parts, number = counts(result, rows, describer), len(result.numbers)
    parts |= {"count": said(number), "match": matching(number)}
    is_all, chosen = is_list_of_all(result, rows), evidence(rows)
    if INLINE < number <= LISTED and tested_columns(rows) and not is_all:
        lines = listed(draft, result.rows, chosen, rows)
        said_besides = notes(result) + bounds_said(draft, result, rows, describer)
        draft.text = finished(say("count.list", **parts), lines, draft, said_besides)
        return
    names = named_or_marked(draft, result.rows, chosen)
    besides = notes(result) + bounds_said(draft, result, rows, describer)
    template = "count" if not is_all else "count.one" if number == 1 else "count.all"
    seen = say("seen", names=names) if names and number <= LISTED else f" {names}".rstrip()
    draft.text = say(template, names=seen, notes=besides, **parts)


def _count_values(draft: Draft, count: Count, result: Result, describer: Describer) -> None:
    chosen = with_columns((count.distinct or "",))
    found = [
        f"{escape(group.value)} {ranged(cited(draft, result.pairs(group.rows), chosen))}".rstrip()
        for group in result.groups
    ]
    parts = {
        "count": said(len(found)),
        "column": phrase(escape(count.distinct or "")),
        "rows": escape(describer.rows(count.rows)),
        "values": "value" if len(found) == 1 else "values",
    }
    draft.text = say("count.distinct", names=say("seen", names=joined(found)) if found else "", **parts)


def compose_figure(draft: Draft, value: Value, result: Result, describer: Describer) -> None:
    """One figure: read from a cell, reckoned over rows, or made of two others."""
    match value:
        case CellOf():
            _cell(draft, value, result)
        case Aggregate():
            _aggregate(draft, value, result, describer)
        case Arithmetic():
            _arithmetic(draft, value, result, describer)
        case _:
            draft.values = amount_values(result.amounts[0])
            draft.text = f"**{amount_said(result.amounts[0], value)}**"


def _cell(draft: Draft, value: CellOf, result: Result) -> None:
    if not result.rows:
        draft.text = say("cells.none")
        return
    table, row = result.rows[0]
    place = next(i for i, column in enumerate(table.columns) if column.name == value.column)
    draft.values = cell_items(row.cells[place], table, place)
    names = joined(named(draft, result.rows, _looked_up(value))).replace("**", "")
    draft.is_stated = row.cells[place].is_stated
    column = escape(value.column)
    if not draft.is_stated:
        pair = {"row": escape(row.name), "marker": ranged(cited(draft, result.rows, _looked_up(value)))}
        draft.text = say("not stated one", column=phrase(column), **pair)
    elif len(result.rows) == 1 and is_singular_noun(value.column):
        pair = {"row": escape(row.name), "marker": names.rpartition(" ")[2]}
        draft.text = say("cell", column=phrase(column), cell=escape(row.cells[place].text), **pair)
    else:
        markers = ranged(cited(draft, result.rows, _looked_up(value)))
        rows = joined([escape(other.name) for _, other in result.rows])
        draft.text = say(
            "cell.colon", column=column, row=rows, cell=escape(row.cells[place].text), marker=markers
        )


def _looked_up(value: CellOf) -> Chosen:
    """The cells of a row that a look-up stands on: what was tested and what is asked for."""
    tested = tested_columns(value.rows)
    return lambda table, row: with_columns((*tested.get(table.id, ()), value.column))(table, row)


def _aggregate(draft: Draft, value: Aggregate, result: Result, describer: Describer) -> None:
    amount, columns = result.amounts[0], key_columns(value.key)
    draft.coverage = coverage(result.selection)
    besides, (chosen, _) = notes(result), _chosen(value, describer)
    rows = escape(describer.rows(value.rows))
    if amount.number is None:
        if not result.rows:
            draft.text = say("cells.none")
            return
        draft.is_stated = False
        names = say("seen", names=named_or_marked(draft, result.rows, chosen, columns=columns))
        what = {"column": escape(describer.key(value.key)), "unknown": unknown_said(result), "notes": besides}
        draft.text = say("figure.none", rows=rows, names=names, **what)
        return
    draft.values, draft.unit = amount_values(amount), amount.unit
    names = named_or_marked(draft, result.rows, chosen, columns=columns)
    what_rows = (
        noun(describer.table_name(table_ids(value.rows)[0])) if isinstance(value.rows, AllRows) else "rows"
    )
    function = {"sum": "total", "min": "lowest", "max": "highest"}.get(value.function, value.function)
    if amount.is_day:
        function = {"min": "earliest", "max": "latest"}[value.function]
    words = f"{function} {phrase(escape(describer.key(value.key)))} of {rows}"
    count = len(result.selection.rows)
    parts = {
        "words": words,
        "number": amount_said(amount, value),
        "count": said(count),
        "rows": "row" if count == 1 else what_rows,
        "unknown": unknown_said(result),
        "names": names,
        "notes": besides,
    }
    draft.text = say("figure.picked" if value.function in ("min", "max") else "figure", **parts)


def _arithmetic(draft: Draft, value: Arithmetic, result: Result, describer: Describer) -> None:
    amount = result.amounts[0]
    names = _basis(draft, (value.left, value.right), amount.parts, result, describer)
    besides = notes(result)
    if amount.number is None:
        if not draft.rows:
            draft.text = say(
                "computed.none", reason=_reason(value, amount, describer), names="", notes=besides
            )
            return
        draft.is_stated = False
        names = names.replace(say("computed.from", names=""), say("seen", names=""), 1)
        draft.text = say(
            "computed.none", reason=_reason(value, amount, describer), names=names, notes=besides
        )
        return
    draft.values, draft.unit = amount_values(amount), amount.unit
    left, right = (
        amount_said(part, side) for part, side in zip(amount.parts, (value.left, value.right), strict=True)
    )
    words = escape(describer.figure(value))
    parts = f"{left} {_BETWEEN[value.sign]} {right}"
    number = amount_said(amount, value)
    draft.text = say(
        "computed",
        words=words[:1].upper() + words[1:],
        number=number,
        parts=parts,
        names=names,
        notes=besides,
    )


def _basis(
    draft: Draft, values: Sequence[Value], amounts: Sequence[Amount], result: Result, describer: Describer
) -> str:
    """The rows that figures are reckoned from: each side's cells, a few rows by name, many by markers."""
    few: list[str] = []
    markers: list[str] = []
    is_few = len(result.numbers) <= INLINE
    for value, amount in zip(values, amounts, strict=False):
        if isinstance(value, Arithmetic):
            parts = _basis(draft, (value.left, value.right), amount.parts, result, describer)
            few += [parts.removeprefix(say("computed.from", names=""))] if parts and is_few else []
            markers += _single(parts) if not is_few else []
            continue
        chosen, columns = _chosen(value, describer)
        pairs = result.pairs(amount.rows)
        markers += cited(draft, pairs, chosen)
        few += named(draft, pairs, chosen, columns=columns) if is_few else []
    found = joined(list(dict.fromkeys(few))) if is_few else ranged(markers)
    return say("computed.from", names=found) if found else ""


def _single(text: str) -> list[str]:
    """The markers of a text one by one."""
    found = []
    for part in text.split("[")[1:]:
        first, _, last = part.partition("]")[0].partition("–")
        found += [f"[{number}]" for number in range(int(first), int(last or first) + 1)]
    return found


def _chosen(value: Value, describer: Describer) -> tuple[Chosen, tuple[str, ...]]:
    columns = describer.figure_columns(value)
    tested = [
        name
        for rows in describer.figure_rows(value)
        for names in tested_columns(rows).values()
        for name in names
    ]
    return with_columns((*columns, *tested)), columns


def _reason(value: Arithmetic, amount: Amount, describer: Describer) -> str:
    """Why two figures make no third."""
    sides = tuple(zip((value.left, value.right), amount.parts, strict=True))
    for side, part in sides:
        if part.number is None and isinstance(side, Arithmetic):
            return _reason(side, part, describer)
        if part.number is None:
            return say("why.unknown", words=escape(describer.figure(side)))
    words = [f"{escape(describer.figure(side))} ({amount_said(part, side)})" for side, part in sides]
    if amount.problem == "zero":
        return say("why.zero", words=escape(describer.figure(value.right)))
    return say("why.units", left=words[0], right=words[1])


def compose_check(draft: Draft, request: Check, result: Result, describer: Describer) -> None:
    """Yes or no between two figures, both of them named."""
    values, amounts = (request.left, request.right), result.amounts
    names = _basis(draft, values, amounts, result, describer)
    besides = notes(result)
    words = [escape(describer.figure(value)) for value in values]
    said_of = [amount_said(amount, value) for value, amount in zip(values, amounts, strict=True)]
    if result.verdict is None:
        unknown = [word for word, amount in zip(words, amounts, strict=True) if amount.number is None]
        reason = (
            say("why.unknown", words=unknown[0])
            if unknown
            else say(
                "why.overlap" if _overlaps(amounts) else "why.units",
                left=f"{words[0]} ({said_of[0]})",
                right=f"{words[1]} ({said_of[1]})",
            )
        )
        draft.is_stated = not draft.rows
        draft.text = say("check.unknown", reason=reason, names=names, notes=besides)
        return
    draft.values = ("yes" if result.verdict else "no",)
    parts = {"left": words[0], "right": words[1], "one": said_of[0], "other": said_of[1]}
    verdict = "Yes" if result.verdict else "No"
    draft.text = say("check", verdict=verdict, names=names, notes=besides, **parts)


def _overlaps(amounts: Sequence[Amount]) -> bool:
    return any(amount.low != amount.high for amount in amounts) and not any(
        amount.problem for amount in amounts
    )
