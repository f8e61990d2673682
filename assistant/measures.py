"""What rows are ordered and reckoned by, read from the build by SQL: keys with their common unit.

A range counts with its middle, in orders as in figures; one with an open end with the end it states.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.memo import remembered
from assistant.plan import ColumnKey, Day, DistanceKey, Key, MentionsKey, PartsKey
from assistant.senses import Source
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind, Table
from corpus.words import folded

_JULIAN = 1721424.5  # the Julian day of the day before 1 January of the year 1, where ordinals begin


@dataclass(frozen=True, slots=True)
class Keys:
    """A comparable for each row asked, None where it has none; all numbers are in `unit`.

    `left_out` counts the rows whose unit does not convert into it, by unit.
    """

    values: Sequence[float | str | None]
    unit: str = ""
    is_day: bool = False
    left_out: tuple[tuple[str, int], ...] = ()
    has_ranges: bool = False

    @property
    def known(self) -> bytes:
        """1 for each row that has a key, else 0."""
        return bytes(value is not None for value in self.values)


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a column by the rows' places in their table: both ends, in each row's own unit."""

    lows: Sequence[float | None]
    highs: Sequence[float | None]
    middles: Sequence[float | str | None]
    units: Sequence[str | None]
    is_day: bool = False
    plain: Plain | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """The figures of a column without ranges and all in one unit: not a number where `unread` has a 1."""

    numbers: Sequence[float]
    unread: int
    unit: str


@dataclass(frozen=True, slots=True)
class Place:
    """The row numbers of a table: `first` and those that follow, totals not counted."""

    first: int
    count: int

    @property
    def numbers(self) -> range:
        """All of them."""
        return range(self.first, self.first + self.count)


def places(source: Source) -> tuple[Place, ...]:
    """Where the rows of each table are."""

    def read() -> tuple[Place, ...]:
        sql = "SELECT table_position, min(number), count(*) FROM rows WHERE NOT is_total GROUP BY 1"
        found = {at: Place(int(first), int(count)) for at, first, count in source.query(sql)}
        return tuple(found.get(at, Place(0, 0)) for at in range(len(source.tables)))

    return remembered(source, ("sql", "places"), read)


def all_numbers(at: int, source: Source) -> tuple[int, ...]:
    """The numbers of all rows of a table, by its position; the same object each time."""
    return remembered(source, ("sql", "rows", at), lambda: tuple(places(source)[at].numbers))


def by_table(numbers: Sequence[int], source: Source) -> dict[int, list[int]]:
    """The indices of rows by their table's position, tables in the order met."""
    spans = places(source)
    if not numbers:
        return {}
    low, high = min(numbers), max(numbers)
    for at, place in enumerate(spans):
        if place.first <= low and high < place.first + place.count:
            return {at: []}  # all in one table: no need to say which
    starts = sorted((place.first, at) for at, place in enumerate(spans) if place.count)
    firsts = [first for first, _ in starts]
    found: dict[int, list[int]] = {}
    for index, number in enumerate(numbers):
        found.setdefault(starts[bisect_right(firsts, number) - 1][1], []).append(index)
    return found


def table_position(table_id: str, source: Source) -> int:
    """The position of a table by its id.

    Raises:
        PlanError: there is none.
    """
    for position, table in enumerate(source.tables):
        if table.id == table_id:
            return position
    known = ", ".join(table.id for table in source.tables[:10])
    raise PlanError(f"No table '{table_id}' in this build. Its tables: {known}.")


def column_position(name: str, table: Table) -> int:
    """The position of a column by its name.

    Raises:
        PlanError: there is none.
    """
    for position, column in enumerate(table.columns):
        if column.name == name:
            return position
    known = ", ".join(column.name for column in table.columns)
    raise PlanError(f"No column '{name}' in '{table.name}'. Its columns: {known}.")


def column_id(position: int, table: Table, source: Source) -> int:
    """The build's number for a column."""
    before = sum(len(t.columns) for t in source.tables[: table_position(table.id, source)])
    return before + position


def keys(key: Key, numbers: Sequence[int], source: Source) -> Keys:
    """What rows are ordered by, in the unit that most of them have; of a whole table worked out once.

    Raises:
        PlanError: a row's table lacks a column of the key.
    """
    for at in range(len(source.tables)):
        if numbers is all_numbers(at, source):
            name = ("sql", "keys", at, type(key), key)
            return remembered(source, name, lambda: _keys(key, numbers, source))
    return _keys(key, numbers, source)


