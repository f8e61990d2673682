"""A plan in, the rows that it denotes out, read from the build by SQL that is written and bound here.

Tests are three-valued as SQL's own logic is: 1, 0 and NULL for what a row does not state. What a
closed cell (a list, a category, a number) omits is false; what free text omits is false only where a
row is sought that has it, and unknown under a negation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.link import Source
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
from corpus.types import Row, Table
from corpus.words import stems
from indexer import Build

Sql = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Selection:
    """Row numbers in order, those for which the outermost test is unknown, and those it is false for."""

    rows: tuple[int, ...]
    unknown: tuple[int, ...] = ()
    not_matched: int = 0

    @property
    def total(self) -> int:
        """Rows looked at."""
        return len(self.rows) + len(self.unknown) + self.not_matched


def select(rows: Rows, source: Source) -> Selection:
    """The rows that an expression denotes, over all rows of the build.

    Raises:
        PlanError: the expression names a table, column or row that the build lacks, or an operator
            that cannot be executed yet.
    """
    match rows:
        case AllRows():
            found = source.query(
                "SELECT number FROM rows WHERE table_position = ? AND NOT is_total ORDER BY number",
                (table_position(rows.table, source),),
            )
            return Selection(tuple(int(number) for (number,) in found))
        case Named():
            return Selection(tuple(_number(row_id, source) for row_id in rows.rows))
        case Filter():
            return _filter(rows, source)
        case Union():
            parts = [select(part, source) for part in rows.parts]
            return Selection(
                tuple(dict.fromkeys(number for part in parts for number in part.rows)),
                tuple(number for part in parts for number in part.unknown),
                sum(part.not_matched for part in parts),
            )
    raise PlanError(f"The operator '{operator(rows)}' cannot be executed by this version.")


@dataclass(frozen=True, slots=True)
class Result:
    """What a request denotes: the rows it is about, in order, with how all rows looked at were judged."""

    rows: tuple[tuple[Table, Row], ...]
    selection: Selection
    verdict: bool | None = None
    count: int = 0


def run(request: Request, source: Build) -> Result:
    """The result of a request over all rows of a build.

    Raises:
        PlanError: as `select`; also for requests that this version cannot execute.
    """
    match request:
        case Names() | Cells() | Distinct():
            selection = select(request.rows, source)
            return _result(selection, selection.rows, source)
        case Figure(value=Count(rows=rows, distinct=distinct)):
            selection = select(rows, source)
            if distinct is None:
                return _result(selection, selection.rows, source, count=len(selection.rows))
            table = table_of(rows, source)
            number = column_id(column_position(distinct, table), table, source)
            return _result(selection, selection.rows, source, count=_distinct(number, selection.rows, source))
        case Holds():
            inner = select(request.rows, source)
            selection = select(Filter(rows=request.rows, where=request.where), source)
            verdict = _verdict(selection, request.quantifier)
            # Every row named is evidence; over a whole table the rows that hold are.
            shown = inner.rows if request.quantifier == "all" else selection.rows
            return _result(selection, shown, source, verdict=verdict)
    raise PlanError(f"The request '{operator(request)}' cannot be executed by this version.")


def _result(
    selection: Selection, rows: Sequence[int], source: Build, *, verdict: bool | None = None, count: int = 0
) -> Result:
    found = dict(zip(rows, source.rows_by_number(rows), strict=True))
    tables = source.tables
    return Result(tuple((tables[found[n][0]], found[n][1]) for n in rows), selection, verdict, count)


def _verdict(selection: Selection, quantifier: str) -> bool | None:
    if quantifier == "any":
        return True if selection.rows else None if selection.unknown else False
    return False if selection.not_matched else None if selection.unknown else True


def _distinct(number: int, rows: Sequence[int], source: Source) -> int:
    """How many different parts the cells of a column list over some rows (equal up to inflection)."""
    chosen = set(rows)
    found = source.query("SELECT row_number, stems FROM parts WHERE column_id = ?", (number,))
    return len({parts for row, parts in found if row in chosen})


def table_of(rows: Rows, source: Source) -> Table:
    """The table that an expression's rows belong to (of the first part, where there are several)."""
    match rows:
        case AllRows() | Named():
            return source.tables[table_position(rows.table, source)]
        case Union():
            return table_of(rows.parts[0], source)
        case Filter():
            return table_of(rows.rows, source)
    raise PlanError(f"The operator '{operator(rows)}' cannot be executed by this version.")


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


