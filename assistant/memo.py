"""What was worked out over a build, kept for the next question: the last used, within a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from assistant.result import Pair
from assistant.senses import Source
from indexer import Build

_KEPT = 256  # tests and columns; a test over 100,000 rows takes 200 kB, a column some MB
_ROWS = 4096  # rows with their cells, about 3 kB each

T = TypeVar("T")

_lock = Lock()
_memos: WeakKeyDictionary[Source, OrderedDict[Hashable, object]] = WeakKeyDictionary()
_rows: WeakKeyDictionary[Source, OrderedDict[int, Pair]] = WeakKeyDictionary()


def remembered(source: Source, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives for a build, made once for each key; builds never change.

    Two threads may make the same thing at once; both get an equal one.
    """
    with _lock:
        memo = _memos.setdefault(source, OrderedDict())
        if key in memo:
            memo.move_to_end(key)
            return cast(T, memo[key])
    made = make()
    with _lock:
        memo[key] = made
        if len(memo) > _KEPT:
            memo.popitem(last=False)
    return made


def rows_by_id(row_ids: Sequence[str], source: Build) -> dict[str, Pair]:
    """Those of some rows that are there, by their ids, each with its table."""
    marks = ",".join("?" * len(row_ids))
    found = source.query(f"SELECT number FROM rows WHERE row_id IN ({marks})", row_ids)
    return {pair[1].id: pair for pair in fetched([number for (number,) in found], source).values()}


def fetched(numbers: Sequence[int], source: Build) -> dict[int, Pair]:
    """Rows by their numbers, each with its table."""
    with _lock:
        kept = _rows.setdefault(source, OrderedDict())
        found = {number: kept[number] for number in numbers if number in kept}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    tables = source.tables
    read = source.rows_by_number(missing)
    new = {number: (tables[at], row) for number, (at, row) in zip(missing, read, strict=True)}
    with _lock:
        kept |= new
        while len(kept) > _ROWS:
            kept.popitem(last=False)
    return {number: new[number] if number in new else found[number] for number in numbers}


@dataclass(frozen=True, slots=True)
class Showing:
    """Of some rows those that an answer shows, each with its table, read once they are asked for."""

    numbers: frozenset[int]
    source: Build
    _found: dict[int, Pair] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, numbers: Sequence[int]) -> tuple[Pair, ...]:
        """Those of the rows that are shown, in the order given."""
        chosen = [number for number in numbers if number in self.numbers]
        if missing := [number for number in chosen if number not in self._found]:
            self._found.update(fetched(missing, self.source))
        return tuple([self._found[number] for number in chosen])
