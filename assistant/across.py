"""Rules of the grammar for two tables: rows whose cells name, or share values with, rows of another."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema
from assistant.items import both as joined_tests
from assistant.outline import table_ids, tables_in
from assistant.plan import (
    AllRows,
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
    Number,
    Or,
    Pred,
    Rows,
    Stated,
)
from assistant.senses import Tier
from corpus.types import Column, Table
from corpus.words import stems

ROLE = "role"  # of rows that a column is called by, which nothing yet tells more of
_FAR = Cost(silent=2)


def join(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """Every item that two neighbours of different tables make together."""
    if left.kind in ("table", "rows"):
        if right.kind in ("not·table", "not·rows", "not·columns"):
            yield from _unrelated(schema, left, right.node)
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
    if left.kind == "columns" and right.kind == "entity":
        yield from _of_theirs(schema, left, right)
    elif left.kind == "entity" and right.kind == "columns":
        yield from _of_theirs(schema, right, left)
    yield from _related(schema, left, right)


def _through(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“whose top scorer is from X”, “the nationality of the top scorer of …”: by a column that refers."""
    if any(
        (reference.table, reference.to) == (right.table, left.table) and reference.column in right.columns
        for reference in schema.references
    ):
        return  # “the manager of X” is hers, and not of where a manager from X manages
    for column, name in _referring(schema, left.table, right.table):
        if left.columns == (column,) and right.kind in ("pred", "rows"):
            test = In(column=name, rows=schema.rows(right))
            yield Item("pred", test, left.table, SILENT, left.columns, is_whole=True)


