"""Rules of the grammar for two cells of one row: one over the other, the same, different, or its own name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema, is_label
from assistant.plan import CellOf, Cells, Check, Columns, Distinct, Named, Relation
from corpus.conversion import are_convertible
from corpus.types import Kind

_ALONE = frozenset((Kind.DATE, Kind.MONEY, Kind.PERCENT, Kind.YES_NO))


def are_alike(schema: Schema, table: int, one: int, other: int) -> bool:
    """Whether two columns of a table hold what can be compared: dates, sums, figures in like units, words."""
    first, second = (schema.tables[table].columns[c] for c in (one, other))
    kinds = {first.kind, second.kind}
    if one == other or (len(kinds) > 1 and kinds & _ALONE):
        return False
    if not (first.kind.is_ordered and second.kind.is_ordered):
        return first.kind.is_ordered == second.kind.is_ordered
    units = [
        schema.units(table, c) or frozenset((schema.tables[table].columns[c].unit or "",))
        for c in (one, other)
    ]
    return is_label(first) == is_label(second) and any(
        are_convertible(a, b) for a in units[0] for b in units[1]
    )


def _test(
    schema: Schema, item: Item, left: int, relation: Relation, right: int, cost: Cost
) -> Iterator[Item]:
    """The cell at `left` against that at `right`, where they are alike; texts are the same or not."""
    table = schema.position(item)
    one, other = (schema.tables[table].columns[c] for c in (left, right))
    if are_alike(schema, table, left, right) and (one.kind.is_ordered or relation in ("=", "!=")):
        node = Columns(left=one.name, relation=relation, right=other.name)
        yield Item("pred", node, table, cost + Cost(size=1), (left, right), is_whole=True)


# --- over and under -------------------------------------------------------------------------------


def limit(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“over budget”, “after the promised date”: a bound that another cell of the row sets."""
    for position in right.only:
        if left.node == "=" or schema.column(right, position).kind.is_ordered:
            yield Item("column bound", left.node, right.table, Cost(size=1), right.columns)


def than_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“more goals than caps”; “longer than planned”, of what is not said: a bound that a cell sets."""
    relation: Relation = ">" if left.node.is_descending else "<"
    for position in right.node.only:
        if left.columns == (position,):
            yield Item("column bound", relation, left.table, Cost(size=1), left.columns)
        yield from _test(schema, left, left.columns[0], relation, position, Cost())


def bounded_by_cell(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“actual cost below the planned cost”."""
    for position in left.only:
        yield from _test(schema, left, position, right.node, right.columns[0], Cost())


def rows_by_cell(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“projects over budget”: by the only other column that can be compared with it."""
    table, bound = schema.position(right), right.columns[0]
    others = [c for c in range(len(schema.table(right).columns)) if are_alike(schema, table, c, bound)]
    for test in _test(schema, right, others[0], right.node, bound, SILENT) if len(others) == 1 else ():
        yield from schema.restrict(left, test)


def check_cells(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“is the end of X later than its planned end”: two cells of a named row."""
    match left.node:
        case Cells(rows=Named(rows=(_,)) as rows, columns=(name,)):
            for test in _test(schema, left, left.columns[0], right.node, right.columns[0], Cost()):
                one, other = (CellOf(rows=rows, column=column) for column in (name, test.node.right))
                yield replace(test, kind="check", node=Check(left=one, relation=right.node, right=other))


# --- the same and different -----------------------------------------------------------------------


def same_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“start and end in the same city”, “as many beds as rooms”."""
    column, others = (left, right) if left.kind == "same·column" else (right, left)
    yield from _paired(schema, column, others, "=")


def same_as_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“as many beds as rooms”, “as wide as it is high”."""
    for one in left.columns:
        for other in right.node.only:
            yield from _test(schema, left, one, "=", other, Cost())


def same_columns_as(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the same person as sponsor and lead”."""
    columns = right.node
    if len(columns.columns) == 2:
        yield from _test(schema, columns, columns.columns[0], "=", columns.columns[1], Cost())


def different_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“start and end in different cities”, “ends in a different city from the start”."""
    request, others = (left, right) if left.kind == "request" else (right, left)
    if isinstance(request.node, Distinct):
        yield from _paired(schema, request, others, "!=")
        if request is left and others.lead == "from":
            for position in others.only:
                yield from _test(schema, left, left.columns[0], "!=", position, Cost())


def _paired(schema: Schema, column: Item, others: Item, relation: Relation) -> Iterator[Item]:
    """The two columns of an item against each other, where the one column of another is one of them."""
    if len(others.columns) == 2 and column.columns[0] in others.columns:
        yield from _test(schema, others, others.columns[0], relation, others.columns[1], Cost())


def differing(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“whose start and end differ”."""
    if len(left.columns) == 2:
        yield from _test(schema, left, left.columns[0], "!=", left.columns[1], Cost())


def is_other(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“whose home town is not their work town”, “the lead is also the sponsor”."""
    relation: Relation = "=" if right.kind.startswith("also") else "!="
    other = right.node
    for one in left.only:
        for position in other.only:
            if not any(schema.column(left, c).kind is Kind.LIST for c in (one, position)):
                yield from _test(schema, left, one, relation, position, Cost())


def told_again(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“delivered later than promised”: one of the two columns that a test is of already."""
    pred, columns = (left, right) if left.kind == "pred" else (right, left)
    if isinstance(pred.node, Columns) and set(columns.columns) < set(pred.columns):
        yield replace(pred, cost=Cost())


def own_name(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“who manages themself”, “their own manager”: the cell is the name of its own row."""
    columns = left if left.kind == "columns" else right
    key = schema.table(columns).key
    for position in columns.only:
        if key is not None and schema.names_own_rows(columns, position):
            yield from _test(schema, columns, position, "=", key, Cost())


def of_kind(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the promised date”, “the same person”: the noun for what a column holds adds nothing to its name."""
    noun, other = (left, right) if left.kind == "kind noun" else (right, left)
    if other.kind == "same" or all(schema.column(other, c).kind.value in noun.node for c in other.columns):
        yield replace(other, cost=Cost())


RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    **{(relation, "columns"): (limit,) for relation in ("relation", "time relation")},
    ("comparative", "than·columns"): (than_column,),
    ("columns", "column bound"): (bounded_by_cell,),
    **{(rows, "column bound"): (rows_by_cell,) for rows in ("table", "rows", "pred", "entity")},
    ("request", "column bound"): (check_cells,),
    ("columns", "same·column"): (same_columns,),
    ("same·column", "columns"): (same_columns,),
    ("same·column", "as·columns"): (same_as_column,),
    ("columns", "request"): (different_columns,),
    ("request", "columns"): (different_columns,),
    ("columns", "compare"): (differing,),
    ("columns", "compare·columns"): (is_other,),
    ("columns", "not·columns"): (is_other,),
    ("columns", "also·columns"): (is_other,),
    ("pred", "columns"): (told_again,),
    ("columns", "pred"): (told_again,),
    ("columns", "self"): (own_name,),
    ("self", "columns"): (own_name,),
    ("kind noun", "columns"): (of_kind,),
    ("columns", "kind noun"): (of_kind,),
    ("same", "kind noun"): (of_kind,),
    ("same", "as·columns"): (same_columns_as,),
}
WAITING: tuple[tuple[str, str], ...] = tuple((word, "columns") for word in ("compare", "not", "also", "as"))
