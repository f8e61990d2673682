"""Rows of a plan in, row numbers out, read from the build by SQL.

Tests are three-valued: true, false, and unknown for what a row does not state. What a closed cell (a
list, a category, a number) omits is false; what free text omits is false only where a row is sought
that has it, and unknown under a negation.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import compress

from assistant.amounts import amount, related
from assistant.leaves import Leaves, Verdicts
from assistant.measures import (
    all_numbers,
    by_table,
    column_id,
    column_position,
    places,
    table_position,
)
from assistant.memo import remembered
from assistant.mentions import all_names, keys_of, named_in, names_of, naming_counts
from assistant.outline import matching_columns, table_ids
from assistant.plan import (
    AllRows,
    And,
    Columns,
    Compare,
    Counted,
    Filter,
    Has,
    In,
    Intersect,
    Lists,
    Mentioned,
    MentionsKey,
    Minus,
    Named,
    Neighbour,
    Not,
    Only,
    Or,
    Pred,
    Related,
    Rows,
    Same,
    Slice,
    Stated,
    Top,
    Union,
    operator,
)
from assistant.result import Amount, Selection
from assistant.senses import Source
from corpus.errors import PlanError
from corpus.types import Table

__all__ = [
    "Selection",
    "column_id",
    "column_position",
    "judge",
    "marks",
    "matching_columns",
    "select",
    "table_of",
    "table_position",
    "tables_of",
]


def select(rows: Rows, source: Source) -> Selection:
    """The rows that an expression denotes, over all rows of the build.

    Raises:
        PlanError: the expression names a table, column or row that the build lacks, or does not make sense.
    """
    match rows:
        case AllRows():
            numbers = all_numbers(table_position(rows.table, source), source)
            return Selection(numbers, (), numbers)
        case Named():
            numbers = tuple(_number(row_id, source) for row_id in dict.fromkeys(rows.rows))
            return Selection(numbers, (), numbers)
        case Filter():
            return judge(rows, source)
        case Related():
            return judge(Filter(rows=rows.rows, where=In(column=rows.column, rows=rows.to)), source)
        case Top():
            return _top(rows, source)
        case Slice():
            return _slice(rows, source)
        case Neighbour():
            return _neighbour(rows, source)
        case Mentioned():
            return _mentioned(rows, source)
        case Union():
            return _union(rows, source)
        case Intersect():
            first, *others = (select(part, source) for part in rows.parts)
            found = [_membership(first.rows, other, source) for other in others]
            true = tuple(n for n in first.rows if all(n in yes for yes, _ in found))
            maybe = tuple(
                n
                for n in first.rows
                if all(n in yes or n in unknown for yes, unknown in found)
                and not all(n in yes for yes, _ in found)
            )
            return Selection(true, maybe, first.rows)
        case Minus():
            inner = select(rows.rows, source)
            yes, unknown = _membership(inner.rows, select(rows.without, source), source)
            kept = tuple(n for n in inner.rows if n not in yes and n not in unknown)
            return Selection(kept, tuple(n for n in inner.rows if n in unknown), inner.rows)


def judge(rows: Filter, source: Source, *, is_asked: bool = False) -> Selection:
    """The rows of a filter; `is_asked` takes silence of free text for unknown, as a yes/no question does."""
    inner = select(rows.rows, source).rows
    for table in tables_of(rows.rows, source) if not inner else ():
        _verdicts(rows.where, table, source, is_negated=is_asked)  # a name that is not there is refused
    true, unknown = marks(rows.where, inner, source, is_negated=is_asked)
    return Selection(tuple(compress(inner, true)), tuple(compress(inner, unknown)), inner)


def marks(
    pred: Pred, numbers: tuple[int, ...], source: Source, *, is_negated: bool
) -> tuple[Sequence[int], Sequence[int]]:
    """For each of some rows 1 where the test is true, else 0; and 1 where it is unknown, else 0."""
    true, unknown = bytearray(len(numbers)), bytearray(len(numbers))
    for at, indices in by_table(numbers, source).items():
        table, place = source.tables[at], places(source)[at]
        leaves = Leaves(table, source)
        found = _verdicts(pred, table, source, is_negated=is_negated)
        yes, maybe = leaves.bytes_of(found.true), leaves.bytes_of(found.unknown)
        if numbers is all_numbers(at, source):
            return yes, maybe
        for index in indices or range(len(numbers)):
            row = numbers[index] - place.first
            true[index], unknown[index] = yes[row], maybe[row]
    return true, unknown


def _verdicts(pred: Pred, table: Table, source: Source, *, is_negated: bool) -> Verdicts:
    """A test over all rows of a table."""
    leaves = Leaves(table, source)
    match pred:
        case Not():
            inner = _verdicts(pred.part, table, source, is_negated=True)
            return Verdicts(leaves.all & ~(inner.true | inner.unknown), inner.unknown)
        case And() | Or():
            parts = [_verdicts(part, table, source, is_negated=is_negated) for part in pred.parts]
            is_and = isinstance(pred, And)
            true, maybe = (leaves.all, leaves.all) if is_and else (0, 0)
            for part in parts:
                either = part.true | part.unknown
                true, maybe = (
                    (true & part.true, maybe & either) if is_and else (true | part.true, maybe | either)
                )
            return Verdicts(true, maybe & ~true)
    key = ("sql", "test", table.id, is_negated, type(pred), pred)
    return remembered(source, key, lambda: _leaf(pred, leaves, table, source, is_negated=is_negated))


def _leaf(pred: Pred, leaves: Leaves, table: Table, source: Source, *, is_negated: bool) -> Verdicts:
    match pred:
        case Has():
            return leaves.has(pred, is_negated=is_negated)
        case Compare():
            column_position(pred.column, table)
            value = amount(pred.value, source, select=select)
            return leaves.compare(pred.column, pred.relation, value)
        case Columns():
            return leaves.columns(pred)
        case Stated():
            return leaves.stated(pred.column)
        case In():
            named = select(pred.rows, source)
            if pred.through:
                column_position(pred.through, table_of(pred.rows, source))
            true, maybe = (
                named_in(pred.through, numbers, source) if pred.through else all_names(numbers, source)
                for numbers in (named.rows, named.unknown)
            )  # fmt: skip
            return (leaves.within if pred.through else leaves.names)(pred.column, true, maybe)
        case Counted():
            return _counted(pred, leaves, table, source)
        case Same():
            others = select(pred.rows, source).rows
            return leaves.same(pred.column, others, table_of(pred.rows, source), is_shared=pred.is_shared)
        case Only():
            return leaves.only(pred)
        case Lists():
            return leaves.lists(pred)
    raise PlanError(f"The test '{operator(pred)}' cannot be executed by this version.")


def _counted(pred: Counted, leaves: Leaves, table: Table, source: Source) -> Verdicts:
    """A test of how often each row is named; rows that may be among those that name it leave it open."""
    by, numbers = select(pred.by, source), all_numbers(table_position(table.id, source), source)
    column_position(pred.column, table_of(pred.by, source))
    bound = amount(pred.value, source, select=select)
    sure = naming_counts(pred.column, by.rows, numbers, source)
    most = naming_counts(pred.column, (*by.rows, *by.unknown), numbers, source) if by.unknown else sure
    judged = {n: related(Amount(sure[n], most[n]), pred.relation, bound) for n in numbers}
    return Verdicts(
        leaves.mask(n for n, verdict in judged.items() if verdict),
        leaves.mask(n for n, verdict in judged.items() if verdict is None),
    )


def _top(rows: Top, source: Source) -> Selection:
    inner = select(rows.rows, source).rows
    for table in tables_of(rows.rows, source) if not inner else ():
        keys_of(rows.key, all_numbers(table_position(table.id, source), source), source, select=select)
    found = keys_of(rows.key, inner, source, select=select)
    at = next((at for at in range(len(source.tables)) if inner is all_numbers(at, source)), None)
    if at is None or isinstance(rows.key, MentionsKey):
        chosen = _window(inner, found.values, start=rows.skip, n=rows.n, is_descending=rows.is_descending)
        return Selection(
            chosen, tuple(n for n, v in zip(inner, found.values, strict=True) if v is None), inner
        )
    side = ("sql", "order", at, type(rows.key), rows.key, rows.is_descending)
    order, unknown = remembered(
        source, side, lambda: _order(inner, found.values, is_descending=rows.is_descending)
    )
    return Selection(_at_places(order, rows.skip, rows.n), unknown, inner)


def _order(
    numbers: Sequence[int], values: Sequence[float | str | None], *, is_descending: bool
) -> tuple[list[tuple[float | str, int]], tuple[int, ...]]:
    """All rows of a table in order with their keys, and those that have none."""
    known = [(value, number) for value, number in zip(values, numbers, strict=True) if value is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_descending)
    return known, tuple(number for value, number in zip(values, numbers, strict=True) if value is None)


def _at_places(order: Sequence[tuple[float | str, int]], start: int, n: int) -> tuple[int, ...]:
    """The rows at the places `start` to `start + n`, with all that tie with the first and last of them."""
    first, last = start, min(start + n, len(order)) - 1
    if first > last:
        return ()
    while first > 0 and order[first - 1][0] == order[first][0]:
        first -= 1
    while last + 1 < len(order) and order[last + 1][0] == order[last][0]:
        last += 1
    return tuple(number for _, number in order[first : last + 1])


def _window(
    numbers: Sequence[int], values: Sequence[float | str | None], *, start: int, n: int, is_descending: bool
) -> tuple[int, ...]:
    """The rows at the places `start` to `start + n` of an order, in it, with all that tie with its ends."""
    known: list[float | str] = [value for value in values if value is not None]
    ordered = heapq.nlargest if is_descending else heapq.nsmallest
    ends = ordered(start + n, known)[start:]
    if not ends:
        return ()
    low, high = min(ends[0], ends[-1]), max(ends[0], ends[-1])
    chosen = [
        (value, number)
        for number, value in zip(numbers, values, strict=True)
        if value is not None and low <= value <= high  # type: ignore[operator]
    ]
    chosen.sort(key=lambda pair: pair[0], reverse=is_descending)
    return tuple(number for _, number in chosen)


def _slice(rows: Slice, source: Source) -> Selection:
    inner = select(rows.rows, source).rows
    start = rows.start if rows.start >= 0 else len(inner) + rows.start
    return Selection(inner[max(0, start) : max(0, start + rows.count)], (), inner)


def _neighbour(rows: Neighbour, source: Source) -> Selection:
    inner, anchors = select(rows.rows, source).rows, select(rows.anchor, source).rows
    if len(anchors) > 1:
        raise PlanError(f"What comes next is asked of one row, and the anchor has {len(anchors)} rows.")
    others = tuple(n for n in inner if n not in anchors)
    if not anchors:
        return Selection((), (), others)
    [anchor] = anchors
    if rows.key is None:
        beyond = sorted(n for n in others if (n > anchor) == (rows.offset > 0))
        place = rows.offset - 1 if rows.offset > 0 else len(beyond) + rows.offset
        if rows.is_all:
            chosen = tuple(beyond[place:] if rows.offset > 0 else beyond[: max(0, place + 1)])
            return Selection(chosen, (), others)
        return Selection((beyond[place],) if 0 <= place < len(beyond) else (), (), others)
    *values, own = keys_of(rows.key, (*others, anchor), source, select=select).values
    if own is None:
        return Selection((), others, others)
    ahead = [
        None if value is None or (value <= own if rows.offset > 0 else value >= own) else value  # type: ignore[operator]
        for value in values
    ]
    chosen = _window(
        others,
        ahead,
        start=abs(rows.offset) - 1,
        n=len(others) if rows.is_all else 1,
        is_descending=rows.offset < 0,
    )
    return Selection(chosen, tuple(n for n, v in zip(others, values, strict=True) if v is None), others)


def _mentioned(rows: Mentioned, source: Source) -> Selection:
    inner, by = select(rows.rows, source), select(rows.by, source)
    named, maybe = (named_in(rows.column, numbers, source) for numbers in (by.rows, by.unknown))
    names = names_of((*inner.rows, *inner.unknown), source)
    kept = tuple(n for n in inner.rows if names[n] & named)
    unknown = [n for n in inner.rows if not names[n] & named and names[n] & maybe]
    if not isinstance(rows.rows, Filter):
        return Selection(kept, tuple(unknown), inner.rows)
    doubted = {*unknown, *(n for n in inner.unknown if names[n] & (named | maybe))}
    return Selection(kept, tuple(n for n in inner.looked if n in doubted), inner.looked)


def _union(rows: Union, source: Source) -> Selection:
    parts = [select(part, source) for part in rows.parts]
    found = dict.fromkeys(number for part in parts for number in part.rows)
    unknown = dict.fromkeys(number for part in parts for number in part.unknown if number not in found)
    return Selection(
        tuple(found), tuple(unknown), tuple(dict.fromkeys(n for part in parts for n in part.looked))
    )


def _membership(
    numbers: Sequence[int], part: Selection, source: Source
) -> tuple[frozenset[int], frozenset[int]]:
    """Which of some rows are in a part, and which may be: by name where it has other tables."""
    tables = set(by_table(numbers, source))
    yes, maybe = set(part.rows), set(part.unknown)
    strangers = [
        [n for at in found if at not in tables for n in _of_table(chosen, found[at])]
        for chosen in (part.rows, part.unknown)
        for found in [by_table(chosen, source)]
    ]
    if any(strangers):
        own = names_of(numbers, source)
        named, perhaps = (all_names(others, source) for others in strangers)
        yes |= {n for n in numbers if own[n] & named}
        maybe |= {n for n in numbers if own[n] & perhaps}
    return frozenset(yes), frozenset(maybe - yes)


def _of_table(numbers: Sequence[int], indices: Sequence[int]) -> Sequence[int]:
    return [numbers[index] for index in indices] if indices else numbers


def table_of(rows: Rows, source: Source) -> Table:
    """The table that an expression's rows belong to (of the first part, where there are several)."""
    return tables_of(rows, source)[0]


def tables_of(rows: Rows, source: Source) -> tuple[Table, ...]:
    """The tables that an expression's rows may belong to, in the order met."""
    return tuple(source.tables[table_position(table_id, source)] for table_id in table_ids(rows))


def _number(row_id: str, source: Source) -> int:
    found = source.query("SELECT number FROM rows WHERE row_id = ?", (row_id,))
    if not found:
        raise PlanError(f"No row '{row_id}' in this build.")
    return int(found[0][0])
