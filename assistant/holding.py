"""The values of a column and what is looked for in, the rows that have it out, as a mask of their places.

A mask is a whole number with one byte for each row of the table, 1 where the row has it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import compress

from assistant.plan import Relation
from assistant.values import Value, Values
from corpus.words import stems

Stems = tuple[str, ...]

_RELATIONS: Mapping[Relation, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


def having(values: Values, wanted: bytes | bytearray) -> int:
    """The rows that have one of the values marked."""
    marked = bytearray(len(values.starts) - 1)
    for row in compress(values.holders, map(wanted.__getitem__, values.codes)):
        marked[row] = 1
    return int.from_bytes(marked, "little")


def named(values: Values, names: Collection[str]) -> int:
    """The rows of which a value is one of these folded names."""
    wanted = bytearray(len(values.different))
    for name in names:
        for code in values.by_folded.get(name, ()):
            wanted[code] = 1
    return having(values, wanted) if any(wanted) else 0


def speaking(values: Values, names: Collection[str]) -> int:
    """The rows of which a value has the words of one of these folded names, one after the other."""
    by_first: dict[str, list[str]] = {}
    for name in filter(None, names):
        by_first.setdefault(name.split(" ", 1)[0], []).append(f" {name} ")

    def is_met(value: Value) -> bool:
        padded = f" {value.folded} "
        return any(name in padded for word in value.folded.split(" ") for name in by_first.get(word, ()))

    return having(values, bytes(map(is_met, values.different))) if by_first else 0


def forms(values: Values) -> Mapping[Stems, Sequence[int]]:
    """The values by what may be said of them as a whole: their words, those of the qualifier, or both."""
    found: dict[Stems, list[int]] = {}
    for code, value in enumerate(values.different):
        own, said = tuple(value.stems.split()), stems(value.qualifier)
        for form in {own, said, (*own, *said)}:
            found.setdefault(form, []).append(code)
    return found


def listing(values: Values, relation: Relation, number: float) -> int:
    """The rows that have values, of which the number has a relation to one given."""
    holds = _RELATIONS[relation]
    counts = map(operator.sub, values.starts[1:], values.starts[:-1])
    return int.from_bytes(bytes(count > 0 and holds(count, number) for count in counts), "little")


def only(values: Values, phrases: Collection[Stems], heading: str) -> int:
    """The rows that have each of the phrases as a value, its qualifier or both, and no other value.

    The noun of the column's heading adds nothing to a value (“H100 fleet” in a column Fleet).
    """
    asked = set(phrases)
    known: list[set[Stems]] = []
    for value in values.different:
        own, said = tuple(value.stems.split()), stems(value.qualifier)
        bare = tuple(word for word in own if word != heading)
        known.append(asked & {own, bare, (*own, *said)} or asked & {said})
    met = bytes(map(bool, known))
    found = having(values, met) & ~having(values, bytes(1 - mark for mark in met))
    marked = bytearray(found.to_bytes(len(values.starts) - 1, "little"))
    for row in compress(range(len(marked)), bytes(marked)):
        marked[row] = set[Stems]().union(*(known[code] for code in values.of(row))) == asked
    return int.from_bytes(marked, "little")


def sharing(values: Values, held: Collection[frozenset[str]], *, is_shared: bool) -> int:
    """The rows that have one of the stems held by any, or all of those held by one and no others."""
    if is_shared:
        every = frozenset[str]().union(*held)
        return having(values, bytes(value.stems in every for value in values.different))
    of_value = [value.stems for value in values.different]
    rows = range(len(values.starts) - 1)
    found = bytes(frozenset(of_value[code] for code in values.of(row)) in held for row in rows)
    return int.from_bytes(found, "little")