def _keys(key: Key, numbers: Sequence[int], source: Source) -> Keys:
    middles: list[float | str | None] = [None] * len(numbers)
    units: list[str | None] = [None] * len(numbers)
    is_day = has_ranges = False
    for at, indices in by_table(numbers, source).items():
        place, measured = places(source)[at], _measured(key, source.tables[at], source)
        is_day = is_day or measured.is_day
        own = numbers if not indices else [numbers[index] for index in indices]
        if own is all_numbers(at, source):
            found: Sequence[float | str | None] = measured.middles
            named: Sequence[str | None] = measured.units
        else:
            found = [measured.middles[number - place.first] for number in own]
            named = [measured.units[number - place.first] for number in own]
        if not indices:
            middles, units = list(found), list(named)
        for index, middle, unit in zip(indices, found, named, strict=False):
            middles[index], units[index] = middle, unit
        has_ranges = has_ranges or (not isinstance(key, DistanceKey) and _has_ranges(measured, own, place))
    counted = Counter(unit for unit in units if unit is not None)
    asked = key.value.unit if isinstance(key, DistanceKey) and not isinstance(key.value, Day) else ""
    common = asked or (min(counted, key=lambda u: (-counted[u], u)) if counted else "")
    if isinstance(key, DistanceKey) and not isinstance(key.value, Day):
        middles = _distances(key, numbers, common, source)
    elif len(counted) > 1 or (asked and asked not in counted):
        scales = {unit: factor(unit, common) for unit in counted}
        middles = [
            None if unit is None else _scaled(middle, scales[unit])
            for middle, unit in zip(middles, units, strict=True)
        ]
    left_out = tuple((u, n) for u, n in sorted(counted.items()) if u and factor(u, common) is None)
    return Keys(middles, common, is_day, left_out, has_ranges and not is_day)


def _has_ranges(measured: Measured, numbers: Sequence[int], place: Place) -> bool:
    if measured.is_day or measured.lows is measured.highs:
        return False
    if len(numbers) == place.count:
        return measured.lows != measured.highs
    return any(measured.lows[n - place.first] != measured.highs[n - place.first] for n in numbers)


def _scaled(number: float | str | None, scale: float | None) -> float | str | None:
    if number is None or isinstance(number, str) or scale == 1.0:
        return number
    return None if scale is None else tidy(number * scale)


def tidy(number: float) -> float:
    """A converted number without the noise of its last digits, so that equal measures are equal."""
    return float(f"{number:.12g}")


def _measured(key: Key, table: Table, source: Source) -> Measured:
    """The figures of a key by the rows' places in their table."""
    if isinstance(key, ColumnKey):
        return column_figures(key.column, table, source)
    if isinstance(key, PartsKey):
        return _part_counts(key.column, table, source)
    if isinstance(key, DistanceKey):
        figures = column_figures(key.column, table, source)
        return _days_apart(key.value, figures) if isinstance(key.value, Day) else figures
    if isinstance(key, MentionsKey):
        raise PlanError("How often a row is named is no column of its own.")
    return _spans(column_figures(key.start, table, source), column_figures(key.end, table, source))


def column_figures(name: str, table: Table, source: Source) -> Measured:
    """The numbers, days (as ordinals) or folded texts of a column."""
    position = column_position(name, table)
    kind, number = table.columns[position].kind, column_id(position, table, source)

    def read() -> Measured:
        place = places(source)[table_position(table.id, source)]
        if not kind.is_ordered:
            return _texts(number, place, source)
        lows: list[float | None] = [None] * place.count
        highs: list[float | None] = [None] * place.count
        middles: list[float | str | None] = [None] * place.count
        units: list[str | None] = [None] * place.count
        if kind is Kind.DATE:
            low, high, unit = f"julianday(starts) - {_JULIAN}", f"julianday(ends) - {_JULIAN}", "''"
            is_known = "starts IS NOT NULL"
        else:
            low, high, unit = "coalesce(low, -9e999)", "coalesce(high, 9e999)", "unit"
            is_known = "coalesce(low, high) IS NOT NULL"
        sql = (
            f"SELECT row_number - ?, {low}, {high}, {unit} FROM cells "
            f"WHERE column_id = ? AND is_stated AND {is_known} AND row_number < ?"
        )
        names: dict[str, str] = {}
        for at, first, last, unit in source.query(sql, (place.first, number, place.first + place.count)):
            lows[at], highs[at], units[at] = first, last, names.setdefault(unit, unit)
            middles[at] = (
                first if first == last else last if first == -math.inf else first if last == math.inf
                else (first + last) / 2
            )  # fmt: skip
        return Measured(lows, highs, middles, units, kind is Kind.DATE, _plain(lows, highs, units))

    return remembered(source, ("sql", "figures", number), read)


