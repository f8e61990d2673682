"""A plan in, what it denotes out, recomputed row by row in plain Python: the gate's second opinion.

Shares no code with the executor but the plan's types and the normalisation of words.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.measures import shown
from assistant.plan import (
    Aggregate,
    AllRows,
    And,
    CellOf,
    Cells,
    Choose,
    ColumnKey,
    Common,
    Compare,
    Count,
    Day,
    Distinct,
    Figure,
    Filter,
    Groups,
    Has,
    Holds,
    In,
    Key,
    Mentioned,
    Minus,
    Named,
    Names,
    Not,
    Number,
    Or,
    PartsKey,
    Pred,
    Request,
    Rows,
    Stated,
    Top,
    Union,
    operator,
)
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Cell, Row, Table
from corpus.words import folded, stems

TableRows = Callable[[Table], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Recount:
    """What a request denotes: row ids in order, the rows not judged, those that fail, the values."""

    rows: tuple[str, ...]
    unknown: int
    not_matched: int
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Judged:
    table: Table
    row: Row
    verdict: bool | None
    unit: str = ""


def evaluate(request: Request, tables: Sequence[Table], rows_of: TableRows) -> Recount:
    """The denotation of a request over all rows.

    Raises:
        PlanError: an operator that this evaluator does not know.
    """
    match request:
        case Names():
            judged = _rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(j.row.name for j in judged if j.verdict))
        case Cells():
            judged = _rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_values(judged, request.columns)))
        case Common():
            judged = _rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_shared(judged, request.columns)))
        case Distinct():
            judged = _rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_different(judged, request.column).values()))
        case Figure(value=Count(rows=rows, distinct=distinct)):
            judged = _rows(rows, tables, rows_of)
            if distinct is None:
                return _recount(judged, frozenset({str(sum(1 for j in judged if j.verdict))}))
            return _recount(judged, frozenset({str(len(_different(judged, distinct)))}))
        case Holds():
            judged = [
                _Judged(
                    j.table, j.row, _test(request.where, j.table, j.row, tables, rows_of, is_negated=False)
                )
                for j in _rows(request.rows, tables, rows_of)
                if j.verdict
            ]
            return _recount(judged, frozenset(_verdict([j.verdict for j in judged], request.quantifier)))
        case Figure(value=Aggregate(function=function, rows=rows, key=key)):
            judged = _keyed(_rows(rows, tables, rows_of), key)
            numbers = [
                end for j in judged if j.verdict for end in [_ends(j, key)[1 if function == "max" else 0]]
            ]
            return _recount(judged, frozenset({shown(_FUNCTIONS[function](numbers))} if numbers else ()))
        case Choose(rows=rows, key=key, is_descending=is_descending):
            judged = _top(_rows(rows, tables, rows_of), key, is_descending=is_descending, n=1)
            return _recount(judged, frozenset(j.row.name for j in judged if j.verdict))
        case Groups():
            judged = _rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_groups(request, [j for j in judged if j.verdict])))
    raise PlanError(f"The request '{operator(request)}' is not evaluated.")


_FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "average": lambda numbers: math.fsum(numbers) / len(numbers),
    "median": statistics.median,
    "min": min,
    "max": max,
}


def _groups(request: Groups, judged: Sequence[_Judged]) -> list[str]:
    """The values of the first n groups by their figure, all of them where n is not given."""
    members: dict[str, tuple[str, list[_Judged]]] = {}
    for j in judged:
        position = _position(j.table, request.by)
        for value in j.row.cells[position].values if j.row.cells[position].is_stated else ():
            members.setdefault(" ".join(stems(value.text)), (value.text, []))[1].append(j)
    sized: list[tuple[float, str]] = []
    for name, group in members.values():
        if request.key is None:
            sized.append((float(len({j.row.id for j in group})), name))
            continue
        numbers = [_ends(j, request.key)[0] for j in _keyed(group, request.key) if j.verdict]
        if numbers:
            sized.append((_FUNCTIONS[request.function or "sum"](numbers), name))
    sized.sort(key=lambda pair: -pair[0] if request.is_descending else pair[0])
    n = len(sized) if request.n is None else min(request.n, len(sized))
    return [value for i, (figure, value) in enumerate(sized) if i < n or figure == sized[n - 1][0]]


def _keyed(judged: Sequence[_Judged], key: Key) -> list[_Judged]:
    """Rows judged anew: unknown where they have no key, or one in a unit that does not convert to the commonest."""
    keyed = [j for j in judged if j.verdict]
    units = Counter(unit for j in keyed if (unit := _unit(j, key)) is not None)
    common = min(units, key=lambda u: (-units[u], u)) if units else ""
    verdicts = []
    for j in keyed:
        unit = _unit(j, key)
        is_known = unit is not None and factor(unit, common) is not None
        verdicts.append(_Judged(j.table, j.row, True if is_known else None, common))
    return verdicts


def _cell(j: _Judged, key: Key) -> Cell:
    if isinstance(key, ColumnKey | PartsKey):
        return j.row.cells[_position(j.table, key.column)]
    raise PlanError(f"The key '{operator(key)}' is not evaluated.")


def _unit(j: _Judged, key: Key) -> str | None:
    """The unit of a row's key, None where it has no key."""
    cell = _cell(j, key)
    if not cell.is_stated:
        return None
    if isinstance(key, PartsKey) or (cell.date is not None and _kind(j, key) == "date"):
        return ""
    return None if cell.number is None or _kind(j, key) == "date" else cell.number.unit


