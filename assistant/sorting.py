"""Rules of the grammar for whole orders: “sorted by price”, “cheapest first”, “in alphabetical order”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from assistant.items import Cost, Item, Schema, is_inverse
from assistant.plan import WHOLE_ORDER, Cells, ColumnKey, Rows
from assistant.superlatives import Grade

_ONE = Cost(size=1)


def _sorting(schema: Schema, columns: Item, *, is_descending: bool) -> Iterator[Item]:
    """An order of all rows by the one column of an item."""
    for name in schema.names(columns)[: len(columns.columns) == 1]:
        grade = Grade(ColumnKey(column=name), is_descending, WHOLE_ORDER)
        yield Item("sorting", grade, columns.table, _ONE, columns.columns)


def _is_descending(schema: Schema, item: Item, *, is_rank: bool) -> bool:
    """Whether an order without a direction starts at the top: a ranking of figures does."""
    column = schema.column(item, item.columns[0])
    return is_rank and column.kind.is_ordered and not is_inverse(column)


def by_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“sorted by price”."""
    if len(right.columns) == 1:
        yield from _sorting(schema, right, is_descending=_is_descending(schema, right, is_rank=left.node))


def directed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“by price, descending”: the direction of an order."""
    order, direction = (left, right) if right.kind == "direction" else (right, left)
    if order.kind == "columns":
        yield from _sorting(schema, order, is_descending=direction.node)
    else:
        yield replace(order, node=replace(order.node, is_descending=direction.node), cost=Cost())


def extreme_first(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“cheapest first”."""
    if right.node == (0, 1) and left.node.n == 1 and left.node.skip == 0:
        yield replace(left, kind="sorting", node=replace(left.node, n=WHOLE_ORDER), shows=(), cost=_ONE)


def from_to(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“from cheapest to most expensive”."""
    if left.node.key == right.node.key and left.node.is_descending != right.node.is_descending:
        yield from extreme_first(schema, left, replace(right, node=(0, 1)))


def same_order(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“by price, cheapest first”: the same order said twice; the second has the direction."""
    if left.columns == right.columns:
        yield replace(right, cost=Cost())


def sorted_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“providers sorted by price”."""
    order, rows = (left, right) if left.kind == "sorting" else (right, left)
    yield _ordered(schema, rows, order.node, schema.rows(rows), order.columns)


def sorted_cells(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“sort the providers by price”, “price of the providers, highest first”: rows by their cells."""
    order, request = (left, right) if right.kind == "request" else (right, left)
    if not isinstance(request.node, Cells) or len(request.columns) != 1:
        return
    sortings: Iterable[Item] = [order] if order.columns == request.columns else []
    if order.kind in ("sort", "direction"):
        is_descending = order.node
        if order.kind == "sort":
            is_descending = _is_descending(schema, request, is_rank=order.node)
        sortings = _sorting(schema, request, is_descending=is_descending)
    for sorting in sortings:
        yield _ordered(schema, request, sorting.node, request.node.rows, request.columns)


def alphabetical(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“vendors in alphabetical order”: by the column of names."""
    rows = right if left.kind == "alphabetical" else left
    key = schema.table(rows).key
    if key is not None:
        grade = Grade(ColumnKey(column=schema.column(rows, key).name), False, WHOLE_ORDER)
        yield _ordered(schema, rows, grade, schema.rows(rows), (key,))


def absorbed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“sort the providers alphabetically”: that an order is meant is said already."""
    if getattr(right.node, "n", 0) >= WHOLE_ORDER:
        yield replace(right, cost=Cost())


def _ordered(schema: Schema, item: Item, grade: Grade, rows: Rows, columns: tuple[int, ...]) -> Item:
    return Item("rows", grade.top(rows), item.table, _ONE, columns, has_noun=True)


_ROWS = ("table", "rows", "pred")
RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("sort", "columns"): (by_column,),
    ("sort", "sorting"): (absorbed,),
    **{(order, "direction"): (directed,) for order in ("sorting", "columns")},
    ("grade", "nth"): (extreme_first,),
    ("grade", "grade"): (from_to,),
    ("sorting", "sorting"): (same_order,),
    ("columns", "sorting"): (same_order,),
    **{(rows, "sorting"): (sorted_rows,) for rows in _ROWS},
    **{("sorting", rows): (sorted_rows,) for rows in _ROWS},
    ("sort", "request"): (sorted_cells,),
    ("request", "sorting"): (sorted_cells,),
    ("request", "direction"): (sorted_cells,),
    **{(rows, "alphabetical"): (alphabetical,) for rows in _ROWS},
    **{("alphabetical", rows): (alphabetical,) for rows in _ROWS},
    ("sort", "rows"): (absorbed,),
}
