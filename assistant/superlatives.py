"""Rules of the grammar for order: superlatives, comparatives, the most common, a choice between rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from assistant.items import SILENT, Cost, Item, Schema, is_inverse, is_label
from assistant.kin import measures
from assistant.plan import (
    CellOf,
    Choose,
    ColumnKey,
    Compare,
    Groups,
    Key,
    Named,
    PartsKey,
    Relation,
    Rows,
    Slice,
    Top,
)
from assistant.quantities import Bound, bounded, fits
from corpus.types import Kind


class Grade(Struct, frozen=True):
    """An order by a key; `n` rows of its top, `skip` of those before them left out."""

    key: Key
    is_descending: bool
    n: int = 1
    skip: int = 0

    def top(self, rows: Rows) -> Top:
        """The rows that the order puts first."""
        return Top(rows=rows, key=self.key, is_descending=self.is_descending, n=self.n, skip=self.skip)


def ranked_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“highest price”, “most GPUs”: the order that a superlative gives to the column beside it."""
    columns, rank = (left, right) if left.kind == "columns" else (right, left)
    for position in columns.only:
        column = schema.column(columns, position)
        if left.kind == "columns" and rank.text == "count" and _is_grouping(schema, columns):
            # “which nationality is there the most”: the value that most rows have
            is_most = rank.node[0] == "high"
            groups = Groups(rows=schema.every(columns), by=column.name, n=rank.node[1], is_descending=is_most)
            yield Item("request", groups, columns.table, Cost(size=1), columns.columns)
            continue
        direction, n, skip = rank.node
        if rank.is_guess and (column.kind is Kind.DATE or is_label(column)):
            continue  # the longest-established is the first and not the last
        if rank.text == "count" and (is_label(column) or column.kind is Kind.DATE) and not is_inverse(column):
            continue  # “in the most seasons” counts them
        if rank.text == "time" and not (is_label(column) or measures(column, "date")):
            continue  # “oldest GPU node” is not the one with the fewest GPUs
        if is_inverse(column):
            direction = "low" if direction == "high" else "high"
        if column.kind.is_ordered:
            grade = Grade(ColumnKey(column=column.name), direction == "high", n, skip)
        elif column.kind is Kind.LIST and rank.text == "count":
            grade = Grade(PartsKey(column=column.name), direction == "high", n, skip)
        else:
            continue
        is_asked = rank.is_value or schema.table(columns).key is None
        shows = (position,) if left.kind == "rank" and is_asked else ()
        cost = (Cost() if left.kind == "rank" else SILENT) + Cost(size=1)
        yield Item("grade", grade, columns.table, cost, (position,), is_value=True, shows=shows)


