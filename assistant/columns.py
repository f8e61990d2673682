"""A build in, its columns out, each read once and kept: what the plain evaluator works on.

A column is its different cells, each once, and the number of its cell for every row of the table, so that
a test is made once for each different cell and not for each row.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from assistant.memo import remembered
from assistant.senses import Source
from corpus.errors import PlanError
from corpus.types import Kind, Table
from corpus.words import folded, stems

T = TypeVar("T")
Stems = tuple[str, ...]
Part = tuple[str, str]  # of a cell: a value as it is written, and its qualifier


@dataclass(frozen=True, slots=True)
class Spans:
    """Both ends of what each different cell states, days as ordinals, and the units; None where it has none.

    `names` are the units met; `is_plain` where no cell spans more than one number or day.
    """

    lows: Sequence[float | None]
    highs: Sequence[float | None]
    units: Sequence[str | None]
    names: frozenset[str]
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its different cells, their atomic parts, and which of them each row has."""

    position: int
    kind: Kind
    is_key: bool
    texts: Sequence[str]
    parts: Sequence[Sequence[Part]]
    stated: Sequence[bool]
    codes: Sequence[int]
    spans: Spans

    def spread(self, verdicts: Sequence[int]) -> bytes:
        """What is true of each different cell, for every row."""
        return bytes(map(verdicts.__getitem__, self.codes))


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with the number of its first row and how many follow."""

    table: Table
    position: int
    first: int
    count: int

    @property
    def numbers(self) -> range:
        """The numbers of its rows."""
        return range(self.first, self.first + self.count)


class Columns:
    """The tables of a build by their columns."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.tables = remembered(source, "plain tables", self._read_tables)

    def named(self, table_id: str) -> Rows:
        """A table by its id.

        Raises:
            PlanError: there is none.
        """
        for rows in self.tables:
            if rows.table.id == table_id:
                return rows
        raise PlanError(f"No table '{table_id}'.")

    def of(self, number: int) -> Rows:
        """The table of a row."""
        return next(rows for rows in self.tables if number in rows.numbers)

    def all_of(self, rows: Rows) -> tuple[int, ...]:
        """The numbers of a table's rows, the same object each time."""
        key = ("plain numbers", rows.position)
        return remembered(self._source, key, lambda: tuple(rows.numbers))

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each key."""
        return remembered(self._source, ("plain", key), make)

    def column(self, rows: Rows, name: str) -> Column:
        """A column of a table by its name.

        Raises:
            PlanError: there is none.
        """
        for position, column in enumerate(rows.table.columns):
            if column.name == name:
                key = ("plain column", rows.position, position)
                return remembered(self._source, key, partial(self._read, rows, position))
        raise PlanError(f"No column '{name}' in '{rows.table.name}'.")

    def text(self, number: int, name: str) -> str:
        """A row's cell in a column as it is written."""
        rows = self.of(number)
        column = self.column(rows, name)
        return column.texts[column.codes[number - rows.first]]

    def folded_values(self, rows: Rows, name: str) -> Sequence[frozenset[str]]:
        """The values of each different cell, folded."""

        def read() -> Sequence[frozenset[str]]:
            return [frozenset(folded(text) for text, _ in parts) for parts in self.column(rows, name).parts]

        return self.kept(("folded", rows.position, name), read)

    def stated_values(self, number: int, name: str) -> Sequence[str]:
        """The values of a row's cell in a column; none where it is not stated."""
        rows = self.of(number)
        column = self.column(rows, name)
        code = column.codes[number - rows.first]
        return [text for text, _ in column.parts[code]] if column.stated[code] else ()

    def parts(self, rows: Rows, name: str) -> Sequence[Sequence[Stems]]:
        """The stems of each different cell's parts with their qualifiers, or of the whole cell."""

        def split() -> Sequence[Sequence[Stems]]:
            column = self.column(rows, name)
            return [
                [stems(f"{value} {qualifier}") for value, qualifier in parts]
                if len(parts) > 1
                else [stems(text)]
                for text, parts in zip(column.texts, column.parts, strict=True)
            ]

        return self.kept(("parts", rows.position, name), split)

    def with_stem(self, rows: Rows, name: str) -> Mapping[str, Sequence[int]]:
        """The different cells that have each stem."""

        def indexed() -> Mapping[str, Sequence[int]]:
            found: dict[str, dict[int, None]] = {}
            for index, parts in enumerate(self.parts(rows, name)):
                for part in parts:
                    for stem in part:
                        found.setdefault(stem, {})[index] = None
            return {stem: tuple(cells) for stem, cells in found.items()}

        return self.kept(("stems", rows.position, name), indexed)

    def values(self, rows: Rows, name: str) -> Sequence[Sequence[tuple[str, Stems, Stems]]]:
        """Each different cell's values as written, with the stems of text and qualifier."""

        def read() -> Sequence[Sequence[tuple[str, Stems, Stems]]]:
            return [
                [(text, stems(text), stems(qualifier)) for text, qualifier in parts]
                for parts in self.column(rows, name).parts
            ]

        return self.kept(("values", rows.position, name), read)

    def names(self, rows: Rows) -> Sequence[frozenset[str]]:
        """The folded name and aliases of each row; nothing where no column names the rows."""

        def read() -> Sequence[frozenset[str]]:
            if rows.table.key is None:
                return [frozenset()] * rows.count
            sql = "SELECT name, aliases FROM rows WHERE table_position = ? AND NOT is_total ORDER BY number"
            found = self._source.query(sql, (rows.position,))
            return [
                frozenset(folded(text) for text in (name, *(json.loads(aliases) if aliases != "[]" else ())))
                - {""}
                for name, aliases in found
            ]

        return remembered(self._source, ("plain names", rows.position), read)

    def ids(self) -> dict[str, int]:
        """The number of every row by its id."""
        sql = "SELECT row_id, number FROM rows WHERE NOT is_total"
        return remembered(self._source, "plain ids", lambda: dict(self._source.query(sql)))

    def _read_tables(self) -> tuple[Rows, ...]:
        sql = "SELECT table_position, min(number), max(number) FROM rows WHERE NOT is_total GROUP BY 1"
        ends = {at: (first, last) for at, first, last in self._source.query(sql)}
        bounds = [ends.get(at, (0, -1)) for at in range(len(self._source.tables))]
        return tuple(
            Rows(table, at, first, last - first + 1)
            for at, (table, (first, last)) in enumerate(zip(self._source.tables, bounds, strict=True))
        )

    def _read(self, rows: Rows, position: int) -> Column:
        before = sum(len(other.table.columns) for other in self.tables[: rows.position])
        bounds = (before + position, rows.first, rows.first + rows.count)
        within = "column_id = ? AND row_number >= ? AND row_number < ?"
        # Each different cell as the first row that has it gives it.
        first = self._source.query(
            "SELECT min(row_number), text_id, is_stated, low, high, unit, starts, ends FROM cells "
            f"WHERE {within} GROUP BY text_id ORDER BY 1",
            bounds,
        )
        code = {text_id: index for index, (_, text_id, *_) in enumerate(first)}
        read = self._source.query(f"SELECT text_id FROM cells WHERE {within} ORDER BY row_number", bounds)
        codes = [code[text_id] for (text_id,) in read]
        written = dict(self._source.query("SELECT id, text FROM texts WHERE column_id = ?", bounds[:1]))
        parts: dict[int, list[Part]] = {row: [] for row, *_ in first}
        for row, text, qualifier in self._source.query(
            f"SELECT row_number, text, qualifier FROM parts WHERE {within} ORDER BY row_number, position",
            bounds,
        ):
            if row in parts:
                parts[row].append((text, qualifier))
        kind = rows.table.columns[position].kind
        return Column(
            position,
            kind,
            position == rows.table.key,
            [written[text_id] for _, text_id, *_ in first],
            list(parts.values()),
            [bool(is_stated) for _, _, is_stated, *_ in first],
            codes,
            _spans([fields for _, _, *fields in first], kind),
        )


def _spans(cells: Sequence[Sequence[Any]], kind: Kind) -> Spans:
    """The spans of cells that come as: whether stated, low, high, unit, first day, last day."""
    lows: list[float | None] = []
    highs: list[float | None] = []
    units: list[str | None] = []
    for is_stated, low, high, unit, starts, ends in cells:
        if is_stated and kind is Kind.DATE and starts is not None:
            first, last = (dt.date.fromisoformat(day).toordinal() for day in (starts, ends))
            lows.append(float(first))
            highs.append(float(last))
            units.append("")
        elif is_stated and kind is not Kind.DATE and not (low is None and high is None):
            lows.append(-math.inf if low is None else low)
            highs.append(math.inf if high is None else high)
            units.append(unit)
        else:
            lows.append(None)
            highs.append(None)
            units.append(None)
    return Spans(lows, highs, units, frozenset(unit for unit in units if unit is not None), lows == highs)
