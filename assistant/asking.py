"""Rules of the grammar for what is asked of rows: cells, counts, values, and the catalog itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from assistant.english import english
from assistant.items import SILENT, Cost, Item, Schema, is_label, narrowed
from assistant.kin import measures
from assistant.lexicon import attribute
from assistant.plan import (
    About,
    Aggregate,
    AllRows,
    And,
    Arithmetic,
    CellOf,
    Cells,
    ColumnKey,
    Common,
    Count,
    Distinct,
    Figure,
    Filter,
    Groups,
    Has,
    Named,
    Neighbour,
    Or,
    Places,
    Pred,
    Rows,
    RunLength,
    Slice,
    SpanKey,
    Stated,
    Top,
)
from assistant.quantities import bounded_rows
from assistant.senses import Tier
from corpus.types import Column, Kind
from corpus.words import folded


def project(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“pricing of AWS”, “which technique does vLLM use”: cells of rows."""
    columns, rows = (left, right) if left.kind == "columns" else (right, left)
    if columns.columns == (schema.table(columns).key,):
        return  # the naming column is the rows themselves
    if left.kind == "columns" and right.kind == "entity" and right.lead == "by":
        return  # “performed by X” says who, and asks for no performer
    if rows.is_guess and rows.kind == "table":
        return
    if left.kind == "columns" and rows.kind == "entity" and _is_verbal(schema, columns):
        return  # “who reports to X”: whose cell names X, and not what the cell of X says
    if columns.lead == "by" and isinstance(rows.node, Top) and _is_alike(schema, columns, rows.node):
        # “the cheapest by the glass”: of two prices the one that is named
        key = ColumnKey(column=schema.names(columns)[0])
        yield replace(rows, node=replace(rows.node, key=key), shows=(), cost=Cost())
        return
    if set(columns.columns) & set(rows.columns) and not isinstance(rows.node, Top):
        return  # asking for the very column that is tested answers nothing
    if left.kind == "rows" and isinstance(rows.node, Top) and _orders(schema, columns, rows.node):
        yield replace(rows, cost=Cost())  # “quickest supplier by lead time”
        return
    # “vehicles with a low floor” tests a yes/no column rather than showing it.
    is_many = rows.kind != "entity" or len(rows.node.rows) > 1
    is_test = is_many and any(schema.column(columns, c).kind is Kind.YES_NO for c in columns.columns)
    cost = (SILENT if rows.kind == "pred" else Cost()) + (SILENT if is_test else Cost()) + Cost(size=1)
    node = Cells(rows=schema.rows(rows), columns=schema.names(columns))
    yield Item("request", node, columns.table, cost, columns.columns)


_TO = frozenset(("to", "for", "with", "from", "at", "in", "under"))


def _is_verbal(schema: Schema, columns: Item) -> bool:
    """Whether a column is called by what its row does: “Reports to”, and not “Looked after by”."""
    words = [folded(name).split() for name in schema.names(columns)]
    return all(len(name) > 1 and name[0].endswith("s") and name[-1] in _TO for name in words)


def _orders(schema: Schema, columns: Item, top: Top) -> bool:
    """Whether an order is by the one column that is named."""
    return len(columns.columns) == 1 and top.key == ColumnKey(column=schema.names(columns)[0])


def _is_alike(schema: Schema, columns: Item, top: Top) -> bool:
    """Whether one column is named, of the kind that an order is by already."""
    kinds = {c.name: c.kind for c in schema.table(columns).columns}
    key = top.key.column if isinstance(top.key, ColumnKey) else ""
    return len(columns.columns) == 1 and kinds.get(key) is schema.column(columns, columns.columns[0]).kind