def _kind(j: _Judged, key: Key) -> str:
    return (
        j.table.columns[_position(j.table, key.column)].kind.value
        if isinstance(key, ColumnKey | PartsKey)
        else ""
    )


def _ends(j: _Judged, key: Key) -> tuple[float, float]:
    """Both ends of a row's key in the common unit; a date as its day's number."""
    cell = _cell(j, key)
    if isinstance(key, PartsKey):
        return float(len(cell.values)), float(len(cell.values))
    if _kind(j, key) == "date" and cell.date is not None:
        return float(cell.date.start.toordinal()), float(cell.date.end.toordinal())
    if cell.number is None:
        raise PlanError("A row without a number has no key.")
    scale = factor(cell.number.unit, j.unit) or 1.0
    low = cell.number.low if cell.number.low is not None else cell.number.high
    high = cell.number.high if cell.number.high is not None else cell.number.low
    return (low or 0.0) * scale, (high or 0.0) * scale


def _top(judged: Sequence[_Judged], key: Key, *, is_descending: bool, n: int) -> list[_Judged]:
    """The first n by a key with all ties of the last, in order; then the rest, judged false or unknown."""
    keyed = _keyed(judged, key)
    known = [j for j in keyed if j.verdict]
    side = 1 if is_descending else 0
    known.sort(key=lambda j: _ends(j, key)[side], reverse=is_descending)
    if not known:
        return keyed
    last = _ends(known[min(n, len(known)) - 1], key)[side]
    found = [_Judged(j.table, j.row, i < n or _ends(j, key)[side] == last) for i, j in enumerate(known)]
    return [*found, *(j for j in keyed if not j.verdict)]


def _names(row: Row) -> set[str]:
    return {folded(row.name), *(folded(alias) for alias in row.aliases)} - {""}


def _position(table: Table, column: str) -> int:
    for position, known in enumerate(table.columns):
        if known.name == column:
            return position
    raise PlanError(f"No column '{column}' in '{table.name}'.")


def _verdict(verdicts: Sequence[bool | None], quantifier: str) -> set[str]:
    decisive = quantifier == "any"
    if decisive in verdicts:
        return {"yes" if decisive else "no"}
    if None in verdicts:
        return set()
    return {"no" if decisive else "yes"}


def _recount(judged: Sequence[_Judged], values: frozenset[str]) -> Recount:
    return Recount(
        tuple(j.row.id for j in judged if j.verdict),
        sum(1 for j in judged if j.verdict is None),
        sum(1 for j in judged if j.verdict is False),
        values,
    )


