"""Rows that name each other: their names, who is named in a column and how often, and keys of any kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from assistant.measures import Keys, Place, by_table, column_id, column_position, keys, places
from assistant.memo import remembered
from assistant.plan import Key, MentionsKey, Rows
from assistant.result import Selection
from assistant.senses import Source
from assistant.values import column_values

_FEW = 200  # rows; to read the names of 50,000 takes as long as to look a thousand of them up

Select = Callable[[Rows, Source], Selection]


def keys_of(key: Key, numbers: Sequence[int], source: Source, *, select: Select) -> Keys:
    """What rows are ordered by, whatever key it is.

    Raises:
        PlanError: as `select`.
    """
    if not isinstance(key, MentionsKey):
        return keys(key, numbers, source)
    counts = naming_counts(key.column, select(key.by, source).rows, numbers, source)
    return Keys([float(counts[number]) for number in numbers])


def naming_counts(column: str, by: Sequence[int], numbers: Sequence[int], source: Source) -> dict[int, int]:
    """How many of the rows `by` name each of some rows in their column."""
    held: dict[str, set[int]] = {}
    for row, text in _named(column, by, source):
        held.setdefault(text, set()).add(row)
    names = names_of(numbers, source)
    nobody: set[int] = set()
    return {n: len(nobody.union(*(held.get(name, nobody) for name in names[n]))) for n in numbers}


def named_in(column: str, rows: Sequence[int], source: Source) -> frozenset[str]:
    """The folded values that the cells of a column hold over some rows."""
    return frozenset(text for _, text in _named(column, rows, source))


def _named(column: str, rows: Sequence[int], source: Source) -> list[tuple[int, str]]:
    """The folded values of a column with their rows."""
    found: list[tuple[int, str]] = []
    for at, own in _by_table(rows, source):
        table, place = source.tables[at], places(source)[at]
        values = column_values(column_id(column_position(column, table), table, source), place, source)
        for row in own:
            for code in values.of(row - place.first):
                if text := values.different[code].folded:
                    found.append((row, text))
    return found


def names_of(rows: Sequence[int], source: Source) -> Mapping[int, frozenset[str]]:
    """The folded name and aliases of each row; none where its table has no column of names."""
    found: dict[int, frozenset[str]] = {}
    for at, own in _by_table(rows, source):
        place = places(source)[at]
        if len(own) < min(_FEW, place.count):
            found |= _sets(own, "IN (SELECT value FROM json_each(?))", (json.dumps(list(own)),), source)
        else:
            every = remembered(source, ("sql", "names", at), partial(_of_table, place, source))
            found |= every if len(own) == place.count else {number: every[number] for number in own}
    return found


def _of_table(place: Place, source: Source) -> dict[int, frozenset[str]]:
    bounds = (place.first, place.first + place.count - 1)
    return _sets(place.numbers, "BETWEEN ? AND ?", bounds, source)


def _sets(
    rows: Sequence[int], chosen: str, bound: Sequence[object], source: Source
) -> dict[int, frozenset[str]]:
    names = dict.fromkeys(rows, frozenset[str]())
    sql = f"SELECT row_number, folded FROM terms WHERE kind = 'row' AND row_number {chosen}"
    for number, text in source.query(sql, bound):
        names[number] |= {text}
    return names


def _by_table(rows: Sequence[int], source: Source) -> list[tuple[int, Sequence[int]]]:
    return [
        (at, [rows[index] for index in indices] if indices else rows)
        for at, indices in by_table(rows, source).items()
    ]


def all_names(rows: Sequence[int], source: Source) -> frozenset[str]:
    """The folded names and aliases of some rows together."""
    return frozenset[str]().union(*names_of(rows, source).values())
