"""What spans of a question may name: the senses that the linker finds and the grammar joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, Protocol

from msgspec import Struct

from corpus.types import Table

SenseKind = Literal["table", "column", "row", "value"]


class Tier(IntEnum):
    """How a span matched its target; lower is surer. The number is its cost in a reading."""

    EXACT = 0
    INFLECTED = 1
    PART = 2
    RELATED = 3
    SPELLING = 4


class Sense(Struct, frozen=True, gc=False):
    """One thing that the words `start` to `end` may name.

    `columns` are positions in the table: the one column named, or those in which a value stands.
    `rows` are row numbers for kind `row`. `text` is the catalog's wording where a whole name or value
    matched, else the question's.
    """

    kind: SenseKind
    start: int
    end: int
    table: int
    tier: Tier
    text: str
    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    is_whole: bool = True


def is_of_rows(sense: Sense, tables: Sequence[Table]) -> bool:
    """Whether a sense is what the rows of a table are called: its name, or that of its naming column."""
    is_naming = sense.kind == "column" and sense.columns == (tables[sense.table].key,)
    return sense.kind == "table" or is_naming


class Source(Protocol):
    """What the linker needs of a build."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The schema, without rows."""

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The result of one read-only statement."""


@dataclass(frozen=True, slots=True)
class Links:
    """The senses of a question's spans, and the spelling corrections among them: word position to word."""

    senses: tuple[Sense, ...]
    corrections: dict[int, str]
