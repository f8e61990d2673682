"""A small query over a table in, the rows, values and cells that it finds out.

It is evaluated in plain Python over the corpus types and shares nothing with the assistant, so that the gold
of a question cannot be wrong in the same way as its answer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from corpus.errors import WrongUse
from corpus.types import Catalog, Cell, Column, Kind, Row, Table, Value
from corpus.words import folded

NAME = "*"  # stands for the row's name or id where a column is named

Operator = Literal["is", "is not", "says", "says not", "<", "<=", ">", ">=", "=", "in", "stated"]
Condition = tuple[str, Operator, str | float | bool]


class GoldError(WrongUse):
    """A gold query does not fit the catalog."""


class AnyOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Conditions of which at least one has to hold."""

    any: tuple[Condition, ...]


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which rows of a table, and what of them; `eval/data/README.md` explains each part.

    `take` is `rows` (their names), `count`, `any` (yes or no), a column's name, or a pair such as
    `["sum", "Price"]`; `order` sorts by a column and `limit` keeps the first rows of that.
    """

    table: str
    where: tuple[Condition | AnyOf, ...] = ()
    take: str | tuple[str, str] = "rows"
    order: tuple[str, Literal["asc", "desc"]] | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a query gives: row ids in table order, values for programs, and the cells that it read."""

    rows: tuple[str, ...]
    values: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]


def find(query: Query, catalog: Catalog) -> Found:
    """What the query finds; total rows are never looked at.

    A condition on an empty cell holds for no row (but `stated`). Numbers compare where both ends of a range
    do, dates where the whole period does.

    Raises:
        GoldError: the catalog lacks the table or a column, or a value does not go with an operator.
    """
    table = _table(query.table, catalog)
    tests = [_test(condition, table) for condition in query.where]
    rows = [row for row in table.rows if all(test(row) for test in tests)]
    if query.order is not None:
        rows = _ordered(rows, query.order, table)
    rows = rows[: query.limit]
    ids = tuple(row.id for row in rows)
    return Found(ids, tuple(_values(rows, query.take, table)), tuple(_cells(rows, query, table)))


