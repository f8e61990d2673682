"""The last check before an answer leaves: every claim stands on cited cells and is recomputed.

It proves that the plan was executed and shown faithfully, not that the question was read rightly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.describe import Describer
from assistant.draft import ROW_LIMIT, Draft, vocabulary
from assistant.evaluate import evaluate
from assistant.judge import TableRows
from assistant.plan import Distinct, Figure, Groups, Holds, Request
from corpus.types import Table
from corpus.words import words

_MARKER = re.compile(r"(?<!\\)\[(\d+)(?:–(\d+))?\]")


def faults(
    draft: Draft, request: Request, tables: Sequence[Table], rows_of: TableRows, describer: Describer
) -> tuple[str, ...]:
    """What is wrong with a draft, as sentences; empty where it may leave."""
    return (
        *_miscounted(draft, request, tables, rows_of),
        *_miscited(draft, tables, rows_of),
        *_misspoken(draft),
        *_mismarked(draft),
        *_unsupported(draft, tables, describer.reading(request)),
    )


def _miscounted(draft: Draft, request: Request, tables: Sequence[Table], rows_of: TableRows) -> list[str]:
    found = []
    recount = evaluate(request, tables, rows_of)
    if frozenset(draft.values) != recount.values and draft.more is None:
        found.append(f"The values {sorted(draft.values)} are recomputed as {sorted(recount.values)}.")
    if not isinstance(request, Holds) and not set(draft.rows) <= set(recount.rows):
        found.append("A row is listed that the plan does not denote.")
    is_listing = not isinstance(request, Holds | Distinct | Figure | Groups)
    if is_listing and set(draft.rows) != set(recount.rows[:ROW_LIMIT]):
        found.append("The rows listed are not all that the plan denotes.")
    coverage = draft.coverage
    if coverage is not None:
        counted = (len(recount.rows), recount.not_matched, recount.unknown)
        if (coverage.matched, coverage.not_matched, coverage.unknown) != counted:
            found.append(f"The coverage {coverage} is recomputed as {counted}.")
        if coverage.total != coverage.matched + coverage.not_matched + coverage.unknown:
            found.append(f"The coverage {coverage} does not add up.")
    return found


def _miscited(draft: Draft, tables: Sequence[Table], rows_of: TableRows) -> list[str]:
    found = []
    by_name = {table.name: table for table in tables}
    for citation in draft.citations:
        if citation.row_id is None:
            continue
        table = by_name[citation.table]
        row = next((row for row in rows_of(table) if row.id == citation.row_id), None)
        names = [column.name for column in table.columns]
        is_placed = row is not None and (row.name, row.file, row.line) == (
            citation.row,
            citation.file,
            citation.line,
        )
        if (
            row is None
            or not is_placed
            or any(row.cells[names.index(cell.column)].text != cell.text for cell in citation.cells)
        ):
            found.append(f"Citation {citation.marker} is not what the catalog says.")
    return found


def _misspoken(draft: Draft) -> list[str]:
    """A verdict is the first word of its text."""
    verdict = draft.values[0] if draft.values in (("yes",), ("no",)) else ""
    first = next((word.folded for word in words(draft.text)), "")
    is_turned = first in ("yes", "no") and first != verdict
    return [f"The text says {first} and the values {verdict or 'nothing'}."] if is_turned else []


def _mismarked(draft: Draft) -> list[str]:
    shown = set()
    for match in _MARKER.finditer(draft.text):
        first = int(match.group(1))
        shown |= set(range(first, int(match.group(2) or first) + 1))
    cited = {citation.marker for citation in draft.citations}
    return [] if shown == cited else [f"Markers {sorted(shown)} do not agree with citations {sorted(cited)}."]


def _unsupported(draft: Draft, tables: Sequence[Table], reading: str) -> list[str]:
    """Words of the text that are in no cited cell, name of the schema, count or template."""
    allowed = set(vocabulary())
    schema = (name for table in tables for name in (table.name, *(column.name for column in table.columns)))
    cited = (text for c in draft.citations for text in (c.row or "", *(cell.text for cell in c.cells)))
    for text in (*schema, *cited, reading, draft.unit):
        allowed |= {word.folded for word in words(text)}
    if draft.coverage is not None:
        counts = draft.coverage
        allowed |= {str(n) for n in (counts.total, counts.matched, counts.not_matched, counts.unknown)}
    allowed |= {str(len(draft.values)), str(len(draft.citations)), str(draft.more.rows if draft.more else "")}
    grid = (text for line in draft.table.rows for text in line) if draft.table else ()
    for text in (*draft.values, *grid):  # recomputed above, or cells of cited rows
        allowed |= {word.folded for word in words(text)}
    text = _MARKER.sub(" ", draft.text).replace("\\", "")
    unsupported = sorted({word.folded for word in words(text)} - allowed)
    return [f"Nothing supports the words {unsupported}."] if unsupported else []
