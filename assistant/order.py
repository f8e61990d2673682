"""Rules of the grammar for places in an order: the first, the second largest, the row after another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema
from assistant.plan import (
    Cells,
    ColumnKey,
    Compare,
    Count,
    Day,
    DistanceKey,
    Figure,
    Filter,
    Neighbour,
    Number,
    Rows,
    RunLength,
    Slice,
    Top,
)
from assistant.quantities import fits
from assistant.superlatives import Grade
from corpus.types import Kind


def time_column(schema: Schema, table: int) -> int | None:
    """The position of the only column of dates or years of a table, None where there is none or several."""
    columns = schema.tables[table].columns
    found = [
        i
        for i, column in enumerate(columns)
        if column.kind is Kind.DATE
        or (column.kind is Kind.NUMBER and not column.unit and "year" in column.name.lower())
    ]
    return found[0] if len(found) == 1 else None


def nth_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“first vendor”, “the last three games”: by place, and by date where the rows have one."""
    nth, rows = (left, right) if left.kind == "nth" else (right, left)
    inner = schema.rows(rows)
    start, count = nth.node
    if isinstance(inner, Neighbour):  # “the last one before X” is the one before it
        is_beside = (start, inner.offset) in ((0, 1), (-1, -1))
        if is_beside:
            yield replace(rows, cost=Cost())
        return
    if isinstance(inner, Top | Slice):
        return
    has_noun = rows.has_noun or rows.kind == "table"
    made = replace(rows, kind="rows", is_entity=False, shows=(), text="", has_noun=has_noun)
    time = time_column(schema, schema.position(rows))
    is_timed = time is not None and start in (0, -1) and count == 1
    if not (is_timed and nth.text == "dated" and schema.unsorted_time(rows)):
        yield replace(made, node=Slice(rows=inner, start=start, count=count), cost=Cost(size=1))
    if time is not None and is_timed:
        key = ColumnKey(column=schema.column(rows, time).name)
        node = Top(rows=inner, key=key, is_descending=start < 0)
        yield replace(made, node=node, columns=(*rows.columns, time), cost=Cost(size=1))


def nth_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the first year”: by the column itself where it can be ordered, else its cell in that row."""
    start, count = left.node
    if len(right.columns) != 1 or count != 1:
        return
    column = schema.column(right, right.columns[0])
    if column.kind is Kind.DATE or (column.kind is Kind.NUMBER and "year" in column.name.lower()):
        skip = start if start >= 0 else -1 - start
        grade = Grade(ColumnKey(column=column.name), start < 0, 1, skip)
        yield Item(
            "grade", grade, right.table, Cost(size=1), right.columns, is_value=True, shows=right.columns
        )
    elif not column.kind.is_ordered:
        rows = Slice(rows=schema.every(right), start=start, count=1)
        node = Cells(rows=rows, columns=(column.name,))
        yield Item("request", node, right.table, SILENT + Cost(size=1), right.columns)


def done_nth(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“opened first”: by the column of dates that says when."""
    if len(left.columns) == 1 and schema.column(left, left.columns[0]).kind is Kind.DATE:
        for item in nth_column(schema, right, left):
            yield replace(item, shows=())


