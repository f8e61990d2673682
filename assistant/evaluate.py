"""A plan in, what it denotes out, recomputed in plain Python over the columns: the gate's second opinion.

Shares no code with the executor but the plan's types, the shape of results, units and the normalisation
of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.columns import Columns
from assistant.figures import FUNCTIONS, figure, held
from assistant.judge import judged, tested
from assistant.memo import Showing
from assistant.outline import comparisons, is_given
from assistant.plan import (
    Cells,
    Check,
    Choose,
    Common,
    Contrast,
    Count,
    Distinct,
    Explain,
    Figure,
    Filter,
    Groups,
    Holds,
    Names,
    Neighbour,
    Places,
    Pred,
    Relation,
    Request,
    Rows,
    RunLength,
    Top,
    operator,
)
from assistant.ranks import Ranks, ranks
from assistant.result import Amount, Group, Result, Selection
from assistant.verdicts import FALSE, TRUE, UNKNOWN
from assistant.verdicts import related as spans_related
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind
from indexer import Build

_SHOWN = 200  # rows of one answer, by the contract


def evaluate(request: Request, source: Build) -> Result:
    """The denotation of a request over all rows.

    Raises:
        PlanError: the request names what the build lacks, or makes no sense there.
    """
    result = _evaluated(request, Columns(source))
    chosen: dict[int, None] = {}
    for numbers in _mentioned(result):
        chosen |= dict.fromkeys(numbers[:_SHOWN])
    shown = Showing(frozenset(tuple(chosen)[: 2 * _SHOWN]), source)
    inner = None if result.inner is None else replace(result.inner, shown=shown)
    return replace(result, shown=shown, inner=inner)


def _mentioned(result: Result) -> list[Sequence[int]]:
    """The rows that an answer may show, the first in it first."""
    found: list[Sequence[int]] = [result.numbers]
    found += _mentioned(result.inner) if result.inner else []
    found += [group.rows for group in result.groups] + [a.rows for a in (*result.amounts, *result.bounds)]
    return [*found, result.selection.rows, result.selection.unknown, result.selection.looked]


def _evaluated(request: Request, build: Columns) -> Result:
    match request:
        case Names() | Places():
            return _listed(request.rows, build)
        case Cells():
            return _listed(request.rows, build)
        case Common():
            return _shared(request, build)
        case Contrast():
            return _contrasted(request, build)
        case Distinct():
            selection = judged(request.rows, build)
            groups = _grouped(request.column, selection.rows, build)
            return Result(_members(groups), selection, groups=groups)
        case Figure():
            return _figure(request, build)
        case Check():
            sides = (figure(request.left, build, judged=judged), figure(request.right, build, judged=judged))
            rows = dict.fromkeys(sides[0].rows) | dict.fromkeys(sides[1].rows)
            left_out = dict.fromkeys(sides[0].left_out) | dict.fromkeys(sides[1].left_out)
            verdict = related(sides[0], request.relation, sides[1])
            return Result(tuple(rows), Selection(), verdict, amounts=sides, left_out=tuple(left_out))
        case Holds():
            return _holds(request, build)
        case Choose():
            selection = judged(
                Top(rows=request.rows, key=request.key, is_descending=request.is_descending), build
            )
            found = ranks(request.key, selection.looked, build, judged=judged)
            rows_shown = selection.rows if selection.rows else selection.unknown
            return Result(rows_shown, selection, left_out=found.left_out, has_ranges=found.has_ranges)
        case Groups():
            return _groups(request, build)
        case RunLength():
            return _runs(request, build)
        case Explain():
            inner = _evaluated(request.of, build)
            return replace(inner, inner=inner)
    raise PlanError(f"The request '{operator(request)}' is not evaluated.")


def _listed(rows: Rows, build: Columns) -> Result:
    selection = judged(rows, build)
    if isinstance(rows, Filter):
        left_out, bounds = _foreign(rows.where, selection.unknown, build)
        return Result(selection.rows, selection, left_out=left_out, bounds=bounds)
    is_ordered = isinstance(rows, Top) or (isinstance(rows, Neighbour) and rows.key is not None)
    found = ranks(rows.key, selection.looked, build, judged=judged) if is_ordered else Ranks(())  # type: ignore[union-attr,arg-type]
    return Result(selection.rows, selection, left_out=found.left_out, has_ranges=found.has_ranges)


def _foreign(
    where: Pred, unknown: Sequence[int], build: Columns
) -> tuple[tuple[tuple[str, int], ...], tuple[Amount, ...]]:
    """The units in which a test could not be made, with their rows, and the figures it was made against."""
    found: set[tuple[str, int]] = set()
    bounds = []
    for test in comparisons(where):
        value = figure(test.value, build, judged=judged)
        bounds += [] if is_given(test.value) else [value]
        for rows in build.tables:
            own = [number for number in unknown if number in rows.numbers]
            if not own or not value.unit:
                continue
            column = build.column(rows, test.column)
            for number in own:
                unit = column.spans.units[column.codes[number - rows.first]]
                if unit and factor(unit, value.unit) is None:
                    found.add((unit, number))
    units = sorted({unit for unit, _ in found})
    return tuple((unit, sum(one == unit for one, _ in found)) for unit in units), tuple(bounds)


def _grouped(column: str, rows: Sequence[int], build: Columns) -> tuple[Group, ...]:
    return tuple(
        Group(text, tuple(members), len(members)) for text, members in held(column, rows, build).values()
    )


def _members(groups: Sequence[Group]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for group in groups:
        found |= dict.fromkeys(group.rows)
    return tuple(found)


def _shared(request: Common, build: Columns) -> Result:
    """The values that every row has in the same column; none of rows of several tables."""
    selection = judged(request.rows, build)
    tables = {build.of(number).position: build.of(number) for number in selection.rows}
    groups: list[Group] = []
    for rows in tables.values() if len(tables) == 1 else ():
        for position, column in enumerate(rows.table.columns):
            is_asked = column.name in request.columns if request.columns else position != rows.table.key
            for group in _grouped(column.name, selection.rows, build) if is_asked else ():
                if set(group.rows) == set(selection.rows):
                    groups.append(Group(group.value, group.rows, position))
    return Result(selection.rows, selection, groups=tuple(groups))


def _contrasted(request: Contrast, build: Columns) -> Result:
    """The values of a column of some rows, less those (or only those) that others have."""
    selection, others = judged(request.rows, build), judged(request.other, build)
    groups: list[Group] = []
    for rows in {build.of(number).position: build.of(number) for number in selection.rows}.values():
        for position, column in enumerate(rows.table.columns):
            names = request.other_columns or (column.name,)
            own = held(column.name, selection.rows, build)
            known = [held(name, others.rows, build) for name in names]
            if request.columns:
                is_asked = column.name in request.columns
            else:
                is_asked = column.kind is Kind.LIST and all(
                    any(number in members for _, members in values.values())
                    for values, numbers in ((own, selection.rows), *((one, others.rows) for one in known))
                    for number in numbers
                )
            for key, (text, members) in own.items() if is_asked else ():
                if any(key in values for values in known) is request.is_shared:
                    groups.append(Group(text, tuple(members), position))
    numbers = dict.fromkeys(selection.rows) | dict.fromkeys(others.rows)
    return Result(tuple(numbers), selection, groups=tuple(groups))


def _figure(request: Figure, build: Columns) -> Result:
    value = request.value
    if isinstance(value, Count) and value.distinct is None:
        result = _listed(value.rows, build)
        number = len(result.numbers)
        counted = Amount(number, number, rows=result.numbers, selection=result.selection)
        return replace(result, amounts=(counted,))
    found = figure(value, build, judged=judged)
    if isinstance(value, Count) and value.distinct is not None:
        groups = _grouped(value.distinct, found.selection.rows, build)
        return Result(_members(groups), found.selection, amounts=(found,), groups=groups)
    return Result(
        found.rows, found.selection, unit=found.unit, amounts=(found,), left_out=found.left_out,
        has_ranges=found.has_ranges,
    )  # fmt: skip


def related(left: Amount, relation: Relation, right: Amount) -> bool | None:
    """Whether one figure has a relation to another, None where that cannot be known."""
    ends = (left.low, left.high, right.low, right.high)
    low, high, first, last = ends
    if low is None or high is None or first is None or last is None:
        is_text = bool(left.texts and right.texts) and relation in ("=", "!=")
        return (left.texts == right.texts) is (relation == "=") if is_text else None
    scale = factor(right.unit, left.unit) if left.unit and right.unit else 1.0
    if scale is None or left.is_day is not right.is_day:
        return None
    if scale != 1.0:
        first, last = round(first * scale, 9), round(last * scale, 9)
    verdict = spans_related((low, high), relation, (first, last), is_period=right.is_period)
    return {TRUE: True, UNKNOWN: None, FALSE: False}[verdict]


def _holds(request: Holds, build: Columns) -> Result:
    is_all = request.quantifier == "all"
    inner = judged(request.rows, build).rows
    marks = tested(request.where, inner, build, is_negated=is_all)
    rows, unknown = (
        tuple(number for number, mark in zip(inner, marks, strict=True) if mark == wanted)
        for wanted in (TRUE, UNKNOWN)
    )
    if is_all:
        verdict = False if FALSE in marks else None if UNKNOWN in marks else True
    else:
        verdict = True if rows else None if unknown else False
    left_out, bounds = _foreign(request.where, unknown, build)
    numbers = unknown if verdict is None else inner if is_all else rows
    return Result(numbers, Selection(rows, unknown, inner), verdict, left_out=left_out, bounds=bounds)


def _groups(request: Groups, build: Columns) -> Result:
    looked = judged(request.rows, build).rows
    found = ranks(request.key, looked, build, judged=judged) if request.key is not None else None
    by = {} if found is None else dict(zip(looked, found.by, strict=True))
    groups = []
    for text, members in held(request.by, looked, build).values():
        if found is None:
            groups.append(Group(text, tuple(members), float(len(members))))
            continue
        numbers = {n: rank for n in members if isinstance(rank := by[n], (int, float))}
        if numbers:
            number = float(FUNCTIONS[request.function or "sum"](list(numbers.values())))
            groups.append(Group(text, tuple(n for n in members if by[n] is not None), number))
    unit = "" if found is None else found.unit
    judged_rows = set(_members(groups))
    if request.having is not None:
        bound, relation = figure(request.having.value, build, judged=judged), request.having.relation
        groups = [g for g in groups if related(Amount(g.number, g.number, unit), relation, bound) is True]
    groups = sorted(groups, key=lambda group: group.number * (-1 if request.is_descending else 1))
    if request.n is None:
        del groups[: request.skip]
    else:
        at_places = dict.fromkeys(group.number for group in groups[request.skip :][: request.n])
        groups = [group for group in groups if group.number in at_places]
    rows = _members(groups)
    chosen = set(rows)
    selection = Selection(
        tuple(n for n in looked if n in chosen), tuple(n for n in looked if n not in judged_rows), looked
    )
    return Result(
        rows, selection, unit=unit, groups=tuple(groups),
        left_out=found.left_out if found else (), has_ranges=found.has_ranges if found else False,
    )  # fmt: skip


def _runs(request: RunLength, build: Columns) -> Result:
    looked = judged(request.rows, build).rows
    marks = tested(request.where, looked, build, is_negated=False)
    runs: list[list[int]] = [[]]
    for number, mark in zip(looked, marks, strict=True):
        if mark == TRUE:
            runs[-1].append(number)
        elif runs[-1]:
            runs.append([])
    longest = max(len(run) for run in runs)
    kept = tuple(tuple(run) for run in runs if longest and len(run) == longest)
    rows, unknown = (
        tuple(number for number, mark in zip(looked, marks, strict=True) if mark == wanted)
        for wanted in (TRUE, UNKNOWN)
    )
    selection = Selection(rows, unknown, looked)
    numbers = tuple(number for run in kept for number in run)
    length = Amount(float(longest), float(longest), rows=numbers, selection=selection)
    return Result(numbers, selection, amounts=(length,), runs=kept)
