"""Cases and their catalogs in, what is wrong with the cases themselves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.types import Cell, Row
from corpus.words import folded
from eval.cases import Case, CaseError
from eval.gold import Found, columns_of
from eval.resolving import Rows, judges_rows, judges_values, missing, recomputed
from eval.scoring import same_value


class Trouble(StrEnum):
    """What can be wrong with a case."""

    ABSENT = "absent"  # it names a row, a column or a table that the catalog lacks
    DRIFTED = "drifted"  # its labels are not what its query, or the cells that it names, give now
    REPEATED = "repeated"  # another case asks the same
    AMBIGUOUS = "ambiguous"  # another case asks the same and expects something else
    EMPTY = "empty"  # nothing of it is judged but the status, though an answer is expected


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, what, and what to do; `now` is what the gold queries give."""

    trouble: Trouble
    case: Case
    message: str
    now: Found | None = None

    def __str__(self) -> str:
        """The line that is shown."""
        return f"{self.case.place}: {self.trouble}: {self.message}"


def check(cases: Sequence[Case], rows: Mapping[str, Rows]) -> tuple[Finding, ...]:
    """What is wrong with the cases, in their order; `rows` are those of each catalog that they name."""
    found = [finding for case in cases for finding in _one(case, rows[case.catalog])]
    found += _repeated(cases)
    order = {case: place for place, case in enumerate(cases)}
    return tuple(sorted(found, key=lambda finding: order[finding.case]))


def asked_about(
    cases: Iterable[Case], rows: Rows, *, most: int = 3
) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The row ids and the (table id, column) pairs that the cases ask about.

    A row is asked about where a case singles it out: by at most `most` gold rows. A column is where a gold
    cell is of it, where a gold value stands in it, or where a gold query reads it.
    """
    asked: set[str] = set()
    columns: set[tuple[str, str]] = set()
    for case in cases:
        found = recomputed(case, rows.catalog) if case.gold else Found((), (), ())
        named = rows.ids(case.rows or ())
        singled = {*named, *found.rows}
        asked |= singled if len(singled) <= most else set()
        for row_id, name in (*(case.cells or _holding(case, named, rows)), *found.cells):
            place = rows.row(row_id)
            columns |= {(place[0].id, name)} if place is not None else set()
        columns.update(pair for query in case.gold for pair in columns_of(query, rows.catalog))
    return frozenset(asked), frozenset(columns)


def _holding(case: Case, row_ids: Sequence[str], rows: Rows) -> Iterator[tuple[str, str]]:
    """The names of a case's rows and the cells in which its values stand: what a sheet asks about."""
    for table, row in (found for row_id in row_ids if (found := rows.row(row_id)) is not None):
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            texts = _texts(cell)
            if place == table.key or any(same_value(v, text) for v in case.values or () for text in texts):
                yield row.id, column.name


def _one(case: Case, rows: Rows) -> Iterator[Finding]:
    try:
        now = recomputed(case, rows.catalog) if case.gold else None
    except CaseError as error:
        yield Finding(Trouble.ABSENT, case, str(error).removeprefix(f"{case.place}: "))
        return
    named = replace(case, rows=None if case.rows is None else rows.ids(case.rows))
    yield from (Finding(Trouble.ABSENT, case, problem) for problem in missing(named, rows))
    if now is not None:
        yield from _drifted_from_query(case, now)
    else:
        yield from _drifted_from_cells(case, rows)
    is_judged = case.gold or case.rows is not None or case.values is not None or case.cells is not None
    if case.is_answerable and not is_judged and "help" not in case.statuses:
        advice = "Write a gold query, rows or values."
        yield Finding(Trouble.EMPTY, case, f"any answer would be right. {advice}")


def _drifted_from_query(case: Case, now: Found) -> Iterator[Finding]:
    advice = "Correct the query, or the labels (rowcite eval check --write)."
    if case.rows is not None and judges_rows(case) and set(case.rows) != set(now.rows):
        message = f"rows are {list(case.rows)}; the query gives {list(now.rows)}. {advice}"
        yield Finding(Trouble.DRIFTED, case, message, now)
    if case.values is not None and judges_values(case) and not _same(case.values, now.values):
        message = f"values are {list(case.values)}; the query gives {list(now.values)}. {advice}"
        yield Finding(Trouble.DRIFTED, case, message, now)


def _drifted_from_cells(case: Case, rows: Rows) -> Iterator[Finding]:
    """A look-up's values stand in the cells that it names, as long as nobody changed those."""
    cells = [_cell(row_id, name, rows) for row_id, name in case.cells or ()]
    texts = [text for cell in cells if cell is not None for text in _texts(cell)]
    if case.kind != "lookup" or None in cells or not texts:
        return
    for value in case.values or ():
        if not any(same_value(value, text) for text in texts):
            place = ", ".join(f"{row_id} › {name}" for row_id, name in case.cells or ())
            message = f"the value '{value}' is not in {place} any more. Correct the value."
            yield Finding(Trouble.DRIFTED, case, message)


def _repeated(cases: Sequence[Case]) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], Case] = {}
    for case in cases:
        asked = (case.catalog, *(folded(turn) for turn in case.turns))
        first = seen.setdefault(asked, case)
        if first is case:
            continue
        if _gold(first) == _gold(case):
            message = f"asks the same as {first.place}. Remove one."
            yield Finding(Trouble.REPEATED, case, message)
        else:
            message = f"asks the same as {first.place} and expects something else. Reword one, or agree."
            yield Finding(Trouble.AMBIGUOUS, case, message)


def _gold(case: Case) -> tuple[object, ...]:
    sets = (frozenset(case.rows or ()), frozenset(case.values or ()), frozenset(case.cells or ()))
    return (case.statuses, *sets, case.gold)


def _cell(row_id: str, name: str, rows: Rows) -> Cell | None:
    found = rows.row(row_id)
    if found is None:
        return None
    table, row = found
    return next(_named(name, [column.name for column in table.columns], row), None)


def _named(name: str, columns: Sequence[str], row: Row) -> Iterator[Cell]:
    return (cell for column, cell in zip(columns, row.cells, strict=True) if column == name)


def _texts(cell: Cell) -> list[str]:
    whole = [f"{value.text} ({value.qualifier})" for value in cell.values if value.qualifier]
    return [cell.text, *(value.text for value in cell.values), *whole]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return all(any(same_value(a, b) for b in other) for a in one) and all(
        any(same_value(a, b) for b in one) for a in other
    )
