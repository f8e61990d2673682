"""rows.sqlite in, its tables, rows and SQL answers out."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.errors import BuildError
from corpus.types import Cell, Column, Kind, Period, Quantity, Row, Table, Value

from .manifest import REBUILD

_CHUNK = 500  # numbers bound in one statement; SQLite takes at least 999


class RowFile:
    """Read-only access to a rows.sqlite; safe to share between threads and after a fork."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises: BuildError where it is missing or damaged.
        """
        self._path = path
        self._free: deque[sqlite3.Connection] = deque()
        self._owner = os.getpid()
        self._is_closed = False
        self._lock = threading.Lock()
        self._rows: dict[int, tuple[Row, ...]] = {}
        try:
            self.tables = self._tables()
            counts = "SELECT table_position, count(*) FROM rows WHERE is_total = 0 GROUP BY 1"
            self._counts = dict.fromkeys(range(len(self.tables)), 0) | dict(self.query(counts))
        except sqlite3.Error as error:
            self.close()
            raise BuildError(f"'{path}' cannot be read ({error}). {REBUILD}") from error

    def query(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All lines that a SELECT gives.

        Raises: sqlite3.OperationalError for wrong SQL; BuildError where the file is damaged or closed.
        """
        connection = self._borrow()
        try:
            return connection.execute(sql, params).fetchall()
        except sqlite3.DatabaseError as error:
            if type(error) is sqlite3.DatabaseError:  # its subclasses are the statement's fault
                raise BuildError(f"'{self._path}' is damaged ({error}). {REBUILD}") from error
            raise
        finally:
            self._give_back(connection)

    def row_count(self, table_position: int) -> int:
        """How many rows a table has, not counting totals."""
        return int(self._counts[table_position])

    def table_rows(self, position: int) -> tuple[Row, ...]:
        """All rows of a table in file order, without totals; read once and kept."""
        if position not in self._rows:
            numbers = self.query(
                "SELECT number FROM rows WHERE table_position = ? AND is_total = 0 ORDER BY number",
                (position,),
            )
            found = self.numbered([number for (number,) in numbers])
            self._rows[position] = tuple(row for _, row in found)
        return self._rows[position]

    def row(self, row_id: str) -> tuple[Table, Row] | None:
        """A row or total and its table, None where no row has that id."""
        numbers = self.query("SELECT number FROM rows WHERE row_id = ?", (row_id,))
        if not numbers:
            return None
        [(position, row)] = self.numbered([numbers[0][0]])
        return self.tables[position], row

    def numbered(self, numbers: Sequence[int]) -> list[tuple[int, Row]]:
        """The rows of these running numbers, each with its table's position, in the order given."""
        found: dict[int, tuple[int, Row]] = {}
        wanted = list(dict.fromkeys(numbers))
        for start in range(0, len(wanted), _CHUNK):
            found.update(self._read(wanted[start : start + _CHUNK]))
        return [found[number] for number in numbers]

    def close(self) -> None:
        """Close every connection; those in use are closed when they are given back."""
        with self._lock:
            self._is_closed = True
            while self._free:
                self._free.pop().close()

    def _read(self, numbers: Sequence[int]) -> dict[int, tuple[int, Row]]:
        marks = ", ".join("?" * len(numbers))
        rows = self.query(
            "SELECT number, table_position, row_id, name, file, line, aliases, is_total FROM rows"
            f" WHERE number IN ({marks})",
            numbers,
        )
        values: dict[tuple[int, int], list[Value]] = {}
        cells: dict[int, list[Cell]] = {}
        for position in sorted({row[1] for row in rows}):
            parts = self.query(
                "SELECT p.column_id, p.row_number, p.text, p.qualifier FROM columns AS k"
                f" JOIN parts AS p ON p.column_id = k.id AND p.row_number IN ({marks})"
                " WHERE k.table_position = ? ORDER BY p.column_id, p.row_number, p.position",
                (*numbers, position),
            )
            for column_id, number, text, qualifier in parts:
                values.setdefault((column_id, number), []).append(Value(text, qualifier))
            typed = self.query(
                "SELECT c.column_id, c.row_number, t.text, c.is_stated, c.low, c.high, c.unit,"
                " c.is_approximate, c.starts, c.ends, c.link FROM columns AS k"
                f" JOIN cells AS c ON c.column_id = k.id AND c.row_number IN ({marks})"
                " JOIN texts AS t ON t.id = c.text_id WHERE k.table_position = ? ORDER BY k.position",
                (*numbers, position),
            )
            for column_id, number, *fields in typed:
                cells.setdefault(number, []).append(_cell(fields, values.get((column_id, number), [])))
        return {
            number: (
                position,
                Row(
                    row_id,
                    name,
                    tuple(cells.get(number, ())),
                    file,
                    line,
                    tuple(json.loads(aliases)),
                    bool(is_total),
                ),
            )
            for number, position, row_id, name, file, line, aliases, is_total in rows
        }

    def _tables(self) -> tuple[Table, ...]:
        columns: dict[int, list[Column]] = {}
        for position, name, kind, unit, description, aliases, synonyms in self.query(
            "SELECT table_position, name, kind, unit, description, aliases, synonyms FROM columns ORDER BY id"
        ):
            meanings = {value: tuple(others) for value, others in json.loads(synonyms).items()}
            column = Column(name, Kind(kind), unit, description, tuple(json.loads(aliases)), meanings)
            columns.setdefault(position, []).append(column)
        return tuple(
            Table(
                table_id,
                name,
                description,
                tuple(columns.get(position, ())),
                (),
                source,
                key,
                tuple(json.loads(aliases)),
            )
            for position, table_id, name, description, source, key, aliases in self.query(
                "SELECT position, id, name, description, source, key_column, aliases FROM tables"
                " ORDER BY position"
            )
        )

    def _borrow(self) -> sqlite3.Connection:
        with self._lock:
            if self._is_closed:
                raise BuildError(f"'{self._path}' was closed. Open the index again.")
            if self._owner != os.getpid():  # a connection must not be carried into a forked process
                self._free, self._owner = deque(), os.getpid()
            if self._free:
                return self._free.pop()
        # The file never changes once published, so SQLite needs no locks on it.
        address = f"file:{quote(str(self._path.absolute()))}?mode=ro&immutable=1"
        try:
            return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise BuildError(f"'{self._path}' cannot be opened. {REBUILD}") from error

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._is_closed:
                connection.close()
            else:
                self._free.append(connection)


def nearest_id(row_id: str, ids: Iterable[str]) -> str | None:
    """The id that is spelled most like `row_id`, None where none is like it."""
    from rapidfuzz import process  # only an error message needs it

    found = process.extractOne(row_id, ids, score_cutoff=60)
    return found[0] if found else None


def _cell(fields: Sequence[Any], values: Iterable[Value]) -> Cell:
    text, is_stated, low, high, unit, is_approximate, starts, ends, link = fields
    return Cell(
        text,
        tuple(values),
        None if unit is None else Quantity(low, high, unit, bool(is_approximate)),
        None if starts is None else Period(dt.date.fromisoformat(starts), dt.date.fromisoformat(ends)),
        link,
        bool(is_stated),
    )
