"""What a reader makes of one file's bytes: raw tables of text cells with their lines, and notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from corpus.numbers import Marks
from corpus.types import Notice

PACKED = ".gz"
MAX_COLUMNS = 1000  # a wider table is most often one that is turned on its side
MAX_CELL = 1_000_000  # characters; a longer cell is a file of its own


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell as written: emphasis and links stripped, `link` is its first link's address.

    `parts` are its values where the file itself keeps them apart, as a JSON array does.
    """

    text: str
    link: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as written, starting at `line`; a `problem` is the reason why it is refused."""

    line: int
    cells: tuple[RawCell, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as written: its header may have empty or repeated names, its rows may be ragged.

    `slug` is what its id is made of where that is not its name. `marks` is the decimal mark where its numbers
    do not tell; where it `is_typed` they were numbers in the file and are written with a point here.
    """

    name: str
    description: str
    line: int
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    slug: str = ""
    marks: Marks = Marks.POINT
    is_typed: bool = False


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


def plain_name(file: str) -> str:
    """The name without the ending of packed files.

    >>> plain_name("prices.csv.gz")
    'prices.csv'
    """
    return file[: -len(PACKED)] if file.lower().endswith(PACKED) else file


def with_packed(*suffixes: str) -> tuple[str, ...]:
    """The endings of a text format, packed ones too."""
    return (*suffixes, *(suffix + PACKED for suffix in suffixes))


def table_name(file: str) -> str:
    """The name of a table that has none but its file's: the stem, `_` as spaces.

    >>> table_name("2024/gpu_prices.csv")
    'gpu prices'
    """
    stem = plain_name(file).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return stem.replace("_", " ").strip() or stem
