"""A key of a plan in, what each row ranks by out, in plain Python over the columns of a build."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.columns import Column, Columns, Rows
from assistant.plan import ColumnKey, DistanceKey, Key, MentionsKey, Number, PartsKey
from assistant.plan import Rows as PlanRows
from assistant.result import Selection
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind
from corpus.words import folded

Rank = float | str | None
Judge = Callable[[PlanRows, Columns], Selection]


@dataclass(frozen=True, slots=True)
class Ranks:
    """What each row ranks by in the common unit, None where it has nothing to rank by or does not convert."""

    by: Sequence[Rank]
    unit: str = ""
    is_day: bool = False
    left_out: tuple[tuple[str, int], ...] = ()
    has_ranges: bool = False


@dataclass(frozen=True, slots=True)
class _Raw:
    """Ranks of a table's rows, each in a unit of its own."""

    by: Sequence[Rank]
    units: Sequence[str | None]
    is_day: bool = False
    ranged: Sequence[bool] | None = None


def ranks(key: Key, numbers: Sequence[int], build: Columns, *, judged: Judge) -> Ranks:
    """What rows rank by, in the unit of most of them (of equals the first by name), or in the one given."""
    if isinstance(key, MentionsKey):
        counts = times_named(key.column, judged(key.by, build).rows, numbers, build)
        return Ranks([float(count) for count in counts])
    raws: dict[int, _Raw] = {}
    for table in build.tables:
        if numbers is build.all_of(table):
            name = ("whole ranks", table.position, type(key), key)
            return build.kept(name, partial(_whole, key, table, build))
    low, high = min(numbers, default=0), max(numbers, default=-1)
    for table in build.tables:
        if low in table.numbers and high in table.numbers:  # all in one table, as nearly always
            raw, first = _kept(key, table, build), table.first
            found, named = [raw.by[n - first] for n in numbers], [raw.units[n - first] for n in numbers]
            is_ranged = raw.ranged is not None and any(raw.ranged[n - first] for n in numbers)
            return _in_one_unit(key, found, named, is_day=raw.is_day, ranged=is_ranged)
    by: list[Rank] = []
    units: list[str | None] = []
    ranged = False
    rows: Rows | None = None
    for number in numbers:
        if rows is None or number not in rows.numbers:
            rows = build.of(number)
            raw = raws.setdefault(rows.position, _kept(key, rows, build))
        place = number - rows.first
        by.append(raw.by[place])
        units.append(raw.units[place])
        ranged = ranged or (raw.ranged is not None and raw.ranged[place])
    return _in_one_unit(key, by, units, is_day=any(raw.is_day for raw in raws.values()), ranged=ranged)


def _whole(key: Key, rows: Rows, build: Columns) -> Ranks:
    """The ranks of all rows of a table."""
    raw = _raw(key, rows, build)
    is_ranged = raw.ranged is not None and any(raw.ranged)
    return _in_one_unit(key, list(raw.by), list(raw.units), is_day=raw.is_day, ranged=is_ranged)


def _kept(key: Key, rows: Rows, build: Columns) -> _Raw:
    return build.kept(("ranks", rows.position, type(key), key), lambda: _raw(key, rows, build))


def _in_one_unit(key: Key, by: list[Rank], units: list[str | None], *, is_day: bool, ranged: bool) -> Ranks:
    counted = Counter(units)
    del counted[None]
    unit = sorted(counted, key=lambda name: (-counted[name], str(name)))[0] or "" if counted else ""
    if isinstance(key, DistanceKey) and isinstance(key.value, Number) and key.value.unit:
        unit = key.value.unit
    factors = {name: factor(name or "", unit) for name in counted}
    if isinstance(key, DistanceKey) and isinstance(key.value, Number):
        number = key.value.number
        for index, span in enumerate(by):
            scale = 1.0 if units[index] == "" else factors.get(units[index])
            by[index] = _gap(span, number, scale)
    elif set(factors.values()) - {1.0}:
        for index, rank in enumerate(by):
            scale = factors.get(units[index])
            if scale != 1.0 and not isinstance(rank, str):
                by[index] = None if scale is None or rank is None else float(f"{rank * scale:.12g}")
    left_out = tuple(sorted((name, n) for name, n in counted.items() if name and factors[name] is None))
    return Ranks(by, unit, is_day, left_out, ranged and not is_day)


def _gap(span: object, number: float, scale: float | None) -> float | None:
    """How far a number is from what a cell spans, nothing inside it."""
    if not isinstance(span, tuple) or scale is None:
        return None
    low, high = span[0] * scale, span[1] * scale
    return float(f"{max(0.0, number - high, low - number):.12g}")