def project_top(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what year had the highest price”: cells of the rows that an order puts first."""
    columns, grade = (left, right) if left.kind == "columns" else (right, left)
    if set(columns.columns) & set(grade.columns) or columns.columns == (schema.table(columns).key,):
        return
    node = Cells(rows=grade.node.top(schema.every(grade)), columns=schema.names(columns))
    yield Item("request", node, columns.table, SILENT + Cost(size=1), columns.columns)


def narrow(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what pricing do providers have that run H100”: a test after the request it belongs to."""
    pred, request = (left, right) if left.kind == "pred" else (right, left)
    shared = tuple(c for c in request.columns if c in pred.columns)
    is_of_all = isinstance(request.node, Cells) and isinstance(request.node.rows, AllRows)
    if shared and pred.is_value and isinstance(pred.node, Has) and is_of_all:
        # “is X mentioned by any cloud in its differentiator”: the column says where to look
        names = tuple(schema.column(request, c).name for c in shared)
        bound = replace(pred, node=replace(pred.node, columns=names), columns=shared, is_whole=True)
        rows = Item("rows", request.node.rows, request.table, Cost())
        for found in schema.restrict(rows, replace(bound, cost=SILENT)):
            yield replace(found, has_noun=True)
    if not set(pred.columns) & set(request.columns):
        yield from _narrowed(schema, request, lambda rows: schema.restrict(rows, replace(pred, cost=Cost())))


def narrow_bound(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many games were played, in 2011”: a bound on rows after the request about them."""
    limit, request = (right, left) if left.kind == "request" else (left, right)
    if request.table is not None:
        yield from _narrowed(schema, request, lambda rows: bounded_rows(schema, rows, limit))


def _narrowed(schema: Schema, request: Item, restrict: Callable[[Item], Iterator[Item]]) -> Iterator[Item]:
    """A request over the fewer rows that `restrict` leaves of its own."""
    node = request.node
    inner = (
        node.value.rows if isinstance(node, Figure) and isinstance(node.value, Count | Aggregate) else None
    )
    inner = node.rows if isinstance(node, Cells | Distinct | Groups | RunLength) else inner
    if inner is None or isinstance(inner, Named):
        return
    is_whole = not isinstance(inner, Filter) or _is_whole(inner.where)
    rows = Item("rows", inner, request.table, Cost(), is_whole=is_whole)
    for chosen in restrict(rows):
        made = (
            replace(node, rows=chosen.node)
            if not isinstance(node, Figure)
            else (Figure(value=replace(node.value, rows=chosen.node)))
        )
        yield Item("request", made, request.table, chosen.cost, request.columns)


def _is_whole(pred: Pred) -> bool:
    """Whether a test is of whole values."""
    if isinstance(pred, And | Or):
        return all(_is_whole(part) for part in pred.parts)
    return not isinstance(pred, Has) or pred.is_whole


def count(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many providers with spot”: the number of rows."""
    if right.is_entity or isinstance(right.node, Neighbour | Top | Slice):
        return  # “how many X does Y have” is no count of Y
    key = schema.table(right).key
    if right.is_guess and key is not None and key in right.columns:
        return  # “how many games in X”, where X is one row, asks for a figure that is not there
    cost = (SILENT if right.kind == "pred" else Cost()) + Cost(size=1)
    yield Item("request", Figure(value=Count(rows=schema.rows(right))), right.table, cost, right.columns)


def count_values(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many pricing models”: different values of a column over all rows."""
    if len(right.columns) == 1 and is_varied(sole_column(schema, right)):
        node = Figure(value=Count(rows=schema.every(right), distinct=schema.names(right)[0]))
        yield Item("request", node, right.table, SILENT + Cost(size=1), right.columns)
    column = sole_column(schema, right)
    if (
        "total" in left.text
        and len(right.columns) == 1
        and column.kind is Kind.NUMBER
        and not is_label(column)
    ):
        value = Aggregate(function="sum", rows=schema.every(right), key=ColumnKey(column=column.name))
        yield Item("request", Figure(value=value), right.table, SILENT + Cost(size=1), right.columns)


def count_cells(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many employees does X have”: the number in the cell, or how many different values it lists."""
    if isinstance(right.node, Cells) and len(right.node.columns) == 1:
        kind = sole_column(schema, right).kind
        if is_label(sole_column(schema, right)):
            if not isinstance(right.node.rows, Named):  # “how many picks”, where picks are numbered
                rows = right.node.rows
                rows = replace(rows, is_all=True) if isinstance(rows, Neighbour) else rows
                node = Figure(value=Count(rows=rows))
                yield Item("request", node, right.table, SILENT + Cost(size=1), right.columns)
        elif kind.is_ordered and kind is not Kind.DATE and _is_summed(left, right.node.rows):
            key = ColumnKey(column=right.node.columns[0])  # “how many beds are there in X”: of all its rows
            node = Figure(value=Aggregate(function="sum", rows=right.node.rows, key=key))
            yield Item("request", node, right.table, Cost(size=1), right.columns)
        elif kind is Kind.DATE and isinstance(right.node.rows, AllRows | Filter):
            # “how many stations have closed”: those for which the cell says when
            stated = narrowed(right.node.rows, Stated(column=right.node.columns[0]))
            yield Item("request", Figure(value=Count(rows=stated)), right.table, Cost(size=1), right.columns)
        elif kind.is_ordered:
            yield replace(right, cost=Cost())
        elif kind is Kind.LIST:
            node = Figure(value=Count(rows=right.node.rows, distinct=right.node.columns[0]))
            yield Item("request", node, right.table, Cost(size=1), right.columns)


def _is_summed(asked: Item, rows: Rows) -> bool:
    """Whether the figures of rows are added up: of all rows that pass a test, and of named ones in total."""
    return not isinstance(rows, Named) or (len(rows.rows) > 1 and "total" in asked.text)


def amount(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how much does X cost”: only a cell that holds an amount answers it; “how long did X serve”."""
    if left.text in ("long", "years") and (span := schema.lifespan(right)) is not None:
        yield from _lasted(right, span)
    if left.text == "years" and right.kind == "entity" and len(right.node.rows) == 2:
        yield from _apart(schema, right)
    if right.kind == "entity" and left.text == "":  # “how much is X”: the only column of money there is
        columns = schema.table(right).columns
        money = [i for i, column in enumerate(columns) if column.kind is Kind.MONEY]
        if len(money) == 1:
            node = Cells(rows=right.node, columns=(columns[money[0]].name,))
            yield Item("request", node, right.table, SILENT + Cost(size=1), tuple(money))
    elif isinstance(right.node, Cells) and all(
        _is_amount(schema.column(right, c), left.text) for c in right.columns
    ):
        yield replace(right, cost=Cost())


def _apart(schema: Schema, right: Item) -> Iterator[Item]:
    """“how many years passed between X and Y”: by the only column of dates."""
    dates = [column.name for column in schema.table(right).columns if column.kind is Kind.DATE]
    if len(dates) == 1:
        one, other = (
            CellOf(rows=Named(table=right.node.table, rows=(row,)), column=dates[0])
            for row in right.node.rows
        )
        value = Arithmetic(sign="difference", left=one, right=other)
        yield Item("request", Figure(value=value), right.table, Cost(size=1))


def _lasted(right: Item, span: SpanKey) -> Iterator[Item]:
    """How long a named row lasted, of which no other column is asked for."""
    shown = right.node.columns if isinstance(right.node, Cells) else ()
    rows = right.node.rows if isinstance(right.node, Cells) else right.node
    if isinstance(rows, Named) and len(rows.rows) == 1 and set(shown) <= {span.start, span.end}:
        value = Aggregate(function="sum", rows=rows, key=span)
        yield Item("request", Figure(value=value), right.table, Cost(size=1), right.columns)


def _is_amount(column: Column, adjective: str) -> bool:
    """Whether a column holds an amount, or what an adjective measures where one is asked by."""
    if adjective in ("long", "years") and column.kind is Kind.DATE:
        return False
    if not adjective or not is_label(column):
        return column.kind.is_ordered
    return any(measures(column, noun) for noun, _ in attribute(adjective))


def common(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what do X and Y have in common”, “which GPUs do both X and Y have”: values that all the rows share."""
    asked = right if left.kind in ("common", "both") else left
    node = asked.node if isinstance(asked.node, Cells) else Cells(rows=asked.node)
    if isinstance(node.rows, Named) and len(node.rows.rows) > 1:
        shared = Common(rows=node.rows, columns=node.columns)
        yield Item("request", shared, asked.table, Cost(size=1), asked.columns)


def common_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which GPUs do both X and Y have”: the values of those columns that they share."""
    for request in project(schema, left, right.node):
        yield from common(schema, request, request)


def distinct(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“different pricing models”: the values of a column."""
    if len(right.columns) == 1:
        node = Distinct(rows=schema.every(right), column=schema.names(right)[0])
        yield Item("request", node, right.table, Cost(size=1), right.columns)


def distinct_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“different companies”: rows differ from each other anyhow."""
    yield replace(right, cost=Cost())


def count_distinct(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many different pricing models”: their number."""
    if isinstance(right.node, Distinct):
        node = Figure(value=Count(rows=right.node.rows, distinct=right.node.column))
        yield Item("request", node, right.table, Cost(size=1), right.columns)


def distinct_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“different pricing models of the providers with H100”: the values over some rows only."""
    request, rows = (left, right) if left.kind == "request" else (right, left)
    chosen = schema.rows(rows)
    match request.node:
        case Distinct(rows=AllRows(), column=column) if not set(rows.columns) & set(request.columns):
            yield replace(request, node=Distinct(rows=chosen, column=column), cost=Cost())
        case Groups(rows=AllRows()) if not set(rows.columns) & set(request.columns):
            yield replace(request, node=replace(request.node, rows=chosen), cost=Cost())
        case Figure(value=Count(rows=AllRows(), distinct=str(column))) if not set(rows.columns) & set(
            request.columns
        ):
            yield replace(request, node=Figure(value=Count(rows=chosen, distinct=column)), cost=Cost())


def is_varied(column: Column) -> bool:
    """Whether it makes sense to count a column's different values."""
    return column.kind.is_closed and not column.kind.is_ordered and column.kind is not Kind.YES_NO


def sole_column(schema: Schema, item: Item) -> Column:
    """The first column of an item."""
    return schema.column(item, item.columns[0])


def about_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“columns of the vendors table”."""
    table = left if left.kind == "table" else right
    node = About(subject="columns", table=schema.table(table).id)
    yield Item("request", node, table.table, Cost(size=1))


def count_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many columns does … have”."""
    if isinstance(right.node, About) and right.node.subject == "columns":
        yield replace(right, node=About(subject="column count", table=right.node.table), cost=Cost(size=1))


def absorb_table(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what has X contributed to model efficiency”: the table adds nothing to cells of a named row."""
    if (
        isinstance(left.node, Cells)
        and isinstance(left.node.rows, Named)
        and right.lead
        and not right.is_guess
    ):
        yield replace(left, cost=Cost(size=1))


def absorb_counted(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many games did X lose”: what a column of tallies (“L”) counts."""
    is_tally = all(folded(name) in english().abbreviations for name in schema.names(right))
    if left.is_guess and is_tally and isinstance(right.node, Cells) and isinstance(right.node.rows, Named):
        yield replace(right, cost=Cost(size=1))


def said_twice(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which hardware is in the fleet of X”, “what does a keg of X cost”: one column in two words."""
    request, columns = (left, right) if left.kind == "request" else (right, left)
    if isinstance(request.node, Cells | Distinct | Figure) and request.columns == columns.columns:
        yield replace(request, cost=Cost())


def also_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the range of X and its keeper”: more cells of the same row."""
    columns = right.node
    match left.node:
        case Cells(rows=Named(rows=(_,)), columns=(_, *_) as asked) if not set(columns.columns) & set(
            left.columns
        ):
            node = replace(left.node, columns=(*asked, *schema.names(columns)))
            yield replace(left, node=node, columns=(*left.columns, *columns.columns), cost=Cost(size=1))


def named_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the pricing column”: the word column adds nothing to a column named."""
    yield replace(left, cost=Cost())


def meaning(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“what does pricing model mean”."""
    columns = left if left.kind == "columns" else right
    for name in schema.names(columns):
        node = About(subject="column", table=schema.table(columns).id, column=name)
        yield Item("request", node, columns.table, Cost(size=1))


def places(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“in which table is X”: the tables in which rows stand."""
    rows = left if right.kind == "all tables" else right
    yield Item("request", Places(rows=schema.rows(rows)), rows.table, Cost(size=1), rows.columns)


def ranked_rows(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the most rows”: an order of tables."""
    yield Item("size rank", left.node, None, Cost(size=1))


def ranked_table(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which table has the most rows”, “the biggest table”."""
    direction, n, skip = left.node if left.kind in ("rank", "size rank") else right.node
    if (n, skip) == (1, 0):
        subject: Any = "largest table" if direction == "high" else "smallest table"
        yield Item("request", About(subject=subject), None, Cost(size=1))


def having_column(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“which table has a column Street”, “which tables have prices”."""
    if left.kind == "all tables" and right.cost.tiers == Tier.EXACT:
        for name in schema.names(right):
            yield Item("request", About(subject="tables", column=name), None, Cost(size=1))


def count_catalog(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“how many rows”, “how many tables are there”."""
    subject: Any = "size" if right.kind == "all rows" else "table count"
    yield Item("request", About(subject=subject), None, Cost(size=1))
