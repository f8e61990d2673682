"""Rules of the grammar for figures over rows: sums and averages, groups, shares, “at least twice”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema, requested
from assistant.plan import (
    Aggregate,
    Arithmetic,
    Cells,
    ColumnKey,
    Compare,
    Count,
    Figure,
    Filter,
    Groups,
    Having,
    Key,
    Named,
    Number,
    Rows,
    Value,
)
from assistant.quantities import fits
from corpus.types import Kind

_OF_ROWS = ("sum", "average", "mean", "median")  # “total employees” are how many there are


def measure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“average price”: a figure over a column, still of no rows."""
    columns, function = (left, right) if left.kind == "columns" else (right, left)
    for position in columns.only:
        column = schema.column(columns, position)
        if column.kind.is_ordered and column.kind is not Kind.DATE:
            node = (function.node, ColumnKey(column=column.name))
            yield Item("measure", node, columns.table, Cost(size=1), (position,))


def over(measured: tuple[Any, Key], rows: Rows) -> Value:
    """A figure over rows; a range is how far the greatest is from the least."""
    function, key = measured
    if function == "range":
        high, low = (Aggregate(function=end, rows=rows, key=key) for end in ("max", "min"))
        return Arithmetic(sign="-", left=high, right=low)
    return Aggregate(function=function, rows=rows, key=key)


def bounded_measure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“average price over $40”, still of no groups."""
    measured, limit = (left, right) if left.kind == "measure" else (right, left)
    column = schema.column(measured, measured.columns[0])
    for relation, value in limit.node.tests if len(limit.node.tests) == 1 else ():
        if isinstance(value, Number) and fits(column, value):
            bound = Having(relation=relation, value=value)
            yield replace(measured, kind="measure bound", node=(*measured.node, bound), cost=Cost(size=1))


def having_measure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“countries with an average price over $40”: the values of a column by a figure of their rows."""
    function, key, bound = right.node
    for name in schema.names(left)[: len(left.only)]:
        if left.columns != right.columns and function != "range":
            node = Groups(rows=schema.every(left), by=name, function=function, key=key, having=bound)
            yield requested(node, left)


def figure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“average price of providers with spot”."""
    measured, rows = (left, right) if left.kind == "measure" else (right, left)
    if measured.is_guess and rows.kind == "entity":
        return  # “the total of X” is what its cell says
    node = Figure(value=over(measured.node, schema.rows(rows)))
    cost = SILENT if rows.kind == "pred" else Cost()
    yield Item("request", node, measured.table, cost + Cost(size=1), measured.columns)


def figure_of_money(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the sum of the unpaid invoices”: of the only column of money that the rows have."""
    columns = schema.table(right).columns
    money = [i for i, column in enumerate(columns) if column.kind is Kind.MONEY]
    if len(money) == 1 and left.text.split()[0] in _OF_ROWS:
        key = ColumnKey(column=columns[money[0]].name)
        node = Figure(value=Aggregate(function=left.node, rows=schema.rows(right), key=key))
        yield Item("request", node, right.table, SILENT + Cost(size=1), tuple(money))


