"""The last check before an answer leaves: every claim stands on cited cells and is recomputed.

The plan is evaluated a second time, by other code, and what that gives is composed again: a draft that
says, counts, cites or tabulates anything else does not leave. Besides, whatever composed it, what a line
says of a row has to stand in the cells that the line cites. It proves that the plan was executed and
shown faithfully, not that the question was read rightly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.answer import Citation
from assistant.compose import compose
from assistant.describe import Describer
from assistant.draft import Draft
from assistant.evaluate import evaluate
from assistant.memo import remembered, rows_by_id
from assistant.numerals import day_of, days_said, said
from assistant.plan import Request
from assistant.result import Pair, Result
from assistant.templates import vocabulary
from corpus.types import Table
from corpus.words import folded
from indexer import Build

_MARKER = re.compile(r"(?<!\\)\[(\d+)(?:–(\d+))?\]")
_NAMED = re.compile(r"\*\*([^*\n]+)\*\*(?: \([^\n]*?\))? (\[\d+\])")


def faults(draft: Draft, request: Request, source: Build, describer: Describer) -> tuple[str, ...]:
    """What is wrong with a draft, as sentences; empty where it may leave.

    Raises:
        PlanError: as `evaluate`.
    """
    result = evaluate(request, source)
    catalog = _Catalog(draft, source)
    return (
        *_recomposed(draft, compose(request, result, describer)),
        *_miscited(draft, catalog),
        *_misspoken(draft),
        *_mismarked(draft),
        *_misplaced(draft, catalog),
        *_unsupported(draft, source, [describer.reading(request), *_figures(result)]),
    )


class _Catalog:
    """Rows by their ids: those that a draft cites or tabulates."""

    def __init__(self, draft: Draft, source: Build) -> None:
        cited = [citation.row_id for citation in draft.citations]
        tabulated = draft.table.row_ids if draft.table else ()
        self._rows = rows_by_id([row_id for row_id in {*cited, *tabulated} if row_id is not None], source)

    def row(self, row_id: str) -> Pair:
        """A row with its table.

        Raises:
            KeyError: there is none.
        """
        return self._rows[row_id]


def _recomposed(draft: Draft, again: Draft) -> Iterator[str]:
    """Where the draft differs from one that is composed of the second reckoning."""
    for name in ("values", "rows", "coverage", "table", "more", "unit", "is_stated", "citations", "text"):
        claimed, recomputed = getattr(draft, name), getattr(again, name)
        if claimed != recomputed:
            yield f"The {name} is {claimed!r}, recomputed as {recomputed!r}."


def _miscited(draft: Draft, catalog: _Catalog) -> Iterator[str]:
    """Citations that are not what the catalog says."""
    for citation in draft.citations:
        if citation.row_id is None:
            continue
        try:
            table, row = catalog.row(citation.row_id)
        except KeyError:
            yield f"Citation {citation.marker} is of a row that the catalog lacks."
            continue
        cells = {column.name: cell.text for column, cell in zip(table.columns, row.cells, strict=True)}
        place = (table.name, row.name, row.file, row.line)
        is_placed = place == (citation.table, citation.row, citation.file, citation.line)
        if not is_placed or any(cells.get(cell.column) != cell.text for cell in citation.cells):
            yield f"Citation {citation.marker} is not what the catalog says."


def _misspoken(draft: Draft) -> Iterator[str]:
    """A verdict is the first word of its text."""
    verdict = draft.values[0] if draft.values in (("yes",), ("no",)) else ""
    first = folded(draft.text).partition(" ")[0]
    if first in ("yes", "no") and first != verdict:
        yield f"The text says {first} and the values {verdict or 'nothing'}."


def _mismarked(draft: Draft) -> Iterator[str]:
    shown = set(_markers(draft.text))
    cited = {citation.marker for citation in draft.citations}
    if shown != cited:
        yield f"Markers {sorted(shown)} do not agree with citations {sorted(cited)}."


def _markers(text: str) -> Iterator[int]:
    for found in _MARKER.finditer(text):
        first = int(found.group(1))
        yield from range(first, int(found.group(2) or first) + 1)


def _misplaced(draft: Draft, catalog: _Catalog) -> Iterator[str]:
    """Names beside another row's marker, and cells of the answer's table that are not those of its rows."""
    by_marker = {f"[{citation.marker}]": citation for citation in draft.citations}
    names = {citation.row for citation in draft.citations}
    for found in _NAMED.finditer(draft.text):
        citation, name = by_marker.get(found.group(2)), _plain(found.group(1))
        if name in names and citation is not None and citation.row != name:
            yield f"{found.group(1)} is not the row of {found.group(2)}."
    grid = draft.table
    for line, row_id in zip(grid.rows, grid.row_ids, strict=True) if grid else ():
        if row_id is None or grid is None:
            continue
        table, row = catalog.row(row_id)
        cells = {column.name: cell.text for column, cell in zip(table.columns, row.cells, strict=True)}
        if table.key is not None:
            cells[table.columns[table.key].name] = row.name
        if any(cells.get(column) != text for column, text in zip(grid.columns, line, strict=True)):
            yield f"The table's line of {row.name} is not what the catalog says."


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _unsupported(draft: Draft, source: Build, given: Sequence[str]) -> Iterator[str]:
    """Words that stand neither in the cells that their line cites nor in the schema, counts or templates."""
    schema = remembered(source, "words of the schema", lambda: _schema_words(source.tables))
    allowed = vocabulary() | schema | _words((*given, draft.unit))
    counts = draft.coverage
    numbers = [counts.total, counts.matched, counts.not_matched, counts.unknown] if counts else []
    numbers += [len(draft.values), len(draft.citations), draft.more.rows if draft.more else 0]
    spoken = {citation.marker: _words(_said(citation)) for citation in draft.citations}
    cells = set[str]().union(*spoken.values())  # values in cells are supported by their line's citations only
    allowed |= {str(number) for number in numbers} | (_words(draft.values) - cells)
    if draft.table is not None and not any(draft.table.row_ids):
        allowed |= _words(text for line in draft.table.rows for text in line)
    unsupported: set[str] = set()
    for line in draft.text.split("\n"):
        own = [spoken[marker] for marker in _markers(line) if marker in spoken]
        # A sentence above or below what it sums up; or the cells of one row by themselves.
        is_of_all = not own and not line.startswith("|")
        said_here = _words([_MARKER.sub(" ", line).replace("\\", "")]) - allowed
        unsupported |= said_here - cells if is_of_all else said_here.difference(*own)
    if left := sorted(unsupported):
        yield f"Nothing supports the words {left}."


def _schema_words(tables: Sequence[Table]) -> frozenset[str]:
    names = (name for table in tables for name in (table.name, *(column.name for column in table.columns)))
    return frozenset(_words(names))


def _figures(result: Result) -> Iterator[str]:
    """The figures of the second reckoning, in each form that a text may give them."""
    pending = [*result.amounts, *result.bounds, *(result.inner.amounts if result.inner else ())]
    while pending:
        amount = pending.pop()
        pending += amount.parts
        yield from (amount.unit, *amount.texts)
        if amount.number is not None:
            yield from (said(amount.number), days_said(amount.number))
            yield from [day_of(amount.number)] if amount.is_day else []
    for group in result.groups:
        yield from (group.value, said(group.number), days_said(group.number))
    for unit, count in result.left_out:
        yield from (unit, said(count))
    counts = [len(result.numbers), len(result.groups), result.selection.total, len(result.selection.rows)]
    counts += [len(run) for run in result.runs] + [
        len(result.selection.unknown),
        result.selection.not_matched,
    ]
    unknown = len(result.selection.unknown)
    counts += [unknown - sum(count for _, count in result.left_out), result.selection.total - unknown]
    yield from (said(count) for count in counts)


def _said(citation: Citation) -> Iterable[str]:
    return (citation.row or "", *(cell.text for cell in citation.cells))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in folded(text).split()}
