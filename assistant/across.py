"""Rules of the grammar for two tables: rows whose cells name, or share values with, rows of another."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema
from assistant.items import both as joined_tests
from assistant.plan import (
    Arithmetic,
    Cells,
    Count,
    Counted,
    Figure,
    Filter,
    Has,
    In,
    Intersect,
    Mentioned,
    Minus,
    Named,
    Not,
    Or,
    Pred,
    Rows,
)

_FAR = Cost(silent=2)


def join(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """Every item that two neighbours of different tables make together."""
    if left.kind in ("table", "rows"):
        if right.kind == "not·table":
            yield from _unrelated(schema, left, right)
        elif right.kind == "quota":
            yield from _counted(schema, left, right)
        elif right.kind == "and·table" and left.kind == "table":
            pair = (schema.rows(left), schema.rows(right.node))
            yield Item("table pair", pair, left.table, Cost(size=1))
        elif right.kind == "also·table":
            yield _in_both(schema, left, right.node, Cost(size=1))
        elif right.kind == "table" and right.lead == "in" and not _are_linked(schema, left, right):
            yield _in_both(schema, left, right, _FAR + Cost(size=1))
    elif left.kind == "request" and right.kind == "and·request":
        yield from _count_pair(left, right.node)
    elif left.kind == "columns":
        yield from _through(schema, left, right)
        yield from _owned(schema, left, right)
    elif left.kind == "pred" and right.kind == "entity" and schema.stands_alone(left):
        yield from _located(schema, left, right)
    elif left.kind == "pred" and right.kind == "pred" and left.is_whole and right.is_whole:
        yield from _located(schema, left, right)
        for item in _located(schema, right, left):  # what is asked for mostly comes first
            yield replace(item, cost=item.cost + SILENT)
    yield from _related(schema, left, right)


def _through(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“whose top scorer is from X”, “the nationality of the top scorer of …”: by a column that refers."""
    for column, name in _referring(schema, left.table, right.table):
        if left.columns == (column,) and right.kind in ("pred", "rows"):
            test = In(column=name, rows=schema.rows(right))
            yield Item("pred", test, left.table, SILENT, left.columns, is_whole=True)