def _raw(key: Key, rows: Rows, build: Columns) -> _Raw:
    if isinstance(key, PartsKey):
        column = build.column(rows, key.column)
        counts = [
            float(len(parts)) if is_stated else None
            for parts, is_stated in zip(column.parts, column.stated, strict=True)
        ]
        return _each(column, counts, [None if count is None else "" for count in counts])
    if isinstance(key, ColumnKey):
        column = build.column(rows, key.column)
        if not column.kind.is_ordered:
            texts = [
                folded(text) if is_stated else None
                for text, is_stated in zip(column.texts, column.stated, strict=True)
            ]
            return _each(column, texts, [None if text is None else "" for text in texts])
        is_date = column.kind is Kind.DATE
        ranged = [low != high for low, high in zip(column.spans.lows, column.spans.highs, strict=True)]
        is_ranged = any(ranged) and not is_date
        found = _each(column, middles(column), column.spans.units)
        return _Raw(
            found.by, found.units, is_date, [ranged[code] for code in column.codes] if is_ranged else None
        )
    if isinstance(key, DistanceKey):
        return _distances(key, build.column(rows, key.column))
    if isinstance(key, MentionsKey):
        raise PlanError("How often a row is named is no column of its own.")
    start, end = build.column(rows, key.start), build.column(rows, key.end)
    return _differences(start, end)


def _each(column: Column, by: Sequence[Rank], units: Sequence[str | None]) -> _Raw:
    return _Raw([by[code] for code in column.codes], [units[code] for code in column.codes])


def middles(column: Column) -> list[float | None]:
    """The middle of what each different cell spans; of one with an open end the end it states."""
    found: list[float | None] = []
    for low, high in zip(column.spans.lows, column.spans.highs, strict=True):
        ends = [end for end in (low, high) if end is not None and math.isfinite(end)]
        found.append(sum(ends) / len(ends) if ends else None)
    return found


def _distances(key: DistanceKey, column: Column) -> _Raw:
    spans = column.spans
    pairs: list[object] = [
        None if low is None or high is None else (low, high)
        for low, high in zip(spans.lows, spans.highs, strict=True)
    ]
    if isinstance(key.value, Number):
        return _each(column, pairs, spans.units)  # type: ignore[arg-type]
    is_date = column.kind is Kind.DATE
    days = [dt.date.fromisoformat(text) for text in (key.value.start, key.value.end)]
    first, last = (float(day.toordinal() if is_date else day.year) for day in days)
    gaps: list[float | None] = []
    for low, high in zip(spans.lows, spans.highs, strict=True):
        gaps.append(None if low is None or high is None else max(0.0, low - last, first - high))
    unit = "days" if is_date else "years"
    return _each(column, gaps, [None if gap is None else unit for gap in gaps])


def _differences(start: Column, end: Column) -> _Raw:
    if start.kind is Kind.DATE and end.kind is Kind.DATE:
        passed = [
            _elapsed(start.spans.lows[first], end.spans.highs[last])
            for first, last in zip(start.codes, end.codes, strict=True)
        ]
        return _Raw([by for by, _ in passed], [unit for _, unit in passed])
    one, other = middles(start), middles(end)
    by: list[Rank] = []
    units: list[str | None] = []
    for first, last in zip(start.codes, end.codes, strict=True):
        low, high, unit, named = one[first], other[last], start.spans.units[first], end.spans.units[last]
        scale = None if unit is None or named is None else factor(named, unit)
        if low is None or high is None or scale is None:
            by.append(None)
            units.append(None)
        else:
            by.append(float(f"{high * scale - low:.12g}"))
            units.append(unit)
    return _Raw(by, units)


def _elapsed(low: float | None, high: float | None) -> tuple[float | None, str | None]:
    """Whole years from one year to another, else days; none where either end is not told."""
    if low is None or high is None or not math.isfinite(high) or high >= dt.date.max.toordinal():
        return None, None
    start, end = (dt.date.fromordinal(int(day)).timetuple() for day in (low, high))
    is_of_years = start.tm_yday == 1 and (end.tm_mon, end.tm_mday) == (12, 31)
    return (float(end.tm_year - start.tm_year), "years") if is_of_years else (high - low, "days")


def times_named(column: str, by: Sequence[int], numbers: Sequence[int], build: Columns) -> list[int]:
    """How many of the rows `by` name each of some rows in their column."""
    namers: dict[str, set[int]] = {}
    for number in by:
        for text in build.stated_values(number, column):
            namers.setdefault(folded(text), set()).add(number)
    found = []
    for number in numbers:
        rows = build.of(number)
        found.append(
            len({n for name in build.names(rows)[number - rows.first] for n in namers.get(name, ())})
        )
    return found
