"""A plan and a piece of another in, the plan that a follow-up means out: an edit of the last plan.

A piece that stands where the last plan has one of its kind takes its place (a name, columns, a test of the
same column, an order); what asks something new is asked of the rows of the last answer.
"""

from __future__ import annotations

from msgspec import structs

from assistant.dialogue import rows_of, table_of
from assistant.items import narrowed
from assistant.plan import (
    Aggregate,
    AllRows,
    And,
    Cells,
    Choose,
    Common,
    Count,
    Distinct,
    Figure,
    Filter,
    Groups,
    Holds,
    Minus,
    Named,
    Names,
    Not,
    Plan,
    Pred,
    Request,
    Rows,
    Slice,
    Top,
)


def swapped(last: Plan, new: Request, *, key: str = "", is_narrowing: bool = False) -> Request | None:
    """The last plan with the piece replaced that `new`, read by itself, is; None where it has no such piece.

    A test of a column that no test is of narrows the rows; with `is_narrowing`, every test does. `key` is
    the naming column of the last plan's table: a test of it names other rows.
    """
    before = last.ask
    match new:
        case Cells(rows=Named() as rows, columns=()):
            return _about_others(before, rows)
        case Cells(rows=Named()):
            return new  # of rows that were picked from the last answer
        case Distinct(rows=AllRows(table=table), column=column):
            return _other_columns(last, table, (column,))
        case Cells(rows=AllRows(table=table), columns=columns) if columns:
            return _other_columns(last, table, columns)
        case Names(rows=Filter(rows=AllRows(table=table), where=where)):
            return _other_test(last, table, where, key, is_narrowing=is_narrowing)
        case Cells(rows=Filter(rows=AllRows(table=table), where=where), columns=columns) if columns:
            made = _other_test(last, table, where, key, is_narrowing=is_narrowing)
            if columns == (key,):  # rows without names are told apart by it: nobody asked for it
                return made
            over = rows_of(Plan(ask=made)) if made is not None else None
            return Cells(rows=over, columns=columns) if over is not None else None
        case Names(rows=Minus(rows=AllRows(table=table), without=Named() as without)):
            known = rows_of(last)
            if known is None or table_of(known) != table:
                return None
            return with_rows(last.ask, Minus(rows=known, without=without))
        case Names(rows=Top() as order) | Cells(rows=Top() as order):
            return _other_order(last, new, order)
    return None


def asked_of(rows: Rows, new: Request) -> Request | None:
    """What `new` asks of all rows of a table, or of some, asked of those among `rows`."""
    match new:
        case Names() | Cells() | Distinct() | Groups() | Common() | Choose():
            within = _among(rows, new.rows)
            return structs.replace(new, rows=within) if within is not None else None
        case Figure(value=Count() | Aggregate() as value):
            within = _among(rows, value.rows)
            return Figure(value=structs.replace(value, rows=within)) if within is not None else None
        case Holds(rows=asked):
            within = _among(rows, asked)
            return structs.replace(new, rows=within) if within is not None else None
    return None


def opposite(last: Plan, earlier: Plan | None = None) -> Request | None:
    """The last request about the rows that fail its test; None where it has none, or which is not certain.

    Of several tests it is those that the last question added to the `earlier` plan.
    """
    request = last.ask
    rows = rows_of(last)
    if isinstance(request, Holds):
        return Names(rows=Filter(rows=AllRows(table=_table(request.rows)), where=negated(request.where)))
    if not isinstance(rows, Filter):
        return None
    parts = _parts(rows.where)
    before = rows_of(earlier) if earlier is not None else None
    kept = _parts(before.where) if isinstance(before, Filter) and before.rows == rows.rows else ()
    kept = kept if parts[: len(kept)] == kept and kept != parts else ()
    added = parts[len(kept) :]
    if len(added) != 1:
        return None
    where = negated(added[0]) if not kept else And(parts=(*kept, negated(added[0])))
    return with_rows(request, Filter(rows=rows.rows, where=where))


def negated(where: Pred) -> Pred:
    """The opposite of a test."""
    return where.part if isinstance(where, Not) else Not(part=where)


def with_rows(request: Request, rows: Rows) -> Request | None:
    """The same request about other rows."""
    match request:
        case Names() | Cells() | Distinct() | Groups() | Common() | Holds():
            return structs.replace(request, rows=rows)
        case Figure(value=Count() | Aggregate() as value):
            return Figure(value=structs.replace(value, rows=rows))
    return None


