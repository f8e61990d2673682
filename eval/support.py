"""An Answer and its catalog in, the claims that its citations do not bear out.

Written apart from the assistant's own gate, which it is there to watch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from assistant.answer import Answer, Citation
from corpus.words import folded
from eval.resolving import Rows

_MARKER = re.compile(r"(?<!\\)\[(\d+)(?:[–-](\d+))?\]")
_TOLERANCE = 1e-6


def unsupported(answer: Answer, rows: Rows) -> tuple[str, ...]:
    """A sentence for each claim that nothing bears out.

    Claims are: that a cited cell stands in the catalog as cited; that a marker has its citation; that a row
    is cited; that a value is a cited cell, one of its values, a name, or a number that the citations or the
    coverage give.
    """
    return (*_false_citations(answer, rows), *_markers(answer), *_rows(answer), *_values(answer, rows))


def _false_citations(answer: Answer, rows: Rows) -> Iterator[str]:
    for citation in answer.citations:
        if citation.row_id is None:
            continue
        found = rows.row(citation.row_id)
        if found is None:
            yield f"[{citation.marker}] cites '{citation.row_id}', which is no row."
            continue
        table, row = found
        texts = {c.name: cell.text for c, cell in zip(table.columns, row.cells, strict=True)}
        for cell in citation.cells:
            if texts.get(cell.column) != cell.text:
                stands = texts.get(cell.column, "no such column")
                yield f"[{citation.marker}] cites {cell.column} “{cell.text}”; in the catalog: “{stands}”."
        if (citation.file, citation.line) != (row.file, row.line):
            yield f"[{citation.marker}] gives the place {citation.file}:{citation.line}."


def _markers(answer: Answer) -> Iterator[str]:
    known = {citation.marker for citation in answer.citations}
    for first, last in _MARKER.findall(answer.text):
        for marker in range(int(first), int(last or first) + 1):
            if marker not in known:
                yield f"[{marker}] has no citation."


def _rows(answer: Answer) -> Iterator[str]:
    cited = {citation.row_id for citation in answer.citations}
    yield from (f"The row '{row_id}' is not cited." for row_id in answer.rows if row_id not in cited)


def _values(answer: Answer, rows: Rows) -> Iterator[str]:
    known = _known_texts(answer, rows)
    numbers = _known_numbers(answer, rows)
    for value in answer.values:
        text = folded(value)
        number = _number(value)
        if text in known or text in ("yes", "no"):
            continue
        if number is not None and any(math.isclose(number, one, abs_tol=_TOLERANCE) for one in numbers):
            continue
        yield f"The value “{value}” is in no cited cell."


def _known_texts(answer: Answer, rows: Rows) -> set[str]:
    """What cited cells, their values, and the names of rows, tables and columns say."""
    texts = {table.name for table in rows.catalog.tables}
    texts.update(column.name for table in rows.catalog.tables for column in table.columns)
    # What a sidecar or a heading says of a table or a column.
    texts.update(table.description for table in rows.catalog.tables)
    texts.update(column.description for table in rows.catalog.tables for column in table.columns)
    for citation in answer.citations:
        texts.update((citation.row or "", *(cell.text for cell in citation.cells)))
        for _, values in _parts(citation, rows):
            texts.update(values)
    return {folded(text) for text in texts}


def _known_numbers(answer: Answer, rows: Rows) -> set[float]:
    """Counts, coverage, and what can be computed from the numbers of the cited cells of one column."""
    tables = rows.catalog.tables
    found = {float(len(tables)), float(len(answer.citations))}
    found.update(float(len(table.rows)) for table in tables)
    found.update(float(len(table.columns)) for table in tables)
    found.add(float(sum(len(table.rows) for table in tables)))
    found.update(_reckoned(answer))
    found.add(float(len(answer.rows) + (answer.more.rows if answer.more else 0)))
    if answer.coverage is not None:
        found.update((float(answer.coverage.matched), float(answer.coverage.not_matched)))
        if answer.coverage.total:
            found.add(100 * answer.coverage.matched / answer.coverage.total)
    for numbers in _columns(answer, rows).values():
        found.update((math.fsum(numbers), math.fsum(numbers) / len(numbers), min(numbers), max(numbers)))
        if len(numbers) == 2:
            first, second = numbers
            found.update((first - second, second - first))
            if first and second:
                found.update((first / second, second / first))
    sizes: dict[str, set[str]] = {}
    for citation in answer.citations:
        for column, values in _parts(citation, rows):
            sizes.setdefault(column, set()).update(folded(value) for value in values)
            found.add(float(len(values)))
    found.update(float(len(values)) for values in sizes.values())
    return found


def _reckoned(answer: Answer) -> Iterator[float]:
    """What the counts that the text names give together: differences, ratios and percentages.

    A count is a whole number of the text that is at most the number of rows cited.
    """
    words = _MARKER.sub(" ", answer.text)
    most = len(answer.citations)
    counts = {int(text) for text in re.findall(r"(?<![\d.,])\d+(?![\d.,]*\d)", words) if int(text) <= most}
    for one in counts:
        for other in counts:
            yield float(one - other)
            if other:
                yield from (one / other, round(100 * one / other, 2))


def _columns(answer: Answer, rows: Rows) -> dict[str, list[float]]:
    """The numbers of the cited cells, by column."""
    columns: dict[str, list[float]] = {}
    for citation in answer.citations:
        row = rows.row(citation.row_id) if citation.row_id is not None else None
        if row is None:
            continue
        cited = {cell.column for cell in citation.cells}
        for column, cell in zip(row[0].columns, row[1].cells, strict=True):
            if column.name in cited and cell.number is not None:
                ends = [end for end in (cell.number.low, cell.number.high) if end is not None]
                columns.setdefault(column.name, []).extend(dict.fromkeys(ends))
    return columns


def _parts(citation: Citation, rows: Rows) -> Iterator[tuple[str, list[str]]]:
    """Each cited column with the values of its cell, with and without their qualifiers."""
    found = rows.row(citation.row_id) if citation.row_id is not None else None
    if found is None:
        return
    cited = {cell.column for cell in citation.cells}
    for column, cell in zip(found[0].columns, found[1].cells, strict=True):
        if column.name in cited:
            whole = [f"{value.text} ({value.qualifier})" for value in cell.values if value.qualifier]
            yield column.name, [*(value.text for value in cell.values), *whole]


def _number(text: str) -> float | None:
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
