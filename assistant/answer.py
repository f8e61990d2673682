"""What the assistant gives: an Answer with its citations, coverage and reading; and a Hit of a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ROW_LIMIT = 200  # the contract: rows beyond this are paged


class Status(StrEnum):
    """How a question ended; the contract says what each means."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    AMBIGUOUS = "ambiguous"
    ABSTAINED = "abstained"
    HELP = "help"


class Reason(StrEnum):
    """Why a question, or a part of it, was not answered."""

    ENTITY_ABSENT = "entity_absent"
    ATTRIBUTE_ABSENT = "attribute_absent"
    VALUE_NOT_STATED = "value_not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_UNDERSTOOD = "not_understood"
    TOO_LONG = "too_long"
    AMBIGUOUS = "ambiguous"
    CLOSEST = "closest"


@dataclass(frozen=True, slots=True)
class CitedCell:
    """A column's name and the cell's verbatim text."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The cells of one row that the marker `[n]` in the text stands on.

    A statement about a table or the catalog has no row: `row_id`, `row` and `line` are None.
    """

    marker: int
    row_id: str | None
    table: str
    row: str | None
    cells: tuple[CitedCell, ...]
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rows looked at: `total == matched + not_matched + unknown` (unknown: the cell is empty)."""

    total: int
    matched: int
    not_matched: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Grid:
    """An answer as a table; `row_ids` has the row behind each line, or None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_ids: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous question: in words, as a plan, and as a question that has only it."""

    reading: str
    plan: Mapping[str, Any]
    question: str


@dataclass(frozen=True, slots=True)
class More:
    """What was left out of `rows` and the citations: the number of further rows."""

    rows: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, the same on every face; see the contract for each field."""

    question: str
    status: Status
    reason: Reason | None
    text: str
    build: str
    values: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    more: More | None = None
    coverage: Coverage | None = None
    reading: str | None = None
    plan: Mapping[str, Any] | None = None
    readings: tuple[Reading, ...] = ()
    table: Grid | None = None
    nearest: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    elapsed_ms: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The Answer as the contract's JSON object: plain dicts, lists, strings and numbers."""
        ordered = (
            "question", "status", "reason", "text", "values", "rows", "citations", "more", "coverage",
            "reading", "plan", "readings", "table", "nearest", "suggestions", "build", "elapsed_ms",
        )  # fmt: skip
        return {name: _plain(getattr(self, name)) for name in ordered}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, _PARTS):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


_PARTS = (Citation, CitedCell, Coverage, Grid, More, Reading)
