"""Numbers and dates of a column, read from the build: bounds as SQL tests, keys and figures by row."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.plan import Day, Number, Relation
from assistant.senses import Source
from corpus.conversion import factor
from corpus.types import Kind

Sql = tuple[str, tuple[object, ...]]

# Each relation as the two conditions under which a cell that spans {low} to {high} has it for sure, and
# has it for sure not, against a value that spans {first} to {last}; between the two it is not known.
_SURE: Mapping[str, tuple[str, str]] = {
    ">": ("{low} > {last}", "{high} <= {last}"),
    ">=": ("{low} >= {first}", "{high} < {first}"),
    "<": ("{high} < {first}", "{low} >= {first}"),
    "<=": ("{high} <= {last}", "{low} > {last}"),
    "=": ("{low} >= {first} AND {high} <= {last}", "({high} < {first} OR {low} > {last})"),
    "!=": ("({high} < {first} OR {low} > {last})", "{low} >= {first} AND {high} <= {last}"),
}


def bound_test(column_id: int, kind: Kind, relation: Relation, value: Number | Day, source: Source) -> Sql:
    """A test of `r.number`: 1, 0, or NULL where the cell is empty, spans the bound, or does not convert."""
    arms: list[tuple[str, str, str, object, object]] = []  # guard, both ends of the cell, both of the value
    if isinstance(value, Day) and kind is Kind.DATE:
        arms.append(("TRUE", "c.starts", "c.ends", value.start, value.end))
    elif isinstance(value, Day):  # a column of bare years
        arms.append(("TRUE", "c.low", "c.high", int(value.start[:4]), int(value.end[:4])))
    else:
        units = "SELECT DISTINCT unit FROM cells WHERE column_id = ? AND unit IS NOT NULL"
        for (unit,) in source.query(units, (column_id,)):
            scale = 1.0 if not value.unit or not unit else factor(str(unit), value.unit)
            if scale is not None:
                # An end that is open is as far as can be: “from $2” has no highest price.
                low, high = f"(coalesce(c.low, -9e999) * {scale!r})", f"(coalesce(c.high, 9e999) * {scale!r})"
                arms.append((f"c.unit = {_quoted(str(unit))}", low, high, value.number, value.number))
    sure, sure_not = _SURE[relation]
    cases: list[str] = []
    params: list[object] = []
    for guard, low, high, first, last in arms:
        for condition, verdict in ((sure, 1), (sure_not, 0)):
            sql = condition.replace("{low}", low).replace("{high}", high)
            while "{first}" in sql or "{last}" in sql:
                name = min((n for n in ("{first}", "{last}") if n in sql), key=sql.index)
                sql = sql.replace(name, "?", 1)
                params.append(first if name == "{first}" else last)
            cases.append(f"WHEN {guard} AND {sql} THEN {verdict}")
    body = f"CASE {' '.join(cases)} ELSE NULL END" if cases else "NULL"
    return f"(SELECT {body} FROM cells c WHERE c.column_id = ? AND c.row_number = r.number)", (
        *params,
        column_id,
    )


def _quoted(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


@dataclass(frozen=True, slots=True)
class Keys:
    """What rows are ordered by: a comparable for each row that has one, and the unit that all are in.

    `low` serves an ascending order, `high` a descending one; they differ only for ranges.
    """

    low: Mapping[int, float | str]
    high: Mapping[int, float | str]
    unit: str


def column_keys(column_id: int, kind: Kind, rows: Sequence[int], source: Source) -> Keys:
    """The keys of rows by a column; rows whose unit does not convert to the most common one have none."""
    chosen = set(rows)
    found = [
        line
        for line in source.query(
            "SELECT row_number, low, high, unit, starts, ends FROM cells WHERE column_id = ? AND is_stated",
            (column_id,),
        )
        if line[0] in chosen
    ]
    if kind is Kind.DATE:
        dated = [(n, str(starts), str(ends)) for n, _, _, _, starts, ends in found if starts is not None]
        return Keys({n: starts for n, starts, _ in dated}, {n: ends for n, _, ends in dated}, "")
    numbered = [
        (n, low, high, unit) for n, low, high, unit, _, _ in found if low is not None or high is not None
    ]
    units = Counter(str(unit) for _, _, _, unit in numbered)
    common = min(units, key=lambda u: (-units[u], u)) if units else ""
    lows: dict[int, float | str] = {}
    highs: dict[int, float | str] = {}
    for n, low, high, unit in numbered:
        scale = factor(str(unit), common)
        if scale is not None:
            lows[n] = (high if low is None else low) * scale
            highs[n] = (low if high is None else high) * scale
    return Keys(lows, highs, common)


def part_counts(column_id: int, rows: Sequence[int], source: Source) -> Keys:
    """How many values the cells of a list column hold, for rows that state it."""
    chosen = set(rows)
    counts = {
        int(n): float(count)
        for n, count in source.query(
            "SELECT c.row_number, count(p.position) FROM cells c "
            "LEFT JOIN parts p ON p.column_id = c.column_id AND p.row_number = c.row_number "
            "WHERE c.column_id = ? AND c.is_stated GROUP BY c.row_number",
            (column_id,),
        )
        if n in chosen
    }
    return Keys(counts, counts, "")


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


def shown(number: float) -> str:
    """A figure as plain digits, without thousands separators, at most six decimals.

    >>> shown(3.0), shown(2 / 3), shown(1234567.5)
    ('3', '0.666667', '1234567.5')
    """
    return f"{number:.6f}".rstrip("0").rstrip(".") if math.isfinite(number) else str(number)
