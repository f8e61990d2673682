"""Typed rules that join neighbouring parts of a question into larger parts of a plan.

An item is a stretch of the question with what it denotes: a table, an entity (named rows), columns,
a predicate, rows, a request, or an operator that waits for its operand. Every rule joins two
neighbours of the same table; a question is understood when one item covers all of its hard words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.plan import (
    About,
    AllRows,
    And,
    Cells,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Named,
    Names,
    Not,
    Or,
    Pred,
    Rows,
)
from corpus.types import Table


@dataclass(frozen=True, slots=True)
class Cost:
    """How far a reading is from the question's words, compared in this order; lower is better."""

    tiers: int = 0
    silent: int = 0
    size: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.tiers + other.tiers, self.silent + other.silent, self.size + other.size)

    @property
    def key(self) -> tuple[int, int, int]:
        """What costs are compared by."""
        return (self.tiers, self.silent, self.size)


SILENT = Cost(silent=1)


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the question and what it denotes.

    `columns` are the positions of the columns named (kind `columns`) or tested (kinds `pred`, `rows`).
    `is_value` marks a predicate that is one phrase not yet bound to a column by the question.
    """

    kind: str
    node: Any
    table: int | None
    cost: Cost
    columns: tuple[int, ...] = ()
    is_value: bool = False
    is_whole: bool = False
    is_entity: bool = False


class Grammar:
    """The rules over one catalog's schema."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    def join(self, left: Item, right: Item) -> Iterator[Item]:
        """Every item that two neighbours make together."""
        if left.kind == "skip":
            yield replace(right, cost=left.cost + right.cost)
            return
        if right.kind == "skip":
            yield replace(left, cost=left.cost + right.cost)
            return
        if left.table is not None and right.table is not None and left.table != right.table:
            return
        for rule in _RULES.get((left.kind, right.kind), ()):
            for item in rule(self, left, right):
                yield replace(item, cost=item.cost + left.cost + right.cost)

    def rows(self, item: Item) -> Rows:
        """The rows that an item of kind table, entity, rows or pred denotes."""
        if item.kind in ("entity", "rows"):
            return item.node  # type: ignore[no-any-return]
        every = AllRows(table=self._tables[_table(item)].id)
        return Filter(rows=every, where=item.node) if item.kind == "pred" else every

    def names(self, item: Item) -> tuple[str, ...]:
        """The names of the columns of an item."""
        return self.column_names(_table(item), item.columns)

    def column_names(self, table: int, columns: Sequence[int]) -> tuple[str, ...]:
        """The names of columns by position."""
        return tuple(self._tables[table].columns[position].name for position in columns)

    # --- rules: each yields the joined items, their cost without that of the parts ------------------

    def _bind(self, left: Item, right: Item) -> Iterator[Item]:
        """“spot pricing”, “pricing model spot”: a phrase in the column named beside it."""
        pred, columns = (left, right) if left.kind == "pred" else (right, left)
        shared = tuple(c for c in pred.columns if c in columns.columns)
        if pred.is_value and shared:
            node = Has(phrase=pred.node.phrase, columns=self.column_names(_table(pred), shared))
            yield replace(pred, node=node, columns=shared, is_value=False, is_whole=True, cost=Cost())

    def _restrict(self, left: Item, right: Item) -> Iterator[Item]:
        """“providers with spot”, “H100 providers”: rows that pass a test."""
        pred, rows = (left, right) if left.kind == "pred" else (right, left)
        node = Filter(rows=self.rows(rows), where=pred.node)
        if isinstance(node.rows, Filter):  # one filter with all tests reads better than nested ones
            node = Filter(rows=node.rows.rows, where=_both(node.rows.where, pred.node))
        is_entity = rows.kind == "entity" or rows.is_entity
        columns = tuple(sorted({*rows.columns, *pred.columns}))
        yield Item("rows", node, pred.table, Cost(size=1), columns, is_entity=is_entity)

    def _project(self, left: Item, right: Item) -> Iterator[Item]:
        """“pricing of AWS”, “which technique does vLLM use”: cells of rows."""
        columns, rows = (left, right) if left.kind == "columns" else (right, left)
        if set(columns.columns) & set(rows.columns):
            return  # asking for the very column that is tested answers nothing
        cost = SILENT if rows.kind == "pred" else Cost()
        node = Cells(rows=self.rows(rows), columns=self.names(columns))
        yield Item("request", node, _table(columns), cost + Cost(size=1), columns.columns)

    def _narrow(self, left: Item, right: Item) -> Iterator[Item]:
        """“what pricing do providers have that run H100”: a test after the request it belongs to."""
        pred, request = (left, right) if left.kind == "pred" else (right, left)
        if isinstance(request.node, Cells) and not set(pred.columns) & set(request.columns):
            for rows in self._restrict(Item("rows", request.node.rows, pred.table, Cost()), pred):
                yield Item("request", Cells(rows=rows.node, columns=request.node.columns), pred.table, rows.cost, request.columns)

    def _both(self, left: Item, right: Item) -> Iterator[Item]:
        """“reserved H100”: two tests side by side, where they do not read as one broken phrase."""
        is_broken = not (left.is_whole and right.is_whole) and set(left.columns) & set(right.columns)
        if not is_broken:
            yield _tests(And, left, right)

    def _many_columns(self, left: Item, right: Item) -> Iterator[Item]:
        yield replace(left, columns=tuple(dict.fromkeys((*left.columns, *right.columns))), cost=Cost())

    def _many_entities(self, left: Item, right: Item) -> Iterator[Item]:
        rows = tuple(dict.fromkeys((*left.node.rows, *right.node.rows)))
        yield Item("entity", Named(table=left.node.table, rows=rows), left.table, Cost())

    def _apposition(self, left: Item, right: Item) -> Iterator[Item]:
        """“the provider Groq”, “providers in the cloud table”: the same thing named twice."""
        yield replace(left if left.kind == "entity" else right, cost=Cost())

    def _wait(self, left: Item, right: Item) -> Iterator[Item]:
        """“and X”, “or X”: an operator with its right operand, waiting for the left one."""
        yield Item(f"{left.kind}·{right.kind}", right, right.table, Cost(size=1))

    def _and(self, left: Item, right: Item) -> Iterator[Item]:
        yield _tests(And, left, right.node)

    def _or(self, left: Item, right: Item) -> Iterator[Item]:
        yield _tests(Or, left, right.node)

    def _and_columns(self, left: Item, right: Item) -> Iterator[Item]:
        yield from self._many_columns(left, right.node)

    def _and_entities(self, left: Item, right: Item) -> Iterator[Item]:
        yield from self._many_entities(left, right.node)

    def _not(self, left: Item, right: Item) -> Iterator[Item]:
        """“without spot”: the opposite; reaching over two tests at once is the less likely scope."""
        cost = SILENT if isinstance(right.node, And) else Cost()
        yield replace(right, node=Not(part=right.node), is_value=False, is_whole=True, cost=cost + Cost(size=1))

    def _count(self, left: Item, right: Item) -> Iterator[Item]:
        cost = SILENT if right.kind == "pred" else Cost()
        yield Item("request", Figure(value=Count(rows=self.rows(right))), right.table, cost + Cost(size=1), right.columns)

    def _count_values(self, left: Item, right: Item) -> Iterator[Item]:
        """“how many pricing models”: different values of a column over all rows."""
        if len(right.columns) == 1:
            rows = AllRows(table=self._tables[_table(right)].id)
            node = Figure(value=Count(rows=rows, distinct=self.names(right)[0]))
            yield Item("request", node, right.table, SILENT + Cost(size=1), right.columns)

    def _count_cells(self, left: Item, right: Item) -> Iterator[Item]:
        """“how many employees does X have”: the number in the cell, or how many different values it lists."""
        if not isinstance(right.node, Cells) or len(right.node.columns) != 1:
            return
        column = self._tables[_table(right)].columns[right.columns[0]]
        if column.kind.is_ordered:
            yield replace(right, cost=Cost())
        elif column.kind.is_closed:
            node = Figure(value=Count(rows=right.node.rows, distinct=column.name))
            yield Item("request", node, right.table, Cost(size=1), right.columns)

    def _distinct(self, left: Item, right: Item) -> Iterator[Item]:
        if right.kind == "columns" and len(right.columns) == 1:
            rows = AllRows(table=self._tables[_table(right)].id)
            yield Item("request", Distinct(rows=rows, column=self.names(right)[0]), right.table, Cost(size=1), right.columns)

    def _about_columns(self, left: Item, right: Item) -> Iterator[Item]:
        table = left if left.kind == "table" else right
        node = About(subject="columns", table=self._tables[_table(table)].id)
        yield Item("request", node, table.table, Cost(size=1))

    def _meaning(self, left: Item, right: Item) -> Iterator[Item]:
        columns = left if left.kind == "columns" else right
        for position in columns.columns:
            names = self.column_names(_table(columns), (position,))
            node = About(subject="column", table=self._tables[_table(columns)].id, column=names[0])
            yield Item("request", node, columns.table, Cost(size=1))

    def _count_catalog(self, left: Item, right: Item) -> Iterator[Item]:
        yield Item("request", About(subject="size" if right.kind == "all rows" else "tables"), None, Cost(size=1))

    def _skip_rows_word(self, left: Item, right: Item) -> Iterator[Item]:
        """“rows of the chip vendors table”: the word row adds nothing to a table named."""
        yield replace(right if left.kind == "all rows" else left, cost=Cost())

    # --- from an item that covers the question to requests -----------------------------------------

    def finish(self, item: Item, *, is_yes_no: bool) -> Iterator[tuple[Any, Cost]]:
        """The requests that a whole question may be, given the item that covers it."""
        from assistant.plan import Holds

        table = None if item.table is None else self._tables[item.table]
        if is_yes_no:
            if item.kind == "rows" and isinstance(item.node, Filter):
                quantifier = "all" if item.is_entity else "any"
                yield Holds(rows=item.node.rows, where=item.node.where, quantifier=quantifier), item.cost
            elif item.kind == "pred" and table is not None:
                yield Holds(rows=AllRows(table=table.id), where=item.node, quantifier="any"), item.cost + SILENT
            elif item.kind == "request" and isinstance(item.node, About):
                yield item.node, item.cost
            return
        if item.kind == "request":
            yield item.node, item.cost
        elif item.kind == "entity":
            yield Cells(rows=item.node), item.cost
        elif item.kind == "rows" and item.is_entity:
            # “what does X say about Y”: the cells of X in which Y stands.
            columns = self.column_names(_table(item), item.columns)
            yield Cells(rows=item.node, columns=columns), item.cost + SILENT
        elif item.kind == "rows":
            yield Names(rows=item.node), item.cost
        elif item.kind == "pred":
            yield Names(rows=self.rows(item)), item.cost + SILENT
        elif item.kind == "table":
            yield Names(rows=self.rows(item)), item.cost
        elif item.kind == "columns" and table is not None:
            rows = AllRows(table=table.id)
            if len(item.columns) == 1:
                yield Distinct(rows=rows, column=self.names(item)[0]), item.cost + SILENT
            else:
                yield Cells(rows=rows, columns=self.names(item)), item.cost + SILENT
        elif item.kind == "all tables":
            yield About(subject="tables"), item.cost