def _owned(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the winemaker behind X”, where X names its producer: cells of the rows that others refer to."""
    is_one = right.kind == "entity" and len(right.node.rows) == 1
    is_near = isinstance(right.node, Filter) and isinstance(
        right.node.rows, AllRows
    )  # and not found by a join
    is_told = (right.kind == "rows" and is_near) or (right.kind == "pred" and right.is_whole)
    is_key = left.columns == (schema.table(left).key,)
    if right.kind == "pred" and left.cost.tiers >= Tier.RELATED:
        return  # “who lives in X” asks for those who do, and for no address of what they go to
    if not (is_one or is_told) or is_key or schema.table(left).id in tables_in(right.node):
        return  # “the phone of X's manager, who is in X” is no phone of X
    for _, name in _referring(schema, right.table, left.table):
        rows = Mentioned(rows=schema.every(left), column=name, by=schema.rows(right))
        node = Cells(rows=rows, columns=schema.names(left))
        yield Item("request", node, left.table, _FAR + Cost(size=1), left.columns)


def lifted(schema: Schema, left: Item, right: Item) -> Iterator[tuple[Item, Item]]:
    """The two with a request for a column that refers as the rows it names: “the manager of X”."""
    for request, other in ((left, right), (right, left)):
        is_each = (
            request is left and isinstance(request.node, Cells) and not isinstance(request.node.rows, Named)
        )
        if is_each and other.kind == "columns":
            continue  # “products with their supplier's city”: of each product, and not of the suppliers
        for rows in _those_in(schema, request, schema.every(other) if other.table is not None else None):
            yield (rows, other) if request is left else (other, rows)


def _those_in(schema: Schema, request: Item, of: Rows | None) -> Iterator[Item]:
    """The rows of another table that the cells of a request name."""
    match request:
        case Item(kind="request", node=Cells(rows=by, columns=(asked,))) if of is not None:
            for reference in schema.references:
                table = schema.tables[reference.to]
                is_asked = schema.tables[reference.table].columns[reference.column].name == asked
                if is_asked and reference.table == request.table and table.id in table_ids(of):
                    node = Mentioned(rows=of, column=asked, by=by)
                    yield Item("rows", node, reference.to, SILENT + Cost(size=1), has_noun=True)


def held(rows: Rows) -> tuple[Rows, Pred] | None:
    """Rows of which is said that rows of another table name them, or do not, as rows and a test of each."""
    match rows:
        case Mentioned(rows=inner, column=column, by=by):
            return inner, Counted(column=column, by=by, relation=">=", value=Number(number=1))
        case Minus(rows=inner, without=Mentioned(rows=same, column=column, by=by)) if same == inner:
            return inner, Counted(column=column, by=by, relation="=", value=Number(number=0))
    return None


def called(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which employees are managers”: the rows that a column called so names."""
    if right.text == ROLE:
        yield replace(right, text="", cost=Cost())


def not_called(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which employees are not managers”."""
    if right.node.text == ROLE:
        node = Minus(rows=schema.rows(left), without=right.node.node)
        yield Item("rows", node, left.table, Cost(size=1), left.columns, has_noun=True)


def _located(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“baristas in X”, where X is the city of their shop: rows with a value whose cells name such rows."""
    if isinstance(right.node, Not) or (isinstance(right.node, Has) and len(right.node.phrase) == 1):
        return  # “a low floor” is in no zone A
    for column, name in _referring(schema, left.table, right.table):
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
    named: Iterator[tuple[str, Rows]]
    if right.kind == "columns":
        named = _doing(schema, left, right)
    else:
        named = ((name, schema.rows(right)) for _, name in _referring(schema, right.table, left.table))
    for name, by in named:
        node = Minus(rows=schema.rows(left), without=Mentioned(rows=schema.rows(left), column=name, by=by))
        yield Item("rows", node, left.table, SILENT + Cost(size=1), left.columns, has_noun=True)
    if right.kind == "table" and not _are_linked(schema, left, right):
        node = Minus(rows=schema.rows(left), without=schema.rows(right))
        yield Item("rows", node, left.table, SILENT + Cost(size=1), left.columns, has_noun=True)


def _doing(schema: Schema, left: Item, right: Item) -> Iterator[tuple[str, Rows]]:
    """“tools that were borrowed”, “members who borrowed”: the columns by which rows of that name them."""
    if not right.cost.tiers:
        return  # “customers and their orders”: what is called so itself says that nothing is done
    for _, name in _referring(schema, right.table, left.table):
        if name in schema.names(right):
            yield name, schema.every(right)
        elif len(right.columns) == 1:
            yield name, Filter(rows=schema.every(right), where=Stated(column=schema.names(right)[0]))


def _related(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“plants from suppliers in X”: rows of one table whose cells name rows of another.

    The rows asked for come first; what they are related to is a name or is tested itself.
    """
    if left.kind == "entity" and right.kind == "table" and len(left.node.rows) == 1:
        yield from _kind_of(schema, left, right)
    if right.kind == "pred" and isinstance(right.node, Not):
        return  # “shops that do not sell bread” are not those that sell something else
    if left.kind not in ("table", "rows"):
        return
    if right.kind in ("rows", "entity", "pred"):
        for column, name in _referring(schema, left.table, right.table):
            test = In(column=name, rows=schema.rows(right))
            cost = SILENT + _role(schema, left.table, column, right.table)
            pred = Item("pred", test, left.table, cost, (column,), is_whole=True)
            yield from schema.restrict(left, pred)
    named: list[tuple[str, Rows, Cost]] = []
    if right.kind in ("rows", "pred") or (right.kind == "table" and left.text == "plural"):
        named += [
            (name, schema.rows(right), _role(schema, right.table, column, left.table))
            for column, name in _referring(schema, right.table, left.table)
        ]
    elif right.kind == "columns":
        named += [(name, by, SILENT) for name, by in _doing(schema, left, right)]
    elif right.kind == "request":
        for rows in _those_in(schema, right, schema.rows(left)):
            is_cell = left.kind == "table" and isinstance(rows.node.by, Named) and len(rows.node.by.rows) == 1
            # “what beers are on tap at X”: what the cell of X says
            yield replace(right, cost=rows.cost) if is_cell else rows
    for name, by, cost in named:
        node = Mentioned(rows=schema.rows(left), column=name, by=by)
        yield Item("rows", node, left.table, SILENT + cost + Cost(size=1), has_noun=True)
    if right.kind in ("rows", "entity", "pred", "request") and not _are_linked(schema, left, right):
        yield from _sharing(schema, left, right)


def _of_theirs(schema: Schema, columns: Item, named: Item) -> Iterator[Item]:
    """“X chips”, where the cells of a column named list what X makes: those that list any of it."""
    tests = (
        _shared_tests(schema, columns, named, columns.columns)
        if not _are_linked(schema, columns, named)
        else ()
    )
    if tests:
        node = tests[0] if len(tests) == 1 else Or(parts=tests)
        yield Item("pred", node, columns.table, SILENT, columns.columns, is_whole=True)


def _shared_tests(
    schema: Schema, left: Item, right: Item, within: tuple[int, ...] = (), through: tuple[str, ...] = ()
) -> tuple[In, ...]:
    """Tests of the columns of one table for values that columns of the other hold in some rows.

    `within` are the columns of the first and `through` those of the other that may be looked in; none: any.
    """
    found = []
    for shared in schema.shared:
        if (shared.table, shared.to) == (left.table, right.table) and (not within or shared.column in within):
            theirs = schema.tables[shared.to].columns[shared.to_column].name
            if not through or theirs in through:
                name = schema.tables[shared.table].columns[shared.column].name
                rows = right.node.rows if right.kind == "request" else schema.rows(right)
                found.append(In(column=name, rows=rows, through=theirs))
    return tuple(found)


def _role(schema: Schema, table: int | None, column: int, to: int | None) -> Cost:
    """What it costs that a column is called by a role of the rows it names (Manager), not as they are."""
    if table is None or to is None:
        return Cost()
    return Cost(silent=int(is_role(schema.tables[table].columns[column], schema.tables[to])))


def is_role(column: Column, to: Table) -> bool:
    """Whether a column that names rows of a table is called otherwise than they are: Manager, Head nurse."""
    own = {
        stems(name)
        for name in (to.name, *to.aliases, *(() if to.key is None else (to.columns[to.key].name,)))
    }
    said = stems(column.name)
    return said not in own and said[:-1] not in own  # “Customer name” says no more than customer


def _sharing(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“clouds that use chips made by X”: rows with a value that a column of the other table has too."""
    named: tuple[str, ...] = ()
    if right.kind == "request":
        if not isinstance(right.node, Cells) or not right.node.columns:
            return
        named = right.node.columns
    elif not right.has_noun and right.kind != "entity":
        return
    tests = _shared_tests(schema, left, right, through=named)
    if tests:
        node = tests[0] if len(tests) == 1 else Or(parts=tests)
        tested = {test.column for test in tests}
        columns = tuple(i for i, c in enumerate(schema.table(left).columns) if c.name in tested)
        pred = Item("pred", node, left.table, _FAR, columns, is_whole=True)
        yield from schema.restrict(left, pred)


def _kind_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“Is X a vendor?”, where X is a row of another table: is it named in this one too."""
    table = schema.table(right)
    if table.key is not None and left.text:
        test = Has(phrase=left.text, columns=(table.columns[table.key].name,))
        node = Filter(rows=schema.rows(right), where=test)
        yield Item("membership", node, right.table, SILENT + Cost(size=1), (table.key,))