def tested(where: Pred) -> frozenset[str]:
    """The columns that a test is of."""
    found: set[str] = set()
    for part in getattr(where, "parts", ()):
        found |= tested(part)
    if isinstance(where, Not):
        return tested(where.part)
    for name in ("column", "left", "right"):
        value = getattr(where, name, "")
        found |= {value} if isinstance(value, str) and value else set()
    return frozenset(found | set(getattr(where, "columns", ())))


def _about_others(before: Request, rows: Named) -> Request | None:
    match before:
        case Cells(rows=asked, columns=columns) if columns and table_of(asked) == rows.table:
            return Cells(rows=rows, columns=columns)
        case Holds(rows=asked, where=where) if table_of(asked) == rows.table:
            return Holds(rows=rows, where=where)
        case Figure(value=Count(rows=asked, distinct=str(distinct))) if table_of(asked) == rows.table:
            return Figure(value=Count(rows=rows, distinct=distinct))
    return None


def _other_columns(last: Plan, table: str, columns: tuple[str, ...]) -> Request | None:
    rows = rows_of(last)
    if rows is None or table_of(rows) != table or isinstance(rows, AllRows):
        return None
    match last.ask:
        case Figure(value=Aggregate(function=function) as value) if len(columns) == 1:
            key = structs.replace(value.key, column=columns[0]) if hasattr(value.key, "column") else None
            return Figure(value=Aggregate(function=function, rows=rows, key=key)) if key else None
    return Cells(rows=rows, columns=columns)


def _other_test(last: Plan, table: str, where: Pred, key: str, *, is_narrowing: bool) -> Request | None:
    before, rows = last.ask, rows_of(last)
    if rows is None or table_of(rows) != table:
        return None
    is_of_names = key and tested(where) == {key}
    match before:
        case Cells(rows=Named(), columns=columns):
            # “and the weekly one?”: rows of another name; any other test says nothing of a single row
            others = Filter(rows=AllRows(table=table), where=where)
            return (
                Cells(rows=others, columns=columns) if is_of_names and columns and not is_narrowing else None
            )
        case Holds(rows=asked):
            return Holds(rows=asked, where=where, quantifier=before.quantifier)
        case Choose() | Names(rows=Named(rows=(_,))):
            return None
    if is_narrowing:
        parts = _parts(rows.where) if isinstance(rows, Filter) else ()
        if where in parts:
            return None  # “only X”, where all of them are X already, means something else
        if negated(where) in parts:  # “and without X?”, where all of them are X: the test takes its place
            kept = tuple(part for part in parts if part != negated(where))
            test = And(parts=(*kept, where)) if kept else where
            return with_rows(before, structs.replace(rows, where=test))
        return (
            Names(rows=narrowed(rows, where))
            if isinstance(before, Cells)
            else with_rows(before, narrowed(rows, where))
        )
    return with_rows(before, replaced(rows, where))


def _other_order(last: Plan, new: Request, order: Top) -> Request | None:
    rows = rows_of(last)
    if rows is None or table_of(rows) != _table(order):
        return None
    base = rows.rows if isinstance(rows, Top) else rows
    if isinstance(base, Named) and len(base.rows) == 1:
        return None
    match order.rows:
        case AllRows():
            where = None
        case Filter(rows=AllRows(), where=test):
            where = test
        case _:
            return None
    made = structs.replace(order, rows=base if where is None else replaced(base, where))
    match new, last.ask:
        case Names(), Cells(rows=Top(), columns=columns):
            return Cells(rows=made, columns=columns)
        case Cells(columns=columns), _:
            return Cells(rows=made, columns=columns)
    return Names(rows=made)


def replaced(rows: Rows, where: Pred) -> Rows:
    """The rows with the tests of the same columns replaced, or narrowed where there are none."""
    match rows:
        case Top() | Slice():
            return structs.replace(rows, rows=replaced(rows.rows, where))
        case Filter():
            others = tuple(part for part in _parts(rows.where) if not tested(part) & tested(where))
            if not others:
                return Filter(rows=rows.rows, where=where)
            return Filter(rows=rows.rows, where=And(parts=(*others, *_parts(where))))
    return Filter(rows=rows, where=where)


def _among(rows: Rows, asked: Rows) -> Rows | None:
    """The rows that `asked` denotes of a whole table, among `rows` only."""
    match asked:
        case AllRows(table=table):
            return rows if table_of(rows) == table else None
        case Filter(rows=inner, where=where):
            within = _among(rows, inner)
            return narrowed(within, where) if within is not None else None
        case Top() | Slice():
            within = _among(rows, asked.rows)
            return structs.replace(asked, rows=within) if within is not None else None
    return None


def _parts(where: Pred) -> tuple[Pred, ...]:
    return where.parts if isinstance(where, And) else (where,)


def _table(rows: Rows) -> str:
    return table_of(rows) or ""
