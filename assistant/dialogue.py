"""What a plan's answer is about, and how the words of a message continue it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.english import english
from assistant.plan import (
    Aggregate,
    AllRows,
    Cells,
    Choose,
    Compare,
    Count,
    Distinct,
    Explain,
    Figure,
    Filter,
    Holds,
    Many,
    Named,
    Names,
    Plan,
    Pred,
    Rows,
    Top,
    Union,
    to_dict,
)
from assistant.question import Question
from assistant.senses import Source


def rows_of(plan: Plan) -> Rows | None:
    """The rows that a plan's answer is about: what “it” and “those” point back to."""
    request = plan.ask
    match request:
        case Names(rows=rows) | Cells(rows=rows) | Distinct(rows=rows):
            return rows
        case Figure(value=Count(rows=rows) | Aggregate(rows=rows)):
            return rows
        case Holds(rows=Named() as rows):
            return rows
        case Holds():
            return Filter(rows=request.rows, where=request.where)
        case Choose():
            return Top(rows=request.rows, key=request.key, is_descending=request.is_descending)
        case Explain(of=inner):
            return rows_of(Plan(ask=inner))
        case Many(parts=parts):
            return rows_of(Plan(ask=parts[-1]))
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


def position_of(rows: Rows | None, source: Source) -> int | None:
    """The position of the one table that rows belong to, None where there are several or no rows."""
    table = table_of(rows) if rows is not None else None
    return next((i for i, known in enumerate(source.tables) if known.id == table), None)


def measured(plan: Plan) -> tuple[str, ...]:
    """The columns that a plan orders by, compares with a figure, or shows alone: what “the second” is by."""
    request, found = plan.ask, list[str]()
    rows = rows_of(plan)
    while rows is not None:
        if isinstance(rows, Top):
            found.append(getattr(rows.key, "column", ""))
        if isinstance(rows, Filter):
            found += _compared(rows.where)
        rows = getattr(rows, "rows", None)
    match request:
        case Figure(value=Aggregate(key=key)):
            found.append(getattr(key, "column", ""))
        case Cells(columns=(column,)):
            found.append(column)
        case Holds():
            found += _compared(request.where)
    return tuple(dict.fromkeys(column for column in found if column))


def _compared(where: Pred) -> list[str]:
    parts = getattr(where, "parts", (where,))
    return [part.column for part in parts if isinstance(part, Compare)]


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


def names_in(plan: Plan) -> Iterator[str]:
    """Every text of a plan: the ids of its tables and rows, its columns and phrases."""
    yield from _texts(to_dict(plan)["ask"])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key != "op":
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
