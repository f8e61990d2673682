"""Rules of the grammar for values that one row or column has and another lacks, or that both have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs
from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema, both, requested
from assistant.plan import Cells, Common, Contrast, Has, Named, Not
from corpus.types import Kind


def lacking(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“that X lacks”, “but not X”: what the values of others are set against."""
    entity = left if left.kind == "entity" else right
    yield Item("not·entity", entity, entity.table, Cost(size=1))


def absorb_and(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“but not …”: the word that joins them adds nothing."""
    yield replace(right, cost=Cost())


def rows_apart(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which ports does X have that Y lacks”, “what does X have that Y lacks”."""
    rows: Any = left.node.rows if isinstance(left.node, Cells) else left.node
    columns = left.node.columns if isinstance(left.node, Cells) else ()
    are_values = all(_is_of_values(schema, left, c) for c in left.columns)
    if isinstance(rows, Named) and rows != right.node.node and are_values:
        node = Contrast(rows=rows, other=right.node.node, columns=columns)
        yield requested(node, left, (Cost() if columns else SILENT) + Cost(size=1))


def _is_of_values(schema: Schema, item: Item, column: int) -> bool:
    kind = schema.column(item, column).kind
    return kind.is_closed and not kind.is_ordered


def columns_apart(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“for training but not for inference”: the values of one column that another lacks, still of no rows."""
    other = right.node
    if left.only and other.only and left.columns != other.columns and _are_lists(schema, left, other):
        names = (schema.names(left), schema.names(other))
        yield Item("contrast", (*names, False), left.table, Cost(size=1), (*left.columns, *other.columns))


def columns_alike(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“for both training and inference”: the values that two columns share, still of no rows."""
    if len(right.columns) == 2 and _are_lists(schema, right, right):
        one, other = schema.names(right)
        yield Item("contrast", ((one,), (other,), True), right.table, Cost(size=1), right.columns)


def _are_lists(schema: Schema, *items: Item) -> bool:
    """Whether the columns hold values, of some of them several in a cell."""
    columns = [schema.column(item, c) for item in items for c in item.columns]
    return all(c.kind.is_closed and not c.kind.is_ordered for c in columns) and any(
        c.kind is Kind.LIST for c in columns
    )


def contrasted(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which chips of X are for training but not for inference”: two columns of the same rows."""
    contrast, rows = (left, right) if left.kind == "contrast" else (right, left)
    columns, others, is_shared = contrast.node
    node = Contrast(
        rows=schema.rows(rows),
        other=schema.rows(rows),
        columns=columns,
        other_columns=others,
        is_shared=is_shared,
    )
    yield requested(node, contrast)


def value_apart(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“GPU for training but not for inference”: the same value, in one column and not in the other."""
    other = right.node
    is_bound = isinstance(left.node, Has) and bool(left.only) and not left.is_value
    if is_bound and other.only and left.columns != other.columns and _are_lists(schema, left, other):
        absent = Not(part=structs.replace(left.node, columns=schema.names(other)))
        columns = (*left.columns, *other.columns)
        yield replace(left, node=both(left.node, absent), columns=columns, cost=Cost(size=1))


def shared_again(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“languages that both X and Y speak”: the column in two words."""
    columns, request = (left, right) if left.kind == "columns" else (right, left)
    is_of_values = request.kind == "contrast" or isinstance(request.node, Common | Contrast)
    if is_of_values and set(columns.columns) <= set(request.columns):
        yield replace(request, cost=Cost())


RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("entity", "not"): (lacking,),
    ("not", "entity"): (lacking,),
    ("and", "not·entity"): (absorb_and,),
    ("and", "not·columns"): (absorb_and,),
    ("request", "not·entity"): (rows_apart,),
    ("entity", "not·entity"): (rows_apart,),
    ("columns", "not·columns"): (columns_apart,),
    ("both", "columns"): (columns_alike,),
    **{("contrast", rows): (contrasted,) for rows in ("table", "rows", "entity", "pred")},
    **{(rows, "contrast"): (contrasted,) for rows in ("table", "rows", "entity", "pred")},
    ("pred", "not·columns"): (value_apart,),
    ("request", "columns"): (shared_again,),
    ("columns", "request"): (shared_again,),
    ("columns", "contrast"): (shared_again,),
    ("contrast", "columns"): (shared_again,),
}
