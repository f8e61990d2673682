"""Records in (nested objects and arrays as JSON and Parquet have them), one raw table out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.errors import CorpusError
from corpus.reading import MAX_COLUMNS, RawCell, RawRow, RawTable

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the line it begins on; a `problem` is the reason why it is refused."""

    line: int
    members: Mapping[str, object]
    problem: str = ""


def record_table(
    records: Iterable[Record], *, name: str, line: int = 1, slug: str = "", description: str = ""
) -> RawTable:
    """The table whose columns are all members of the records, in the order they are first seen.

    The members of a nested object are columns of their own (`port.name`), an array is a list; of an array
    of objects each member is a list. What a record lacks is not stated.

    Raises:
        CorpusError: there are more columns than can be read.
    """
    columns: dict[Path, str] = {}
    read: list[tuple[Record, dict[Path, RawCell]]] = []
    for record in records:
        cells = flat(record.members)
        columns.update((path, ".".join(path)) for path in cells)
        if len(columns) > MAX_COLUMNS:
            raise CorpusError(too_wide(name))
        read.append((record, cells))
    absent = RawCell("")
    rows = []
    for record, cells in read:
        found = [cells.get(path, absent) for path in columns]
        rows.append(RawRow(record.line, () if record.problem else tuple(found), record.problem))
    return RawTable(
        name, description, line, tuple(columns.values()), tuple(rows), slug=slug, is_typed=True
    )  # fmt: skip


def too_wide(table: str) -> str:
    """What is said of a table with too many columns."""
    return (
        f"'{table}' has more than {MAX_COLUMNS:,} columns; is it turned on its side? "
        "Write one row a thing, and leave out columns that nobody asks for."
    )


def flat(members: Mapping[str, object]) -> dict[Path, RawCell]:
    """The cells of one record.

    >>> [(".".join(path), cell.text) for path, cell in flat({"a": {"b": 1, "c": [2, 3]}, "d": None}).items()]
    [('a.b', '1'), ('a.c', '2, 3'), ('d', '')]
    """
    cells: dict[Path, RawCell] = {}
    for key, value in members.items():
        if isinstance(value, Mapping) and value:
            cells |= {(key, *path): cell for path, cell in flat(value).items()}
        elif isinstance(value, Mapping):
            cells[(key,)] = RawCell("")
        elif isinstance(value, list | tuple):
            cells |= {(key, *path): _list(parts) for path, parts in _parts(value).items()}
        else:
            cells[(key,)] = RawCell(scalar(value))
    return cells


def scalar(value: object) -> str:
    """One value as text: numbers with a point, dates as ISO has them, null as nothing.

    >>> scalar(2.0), scalar(True), scalar(dt.datetime(2024, 3, 5)), scalar(float("nan"))
    ('2', 'true', '2024-03-05', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return "" if math.isnan(value) else str(value).removesuffix(".0")
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            moment = value.isoformat(sep=" ").removesuffix(".000000")
            return moment.removesuffix(" 00:00:00") if value.tzinfo is None else moment
        case bytes():
            return value.decode("utf-8", "replace")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _parts(values: Sequence[object]) -> dict[Path, list[str]]:
    """The parts of each list that an array holds: one under (), or one a member where it holds objects."""
    parts: dict[Path, list[str]] = {}
    for value in values:
        if isinstance(value, Mapping):
            for path, cell in flat(value).items():
                parts.setdefault(path, []).extend(cell.parts or ((cell.text,) if cell.text else ()))
        elif isinstance(value, list | tuple):
            for path, inner in _parts(value).items():
                parts.setdefault(path, []).extend(inner)
        elif text := scalar(value):
            parts.setdefault((), []).append(text)
    return parts or {(): []}


def _list(parts: Sequence[str]) -> RawCell:
    mark = "; " if any("," in part for part in parts) else ", "
    return RawCell(mark.join(parts), parts=tuple(parts))
