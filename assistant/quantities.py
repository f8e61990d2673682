"""Rules of the grammar for numbers and dates: what a cell must be over, under, between or equal to.

Each rule takes two neighbours and yields what they make together, as those of `grammar` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema, is_inverse
from assistant.plan import (
    And,
    Compare,
    Day,
    Filter,
    Lists,
    Number,
    Or,
    Pred,
    Relation,
)
from assistant.rates import as_in
from assistant.senses import Tier
from corpus.conversion import are_convertible
from corpus.types import Column, Kind
from corpus.units import currency_of
from corpus.words import stems


class Bound(Struct, frozen=True):
    """Relations to literals that a cell must have, all of them; the column is not yet known."""

    tests: tuple[tuple[Relation, Number | Day], ...]


def bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“over 80 GB”, “since 2023”."""
    yield Item("bound", Bound(((left.node, right.node),)), None, Cost(size=1))


def dated_bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“after the year 2005”: the column named between the word and the date."""
    match right.node:
        case Compare(relation="=", value=Day()):
            yield replace(right, node=replace(right.node, relation=left.node), cost=Cost(size=1))


def trailing_bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“80 GB or more”."""
    yield Item("bound", Bound(((right.node, left.node),)), None, Cost(size=1))


def between(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“between 5 and 10”: both ends included."""
    low, high = left.node.node, right.node.node
    if type(low) is type(high):
        yield Item("bound", Bound(((">=", low), ("<=", high))), None, Cost(size=1))


def bounded_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price under $2”, “with over 3 stops”: a bound on the column named beside it."""
    columns, limit = (left, right) if left.kind == "columns" else (right, left)
    for position in columns.only:
        column = schema.column(columns, position)
        if is_inverse(column) and any(relation != "=" for relation, _ in limit.node.tests):
            continue  # “at least fifth place” is no number of at least five
        if all(fits(column, value) for _, value in limit.node.tests):
            yield bounded(columns.table, position, column, limit.node, Cost(size=1))
        elif column.kind is Kind.LIST and limit.kind == "bound":
            yield from _listing(columns, column, limit.node)


def _listing(columns: Item, column: Column, limit: Bound) -> Iterator[Item]:
    """“with more than one product”: how many values a cell lists."""
    tests: list[Pred] = []
    for relation, value in limit.tests:
        if not isinstance(value, Number) or value.unit or value.number != int(value.number):
            return
        tests.append(Lists(column=column.name, relation=relation, number=int(value.number)))
    node: Pred = tests[0] if len(tests) == 1 else And(parts=tuple(tests))
    yield Item("pred", node, columns.table, Cost(size=1), columns.columns, is_whole=True)


def trailing_test(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“80 GB of memory or more”: what a column equals, or more."""
    match left.node:
        case Compare(relation="=", value=Number()) as test:
            yield replace(left, node=replace(test, relation=right.node), cost=Cost(size=1))


def equal_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“with 3 stops”, “opened in 1998”: a literal beside a column is what its cell equals."""
    columns, literal = (left, right) if left.kind == "columns" else (right, left)
    if literal.kind == "number" and literal.lead in ("in", "during", "since"):
        return  # “population in 2011” is when, and not how much
    is_year = (
        isinstance(literal.node, Number) and not literal.node.unit and 1400 <= literal.node.number <= 2100
    )
    is_price = any(schema.column(columns, c).kind is Kind.MONEY for c in columns.columns)
    if is_year and is_price and columns.cost.tiers >= Tier.RELATED:
        return  # “bought in 2019” is when, and not for how much
    limit = Item("bound", Bound((("=", literal.node),)), None, Cost())
    yield from bounded_column(schema, columns, limit)


def bounded_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“providers over 80 GB”, “stops since 2023”: a bound on the only column that it fits."""
    rows, limit = (left, right) if left.table is not None else (right, left)
    tests = (limit.node if limit.kind == "bound" else Bound((("=", limit.node),))).tests
    needs_unit = any(isinstance(value, Number) and not value.unit for _, value in tests)
    if rows.table is None or needs_unit:
        return  # “more than 3” of what?
    columns = schema.tables[rows.table].columns
    chosen = [
        i
        for i, column in enumerate(columns)
        if all(
            fits(column, value, is_named=False) or _are_like(schema.units(rows.table, i), column, value)
            for _, value in tests
        )
    ]
    done = {word for c in rows.columns for word in stems(columns[c].name)}
    alike = [i for i in chosen if done & set(stems(columns[i].name))]  # “ordered by X in May”: ordered in May
    for position in alike or chosen:
        test = bounded(rows.table, position, columns[position], Bound(tests), SILENT)
        yield from schema.restrict(rows, test)


def _are_like(units: frozenset[str], column: Column, value: Number | Day) -> bool:
    """Whether a column without a unit of its own has cells that convert to that of a number.

    Each of them must, but for money in several currencies.
    """
    if column.unit or column.kind not in (Kind.NUMBER, Kind.MONEY) or not isinstance(value, Number):
        return False
    convert = [are_convertible(value.unit, unit) for unit in units]
    return any(convert) if column.kind is Kind.MONEY else bool(convert) and all(convert)


def fits(column: Column, value: Number | Day, *, is_named: bool = True) -> bool:
    """Whether a column's cells can be compared with a literal: dates with dates, numbers in like units.

    `is_named` says that the question names the column; an unnamed one must be of the literal's own unit.
    """
    said = as_in(column, value)
    if said is None:
        return False  # a price a year is none of a month
    value = said
    if isinstance(value, Day):
        return column.kind is Kind.DATE or (
            column.kind is Kind.NUMBER
            and not column.unit
            and value.start.endswith("-01-01")
            and "year" in column.name.lower()
        )
    if not column.kind.is_ordered or column.kind is Kind.DATE:
        return False
    if not value.unit:
        return True
    if not column.unit:  # cells in several units: each is converted, or left out
        return is_named and (column.kind is Kind.MONEY) == bool(currency_of(value.unit))
    return are_convertible(value.unit, column.unit)


def bounded(table: int | None, position: int, column: Column, limit: Bound, cost: Cost) -> Item:
    """The test that the cells of a column keep a bound, its values in the column's unit."""
    values = [(relation, as_in(column, value) or value) for relation, value in limit.tests]
    tests: list[Pred] = [Compare(column=column.name, relation=r, value=v) for r, v in values]
    node: Pred = tests[0] if len(tests) == 1 else And(parts=tuple(tests))
    return Item("pred", node, table, cost, (position,), is_whole=True)


def absorb_unit(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“at least 1,000 members”: what is counted, where the column beside it says so."""
    noun, other = (left, right) if left.is_guess else (right, left)
    if noun.is_guess:
        yield replace(other, cost=Cost())


def absorb_counted(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“lost the most games”: what is counted, where the column beside it says so."""
    if right.is_guess and left.text == "count":
        yield replace(left, cost=Cost())


def restated(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many of the 8 vendors …”: how many there are, where that is so."""
    if not left.node.unit and left.node.number == schema.size(right):
        yield replace(right, cost=Cost(size=1))


def either_date(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“2003 or 2005”, “2003 and 2005”: two dates, of rows still to come."""
    yield Item("dates", (left.node, right.node.node), None, Cost(size=1), lead=left.lead)


def on_dates(schema: Schema, item: Item, days: tuple[Day, Day]) -> Iterator[Or]:
    """The test for either of two dates, of the only column of dates that an item's table has."""
    dates = [column.name for column in schema.table(item).columns if column.kind is Kind.DATE]
    if len(dates) == 1:
        yield Or(parts=tuple(Compare(column=dates[0], relation="=", value=day) for day in days))


def dated_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“films in 2004 and 2013”: rows of either."""
    for test in on_dates(schema, left, right.node):
        yield from schema.restrict(left, Item("pred", test, left.table, SILENT, is_whole=True))


def choose_date(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which season had more tackles, 2005 or 2002”: of the rows of two dates the one that comes first."""
    order, dates = (left, right) if left.kind != "dates" else (right, left)
    for test in on_dates(schema, order, dates.node):
        node = order.node.top(Filter(rows=schema.every(order), where=test))
        names = [column.name for column in schema.table(order).columns]
        shows = (names.index(test.parts[0].column),)  # type: ignore[union-attr]
        yield Item("rows", node, order.table, SILENT + Cost(size=1), order.columns, shows=shows)


RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    **{("relation", literal): (bound,) for literal in ("number", "date")},
    ("time relation", "date"): (bound,),
    ("time relation", "pred"): (dated_bound,),
    ("pred", "trailing"): (trailing_test,),
    **{(literal, "trailing"): (trailing_bound,) for literal in ("number", "date")},
    **{(f"between·{literal}", f"and·{literal}"): (between,) for literal in ("number", "date")},
    **{("date", f"{word}·date"): (either_date,) for word in ("and", "or")},
    **{(rows, "dates"): (dated_rows,) for rows in ("table", "rows", "pred")},
    **{(order, "dates"): (choose_date,) for order in ("comparative", "grade")},
    **{("dates", order): (choose_date,) for order in ("comparative", "grade")},
    ("columns", "bound"): (bounded_column,),
    ("bound", "columns"): (bounded_column,),
    **{("columns", literal): (equal_column,) for literal in ("number", "date")},
    **{(literal, "columns"): (equal_column,) for literal in ("number", "date")},
    **{
        (rows, limit): (bounded_rows,)
        for rows in ("table", "rows", "pred")
        for limit in ("bound", "number", "date")
    },
    **{(kind, "table"): (absorb_unit,) for kind in ("bound", "columns")},
    ("rank", "table"): (absorb_counted,),
    ("number", "table"): (absorb_unit, restated),
}
WAITING: tuple[tuple[str, str], ...] = (
    *((word, literal) for word in ("between", "and") for literal in ("number", "date")),
    ("or", "date"),
)
