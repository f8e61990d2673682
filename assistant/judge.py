"""Rows and tests of a plan in, each row judged out: true, false or unknown, in plain Python.

Shares no code with the executor but the plan's types and the normalisation of words.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.english import is_denied
from assistant.plan import (
    AllRows,
    And,
    CellOf,
    ColumnKey,
    Compare,
    Day,
    Filter,
    Has,
    In,
    Key,
    Mentioned,
    Minus,
    Named,
    Not,
    Number,
    Or,
    PartsKey,
    Pred,
    Rows,
    Stated,
    Top,
    Union,
    operator,
)
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Cell, Row, Table
from corpus.words import folded, stems

TableRows = Callable[[Table], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict: true, false, or None for unknown; `unit` is that of the keys it is rated by."""

    table: Table
    row: Row
    verdict: bool | None
    unit: str = ""


def keyed(judged: Sequence[Judged], key: Key) -> list[Judged]:
    """Rows judged anew: unknown where they have no key, or one in a unit that does not convert."""
    keyed = [j for j in judged if j.verdict]
    units = Counter(unit for j in keyed if (unit := _unit(j, key)) is not None)
    common = min(units, key=lambda u: (-units[u], u)) if units else ""
    verdicts = []
    for j in keyed:
        unit = _unit(j, key)
        is_known = unit is not None and factor(unit, common) is not None
        verdicts.append(Judged(j.table, j.row, True if is_known else None, common))
    return verdicts


def _cell(j: Judged, key: Key) -> Cell:
    if isinstance(key, ColumnKey | PartsKey):
        return j.row.cells[position_of(j.table, key.column)]
    raise PlanError(f"The key '{operator(key)}' is not evaluated.")


def _unit(j: Judged, key: Key) -> str | None:
    """The unit of a row's key, None where it has no key."""
    cell = _cell(j, key)
    if not cell.is_stated:
        return None
    if isinstance(key, PartsKey) or (cell.date is not None and _kind(j, key) == "date"):
        return ""
    return None if cell.number is None or _kind(j, key) == "date" else cell.number.unit


def _kind(j: Judged, key: Key) -> str:
    return (
        j.table.columns[position_of(j.table, key.column)].kind.value
        if isinstance(key, ColumnKey | PartsKey)
        else ""
    )


def ends(j: Judged, key: Key) -> tuple[float, float]:
    """Both ends of a row's key in the common unit; a date as its day's number."""
    cell = _cell(j, key)
    if isinstance(key, PartsKey):
        return float(len(cell.values)), float(len(cell.values))
    if _kind(j, key) == "date" and cell.date is not None:
        return float(cell.date.start.toordinal()), float(cell.date.end.toordinal())
    if cell.number is None:
        raise PlanError("A row without a number has no key.")
    scale = factor(cell.number.unit, j.unit) or 1.0
    low = cell.number.low if cell.number.low is not None else cell.number.high
    high = cell.number.high if cell.number.high is not None else cell.number.low
    return (low or 0.0) * scale, (high or 0.0) * scale


def judged_top(judged: Sequence[Judged], key: Key, *, is_descending: bool, n: int) -> list[Judged]:
    """The first n by a key with all ties of the last, in order; then the rest, judged false or unknown."""
    rated = keyed(judged, key)
    known = [j for j in rated if j.verdict]
    side = 1 if is_descending else 0
    known.sort(key=lambda j: ends(j, key)[side], reverse=is_descending)
    if not known:
        return rated
    last = ends(known[min(n, len(known)) - 1], key)[side]
    found = [Judged(j.table, j.row, i < n or ends(j, key)[side] == last) for i, j in enumerate(known)]
    return [*found, *(j for j in rated if not j.verdict)]


def _names(row: Row) -> set[str]:
    return {folded(row.name), *(folded(alias) for alias in row.aliases)} - {""}


def position_of(table: Table, column: str) -> int:
    """The position of a column by its name.

    Raises:
        PlanError: there is none.
    """
    for position, known in enumerate(table.columns):
        if known.name == column:
            return position
    raise PlanError(f"No column '{column}' in '{table.name}'.")


def judged_rows(rows: Rows, tables: Sequence[Table], rows_of: TableRows) -> list[Judged]:
    """Every row looked at for an expression, judged.

    Raises:
        PlanError: an operator that this evaluator does not know.
    """
    match rows:
        case AllRows():
            table = _table(rows.table, tables)
            return [Judged(table, row, True) for row in rows_of(table) if not row.is_total]
        case Named():
            table = _table(rows.table, tables)
            by_id = {row.id: row for row in rows_of(table)}
            return [Judged(table, by_id[row_id], True) for row_id in rows.rows]
        case Filter():
            inner = [j for j in judged_rows(rows.rows, tables, rows_of) if j.verdict]
            return [
                Judged(
                    j.table, j.row, verdict_of(rows.where, j.table, j.row, tables, rows_of, is_negated=False)
                )
                for j in inner
            ]
        case Top():
            inner = [j for j in judged_rows(rows.rows, tables, rows_of) if j.verdict]
            return judged_top(inner, rows.key, is_descending=rows.is_descending, n=rows.n)
        case Minus():
            without = {j.row.id for j in judged_rows(rows.without, tables, rows_of) if j.verdict}
            inner = [j for j in judged_rows(rows.rows, tables, rows_of) if j.verdict]
            return [Judged(j.table, j.row, j.row.id not in without) for j in inner]
        case Mentioned():
            inner = [j for j in judged_rows(rows.rows, tables, rows_of) if j.verdict]
            by = [j for j in judged_rows(rows.by, tables, rows_of) if j.verdict]
            cells = [j.row.cells[position_of(j.table, rows.column)] for j in by]
            named = {folded(value.text) for cell in cells if cell.is_stated for value in cell.values}
            return [Judged(j.table, j.row, bool(named & _names(j.row))) for j in inner]
        case Union():
            return [j for part in rows.parts for j in judged_rows(part, tables, rows_of)]
    raise PlanError(f"The operator '{operator(rows)}' is not evaluated.")


