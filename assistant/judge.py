"""Rows, tests and values of a plan in, what they denote out, in plain Python over the columns of a build.

The gate's second opinion. Shares no code with the executor but the plan's types, the shape of results,
units and the normalisation of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import compress

from assistant import verdicts
from assistant.columns import Columns as Build
from assistant.columns import Rows as TableRows
from assistant.figures import figure
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
from assistant.ranks import Rank, ranks, times_named
from assistant.result import Selection
from assistant.verdicts import FALSE, TRUE, UNKNOWN
from corpus.errors import PlanError
from corpus.words import folded

_IS_TRUE = bytes(1 if mark == TRUE else 0 for mark in range(256))
_IS_UNKNOWN = bytes(1 if mark == UNKNOWN else 0 for mark in range(256))
_OPPOSITE = bytes(max(0, TRUE - mark) for mark in range(256))


def judged(rows: Rows, build: Build) -> Selection:
    """The rows that an expression denotes, those not known, and all looked at.

    Raises:
        PlanError: a name that the build lacks, or what makes no sense there.
    """
    match rows:
        case AllRows():
            numbers = build.all_of(build.named(rows.table))
            return Selection(numbers, (), numbers)
        case Named():
            ids = build.ids()
            for row_id in rows.rows:
                if row_id not in ids:
                    raise PlanError(f"No row '{row_id}'.")
            numbers = tuple(dict.fromkeys(ids[row_id] for row_id in rows.rows))
            return Selection(numbers, (), numbers)
        case Filter(rows=inner, where=where):
            looked = judged(inner, build).rows
            return _split(looked, tested(where, looked, build, is_negated=False))
        case Related(rows=inner, column=column, to=to):
            return judged(Filter(rows=inner, where=In(column=column, rows=to)), build)
        case Top():
            looked = judged(rows.rows, build).rows
            return _first(rows, looked, build)
        case Slice():
            looked = judged(rows.rows, build).rows
            start = rows.start + (len(looked) if rows.start < 0 else 0)
            return Selection(
                tuple(n for i, n in enumerate(looked) if start <= i < start + rows.count), (), looked
            )
        case Neighbour():
            return _neighbour(rows, build)
        case Mentioned():
            return _mentioned(rows, build)
        case Union():
            return _union([judged(part, build) for part in rows.parts])
        case Intersect():
            first, *others = (judged(part, build) for part in rows.parts)
            marks = [_within(first.rows, other, build) for other in others]
            return _split(
                first.rows,
                bytes(map(min, *marks, bytes([TRUE]) * len(first.rows)))
                if marks
                else bytes([TRUE]) * len(first.rows),
            )
        case Minus():
            looked = judged(rows.rows, build).rows
            inside = _within(looked, judged(rows.without, build), build)
            return _split(looked, bytes(TRUE - mark for mark in inside))


def tested(pred: Pred, numbers: tuple[int, ...], build: Build, *, is_negated: bool) -> bytes:
    """The verdict of a test on each of some rows."""
    for rows in build.tables:
        if numbers is build.all_of(rows):
            return _over_table(pred, rows, build, is_negated=is_negated)
    by_table: dict[int, bytes] = {}
    found = bytearray()
    for number in numbers:
        at = next(i for i, rows in enumerate(build.tables) if number in rows.numbers)
        if at not in by_table:
            by_table[at] = _over_table(pred, build.tables[at], build, is_negated=is_negated)
        found.append(by_table[at][number - build.tables[at].first])
    return bytes(found)


def _over_table(pred: Pred, rows: TableRows, build: Build, *, is_negated: bool) -> bytes:
    match pred:
        case Not():
            return _over_table(pred.part, rows, build, is_negated=True).translate(_OPPOSITE)
        case And() | Or():
            parts = [_over_table(part, rows, build, is_negated=is_negated) for part in pred.parts]
            pick = min if isinstance(pred, And) else max
            return reduce(lambda one, other: bytes(map(pick, one, other)), parts)
    key = ("test", rows.position, is_negated, type(pred), pred)
    return build.kept(key, lambda: _leaf(pred, rows, build, is_negated=is_negated))


def _leaf(pred: Pred, rows: TableRows, build: Build, *, is_negated: bool) -> bytes:
    match pred:
        case Has():
            return verdicts.has(pred, rows, build, is_negated=is_negated)
        case Compare():
            build.column(rows, pred.column)
            return verdicts.compare(pred, figure(pred.value, build, judged=judged), rows, build)
        case Columns():
            return verdicts.columns(pred, rows, build)
        case Stated():
            return verdicts.stated(pred.column, rows, build)
        case In():
            named = judged(pred.rows, build)
            true, maybe = (
                _texts(numbers, pred.through, build) if pred.through else _names(numbers, build)
                for numbers in (named.rows, named.unknown)
            )
            is_within = bool(pred.through)
            return verdicts.naming(pred.column, true, maybe, rows, build, is_within=is_within)
        case Counted():
            return _counted(pred, rows, build)
        case Same():
            others = judged(pred.rows, build).rows
            return verdicts.same(pred.column, others, is_shared=pred.is_shared, rows=rows, build=build)
        case Only():
            return verdicts.only(pred, rows, build)
        case Lists():
            return verdicts.lists(pred, rows, build)
    raise PlanError(f"The test '{operator(pred)}' is not evaluated.")


def _counted(pred: Counted, rows: TableRows, build: Build) -> bytes:
    by, bound = judged(pred.by, build), figure(pred.value, build, judged=judged)
    numbers = build.all_of(rows)
    least = times_named(pred.column, by.rows, numbers, build)
    most = times_named(pred.column, by.rows + by.unknown, numbers, build)
    if bound.low is None or bound.high is None or bound.is_day:
        return bytes([UNKNOWN]) * len(numbers)
    ends = (bound.low, bound.high)
    return bytes(
        verdicts.related((low, high), pred.relation, ends) for low, high in zip(least, most, strict=True)
    )


def _split(numbers: tuple[int, ...], marks: bytes) -> Selection:
    return Selection(
        tuple(compress(numbers, marks.translate(_IS_TRUE))),
        tuple(compress(numbers, marks.translate(_IS_UNKNOWN))) if UNKNOWN in marks else (),
        numbers,
    )


def _first(rows: Top, looked: tuple[int, ...], build: Build) -> Selection:
    """The rows at the first places; the order of a whole table is made once and searched."""
    by = ranks(rows.key, looked, build, judged=judged).by
    at = next((table.position for table in build.tables if looked is build.all_of(table)), None)
    if at is None or isinstance(rows.key, MentionsKey):
        places = range(rows.skip, rows.skip + rows.n)
        chosen = placed(looked, by, places, is_descending=rows.is_descending)
        return Selection(chosen, tuple(n for n, rank in zip(looked, by, strict=True) if rank is None), looked)

    def sort() -> tuple[dict[Rank, list[int]], list[Rank], tuple[int, ...]]:
        holders: dict[Rank, list[int]] = {}
        for number, rank in zip(looked, by, strict=True):
            holders.setdefault(rank, []).append(number)
        unknown = tuple(holders.pop(None, ()))
        ranked = sorted(holders, reverse=rows.is_descending)  # type: ignore[type-var]
        return holders, ranked, unknown

    name = ("order", at, type(rows.key), rows.key, rows.is_descending)
    holders, ranked, unknown = build.kept(name, sort)
    found: list[int] = []
    passed = 0  # rows before those of the next rank
    for rank in ranked:
        if passed >= rows.skip + rows.n:
            break
        if passed + len(holders[rank]) > rows.skip:
            found += holders[rank]
        passed += len(holders[rank])
    return Selection(tuple(found), unknown, looked)


def placed(
    numbers: Sequence[int], by: Sequence[Rank], places: range, *, is_descending: bool
) -> tuple[int, ...]:
    """The rows at some places of an order, in it, and all that rank as the first and last of them do."""
    order = sorted((rank for rank in by if rank is not None), reverse=is_descending)
    chosen = set(order[places.start : places.stop])
    if not chosen:
        return ()
    ranked = [(rank, number) for number, rank in zip(numbers, by, strict=True) if rank in chosen]
    ranked.sort(key=lambda pair: pair[0], reverse=is_descending)
    return tuple(number for _, number in ranked)


def _neighbour(rows: Neighbour, build: Build) -> Selection:
    anchors = judged(rows.anchor, build).rows
    if len(anchors) > 1:
        raise PlanError(f"The anchor has {len(anchors)} rows, and one is needed.")
    others = tuple(number for number in judged(rows.rows, build).rows if number not in anchors)
    if not anchors:
        return Selection((), (), others)
    is_after, steps = rows.offset > 0, abs(rows.offset)
    if rows.key is None:
        ahead = sorted(
            (n for n in others if n > anchors[0]) if is_after else (n for n in others if n < anchors[0])
        )
        ordered = ahead if is_after else ahead[::-1]
        chosen = ordered[steps - 1 : None if rows.is_all else steps]
        return Selection(tuple(sorted(chosen)), (), others)
    by = ranks(rows.key, (*others, *anchors), build, judged=judged).by
    own = by[-1]
    if own is None:
        return Selection((), others, others)
    beyond: list[Rank] = [
        rank if rank is not None and (_is_less(own, rank) if is_after else _is_less(rank, own)) else None
        for rank in by[:-1]
    ]
    return Selection(
        placed(
            others,
            beyond,
            range(steps - 1, len(others) + steps if rows.is_all else steps),
            is_descending=not is_after,
        ),
        tuple(number for number, rank in zip(others, by, strict=False) if rank is None),
        others,
    )


def _is_less(one: float | str, other: float | str) -> bool:
    return one < other  # type: ignore[operator]


def _mentioned(rows: Mentioned, build: Build) -> Selection:
    inner, by = judged(rows.rows, build), judged(rows.by, build)
    # What is not known of a test of these rows is no better known of those that are named.
    doubted = frozenset(inner.unknown) if isinstance(rows.rows, Filter) else frozenset[int]()
    wanted = frozenset(inner.rows) | doubted
    looked = inner.looked if isinstance(rows.rows, Filter) else inner.rows
    named, maybe = _texts(by.rows, rows.column, build), _texts(by.unknown, rows.column, build)
    marks = []
    for number in looked:
        own = _names((number,), build) if number in wanted else frozenset()
        mark = TRUE if own & named else UNKNOWN if own & maybe else FALSE
        marks.append(min(mark, UNKNOWN) if number in doubted else mark)
    return _split(looked, bytes(marks))


def _union(parts: Sequence[Selection]) -> Selection:
    best: dict[int, int] = {}
    order: dict[int, None] = {}
    for part in parts:
        rows, unknown = set(part.rows), set(part.unknown)
        order |= dict.fromkeys(part.rows)
        for number in part.looked:
            mark = TRUE if number in rows else UNKNOWN if number in unknown else FALSE
            best[number] = max(mark, best.get(number, FALSE))
    maybe = dict.fromkeys(n for part in parts for n in part.unknown if best[n] == UNKNOWN)
    return Selection(tuple(order), tuple(maybe), tuple(best))


def _within(numbers: Sequence[int], part: Selection, build: Build) -> bytes:
    """Whether each of some rows is in a part: itself, or by name where the part is of other tables."""
    own_tables = {build.of(number).position for number in numbers}
    rows, unknown = set(part.rows), set(part.unknown)
    others = [
        _names(tuple(n for n in chosen if build.of(n).position not in own_tables), build)
        for chosen in (part.rows, part.unknown)
    ]
    marks = []
    for number in numbers:
        names = _names((number,), build) if others[0] or others[1] else frozenset()
        if number in rows or names & others[0]:
            marks.append(TRUE)
        else:
            marks.append(UNKNOWN if number in unknown or names & others[1] else FALSE)
    return bytes(marks)


def _texts(numbers: Sequence[int], column: str, build: Build) -> frozenset[str]:
    """The folded values of a column over some rows."""
    return frozenset(folded(text) for number in numbers for text in build.stated_values(number, column))


def _names(numbers: Sequence[int], build: Build) -> frozenset[str]:
    found: set[str] = set()
    for number in numbers:
        rows = build.of(number)
        found |= build.names(rows)[number - rows.first]
    return frozenset(found)
