"""A value of a plan in, its figure out, in plain Python over the columns of a build."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Callable, Mapping, Sequence

from assistant.columns import Columns
from assistant.columns import Rows as TableRows
from assistant.plan import Aggregate, Arithmetic, CellOf, ColumnKey, Count, Day, Number, Value
from assistant.ranks import Judge, ranks
from assistant.result import Amount, Selection
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind

FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "average": statistics.fmean,
    "median": statistics.median,
    "min": min,
    "max": max,
}


def figure(value: Value, build: Columns, *, judged: Judge) -> Amount:
    """The figure that a value denotes.

    Raises:
        PlanError: as `judged`; or a cell is asked of rows that do not agree.
    """
    match value:
        case Number(number=number, unit=unit):
            return Amount(number, number, unit)
        case Day(start=start, end=end):
            ends = [float(dt.date.fromisoformat(text).toordinal()) for text in (start, end)]
            return Amount(ends[0], ends[1], is_day=True, is_period=True)
        case Count(rows=rows, distinct=distinct):
            selection = judged(rows, build)
            count = len(selection.rows) if distinct is None else len(held(distinct, selection.rows, build))
            return Amount(count, count, rows=selection.rows, selection=selection)
        case CellOf(rows=rows, column=column):
            return _cell(column, judged(rows, build), build)
        case Aggregate():
            return _over(value, judged(value.rows, build).rows, build, judged)
        case Arithmetic():
            return _of_two(
                value.sign,
                figure(value.left, build, judged=judged),
                figure(value.right, build, judged=judged),
            )


def _cell(name: str, selection: Selection, build: Columns) -> Amount:
    spans: set[tuple[float | None, float | None, str]] = set()
    texts: dict[str, None] = {}
    is_day = False
    for number in selection.rows:
        rows = build.of(number)
        column = build.column(rows, name)
        code = column.codes[number - rows.first]
        spans.add((column.spans.lows[code], column.spans.highs[code], column.spans.units[code] or ""))
        is_day = is_day or column.kind is Kind.DATE
        if column.stated[code]:
            texts[column.texts[code]] = None
    if not spans:
        return Amount(selection=selection)
    if len(spans) > 1 or len(texts) > 1:
        raise PlanError(f"'{name}' differs between {len(selection.rows)} rows, and one is needed.")
    low, high, unit = spans.pop()
    return Amount(
        low, high, unit, is_day=is_day, texts=tuple(texts), rows=selection.rows, selection=selection,
        has_ranges=low != high and not is_day,
    )  # fmt: skip


def _over(value: Aggregate, looked: tuple[int, ...], build: Columns, judged: Judge) -> Amount:
    found = ranks(value.key, looked, build, judged=judged)
    pairs = list(zip(looked, found.by, strict=True))
    known = {number: rank for number, rank in pairs if isinstance(rank, (int, float))}
    unknown = tuple(number for number, _ in pairs if number not in known)
    selection = Selection(tuple(known), unknown, looked)
    if not known:
        return Amount(rows=looked, selection=selection, left_out=found.left_out)
    number = float(FUNCTIONS[value.function](list(known.values())))
    rows, texts = tuple(known), dict[str, None]()
    if value.function in ("min", "max"):
        rows = tuple(row for row, rank in known.items() if rank == number)
        is_range = found.has_ranges and ranks(value.key, rows, build, judged=judged).has_ranges
        if isinstance(value.key, ColumnKey) and (found.is_day or is_range):
            texts = dict.fromkeys(build.text(row, value.key.column) for row in rows)
    return Amount(
        number, number, found.unit, is_day=found.is_day, texts=tuple(texts), rows=rows, selection=selection,
        left_out=found.left_out, has_ranges=found.has_ranges,
    )  # fmt: skip


def _of_two(sign: str, left: Amount, right: Amount) -> Amount:
    """A figure made of two: only of such as convert, and of days only how many lie between."""
    number, unit, problem = _made(sign, left, right)
    return Amount(
        number, number, unit,
        rows=tuple(dict.fromkeys(left.rows + right.rows)),
        left_out=tuple(dict.fromkeys(left.left_out + right.left_out)),
        has_ranges=number is not None and (left.has_ranges or right.has_ranges),
        problem=problem, parts=(left, right),
    )  # fmt: skip


def _made(sign: str, left: Amount, right: Amount) -> tuple[float | None, str, str]:
    one, other = left.number, right.number
    if one is None or other is None:
        return None, "", ""
    if left.is_day or right.is_day:
        if not (left.is_day and right.is_day) or sign not in ("-", "difference"):
            return None, "", "units"
        if left.year is not None and right.year is not None:
            apart = float(left.year - right.year)
            return apart if sign == "-" else abs(apart), "years", ""
        return _trimmed(one - other if sign == "-" else abs(one - other)), "days", ""
    if sign == "*":
        if left.unit and right.unit:
            return None, "", "units"
        return _trimmed(one * other), left.unit or right.unit, ""
    if sign == "/" and left.unit and not right.unit:  # a share of a measure is a measure
        return (None, "", "zero") if not other else (_trimmed(one / other), left.unit, "")
    both = bool(left.unit) == bool(right.unit)
    scale = factor(right.unit, left.unit) if left.unit and right.unit else 1.0
    if scale is None or (not both and sign != "/"):
        return None, "", "units"
    if sign == "/" or sign == "%":
        if not other:
            return None, "", "zero"
        share = one / (other * scale)
        return _trimmed(share * 100 if sign == "%" else share), "", ""
    moved = other * scale
    number = one + moved if sign == "+" else one - moved
    return _trimmed(abs(number) if sign == "difference" else number), left.unit, ""


def _trimmed(number: float) -> float:
    return float(f"{number:.12g}")


def held(name: str, numbers: Sequence[int], build: Columns) -> dict[str, tuple[str, list[int]]]:
    """The rows that hold each different value of a column, the value as first written."""
    found: dict[str, tuple[str, list[int]]] = {}
    rows = None
    for number in numbers:
        if rows is None or number not in rows.numbers:
            rows = build.of(number)
            column, keyed = build.column(rows, name), _keyed(rows, name, build)
            codes, stated, first = column.codes, column.stated, rows.first
        code = codes[number - first]
        for text, key in keyed[code] if stated[code] else ():
            holders = found.setdefault(key, (text, []))[1]
            if not holders or holders[-1] != number:
                holders.append(number)
    return found


def _keyed(rows: TableRows, name: str, build: Columns) -> Sequence[Sequence[tuple[str, str]]]:
    """The values of each different cell of a column, each with what values of the same words share."""

    def read() -> Sequence[Sequence[tuple[str, str]]]:
        return [
            [(text, " ".join(stem) or text) for text, stem, _ in values]
            for values in build.values(rows, name)
        ]

    return build.kept(("keyed", rows.position, name), read)
