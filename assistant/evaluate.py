"""A plan in, what it denotes out, recomputed row by row in plain Python: the gate's second opinion.

Shares no code with the executor but the plan's types and the normalisation of words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.plan import (
    AllRows,
    And,
    Cells,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Named,
    Names,
    Not,
    Or,
    Pred,
    Request,
    Rows,
    Stated,
    Union,
    operator,
)
from corpus.errors import PlanError
from corpus.types import Cell, Row, Table
from corpus.words import stems

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
        case Distinct():
            judged = _rows(request.rows, tables, rows_of)
            return _recount(judged, frozenset(_values(judged, (request.column,))))
        case Figure(value=Count(rows=rows, distinct=distinct)):
            judged = _rows(rows, tables, rows_of)
            if distinct is None:
                return _recount(judged, frozenset({str(sum(1 for j in judged if j.verdict))}))
            different = {" ".join(stems(value)) for value in _values(judged, (distinct,))}
            return _recount(judged, frozenset({str(len(different))}))
        case Holds():
            judged = [
                _Judged(j.table, j.row, _test(request.where, j.table, j.row, is_negated=False))
                for j in _rows(request.rows, tables, rows_of)
                if j.verdict
            ]
            return _recount(judged, frozenset(_verdict([j.verdict for j in judged], request.quantifier)))
    raise PlanError(f"The request '{operator(request)}' is not evaluated.")


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
                _Judged(j.table, j.row, _test(rows.where, j.table, j.row, is_negated=False)) for j in inner
            ]
        case Union():
            return [j for part in rows.parts for j in _rows(part, tables, rows_of)]
    raise PlanError(f"The operator '{operator(rows)}' is not evaluated.")


def _table(table_id: str, tables: Sequence[Table]) -> Table:
    for table in tables:
        if table.id == table_id:
            return table
    raise PlanError(f"No table '{table_id}'.")


def _test(pred: Pred, table: Table, row: Row, *, is_negated: bool) -> bool | None:
    match pred:
        case Has():
            chosen = [
                _holds(pred, table, row.cells[position], position, is_negated=is_negated)
                for position, column in enumerate(table.columns)
                if not pred.columns or column.name in pred.columns
            ]
            return _any(chosen)
        case Stated():
            return any(c.name == pred.column and row.cells[i].is_stated for i, c in enumerate(table.columns))
        case Not():
            inner = _test(pred.part, table, row, is_negated=not is_negated)
            return None if inner is None else not inner
        case Or():
            return _any([_test(part, table, row, is_negated=is_negated) for part in pred.parts])
        case And():
            verdicts = [_test(part, table, row, is_negated=is_negated) for part in pred.parts]
            return False if False in verdicts else None if None in verdicts else True
    raise PlanError(f"The test '{operator(pred)}' is not evaluated.")


def _any(verdicts: Sequence[bool | None]) -> bool | None:
    return True if True in verdicts else None if None in verdicts else False


def _holds(pred: Has, table: Table, cell: Cell, position: int, *, is_negated: bool) -> bool | None:
    if not cell.is_stated:
        return None
    phrase = stems(pred.phrase)
    texts = (
        [f"{value.text} {value.qualifier}" for value in cell.values] if len(cell.values) > 1 else [cell.text]
    )
    for text in texts:
        found = stems(text)
        if any(found[i : i + len(phrase)] == phrase for i in range(len(found) - len(phrase) + 1)):
            return True
    is_open = not table.columns[position].kind.is_closed and position != table.key
    return None if is_open and is_negated and not pred.is_mention else False
