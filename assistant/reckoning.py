"""Rules of the grammar for figures against figures: differences and “more … than”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from assistant import quantities
from assistant.items import SILENT, Cost, Item, Schema, requested
from assistant.plan import (
    Aggregate,
    Arithmetic,
    CellOf,
    Cells,
    Check,
    ColumnKey,
    Compare,
    Count,
    Figure,
    Filter,
    Has,
    Holds,
    Named,
    Relation,
    Rows,
    Value,
)
from assistant.superlatives import Grade
from corpus.types import Kind


def graded(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“more goals”, “costs more”: the column beside a degree, to be compared by."""
    degree, columns = (left, right) if left.kind == "degree" else (right, left)
    if name := schema.sole(columns):
        grade = Grade(ColumnKey(column=name), degree.node)
        yield Item("comparative", grade, columns.table, Cost(size=1), columns.columns)


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


def pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price of X than Y”: one column of two rows."""
    request, other = (left, right.node) if left.kind == "request" else (right, left.node)
    match request.node:
        case Cells(rows=Named(rows=(_,)) as first, columns=(name,)) if isinstance(other.node, Named):
            is_list = schema.column(request, request.columns[0]).kind is Kind.LIST
            if len(other.node.rows) == 1 and (is_list or schema.sole(request)):
                yield Item("pair", (name, first, other.node), request.table, Cost(size=1), request.columns)
        case Cells(rows=Named(rows=(_,)) as first, columns=(name,)) if isinstance(other.node, Cells):
            if other.node.columns == (name,) and isinstance(other.node.rows, Named) and schema.sole(request):
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
    yield requested(Figure(value=Arithmetic(sign="-", left=one, right=other)), right)


def _figure(schema: Schema, item: Item, name: str, rows: Rows) -> Value:
    """What a row has in a column as a figure: its number, or how many values it lists."""
    if schema.column(item, item.columns[0]).kind is Kind.LIST:
        return Count(rows=rows, distinct=name)
    return CellOf(rows=rows, column=name)


def gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference in price”, still of no rows."""
    if name := schema.sole(right):
        yield Item("gap", name, right.table, Cost(size=1), right.columns)


def gap_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference in price between X and Y”: their distance."""
    measured, rows = (left, right) if left.kind == "gap" else (right, left)
    if isinstance(rows.node, Named) and len(rows.node.rows) == 2:
        first, second = (Named(table=rows.node.table, rows=(row,)) for row in rows.node.rows)
        yield requested(Figure(value=_distance(measured.node, first, second)), measured)


def gap_dates(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference in price between 2003 and 2005”: of the rows of two dates."""
    measured, dates = (left, right) if left.kind == "gap" else (right, left)
    for found in quantities.on_dates(schema, measured, dates.node):
        one, other = (Filter(rows=schema.every(measured), where=test) for test in found.parts)
        yield requested(Figure(value=_distance(measured.node, one, other)), measured, SILENT + Cost(size=1))


def gap_request(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between the prices of X and Y”."""
    match right.node:
        case Cells(rows=Named(table=table, rows=(one, other)), columns=(name,)) if schema.sole(right):
            first, second = Named(table=table, rows=(one,)), Named(table=table, rows=(other,))
            yield requested(Figure(value=_distance(name, first, second)), right)


def gap_requests(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between the price of X and the price of Y”."""
    first, second = left.node, right.node.node
    match first, second:
        case (
            Cells(rows=Named(rows=(_,)) | Filter(), columns=(a,)),
            Cells(rows=Named(rows=(_,)) | Filter(), columns=(b,)),
        ):
            if schema.sole(left) and schema.sole(right.node):
                one, other = CellOf(rows=first.rows, column=a), CellOf(rows=second.rows, column=b)
                value = Arithmetic(sign="difference", left=one, right=other)
                yield Item("gap pair", value, left.table, Cost(size=1), left.columns)


def gap_of_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between …”: a pair that has both its figures."""
    yield requested(Figure(value=right.node), right)


def _distance(column: str, first: Rows, second: Rows) -> Value:
    one, other = CellOf(rows=first, column=column), CellOf(rows=second, column=column)
    return Arithmetic(sign="difference", left=one, right=other)


def gap_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many more caps than goals”, still of no row."""
    other = right.node
    if (a := schema.sole(left)) and (b := schema.sole(other)) and a != b:
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
        yield requested(Figure(value=value), columns)


def column_gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many more caps than goals”."""
    yield Item("column gap", right.node, right.table, Cost(size=1), right.columns)


def rank_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the highest and the lowest”, still of no column."""
    if {left.node[0], right.node.node[0]} == {"high", "low"}:
        yield Item("rank pair", None, None, Cost(size=1))


def gap_ranks(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“difference between the highest and the lowest price”."""
    if name := schema.sole(right):
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


def pair_as(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“as the X is Y”, “is X as the Y”: the row compared first."""
    first, second = (right, left.node) if left.kind == "as·entity" else (left, right.node)
    yield from named_pair(schema, first, replace(right, node=second))


def ratio(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many times heavier”, “how many times as heavy”, still of no rows."""
    for name in schema.names(right)[:1]:
        yield Item("ratio·column", name, right.table, Cost(size=1), right.columns)


def ratio_of_pair(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many times heavier is X than Y”."""
    one, other = (CellOf(rows=rows, column=left.node) for rows in right.node)
    yield requested(Figure(value=Arithmetic(sign="/", left=one, right=other)), left)


def graded_gap(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how much higher is X than Y”, “how much lighter”: what the greater has more."""
    name, is_more = left.node
    one, other = (CellOf(rows=rows, column=name) for rows in (right.node if is_more else right.node[::-1]))
    yield requested(Figure(value=Arithmetic(sign="-", left=one, right=other)), left)


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


_ROWS = ("table", "rows", "pred")
RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("degree", "columns"): (graded,),
    ("columns", "degree"): (graded,),
    ("comparative", "than·entity"): (than_value,),
    **{("degree", kind): (more_rows,) for kind in _ROWS},
    **{("degree·rows", f"than·{kind}"): (more_rows_than,) for kind in _ROWS},
    ("request", "than·entity"): (pair,),
    ("request", "than·request"): (pair,),
    ("than·entity", "request"): (pair,),
    ("entity", "than·entity"): (bare_pair, named_pair),
    ("as·entity", "entity"): (pair_as,),
    ("entity", "as·entity"): (pair_as,),
    **{("ratio", kind): (ratio,) for kind in ("comparative", "same·column")},
    ("ratio·column", "named pair"): (ratio_of_pair,),
    ("graded gap", "named pair"): (graded_gap,),
    ("pred", "request"): (asked_of,),
    ("phrase", "columns"): (phrase_column,),
    ("columns", "phrase"): (phrase_column,),
    ("difference", "pair"): (more_than_pair,),
    ("difference", "columns"): (gap,),
    ("gap", "entity"): (gap_rows,),
    ("entity", "gap"): (gap_rows,),
    ("gap", "dates"): (gap_dates,),
    ("dates", "gap"): (gap_dates,),
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
    ("same", "count"): (absorb_left,),
    ("rank", "and·rank"): (rank_pair,),
    ("rank pair", "columns"): (gap_ranks,),
    **{(a, f"than·{b}"): (count_gap,) for a in ("rows", "pred") for b in ("rows", "pred")},
    ("difference", "count pair"): (gap_of_pair,),
}
WAITING: tuple[tuple[str, str], ...] = (
    *(("than", kind) for kind in ("entity", "columns", "request", "pred", "rows", "table")),
    ("and", "request"),
    ("and", "rank"),
    ("as", "entity"),
)
