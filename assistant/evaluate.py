"""A plan in, what it denotes out, recomputed row by row in plain Python: the gate's second opinion.

Shares no code with the executor but the plan's types and the normalisation of words.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.judge import Judged, TableRows, ends, judged_rows, judged_top, keyed, position_of, verdict_of
from assistant.measures import shown
from assistant.plan import (
    Aggregate,
    Cells,
    Choose,
    Common,
    Count,
    Distinct,
    Figure,
    Groups,
    Holds,
    Names,
    Request,
    operator,
)
from corpus.errors import PlanError
from corpus.types import Cell, Table
from corpus.words import stems


@dataclass(frozen=True, slots=True)
class Recount:
    """What a request denotes: row ids in order, the rows not judged, those that fail, the values."""

    rows: tuple[str, ...]
    unknown: int
    not_matched: int
    values: frozenset[str]


def evaluate(request: Request, tables: Sequence[Table], rows_of: TableRows) -> Recount:
    """The denotation of a request over all rows.

    Raises:
        PlanError: an operator that this evaluator does not know.
    """
    match request:
        case Names():
            judged = judged_rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(j.row.name for j in judged if j.verdict))
        case Cells():
            judged = judged_rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_values(judged, request.columns)))
        case Common():
            judged = judged_rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_shared(judged, request.columns)))
        case Distinct():
            judged = judged_rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_different(judged, request.column).values()))
        case Figure(value=Count(rows=rows, distinct=distinct)):
            judged = judged_rows(rows, tables, rows_of)
            if distinct is None:
                return _recount(judged, frozenset({str(sum(1 for j in judged if j.verdict))}))
            return _recount(judged, frozenset({str(len(_different(judged, distinct)))}))
        case Holds():
            judged = [
                Judged(
                    j.table,
                    j.row,
                    verdict_of(
                        request.where, j.table, j.row, tables, rows_of, is_negated=request.quantifier == "all"
                    ),
                )
                for j in judged_rows(request.rows, tables, rows_of)
                if j.verdict
            ]
            return _recount(judged, frozenset(_verdict([j.verdict for j in judged], request.quantifier)))
        case Figure(value=Aggregate(function=function, rows=rows, key=key)):
            judged = keyed(judged_rows(rows, tables, rows_of), key)
            numbers = [
                end for j in judged if j.verdict for end in [ends(j, key)[1 if function == "max" else 0]]
            ]
            return _recount(judged, frozenset({shown(_FUNCTIONS[function](numbers))} if numbers else ()))
        case Choose(rows=rows, key=key, is_descending=is_descending):
            judged = judged_top(judged_rows(rows, tables, rows_of), key, is_descending=is_descending, n=1)
            return _recount(judged, frozenset(j.row.name for j in judged if j.verdict))
        case Groups():
            judged = judged_rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_groups(request, [j for j in judged if j.verdict])))
    raise PlanError(f"The request '{operator(request)}' is not evaluated.")


_FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "average": lambda numbers: math.fsum(numbers) / len(numbers),
    "median": statistics.median,
    "min": min,
    "max": max,
}


def _groups(request: Groups, judged: Sequence[Judged]) -> list[str]:
    """The values of the first n groups by their figure, all of them where n is not given."""
    members: dict[str, tuple[str, list[Judged]]] = {}
    for j in judged:
        position = position_of(j.table, request.by)
        for value in j.row.cells[position].values if j.row.cells[position].is_stated else ():
            members.setdefault(" ".join(stems(value.text)), (value.text, []))[1].append(j)
    sized: list[tuple[float, str]] = []
    for name, group in members.values():
        if request.key is None:
            sized.append((float(len({j.row.id for j in group})), name))
            continue
        numbers = [ends(j, request.key)[0] for j in keyed(group, request.key) if j.verdict]
        if numbers:
            sized.append((_FUNCTIONS[request.function or "sum"](numbers), name))
    sized.sort(key=lambda pair: -pair[0] if request.is_descending else pair[0])
    n = len(sized) if request.n is None else min(request.n, len(sized))
    return [value for i, (figure, value) in enumerate(sized) if i < n or figure == sized[n - 1][0]]


def _verdict(verdicts: Sequence[bool | None], quantifier: str) -> set[str]:
    decisive = quantifier == "any"
    if decisive in verdicts:
        return {"yes" if decisive else "no"}
    if None in verdicts:
        return set()
    return {"no" if decisive else "yes"}


def _recount(judged: Sequence[Judged], values: frozenset[str]) -> Recount:
    return Recount(
        tuple(j.row.id for j in judged if j.verdict),
        sum(1 for j in judged if j.verdict is None),
        sum(1 for j in judged if j.verdict is False),
        values,
    )


def _values(judged: Sequence[Judged], columns: Sequence[str]) -> list[str]:
    found = []
    for j in judged:
        if j.verdict:
            for position, column in enumerate(j.table.columns):
                is_asked = column.name in columns if columns else position != j.table.key
                if is_asked:
                    found += list(items(j.row.cells[position], j.table, position))
    return found


def _shared(judged: Sequence[Judged], columns: Sequence[str]) -> list[str]:
    """The values, each as first written, that every row has in the same column."""
    found: list[str] = []
    if not any(j.verdict for j in judged):
        return found
    for position, column in enumerate(judged[0].table.columns):
        if (column.name in columns) if columns else position != judged[0].table.key:
            cells = [j.row.cells[position] for j in judged if j.verdict]
            forms = [{" ".join(stems(v.text)) for v in cell.values if cell.is_stated} for cell in cells]
            everywhere = set.intersection(*forms)
            found += [v.text for v in cells[0].values if " ".join(stems(v.text)) in everywhere]
    return found


def _different(judged: Sequence[Judged], column: str) -> dict[str, str]:
    """The different values of a column, qualifiers left aside, each as first written."""
    found: dict[str, str] = {}
    for j in judged:
        cell = j.row.cells[position_of(j.table, column)]
        if j.verdict and cell.is_stated:
            for value in cell.values:
                found.setdefault(" ".join(stems(value.text)), value.text)
    return found


def items(cell: Cell, table: Table, position: int) -> tuple[str, ...]:
    """A cell as an answer's values: its parts where the column is a list, else its verbatim text.

    Nothing where the cell is not stated.
    """
    if not cell.is_stated:
        return ()
    if table.columns[position].kind == "list" and cell.values:
        return tuple(f"{v.text} ({v.qualifier})" if v.qualifier else v.text for v in cell.values)
    return (cell.text,)