def _table(item: Item) -> int:
    if item.table is None:
        raise ValueError(f"An item of kind {item.kind} has no table.")
    return item.table


def _both(first: Pred, second: Pred) -> And:
    parts = (*(first.parts if isinstance(first, And) else (first,)), *(second.parts if isinstance(second, And) else (second,)))
    return And(parts=parts)


def _tests(join: type[And | Or], left: Item, right: Item) -> Item:
    """Two tests joined; an “or” beside a negation is the less likely scope (“without X or Y”)."""
    parts: list[Pred] = []
    for item in (left, right):
        parts += item.node.parts if isinstance(item.node, join) else (item.node,)
    is_odd = join is Or and isinstance(left.node, Not)
    return Item(
        "pred",
        join(parts=tuple(parts)),
        left.table,
        (SILENT if is_odd else Cost()) + Cost(size=1),
        tuple(sorted({*left.columns, *right.columns})),
        is_whole=left.is_whole and right.is_whole,
    )


_G = Grammar
_RULES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("pred", "columns"): (_G._bind, _G._project),
    ("columns", "pred"): (_G._bind, _G._project),
    ("columns", "columns"): (_G._many_columns,),
    ("entity", "entity"): (_G._many_entities,),
    ("table", "entity"): (_G._apposition,),
    ("entity", "table"): (_G._apposition,),
    ("table", "table"): (_G._apposition,),
    ("pred", "pred"): (_G._both,),
    **{(rows, "pred"): (_G._restrict,) for rows in ("table", "rows", "entity")},
    **{("pred", rows): (_G._restrict,) for rows in ("table", "rows", "entity")},
    **{(rows, "columns"): (_G._project,) for rows in ("table", "rows", "entity")},
    **{("columns", rows): (_G._project,) for rows in ("table", "rows", "entity")},
    ("request", "pred"): (_G._narrow,),
    ("pred", "request"): (_G._narrow,),
    **{(word, kind): (_G._wait,) for word in ("and", "or") for kind in ("pred", "columns", "entity")},
    ("pred", "and·pred"): (_G._and,),
    ("pred", "or·pred"): (_G._or,),
    ("columns", "and·columns"): (_G._and_columns,),
    ("entity", "and·entity"): (_G._and_entities,),
    ("not", "pred"): (_G._not,),
    **{("count", kind): (_G._count,) for kind in ("table", "rows", "pred", "entity")},
    ("count", "columns"): (_G._count_values,),
    ("count", "request"): (_G._count_cells,),
    ("count", "all rows"): (_G._count_catalog,),
    ("count", "all tables"): (_G._count_catalog,),
    ("distinct", "columns"): (_G._distinct,),
    ("column words", "table"): (_G._about_columns,),
    ("table", "column words"): (_G._about_columns,),
    ("meaning", "columns"): (_G._meaning,),
    ("columns", "meaning"): (_G._meaning,),
    ("all rows", "table"): (_G._skip_rows_word,),
    ("table", "all rows"): (_G._skip_rows_word,),
}