def first_n(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“top 3”, “3 cheapest”: how many rows of an order are asked for."""
    count, order = (left, right) if left.kind == "number" else (right, left)
    n = int(count.node.number)
    if n == count.node.number and n > 0 and not count.node.unit:
        if order.kind == "grade":
            yield replace(order, node=replace(order.node, n=n), cost=Cost())
        else:
            yield replace(order, node=(order.node[0], n, order.node[2]), cost=Cost())


def summed_grade(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the most beds in total”: an order of groups by their sum."""
    grade = left if left.kind == "grade" else right
    function = right if left.kind == "grade" else left
    yield replace(grade, kind="group grade", node=(function.node, grade.node), cost=Cost(size=1))


def measured_grade(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the highest average price”: an order of groups by a figure."""
    (direction, n, skip), (function, key) = left.node, right.node
    node = (function, Grade(key, direction == "high", n, skip))
    yield Item("group grade", node, right.table, Cost(size=1), right.columns)


def top_group(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which country has the most beds in total”."""
    columns, grade = (left, right) if left.kind == "columns" else (right, left)
    function, node = grade.node
    if len(columns.columns) == 1 and _is_grouping(schema, columns):
        groups = Groups(
            rows=schema.every(columns),
            by=schema.names(columns)[0],
            function=function,
            key=node.key,
            n=node.n,
            skip=node.skip,
            is_descending=node.is_descending,
        )
        yield Item("request", groups, columns.table, Cost(size=1), columns.columns)


def top_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“cheapest provider with spot”: the first rows by an order."""
    grade, rows = (left, right) if left.kind == "grade" else (right, left)
    if isinstance(rows.node, Slice) and rows.node.count == 1:
        return  # one row has no order: “the row with the second largest” is the second by that order
    if isinstance(rows.node, Top) and (grade is right or rows.node.key == grade.node.key):
        return  # “the cheapest of the 3 strongest” orders the strongest, and nothing is lowest and highest
    columns = tuple(sorted({*rows.columns, *grade.columns}))
    # “the highest score of 1998” asks for the score, “the highest scoring game” for the game.
    is_shown = grade is left and (rows.kind == "pred" or bool(rows.lead))
    shows = grade.shows if is_shown else ()
    yield Item(
        "rows",
        grade.node.top(schema.rows(rows)),
        grade.table,
        Cost(size=1),
        columns,
        shows=shows,
        is_guess=rows.is_guess,
        has_noun=rows.has_noun or rows.kind == "table",
    )


def top_by(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“top 3 providers”, still waiting for “by price”."""
    yield Item("ranking", (right, left.node), right.table, Cost(size=1), right.columns, text=left.text)


def top_by_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“top 3 providers by price”."""
    rows, rank = left.node
    for grade in ranked_column(schema, Item("rank", rank, None, Cost()), right):
        yield from top_rows(schema, grade, rows)


def most_common(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which class has the most vessels”: the values of a column by how many rows have them."""
    columns, ranking = (left, right) if left.kind == "columns" else (right, left)
    rows, (direction, n, skip) = ranking.node
    if ranking.text != "count":
        return  # “the class with the heaviest …” is not the class with the most
    if len(columns.columns) == 1 and _is_grouping(schema, columns):
        node = Groups(
            rows=schema.rows(rows),
            by=schema.names(columns)[0],
            n=n,
            skip=skip,
            is_descending=direction == "high",
        )
        yield Item("request", node, columns.table, Cost(size=1), columns.columns)


def most_frequent(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“most common class”: the value that the most rows have."""
    columns, mode = (left, right) if left.kind == "columns" else (right, left)
    if len(columns.columns) == 1 and not schema.column(columns, columns.columns[0]).kind.is_ordered:
        node = Groups(rows=schema.every(columns), by=schema.names(columns)[0], n=1, skip=mode.node or 0)
        yield Item("request", node, columns.table, Cost(size=1), columns.columns)


def _is_grouping(schema: Schema, columns: Item) -> bool:
    """Whether several rows may share a value of a column: no name of rows, no measure."""
    column = schema.column(columns, columns.columns[0])
    is_measure = column.kind.is_ordered and not (is_label(column) or column.kind is Kind.DATE)
    return columns.columns[0] != schema.table(columns).key and not is_measure


def compared(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“cheaper than $2”, “larger than X”: a comparative with what it compares to."""
    grade = left.node
    column = schema.column(left, left.columns[0])
    relation: Relation = ">" if grade.is_descending else "<"
    if right.kind == "number":
        if fits(column, right.node):
            yield bounded(left.table, left.columns[0], column, Bound(((relation, right.node),)), Cost(size=1))
    elif isinstance(right.node, Named) and len(right.node.rows) == 1:
        value = CellOf(rows=right.node, column=column.name)
        node = Compare(column=column.name, relation=relation, value=value)
        yield Item("pred", node, left.table, Cost(size=1), left.columns, is_whole=True)


def absorb(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“than” after a comparative: it only says that what it is compared with follows."""
    yield replace(left, cost=Cost())


def choose(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which is cheaper, X or Y”."""
    grade, rows = (left, right) if left.kind in ("grade", "comparative") else (right, left)
    node = Choose(rows=rows.node, key=grade.node.key, is_descending=grade.node.is_descending)
    yield Item("request", node, grade.table, Cost(size=1), grade.columns)


def graded_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the longer battery life”, “cheaper by the bottle”: the column that a comparative goes by."""
    comparative, columns = (left, right) if left.kind == "comparative" else (right, left)
    if comparative.columns == columns.columns:
        yield replace(comparative, cost=Cost())


def ordered_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the cheapest provider of X per accelerator hour”: the column that the rows are ordered by."""
    rows, columns = (left, right) if right.kind == "columns" else (right, left)
    node = rows.node.top(schema.every(rows)) if rows.kind == "grade" else rows.node
    if isinstance(node, Top) and [node.key] == [ColumnKey(column=name) for name in schema.names(columns)]:
        shows = rows.shows if schema.table(rows).key is not None else columns.columns
        yield replace(rows, cost=Cost(), shows=shows)


def chosen_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which office is bigger, X or Y”: what the named rows are."""
    if isinstance(right.node, Choose):
        yield replace(right, cost=Cost())


def choice(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X or Y”: rows to choose from."""
    rows = tuple(dict.fromkeys((*left.node.rows, *right.node.node.rows)))
    yield Item("choice", Named(table=left.node.table, rows=rows), left.table, Cost())


def between_names(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“between X and Y, which has more”: rows to choose from."""
    if isinstance(right.node, Named) and len(right.node.rows) == 2:
        yield Item("choice", right.node, right.table, Cost(size=1))


def choose_place(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“who placed higher, X or Y”, “which came first”: by the column of places, else by that of dates."""
    order, rows = (right, left) if left.kind == "choice" else (left, right)
    is_better = order.node[0] == 0 if order.kind == "nth" else order.node
    if order.kind == "nth" and (order.node[1] != 1 or order.node[0] not in (0, -1)):
        return
    columns = schema.table(rows).columns
    places = [c.name for c in columns if is_inverse(c) and c.kind is Kind.NUMBER]
    dates = [c.name for c in columns if c.kind is Kind.DATE]
    is_dated = order.kind == "nth" and (order.text == "dated" or not places)
    found = dates if is_dated else places
    if len(found) == 1:
        node = Choose(rows=rows.node, key=ColumnKey(column=found[0]), is_descending=not is_better)
        yield Item("request", node, rows.table, SILENT + Cost(size=1))


RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("between", "entity"): (between_names,),
    **{(order, "choice"): (choose_place,) for order in ("degree", "nth")},
    **{("choice", order): (choose_place,) for order in ("degree", "nth")},
    ("grade", "function"): (summed_grade,),
    ("function", "grade"): (summed_grade,),
    ("rank", "measure"): (measured_grade,),
    ("columns", "group grade"): (top_group,),
    ("group grade", "columns"): (top_group,),
    ("rank", "columns"): (ranked_column,),
    ("columns", "rank"): (ranked_column,),
    ("rank", "number"): (first_n,),
    ("number", "rank"): (first_n,),
    ("number", "grade"): (first_n,),
    **{("grade", rows): (top_rows,) for rows in ("table", "rows", "pred")},
    **{(rows, "grade"): (top_rows,) for rows in ("table", "rows", "pred")},
    **{("rank", rows): (top_by,) for rows in ("table", "rows")},
    ("ranking", "columns"): (top_by_column, most_common),
    ("columns", "ranking"): (most_common,),
    ("comparative", "than"): (absorb,),
    **{(rows, "columns"): (ordered_column,) for rows in ("rows", "grade")},
    ("comparative", "columns"): (graded_column,),
    ("columns", "comparative"): (graded_column,),
    ("comparative", "number"): (compared,),
    ("comparative", "entity"): (compared,),
    ("comparative", "choice"): (choose,),
    ("choice", "comparative"): (choose,),
    ("grade", "choice"): (choose,),
    ("table", "request"): (chosen_of,),
    ("entity", "or·entity"): (choice,),
    ("mode", "columns"): (most_frequent,),
    ("columns", "mode"): (most_frequent,),
    ("function", "count"): (absorb,),
}