def _plain(
    lows: Sequence[float | None], highs: Sequence[float | None], units: Sequence[str | None]
) -> Plain | None:
    known = set(units) - {None}
    if len(known) > 1 or lows != highs:
        return None
    unread = int.from_bytes(bytes(low is None for low in lows), "little")
    return Plain([math.nan if low is None else low for low in lows], unread, str(next(iter(known), "")))


def _texts(number: int, place: Place, source: Source) -> Measured:
    sql = (
        "SELECT c.row_number - ?, x.text FROM cells c JOIN texts x ON x.id = c.text_id "
        "WHERE c.column_id = ? AND c.is_stated AND c.row_number < ?"
    )
    middles: list[float | str | None] = [None] * place.count
    units: list[str | None] = [None] * place.count
    for at, text in source.query(sql, (place.first, number, place.first + place.count)):
        middles[at], units[at] = folded(str(text)), ""
    nothing: list[float | None] = []
    return Measured(nothing, nothing, middles, units)


def _part_counts(name: str, table: Table, source: Source) -> Measured:
    number = column_id(column_position(name, table), table, source)
    place = places(source)[table_position(table.id, source)]
    sql = (
        "SELECT c.row_number - ?, count(p.position) FROM cells c "
        "LEFT JOIN parts p ON p.column_id = c.column_id AND p.row_number = c.row_number "
        "WHERE c.column_id = ? AND c.is_stated AND c.row_number < ? GROUP BY c.row_number"
    )

    def read() -> Measured:
        counts: list[float | None] = [None] * place.count
        for at, count in source.query(sql, (place.first, number, place.first + place.count)):
            counts[at] = float(count)
        return Measured(counts, counts, counts, [None if count is None else "" for count in counts])

    return remembered(source, ("sql", "parts", number), read)


def _days_apart(day: Day, figures: Measured) -> Measured:
    """How many days, or years of a column of bare years, lie between a span of days and each cell."""
    spans = [dt.date.fromisoformat(end) for end in (day.start, day.end)]
    first, last = (float(end.toordinal() if figures.is_day else end.year) for end in spans)
    apart = [
        None if low is None or high is None else max(0.0, first - high, low - last)
        for low, high in zip(figures.lows, figures.highs, strict=True)
    ]
    unit = "days" if figures.is_day else "years"
    return Measured(apart, apart, apart, [None if gap is None else unit for gap in apart])


def _distances(
    key: DistanceKey, numbers: Sequence[int], unit: str, source: Source
) -> list[float | str | None]:
    """How far each row's number is from the one given, nothing for one within its range."""
    found: list[float | str | None] = [None] * len(numbers)
    target = 0.0 if isinstance(key.value, Day) else key.value.number
    for at, indices in by_table(numbers, source).items():
        place = places(source)[at]
        figures = column_figures(key.column, source.tables[at], source)
        for index in indices or range(len(numbers)):
            row = numbers[index] - place.first
            low, high, own = figures.lows[row], figures.highs[row], figures.units[row]
            scale = 1.0 if own == "" else factor(own, unit) if own is not None else None
            if low is not None and high is not None and scale is not None:
                found[index] = tidy(max(0.0, target - high * scale, low * scale - target))
    return found


def _spans(start: Measured, end: Measured) -> Measured:
    """The difference of two columns of each row, in the unit of the first; of dates the time between them.

    Of one column it is the time that its cell spans.
    """
    if start.is_day and end.is_day:
        passed = [_passed(low, high) for low, high in zip(start.lows, end.highs, strict=True)]
        gaps: list[float | None] = [gap for gap, _ in passed]
        return Measured(gaps, gaps, gaps, [unit for _, unit in passed])
    gaps, units = [], list[str | None]()
    for first, last, unit, other in zip(start.middles, end.middles, start.units, end.units, strict=True):
        scale = factor(other, unit) if unit is not None and other is not None else None
        if scale is None or not isinstance(first, int | float) or not isinstance(last, int | float):
            gaps.append(None)
            units.append(None)
        else:
            gaps.append(tidy(last * scale - first))
            units.append(unit)
    return Measured(gaps, gaps, gaps, units)


def _passed(start: float | None, end: float | None) -> tuple[float | None, str | None]:
    """The time from one day to another: in years where only their years are told, none where it goes on."""
    if start is None or end is None or end >= dt.date.max.toordinal():
        return None, None
    first, last = dt.date.fromordinal(int(start)), dt.date.fromordinal(int(end))
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return float(last.year - first.year), "years"
    return end - start, "days"


_FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "average": lambda numbers: math.fsum(numbers) / len(numbers),
    "median": statistics.median,
    "min": min,
    "max": max,
}


def aggregate(function: str, numbers: Sequence[float]) -> float:
    """A figure over at least one number."""
    return float(_FUNCTIONS[function](numbers))
