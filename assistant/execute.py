"""A request of a plan in, what it denotes out: rows, verdicts, figures and groups over a whole build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.measures import aggregate
from assistant.plan import (
    Aggregate,
    Cells,
    Choose,
    Common,
    Count,
    Distinct,
    Figure,
    Filter,
    Groups,
    Holds,
    Names,
    Request,
    Rows,
    Top,
    operator,
)
from assistant.selection import Selection, column_id, column_position, judge, keys, select, table_of
from assistant.senses import Source
from corpus.errors import PlanError
from corpus.types import Row, Table
from corpus.words import stems
from indexer import Build


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share a value, and the figure over them (their number where none was asked for)."""

    value: str
    rows: tuple[tuple[Table, Row], ...]
    number: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a request denotes: the rows it is about, in order, with how all rows looked at were judged.

    `number` is the figure of a count or an aggregate, in `unit`; None where no row states it.
    """

    rows: tuple[tuple[Table, Row], ...]
    selection: Selection
    verdict: bool | None = None
    number: float | None = None
    unit: str = ""
    groups: tuple[Group, ...] = ()


def run(request: Request, source: Build) -> Result:
    """The result of a request over all rows of a build.

    Raises:
        PlanError: the request names a table, column or row that the build lacks, or an operator that
            cannot be executed yet.
    """
    match request:
        case Names() | Cells() | Common() | Distinct():
            asked = (request.column,) if isinstance(request, Distinct) else getattr(request, "columns", ())
            for name in asked:
                column_position(name, table_of(request.rows, source))
            selection = select(request.rows, source)
            return Result(_fetched(selection.rows, source), selection)
        case Figure(value=Count(rows=rows, distinct=distinct)):
            selection = select(rows, source)
            number = len(selection.rows)
            if distinct is not None:
                number = len(_by_value(rows, distinct, selection.rows, source))
            return Result(_fetched(selection.rows, source), selection, number=number)
        case Figure(value=Aggregate() as value):
            return _aggregate(value, source)
        case Holds():
            inner = select(request.rows, source)
            asked = Filter(rows=request.rows, where=request.where)
            selection = judge(asked, source, is_asked=request.quantifier == "all")
            # Every row named is evidence; over a whole table the rows that hold are.
            shown = inner.rows if request.quantifier == "all" else selection.rows or selection.unknown
            return Result(_fetched(shown, source), selection, _verdict(selection, request.quantifier))
        case Choose():
            top = Top(rows=request.rows, key=request.key, is_descending=request.is_descending)
            selection = select(top, source)
            return Result(_fetched(selection.rows or selection.unknown, source), selection)
        case Groups():
            return _groups(request, source)
    raise PlanError(f"The request '{operator(request)}' cannot be executed by this version.")


def _aggregate(value: Aggregate, source: Build) -> Result:
    inner = select(value.rows, source)
    found = keys(value.key, value.rows, inner.rows, source)
    known = tuple(n for n in inner.rows if n in found.low and not isinstance(found.low[n], str))
    unknown = tuple(n for n in inner.rows if n not in known)
    if not known:
        return Result(_fetched(inner.rows, source), Selection((), unknown))
    by = found.high if value.function == "max" else found.low
    figure = aggregate(value.function, [float(by[n]) for n in known])
    shown = [n for n in known if by[n] == figure] if value.function in ("min", "max") else known
    return Result(_fetched(shown, source), Selection(known, unknown), number=figure, unit=found.unit)


def _groups(request: Groups, source: Build) -> Result:
    selection = select(request.rows, source)
    found = keys(request.key, request.rows, selection.rows, source) if request.key else None
    groups = []
    for value, numbers in _by_value(request.rows, request.by, selection.rows, source).values():
        known = [float(found.low[n]) for n in numbers if n in found.low] if found else []
        if found and not known:
            continue
        figure = aggregate(request.function or "sum", known) if found else float(len(numbers))
        groups.append(Group(value, _fetched(numbers, source), figure))
    groups.sort(key=lambda group: -group.number if request.is_descending else group.number)
    shown = [pair for group in groups for pair in group.rows]
    distinct = tuple({row.id: (table, row) for table, row in shown}.values())
    unit = found.unit if found else ""
    return Result(distinct, selection, groups=tuple(_first_groups(groups, request.n)), unit=unit)


def _first_groups(groups: Sequence[Group], n: int | None) -> Sequence[Group]:
    """The first n groups with all ties of the last; all where n is None."""
    if n is None or n >= len(groups):
        return groups
    return [group for i, group in enumerate(groups) if i < n or group.number == groups[n - 1].number]


def _fetched(numbers: Sequence[int], source: Build) -> tuple[tuple[Table, Row], ...]:
    tables = source.tables
    return tuple((tables[position], row) for position, row in source.rows_by_number(numbers))


def _verdict(selection: Selection, quantifier: str) -> bool | None:
    if quantifier == "any":
        return True if selection.rows else None if selection.unknown else False
    return False if selection.not_matched else None if selection.unknown else True


def _by_value(
    rows: Rows, column: str, numbers: Sequence[int], source: Source
) -> dict[str, tuple[str, list[int]]]:
    """The rows that hold each value of a column, values equal up to inflection together."""
    table = table_of(rows, source)
    number = column_id(column_position(column, table), table, source)
    chosen, groups = set(numbers), dict[str, tuple[str, list[int]]]()
    sql = "SELECT row_number, text FROM parts WHERE column_id = ? ORDER BY row_number, position"
    for row, text in source.query(sql, (number,)):
        if row in chosen:
            _, holders = groups.setdefault(" ".join(stems(str(text))), (str(text), []))
            if int(row) not in holders:
                holders.append(int(row))
    return groups
