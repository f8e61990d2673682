"""A catalog in, the texts that stand for its rows in search out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.types import Catalog, Row, Table

from .encoder import Encoder


@dataclass(frozen=True, slots=True)
class Passage:
    """One text to encode. A row has one, a row longer than the encoder reads has several.

    `key` is equal for equal texts, `stamp` for passages that are stored equally.
    """

    id: str
    row_id: str
    row_number: int
    text: str
    table_id: str
    table: str
    row: str
    file: str
    line: int
    key: str
    stamp: str


def row_header(table: Table, row: Row) -> str:
    """How every text of a row starts: the table and, where rows have names, the row."""
    return f"{table.name} — {row.name}." if table.key is not None else f"{table.name}."


def row_body(table: Table, row: Row) -> str:
    """The stated cells of a row, each behind its column's name."""
    pairs = zip(table.columns, row.cells, strict=True)
    return " ".join(
        f"{column.name}: {' '.join(cell.text.split()).rstrip('.')}."
        for column, cell in pairs
        if cell.is_stated
    )


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row with its running number, and its position among its table's rows or totals."""

    number: int
    position: int
    row: Row


def numbered(catalog: Catalog) -> Iterator[tuple[Table, list[Numbered]]]:
    """Each table with its rows and then its totals, numbered through the catalog."""
    first = 0
    for table in catalog.tables:
        places = (*enumerate(table.rows), *enumerate(table.totals))
        yield table, [Numbered(first + offset, *place) for offset, place in enumerate(places)]
        first += len(places)


def passages(catalog: Catalog, encoder: Encoder) -> list[Passage]:
    """The passages of all rows but totals, in row order. Ids: the row's, then `…#2`, `…#3`."""
    return [
        _passage(table, place, part, text)
        for table, places in numbered(catalog)
        for place in places[: len(table.rows)]
        for part, text in enumerate(_texts(table, place.row, encoder), 1)
    ]


def row_of(passage_id: str) -> str:
    """The id of the row that a passage is of.

    >>> row_of("cars/mini#2"), row_of("cars/mini")
    ('cars/mini', 'cars/mini')
    """
    return passage_id.partition("#")[0]


def _texts(table: Table, row: Row, encoder: Encoder) -> tuple[str, ...]:
    return encoder.split(row_header(table, row), row_body(table, row))


def _passage(table: Table, place: Numbered, part: int, text: str) -> Passage:
    row = place.row
    stored = (text, table.id, table.name, row.id, row.name, row.file, str(row.line))
    return Passage(
        id=row.id if part == 1 else f"{row.id}#{part}",
        row_id=row.id,
        row_number=place.number,
        text=text,
        table_id=table.id,
        table=table.name,
        row=row.name,
        file=row.file,
        line=row.line,
        key=_digest(text),
        stamp=_digest("\0".join(stored)),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
