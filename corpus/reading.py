"""What a reader makes of one file's bytes: raw tables of text cells with their lines, and notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from corpus.types import Notice


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell as written: emphasis and links stripped, `link` is its first link's address."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as written, starting at `line`; a `problem` is the reason why it is refused."""

    line: int
    cells: tuple[RawCell, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as written: its header may have empty or repeated names, its rows may be ragged."""

    name: str
    description: str
    line: int
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]


@dataclass(frozen=True, slots=True)
class RawFile:
    """All that one file says; `title` and `description` are the whole document's, where it has them."""

    tables: tuple[RawTable, ...]
    notices: tuple[Notice, ...] = ()
    title: str = ""
    description: str = ""


class Reader(Protocol):
    """Makes raw tables of one kind of file."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file name endings that this reader understands, lower case with the dot."""

    def read(self, data: bytes, *, file: str) -> RawFile:
        """The tables in `data`; what cannot be read stands in the notices, nothing is raised."""


def is_blank(cells: tuple[RawCell, ...]) -> bool:
    """Whether a row says nothing at all: such rows are not rows."""
    return not any(cell.text or cell.link for cell in cells)


def table_name(file: str) -> str:
    """The name of a table that has none but its file's: the stem, `_` as spaces.

    >>> table_name("2024/gpu_prices.csv")
    'gpu prices'
    """
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return stem.replace("_", " ").strip() or stem
