"""Tables and rows in, the Catalog tab's HTML out: what each column means, and rows to sort and search."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from assistant import Assistant
from corpus.types import Column, Kind, Row, Table
from ui.chat_source import cell_html, row_path
from ui.chat_tables import PAGE, Page, View, page

_QUERY_LIMIT = 200  # characters of a search
_NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)


def view_of(data: Mapping[str, Any]) -> View:
    """The view that the browser asks for; what is not legal is left out."""
    sort, offset = data.get("sort"), data.get("offset")
    return View(
        str(data.get("table", "")),
        str(data.get("query", ""))[:_QUERY_LIMIT],
        sort if isinstance(sort, int) and not isinstance(sort, bool) else None,
        data.get("descending") is True,
        offset if isinstance(offset, int) and offset >= 0 else 0,
    )


def catalog_html(chosen: str, assistant: Assistant) -> str:
    """The list of tables, and of the chosen one its description, its columns' meaning and the search."""
    tables = assistant.tables()
    table = next((one for one in tables if one.id == chosen), tables[0])
    names = "".join(
        f"<li><button type='button' data-table='{escape(one.id)}'"
        f"{' aria-current=true' if one.id == table.id else ''}><span>{escape(one.name)}</span>"
        f" <span class='quiet'>{assistant.row_count(one.id):,}</span></button></li>"
        for one in tables
    )
    told = f"<p>{escape(table.description)}</p>" if table.description else ""
    columns = "".join(_column(column) for column in table.columns)
    return (
        f"<nav aria-label='Tables'><ul class='table-list'>{names}</ul></nav>"
        f"<section class='about' aria-label='About {escape(table.name)}'><h2>{escape(table.name)}</h2>{told}"
        f"<p class='quiet'>{escape(table.source)}</p>"
        f"<details class='columns' open><summary>What the columns mean</summary><dl>{columns}</dl></details>"
        f"<label class='search'><span class='unseen'>Search {escape(table.name)}</span>"
        f"<input type='search' data-table='{escape(table.id)}' maxlength='{_QUERY_LIMIT}'"
        " placeholder='Search this table' autocomplete='off'></label></section>"
    )


def rows_html(view: View, assistant: Assistant) -> str:
    """A page of the rows that a view shows; each row's name leads to its own page."""
    found = page(assistant, view)
    if found is None:
        return "<p class='hint'>There is no such table in this build any more.</p>"
    table = found.table
    head = "".join(_head(place, column, view) for place, column in enumerate(table.columns))
    body = "".join(_row(table, row) for row in found.rows)
    marks = f"data-table='{escape(table.id)}' data-query='{escape(view.query)}'"
    if view.sort is not None:
        marks += f" data-sort='{view.sort}' data-descending='{'yes' if view.is_descending else ''}'"
    return (
        f"<div class='rows' {marks}><p class='quiet found' role='status'>{_found(found)}</p>"
        f"<div class='grid-scroll' tabindex='0' role='region' aria-label='Rows of {escape(table.name)}'>"
        f"<table class='grid'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{_pages(found)}</div>"
    )


def _column(column: Column) -> str:
    unit = f", in {escape(column.unit)}" if column.unit else ""
    meaning = (
        escape(column.description) if column.description else "<span class='quiet'>no description</span>"
    )
    kind = f"<span class='quiet'>{column.kind.value}{unit}</span>"
    return f"<div><dt>{escape(column.name)} {kind}</dt><dd>{meaning}</dd></div>"


def _head(place: int, column: Column, view: View) -> str:
    order, sign = "none", ""
    if view.sort == place:
        order, sign = ("descending", "↓") if view.is_descending else ("ascending", "↑")
    style = " class='is-number'" if column.kind in _NUMBERS else ""
    return (
        f"<th scope='col' aria-sort='{order}'{style}><button type='button' data-sort='{place}'>"
        f"{escape(column.name)}<span class='sign' aria-hidden='true'>{sign}</span></button></th>"
    )


def _row(table: Table, row: Row) -> str:
    cells = []
    named = table.key if table.key is not None else 0
    for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        if place == named:
            words = escape(cell.text if cell.is_stated else row.name)
            link = f"<a href='{row_path(row.id)}' target='_blank' rel='noopener'>{words}</a>"
            cells.append(f"<th scope='row'>{link}</th>")
        else:
            style = " class='is-number'" if column.kind in _NUMBERS else ""
            cells.append(f"<td{style}>{cell_html(cell)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _found(found: Page) -> str:
    if found.found == 0:
        return f"No row holds “{escape(found.view.query)}”"
    first, last = found.view.offset + 1, found.view.offset + len(found.rows)
    of = f"{found.found:,} {'row' if found.found == 1 else 'rows'}"
    if found.found < found.total:
        of += f" that hold the words, of {found.total:,}"
    return of if len(found.rows) == found.found else f"{first:,} to {last:,} of {of}"


def _pages(found: Page) -> str:
    before, after = found.view.offset - PAGE, found.view.offset + PAGE
    buttons = []
    if found.view.offset > 0:
        buttons.append(f"<button type='button' data-offset='{max(0, before)}'>← Before</button>")
    if after < found.found:
        buttons.append(f"<button type='button' data-offset='{after}'>After →</button>")
    return f"<div class='pages'>{''.join(buttons)}</div>" if buttons else ""
