"""The parts that the grammar joins: an item is a stretch of the question and what it denotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from assistant.english import english, head
from assistant.plan import AllRows, And, Filter, Has, Mentioned, Pred, Rows, Slice, SpanKey, Top
from assistant.relations import Reference, Shared
from corpus.types import Column, Kind, Table

# A table's position, columns of it and two phrases in; those columns out in which one cell holds both.
Meeting = Callable[[int, tuple[int, ...], str, str], tuple[int, ...]]


class Cost(Struct, frozen=True, order=True, gc=False):
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
ONE = Cost(size=1)


class Item(Struct, frozen=True, gc=False):
    """A stretch of the question and what it denotes.

    Thousands are made and compared for one question, which is why it is a struct and no dataclass.

    `columns` are the positions of the columns named (kind `columns`) or tested (kinds `pred`, `rows`).
    `is_value` marks a predicate that is one phrase not yet bound to a column by the question;
    `is_whole` one whose phrase is a whole value; `is_entity` rows that stem from a name;
    `is_every` rows of which each is meant; `is_guess` a noun that only may stand for the rows;
    `has_faint` a stretch in which words that say a little were left out, `has_noun` one that says what
    kind of rows it is about.
    `shows` are the columns that the words themselves ask for (“the highest score of …”);
    `lead` is the preposition before the stretch.
    `text` is the name of an entity, `name` for values written as names, `count` for ranks that may count
    (“most”), `plural` for such nouns.
    """

    kind: str
    node: Any
    table: int | None
    cost: Cost
    columns: tuple[int, ...] = ()
    is_value: bool = False
    is_whole: bool = False
    is_entity: bool = False
    is_every: bool = False
    is_guess: bool = False
    has_faint: bool = False
    has_noun: bool = False
    shows: tuple[int, ...] = ()
    lead: str = ""
    text: str = ""

    @property
    def only(self) -> tuple[int, ...]:
        """The column that it names, where it is just one: to choose of several would drop the others."""
        return self.columns if len(self.columns) == 1 else ()


class Schema:
    """The tables of a catalog, and the rows that items denote over them."""

    def __init__(
        self,
        tables: Sequence[Table],
        references: Sequence[Reference] = (),
        shared: Sequence[Shared] = (),
        identities: Mapping[int, int] = MappingProxyType({}),
        meeting: Meeting | None = None,
        units: Mapping[tuple[int, int], frozenset[str]] = MappingProxyType({}),
        sizes: Sequence[int] = (),
        own: frozenset[tuple[int, int]] = frozenset(),
        lifespans: Mapping[int, tuple[int, int]] = MappingProxyType({}),
        times: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self.tables = tables
        self.references = references
        self.shared = shared
        self._identities = identities
        self._meeting = meeting
        self._units = units
        self._sizes = sizes
        self._own = own
        self._lifespans = lifespans
        self._times = times

    def together(self, one: Item, other: Item) -> tuple[int, ...]:
        """The columns in which some cell holds the phrases of both predicates."""
        if self._meeting is None or not (isinstance(one.node, Has) and isinstance(other.node, Has)):
            return ()
        is_named = any(self.stands_alone(item) or item.text == "name" for item in (one, other))
        if not is_named:
            return ()  # two common words of a remark are no description
        shared = tuple(c for c in one.columns if c in other.columns)
        return self._meeting(self.position(one), shared, one.node.phrase, other.node.phrase)

    def stands_alone(self, item: Item) -> bool:
        """Whether a test says enough beside another: of a whole value, or a word of names or kinds."""
        if item.is_whole or item.table is None or not item.columns:
            return item.is_whole
        is_of_kind = all(self.column(item, c).kind is Kind.CATEGORY for c in item.columns)
        return is_of_kind or item.columns == (self.table(item).key,)

    def size(self, item: Item) -> int | None:
        """How many rows an item's table has, None where that is not known."""
        return self._sizes[self.position(item)] if self._sizes else None

    def names_own_rows(self, item: Item, position: int) -> bool:
        """Whether the cells of a column name rows of the table that it stands in."""
        return (self.position(item), position) in self._own

    def table(self, item: Item) -> Table:
        """The table of an item that has one."""
        return self.tables[self.position(item)]

    def position(self, item: Item) -> int:
        """The position of the table of an item that has one."""
        if item.table is None:
            raise ValueError(f"An item of kind {item.kind} has no table.")
        return item.table

    def column(self, item: Item, position: int) -> Column:
        """A column of an item's table."""
        return self.table(item).columns[position]

    def has_names(self, item: Item) -> bool:
        """Whether the rows of an item's table have names, or a column that tells them apart."""
        return self.table(item).key is not None or bool(self.identity(item))

    def identity(self, item: Item) -> str:
        """The column that tells rows without names apart, `""` where they have names or none does."""
        position = self._identities.get(self.position(item)) if self.table(item).key is None else None
        return "" if position is None else self.column(item, position).name

    def lifespan(self, item: Item) -> SpanKey | None:
        """How long what a row of an item's table is about lasted, None where its columns do not tell."""
        found = self._lifespans.get(self.position(item))
        return found and SpanKey(start=self.column(item, found[0]).name, end=self.column(item, found[1]).name)

    def unsorted_time(self, item: Item) -> str | None:
        """The only column of dates of an item's table, where the rows are not in its order."""
        position = self._times.get(self.position(item))
        return None if position is None else self.column(item, position).name

    def units(self, table: int, column: int) -> frozenset[str]:
        """The units of the cells of a column."""
        return self._units.get((table, column), frozenset())

    def sole(self, item: Item) -> str | None:
        """The name of the item's only column where it can be reckoned with."""
        if len(item.columns) != 1 or not self.column(item, item.columns[0]).kind.is_ordered:
            return None
        return self.names(item)[0]

    def names(self, item: Item) -> tuple[str, ...]:
        """The names of an item's columns."""
        return tuple(self.column(item, position).name for position in item.columns)

    def every(self, item: Item) -> AllRows:
        """All rows of an item's table."""
        return AllRows(table=self.table(item).id)

    def rows(self, item: Item) -> Rows:
        """The rows that an item of kind table, entity, rows or pred denotes."""
        if item.kind in ("entity", "rows"):
            return item.node  # type: ignore[no-any-return]
        return Filter(rows=self.every(item), where=item.node) if item.kind == "pred" else self.every(item)

    def restrict(self, rows: Item, pred: Item) -> Iterator[Item]:
        """The rows of an item that pass a test."""
        inner = self.rows(rows)
        if isinstance(inner, Top | Slice):  # “the largest vessel of X” is the largest of those of X
            for within in self.restrict(replace(rows, kind="rows", node=inner.rows), pred):
                yield replace(within, node=replace(inner, rows=within.node), shows=rows.shows)
            return
        if isinstance(inner, Filter) and not (self.stands_alone(pred) and self.stands_alone(rows)):
            # Two tests side by side must both be whole values or words of a name, or words of one cell.
            tested = Item("pred", inner.where, rows.table, Cost(), rows.columns, text=rows.text)
            if not self.together(tested, pred):
                return
        node = narrowed(inner, pred.node)
        size = 2 if isinstance(inner, Mentioned) else 1  # rather tested first, over all rows of their table
        is_entity = rows.kind == "entity" or rows.is_entity
        columns = tuple(sorted({*rows.columns, *pred.columns}))
        yield Item(
            "rows",
            node,
            rows.table,
            pred.cost + Cost(size=size),
            columns,
            is_entity=is_entity,
            is_whole=pred.is_whole,
            is_every=rows.is_every or pred.is_every,
            shows=rows.shows,
            text=rows.text,
            has_noun=rows.has_noun or rows.kind == "table",
        )


def requested(node: Any, item: Item, cost: Cost = ONE) -> Item:
    """What is asked for, of the table and columns of an item."""
    return Item("request", node, item.table, cost, item.columns)


def is_label(column: Column) -> bool:
    """Whether a column's numbers only tell rows apart or give their place."""
    return not column.unit and head(column.name) in english().labels


def is_inverse(column: Column) -> bool:
    """Whether a column's best is its smallest number: a place in an order."""
    return head(column.name) in english().inverse


def narrowed(rows: Rows, where: Pred) -> Filter:
    """Those of the rows that pass a test too: one filter with all tests reads better than nested ones."""
    if isinstance(rows, Filter):
        return Filter(rows=rows.rows, where=both(rows.where, where))
    return Filter(rows=rows, where=where)


def both(first: Pred, second: Pred) -> And:
    """Two tests as one, without nesting."""
    parts: list[Pred] = []
    for pred in (first, second):
        parts += pred.parts if isinstance(pred, And) else (pred,)
    return And(parts=tuple(parts))
