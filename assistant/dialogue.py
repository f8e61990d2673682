"""A question within a conversation: what it points back to, and how a fragment changes the last plan."""

from __future__ import annotations

from assistant.english import english
from assistant.plan import (
    AllRows,
    And,
    Cells,
    Compare,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Named,
    Names,
    Not,
    Plan,
    Pred,
    Request,
    Rows,
    Union,
)
from assistant.question import Question
from assistant.selection import matching_columns


def rows_of(plan: Plan) -> Rows | None:
    """The rows that a plan's answer is about: what “it” and “those” point back to."""
    request = plan.ask
    match request:
        case Names(rows=rows) | Cells(rows=rows) | Distinct(rows=rows) | Figure(value=Count(rows=rows)):
            return rows
        case Holds(rows=Named() as rows):
            return rows
        case Holds():
            return Filter(rows=request.rows, where=request.where)
    return getattr(request, "rows", None)


def table_of(rows: Rows) -> str | None:
    """The id of the one table that rows belong to, None where there are several."""
    match rows:
        case AllRows() | Named():
            return rows.table
        case Union(parts=parts):
            tables = {table_of(part) for part in parts}
            return tables.pop() if len(tables) == 1 else None
    inner = getattr(rows, "rows", None)  # what every other operator keeps rows of
    return table_of(inner) if inner is not None else None


def without_marker(question: Question) -> tuple[Question, bool]:
    """The question without the words that continue (“and”, “what about”), and whether it had any."""
    words = tuple(token.folded for token in question.tokens)
    start = 0
    moved = True
    while moved:
        moved = False
        for size in range(min(3, len(words) - start), 0, -1):
            if words[start : start + size] in english().continuations:
                start, moved = start + size, True
                break
    if start == 0 or start == len(words):
        return question, False
    return question.without_first(start), True


def merged(last: Plan, new: Request, *, is_narrowing: bool = True) -> Request | None:
    """The last plan with the slot replaced that a fragment fills; None where the fragment fits none.

    A name takes the place of the names asked about, columns that of the columns, a test that of a test
    of the same column, or else narrows the rows; `is_narrowing` keeps the tests there are.
    """
    before = last.ask
    match new:
        case Cells(rows=Named() as rows, columns=()):
            return _about_others(before, rows)
        case Distinct(rows=AllRows(table=table), column=column):
            return _other_columns(before, table, (column,))
        case Cells(rows=AllRows(table=table), columns=columns) if columns:
            return _other_columns(before, table, columns)
        case Names(rows=Filter(rows=AllRows(table=table), where=where)):
            return _narrower(before, table, where, is_narrowing=is_narrowing)
    return None


def _about_others(before: Request, rows: Named) -> Request | None:
    match before:
        case Cells(rows=asked, columns=columns) if columns and table_of(asked) == rows.table:
            return Cells(rows=rows, columns=columns)
        case Holds(rows=asked, where=where) if table_of(asked) == rows.table:
            return Holds(rows=rows, where=where)
        case Figure(value=Count(rows=asked, distinct=str(distinct))) if table_of(asked) == rows.table:
            return Figure(value=Count(rows=rows, distinct=distinct))
    return None


def _other_columns(before: Request, table: str, columns: tuple[str, ...]) -> Request | None:
    rows = rows_of(Plan(ask=before))
    if rows is None or table_of(rows) != table or isinstance(rows, AllRows):
        return None
    return Cells(rows=rows, columns=columns)


def _narrower(before: Request, table: str, where: Pred, *, is_narrowing: bool) -> Request | None:
    rows = rows_of(Plan(ask=before))
    if rows is None or table_of(rows) != table:
        return None
    match before:
        case Holds(rows=asked):
            return Holds(rows=asked, where=where, quantifier=before.quantifier)
        case Figure(value=Count(distinct=None)):
            return Figure(value=Count(rows=_replaced(rows, where)))
        case Cells(columns=columns) if columns and not isinstance(rows, Named):
            return Cells(rows=_replaced(rows, where), columns=columns)
    return Names(rows=_narrowed(rows, where) if is_narrowing else _replaced(rows, where))


def _narrowed(rows: Rows, where: Pred) -> Rows:
    if isinstance(rows, Filter):
        parts = rows.where.parts if isinstance(rows.where, And) else (rows.where,)
        return Filter(rows=rows.rows, where=And(parts=(*parts, where)))
    return Filter(rows=rows, where=where)


def _replaced(rows: Rows, where: Pred) -> Rows:
    """The rows with a test of the same column replaced (“and how many use X”), else narrowed."""
    asked = set(matching_columns(where))
    match rows:
        case Filter(where=Has() | Compare()) if asked & set(matching_columns(rows.where)) and not isinstance(
            where, Not
        ):
            return Filter(rows=rows.rows, where=where)
        case Filter(where=And(parts=parts)) if not isinstance(where, Not):
            others = tuple(part for part in parts if not asked & set(matching_columns(part)))
            if others and len(others) < len(parts):
                return Filter(rows=rows.rows, where=And(parts=(*others, where)))
    return _narrowed(rows, where)
