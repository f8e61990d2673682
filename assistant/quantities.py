"""Rules of the grammar for numbers, dates and order: bounds, comparisons, superlatives and figures.

Each rule takes two neighbours and yields what they make together, as those of `grammar` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from msgspec import structs

from assistant.items import SILENT, Cost, Item, Schema, is_inverse, is_label
from assistant.plan import (
    Aggregate,
    And,
    Arithmetic,
    CellOf,
    Cells,
    Choose,
    ColumnKey,
    Compare,
    Count,
    Day,
    Figure,
    Groups,
    Key,
    Lists,
    Named,
    Number,
    PartsKey,
    Pred,
    Relation,
    Rows,
    Slice,
    Top,
)
from assistant.rates import as_in
from corpus.conversion import are_convertible
from corpus.types import Column, Kind
from corpus.units import currency_of


@dataclass(frozen=True, slots=True)
class Bound:
    """Relations to literals that a cell must have, all of them; the column is not yet known."""

    tests: tuple[tuple[Relation, Number | Day], ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """An order by a key; `n` rows of its top, `skip` of those before them left out."""

    key: Key
    is_descending: bool
    n: int = 1
    skip: int = 0

    def top(self, rows: Rows) -> Top:
        """The rows that the order puts first."""
        return Top(rows=rows, key=self.key, is_descending=self.is_descending, n=self.n, skip=self.skip)


def bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“over 80 GB”, “since 2023”."""
    yield Item("bound", Bound(((left.node, right.node),)), None, Cost(size=1))


def _only(columns: Item) -> tuple[int, ...]:
    """The column of an item that names just one: to choose of several would drop the others."""
    return columns.columns if len(columns.columns) == 1 else ()


def dated_bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“after the year 2005”: the column named between the word and the date."""
    match right.node:
        case Compare(relation="=", value=Day()):
            yield replace(right, node=structs.replace(right.node, relation=left.node), cost=Cost(size=1))


def trailing_bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“80 GB or more”."""
    yield Item("bound", Bound(((right.node, left.node),)), None, Cost(size=1))