def _owned(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the winemaker behind X”, where X names its producer: cells of the rows that a named row refers to.

    The column that refers may be named itself (“the nationality of the top scorer of X”).
    """
    if left.columns == (schema.table(left).key,):
        return
    for _, name in _referring(schema, right.table, left.table):
        match right:
            case Item(kind="request", node=Cells(rows=rows, columns=(asked,))) if asked == name:
                by, cost = rows, SILENT
            case Item(kind="entity", node=Named(rows=(_,)) as entity):
                by, cost = entity, _FAR
            case _:
                continue
        node = Cells(rows=Mentioned(rows=schema.every(left), column=name, by=by), columns=schema.names(left))
        yield Item("request", node, left.table, cost + Cost(size=1), left.columns)


def _located(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“baristas in X”, where X is the city of their shop: rows with a value whose cells name such rows."""
    for column, name in () if isinstance(right.node, Not) else _referring(schema, left.table, right.table):
        test = In(column=name, rows=schema.rows(right))
        node = Filter(rows=schema.every(left), where=joined_tests(left.node, test))
        columns = tuple(sorted({*left.columns, column}))
        yield Item("rows", node, left.table, SILENT + SILENT + Cost(size=1), columns, is_whole=True)


def _referring(schema: Schema, table: int | None, to: int | None) -> Iterator[tuple[int, str]]:
    """The columns of a table that name rows of another: positions and names."""
    for reference in schema.references:
        if (reference.table, reference.to) == (table, to):
            yield reference.column, schema.tables[reference.table].columns[reference.column].name


def _are_linked(schema: Schema, left: Item, right: Item) -> bool:
    """Whether a column of one of the tables names rows of the other."""
    ends = {left.table, right.table}
    return any({reference.table, reference.to} == ends for reference in schema.references)


def _in_both(schema: Schema, left: Item, right: Item, cost: Cost) -> Item:
    """“vendors that are also in the inference stack”: rows whose name stands in both tables."""
    node = Intersect(parts=(schema.rows(left), schema.rows(right)))
    return Item("rows", node, left.table, cost, left.columns, has_noun=True)


def both(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“in both A and B”."""
    node = Intersect(parts=right.node)
    yield Item("rows", node, right.table, Cost(size=1), has_noun=True)


def count_both(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many rows are in A and B together”."""
    one, other = right.node
    value = Arithmetic(sign="+", left=Count(rows=one), right=Count(rows=other))
    yield Item("request", Figure(value=value), right.table, Cost(size=1))


def _count_pair(left: Item, right: Item) -> Iterator[Item]:
    """“the number of A and the number of B”, of which a difference may be asked."""
    match left.node, right.node:
        case Figure(value=Count(distinct=None) as one), Figure(value=Count(distinct=None) as other):
            value = Arithmetic(sign="difference", left=one, right=other)
            yield Item("count pair", value, left.table, Cost(size=1))


def _counted(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“suppliers with more than two plants”: rows by how many rows of another table name them."""
    relation, number, value = right.node
    if value.distinct is not None:
        return
    for _, name in _referring(schema, right.table, left.table):
        test = Counted(column=name, by=value.rows, relation=relation, value=number)
        yield from schema.restrict(left, Item("pred", test, left.table, SILENT, (), is_whole=True))


def _unrelated(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“telescopes without any instrument”: rows that no row of the other names, or that are not in it."""
    for _, name in _referring(schema, right.node.table, left.table):
        named = Mentioned(rows=schema.rows(left), column=name, by=schema.rows(right.node))
        node = Minus(rows=schema.rows(left), without=named)
        yield Item("rows", node, left.table, SILENT + Cost(size=1), left.columns)
    if not _are_linked(schema, left, right.node):
        node = Minus(rows=schema.rows(left), without=schema.rows(right.node))
        yield Item("rows", node, left.table, SILENT + Cost(size=1), left.columns, has_noun=True)


def _related(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“plants from suppliers in X”: rows of one table whose cells name rows of another.

    The rows asked for come first; what they are related to is a name or is tested itself.
    """
    if left.kind == "entity" and right.kind == "table" and len(left.node.rows) == 1:
        yield from _kind_of(schema, left, right)
    if right.kind == "pred" and isinstance(right.node, Not):
        return  # “shops that do not sell bread” are not those that sell something else
    if left.kind not in ("table", "rows") or right.kind not in ("rows", "entity", "pred", "request"):
        return
    if right.kind != "request":
        for column, name in _referring(schema, left.table, right.table):
            test = In(column=name, rows=schema.rows(right))
            pred = Item("pred", test, left.table, SILENT, (column,), is_whole=True)
            yield from schema.restrict(left, pred)
        for _, name in _referring(schema, right.table, left.table) if right.kind != "entity" else ():
            node = Mentioned(rows=schema.rows(left), column=name, by=schema.rows(right))
            yield Item("rows", node, left.table, SILENT + Cost(size=1), has_noun=True)
    if not _are_linked(schema, left, right):
        yield from _sharing(schema, left, right)


def _sharing(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“clouds that use chips made by X”: rows with a value that a column of the other table has too."""
    named: tuple[str, ...] = ()
    rows: Rows
    if right.kind == "request":
        if not isinstance(right.node, Cells) or not right.node.columns:
            return
        named, rows = right.node.columns, right.node.rows
    elif right.has_noun or right.kind == "entity":
        rows = schema.rows(right)
    else:
        return
    tests: list[Pred] = []
    columns: set[int] = set()
    for shared in schema.shared:
        if (shared.table, shared.to) != (left.table, right.table):
            continue
        through = schema.tables[shared.to].columns[shared.to_column].name
        if not named or through in named:
            name = schema.tables[shared.table].columns[shared.column].name
            tests.append(In(column=name, rows=rows, through=through))
            columns.add(shared.column)
    if tests:
        node = tests[0] if len(tests) == 1 else Or(parts=tuple(tests))
        pred = Item("pred", node, left.table, _FAR, tuple(sorted(columns)), is_whole=True)
        yield from schema.restrict(left, pred)


def _kind_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“Is X a vendor?”, where X is a row of another table: is it named in this one too."""
    table = schema.table(right)
    if table.key is not None and left.text:
        test = Has(phrase=left.text, columns=(table.columns[table.key].name,))
        pred = Item("pred", test, right.table, SILENT, (table.key,), is_whole=True)
        yield from schema.restrict(right, pred)
