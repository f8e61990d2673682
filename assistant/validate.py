"""An edited plan in; nothing out where it makes sense over a build, else an error that says what does not."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from assistant.outline import key_columns, table_ids
from assistant.plan import (
    About,
    Aggregate,
    AllRows,
    And,
    Arithmetic,
    CellOf,
    Cells,
    Check,
    Choose,
    Closest,
    ColumnKey,
    Columns,
    Common,
    Compare,
    Contrast,
    Count,
    Counted,
    Day,
    DistanceKey,
    Distinct,
    Explain,
    Figure,
    Filter,
    Groups,
    Has,
    Holds,
    In,
    Intersect,
    Key,
    Lists,
    Many,
    Mentioned,
    MentionsKey,
    Minus,
    Named,
    Neighbour,
    Not,
    Number,
    Only,
    Or,
    Pred,
    Related,
    Request,
    Rows,
    RunLength,
    Same,
    Slice,
    SpanKey,
    Stated,
    Top,
    Union,
    Value,
)
from assistant.senses import Source
from corpus.errors import PlanError
from corpus.types import Column, Kind, Table
from corpus.words import stems

_MOST = 1_000_000  # rows that a plan may ask for by number; more than any table here has


def validate(request: Request, source: Source) -> None:
    """Nothing, where a request can be run over a build.

    Raises:
        PlanError: what is wrong, where in the plan, and what to write instead.
    """
    try:
        _Validator(source).request(request, "ask")
    except PlanError as error:
        raise PlanError(" ".join(str(error).split())) from error  # one line, whatever a name holds


class _Validator:
    """Walks a plan; `at` is the place in it, as a path from `ask`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tables = {table.id: table for table in source.tables}

    # --- requests ------------------------------------------------------------------------------------

    def request(self, request: Request, at: str) -> None:
        match request:
            case Many(parts=parts):
                _some(parts, at, "request")
                for index, part in enumerate(parts):
                    if isinstance(part, Many):
                        raise PlanError(
                            f"{at}.parts[{index}]: a list of requests within another. Put them in one list."
                        )
                    self.request(part, f"{at}.parts[{index}]")
            case Explain(of=inner):
                if isinstance(inner, Explain | Many | Closest):
                    raise PlanError(
                        f"{at}.of: there is no explanation of this. Ask for one answer of rows or figures."
                    )
                self.request(inner, f"{at}.of")
            case Figure(value=value):
                if isinstance(value, Number | Day):
                    raise PlanError(
                        f"{at}.value: a figure that is given is no question. Ask for a count, a "
                        f"cell or an aggregate."
                    )
                self.value(value, f"{at}.value")
            case Check(left=left, right=right):
                self.value(left, f"{at}.left")
                self.value(right, f"{at}.right")
                if isinstance(left, Number | Day) and isinstance(right, Number | Day):
                    raise PlanError(
                        f"{at}: both figures are given. Compare with a count, a cell or an aggregate."
                    )
            case About():
                self._about(request, at)
            case Closest(query=query):
                if not query.strip():
                    raise PlanError(f"{at}.query is empty. Describe what is sought.")
            case _:
                self._of_rows(request, at)

    def _of_rows(self, request: Request, at: str) -> None:
        rows: Rows = request.rows  # type: ignore[union-attr]
        self.rows(rows, f"{at}.rows")
        match request:
            case Cells(columns=columns):
                for name in columns:
                    self.column(name, rows, f"{at}.columns", is_in_all=False)
            case Common(columns=columns):
                self._one_table(rows, f"{at}.rows", "What rows have in common")
                for name in columns:
                    self.column(name, rows, f"{at}.columns")
            case Contrast(other=other, columns=columns, other_columns=others):
                self.rows(other, f"{at}.other")
                for place, side in (("rows", rows), ("other", other)):
                    self._one_table(side, f"{at}.{place}", "A contrast of values")
                if table_ids(rows) != table_ids(other):
                    raise PlanError(f"{at}.other: rows of another table. Contrast rows of one table.")
                for place, names in (("columns", columns), ("other_columns", others)):
                    for name in names:
                        self._of_values(name, rows, f"{at}.{place}")
                if others and not columns:
                    raise PlanError(f"{at}.columns is empty. Name the columns that others are set against.")
            case Distinct(column=column):
                self.column(column, rows, f"{at}.column")
            case Holds(where=where) | RunLength(where=where):
                self.test(where, rows, f"{at}.where")
            case Choose(key=key):
                self.key(key, rows, f"{at}.key")
            case Groups():
                self.column(request.by, rows, f"{at}.by")
                if (request.function is None) != (request.key is None):
                    raise PlanError(
                        f"{at}: a figure of groups needs both a function and a key. Give both, or neither."
                    )
                if request.key is not None:
                    self._figures(request.function or "sum", request.key, rows, f"{at}.key", is_of_group=True)
                if request.n is not None:
                    _within(request.n, 1, f"{at}.n")
                _within(request.skip, 0, f"{at}.skip")
                if request.having is not None:
                    self.value(request.having.value, f"{at}.having.value")

    def _about(self, request: About, at: str) -> None:
        if request.subject == "tables" and request.column is not None:
            if not any(c.name == request.column for table in self._tables.values() for c in table.columns):
                raise PlanError(f"{at}.column: no table has a column '{request.column}'. Ask for the tables.")
        elif request.subject in ("columns", "column count", "column", "table") or request.table is not None:
            table = self.table(request.table or "", f"{at}.table")
            if request.subject == "column":
                self.column(request.column or "", AllRows(table=table.id), f"{at}.column")

    # --- rows ----------------------------------------------------------------------------------------

    def rows(self, rows: Rows, at: str) -> None:
        """Checks an expression of rows."""
        match rows:
            case AllRows(table=table):
                self.table(table, f"{at}.table")
                return
            case Named(table=table, rows=ids):
                self.table(table, f"{at}.table")
                _some(ids, f"{at}.rows", "row id")
                for row_id in ids:
                    self._row(row_id, table, f"{at}.rows")
                return
            case Union(parts=parts) | Intersect(parts=parts):
                _some(parts, f"{at}.parts", "part")
                for index, part in enumerate(parts):
                    self.rows(part, f"{at}.parts[{index}]")
                return
        self.rows(rows.rows, f"{at}.rows")
        match rows:
            case Filter(rows=inner, where=where):
                self.test(where, inner, f"{at}.where")
            case Top(rows=inner, key=key, n=n, skip=skip):
                self.key(key, inner, f"{at}.key")
                _within(n, 1, f"{at}.n")
                _within(skip, 0, f"{at}.skip")
            case Slice(start=start, count=count):
                _within(count, 1, f"{at}.count")
                _within(abs(start), 0, f"{at}.start")
            case Neighbour(rows=inner, anchor=anchor, offset=offset, key=key):
                self.rows(anchor, f"{at}.anchor")
                self._one_table(inner, f"{at}.rows", "An order of neighbours")
                if table_ids(anchor) != table_ids(inner):
                    raise PlanError(
                        f"{at}.anchor is of another table than its rows. Name a row of "
                        f"'{table_ids(inner)[0]}'."
                    )
                if offset == 0 or abs(offset) > _MOST:
                    raise PlanError(
                        f"{at}.offset is {offset}. Use 1 for the next row, -1 for the one before."
                    )
                if key is not None:
                    self.key(key, inner, f"{at}.key")
            case Related(rows=inner, column=column, to=to):
                self.column(column, inner, f"{at}.column")
                self.rows(to, f"{at}.to")
            case Mentioned(column=column, by=by):
                self.rows(by, f"{at}.by")
                self.column(column, by, f"{at}.column")
            case Minus(without=without):
                self.rows(without, f"{at}.without")

    def _row(self, row_id: str, table: str, at: str) -> None:
        found = self._source.query(
            "SELECT t.id, r.is_total FROM rows r JOIN tables t ON t.position = "
            "r.table_position WHERE r.row_id = ?",
            (row_id,),
        )
        if not found:
            raise PlanError(
                f"{at}: no row '{row_id}' in this build. List the rows of '{table}' to see their ids."
            )
        [(of, is_total)] = found
        if of != table:
            raise PlanError(
                f"{at}: the row '{row_id}' is of the table '{of}', not of '{table}'. "
                f"Name the rows of one table."
            )
        if is_total:
            raise PlanError(f"{at}: '{row_id}' is a total and no row of '{table}'. Ask for the sum instead.")

    # --- tests ---------------------------------------------------------------------------------------

    def test(self, pred: Pred, rows: Rows, at: str) -> None:
        """Checks a test of rows."""
        match pred:
            case And(parts=parts) | Or(parts=parts):
                _some(parts, f"{at}.parts", "test")
                for index, part in enumerate(parts):
                    self.test(part, rows, f"{at}.parts[{index}]")
            case Not(part=part):
                self.test(part, rows, f"{at}.part")
            case Has(phrase=phrase, columns=columns):
                _worded(phrase, f"{at}.phrase")
                for name in columns:
                    self.column(name, rows, f"{at}.columns")
            case Only(column=column, phrases=phrases):
                self.column(column, rows, f"{at}.column")
                _some(phrases, f"{at}.phrases", "value")
                for phrase in phrases:
                    _worded(phrase, f"{at}.phrases")
            case Stated(column=column) | Lists(column=column):
                self.column(column, rows, f"{at}.column")
            case Compare(column=column, value=value):
                self.value(value, f"{at}.value")
                for found in self.column(column, rows, f"{at}.column"):
                    self._comparable(found, value, f"{at}.column")
            case Columns():
                self._columns(pred, rows, at)
            case In(column=column, rows=inner, through=through):
                self.column(column, rows, f"{at}.column")
                self.rows(inner, f"{at}.rows")
                if through:
                    self.column(through, inner, f"{at}.through")
            case Counted(column=column, by=by, value=value):
                self.rows(by, f"{at}.by")
                self.column(column, by, f"{at}.column")
                self.value(value, f"{at}.value")
            case Same(column=column, rows=inner):
                self.column(column, rows, f"{at}.column")
                self.rows(inner, f"{at}.rows")
                self._one_table(inner, f"{at}.rows", "What a cell is to be the same as")
                self.column(column, inner, f"{at}.column")

    def _columns(self, pred: Columns, rows: Rows, at: str) -> None:
        lefts, rights = (
            self.column(pred.left, rows, f"{at}.left"),
            self.column(pred.right, rows, f"{at}.right"),
        )
        for left, right in zip(lefts, rights, strict=True):
            if left.kind.is_ordered and right.kind.is_ordered:
                if (left.kind is Kind.DATE) != (right.kind is Kind.DATE):
                    raise PlanError(
                        f"{at}: '{left.name}' and '{right.name}' are a date and a number. "
                        f"Compare two of a kind."
                    )
            elif pred.relation not in ("=", "!="):
                raise PlanError(
                    f"{at}.relation: '{left.name}' and '{right.name}' have no order. Use = or !=."
                )

    def _comparable(self, column: Column, value: Value, at: str) -> None:
        if not column.kind.is_ordered:
            raise PlanError(
                f"{at}: '{column.name}' holds no numbers or dates. Test it with 'has', 'same' or 'only'."
            )
        if column.kind is Kind.DATE and isinstance(value, Number):
            raise PlanError(
                f"{at}: '{column.name}' holds dates. Compare it with a date, such as "
                f"1862-01-01 to 1862-12-31."
            )

    # --- keys and values -----------------------------------------------------------------------------

    def key(self, key: Key, rows: Rows, at: str) -> None:
        """Checks what rows are ordered by."""
        if isinstance(key, MentionsKey):
            self.rows(key.by, f"{at}.by")
            self.column(key.column, key.by, f"{at}.column")
            return
        columns = [self.column(name, rows, at) for name in key_columns(key)]
        match key:
            case DistanceKey(value=value):
                self.value(value, f"{at}.value")
                for column in columns[0]:
                    self._comparable(column, value, at)
                    if isinstance(value, Day) and column.kind in (Kind.MONEY, Kind.PERCENT):
                        raise PlanError(f"{at}: '{column.name}' holds no dates. Give a number to be near to.")
            case SpanKey():
                for start, end in zip(columns[0], columns[1], strict=True):
                    are_dates = {start.kind is Kind.DATE, end.kind is Kind.DATE}
                    if not (start.kind.is_ordered and end.kind.is_ordered) or len(are_dates) > 1:
                        raise PlanError(
                            f"{at}: a span needs two columns of dates, or two of numbers; "
                            f"'{start.name}' and '{end.name}' are not."
                        )

    def _figures(self, function: str, key: Key, rows: Rows, at: str, *, is_of_group: bool = False) -> None:
        """Checks that a function can be reckoned over a key."""
        self.key(key, rows, at)
        for column in self.column(key.column, rows, at) if isinstance(key, ColumnKey) else ():
            if not column.kind.is_ordered:
                raise PlanError(
                    f"{at}: '{column.name}' holds no numbers, and no {function} is made of "
                    f"words. Count its values instead."
                )
            if column.kind is Kind.DATE and (is_of_group or function not in ("min", "max")):
                raise PlanError(
                    f"{at}: there is no {function} of the dates in '{column.name}'. Ask for "
                    f"the earliest or latest."
                )

    def value(self, value: Value, at: str) -> None:
        """Checks a figure."""
        match value:
            case Number(number=number):
                if not math.isfinite(number):
                    raise PlanError(f"{at}.number is {number}. Give a number that can be compared.")
            case Day(start=start, end=end):
                days = [_day(text, f"{at}.{name}") for name, text in (("start", start), ("end", end))]
                if days[0] > days[1]:
                    raise PlanError(f"{at}: {start} is after {end}. Put the first day first.")
            case CellOf(rows=rows, column=column):
                self.rows(rows, f"{at}.rows")
                self.column(column, rows, f"{at}.column")
            case Count(rows=rows, distinct=distinct):
                self.rows(rows, f"{at}.rows")
                if distinct is not None:
                    self.column(distinct, rows, f"{at}.distinct")
            case Aggregate(function=function, rows=rows, key=key):
                self.rows(rows, f"{at}.rows")
                self._figures(function, key, rows, f"{at}.key")
            case Arithmetic(left=left, right=right):
                self.value(left, f"{at}.left")
                self.value(right, f"{at}.right")

    # --- names ---------------------------------------------------------------------------------------

    def table(self, table_id: str, at: str) -> Table:
        """The table of that id."""
        if table_id not in self._tables:
            known = ", ".join(list(self._tables)[:10])
            raise PlanError(f"{at}: no table '{table_id}' in this build. Its tables: {known}.")
        return self._tables[table_id]

    def column(self, name: str, rows: Rows, at: str, *, is_in_all: bool = True) -> list[Column]:
        """The column of that name in each table of some rows; in one at least where not `is_in_all`."""
        tables = [self._tables[table] for table in table_ids(rows)]
        found = [column for table in tables for column in table.columns if column.name == name]
        lacking = [table for table in tables if all(column.name != name for column in table.columns)]
        if not found or (is_in_all and lacking):
            known = ", ".join(column.name for column in lacking[0].columns)
            raise PlanError(f"{at}: no column '{name}' in '{lacking[0].name}'. Its columns: {known}.")
        return found

    def _of_values(self, name: str, rows: Rows, at: str) -> None:
        """A column of values, of which a cell that omits one lacks it."""
        for column in self.column(name, rows, at):
            if column.kind.is_ordered or not column.kind.is_closed:
                raise PlanError(
                    f"{at}: '{name}' holds no values to set against others. Name a column that lists some."
                )

    def _one_table(self, rows: Rows, at: str, what: str) -> None:
        tables = table_ids(rows)
        if len(tables) > 1:
            raise PlanError(
                f"{at}: {what[:1].lower() + what[1:]} needs rows of one table, not of {' and '.join(tables)}."
            )


def _some(parts: Sequence[object], at: str, what: str) -> None:
    if not parts:
        raise PlanError(f"{at} is empty. Give at least one {what}.")


def _within(number: int, least: int, at: str) -> None:
    if not least <= number <= _MOST:
        raise PlanError(f"{at} is {number}. Give a number from {least} to {_MOST}.")


def _worded(phrase: str, at: str) -> None:
    if not stems(phrase):
        raise PlanError(f"{at}: '{phrase}' has no words to look for. Give a word or a number.")


def _day(text: str, at: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise PlanError(f"{at}: '{text}' is no day. Write dates as 1862-12-31.") from error