def _values(judged: Sequence[_Judged], columns: Sequence[str]) -> list[str]:
    found = []
    for j in judged:
        if j.verdict:
            for position, column in enumerate(j.table.columns):
                is_asked = column.name in columns if columns else position != j.table.key
                if is_asked:
                    found += list(items(j.row.cells[position], j.table, position))
    return found


def _shared(judged: Sequence[_Judged], columns: Sequence[str]) -> list[str]:
    """The values, each as first written, that every row has in the same column."""
    found: list[str] = []
    if not judged:
        return found
    for position, column in enumerate(judged[0].table.columns):
        if (column.name in columns) if columns else position != judged[0].table.key:
            cells = [j.row.cells[position] for j in judged if j.verdict]
            forms = [{" ".join(stems(v.text)) for v in cell.values if cell.is_stated} for cell in cells]
            everywhere = set.intersection(*forms)
            found += [v.text for v in cells[0].values if " ".join(stems(v.text)) in everywhere]
    return found


def _different(judged: Sequence[_Judged], column: str) -> dict[str, str]:
    """The different values of a column, qualifiers left aside, each as first written."""
    found: dict[str, str] = {}
    for j in judged:
        cell = j.row.cells[_position(j.table, column)]
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


def _rows(rows: Rows, tables: Sequence[Table], rows_of: TableRows) -> list[_Judged]:
    match rows:
        case AllRows():
            table = _table(rows.table, tables)
            return [_Judged(table, row, True) for row in rows_of(table) if not row.is_total]
        case Named():
            table = _table(rows.table, tables)
            by_id = {row.id: row for row in rows_of(table)}
            return [_Judged(table, by_id[row_id], True) for row_id in rows.rows]
        case Filter():
            inner = [j for j in _rows(rows.rows, tables, rows_of) if j.verdict]
            return [
                _Judged(j.table, j.row, _test(rows.where, j.table, j.row, tables, rows_of, is_negated=False))
                for j in inner
            ]
        case Top():
            inner = [j for j in _rows(rows.rows, tables, rows_of) if j.verdict]
            return _top(inner, rows.key, is_descending=rows.is_descending, n=rows.n)
        case Minus():
            without = {j.row.id for j in _rows(rows.without, tables, rows_of) if j.verdict}
            inner = [j for j in _rows(rows.rows, tables, rows_of) if j.verdict]
            return [_Judged(j.table, j.row, j.row.id not in without) for j in inner]
        case Mentioned():
            inner = [j for j in _rows(rows.rows, tables, rows_of) if j.verdict]
            by = [j for j in _rows(rows.by, tables, rows_of) if j.verdict]
            cells = [j.row.cells[_position(j.table, rows.column)] for j in by]
            named = {folded(value.text) for cell in cells if cell.is_stated for value in cell.values}
            return [_Judged(j.table, j.row, bool(named & _names(j.row))) for j in inner]
        case Union():
            return [j for part in rows.parts for j in _rows(part, tables, rows_of)]
    raise PlanError(f"The operator '{operator(rows)}' is not evaluated.")


def _table(table_id: str, tables: Sequence[Table]) -> Table:
    for table in tables:
        if table.id == table_id:
            return table
    raise PlanError(f"No table '{table_id}'.")


