"""Rows that name each other: their names, who is named in a column and how often, and keys of any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from assistant.measures import Keys, by_table, column_id, column_position, keys
from assistant.plan import Key, MentionsKey, Rows
from assistant.result import Selection
from assistant.senses import Source

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
    found: list[tuple[int, str]] = []
    for at, indices in by_table(rows, source).items():
        table = source.tables[at]
        number = column_id(column_position(column, table), table, source)
        chosen = {rows[index] for index in indices} if indices else set(rows)
        sql = "SELECT row_number, folded FROM parts WHERE column_id = ?"
        found += [(row, str(text)) for row, text in source.query(sql, (number,)) if row in chosen and text]
    return found


def names_of(rows: Sequence[int], source: Source) -> dict[int, frozenset[str]]:
    """The folded name and aliases of each row; none where its table has no column of names."""
    names: dict[int, set[str]] = {number: set() for number in rows}
    for number, text in source.query("SELECT row_number, folded FROM terms WHERE kind = 'row'"):
        if number in names:
            names[int(number)].add(str(text))
    return {number: frozenset(found) for number, found in names.items()}


def all_names(rows: Sequence[int], source: Source) -> frozenset[str]:
    """The folded names and aliases of some rows together."""
    return frozenset(Counter(name for found in names_of(rows, source).values() for name in found))