def _number(row_id: str, source: Source) -> int:
    found = source.query("SELECT number FROM rows WHERE row_id = ?", (row_id,))
    if not found:
        raise PlanError(f"No row '{row_id}' in this build.")
    return int(found[0][0])


def _filter(rows: Filter, source: Source) -> Selection:
    table = table_of(rows.rows, source)
    inner = select(rows.rows, source)
    sql, params = _test(rows.where, table, source, is_negated=False)
    position = table_position(table.id, source)
    verdicts = dict(
        source.query(f"SELECT r.number, {sql} FROM rows r WHERE r.table_position = ?", (*params, position))
    )
    return Selection(
        tuple(n for n in inner.rows if verdicts[n] == 1),
        tuple(n for n in inner.rows if verdicts[n] is None),
        sum(1 for n in inner.rows if verdicts[n] == 0),
    )


def _test(pred: Pred, table: Table, source: Source, *, is_negated: bool) -> Sql:
    match pred:
        case Has():
            return _has(pred, table, source, is_negated=is_negated)
        case Stated():
            number = column_id(column_position(pred.column, table), table, source)
            return "(r.number IN (SELECT row_number FROM cells WHERE column_id = ? AND is_stated))", (number,)
        case Not():
            sql, params = _test(pred.part, table, source, is_negated=not is_negated)
            return f"(NOT {sql})", params
        case And() | Or():
            parts = [_test(part, table, source, is_negated=is_negated) for part in pred.parts]
            word = " AND " if isinstance(pred, And) else " OR "
            return f"({word.join(sql for sql, _ in parts)})", tuple(p for _, params in parts for p in params)
    raise PlanError(f"The test '{operator(pred)}' cannot be executed by this version.")


def _has(pred: Has, table: Table, source: Source, *, is_negated: bool) -> Sql:
    """One leaf: the phrase within a value of any of the columns; NULL where no column says."""
    phrase = stems(pred.phrase)
    if not phrase:
        raise PlanError(f"The phrase '{pred.phrase}' has no words to look for.")
    names = pred.columns or tuple(column.name for column in table.columns)
    positions = [column_position(name, table) for name in names]
    alternatives: list[str] = []
    params: list[object] = []
    for position in positions:
        number = column_id(position, table, source)
        is_open = not table.columns[position].kind.is_closed and position != table.key
        absent = "NULL" if is_open and is_negated and not pred.is_mention else "0"
        alternatives.append(
            "(CASE WHEN r.number IN (SELECT c.row_number FROM texts x JOIN cells c ON c.text_id = x.id "
            "WHERE x.column_id = ? AND c.is_stated AND instr(' ' || x.stems || ' ', ?)) THEN 1 "
            "WHEN r.number IN (SELECT row_number FROM cells WHERE column_id = ? AND NOT is_stated) THEN NULL "
            f"ELSE {absent} END)"
        )
        params += [number, f" {' '.join(phrase)} ", number]
    return f"({' OR '.join(alternatives)})", tuple(params)


def matching_columns(pred: Pred) -> Sequence[str]:
    """The columns that a test looks at, each once, in the order of the test."""
    match pred:
        case Has():
            return pred.columns
        case Not():
            return matching_columns(pred.part)
        case And() | Or():
            return tuple(dict.fromkeys(name for part in pred.parts for name in matching_columns(part)))
        case Stated():
            return (pred.column,)
    return ()