def _test(
    pred: Pred, table: Table, row: Row, tables: Sequence[Table], rows_of: TableRows, *, is_negated: bool
) -> bool | None:
    match pred:
        case Has():
            count = len(pred.columns or table.columns)
            chosen = [
                _holds(
                    pred,
                    table,
                    row.cells[position],
                    position,
                    is_negated=is_negated,
                    is_one_of_many=count > 1,
                )
                for position, column in enumerate(table.columns)
                if not pred.columns or column.name in pred.columns
            ]
            return _any(chosen)
        case Compare():
            return _compare(pred, table, row, tables, rows_of)
        case In():
            cell = row.cells[_position(table, pred.column)]
            if not cell.is_stated:
                return None
            names = [_names(j.row) for j in _rows(pred.rows, tables, rows_of) if j.verdict]
            values = {folded(value.text) for value in cell.values}
            return any(values & name for name in names)
        case Stated():
            return any(c.name == pred.column and row.cells[i].is_stated for i, c in enumerate(table.columns))
        case Not():
            inner = _test(pred.part, table, row, tables, rows_of, is_negated=not is_negated)
            return None if inner is None else not inner
        case Or():
            return _any(
                [_test(part, table, row, tables, rows_of, is_negated=is_negated) for part in pred.parts]
            )
        case And():
            verdicts = [
                _test(part, table, row, tables, rows_of, is_negated=is_negated) for part in pred.parts
            ]
            return False if False in verdicts else None if None in verdicts else True
    raise PlanError(f"The test '{operator(pred)}' is not evaluated.")


def _compare(
    pred: Compare, table: Table, row: Row, tables: Sequence[Table], rows_of: TableRows
) -> bool | None:
    """The relation between what a cell spans and what the value spans; unknown where they overlap partly."""
    position = _position(table, pred.column)
    span = _span(row.cells[position], table.columns[position].kind == "date")
    if span is None:
        return None
    low, high, unit = span
    match pred.value:
        case Number(number=number, unit=asked):
            scale = 1.0 if not asked or not unit else factor(unit, asked)
            if scale is None:
                return None
            low, high, first, last = low * scale, high * scale, number, number
        case Day(start=start, end=end):
            days = (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
            is_date = table.columns[position].kind == "date"
            first, last = (float(d.toordinal() if is_date else d.year) for d in days)
        case CellOf(rows=rows, column=column):
            [other] = [j for j in _rows(rows, tables, rows_of) if j.verdict][:1]
            place = _position(other.table, column)
            compared = _span(other.row.cells[place], other.table.columns[place].kind == "date")
            scale = factor(unit, compared[2]) if compared else None
            if compared is None or scale is None:
                return None
            low, high, first, last = low * scale, high * scale, compared[0], compared[1]
        case _:
            raise PlanError(f"The value '{operator(pred.value)}' is not evaluated.")
    is_within, is_apart = first <= low and high <= last, high < first or low > last
    sure, sure_not = {
        ">": (low > last, high <= last),
        ">=": (low >= first, high < first),
        "<": (high < first, low >= first),
        "<=": (high <= last, low > last),
        "=": (is_within, is_apart),
        "!=": (is_apart, is_within),
    }[pred.relation]
    return True if sure else False if sure_not else None


def _span(cell: Cell, is_date: bool) -> tuple[float, float, str] | None:
    if not cell.is_stated:
        return None
    if is_date:
        return (
            (float(cell.date.start.toordinal()), float(cell.date.end.toordinal()), "") if cell.date else None
        )
    if cell.number is None:
        return None
    low = -math.inf if cell.number.low is None else cell.number.low
    high = math.inf if cell.number.high is None else cell.number.high
    return low, high, cell.number.unit


def _any(verdicts: Sequence[bool | None]) -> bool | None:
    return True if True in verdicts else None if None in verdicts else False


def _holds(
    pred: Has, table: Table, cell: Cell, position: int, *, is_negated: bool, is_one_of_many: bool
) -> bool | None:
    is_open = not table.columns[position].kind.is_closed and position != table.key
    absent = None if is_open and is_negated and not pred.is_mention else False
    if not cell.is_stated:
        return absent if is_open and is_one_of_many else None
    phrase = stems(pred.phrase)
    if pred.is_whole:
        forms = [(stems(value.text), stems(value.qualifier)) for value in cell.values]
        is_there = any(phrase in (text, qualifier, (*text, *qualifier)) for text, qualifier in forms)
        return True if is_there else absent
    texts = (
        [f"{value.text} {value.qualifier}" for value in cell.values] if len(cell.values) > 1 else [cell.text]
    )
    for text in texts:
        found = stems(text)
        if any(found[i : i + len(phrase)] == phrase for i in range(len(found) - len(phrase) + 1)):
            return True
    return absent