def between(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“between 5 and 10”: both ends included."""
    low, high = left.node.node, right.node.node
    if type(low) is type(high):
        yield Item("bound", Bound(((">=", low), ("<=", high))), None, Cost(size=1))


def bounded_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price under $2”, “with over 3 stops”: a bound on the column named beside it."""
    columns, limit = (left, right) if left.kind == "columns" else (right, left)
    for position in _only(columns):
        column = schema.column(columns, position)
        if is_inverse(column) and any(relation != "=" for relation, _ in limit.node.tests):
            continue  # “at least fifth place” is no number of at least five
        if all(fits(column, value) for _, value in limit.node.tests):
            yield _bounded(columns.table, position, column, limit.node, Cost(size=1))
        elif column.kind is Kind.LIST and limit.kind == "bound":
            yield from _listing(columns, column, limit.node)


def _listing(columns: Item, column: Column, limit: Bound) -> Iterator[Item]:
    """“with more than one product”: how many values a cell lists."""
    tests: list[Pred] = []
    for relation, value in limit.tests:
        if not isinstance(value, Number) or value.unit or value.number != int(value.number):
            return
        tests.append(Lists(column=column.name, relation=relation, number=int(value.number)))
    node: Pred = tests[0] if len(tests) == 1 else And(parts=tuple(tests))
    yield Item("pred", node, columns.table, Cost(size=1), columns.columns, is_whole=True)


def equal_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“with 3 stops”, “opened in 1998”: a literal beside a column is what its cell equals."""
    columns, literal = (left, right) if left.kind == "columns" else (right, left)
    limit = Item("bound", Bound((("=", literal.node),)), None, Cost())
    yield from bounded_column(schema, columns, limit)


def bounded_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“providers over 80 GB”, “stops since 2023”: a bound on the only column that it fits."""
    rows, limit = (left, right) if left.table is not None else (right, left)
    tests = (limit.node if limit.kind == "bound" else Bound((("=", limit.node),))).tests
    needs_unit = any(isinstance(value, Number) and not value.unit for _, value in tests)
    if rows.table is None or needs_unit:
        return  # “more than 3” of what?
    columns = schema.tables[rows.table].columns
    chosen = [
        i
        for i, column in enumerate(columns)
        if all(
            fits(column, value, is_named=False) or _are_like(schema.units(rows.table, i), column, value)
            for _, value in tests
        )
    ]
    for position in chosen:
        test = _bounded(rows.table, position, columns[position], Bound(tests), SILENT)
        yield from schema.restrict(rows, test)


def _are_like(units: frozenset[str], column: Column, value: Number | Day) -> bool:
    """Whether a column without a unit of its own has cells of which each converts to that of a number."""
    is_bare = not column.unit and column.kind is Kind.NUMBER and isinstance(value, Number)
    return is_bare and bool(units) and all(are_convertible(value.unit, unit) for unit in units)  # type: ignore[union-attr]


def fits(column: Column, value: Number | Day, *, is_named: bool = True) -> bool:
    """Whether a column's cells can be compared with a literal: dates with dates, numbers in like units.

    `is_named` says that the question names the column; an unnamed one must be of the literal's own unit.
    """
    said = as_in(column, value)
    if said is None:
        return False  # a price a year is none of a month
    value = said
    if isinstance(value, Day):
        return column.kind is Kind.DATE or (
            column.kind is Kind.NUMBER
            and not column.unit
            and value.start.endswith("-01-01")
            and "year" in column.name.lower()
        )
    if not column.kind.is_ordered or column.kind is Kind.DATE:
        return False
    if not value.unit:
        return True
    if not column.unit:  # cells in several units: each is converted, or left out
        return is_named and (column.kind is Kind.MONEY) == bool(currency_of(value.unit))
    return are_convertible(value.unit, column.unit)


def _bounded(table: int | None, position: int, column: Column, limit: Bound, cost: Cost) -> Item:
    values = [(relation, as_in(column, value) or value) for relation, value in limit.tests]
    tests: list[Pred] = [Compare(column=column.name, relation=r, value=v) for r, v in values]
    node: Pred = tests[0] if len(tests) == 1 else And(parts=tuple(tests))
    return Item("pred", node, table, cost, (position,), is_whole=True)


# --- order ----------------------------------------------------------------------------------------


def ranked_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“highest price”, “most GPUs”: the order that a superlative gives to the column beside it."""
    columns, rank = (left, right) if left.kind == "columns" else (right, left)
    for position in _only(columns):
        column = schema.column(columns, position)
        if left.kind == "columns" and rank.text == "count" and _is_grouping(schema, columns):
            # “which nationality is there the most”: the value that most rows have
            is_most = rank.node[0] == "high"
            groups = Groups(rows=schema.every(columns), by=column.name, n=rank.node[1], is_descending=is_most)
            yield Item("request", groups, columns.table, Cost(size=1), columns.columns)
            continue
        direction, n, skip = rank.node
        if rank.is_guess and column.kind is Kind.DATE:
            continue  # the longest-established is the first and not the last
        if rank.text == "count" and (is_label(column) or column.kind is Kind.DATE) and not is_inverse(column):
            continue  # “in the most seasons” counts them
        if is_inverse(column):
            direction = "low" if direction == "high" else "high"
        if column.kind.is_ordered:
            grade = Grade(ColumnKey(column=column.name), direction == "high", n, skip)
        elif column.kind is Kind.LIST and rank.text == "count":
            grade = Grade(PartsKey(column=column.name), direction == "high", n, skip)
        else:
            continue
        shows = (position,) if left.kind == "rank" and rank.is_value else ()
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


def compared(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“cheaper than $2”, “larger than X”: a comparative with what it compares to."""
    grade = left.node
    column = schema.column(left, left.columns[0])
    relation: Relation = ">" if grade.is_descending else "<"
    if right.kind == "number":
        if fits(column, right.node):
            yield _bounded(
                left.table, left.columns[0], column, Bound(((relation, right.node),)), Cost(size=1)
            )
    elif isinstance(right.node, Named) and len(right.node.rows) == 1:
        value = CellOf(rows=right.node, column=column.name)
        node = Compare(column=column.name, relation=relation, value=value)
        yield Item("pred", node, left.table, Cost(size=1), left.columns, is_whole=True)


def choose(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which is cheaper, X or Y”."""
    grade, rows = (left, right) if left.kind in ("grade", "comparative") else (right, left)
    node = Choose(rows=rows.node, key=grade.node.key, is_descending=grade.node.is_descending)
    yield Item("request", node, grade.table, Cost(size=1), grade.columns)


# --- figures --------------------------------------------------------------------------------------


def measure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“average price”: a figure over a column, still of no rows."""
    columns, function = (left, right) if left.kind == "columns" else (right, left)
    for position in _only(columns):
        column = schema.column(columns, position)
        if column.kind.is_ordered and column.kind is not Kind.DATE:
            node = (function.node, ColumnKey(column=column.name))
            yield Item("measure", node, columns.table, Cost(size=1), (position,))


def figure(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“average price of providers with spot”."""
    measured, rows = (left, right) if left.kind == "measure" else (right, left)
    function, key = measured.node
    node = Figure(value=Aggregate(function=function, rows=schema.rows(rows), key=key))
    cost = SILENT if rows.kind == "pred" else Cost()
    yield Item("request", node, measured.table, cost + Cost(size=1), measured.columns)


def grouped(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many stops per line”, “average price per vendor”."""
    by = right.node
    if len(by.columns) != 1:
        return
    name = schema.column(by, by.columns[0]).name
    if by.columns == left.columns:  # “average cost per year”, where the column says that it is for a year
        yield replace(left, cost=Cost())
        return
    if left.kind == "measure":
        function, key = left.node
        node = Groups(rows=schema.every(left), by=name, function=function, key=key)
        yield Item("request", node, left.table, Cost(size=1), left.columns)
    elif (
        isinstance(left.node, Figure)
        and isinstance(left.node.value, Count)
        and left.node.value.distinct is None
    ):
        node = Groups(rows=left.node.value.rows, by=name)
        yield Item("request", node, left.table, Cost(size=1), left.columns)
    elif isinstance(left.node, Figure) and isinstance(left.node.value, Aggregate):
        value = left.node.value
        node = Groups(rows=value.rows, by=name, function=value.function, key=value.key)
        yield Item("request", node, left.table, Cost(size=1), left.columns)


def most_common(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which class has the most vessels”: the values of a column by how many rows have them."""
    columns, ranking = (left, right) if left.kind == "columns" else (right, left)
    rows, (direction, n, _) = ranking.node
    if ranking.text != "count":
        return  # “the class with the heaviest …” is not the class with the most
    if len(columns.columns) == 1 and _is_grouping(schema, columns):
        node = Groups(
            rows=schema.rows(rows), by=schema.names(columns)[0], n=n, is_descending=direction == "high"
        )
        yield Item("request", node, columns.table, Cost(size=1), columns.columns)


def _is_grouping(schema: Schema, columns: Item) -> bool:
    """Whether several rows may share a value of a column: no name of rows, no measure."""
    column = schema.column(columns, columns.columns[0])
    is_measure = column.kind.is_ordered and not (is_label(column) or column.kind is Kind.DATE)
    return columns.columns[0] != schema.table(columns).key and not is_measure


def most_frequent(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“most common class”: the value that the most rows have."""
    columns = left if left.kind == "columns" else right
    if len(columns.columns) == 1 and not schema.column(columns, columns.columns[0]).kind.is_ordered:
        node = Groups(rows=schema.every(columns), by=schema.names(columns)[0], n=1)
        yield Item("request", node, columns.table, Cost(size=1), columns.columns)


def compare_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“compare X and Y”, “X versus Y”: two rows or more side by side."""
    rows: Any = None
    if left.kind == "entity":  # X versus Y
        other = right.node
        rows = Named(table=left.node.table, rows=tuple(dict.fromkeys((*left.node.rows, *other.node.rows))))
    elif right.kind == "entity":
        rows = right.node
    elif isinstance(right.node, Cells) and isinstance(right.node.rows, Named):
        if len(right.node.rows.rows) > 1:
            # The difference between two figures is a figure.
            is_figure = len(right.columns) == 1 and schema.column(right, right.columns[0]).kind.is_ordered
            yield replace(right, cost=(SILENT if is_figure else Cost()) + Cost(size=1))
        return
    if rows is not None and len(rows.rows) > 1:
        yield Item(
            "request", Cells(rows=rows), left.table if left.table is not None else right.table, Cost(size=1)
        )


def compare_named(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how do X and Y differ”."""
    yield from compare_rows(schema, replace(right, node=None), left)


def absorb_right(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“between X and Y”, said of names: it adds nothing."""
    yield replace(right, cost=Cost())


def absorb(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“than” after a comparative: it only says that what it is compared with follows."""
    yield replace(left, cost=Cost())


def absorb_unit(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“at least 1,000 members”: what is counted, where the column beside it says so."""
    noun, other = (left, right) if left.is_guess else (right, left)
    if noun.is_guess:
        yield replace(other, cost=Cost())


def restated(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many of the 8 vendors …”: how many there are, where that is so."""
    if not left.node.unit and left.node.number == schema.size(right):
        yield replace(right, cost=Cost(size=1))


def summed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“… of X and Y combined”."""
    function, request = (left, right) if left.kind == "function" else (right, left)
    match request.node:
        case Figure(value=Aggregate(function=known)) if known == function.node:
            yield replace(request, cost=Cost())
        case Figure(value=Arithmetic(sign="+")) if function.node == "sum":
            yield replace(request, cost=Cost())
        case Cells(rows=Named(rows=(_, _, *_)) as rows, columns=(name,)) if schema.column(
            request, request.columns[0]
        ).kind.is_ordered:
            node = Figure(value=Aggregate(function=function.node, rows=rows, key=ColumnKey(column=name)))
            yield Item("request", node, request.table, Cost(size=1), request.columns)


def chosen_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which office is bigger, X or Y”: what the named rows are."""
    if isinstance(right.node, Choose):
        yield replace(right, cost=Cost())


def choice(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X or Y”: rows to choose from."""
    rows = tuple(dict.fromkeys((*left.node.rows, *right.node.node.rows)))
    yield Item("choice", Named(table=left.node.table, rows=rows), left.table, Cost())


RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    **{("relation", literal): (bound,) for literal in ("number", "date")},
    ("time relation", "date"): (bound,),
    ("time relation", "pred"): (dated_bound,),
    **{(literal, "trailing"): (trailing_bound,) for literal in ("number", "date")},
    **{(f"between·{literal}", f"and·{literal}"): (between,) for literal in ("number", "date")},
    ("columns", "bound"): (bounded_column,),
    ("bound", "columns"): (bounded_column,),
    **{("columns", literal): (equal_column,) for literal in ("number", "date")},
    **{(literal, "columns"): (equal_column,) for literal in ("number", "date")},
    **{
        (rows, limit): (bounded_rows,)
        for rows in ("table", "rows", "pred")
        for limit in ("bound", "number", "date")
    },
    ("grade", "function"): (summed_grade,),
    ("function", "grade"): (summed_grade,),
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
    ("comparative", "number"): (compared,),
    ("comparative", "entity"): (compared,),
    ("comparative", "choice"): (choose,),
    ("choice", "comparative"): (choose,),
    ("grade", "choice"): (choose,),
    ("table", "request"): (chosen_of,),
    ("entity", "or·entity"): (choice,),
    **{(kind, "table"): (absorb_unit,) for kind in ("bound", "columns")},
    ("number", "table"): (absorb_unit, restated),
    ("request", "function"): (summed,),
    ("function", "request"): (summed,),
    ("between", "entity"): (absorb_right,),
    ("function", "columns"): (measure,),
    **{("measure", rows): (figure,) for rows in ("table", "rows", "pred", "entity")},
    **{(rows, "measure"): (figure,) for rows in ("table", "rows", "pred", "entity")},
    ("request", "per·columns"): (grouped,),
    ("measure", "per·columns"): (grouped,),
    ("mode", "columns"): (most_frequent,),
    ("columns", "mode"): (most_frequent,),
    ("compare", "entity"): (compare_rows,),
    ("compare", "request"): (compare_rows,),
    ("entity", "compare·entity"): (compare_rows,),
    ("entity", "compare"): (compare_named,),
    ("request", "compare"): (compare_named,),
    ("function", "count"): (absorb,),
}
WAITING: tuple[tuple[str, str], ...] = (
    ("per", "columns"),
    ("compare", "entity"),
    *((word, literal) for word in ("between", "and") for literal in ("number", "date")),
)