def _table(table_id: str, tables: Sequence[Table]) -> Table:
    for table in tables:
        if table.id == table_id:
            return table
    raise PlanError(f"No table '{table_id}'.")


def verdict_of(
    pred: Pred, table: Table, row: Row, tables: Sequence[Table], rows_of: TableRows, *, is_negated: bool
) -> bool | None:
    """The verdict of a test on one row.

    Raises:
        PlanError: a test that this evaluator does not know.
    """
    match pred:
        case Has():
            count = len(pred.columns or table.columns)
            chosen = [
                _holds(
                    pred,
                    table,
                    row.cells[position],
                    position,
                    is_negated=is_negated,
                    is_one_of_many=count > 1,
                )
                for position, column in enumerate(table.columns)
                if not pred.columns or column.name in pred.columns
            ]
            return _any(chosen)
        case Compare():
            return _compare(pred, table, row, tables, rows_of)
        case In():
            cell = row.cells[position_of(table, pred.column)]
            if not cell.is_stated:
                return None
            names = [_names(j.row) for j in judged_rows(pred.rows, tables, rows_of) if j.verdict]
            values = {folded(value.text) for value in cell.values}
            return any(values & name for name in names)
        case Stated():
            return any(c.name == pred.column and row.cells[i].is_stated for i, c in enumerate(table.columns))
        case Not():
            inner = verdict_of(pred.part, table, row, tables, rows_of, is_negated=True)
            return None if inner is None else not inner
        case Or():
            return _any(
                [verdict_of(part, table, row, tables, rows_of, is_negated=is_negated) for part in pred.parts]
            )
        case And():
            verdicts = [
                verdict_of(part, table, row, tables, rows_of, is_negated=is_negated) for part in pred.parts
            ]
            return False if False in verdicts else None if None in verdicts else True
    raise PlanError(f"The test '{operator(pred)}' is not evaluated.")


def _compare(
    pred: Compare, table: Table, row: Row, tables: Sequence[Table], rows_of: TableRows
) -> bool | None:
    """The relation between what a cell spans and what the value spans; unknown where they overlap partly."""
    position = position_of(table, pred.column)
    span = _span(row.cells[position], table.columns[position].kind == "date")
    if span is None:
        return None
    low, high, unit = span
    match pred.value:
        case Number(number=number, unit=asked):
            scale = 1.0 if not asked or not unit else factor(unit, asked)
            if scale is None:
                return None
            low, high, first, last = low * scale, high * scale, number, number
        case Day(start=start, end=end):
            days = (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
            is_date = table.columns[position].kind == "date"
            first, last = (float(d.toordinal() if is_date else d.year) for d in days)
        case CellOf(rows=rows, column=column):
            [other] = [j for j in judged_rows(rows, tables, rows_of) if j.verdict][:1]
            place = position_of(other.table, column)
            compared = _span(other.row.cells[place], other.table.columns[place].kind == "date")
            scale = factor(unit, compared[2]) if compared else None
            if compared is None or scale is None:
                return None
            low, high, first, last = low * scale, high * scale, compared[0], compared[1]
        case _:
            raise PlanError(f"The value '{operator(pred.value)}' is not evaluated.")
    is_within, is_apart = first <= low and high <= last, high < first or low > last
    sure, sure_not = {
        ">": (low > last, high <= last),
        ">=": (low >= first, high < first),
        "<": (high < first, low >= first),
        "<=": (high <= last, low > last),
        "=": (is_within, is_apart),
        "!=": (is_apart, is_within),
    }[pred.relation]
    return True if sure else False if sure_not else None


def _span(cell: Cell, is_date: bool) -> tuple[float, float, str] | None:
    if not cell.is_stated:
        return None
    if is_date:
        return (
            (float(cell.date.start.toordinal()), float(cell.date.end.toordinal()), "") if cell.date else None
        )
    if cell.number is None:
        return None
    low = -math.inf if cell.number.low is None else cell.number.low
    high = math.inf if cell.number.high is None else cell.number.high
    return low, high, cell.number.unit


def _any(verdicts: Sequence[bool | None]) -> bool | None:
    return True if True in verdicts else None if None in verdicts else False


def _holds(
    pred: Has, table: Table, cell: Cell, position: int, *, is_negated: bool, is_one_of_many: bool
) -> bool | None:
    is_open = not table.columns[position].kind.is_closed and position != table.key
    absent = None if is_open and is_negated and not pred.is_mention else False
    if not cell.is_stated:
        return absent if is_open and is_one_of_many else None
    phrase = stems(pred.phrase)
    if pred.is_whole:
        forms = [(stems(value.text), stems(value.qualifier)) for value in cell.values]
        is_there = any(phrase in (text, qualifier, (*text, *qualifier)) for text, qualifier in forms)
        return True if is_there else absent
    texts = (
        [f"{value.text} {value.qualifier}" for value in cell.values] if len(cell.values) > 1 else [cell.text]
    )
    for text in texts:
        found = stems(text)
        if any(found[i : i + len(phrase)] == phrase for i in range(len(found) - len(phrase) + 1)):
            if not (is_open and is_denied(found, phrase)):
                return True
            absent = None
    return absent
