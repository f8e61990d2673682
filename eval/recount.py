"""A plan and its catalog in, the rows and figures that it means out, counted anew from the tables.

In plain Python over the corpus types, apart from both of the assistant's own evaluations. It knows the plain
parts of the algebra; of all others it says so, and nobody is blamed.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpus.types import Cell, Column, Row, Table
from corpus.words import folded, stems
from eval.resolving import Rows

Ask = Mapping[str, Any]  # a part of a plan, as JSON has it
Place = tuple[Table, Row]
Figure = tuple[float, str]  # with its unit

_FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum, "average": statistics.fmean, "median": statistics.median, "min": min, "max": max,
}  # fmt: skip
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
_SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "%": lambda one, other: 100 * one / other, "difference": lambda one, other: abs(one - other),
}  # fmt: skip


class UntoldError(Exception):
    """The plan has a part that is not counted anew here."""


def rows_meant(ask: Ask, rows: Rows) -> list[Place]:
    """The rows that a plan's expression denotes, totals left out.

    Raises:
        UntoldError: it has a part that is not counted here.
    """
    match ask:
        case {"op": "table", "table": str(name)}:
            return [(table, row) for table in rows.catalog.tables if table.id == name for row in table.rows]
        case {"op": "rows", "rows": list(ids) | tuple(ids)}:
            return [place for id_ in dict.fromkeys(ids) if (place := rows.row(id_)) is not None]
        case {"op": "filter", "rows": inner, "where": where}:
            return [place for place in rows_meant(inner, rows) if is_true(where, place, rows)]
        case {"op": "mentioned", "rows": inner, "column": name, "by": by}:
            named = {value for place in rows_meant(by, rows) for value in values_of(cell_of(place, name)[1])}
            return [place for place in rows_meant(inner, rows) if folded(place[1].name) in named]
    raise UntoldError


def figure_meant(ask: Ask, rows: Rows) -> Figure:
    """The figure that a plan's value denotes.

    Raises:
        UntoldError: as `rows_meant`; or cells hold ranges, several units, or no number.
    """
    match ask:
        case {"op": "number", "number": number, "unit": unit}:
            return float(number), unit
        case {"op": "count", "rows": inner, "distinct": None}:
            return float(len(rows_meant(inner, rows))), ""
        case {"op": "count", "rows": inner, "distinct": str(name)}:
            held = {form for place in rows_meant(inner, rows) for form in values_of(cell_of(place, name)[1])}
            return float(len(held)), ""
        case {"op": "cell", "rows": inner, "column": name}:
            [size] = sizes(rows_meant(inner, rows), name, count=1)
            return size
        case {
            "op": "aggregate",
            "function": function,
            "rows": inner,
            "key": {"op": "column", "column": name},
        }:
            return figure_of(function, rows_meant(inner, rows), name)
        case {"op": "arithmetic", "sign": sign, "left": left, "right": right}:
            return reckoned(sign, figure_meant(left, rows), figure_meant(right, rows))
    raise UntoldError


def figure_of(function: str, places: Sequence[Place], name: str) -> Figure:
    """A function of the numbers of a column; rows that state none are passed over.

    Raises:
        UntoldError: as `figure_meant`.
    """
    found = sizes([place for place in places if cell_of(place, name)[1].is_stated], name)
    return _FUNCTIONS[function]([number for number, _ in found]), found[0][1]


def reckoned(sign: str, left: Figure, right: Figure) -> Figure:
    """What two figures give.

    Raises:
        UntoldError: their units differ, or nothing can be divided so.
    """
    if left[1] != right[1] or (sign in "/%" and not right[0]):
        raise UntoldError
    return _SIGNS[sign](left[0], right[0]), "" if sign in "/%" else left[1]


def is_related(left: float, relation: str, right: float) -> bool:
    """Whether a relation of a plan holds between two numbers."""
    return _RELATIONS[relation](left, right)


def is_true(test: Ask, place: Place, rows: Rows, *, is_negated: bool = False) -> bool | None:
    """Whether a test holds for a row; None where the catalog does not say.

    Raises:
        UntoldError: as `rows_meant`.
    """
    match test:
        case {"op": "not", "part": part}:
            found = is_true(part, place, rows, is_negated=not is_negated)
            return None if found is None else not found
        case {"op": "and" | "or" as word, "parts": parts}:
            verdicts = [is_true(part, place, rows, is_negated=is_negated) for part in parts]
            decides = word == "or"
            return decides if decides in verdicts else None if None in verdicts else not decides
        case {"op": "stated", "column": name}:
            return cell_of(place, name)[1].is_stated
        case {"op": "has", "columns": [_, *_] as names}:
            found_in = [_has(test, *cell_of(place, name), is_negated=is_negated) for name in names]
            return True if True in found_in else None if None in found_in else False
        case {"op": "compare", "column": name, "relation": relation, "value": {"op": "date"} as days}:
            return _falls(cell_of(place, name)[1], relation, days["start"], days["end"])
        case {"op": "compare", "column": name, "relation": relation, "value": value}:
            return _compares(cell_of(place, name)[1], relation, figure_meant(value, rows))
    raise UntoldError


def cell_of(place: Place, name: str) -> tuple[Column, Cell]:
    """The cell of a row in a column.

    Raises:
        UntoldError: its table has no such column.
    """
    table, row = place
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.name == name:
            return column, cell
    raise UntoldError


def values_of(cell: Cell) -> list[str]:
    """The different values that a cell holds, folded and without qualifiers."""
    return list(dict.fromkeys(folded(value.text) or value.text for value in cell.values))


def sizes(places: Sequence[Place], name: str, *, count: int = 0) -> list[Figure]:
    """The numbers of a column's cells, all of one unit; `count` where so many are needed.

    Raises:
        UntoldError: a cell holds none, or a range; units differ; there are none, or not so many.
    """
    found: list[Figure] = []
    for place in places:
        number = cell_of(place, name)[1].number
        if number is None or number.low is None or number.low != number.high:
            raise UntoldError
        found.append((number.low, number.unit))
    if not found or len({unit for _, unit in found}) > 1 or (count and len(found) != count):
        raise UntoldError
    return found


def _has(test: Ask, column: Column, cell: Cell, *, is_negated: bool) -> bool | None:
    if not cell.is_stated:
        return None
    phrase = stems(test["phrase"])
    texts = [(stems(value.text), stems(value.qualifier)) for value in cell.values]
    if test["is_whole"]:
        found = any(phrase in (text, said, (*text, *said)) for text, said in texts)
    else:
        found = any(_stands_in(phrase, (*text, *said)) for text, said in texts)
    if column.kind.is_closed:
        return found
    if found:
        raise UntoldError  # free text may deny what it mentions
    return None if is_negated and not test["is_mention"] else False


def _stands_in(phrase: tuple[str, ...], text: tuple[str, ...]) -> bool:
    return any(text[at : at + len(phrase)] == phrase for at in range(len(text) - len(phrase) + 1))


def _compares(cell: Cell, relation: str, bound: Figure) -> bool | None:
    number = cell.number
    if not cell.is_stated or number is None or number.low is None or number.high is None:
        return None
    if bound[1] and bound[1] != number.unit:
        raise UntoldError
    low, high = (is_related(end, relation, bound[0]) for end in (number.low, number.high))
    if number.low != number.high and (relation in ("=", "!=") or low is not high):
        raise UntoldError
    return low


def _falls(cell: Cell, relation: str, start: str, end: str) -> bool | None:
    """Whether all days of a cell are before, within or after a span of days."""
    if not cell.is_stated:
        return None
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    if cell.date is None or relation == "!=":
        raise UntoldError
    before, after = cell.date.end < first, cell.date.start > last
    if not (before or after or (first <= cell.date.start and cell.date.end <= last)):
        raise UntoldError
    return {"<": before, "<=": not after, "=": not before and not after, ">=": not before, ">": after}[
        relation
    ]