def columns_of(query: Query, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """The (table id, column) pairs that a query reads, `*` being the table's key column."""
    table = _table(query.table, catalog)
    key = table.columns[table.key].name if table.key is not None else NAME
    named = [key if name == NAME else name for name in _named(query)]
    if query.take in ("rows", "count", "any"):
        named.append(key)
    return tuple(dict.fromkeys((table.id, name) for name in named if name != NAME))


def as_json(query: Query) -> dict[str, object]:
    """The query as it stands in a question set."""
    plain: dict[str, object] = msgspec.to_builtins(query)
    return plain


def _table(wanted: str, catalog: Catalog) -> Table:
    for table in catalog.tables:
        if wanted in (table.id, table.name):
            return table
    known = ", ".join(f"'{table.id}'" for table in catalog.tables)
    raise GoldError(f"the gold query's table '{wanted}' is not in the catalog '{catalog.name}' ({known})")


def _place(name: str, table: Table) -> int:
    for place, column in enumerate(table.columns):
        if column.name == name:
            return place
    known = ", ".join(f"'{column.name}'" for column in table.columns)
    raise GoldError(f"the gold query's column '{name}' is not in the table '{table.id}' ({known})")


def _test(condition: Condition | AnyOf, table: Table) -> Callable[[Row], bool]:
    if isinstance(condition, AnyOf):
        tests = [_test(one, table) for one in condition.any]
        return lambda row: any(test(row) for test in tests)
    name, operator, value = condition
    if name == NAME:
        wanted = folded(str(value))
        is_named = operator == "is"
        return lambda row: ((folded(row.name) == wanted) or row.id == value) is is_named
    place = _place(name, table)
    if operator == "stated":
        return lambda row: row.cells[place].is_stated is bool(value)
    holds = _holds(operator, value)
    return lambda row: row.cells[place].is_stated and holds(row.cells[place])


def _holds(operator: Operator, value: str | float | bool) -> Callable[[Cell], bool]:
    text = folded(str(value))
    match operator:
        case "is":
            return lambda cell: text in _forms(cell)
        case "is not":
            return lambda cell: text not in _forms(cell)
        case "says":
            return lambda cell: f" {text} " in f" {folded(cell.text)} "
        case "says not":
            return lambda cell: f" {text} " not in f" {folded(cell.text)} "
        case "in":
            first, last = _period(str(value))
            return lambda cell: cell.date is not None and first <= cell.date.start and cell.date.end <= last
        case _:
            return _compares(operator, value)


def _compares(operator: str, value: str | float | bool) -> Callable[[Cell], bool]:
    if isinstance(value, str):
        first, last = _period(value)
        return lambda cell: (
            cell.date is not None and _date_compares(cell.date.start, cell.date.end, operator, first, last)
        )
    number = float(value)
    return lambda cell: (
        cell.number is not None and _number_compares(cell.number.low, cell.number.high, operator, number)
    )


def _number_compares(low: float | None, high: float | None, operator: str, number: float) -> bool:
    match operator:
        case "<":
            return high is not None and high < number
        case "<=":
            return high is not None and high <= number
        case ">":
            return low is not None and low > number
        case ">=":
            return low is not None and low >= number
        case _:
            return low == high and low is not None and math.isclose(low, number)


def _date_compares(start: dt.date, end: dt.date, operator: str, first: dt.date, last: dt.date) -> bool:
    match operator:
        case "<":
            return end < first
        case "<=":
            return end <= last
        case ">":
            return start > last
        case ">=":
            return start >= first
        case _:
            return start == first and end == last


def _period(text: str) -> tuple[dt.date, dt.date]:
    """The first and last day of `2023`, `2023-05` or `2023-05-17`."""
    try:
        parts = [int(part) for part in text.split("-")]
        first = dt.date(*parts, *[1] * (3 - len(parts)))
    except (TypeError, ValueError):
        raise GoldError(
            f"the gold query compares with '{text}', which is no number and no date (YYYY-MM-DD)"
        ) from None
    if len(parts) == 3:
        return first, first
    year, month = (
        (first.year + 1, 1) if len(parts) == 1 or first.month == 12 else (first.year, first.month + 1)
    )
    return first, dt.date(year, month, 1) - dt.timedelta(days=1)


def _forms(cell: Cell) -> frozenset[str]:
    """What a cell can be said to be: its text, each of its values, with and without the qualifier."""
    parts = {form for value in cell.values for form in (folded(value.text), folded(_whole(value)))}
    return frozenset(parts | {folded(cell.text)})


def _whole(value: Value) -> str:
    return f"{value.text} ({value.qualifier})" if value.qualifier else value.text


def _ordered(rows: Sequence[Row], order: tuple[str, str], table: Table) -> list[Row]:
    place = _place(order[0], table)
    keyed = [(key, row) for row in rows if (key := _size(row.cells[place])) is not None]
    return [row for _, row in sorted(keyed, key=lambda pair: pair[0], reverse=order[1] == "desc")]


def _size(cell: Cell) -> float | None:
    if cell.number is not None:
        ends = [end for end in (cell.number.low, cell.number.high) if end is not None]
        return sum(ends) / len(ends) if ends else None
    return None if cell.date is None else float(cell.date.start.toordinal())


def _values(rows: Sequence[Row], take: str | tuple[str, str], table: Table) -> Iterator[str]:
    match take:
        case "rows":
            yield from dict.fromkeys(row.name for row in rows)
        case "count":
            yield str(len(rows))
        case "any":
            yield "yes" if rows else "no"
        case str(name):
            yield from _parts(rows, _place(name, table), table)
        case (what, name):
            yield from _computed(rows, what, _place(name, table), table)


def _parts(rows: Sequence[Row], place: int, table: Table) -> Iterator[str]:
    column = table.columns[place]
    for row in rows:
        cell = row.cells[place]
        if not cell.is_stated:
            continue
        if _is_list(column):
            yield from (_whole(value) for value in cell.values)
        else:
            yield cell.text


def _computed(rows: Sequence[Row], what: str, place: int, table: Table) -> Iterator[str]:
    sizes = [size for row in rows if (size := _size(row.cells[place])) is not None]
    match what:
        case "column":
            yield from _parts(rows, place, table)
        case "distinct":
            yield from dict.fromkeys(value.text for row in rows for value in row.cells[place].values)
        case "sum":
            yield _plain(math.fsum(sizes))
        case "average" if sizes:
            yield _plain(math.fsum(sizes) / len(sizes))
        case "least" | "greatest" if sizes:
            yield _plain(min(sizes) if what == "least" else max(sizes))
        case "average" | "least" | "greatest":
            return
        case _:
            known = "column, distinct, sum, average, least, greatest"
            raise GoldError(f"the gold query takes '{what}', which is none of {known}")


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(round(number, 9))


def _cells(rows: Sequence[Row], query: Query, table: Table) -> Iterator[tuple[str, str]]:
    key = None if table.key is None else table.columns[table.key].name
    names = [name for name in dict.fromkeys(_named(query)) if name not in (NAME, key)]
    yield from ((row.id, name) for row in rows for name in names if row.cells[_place(name, table)].is_stated)


def _named(query: Query) -> Iterator[str]:
    """The columns that a query names, in the order in which it does."""
    for condition in query.where:
        yield from (one[0] for one in (condition.any if isinstance(condition, AnyOf) else (condition,)))
    if query.order is not None:
        yield query.order[0]
    if isinstance(query.take, tuple):
        yield query.take[1]
    elif query.take not in ("rows", "count", "any"):
        yield query.take


def _is_list(column: Column) -> bool:
    return column.kind is Kind.LIST
