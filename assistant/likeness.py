"""Rules of the grammar for rows and values side by side: to compare, the same as, only, each of two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema, requested
from assistant.plan import (
    AllRows,
    And,
    Cells,
    Columns,
    Filter,
    Groups,
    Has,
    Holds,
    Intersect,
    Minus,
    Named,
    Only,
    Or,
    Pred,
    Rows,
    Same,
    Top,
)
from corpus.types import Kind


def compare_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“compare X and Y”, “X versus Y”, “price of X compared to Y”: two rows or more side by side."""
    if left.kind in ("entity", "request"):
        yield from _beside(left, right.node)
    elif right.kind == "entity":
        yield from _side_by_side(right.node, (), right)
    elif isinstance(right.node, Cells) and not (
        isinstance(right.node.rows, Named) and _is_one(right.node.rows)
    ):
        # The difference between two figures is a figure.
        is_figure = len(right.columns) == 1 and schema.column(right, right.columns[0]).kind.is_ordered
        yield replace(right, cost=(SILENT if is_figure else Cost()) + Cost(size=1))


def _beside(left: Item, other: Item) -> Iterator[Item]:
    """A named row, or some of its cells, with another named after “versus”."""
    match left.node:
        case Named() as first:
            columns: tuple[str, ...] = ()
        case Cells(rows=Named() as first, columns=columns):
            pass
        case _:
            return
    rows = Named(table=first.table, rows=tuple(dict.fromkeys((*first.rows, *other.node.rows))))
    yield from _side_by_side(rows, columns, left)


def _side_by_side(rows: Named, columns: tuple[str, ...], item: Item) -> Iterator[Item]:
    if not _is_one(rows):
        yield requested(Cells(rows=rows, columns=columns), item)


def _is_one(rows: Named) -> bool:
    return len(rows.rows) == 1


def compare_some(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“compare the three cheapest”."""
    if isinstance(right.node, Top) and (right.node.n > 1 or right.node.skip):
        yield requested(Cells(rows=right.node), right)


def compared_on(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X versus Y on price”: rows side by side in those columns only."""
    match left.node:
        case Cells(rows=Named(rows=(_, _, *_)) as rows, columns=()):
            node = Cells(rows=rows, columns=schema.names(right))
            yield Item("request", node, left.table, Cost(size=1), right.columns)


def compare_cells(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X versus Y pricing”: one cell of each."""
    node = right.node.node
    if isinstance(node, Cells) and isinstance(node.rows, Named) and node.columns:
        rows = Named(table=node.rows.table, rows=tuple(dict.fromkeys((*left.node.rows, *node.rows.rows))))
        yield Item("request", Cells(rows=rows, columns=node.columns), left.table, Cost(), right.columns)


def compare_named(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how do X and Y differ”; “whose start and end differ” is said of no row."""
    if left.kind == "entity" or isinstance(getattr(left.node, "rows", None), Named):
        yield from compare_rows(schema, replace(right, node=None), left)


def absorb_right(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“between X and Y”, said of names: it adds nothing."""
    yield replace(right, cost=Cost())


def same(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the same price”: two columns of a row against each other, or one, still waiting for “as X”."""
    right = right if right.kind == "columns" else left
    if len(right.columns) == 2:
        first, second = schema.names(right)
        node = Columns(left=first, relation="=", right=second)
        yield Item("pred", node, right.table, Cost(size=1), right.columns, is_whole=True)
    elif len(right.columns) == 1:
        yield Item("same·column", schema.names(right)[0], right.table, Cost(size=1), right.columns)


def unlike(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“a different chip for inference than for training”: two columns of a row without a value in common."""
    if len(right.columns) == 2:
        first, second = schema.names(right)
        node = Columns(left=first, relation="!=", right=second)
        yield Item("pred", node, right.table, Cost(size=1), right.columns, is_whole=True)


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


def same_of_named(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“whom does X have the same club as”; “do X and Y have the same club”, which asks of the others."""
    first, *others = left.node.rows
    if not others:
        yield from same_as(schema, left, right)
        return
    one, rest = (Named(table=left.node.table, rows=tuple(rows)) for rows in ((first,), others))
    node = Holds(rows=rest, where=Same(column=right.node, rows=one))
    yield Item("check", node, left.table, Cost(size=1), right.columns)


def apposed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“players with the same club as X”, “companies in both A and B”: a noun before rows already there."""
    is_less = isinstance(right.node, Minus) and isinstance(right.node.rows, Filter)
    if is_less or isinstance(right.node, Intersect):
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
    """“the only vendor with X”, “only 3 titles”: it says that there is no other.

    Before a column it rather says that the value asked for stands alone (“only speaks English”).
    """
    yield replace(right, cost=Cost(silent=int(right.kind == "columns"), size=1))


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
    yield requested(node, choice)


RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("between", "entity"): (absorb_right,),
    ("compare", "entity"): (compare_rows,),
    ("compare", "request"): (compare_rows,),
    ("compare", "rows"): (compare_some,),
    ("entity", "compare·entity"): (compare_rows,),
    ("entity", "compare·request"): (compare_cells,),
    ("request", "compare·entity"): (compare_rows,),
    ("request", "columns"): (compared_on,),
    ("entity", "compare"): (compare_named,),
    ("request", "compare"): (compare_named,),
    ("same", "columns"): (same,),
    ("columns", "same"): (same,),
    ("distinct", "columns"): (unlike,),
    ("same·column", "entity"): (same_as,),
    ("same·column", "pred"): (same_as,),
    ("entity", "same·column"): (same_of_named,),
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
WAITING: tuple[tuple[str, str], ...] = (("compare", "entity"), ("compare", "request"), ("both", "columns"))
