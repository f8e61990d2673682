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
from typing import TypeVar

from assistant.memo import remembered
from assistant.senses import Source
from corpus.errors import PlanError
from corpus.types import Cell, Kind, Period, Quantity, Table, Value
from corpus.words import folded, stems

T = TypeVar("T")
Stems = tuple[str, ...]


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
    """A column of a table: its different cells, and which of them each row has."""

    position: int
    kind: Kind
    is_key: bool
    cells: tuple[Cell, ...]
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

    def cell(self, number: int, name: str) -> Cell:
        """The cell of a row in a column."""
        rows = self.of(number)
        column = self.column(rows, name)
        return column.cells[column.codes[number - rows.first]]

    def parts(self, rows: Rows, name: str) -> Sequence[Sequence[Stems]]:
        """The stems of each different cell's parts with their qualifiers, or of the whole cell."""

        def split() -> Sequence[Sequence[Stems]]:
            return [
                [stems(f"{value.text} {value.qualifier}") for value in cell.values]
                if len(cell.values) > 1
                else [stems(cell.text)]
                for cell in self.column(rows, name).cells
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
                [(value.text, stems(value.text), stems(value.qualifier)) for value in cell.values]
                for cell in self.column(rows, name).cells
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
        numbers: dict[int, list[int]] = {}
        for at, number in self._source.query("SELECT table_position, number FROM rows WHERE NOT is_total"):
            numbers.setdefault(at, []).append(number)
        return tuple(
            Rows(table, at, min(numbers.get(at, [0])), len(numbers.get(at, [])))
            for at, table in enumerate(self._source.tables)
        )

    def _read(self, rows: Rows, position: int) -> Column:
        before = sum(len(other.table.columns) for other in self.tables[: rows.position])
        bounds = (before + position, rows.first, rows.first + rows.count)
        within = "column_id = ? AND row_number >= ? AND row_number < ?"
        first: dict[int, tuple[int, int, list[object]]] = {}
        codes: list[int] = []
        read = self._source.query(
            f"SELECT row_number, text_id, is_stated, low, high, unit, starts, ends FROM cells WHERE {within} "
            "ORDER BY row_number",
            bounds,
        )
        for row, text_id, *fields in read:
            known = first.get(text_id)
            if known is None:
                first[text_id] = known = (len(first), row, fields)
            codes.append(known[0])
        texts = dict(self._source.query("SELECT id, text FROM texts WHERE column_id = ?", bounds[:1]))
        firsts = {row for _, row, _ in first.values()}
        values: dict[int, list[Value]] = {}
        for row, text, qualifier in self._source.query(
            f"SELECT row_number, text, qualifier FROM parts WHERE {within} ORDER BY row_number, position",
            bounds,
        ):
            if row in firsts:
                values.setdefault(row, []).append(Value(text, qualifier))
        cells = tuple(
            _cell(str(texts[text_id]), values.get(row, ()), fields)
            for text_id, (_, row, fields) in first.items()
        )
        kind, stated = rows.table.columns[position].kind, [cell.is_stated for cell in cells]
        is_key = position == rows.table.key
        return Column(position, kind, is_key, cells, stated, codes, _spans(cells, kind))


def _cell(text: str, values: Sequence[Value], fields: Sequence[object]) -> Cell:
    is_stated, low, high, unit, starts, ends = fields
    return Cell(
        text,
        tuple(values),
        None if unit is None else Quantity(low, high, str(unit)),  # type: ignore[arg-type]
        None
        if starts is None
        else Period(dt.date.fromisoformat(str(starts)), dt.date.fromisoformat(str(ends))),
        is_stated=bool(is_stated),
    )


def _spans(cells: Sequence[Cell], kind: Kind) -> Spans:
    lows: list[float | None] = []
    highs: list[float | None] = []
    units: list[str | None] = []
    for cell in cells:
        low = high = unit = None
        if cell.is_stated and kind is Kind.DATE and cell.date is not None:
            low, high, unit = float(cell.date.start.toordinal()), float(cell.date.end.toordinal()), ""
        elif cell.is_stated and kind is not Kind.DATE and cell.number is not None:
            number = cell.number
            if number.low is not None or number.high is not None:
                low = -math.inf if number.low is None else number.low
                high = math.inf if number.high is None else number.high
                unit = number.unit
        lows.append(low)
        highs.append(high)
        units.append(unit)
    return Spans(lows, highs, units, frozenset(unit for unit in units if unit is not None), lows == highs)
