"""Parts of a plan in, what they speak of out: tables, columns tested or ordered by, comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from assistant.plan import (
    Aggregate,
    AllRows,
    And,
    Arithmetic,
    CellOf,
    Columns,
    Compare,
    Count,
    Counted,
    Day,
    Filter,
    Has,
    In,
    Intersect,
    Key,
    Lists,
    MentionsKey,
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
    Same,
    SpanKey,
    Stated,
    Top,
    Union,
    Value,
)


def table_ids(rows: Rows) -> tuple[str, ...]:
    """The tables whose rows an expression may denote, in the order met."""
    match rows:
        case AllRows() | Named():
            return (rows.table,)
        case Union():
            return tuple(dict.fromkeys(table for part in rows.parts for table in table_ids(part)))
        case Intersect():
            return table_ids(rows.parts[0])
        case _:
            return table_ids(rows.rows)


def tables_in(node: object) -> frozenset[str]:
    """The tables that any part of a plan speaks of."""
    match node:
        case AllRows() | Named():
            return frozenset((node.table,))
        case Struct():
            parts: Iterable[object] = (getattr(node, name) for name in node.__struct_fields__)
        case tuple():
            parts = node
        case _:
            return frozenset()
    return frozenset[str]().union(*map(tables_in, parts))


def key_columns(key: Key) -> tuple[str, ...]:
    """The columns that an order or a figure goes by."""
    match key:
        case SpanKey():
            return (key.start, key.end)
        case MentionsKey():
            return ()  # a column of another table
        case _:
            return (key.column,)


def matching_columns(pred: Pred) -> Sequence[str]:
    """The columns that a test looks at, each once, in the order of the test."""
    match pred:
        case Has():
            return pred.columns
        case Not():
            return matching_columns(pred.part)
        case And() | Or():
            return tuple(dict.fromkeys(name for part in pred.parts for name in matching_columns(part)))
        case Columns():
            return tuple(dict.fromkeys((pred.left, pred.right)))
        case Counted():
            return ()  # a column of another table
        case Stated() | Compare() | In() | Same() | Only() | Lists():
            return (pred.column,)


def tested_columns(rows: Rows) -> dict[str, tuple[str, ...]]:
    """The columns that a row's place among others stands on, by the id of its table."""
    match rows:
        case AllRows() | Named():
            return {rows.table: ()}
        case Filter(where=where):
            own: Sequence[str] = matching_columns(where)
        case Top(key=key):
            own = key_columns(key)
        case Neighbour(key=key):
            own = key_columns(key) if key is not None else ()
        case Related(column=column):
            own = (column,)
        case Union() | Intersect():
            found: dict[str, tuple[str, ...]] = {}
            for part in rows.parts:
                for table, names in tested_columns(part).items():
                    found[table] = tuple(dict.fromkeys((*found.get(table, ()), *names)))
            return {table: found[table] for table in table_ids(rows)}
        case _:
            own = ()
    inner = tested_columns(rows.rows)
    return {table: tuple(dict.fromkeys((*names, *own))) for table, names in inner.items()}


def is_narrowed(rows: Rows) -> bool:
    """Whether an expression is anything but all rows of tables."""
    if isinstance(rows, Union):
        return any(is_narrowed(part) for part in rows.parts)
    return not isinstance(rows, AllRows)


def joined_parts(pred: Pred | None) -> Iterator[Pred]:
    """The tests that “and” and “or” join, however deep; one by itself is its only part."""
    match pred:
        case And() | Or():
            for part in pred.parts:
                yield from joined_parts(part)
        case None:
            return
        case _:
            yield pred


def rows_tested(request: Request) -> Rows | None:
    """The rows that a request, or the figure that it asks for, is over; None where there are none."""
    return getattr(request, "rows", None) or getattr(getattr(request, "value", None), "rows", None)


def tests_of(request: Request) -> Iterator[Pred]:
    """The tests that a request makes of rows: those below an order too, and of the rows that it joins."""
    yield from _tests(getattr(request, "where", None))
    rows = rows_tested(request)
    while rows is not None:
        yield from _tests(getattr(rows, "where", None))
        rows = getattr(rows, "rows", None) if isinstance(rows, Filter | Top) else None


def _tests(pred: Pred | None) -> Iterator[Pred]:
    for test in joined_parts(pred):
        yield test
        if isinstance(test, In):
            yield from _tests(getattr(test.rows, "where", None))


def comparisons(pred: Pred) -> Iterator[Compare]:
    """The comparisons with a figure within a test."""
    match pred:
        case Compare():
            yield pred
        case Not():
            yield from comparisons(pred.part)
        case And() | Or():
            for part in pred.parts:
                yield from comparisons(part)


def is_given(value: Value) -> bool:
    """Whether a value is one that the question gives, and not one to look up."""
    return isinstance(value, Number | Day)


def rows_in(value: Value) -> Iterator[Rows]:
    """The rows that a value is reckoned from."""
    match value:
        case CellOf() | Count() | Aggregate():
            yield value.rows
        case Arithmetic():
            yield from rows_in(value.left)
            yield from rows_in(value.right)
