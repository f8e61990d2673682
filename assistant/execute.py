"""A request of a plan in, what it denotes out: rows, verdicts, figures and groups over a whole build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress

from assistant.amounts import amount, different, related
from assistant.answer import ROW_LIMIT
from assistant.measures import aggregate, by_table, column_figures
from assistant.measures import places as places_of
from assistant.memo import Showing
from assistant.mentions import keys_of
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
    Having,
    Holds,
    Names,
    Neighbour,
    Places,
    Pred,
    Request,
    Rows,
    RunLength,
    Top,
    operator,
)
from assistant.result import Amount, Group, Result, Selection
from assistant.selection import column_position, judge, marks, select, tables_of
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind
from indexer import Build

__all__ = ["Result", "run"]


def run(request: Request, source: Build) -> Result:
    """The result of a request over all rows of a build.

    Raises:
        PlanError: the request names a table, column or row that the build lacks, or makes no sense there.
    """
    result = _run(request, source)
    showing = Showing(frozenset(shown(result)), source)
    inner = replace(result.inner, shown=showing) if result.inner is not None else None
    return replace(result, shown=showing, inner=inner)


def shown(result: Result) -> tuple[int, ...]:
    """The rows that an answer may show, in the order in which it would, as many as it may cite."""
    inner = shown(result.inner) if result.inner else ()
    parts = (
        [result.numbers, inner]
        + [group.rows for group in result.groups]
        + [found.rows for found in (*result.amounts, *result.bounds)]
        + [result.selection.rows, result.selection.unknown, result.selection.looked]
    )
    return tuple(dict.fromkeys(number for part in parts for number in part[:ROW_LIMIT]))[: 2 * ROW_LIMIT]


def _run(request: Request, source: Build) -> Result:
    match request:
        case Names() | Places():
            return _ordered(request.rows, source)
        case Cells():
            _check_columns(request.columns, request.rows, source)
            return _ordered(request.rows, source)
        case Common():
            return _common(request, source)
        case Contrast():
            return _contrast(request, source)
        case Distinct():
            _check_columns((request.column,), request.rows, source)
            selection = select(request.rows, source)
            held = different(request.column, selection.rows, source)
            groups = tuple(Group(text, tuple(rows), len(rows)) for text, rows in held.values())
            return Result(_holders(groups), selection, groups=groups)
        case Figure():
            return _figure(request, source)
        case Check():
            sides = tuple(amount(value, source, select=select) for value in (request.left, request.right))
            verdict = related(sides[0], request.relation, sides[1])
            rows = tuple(dict.fromkeys((*sides[0].rows, *sides[1].rows)))
            return Result(rows, Selection(), verdict, amounts=sides, left_out=_left_out(sides))
        case Holds():
            inner = select(request.rows, source)
            asked = Filter(rows=request.rows, where=request.where)
            selection = judge(asked, source, is_asked=request.quantifier == "all")
            verdict = _verdict(selection, request.quantifier)
            # Every row named is evidence; over a whole table the rows that hold, or that leave it open.
            rows = inner.rows if request.quantifier == "all" else selection.rows
            rows = selection.unknown if verdict is None else rows
            result = Result(rows, selection, verdict)
            return _compared(result, request.where, source)
        case Choose():
            top = Top(rows=request.rows, key=request.key, is_descending=request.is_descending)
            selection = select(top, source)
            found = keys_of(request.key, selection.looked, source, select=select)
            rows = selection.rows or selection.unknown
            return Result(rows, selection, left_out=found.left_out, has_ranges=found.has_ranges)
        case Groups():
            return _groups(request, source)
        case RunLength():
            return _runs(request, source)
        case Explain():
            inner_result = _run(request.of, source)
            return replace(inner_result, inner=inner_result)
    raise PlanError(f"The request '{operator(request)}' is not answered from rows.")


def _ordered(rows: Rows, source: Build) -> Result:
    """Rows, with what their order or test left out."""
    selection = select(rows, source)
    result = Result(selection.rows, selection)
    if isinstance(rows, Filter):
        return _compared(result, rows.where, source)
    if isinstance(rows, Top | Neighbour) and rows.key is not None:
        found = keys_of(rows.key, selection.looked, source, select=select)
        return replace(result, left_out=found.left_out, has_ranges=found.has_ranges)
    return result


def _compared(result: Result, where: Pred, source: Build) -> Result:
    """A result with the figures that its test looked up, and the rows whose unit does not convert."""
    foreign: dict[str, set[int]] = {}
    bounds: list[Amount] = []
    for test in comparisons(where):
        value = amount(test.value, source, select=select)
        if not is_given(test.value):
            bounds.append(value)
        for at, indices in by_table(result.selection.unknown, source).items():
            first, unknown = places_of(source)[at].first, result.selection.unknown
            units = column_figures(test.column, source.tables[at], source).units
            own = [unknown[index] for index in indices] if indices else unknown
            for number in own if value.unit else ():  # of “between” both bounds leave the same rows out
                unit = units[number - first]
                if unit and factor(unit, value.unit) is None:
                    foreign.setdefault(unit, set()).add(number)
    counted = sorted((unit, len(numbers)) for unit, numbers in foreign.items())
    return replace(result, bounds=tuple(bounds), left_out=tuple(counted))


def _check_columns(names: Sequence[str], rows: Rows, source: Build) -> None:
    """Each column stands in one of the tables at least."""
    tables = tables_of(rows, source)
    for name in names:
        if not any(column.name == name for table in tables for column in table.columns):
            column_position(name, tables[0])


def _common(request: Common, source: Build) -> Result:
    """For each column the values that all rows hold, the columns in the order of the table."""
    _check_columns(request.columns, request.rows, source)
    selection = select(request.rows, source)
    groups: list[Group] = []
    [table, *others] = tables_of(request.rows, source)
    for position, column in enumerate(table.columns if selection.rows and not others else ()):
        if (column.name in request.columns) if request.columns else position != table.key:
            for text, rows in different(column.name, selection.rows, source).values():
                if len(rows) == len(selection.rows):
                    groups.append(Group(text, tuple(rows), position))
    return Result(selection.rows, selection, groups=tuple(groups))


def _contrast(request: Contrast, source: Build) -> Result:
    """The values of some rows that others lack (or have too), by column, in the order of the table."""
    _check_columns((*request.columns, *request.other_columns), request.rows, source)
    mine, theirs = (select(rows, source) for rows in (request.rows, request.other))
    groups: list[Group] = []
    [table] = tables_of(request.rows, source)
    for position, column in enumerate(table.columns):
        if column.name not in request.columns and (request.columns or column.kind is not Kind.LIST):
            continue
        held = different(column.name, mine.rows, source)
        others = {n: different(n, theirs.rows, source) for n in request.other_columns or (column.name,)}
        sides = ((held, mine), *((found, theirs) for found in others.values()))
        if not request.columns and not all(set(s.rows) == _rows_of(found) for found, s in sides):
            continue
        against = {key for found in others.values() for key in found}
        groups += [
            Group(text, tuple(rows), position)
            for key, (text, rows) in held.items()
            if (key in against) == request.is_shared
        ]
    return Result(tuple(dict.fromkeys((*mine.rows, *theirs.rows))), mine, groups=tuple(groups))


def _rows_of(held: Mapping[str, tuple[str, list[int]]]) -> set[int]:
    return {number for _, rows in held.values() for number in rows}


def _figure(request: Figure, source: Build) -> Result:
    if isinstance(request.value, Count) and request.value.distinct is None:
        result = _ordered(request.value.rows, source)
        number = len(result.numbers)
        counted = Amount(number, number, rows=result.numbers, selection=result.selection)
        return replace(result, amounts=(counted,))
    found = amount(request.value, source, select=select)
    if isinstance(request.value, Count) and request.value.distinct is not None:
        held = different(request.value.distinct, found.selection.rows, source)
        groups = tuple(Group(text, tuple(rows), len(rows)) for text, rows in held.values())
        return Result(_holders(groups), found.selection, amounts=(found,), groups=groups)
    return Result(
        found.rows, found.selection, unit=found.unit, amounts=(found,), left_out=found.left_out,
        has_ranges=found.has_ranges,
    )  # fmt: skip


def _left_out(amounts: Sequence[Amount]) -> tuple[tuple[str, int], ...]:
    return tuple(dict.fromkeys(pair for found in amounts for pair in found.left_out))


def _groups(request: Groups, source: Build) -> Result:
    selection = select(request.rows, source)
    _check_columns((request.by,), request.rows, source)
    found = keys_of(request.key, selection.rows, source, select=select) if request.key else None
    figures = dict(zip(selection.rows, found.values, strict=True)) if found else {}
    groups: list[Group] = []
    for value, numbers in different(request.by, selection.rows, source).values():
        known = [key for n in numbers if isinstance(key := figures.get(n), int | float)]
        if found and not known:
            continue
        figure = aggregate(request.function or "sum", known) if found else float(len(numbers))
        rows = tuple(n for n in numbers if not found or figures.get(n) is not None)
        groups.append(Group(value, rows, figure))
    counted = tuple(dict.fromkeys(n for group in groups for n in group.rows))
    unit = found.unit if found else ""
    if request.having is not None:
        groups = [group for group in groups if _has(group, unit, request.having, source)]
    groups.sort(key=lambda group: -group.number if request.is_descending else group.number)
    chosen = tuple(_first_groups(groups, request.n, request.skip))
    rows = tuple(dict.fromkeys(n for group in chosen for n in group.rows))
    counted_rows, shown_rows = frozenset(counted), frozenset(rows)
    unknown = tuple(n for n in selection.rows if n not in counted_rows)
    judged = Selection(tuple(n for n in selection.rows if n in shown_rows), unknown, selection.rows)
    left_out, has_ranges = (found.left_out, found.has_ranges) if found else ((), False)
    return Result(rows, judged, unit=unit, groups=chosen, left_out=left_out, has_ranges=has_ranges)


def _has(group: Group, unit: str, having: Having, source: Build) -> bool:
    figure = Amount(group.number, group.number, unit)
    return related(figure, having.relation, amount(having.value, source, select=select)) is True


def _first_groups(groups: Sequence[Group], n: int | None, skip: int) -> Sequence[Group]:
    """The n groups after the first `skip`, with all that tie with one of them; all where n is None."""
    if n is None:
        return groups[skip:]
    figures = {group.number for group in groups[skip : skip + n]}
    return [group for group in groups if group.number in figures]


def _holders(groups: Sequence[Group]) -> tuple[int, ...]:
    """The rows that hold any of the values, in the order of the values."""
    return tuple(dict.fromkeys(number for group in groups for number in group.rows))


def _verdict(selection: Selection, quantifier: str) -> bool | None:
    if quantifier == "any":
        return True if selection.rows else None if selection.unknown else False
    return False if selection.not_matched else None if selection.unknown else True


def _runs(request: RunLength, source: Build) -> Result:
    """The longest runs of rows, in the order given, for which the test is true; what is unknown ends one."""
    inner = select(request.rows, source).rows
    true, unknown = marks(request.where, inner, source, is_negated=False)
    longest, runs, run = 0, list[tuple[int, ...]](), list[int]()
    for number, mark in zip((*inner, -1), (*true, 0), strict=True):
        if mark:
            run.append(number)
            continue
        if run and len(run) >= longest:
            runs = [*(runs if len(run) == longest else ()), tuple(run)]
            longest = len(run)
        run = []
    selection = Selection(tuple(compress(inner, true)), tuple(compress(inner, unknown)), inner)
    rows = tuple(number for found in runs for number in found)
    length = Amount(float(longest), float(longest), rows=rows, selection=selection)
    return Result(rows, selection, amounts=(length,), runs=tuple(runs))
