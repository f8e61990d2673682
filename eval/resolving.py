"""Cases and their catalogs in, the cases with their gold recomputed and checked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.types import Catalog, Row, Table
from corpus.words import folded
from eval.cases import Case, CaseError
from eval.gold import Found, GoldError, Query, find
from indexer.rows import nearest_id

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """One case with the gold that is judged, and all cells that may be cited for it.

    `evidence` are the gold cells and the names of the gold rows, () where no cell is known.
    """

    case: Case
    evidence: Cells = ()


class Rows:
    """The rows of a catalog by id."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._by_id: dict[str, tuple[Table, Row]] = {
            row.id: (table, row) for table in catalog.tables for row in (*table.rows, *table.totals)
        }
        named: dict[str, list[str]] = {}
        for id_, (_, row) in self._by_id.items():
            named.setdefault(folded(row.name), []).append(id_)
        self._by_name = {name: ids[0] for name, ids in named.items() if len(ids) == 1}

    def row(self, row_id: str) -> tuple[Table, Row] | None:
        """A row with its table, None where there is none."""
        return self._by_id.get(row_id)

    def named(self, name: str) -> str | None:
        """The id of the only row of that name, None where none or several have it."""
        return self._by_name.get(folded(name))

    def ids(self, names: Sequence[str]) -> tuple[str, ...]:
        """Row ids of what are ids or names of rows; what is neither stays as it is."""
        return tuple(name if name in self._by_id else self.named(name) or name for name in names)

    def nearest(self, row_id: str) -> str | None:
        """The id most like one that is not there."""
        return nearest_id(row_id, list(self._by_id))


def resolve(case: Case, rows: Rows) -> Resolved:
    """The case as it is judged: what its gold queries give stands for whatever they are about.

    Gold rows may be named by a name that only one row has.

    Raises:
        CaseError: a gold query does not fit the catalog, or a gold row or cell is not in it.
    """
    if case.gold:
        found = recomputed(case, rows.catalog)
        case = replace(
            case,
            rows=found.rows if judges_rows(case) else case.rows,
            values=found.values if judges_values(case) else case.values,
            cells=found.cells if case.cells is None else case.cells,
        )
    elif case.rows is not None:
        case = replace(case, rows=rows.ids(case.rows))
    for problem in missing(case, rows):
        raise CaseError(f"{case.place}: {problem}")
    return Resolved(case, _evidence(case, rows))


def recomputed(case: Case, catalog: Catalog) -> Found:
    """What the gold queries of a case give together: their rows and cells, each once, and their values.

    Raises:
        CaseError: a query does not fit the catalog.
    """
    try:
        parts = [find(query, catalog) for query in case.gold]
    except GoldError as error:
        raise CaseError(f"{case.place}: {error}. Correct the query.") from None
    return Found(
        tuple(dict.fromkeys(row for part in parts for row in part.rows)),
        _joined(case.gold, parts),
        tuple(dict.fromkeys(cell for part in parts for cell in part.cells)),
    )


def judges_rows(case: Case) -> bool:
    """Whether the rows of the gold queries are judged: not for yes or no, nor for computed values."""
    return all(
        query.take != "any" and (isinstance(query.take, str) or query.take[0] == "column")
        for query in case.gold
    )


def judges_values(case: Case) -> bool:
    """Whether the values of the gold queries are judged: not where rows of any values are wanted.

    Of a described need and of a row in full (`describe`, `compare`) only the rows are.
    """
    return case.kind not in ("described_need", "describe", "compare")


def missing(case: Case, rows: Rows) -> list[str]:
    """What the case names and the catalog lacks, a sentence each."""
    problems = []
    for row_id in dict.fromkeys((*(case.rows or ()), *(row for row, _ in case.cells or ()))):
        if rows.row(row_id) is None:
            nearest = rows.nearest(row_id)
            hint = f" Did you mean '{nearest}'?" if nearest else ""
            problems.append(f"No row '{row_id}' in this catalog.{hint} Correct the case.")
    for row_id, name in case.cells or ():
        found = rows.row(row_id)
        if found is not None and name not in (columns := [column.name for column in found[0].columns]):
            known = ", ".join(f"'{column}'" for column in columns)
            problems.append(f"No column '{name}' in the table of '{row_id}' ({known}). Correct the case.")
    return problems


def _joined(queries: Sequence[Query], parts: Sequence[Found]) -> tuple[str, ...]:
    if len(parts) > 1 and all(query.take == "count" for query in queries):
        return (str(sum(int(part.values[0]) for part in parts)),)
    return tuple(value for part in parts for value in part.values)


def _evidence(case: Case, rows: Rows) -> Cells:
    if not case.cells:
        return ()
    keys = []
    for row_id in dict.fromkeys((*(case.rows or ()), *(row for row, _ in case.cells))):
        found = rows.row(row_id)
        if found is not None and found[0].key is not None:
            keys.append((row_id, found[0].columns[found[0].key].name))
    return tuple(dict.fromkeys((*case.cells, *keys)))
