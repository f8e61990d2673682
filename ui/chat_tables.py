"""An assistant and a table in, some of its rows out: those around a row, or a sorted and searched page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant import Assistant
from corpus.types import Cell, Row, Table
from corpus.words import fold

PAGE = 100  # rows of the Catalog at once
_WINDOW = 40  # rows around a cited one; a smaller table is shown whole
_BY_VALUE = 400  # rows read for the values that a filter's form offers
_LONG = 60  # characters; a longer cell is prose and no value to choose


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring rows of a table in file order, `offset` rows after its first."""

    table: Table
    rows: tuple[Row, ...]
    offset: int
    total: int


@dataclass(frozen=True, slots=True)
class View:
    """How the Catalog shows a table: the words searched for, the column sorted by, and the page."""

    table: str
    query: str = ""
    sort: int | None = None
    is_descending: bool = False
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a table's rows that hold the words, of which there are `found`."""

    view: View
    table: Table
    rows: tuple[Row, ...]
    found: int
    total: int


def window(assistant: Assistant, table: Table, row: Row) -> Window | None:
    """The rows around one, the whole table where it is small; None where the row is not among them.

    Rows stand in file order, so its place is found by its line: about log2(rows) look-ups.
    """
    total = assistant.row_count(table.id)
    if total <= 2 * _WINDOW:
        shown = Window(table, _rows(assistant, table, 0, total), 0, total)
    else:
        low, high = 0, total - 1
        while low < high:
            middle = (low + high) // 2
            if _rows(assistant, table, middle, 1)[0].line < row.line:
                low = middle + 1
            else:
                high = middle
        offset = max(0, min(low - _WINDOW // 2, total - _WINDOW))
        shown = Window(table, _rows(assistant, table, offset, _WINDOW), offset, total)
    return shown if any(one.id == row.id for one in shown.rows) else None


def page(assistant: Assistant, view: View) -> Page | None:
    """The page that a view asks for; None where there is no such table.

    Sorting and searching read all rows; rows whose cell is not stated come last, ties in file order.
    """
    table = next((one for one in assistant.tables() if one.id == view.table), None)
    if table is None:
        return None
    total = assistant.row_count(table.id)
    offset = max(0, view.offset)
    words = fold(view.query).split()
    if not words and view.sort is None:
        return Page(view, table, _rows(assistant, table, offset, PAGE), total, total)
    rows: Sequence[Row] = _rows(assistant, table, 0, total)
    if words:
        rows = [row for row in rows if _holds(row, words)]
    if view.sort is not None and 0 <= view.sort < len(table.columns):
        stated = [row for row in rows if row.cells[view.sort].is_stated]
        place = view.sort
        stated.sort(key=lambda row: _order(row.cells[place]), reverse=view.is_descending)
        rows = [*stated, *(row for row in rows if not row.cells[place].is_stated)]
    return Page(view, table, tuple(rows[offset : offset + PAGE]), len(rows), total)


def values(assistant: Assistant, table: Table) -> dict[str, dict[str, int]]:
    """For each column the short values of the table's first rows, each with how many of these hold it."""
    rows = _rows(assistant, table, 0, _BY_VALUE)
    found: dict[str, dict[str, int]] = {}
    for place, column in enumerate(table.columns):
        held = [dict.fromkeys(value.text for value in row.cells[place].values) for row in rows]
        counts = Counter(text for texts in held for text in texts if 0 < len(text) <= _LONG)
        found[column.name] = dict(counts)
    return found


def first_rows(assistant: Assistant, table: Table) -> Window:
    """The rows that a table begins with."""
    total = assistant.row_count(table.id)
    return Window(table, _rows(assistant, table, 0, 2 * _WINDOW), 0, total)


def _rows(assistant: Assistant, table: Table, offset: int, limit: int) -> tuple[Row, ...]:
    plan = {"version": 1, "ask": {"op": "names", "rows": {"op": "table", "table": table.id}}}
    return tuple(row for _, row in assistant.rows(plan, offset=offset, limit=limit))


def _holds(row: Row, words: Sequence[str]) -> bool:
    text = fold(" ".join((row.name, *(cell.text for cell in row.cells))))
    return all(word in text for word in words)


def _order(cell: Cell) -> tuple[int, Any, str]:
    if cell.number is not None:
        low = cell.number.low if cell.number.low is not None else cell.number.high
        return (0, low if low is not None else 0.0, "")
    if cell.date is not None:
        return (1, cell.date.start.toordinal(), "")
    return (2, 0, fold(cell.text))
