"""Rows and tests of a plan in, row numbers out, read from the build by SQL that is written and bound here.

Tests are three-valued as SQL's own logic is: 1, 0 and NULL for what a row does not state. What a
closed cell (a list, a category, a number) omits is false; what free text omits is false only where a
row is sought that has it, and unknown under a negation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.english import is_denied
from assistant.measures import Keys, bound_test, column_keys, part_counts
from assistant.plan import (
    AllRows,
    And,
    CellOf,
    ColumnKey,
    Compare,
    Day,
    Filter,
    Has,
    In,
    Key,
    Mentioned,
    Minus,
    Named,
    Not,
    Number,
    Or,
    PartsKey,
    Pred,
    Rows,
    Stated,
    Top,
    Union,
    Value,
    operator,
)
from assistant.senses import Source
from corpus.errors import PlanError
from corpus.types import Table
from corpus.words import stems
from indexer.schema import BREAK

Sql = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Selection:
    """Row numbers in order, those for which the outermost test is unknown, and how many it is false for."""

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
        PlanError: as `run`.
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
            return judge(rows, source)
        case Top():
            return _top(rows, source)
        case Mentioned():
            inner, by = select(rows.rows, source), select(rows.by, source)
            table = table_of(rows.by, source)
            number = column_id(column_position(rows.column, table), table, source)
            named = _named_in(number, by.rows, source)
            names = _names_of(inner.rows, source)
            kept = tuple(n for n in inner.rows if names[n] & named)
            return Selection(kept, (), len(inner.rows) - len(kept))
        case Union():
            parts = [select(part, source) for part in rows.parts]
            return Selection(
                tuple(dict.fromkeys(number for part in parts for number in part.rows)),
                tuple(number for part in parts for number in part.unknown),
                sum(part.not_matched for part in parts),
            )
        case Minus():
            inner, without = select(rows.rows, source), set(select(rows.without, source).rows)
            kept = tuple(number for number in inner.rows if number not in without)
            return Selection(kept, (), len(inner.rows) - len(kept))
    raise PlanError(f"The operator '{operator(rows)}' cannot be executed by this version.")


def keys(key: Key, rows: Rows, numbers: Sequence[int], source: Source) -> Keys:
    """What rows are ordered by.

    Raises:
        PlanError: as `run`.
    """
    table = table_of(rows, source)
    match key:
        case ColumnKey() | PartsKey():
            position = column_position(key.column, table)
            number = column_id(position, table, source)
            if isinstance(key, PartsKey):
                return part_counts(number, numbers, source)
            return column_keys(number, table.columns[position].kind, numbers, source)
    raise PlanError(f"The key '{operator(key)}' cannot be executed by this version.")


def _named_in(column: int, rows: Sequence[int], source: Source) -> frozenset[str]:
    """The folded values that the cells of a column hold over some rows."""
    chosen = set(rows)
    found = source.query("SELECT row_number, folded FROM parts WHERE column_id = ?", (column,))
    return frozenset(str(text) for row, text in found if row in chosen and text)


def _names_of(rows: Sequence[int], source: Source) -> dict[int, frozenset[str]]:
    """The folded name and aliases of each row."""
    names: dict[int, set[str]] = {number: set() for number in rows}
    for number, text in source.query("SELECT row_number, folded FROM terms WHERE kind = 'row'"):
        if number in names:
            names[int(number)].add(str(text))
    return {number: frozenset(found) for number, found in names.items()}


def _top(rows: Top, source: Source) -> Selection:
    inner = select(rows.rows, source)
    found = keys(rows.key, rows.rows, inner.rows, source)
    by = found.high if rows.is_descending else found.low
    ranked = sorted((n for n in inner.rows if n in by), key=lambda n: by[n], reverse=rows.is_descending)
    last = by[ranked[min(rows.n, len(ranked)) - 1]] if ranked else None
    chosen = tuple(n for i, n in enumerate(ranked) if i < rows.n or by[n] == last)
    unknown = tuple(n for n in inner.rows if n not in by)
    return Selection(chosen, unknown, len(ranked) - len(chosen))


def table_of(rows: Rows, source: Source) -> Table:
    """The table that an expression's rows belong to (of the first part, where there are several)."""
    match rows:
        case AllRows() | Named():
            return source.tables[table_position(rows.table, source)]
        case Union():
            return table_of(rows.parts[0], source)
        case Filter() | Top() | Minus() | Mentioned():
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


