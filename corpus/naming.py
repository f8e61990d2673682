"""Columns and rows in, their names and ids out, as the contract has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.kinds import is_stated
from corpus.types import Kind
from corpus.words import slug

_DISTINCT = 0.9  # the share of a key column's stated cells that differ from all others
_NAMING = (Kind.TEXT, Kind.CATEGORY, Kind.LIST)
_LETTER = re.compile(r"[^\W\d_]")
_SCORE = re.compile(
    r"(?:[WLDT],?\s*)?\d{1,3}\s?[–—:-]\s?\d{1,3}(?![\d–—:-])"
)  # “2–1”, “W 45–7”: the outcome of a game
_LIMIT = 80  # the contract's limit on slugs


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """The header with every name present and used once.

    >>> column_names(["Name", "", "Name", "name"])
    ('Name', 'column 2', 'Name (2)', 'name (3)')
    """
    names: list[str] = []
    for position, written in enumerate(header, start=1):
        names.append(free_name(written or f"column {position}", names))
    return tuple(names)


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, or the next of `name (2)`, `name (3)`, … that is not taken, whatever the case."""
    known = {other.casefold() for other in taken}
    free, number = name, 1
    while free.casefold() in known:
        number += 1
        free = f"{name} ({number})"
    return free


def key_column(kinds: Sequence[Kind], columns: Sequence[Sequence[str]]) -> int | None:
    """The position of the leftmost mostly distinct text column, None where there is none.

    A column of lists, or of codes without letters, is taken only where no other column tells the rows
    apart; one of scores, or that is mostly not stated, never.
    """
    spare: list[int] = []
    for position, (kind, texts) in enumerate(zip(kinds, columns, strict=True)):
        stated = [text.casefold() for text in texts if is_stated(text)]
        is_distinct = len(set(stated)) >= _DISTINCT * len(stated)
        if kind not in _NAMING or not stated or 2 * len(stated) < len(texts) or not is_distinct:
            continue
        if 2 * sum(_SCORE.match(text.upper()) is not None for text in stated) > len(stated):
            continue
        worded = sum(_LETTER.search(text) is not None for text in stated)
        if kind is not Kind.LIST and 2 * worded >= len(stated):
            return position
        spare.append(position)
    return spare[0] if spare else None


def free_slug(name: str, taken: set[str], *, fallback: str) -> str:
    """The slug of a name, or `fallback`, or the next free `-2`, `-3`, … of it; it is taken from now on.

    >>> taken: set[str] = set()
    >>> [free_slug(name, taken, fallback="row-3") for name in ("Ada", "ada!", "?")]
    ['ada', 'ada-2', 'row-3']
    """
    plain = slug(name) or fallback
    free, number = plain, 1
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = plain[: _LIMIT - len(ending)].rstrip("-") + ending
    taken.add(free)
    return free
