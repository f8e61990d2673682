"""A value of a plan in, its figure out, with the rows that it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import compress

from assistant.measures import (
    Keys,
    aggregate,
    by_table,
    column_figures,
    column_id,
    column_position,
    places,
)
from assistant.mentions import Select, keys_of
from assistant.plan import Aggregate, Arithmetic, CellOf, ColumnKey, Count, Day, Number, Relation, Value
from assistant.result import Amount, Selection
from assistant.senses import Source
from assistant.values import Values, column_values
from corpus.conversion import factor
from corpus.errors import PlanError


def amount(value: Value, source: Source, *, select: Select) -> Amount:
    """The figure that a value denotes.

    Raises:
        PlanError: as `select`; or a cell is asked of several rows that differ.
    """
    match value:
        case Number():
            return Amount(value.number, value.number, value.unit)
        case Day():
            first, last = (float(dt.date.fromisoformat(end).toordinal()) for end in (value.start, value.end))
            return Amount(first, last, is_day=True, is_period=True)
        case Count():
            selection = select(value.rows, source)
            number = len(selection.rows)
            if value.distinct is not None:
                number = len(different(value.distinct, selection.rows, source))
            return Amount(number, number, rows=selection.rows, selection=selection)
        case CellOf():
            return _cell(value, source, select=select)
        case Aggregate():
            return _aggregate(value, source, select=select)
        case Arithmetic():
            left, right = (amount(part, source, select=select) for part in (value.left, value.right))
            return _reckoned(value, left, right)


def _cell(value: CellOf, source: Source, *, select: Select) -> Amount:
    selection = select(value.rows, source)
    rows, ends, is_day = selection.rows, set[tuple[float | None, float | None, str]](), False
    for at, indices in by_table(rows, source).items():
        table, first = source.tables[at], places(source)[at].first
        is_ordered = table.columns[column_position(value.column, table)].kind.is_ordered
        figures = column_figures(value.column, table, source)
        is_day = is_day or figures.is_day
        for row in [rows[index] - first for index in indices] if indices else [n - first for n in rows]:
            unit = figures.units[row] if is_ordered else None
            ends.add((None, None, "") if unit is None else (figures.lows[row], figures.highs[row], unit))
    texts = texts_of(value.column, rows, source)
    if not ends:
        return Amount(selection=selection)
    if len(ends) > 1 or len(texts) > 1:
        raise PlanError(
            f"'{value.column}' is asked of one row, and {len(rows)} rows that do not agree are given. "
            "Narrow them down to one."
        )
    [(low, high, unit)] = ends
    is_range = low != high and not is_day
    return Amount(
        low, high, unit, is_day=is_day, texts=texts, rows=rows, selection=selection, has_ranges=is_range
    )  # fmt: skip


def _aggregate(value: Aggregate, source: Source, *, select: Select) -> Amount:
    inner = select(value.rows, source).rows
    found: Keys = keys_of(value.key, inner, source, select=select)
    marks = found.known
    numbers = [key for key in compress(found.values, marks) if isinstance(key, float | int)]
    known = tuple(compress(inner, marks)) if numbers else ()
    unknown = tuple(compress(inner, [not mark for mark in marks])) if numbers else inner
    selection = Selection(known, unknown, inner)
    if not known:
        return Amount(rows=inner, selection=selection, left_out=found.left_out)
    figure = aggregate(value.function, numbers)
    is_picked = value.function in ("min", "max")
    rows = tuple(n for n, key in zip(known, numbers, strict=True) if key == figure) if is_picked else known
    texts: tuple[str, ...] = ()
    if (
        is_picked
        and isinstance(value.key, ColumnKey)
        and (found.is_day or keys_of(value.key, rows, source, select=select).has_ranges)
    ):
        texts = texts_of(value.key.column, rows, source)
    return Amount(
        figure, figure, found.unit, is_day=found.is_day, texts=texts, rows=rows, selection=selection,
        left_out=found.left_out, has_ranges=found.has_ranges,
    )  # fmt: skip


def _reckoned(value: Arithmetic, left: Amount, right: Amount) -> Amount:
    """Two figures added, taken apart, multiplied or divided; days apart are a number of days."""
    rows = tuple(dict.fromkeys((*left.rows, *right.rows)))
    parts, left_out = (left, right), tuple(dict.fromkeys((*left.left_out, *right.left_out)))
    has_ranges = left.has_ranges or right.has_ranges

    def none(problem: str = "") -> Amount:
        return Amount(rows=rows, parts=parts, left_out=left_out, problem=problem)

    def figure(number: float, unit: str = "") -> Amount:
        number = float(f"{number:.12g}")
        return Amount(number, number, unit, rows=rows, parts=parts, left_out=left_out, has_ranges=has_ranges)

    one, other = left.number, right.number
    if one is None or other is None:
        return none()
    if left.is_day or right.is_day:
        if value.sign not in ("-", "difference") or left.is_day != right.is_day:
            return none("units")
        if left.year is not None and right.year is not None:
            years = left.year - right.year
            return figure(abs(years) if value.sign == "difference" else years, "years")
        return figure(abs(one - other) if value.sign == "difference" else one - other, "days")
    if value.sign == "*":
        return none("units") if left.unit and right.unit else figure(one * other, left.unit or right.unit)
    is_bare = not left.unit or not right.unit
    scale = 1.0 if is_bare else factor(right.unit, left.unit)
    if value.sign == "/" and left.unit and not right.unit:
        return none("zero") if other == 0 else figure(one / other, left.unit)
    if scale is None or (value.sign not in ("*", "/") and left.unit != right.unit and is_bare):
        return none("units")
    if value.sign in ("/", "%"):
        if other == 0:
            return none("zero")
        return figure(one / (other * scale) * (100 if value.sign == "%" else 1))
    gap = one - other * scale
    return figure(
        one + other * scale if value.sign == "+" else gap if value.sign == "-" else abs(gap), left.unit
    )


def related(left: Amount, relation: Relation, right: Amount) -> bool | None:
    """Whether a figure has a relation to another; None where one is not known or they do not convert."""
    if left.low is None or left.high is None or right.low is None or right.high is None:
        if left.texts and right.texts and relation in ("=", "!="):
            return (left.texts == right.texts) == (relation == "=")
        return None
    if left.is_day != right.is_day:
        return None
    scale = 1.0 if not left.unit or not right.unit else factor(right.unit, left.unit)
    if scale is None:
        return None
    low, high = left.low, left.high
    first, last = (end if scale == 1.0 else round(end * scale, 9) for end in (right.low, right.high))
    is_equal, is_apart = low == high == first == last, high < first or low > last
    if right.is_period:
        is_equal = first <= low and high <= last
    far, near = (first, last) if right.is_period else (last, first)  # of a period all days are meant
    sure, sure_not = {
        ">": (low > last, high <= near),
        ">=": (low >= far, high < first),
        "<": (high < first, low >= far),
        "<=": (high <= near, low > last),
        "=": (is_equal, is_apart),
        "!=": (is_apart, is_equal),
    }[relation]
    return True if sure else False if sure_not else None


def different(column: str, numbers: Sequence[int], source: Source) -> dict[str, tuple[str, list[int]]]:
    """The rows that hold each value of a column, values equal up to inflection together, as first written."""
    found: dict[int, tuple[Values, int]] = {}
    for at, indices in by_table(numbers, source).items():
        table, place = source.tables[at], places(source)[at]
        values = column_values(column_id(column_position(column, table), table, source), place, source)
        found |= dict.fromkeys(
            [numbers[index] for index in indices] if indices else numbers, (values, place.first)
        )
    groups: dict[str, tuple[str, list[int]]] = {}
    for row in numbers:
        values, first = found[row]
        for code in values.of(row - first):
            value = values.different[code]
            holders = groups.setdefault(value.stems or value.text, (value.text, []))[1]
            if not holders or holders[-1] != row:
                holders.append(row)
    return groups


def texts_of(column: str, numbers: Sequence[int], source: Source) -> tuple[str, ...]:
    """The different cells of a column over some rows, verbatim, those that are stated."""
    found: dict[str, None] = {}
    for at, indices in by_table(numbers, source).items():
        table = source.tables[at]
        column_number = column_id(column_position(column, table), table, source)
        for number in [numbers[index] for index in indices] if indices else numbers:
            sql = (
                "SELECT x.text FROM cells c JOIN texts x ON x.id = c.text_id "
                "WHERE c.column_id = ? AND c.row_number = ? AND c.is_stated"
            )
            found |= {str(text): None for (text,) in source.query(sql, (column_number, number))}
    return tuple(found)
