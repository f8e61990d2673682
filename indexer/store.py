"""A catalog in, rows.sqlite out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from corpus.types import Catalog, Cell, Row, Table

from .passages import Numbered, Passage, numbered, row_header
from .schema import INDEXES, SCHEMA
from .sharing import write_shared
from .terms import cell_form, form, runs

_BATCH = 1_000  # rows of a table handed to SQLite at once: few enough that `form` still knows their texts


def write_rows(
    path: Path, catalog: Catalog, passages: Iterable[Passage], *, progress: Callable[[int], None]
) -> None:
    """Write the new file `path`; `progress` is called with the number of rows written so far."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The file is built aside and synced as a whole before it is published.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        database.execute("BEGIN")
        first_columns = _write_tables(database, catalog)
        from .postings import write_postings  # numpy, which an unchanged index does not need

        write_postings(database, _write_rows(database, catalog, first_columns, progress))
        _write_terms(database, catalog, first_columns)
        _insert(database, "vectors", ((p.id, p.row_number, p.key, p.stamp) for p in passages), width=4)
        for statement in INDEXES.strip().splitlines():
            database.execute(statement)
        write_shared(database)
        database.execute("COMMIT")
        database.execute("ANALYZE")


def _write_tables(database: sqlite3.Connection, catalog: Catalog) -> list[int]:
    first_columns, column_id = [], 0
    for position, table in enumerate(catalog.tables):
        about = (table.id, table.name, table.description, table.source, table.key)
        _insert(database, "tables", [(position, *about, _json(table.aliases))], width=7)
        first_columns.append(column_id)
        for place, column in enumerate(table.columns):
            meaning = (column.name, column.kind.value, column.unit, column.description)
            names = (_json(column.aliases), _json(dict(column.synonyms)))
            _insert(database, "columns", [(column_id, position, place, *meaning, *names)], width=9)
            column_id += 1
    return first_columns


def _write_rows(
    database: sqlite3.Connection,
    catalog: Catalog,
    first_columns: Sequence[int],
    progress: Callable[[int], None],
) -> list[tuple[str, int, str]]:
    """Gives the id, number and stems of each row that is no total."""
    reached = next_text = 0
    words = []
    for at, (table, places) in enumerate(numbered(catalog)):
        text_ids: dict[tuple[int, str], int] = {}
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            _insert(database, "rows", (_row(at, place) for place in batch), width=9)
            cells = [
                (first_columns[at] + column, place.number, cell)
                for place in batch
                for column, cell in enumerate(place.row.cells)
            ]
            new_texts = []
            for column_id, _, cell in cells:
                if (column_id, cell.text) not in text_ids:
                    text_ids[column_id, cell.text] = next_text
                    new_texts.append((next_text, column_id, cell.text, cell_form(cell).stems))
                    next_text += 1
            _insert(database, "texts", new_texts, width=4)
            _insert(
                database,
                "cells",
                (
                    (column_id, number, text_ids[column_id, cell.text], *_typed(cell))
                    for column_id, number, cell in cells
                ),
                width=11,
            )
            _insert(database, "parts", _parts(cells), width=7)
            words += [(p.row.id, p.number, _row_stems(table, p.row)) for p in batch if not p.row.is_total]
            reached += len(batch)
            progress(reached)
    return words


def _write_terms(database: sqlite3.Connection, catalog: Catalog, first_columns: Sequence[int]) -> None:
    first_row = reached = 0
    words: set[str] = set()
    for position, table in enumerate(catalog.tables):
        for run in filter(None, runs(table)):
            found = (
                (
                    term.kind,
                    position,
                    None if term.column is None else first_columns[position] + term.column,
                    None if term.row is None else first_row + term.row,
                    term.text,
                    term.target,
                    term.form.folded,
                    term.form.folded.replace(" ", ""),
                    term.form.stems,
                    term.form.size,
                )
                for term in run
            )
            _insert(database, "terms", ((at, *line) for at, line in enumerate(found, reached)), width=11)
            reached += len(run)
            _insert(database, "term_runs", [(reached - 1,)], width=1)
            words.update(word for term in run for word in term.form.folded.split())
        first_row += len(table.rows) + len(table.totals)
    database.execute("INSERT INTO terms_fts (terms_fts) VALUES ('rebuild')")
    _insert(database, "words", ((word,) for word in sorted(words)), width=1)


def _row(table_position: int, place: Numbered) -> tuple[object, ...]:
    row = place.row
    where = (place.number, row.id, table_position, place.position)
    return (*where, row.name, row.file, row.line, _json(row.aliases), row.is_total)


def _typed(cell: Cell) -> tuple[object, ...]:
    quantity, date = cell.number, cell.date
    return (
        cell.is_stated,
        quantity.low if quantity else None,
        quantity.high if quantity else None,
        quantity.unit if quantity else None,
        quantity.is_approximate if quantity else False,
        date.start.isoformat() if date else None,
        date.end.isoformat() if date else None,
        cell.link,
    )


def _parts(cells: Iterable[tuple[int, int, Cell]]) -> Iterator[tuple[object, ...]]:
    for column_id, number, cell in cells:
        for position, value in enumerate(cell.values):
            found = form(value.text)
            yield (column_id, number, position, value.text, value.qualifier, found.folded, found.stems)


def _row_stems(table: Table, row: Row) -> str:
    """The stems of the text that is embedded for the row, and of its aliases."""
    texts = [row_header(table, row)]
    for column, cell in zip(table.columns, row.cells, strict=True):
        texts += (column.name, cell.text) if cell.is_stated else ()
    return " ".join(form(text).stems for text in (*texts, *row.aliases))


def _insert(
    database: sqlite3.Connection, table: str, lines: Iterable[tuple[object, ...]], *, width: int
) -> None:
    database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
