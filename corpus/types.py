"""The vocabulary of a catalog: what a table, a column, a row, a cell and a value are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What the cells of a column hold, learnt from the data or said by a sidecar."""

    TEXT = "text"
    LIST = "list"
    CATEGORY = "category"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    YES_NO = "yes/no"
    LINK = "link"

    @property
    def is_closed(self) -> bool:
        """Whether a stated cell lists all there is, so that what it omits is false."""
        return self not in (Kind.TEXT, Kind.LINK)

    @property
    def is_ordered(self) -> bool:
        """Whether cells of this kind can be compared by size."""
        return self in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DATE)


@dataclass(frozen=True, slots=True)
class Value:
    """One atomic part of a cell: `API (per-token)` is the text `API` with the qualifier `per-token`."""

    text: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with both its ends (`24–48 GB` is 24 to 48; `from $2` has no high end) and its unit.

    `unit` is the verbatim unit or the ISO 4217 code of a currency, `""` where there is none.
    """

    low: float | None
    high: float | None
    unit: str = ""
    is_approximate: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a date cell spans, both ends included: `2023` is 1 January to 31 December."""

    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its verbatim text (emphasis and links stripped) and what was read from it."""

    text: str
    values: tuple[Value, ...] = ()
    number: Quantity | None = None
    date: Period | None = None
    link: str = ""
    is_stated: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `values` maps a value of the column to its synonyms (from sidecars)."""

    name: str
    kind: Kind
    unit: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `cells` has one cell a column, in the table's order. `line` counts from 1."""

    id: str
    name: str
    cells: tuple[Cell, ...]
    file: str
    line: int
    aliases: tuple[str, ...] = ()
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` is the position of the column that names the rows, None where rows have no name.

    `rows` never holds total or average rows; they stand in `totals`.
    """

    id: str
    name: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str
    key: int | None = 0
    aliases: tuple[str, ...] = ()
    totals: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """All tables of a corpus, in path order. `fingerprint` changes when any byte read changes."""

    name: str
    description: str
    tables: tuple[Table, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One refusal or warning of a reader: `{file}, line {line}: {message}`."""

    file: str
    line: int
    message: str
    is_refusal: bool


@dataclass(frozen=True, slots=True)
class TableCount:
    """Rows of one table: `read == kept + totals + refused`."""

    file: str
    table: str
    read: int
    kept: int
    totals: int
    refused: int


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What was read, kept and refused, per table, with each refusal's and warning's place."""

    counts: tuple[TableCount, ...]
    notices: tuple[Notice, ...]