def nth_count(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the first two”, “the last 3”."""
    start, count = left.node
    n = int(right.node.number)
    if count == 1 and n == right.node.number and n > 0 and not right.node.unit and start in (0, -1):
        yield Item("nth", (start if start == 0 else -n, n), None, Cost())


def nth_order(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“second largest”: the rows before it are left out."""
    start, count = left.node
    if count != 1 or start < 0:
        return
    if right.kind == "grade" and right.node.skip == 0:
        yield replace(right, node=replace(right.node, skip=start), cost=Cost(size=1))
    elif right.kind == "mode":
        yield replace(right, node=start, cost=Cost(size=1))
    elif right.kind == "rank" and right.node[2] == 0:
        yield replace(right, node=(right.node[0], right.node[1], start), cost=Cost(size=1))


def next_order(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the next highest”."""
    yield from nth_order(schema, replace(left, node=(1, 1)), right)


def next_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the next date after …”: the first that follows."""
    for item in nth_column(schema, replace(left, node=(0, 1)), right):
        if item.kind == "grade":
            yield item


def next_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the next game after X”: the word adds nothing to the row beside another."""
    if isinstance(right.node, Neighbour):
        yield replace(right, cost=Cost())


def beside(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“after X”, “the row before X”: the row next to a named one."""
    anchor = schema.rows(right)
    if right.kind == "pred" and (not right.is_whole or isinstance(right.node, Compare)):
        return
    is_one = right.kind == "entity" and len(right.node.rows) == 1
    cost = Cost(size=1) if is_one else SILENT + Cost(size=1)
    time = schema.unsorted_time(right) if left.text == "dated" else None
    key = None if time is None else ColumnKey(column=time)  # “built after X” is by date
    node = Neighbour(rows=schema.every(right), anchor=anchor, offset=left.node, key=key)
    yield Item("rows", node, right.table, cost)


def apposed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the album after X”: a noun before rows that are there already; a plural means all of them."""
    node = right.node
    if left.is_guess and right.has_noun:
        return
    if isinstance(node, Neighbour):
        is_all = left.text == "plural"
        beside = replace(node, is_all=is_all)
        yield replace(right, node=beside, is_guess=left.is_guess, has_noun=True, cost=Cost())
    elif isinstance(node, Slice | Top):
        yield replace(right, is_guess=left.is_guess, shows=(), has_noun=True, cost=Cost())


def count_beside(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many finished after X”: all rows on that side."""
    if isinstance(right.node, Neighbour):
        rows = replace(right.node, is_all=True)
        yield Item("request", Figure(value=Count(rows=rows)), right.table, Cost(size=1))


def near(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price closest to 3”: an order by distance."""
    columns, literal = (left, right.node) if left.kind == "columns" else (right, left.node)
    if len(columns.columns) == 1 and fits(schema.column(columns, columns.columns[0]), literal.node):
        key = DistanceKey(column=schema.names(columns)[0], value=literal.node)
        yield Item("grade", Grade(key, False), columns.table, Cost(size=1), columns.columns, is_value=True)


def near_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the engine closest to 5 kW”: by the only column that has such figures."""
    rows, literal = left, right.node.node
    if not isinstance(literal, Day) and not (isinstance(literal, Number) and literal.unit):
        return
    columns = schema.table(rows).columns
    found = [i for i, column in enumerate(columns) if fits(column, literal, is_named=False)]
    if len(found) == 1:
        grade = Grade(DistanceKey(column=columns[found[0]].name, value=literal), False)
        node: Rows = grade.top(schema.rows(rows))
        yield Item("rows", node, rows.table, SILENT + Cost(size=1), (*rows.columns, found[0]))


def run_length(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many wins in a row”: the longest run of rows that pass a test."""
    rows = left if left.kind in ("pred", "rows") else right
    node = schema.rows(rows)
    if isinstance(node, Filter):
        run = RunLength(rows=node.rows, where=node.where)
        yield Item("request", run, rows.table, Cost(size=1), rows.columns)


def run_counted(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many … in a row”, “the longest streak of …”: the run's length is the count."""
    if isinstance(right.node, RunLength):
        yield replace(right, cost=Cost())


_ROWS = ("table", "rows", "pred")
RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    **{("nth", kind): (nth_rows,) for kind in _ROWS},
    **{(kind, "nth"): (nth_rows,) for kind in _ROWS},
    ("nth", "columns"): (nth_column,),
    ("columns", "nth"): (done_nth,),
    ("nth", "number"): (nth_count,),
    **{("nth", kind): (nth_order,) for kind in ("grade", "rank", "mode")},
    **{("next", kind): (next_order,) for kind in ("grade", "rank")},
    ("next", "columns"): (next_column,),
    ("next", "rows"): (next_rows,),
    **{("neighbour", kind): (beside,) for kind in ("entity", "pred")},
    **{(kind, "rows"): (apposed,) for kind in ("table",)},
    ("count", "rows"): (count_beside,),
    ("columns", "near·number"): (near,),
    ("near·number", "columns"): (near,),
    ("columns", "near·date"): (near,),
    **{
        (rows, f"near·{literal}"): (near_rows,)
        for rows in ("table", "rows")
        for literal in ("number", "date")
    },
    **{(kind, "run"): (run_length,) for kind in ("pred", "rows")},
    **{("run", kind): (run_length,) for kind in ("pred", "rows")},
    **{(kind, "request"): (run_counted,) for kind in ("count", "rank", "amount")},
}
WAITING: tuple[tuple[str, str], ...] = (("near", "number"), ("near", "date"))