def judge(rows: Filter, source: Source, *, is_asked: bool = False) -> Selection:
    """The rows of a filter; `is_asked` takes silence of free text for unknown, as a yes/no question does."""
    table = table_of(rows.rows, source)
    inner = select(rows.rows, source)
    sql, params = _test(rows.where, table, source, is_negated=is_asked)
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
        case Compare():
            position = column_position(pred.column, table)
            value = _literal(pred.value, source)
            if value is None:
                return "NULL", ()
            number = column_id(position, table, source)
            return bound_test(number, table.columns[position].kind, pred.relation, value, source)
        case In():
            number = column_id(column_position(pred.column, table), table, source)
            names = sorted(
                frozenset[str]().union(*_names_of(select(pred.rows, source).rows, source).values())
            )
            marks = ",".join("?" * len(names))
            return (
                "(CASE WHEN r.number IN (SELECT row_number FROM parts "
                f"WHERE column_id = ? AND folded IN ({marks})) THEN 1 "
                "WHEN r.number IN (SELECT row_number FROM cells WHERE column_id = ? "
                "AND NOT is_stated) THEN NULL ELSE 0 END)",
                (number, *names, number),
            )
        case Stated():
            number = column_id(column_position(pred.column, table), table, source)
            return "(r.number IN (SELECT row_number FROM cells WHERE column_id = ? AND is_stated))", (number,)
        case Not():
            sql, params = _test(pred.part, table, source, is_negated=True)
            return f"(NOT {sql})", params
        case And() | Or():
            parts = [_test(part, table, source, is_negated=is_negated) for part in pred.parts]
            word = " AND " if isinstance(pred, And) else " OR "
            return f"({word.join(sql for sql, _ in parts)})", tuple(p for _, params in parts for p in params)
    raise PlanError(f"The test '{operator(pred)}' cannot be executed by this version.")


def _literal(value: Value, source: Source) -> Number | Day | None:
    """A value as a literal: a cell's is its number or date, None where it is not stated."""
    match value:
        case Number() | Day():
            return value
        case CellOf():
            [number] = select(value.rows, source).rows[:1]
            found = keys(ColumnKey(column=value.column), value.rows, (number,), source)
            if number in found.low:
                low = found.low[number]
                return (
                    Day(start=low, end=str(found.high[number]))
                    if isinstance(low, str)
                    else Number(number=low, unit=found.unit)
                )
            return None
    raise PlanError(f"The value '{operator(value)}' cannot be executed by this version.")


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
        # Where several columns could say it, an empty text is one that does not mention it.
        unstated = absent if is_open and len(positions) > 1 else "NULL"
        holders, wanted = _whole(phrase, number, source) if pred.is_whole else _containing(phrase, number)
        denied = _denying(phrase, number, source) if is_open and not pred.is_whole else "[]"
        alternatives.append(
            "(CASE WHEN r.number IN (SELECT row_number FROM cells WHERE column_id = ? "
            "AND text_id IN (SELECT value FROM json_each(?))) THEN NULL "
            f"WHEN r.number IN ({holders}) THEN 1 "
            "WHEN r.number IN (SELECT row_number FROM cells WHERE column_id = ? AND NOT is_stated) "
            f"THEN {unstated} ELSE {absent} END)"
        )
        params += [number, denied, *wanted, number]
    return f"({' OR '.join(alternatives)})", tuple(params)


def _containing(phrase: Sequence[str], column: int) -> Sql:
    """The rows in which a part of a cell contains the phrase; stems stand between blanks, parts around ǂ."""
    sql = (
        "SELECT c.row_number FROM texts x JOIN cells c ON c.text_id = x.id "
        "WHERE x.column_id = ? AND c.is_stated AND instr(' ' || x.stems || ' ', ?)"
    )
    return sql, (column, f" {' '.join(phrase)} ")


def _denying(phrase: Sequence[str], column: int, source: Source) -> str:
    """The texts (a JSON list of ids) in which the phrase stands only after a denial."""
    sql = "SELECT id, stems FROM texts WHERE column_id = ? AND instr(' ' || stems || ' ', ?)"
    found = []
    for text_id, text in source.query(sql, (column, f" {' '.join(phrase)} ")):
        parts = [part.split() for part in str(text).split(BREAK)]
        holding = [part for part in parts if f" {' '.join(phrase)} " in f" {' '.join(part)} "]
        if all(is_denied(part, phrase) for part in holding):
            found.append(int(text_id))
    return json.dumps(found)


def _whole(phrase: Sequence[str], column: int, source: Source) -> Sql:
    """The rows in which the phrase is a whole value, its qualifier, or both."""
    found = source.query("SELECT DISTINCT stems, qualifier FROM parts WHERE column_id = ?", (column,))
    wanted = tuple(phrase)
    kept = [
        (text, qualifier)
        for text, qualifier in found
        if wanted in (tuple(text.split()), stems(qualifier), (*text.split(), *stems(qualifier)))
    ]
    marks = ",".join("(?, ?)" for _ in kept)
    sql = f"SELECT row_number FROM parts WHERE column_id = ? AND (stems, qualifier) IN (VALUES {marks})"
    if not kept:
        return "SELECT row_number FROM parts WHERE FALSE AND column_id = ?", (column,)
    return sql, (column, *(text for pair in kept for text in pair))


def matching_columns(pred: Pred) -> Sequence[str]:
    """The columns that a test looks at, each once, in the order of the test."""
    match pred:
        case Has():
            return pred.columns
        case Not():
            return matching_columns(pred.part)
        case And() | Or():
            return tuple(dict.fromkeys(name for part in pred.parts for name in matching_columns(part)))
        case Stated() | Compare() | In():
            return (pred.column,)
    return ()
