"""The cells of rows in, a text that shows them out: one cell, a row, rows side by side, their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answer import ROW_LIMIT, Grid
from assistant.describe import Describer
from assistant.draft import Draft, cell_items, escape, is_singular_noun, joined, phrase, ranged, shown_cell
from assistant.numerals import said
from assistant.phrases import (
    Chosen,
    cited,
    coverage,
    evidence,
    finished,
    more_line,
    named,
    notes,
    nouns,
    table_line,
    tables,
    with_columns,
)
from assistant.plan import AllRows, Cells, Common, Contrast, Distinct
from assistant.result import Pair, Result, Selection
from assistant.templates import say
from corpus.types import Table


def compose_cells(draft: Draft, request: Cells, result: Result, describer: Describer) -> None:
    """The cells asked for, of each row."""
    places = {table.id: _places(table, request.columns) for table, _ in result.rows}
    places = {table: found for table, found in places.items() if found}
    pairs = [(table, row) for table, row in result.rows if table.id in places][:ROW_LIMIT]
    draft.rows = tuple(row.id for _, row in pairs)
    draft.values = tuple(
        item for table, row in pairs for i in places[table.id] for item in cell_items(row.cells[i], table, i)
    )
    if not pairs:
        draft.text = say("cells.none")
        return
    asked = [row.cells[i] for table, row in pairs for i in places[table.id]]
    draft.is_stated = not asked or not request.columns or any(cell.is_stated for cell in asked)
    is_one_table = len(places) == 1
    table = pairs[0][0]
    if len(pairs) == 1 and len(places[table.id]) == 1:
        draft.text = _one_cell(draft, request, pairs[0], places[table.id][0], result)
        return
    if is_one_table:
        draft.table = _grid(table, pairs, places[table.id])
    if len(pairs) == 1 or not is_one_table:
        draft.text = _blocks(draft, request, pairs, places)
    elif len(request.columns) == 1:
        lines = _by_row(draft, request, pairs, places[table.id][0])
        what = {"count": said(len(result.numbers)), "noun": nouns(request.rows, describer)}
        is_noun = is_singular_noun(request.columns[0]) or request.columns[0].endswith("s")
        template = "cells.many" if is_noun else "cells.many.other"
        opening = say(template, column=escape(request.columns[0]), **what)
        draft.text = finished(opening, lines, draft, notes(result))
    else:
        what = {"count": said(len(result.numbers)), "noun": nouns(request.rows, describer)}
        lines = side_by_side(draft, request, pairs, places[table.id])
        draft.text = finished(say("cells.table", **what), lines, draft, notes(result))


def _places(table: Table, columns: Sequence[str]) -> list[int]:
    """The columns asked for in the order of the question; all but the name where none is said."""
    if not columns:
        return [i for i in range(len(table.columns)) if i != table.key]
    names = [column.name for column in table.columns]
    return [names.index(name) for name in dict.fromkeys(columns) if name in names]


def _cite(draft: Draft, request: Cells, pair: Pair) -> str:
    table, row = pair
    return draft.cite(
        table, row, dict.fromkeys((*evidence(request.rows)(table, row), *_places(table, request.columns)))
    )


def _one_cell(draft: Draft, request: Cells, pair: Pair, place: int, result: Result) -> str:
    table, row = pair
    cell, name = row.cells[place], table.columns[place].name
    parts = {"row": escape(row.name), "marker": _cite(draft, request, pair)}
    if not cell.is_stated:
        draft.is_stated = False
        if is_singular_noun(name):
            return say("not stated one", column=phrase(escape(name)), **parts)
        return say("not stated other", column=escape(name), **parts)
    template = "cell" if is_singular_noun(name) else "cell.colon"
    column = phrase(escape(name)) if template == "cell" else escape(name)
    return say(template, column=column, cell=shown_cell(cell), **parts)


def _by_row(draft: Draft, request: Cells, pairs: Sequence[Pair], place: int) -> list[str]:
    """A line for each row with its cell; where the rows have no names, for each cell with its rows."""
    shown = [(shown_cell(pair[1].cells[place]), _cite(draft, request, pair), pair[1].name) for pair in pairs]
    if pairs[0][0].key is not None:
        return [f"- **{escape(name)}** {marker}: {cell}" for cell, marker, name in shown]
    markers: dict[str, list[str]] = {}
    for cell, marker, _ in shown:
        markers.setdefault(cell, []).append(marker)
    draft.values = tuple(dict.fromkeys(draft.values))
    return [f"- {cell} {ranged(found)}" for cell, found in markers.items()]


def _blocks(draft: Draft, request: Cells, pairs: Sequence[Pair], places: Mapping[str, Sequence[int]]) -> str:
    """Each row by itself, a line for each of its cells."""
    lines: list[str] = []
    for pair in pairs:
        table, row = pair
        template = "cells" if request.columns else "described"
        marker = _cite(draft, request, pair)
        lines += ["", say(template, row=escape(row.name), marker=marker, table=escape(table.name)), ""]
        lines += [f"- {escape(table.columns[i].name)}: {shown_cell(row.cells[i])}" for i in places[table.id]]
    return "\n".join([*lines, *more_line(draft)]).strip()


def side_by_side(draft: Draft, request: Cells, pairs: Sequence[Pair], places: Sequence[int]) -> list[str]:
    """The lines of a Markdown table: a line for each row, with its marker."""
    table = pairs[0][0]
    title = "" if table.key is None else escape(table.columns[table.key].name)
    lines = [
        table_line([title, *(escape(table.columns[i].name) for i in places)]),
        table_line(["---"] * (len(places) + 1)),
    ]
    for pair in pairs:
        row = pair[1]
        name = f"**{escape(row.name)}** {_cite(draft, request, pair)}"
        lines.append(table_line([name, *(shown_cell(row.cells[i]) for i in places)]))
    return lines


def _grid(table: Table, pairs: Sequence[Pair], places: Sequence[int]) -> Grid:
    names = [] if table.key is None else [table.columns[table.key].name]
    return Grid(
        (*names, *(table.columns[i].name for i in places)),
        tuple((*([row.name] if names else []), *(row.cells[i].text for i in places)) for _, row in pairs),
        tuple(row.id for _, row in pairs),
    )


def compose_common(draft: Draft, request: Common, result: Result) -> None:
    """The values that rows share, by column."""
    draft.values = tuple(group.value for group in result.groups)
    if not result.rows:
        draft.text = say("common.empty")
        return
    if not result.groups:
        names = named(draft, result.rows, _compared(request.columns))
        draft.text = say("common.none", names=joined(names) if len(names) < ROW_LIMIT else names[0])
        if len(names) == ROW_LIMIT:
            draft.text = say(
                "common.none", names=ranged(cited(draft, result.rows, _compared(request.columns)))
            )
        return
    table, lines = result.rows[0][0], []
    for group in result.groups:
        column = table.columns[int(group.number)].name
        markers = ranged(cited(draft, result.pairs(group.rows), with_columns((column,))))
        lines.append(f"- {escape(column)}: {escape(group.value)} {markers}")
    draft.text = "\n".join([say("common"), "", *lines, *more_line(draft)])


def compose_contrast(draft: Draft, request: Contrast, result: Result, describer: Describer) -> None:
    """The values that some rows have and others lack, or both have, by column."""
    draft.values = tuple(dict.fromkeys(group.value for group in result.groups))
    if not result.rows:
        draft.text = say("common.empty")
        return
    table = result.rows[0][0]
    chosen = _compared((*request.columns, *request.other_columns))
    places = {column.name: place for place, column in enumerate(table.columns)}
    asked = [places[name] for name in (*request.columns, *request.other_columns)]
    reading = escape(describer.reading(request))
    silent = [(t, row) for t, row in result.rows if any(not row.cells[place].is_stated for place in asked)]
    if silent and not isinstance(request.rows, AllRows):
        draft.is_stated, draft.values = False, ()
        draft.text = say("not said", reading=reading, names=joined(named(draft, silent, chosen)), notes="")
        return
    markers = ranged(cited(draft, result.rows, chosen))
    lines = []
    for group in result.groups:
        column = table.columns[int(group.number)].name
        held = ranged(cited(draft, result.pairs(group.rows), with_columns((column,))))
        lines.append(f"- {escape(column)}: {escape(group.value)} {held}")
    template = "contrast" if lines else "contrast.none"
    draft.text = finished(say(template, reading=reading, markers=markers), lines, draft, "")


def _compared(columns: Sequence[str]) -> Chosen:
    """The cells that were compared: those asked for, or all."""
    return with_columns(columns) if columns else lambda table, _: range(len(table.columns))


def compose_distinct(draft: Draft, request: Distinct, result: Result, describer: Describer) -> None:
    """The different values of a column, each with the rows that hold it."""
    chosen = with_columns((request.column,))
    draft.values = tuple(group.value for group in result.groups)
    held = set(result.numbers)
    looked = result.selection.rows
    unknown = tuple(number for number in looked if number not in held)
    draft.coverage = coverage(Selection(result.numbers, unknown, looked))
    if not result.groups:
        column, count = phrase(escape(request.column)), said(len(looked))
        draft.text = say("distinct.none", count=count, noun=nouns(request.rows, describer), column=column)
        return
    lines = [
        f"- {escape(group.value)} {ranged(cited(draft, result.pairs(group.rows), chosen))}".rstrip()
        for group in result.groups
    ]
    values = "value" if len(result.groups) == 1 else "values"
    what = {"column": escape(request.column), "table": tables(request.rows, describer), "values": values}
    opening = say("distinct", count=said(len(result.groups)), **what)
    draft.text = finished(opening, lines, draft, "")
