"""Rules of the grammar for figures against figures: differences, shares, “more … than”, “the same as”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.items import SILENT, Cost, Item, Schema
from assistant.plan import (
    Aggregate,
    AllRows,
    And,
    Arithmetic,
    CellOf,
    Cells,
    Check,
    ColumnKey,
    Columns,
    Compare,
    Count,
    Figure,
    Filter,
    Groups,
    Has,
    Having,
    Holds,
    Minus,
    Named,
    Number,
    Only,
    Or,
    Pred,
    Relation,
    Rows,
    Same,
    Value,
)
from assistant.quantities import Grade
from corpus.types import Kind


def _sole(schema: Schema, item: Item) -> str | None:
    """The name of the item's only column where it can be reckoned with."""
    if len(item.columns) != 1 or not schema.column(item, item.columns[0]).kind.is_ordered:
        return None
    return schema.names(item)[0]


_ONE = Cost(size=1)


def _request(node: Any, item: Item, cost: Cost = _ONE) -> Item:
    return Item("request", node, item.table, cost, item.columns)


# --- more … than ----------------------------------------------------------------------------------


def graded(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“more goals”, “costs more”: the column beside a degree, to be compared by."""
    degree, columns = (left, right) if left.kind == "degree" else (right, left)
    if name := _sole(schema, columns):
        grade = Grade(ColumnKey(column=name), degree.node)
        yield Item("comparative", grade, columns.table, Cost(size=1), columns.columns)


def than_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“more goals than caps”: two cells of one row."""
    other = right.node
    if (name := _sole(schema, other)) and other.columns != left.columns:
        relation: Relation = ">" if left.node.is_descending else "<"
        node = Columns(left=left.node.key.column, relation=relation, right=name)
        columns = (*left.columns, *other.columns)
        yield Item("pred", node, left.table, Cost(size=1), columns, is_whole=True)


def than_value(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“more goals than X”: against the cell of a named row."""
    entity = right.node
    if isinstance(entity.node, Named) and len(entity.node.rows) == 1:
        name = left.node.key.column
        relation: Relation = ">" if left.node.is_descending else "<"
        node = Compare(column=name, relation=relation, value=CellOf(rows=entity.node, column=name))
        yield Item("pred", node, left.table, Cost(size=1), left.columns, is_whole=True)


def more_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“more wins”, said of rows: still to be compared with others."""
    yield Item("degree·rows", (left.node, schema.rows(right)), right.table, Cost(size=1), right.columns)


def more_rows_than(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“are there more X than Y”: two counts."""
    is_more, rows = left.node
    relation: Relation = ">" if is_more else "<"
    other = Count(rows=schema.rows(right.node))
    yield Item(
        "check", Check(left=Count(rows=rows), relation=relation, right=other), left.table, Cost(size=1)
    )


def than_average(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“above average”, still of no column."""
    if right.node in ("average", "median"):
        yield Item("figure bound", (left.node, right.node), None, Cost(size=1))


def bounded_by_figure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price above average”: against a figure over all rows."""
    columns, limit = (left, right) if left.kind == "columns" else (right, left)
    relation, function = limit.node
    if name := _sole(schema, columns):
        value = Aggregate(function=function, rows=schema.every(columns), key=ColumnKey(column=name))
        node = Compare(column=name, relation=relation, value=value)
        yield Item("pred", node, columns.table, Cost(size=1), columns.columns, is_whole=True)


# --- differences ----------------------------------------------------------------------------------


def pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price of X than Y”: one column of two rows."""
    request, other = (left, right.node) if left.kind == "request" else (right, left.node)
    match request.node:
        case Cells(rows=Named(rows=(_,)) as first, columns=(name,)) if isinstance(other.node, Named):
            is_list = schema.column(request, request.columns[0]).kind is Kind.LIST
            if len(other.node.rows) == 1 and (is_list or _sole(schema, request)):
                yield Item("pair", (name, first, other.node), request.table, Cost(size=1), request.columns)
        case Cells(rows=Named(rows=(_,)) as first, columns=(name,)) if isinstance(other.node, Cells):
            if (
                other.node.columns == (name,)
                and isinstance(other.node.rows, Named)
                and _sole(schema, request)
            ):
                node = (name, first, other.node.rows)
                yield Item("pair", node, request.table, Cost(size=1), request.columns)


def bare_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X than Y”, of what only the table tells: its only column of money."""
    other = right.node
    money = [i for i, column in enumerate(schema.table(left).columns) if column.kind is Kind.MONEY]
    if len(money) == 1 and len(left.node.rows) == 1 and len(other.node.rows) == 1:
        name = schema.table(left).columns[money[0]].name
        node = (name, left.node, other.node)
        yield Item("pair", node, left.table, SILENT + Cost(size=1), (money[0],), is_guess=True)


def more_than_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how much more is X than Y”: the first less the second."""
    if right.is_guess and left.text.split()[-1] not in ("more", "less"):
        return  # “how much higher” is of no price
    name, first, second = right.node
    one, other = (_figure(schema, right, name, rows) for rows in (first, second))
    yield _request(Figure(value=Arithmetic(sign="-", left=one, right=other)), right)


def _figure(schema: Schema, item: Item, name: str, rows: Rows) -> Value:
    """What a row has in a column as a figure: its number, or how many values it lists."""
    if schema.column(item, item.columns[0]).kind is Kind.LIST:
        return Count(rows=rows, distinct=name)
    return CellOf(rows=rows, column=name)


def gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference in price”, still of no rows."""
    if name := _sole(schema, right):
        yield Item("gap", name, right.table, Cost(size=1), right.columns)


def gap_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference in price between X and Y”: their distance."""
    measured, rows = (left, right) if left.kind == "gap" else (right, left)
    if isinstance(rows.node, Named) and len(rows.node.rows) == 2:
        first, second = (Named(table=rows.node.table, rows=(row,)) for row in rows.node.rows)
        yield _request(Figure(value=_distance(measured.node, first, second)), measured)


def gap_request(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between the prices of X and Y”."""
    match right.node:
        case Cells(rows=Named(table=table, rows=(one, other)), columns=(name,)) if _sole(schema, right):
            first, second = Named(table=table, rows=(one,)), Named(table=table, rows=(other,))
            yield _request(Figure(value=_distance(name, first, second)), right)


def gap_requests(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between the price of X and the price of Y”."""
    first, second = left.node, right.node.node
    match first, second:
        case Cells(rows=Named(rows=(_,)), columns=(a,)), Cells(rows=Named(rows=(_,)), columns=(b,)):
            if _sole(schema, left) and _sole(schema, right.node):
                one, other = CellOf(rows=first.rows, column=a), CellOf(rows=second.rows, column=b)
                value = Arithmetic(sign="difference", left=one, right=other)
                yield Item("gap pair", value, left.table, Cost(size=1), left.columns)


def gap_of_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between …”: a pair that has both its figures."""
    yield _request(Figure(value=right.node), right)


def _distance(column: str, first: Rows, second: Rows) -> Value:
    one, other = CellOf(rows=first, column=column), CellOf(rows=second, column=column)
    return Arithmetic(sign="difference", left=one, right=other)


def gap_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many more caps than goals”, still of no row."""
    other = right.node
    if (a := _sole(schema, left)) and (b := _sole(schema, other)) and a != b:
        columns = (*left.columns, *other.columns)
        yield Item("column pair", (a, b), left.table, Cost(size=1), columns)


def gap_columns_row(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many more caps than goals does X have”: two cells of one row."""
    columns, rows = (left, right) if left.kind == "column gap" else (right, left)
    if isinstance(rows.node, Named) and len(rows.node.rows) == 1:
        a, b = columns.node
        value = Arithmetic(
            sign="-", left=CellOf(rows=rows.node, column=a), right=CellOf(rows=rows.node, column=b)
        )
        yield _request(Figure(value=value), columns)


def column_gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many more caps than goals”."""
    yield Item("column gap", right.node, right.table, Cost(size=1), right.columns)


def rank_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the highest and the lowest”, still of no column."""
    if {left.node[0], right.node.node[0]} == {"high", "low"}:
        yield Item("rank pair", None, None, Cost(size=1))


def gap_ranks(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between the highest and the lowest price”."""
    if name := _sole(schema, right):
        rows, key = schema.every(right), ColumnKey(column=name)
        high, low = (Aggregate(function=f, rows=rows, key=key) for f in ("max", "min"))
        value = Arithmetic(sign="difference", left=high, right=low)
        yield Item("gap pair", value, right.table, Cost(size=1), right.columns)


def count_gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many more providers offer X than Y”: two counts of one table."""
    other = right.node
    if not (left.has_noun or other.has_noun):
        return
    rows, than = schema.rows(left), schema.rows(other)
    if isinstance(rows, Filter) and isinstance(than, Filter):
        value = Arithmetic(sign="-", left=Count(rows=rows), right=Count(rows=than))
        yield Item("count pair", value, left.table, Cost(size=1), left.columns)


def absorb_left(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the highest number of goals”: what is ordered is a number anyhow."""
    yield replace(left, text="count" if left.kind == "rank" else left.text, cost=Cost())


def named_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X than Y”: two rows, still of no column."""
    other = right.node
    if len(left.node.rows) == 1 and len(other.node.rows) == 1:
        yield Item("named pair", (left.node, other.node), left.table, Cost(size=1))


def graded_gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how much higher is X than Y”."""
    first, second = right.node
    one, other = CellOf(rows=first, column=left.node), CellOf(rows=second, column=left.node)
    yield _request(Figure(value=Arithmetic(sign="-", left=one, right=other)), left)


def asked_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“is X one of Y's products”: whether a cell has a value; only a yes/no question asks that."""
    match right.node:
        case Cells(rows=Named() as rows, columns=(name,)) if left.is_value and isinstance(left.node, Has):
            where = Has(phrase=left.node.phrase, columns=(name,), is_whole=left.is_whole)
            yield Item(
                "check", Holds(rows=rows, where=where), right.table, SILENT + Cost(size=1), right.columns
            )


def phrase_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X in its fleet”: a value of another table asked of a column."""
    phrase, columns = (left, right) if left.kind == "phrase" else (right, left)
    if len(columns.columns) == 1 and schema.column(columns, columns.columns[0]).kind is Kind.LIST:
        node = Has(phrase=phrase.node, columns=schema.names(columns), is_whole=True)
        yield Item("pred", node, columns.table, Cost(size=1), columns.columns, is_whole=True)


# --- shares ---------------------------------------------------------------------------------------


def percentage(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what percentage of providers offer spot”: rows that pass a test, of the rows tested."""
    rows = schema.rows(right)
    if isinstance(rows, Filter):
        value = Arithmetic(sign="%", left=Count(rows=rows), right=Count(rows=rows.rows))
        cost = (SILENT if right.kind == "pred" else Cost()) + Cost(size=1)
        yield _request(Figure(value=value), right, cost)


# --- how often ------------------------------------------------------------------------------------


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
        yield _request(node, left)


def having_quota(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“networks with above 3 stations”: the values of a column by how many rows they have."""
    relation, number, value = right.node
    if len(left.columns) == 1 and isinstance(value, Count) and value.distinct is None:
        node = Groups(
            rows=value.rows, by=schema.names(left)[0], having=Having(relation=relation, value=number)
        )
        yield _request(node, left)


# --- the same, only -------------------------------------------------------------------------------


def same(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the same price”: two columns of a row against each other, or one, still waiting for “as X”."""
    right = right if right.kind == "columns" else left
    if len(right.columns) == 2:
        first, second = schema.names(right)
        node = Columns(left=first, relation="=", right=second)
        yield Item("pred", node, right.table, Cost(size=1), right.columns, is_whole=True)
    elif len(right.columns) == 1:
        yield Item("same·column", schema.names(right)[0], right.table, Cost(size=1), right.columns)


def same_as(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the same price as X”: the other rows that have it."""
    column, anchor = (left, right) if left.kind == "same·column" else (right, left)
    rows: Rows = schema.rows(anchor)
    if anchor.kind == "pred" and not anchor.is_whole:
        return
    every = schema.every(column)
    node = Minus(rows=Filter(rows=every, where=Same(column=column.node, rows=rows)), without=rows)
    cost = (SILENT if anchor.kind == "pred" else Cost()) + Cost(size=1)
    yield Item("rows", node, column.table, cost, column.columns)


def apposed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“players with the same club as X”: a noun before rows that are there already."""
    if isinstance(right.node, Minus) and isinstance(right.node.rows, Filter):
        yield replace(right, cost=Cost())


def only(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“only API”: these values and no other."""
    pred = right if right.kind == "pred" else left
    tests: tuple[Pred, ...] = pred.node.parts if isinstance(pred.node, And | Or) else (pred.node,)
    phrases = [test.phrase for test in tests if isinstance(test, Has)]
    kinds = {schema.column(pred, c).kind for c in pred.columns}
    if len(phrases) == len(tests) and len(pred.columns) == 1 and kinds <= {Kind.LIST, Kind.CATEGORY}:
        node = Only(column=schema.names(pred)[0], phrases=tuple(phrases))
        yield replace(pred, node=node, is_value=False, is_whole=True, cost=Cost(size=1))


def absorb_only(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the only vendor with X”, “only 3 titles”: it says that there is no other."""
    yield replace(right, cost=Cost(size=1))


# --- which of them --------------------------------------------------------------------------------


def each_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X for both training and inference”: the value in each of the columns."""
    columns = right.node
    if left.is_value and isinstance(left.node, Has) and len(columns.columns) > 1:
        tests = tuple(
            Has(phrase=left.node.phrase, columns=(name,), is_whole=left.is_whole)
            for name in schema.names(columns)
        )
        yield Item("pred", And(parts=tests), left.table, Cost(size=1), columns.columns, is_whole=True)


def value_choice(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“Canada or the USA”: values of one column to choose from."""
    other = right.node
    columns = tuple(c for c in left.columns if c in other.columns)
    are_values = isinstance(left.node, Has) and isinstance(other.node, Has)
    if (
        are_values
        and left.is_value
        and other.is_value
        and left.is_whole
        and other.is_whole
        and len(columns) == 1
    ):
        name = schema.column(left, columns[0]).name
        either: Pred = Or(
            parts=tuple(Has(phrase=i.node.phrase, columns=(name,), is_whole=True) for i in (left, other))
        )
        node = (name, Filter(rows=schema.every(left), where=either))
        yield Item("value choice", node, left.table, Cost(size=1), columns)


def choose_value(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which has more players, X or Y”: the value with the highest figure, or the most rows."""
    order, choice = (left, right) if left.kind != "value choice" else (right, left)
    by, rows = choice.node
    if order.kind in ("comparative", "grade"):
        function: Any = "max" if order.node.is_descending else "min"
        node = Groups(
            rows=rows,
            by=by,
            function=function,
            key=order.node.key,
            n=1,
            is_descending=order.node.is_descending,
        )
    else:
        is_more = order.node[0] if order.kind == "degree·rows" else order.node
        if order.kind == "degree·rows" and not isinstance(order.node[1], AllRows):
            return
        node = Groups(rows=rows, by=by, n=1, is_descending=is_more)
    yield _request(node, choice)


_ROWS = ("table", "rows", "pred")
_LITERALS = ("number", "bound")
RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("degree", "columns"): (graded,),
    ("columns", "degree"): (graded,),
    ("comparative", "than·columns"): (than_column,),
    ("comparative", "than·entity"): (than_value,),
    **{("degree", kind): (more_rows,) for kind in _ROWS},
    **{("degree·rows", f"than·{kind}"): (more_rows_than,) for kind in _ROWS},
    ("relation", "function"): (than_average,),
    ("columns", "figure bound"): (bounded_by_figure,),
    ("figure bound", "columns"): (bounded_by_figure,),
    ("request", "than·entity"): (pair,),
    ("request", "than·request"): (pair,),
    ("than·entity", "request"): (pair,),
    ("entity", "than·entity"): (bare_pair, named_pair),
    ("graded gap", "named pair"): (graded_gap,),
    ("pred", "request"): (asked_of,),
    ("phrase", "columns"): (phrase_column,),
    ("columns", "phrase"): (phrase_column,),
    ("difference", "pair"): (more_than_pair,),
    ("difference", "columns"): (gap,),
    ("gap", "entity"): (gap_rows,),
    ("entity", "gap"): (gap_rows,),
    ("difference", "request"): (gap_request,),
    ("request", "and·request"): (gap_requests,),
    ("difference", "gap pair"): (gap_of_pair,),
    ("columns", "than·columns"): (gap_columns,),
    ("difference", "column pair"): (column_gap,),
    ("column gap", "entity"): (gap_columns_row,),
    ("entity", "column gap"): (gap_columns_row,),
    ("rank", "count"): (absorb_left,),
    ("degree", "count"): (absorb_left,),
    ("difference", "count"): (absorb_left,),
    ("rank", "and·rank"): (rank_pair,),
    ("rank pair", "columns"): (gap_ranks,),
    **{(a, f"than·{b}"): (count_gap,) for a in ("rows", "pred") for b in ("rows", "pred")},
    ("difference", "count pair"): (gap_of_pair,),
    **{("percentage", kind): (percentage,) for kind in ("rows", "pred")},
    **{(literal, kind): (quota,) for literal in _LITERALS for kind in ("table", "rows", "columns")},
    ("relation", "times"): (often,),
    ("columns", "often"): (having,),
    ("columns", "times"): (bare_often,),
    ("columns", "quota"): (having_quota,),
    ("same", "columns"): (same,),
    ("columns", "same"): (same,),
    ("same·column", "entity"): (same_as,),
    ("same·column", "pred"): (same_as,),
    ("entity", "same·column"): (same_as,),
    ("table", "rows"): (apposed,),
    ("only", "pred"): (only,),
    ("pred", "only"): (only,),
    **{
        ("only", kind): (absorb_only,)
        for kind in ("table", "rows", "number", "bound", "entity", "columns", "often", "times")
    },
    ("pred", "or·pred"): (value_choice,),
    ("pred", "both·columns"): (each_column,),
    **{
        (order, "value choice"): (choose_value,)
        for order in ("comparative", "grade", "degree", "degree·rows")
    },
    **{
        ("value choice", order): (choose_value,)
        for order in ("comparative", "grade", "degree", "degree·rows")
    },
}
WAITING: tuple[tuple[str, str], ...] = (
    *(("than", kind) for kind in ("entity", "columns", "request", "pred", "rows", "table")),
    *((word, "request") for word in ("and",)),
    ("and", "rank"),
    ("both", "columns"),
)
