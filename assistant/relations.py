"""Which columns of a catalog name rows of its tables, learnt from the values themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from weakref import WeakKeyDictionary

from assistant.english import head
from assistant.senses import Source
from corpus.types import Kind
from corpus.words import stems

_SHARE = 0.5  # of a column's different values must name rows of the other table …
_LEAST = 2  # … and this many of them: one word in common says nothing


@dataclass(frozen=True, slots=True)
class Reference:
    """The cells of `column` in `table` name rows of the table `to` (positions in the catalog)."""

    table: int
    column: int
    to: int


@dataclass(frozen=True, slots=True)
class Shared:
    """The cells of `column` in `table` hold values that `to_column` of the table `to` has too."""

    table: int
    column: int
    to: int
    to_column: int


_SHARED_SHARE = 0.2  # of a column's different values must be values of the other column …
_shared: WeakKeyDictionary[Source, tuple[Shared, ...]] = WeakKeyDictionary()
_units: WeakKeyDictionary[Source, Mapping[tuple[int, int], frozenset[str]]] = WeakKeyDictionary()
_own: WeakKeyDictionary[Source, frozenset[tuple[int, int]]] = WeakKeyDictionary()
_lock = Lock()
_known: WeakKeyDictionary[Source, tuple[Reference, ...]] = WeakKeyDictionary()


def references(source: Source) -> tuple[Reference, ...]:
    """All references of a build, learnt once.

    A column refers to another table when at least half of its different values are names of that table's
    rows (equal up to case and punctuation).
    """
    with _lock:
        if source not in _known:
            _known[source] = _learnt(source)
        return _known[source]


def own_columns(source: Source) -> frozenset[tuple[int, int]]:
    """The columns whose cells name rows of their own table, by the positions of both; learnt once."""
    with _lock:
        if source not in _own:
            _own[source] = frozenset((one.table, one.column) for one in _learnt(source, is_own=True))
        return _own[source]


def shared_columns(source: Source) -> tuple[Shared, ...]:
    """All pairs of columns of different tables that share values and name no rows, learnt once."""
    known = references(source)
    with _lock:
        if source not in _shared:
            _shared[source] = _learnt_shared(source, known)
        return _shared[source]


def cell_units(source: Source) -> Mapping[tuple[int, int], frozenset[str]]:
    """The units of the cells of each column, by the positions of its table and its own; learnt once."""
    with _lock:
        if source not in _units:
            places = [(t, c) for t, table in enumerate(source.tables) for c in range(len(table.columns))]
            found: dict[tuple[int, int], set[str]] = defaultdict(set)
            for column, unit in source.query("SELECT DISTINCT column_id, unit FROM cells WHERE unit <> ''"):
                found[places[int(column)]].add(str(unit))
            _units[source] = {place: frozenset(units) for place, units in found.items()}
        return _units[source]


def _learnt_shared(source: Source, known: tuple[Reference, ...]) -> tuple[Shared, ...]:
    places = [(t, c) for t, table in enumerate(source.tables) for c in range(len(table.columns))]
    linked = {frozenset((reference.table, reference.to)) for reference in known}
    pairs = source.query("SELECT column_id, other_id, count FROM shared_values")
    values = {one: count for one, other, count in pairs if one == other}
    found = []
    for one, other, count in pairs:
        (table, column), (to, to_column) = places[int(one)], places[int(other)]
        kinds = {source.tables[table].columns[column].kind, source.tables[to].columns[to_column].kind}
        is_key = column == source.tables[table].key or to_column == source.tables[to].key
        is_new = table != to and frozenset((table, to)) not in linked and not is_key
        if (
            is_new
            and kinds <= {Kind.LIST, Kind.CATEGORY, Kind.TEXT}
            and count >= max(_LEAST, _SHARED_SHARE * values[one])
        ):
            found.append(Shared(table, column, to, to_column))
    return tuple(sorted(found, key=lambda s: (s.table, s.column, s.to, s.to_column)))


def meeting(source: Source) -> Callable[[int, tuple[int, ...], str, str], tuple[int, ...]]:
    """Tells in which columns of a table some cell holds two phrases."""

    def meets(table: int, columns: tuple[int, ...], one: str, other: str) -> tuple[int, ...]:
        first = sum(len(t.columns) for t in source.tables[:table])
        phrases = [f" {' '.join(stems(phrase))} " for phrase in (one, other)]
        sql = (
            "SELECT 1 FROM texts WHERE column_id = ? AND instr(' ' || stems || ' ', ?) "
            "AND instr(' ' || stems || ' ', ?) LIMIT 1"
        )
        return tuple(c for c in columns if source.query(sql, (first + c, *phrases)))

    return lru_cache(maxsize=256)(meets)


_IDENTITY_SHARE = 0.9  # of a table's rows have a value of their own in the column that tells them apart
_identities: WeakKeyDictionary[Source, dict[int, int]] = WeakKeyDictionary()


def identities(source: Source) -> dict[int, int]:
    """The leftmost column that tells the rows apart, for each table whose rows have no names; learnt once."""
    with _lock:
        if source not in _identities:
            _identities[source] = dict(_learnt_identities(source))
        return _identities[source]


def _learnt_identities(source: Source) -> Iterator[tuple[int, int]]:
    first = 0
    for position, table in enumerate(source.tables):
        if table.key is None:
            for c in range(len(table.columns)):
                sql = "SELECT count(*), count(DISTINCT text_id) FROM cells WHERE column_id = ? AND is_stated"
                [(stated, different)] = source.query(sql, (first + c,))
                is_number = table.columns[c].kind is Kind.NUMBER and head(table.columns[c].name) in (
                    "#",
                    "no",
                )
                if stated and different >= _IDENTITY_SHARE * stated and not is_number:
                    yield position, c
                    break
        first += len(table.columns)


def _learnt(source: Source, *, is_own: bool = False) -> tuple[Reference, ...]:
    places = [(t, c) for t, table in enumerate(source.tables) for c in range(len(table.columns))]
    values = dict(source.query("SELECT column_id, count FROM shared_values WHERE column_id = other_id"))
    shared = source.query("SELECT column_id, table_position, count FROM shared_names")
    best: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for column, to, count in shared:
        table, position = places[int(column)]
        is_meant = (int(to) == table) == is_own and position != source.tables[table].key
        if is_meant and count >= max(_LEAST, _SHARE * values[column]):
            best[int(column)].append((int(count), int(to)))
    return tuple(
        Reference(*places[column], to)
        for column, found in sorted(best.items())
        for _, to in sorted(found, reverse=True)
    )