def grouped(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many stops per line”, “average price per vendor”."""
    by = right.node
    if len(by.columns) != 1:
        return
    name = schema.column(by, by.columns[0]).name
    if by.columns == left.columns:  # “average cost per year”, where the column says that it is for a year
        yield replace(left, cost=Cost())
        return
    if left.kind == "measure" and left.node[0] != "range":
        function, key = left.node
        node = Groups(rows=schema.every(left), by=name, function=function, key=key)
        yield Item("request", node, left.table, Cost(size=1), left.columns)
    elif (
        isinstance(left.node, Figure)
        and isinstance(left.node.value, Count)
        and left.node.value.distinct is None
    ):
        node = Groups(rows=left.node.value.rows, by=name)
        yield Item("request", node, left.table, Cost(size=1), left.columns)
    elif isinstance(left.node, Figure) and isinstance(left.node.value, Aggregate):
        value = left.node.value
        node = Groups(rows=value.rows, by=name, function=value.function, key=value.key)
        yield Item("request", node, left.table, Cost(size=1), left.columns)


def summed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“… of X and Y combined”."""
    function, request = (left, right) if left.kind == "function" else (right, left)
    match request.node:
        case Figure(value=Aggregate(function=known)) if known == function.node:
            yield replace(request, cost=Cost())
        case Figure(value=Arithmetic(sign="+")) if function.node == "sum":
            yield replace(request, cost=Cost())
        case Cells(rows=Named(rows=(_, _, *_)) as rows, columns=(name,)) if schema.column(
            request, request.columns[0]
        ).kind.is_ordered:
            node = Figure(value=Aggregate(function=function.node, rows=rows, key=ColumnKey(column=name)))
            yield Item("request", node, request.table, Cost(size=1), request.columns)


def than_average(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“above average”, still of no column."""
    if right.node in ("average", "median"):
        yield Item("figure bound", (left.node, right.node), None, Cost(size=1))


def bounded_by_figure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price above average”: against a figure over all rows."""
    columns, limit = (left, right) if left.kind == "columns" else (right, left)
    relation, function = limit.node
    if name := schema.sole(columns):
        value = Aggregate(function=function, rows=schema.every(columns), key=ColumnKey(column=name))
        node = Compare(column=name, relation=relation, value=value)
        yield Item("pred", node, columns.table, Cost(size=1), columns.columns, is_whole=True)


def percentage(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what percentage of providers offer spot”: rows that pass a test, of the rows tested."""
    rows = schema.rows(right)
    if isinstance(rows, Filter):
        value = Arithmetic(sign="%", left=Count(rows=rows), right=Count(rows=rows.rows))
        cost = (SILENT if right.kind == "pred" else Cost()) + Cost(size=1)
        yield requested(Figure(value=value), right, cost)


def quota(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“at least 8 venues”, “more than 2 plants”: a bound on a number of rows or of values."""
    limit, counted = (left, right) if left.kind in ("bound", "number") else (right, left)
    tests = (("=", limit.node),) if limit.kind == "number" else limit.node.tests
    if len(tests) != 1 or not isinstance(tests[0][1], Number) or tests[0][1].unit or counted.is_guess:
        return
    if counted.kind == "columns":
        if len(counted.columns) != 1 or schema.column(counted, counted.columns[0]).kind.is_ordered:
            return
        value = Count(rows=schema.every(counted), distinct=schema.names(counted)[0])
    else:
        value = Count(rows=schema.rows(counted))
    yield Item("quota", (*tests[0], value), counted.table, Cost(size=1), counted.columns)


def often(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“at least twice”."""
    yield Item("often", Having(relation=left.node, value=right.node), None, Cost(size=1))


def bare_often(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“venues used twice”: just so often."""
    yield from having(schema, left, replace(right, node=Having(relation="=", value=right.node)))


def having(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“venues used at least twice”: the values of a column by how many rows have them."""
    if len(left.columns) == 1:
        node = Groups(rows=schema.every(left), by=schema.names(left)[0], having=right.node)
        yield requested(node, left)


def having_quota(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“networks with above 3 stations”: the values of a column by how many rows they have."""
    relation, number, value = right.node
    if len(left.columns) == 1 and isinstance(value, Count) and value.distinct is None:
        node = Groups(
            rows=value.rows, by=schema.names(left)[0], having=Having(relation=relation, value=number)
        )
        yield requested(node, left)


_LITERALS = ("number", "bound")
RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("request", "function"): (summed,),
    ("function", "request"): (summed,),
    ("function", "columns"): (measure,),
    **{("function", rows): (figure_of_money,) for rows in ("table", "rows")},
    ("measure", "bound"): (bounded_measure,),
    ("bound", "measure"): (bounded_measure,),
    ("columns", "measure bound"): (having_measure,),
    **{("measure", rows): (figure,) for rows in ("table", "rows", "pred", "entity")},
    **{(rows, "measure"): (figure,) for rows in ("table", "rows", "pred", "entity")},
    ("request", "per·columns"): (grouped,),
    ("measure", "per·columns"): (grouped,),
    ("relation", "function"): (than_average,),
    ("columns", "figure bound"): (bounded_by_figure,),
    ("figure bound", "columns"): (bounded_by_figure,),
    **{("percentage", kind): (percentage,) for kind in ("rows", "pred")},
    **{(literal, kind): (quota,) for literal in _LITERALS for kind in ("table", "rows", "columns")},
    ("relation", "times"): (often,),
    ("columns", "often"): (having,),
    ("columns", "times"): (bare_often,),
    ("columns", "quota"): (having_quota,),
}
WAITING: tuple[tuple[str, str], ...] = (("per", "columns"),)
