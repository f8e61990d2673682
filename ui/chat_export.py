"""Answers in; a CSV of their rows, or Markdown with their sources, out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant import Assistant
from assistant.answer import Answer
from corpus.errors import PlanError
from corpus.types import Row, Table
from ui.words import coverage_in_words, place_of, title_of

_MOST_ROWS = 100_000  # of one download
_AT_ONCE = 200  # rows a page, the contract's
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that starts so
_PLACE = ("citation", "table", "row", "row_id", "file", "line")


def answer_csv(answer: Answer, assistant: Assistant) -> str:
    """The rows of an answer with all their cells and where each stands, as CSV with a header.

    Rows beyond the answer's 200 are fetched by its plan. An answer without rows gives its table; one
    with neither gives the cells that it cites. No cell can start a formula.
    """
    pairs = [*_known(answer.rows, assistant), *_further(answer, assistant)]
    if pairs:
        return _rows_csv(pairs, {c.row_id: c.marker for c in answer.citations})
    if answer.table is not None:
        return _written([answer.table.columns, *answer.table.rows])
    lines = [
        (c.marker, c.table, c.row or "", c.row_id or "", c.file, c.line or "", cell.column, cell.text)
        for c in answer.citations
        for cell in c.cells
    ]
    return _written([(*_PLACE, "column", "cell"), *lines])


def answer_markdown(question: str, answer: Answer) -> str:
    """A question and its answer as Markdown, with how it was read and its sources under it."""
    parts = [f"**{_plain(question)}**"]
    if title := title_of(answer):
        parts.append(f"*{title}*")
    parts.append(answer.text.strip())
    notes = [f"How I read this: {_plain(answer.reading)}"] if answer.reading else []
    if answer.coverage is not None:
        notes.append(coverage_in_words(answer.coverage))
    if notes:
        parts.append(f"*{' · '.join(notes)}*")
    if answer.citations:
        lines = (
            f"- [{one.marker}] {_plain(one.row or one.table)}, {_plain(one.table)} ({_plain(place_of(one))})"
            for one in answer.citations
        )
        parts.append("\n".join(("Sources:", *lines)))
    return "\n\n".join(parts) + "\n"


def conversation_markdown(title: str, turns: Iterable[tuple[str, Answer | None]]) -> str:
    """A whole conversation as Markdown; a question that found no answer stands alone."""
    told = [answer_markdown(asked, answer) if answer else f"**{_plain(asked)}**\n" for asked, answer in turns]
    return "\n---\n\n".join([f"# {_plain(title)}\n", *told])


def _known(row_ids: Sequence[str], assistant: Assistant) -> list[tuple[Table, Row]]:
    pairs = []
    for row_id in row_ids:
        try:
            pairs.append(assistant.row(row_id))
        except KeyError:  # the index was built anew since, without this row
            continue
    return pairs


def _further(answer: Answer, assistant: Assistant) -> list[tuple[Table, Row]]:
    pairs: list[tuple[Table, Row]] = []
    left = min(answer.more.rows, _MOST_ROWS) if answer.more is not None and answer.plan is not None else 0
    while len(pairs) < left:
        offset = len(answer.rows) + len(pairs)
        try:
            found = assistant.rows(
                answer.plan or {}, offset=offset, limit=min(_AT_ONCE * 25, left - len(pairs))
            )
        except PlanError:  # an answer of several parts has no one list of rows
            break
        if not found:
            break
        pairs += found
    return pairs


def _rows_csv(pairs: Sequence[tuple[Table, Row]], markers: Mapping[str | None, int]) -> str:
    columns = list(dict.fromkeys(column.name for table, _ in pairs for column in table.columns))
    lines: list[Sequence[Any]] = [(*_PLACE, *columns)]
    for table, row in pairs:
        cells = {c.name: cell.text for c, cell in zip(table.columns, row.cells, strict=True)}
        place = (markers.get(row.id, ""), table.name, row.name, row.id, row.file, row.line)
        lines.append((*place, *(cells.get(column, "") for column in columns)))
    return _written(lines)


def _written(lines: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[harmless(str(cell)) for cell in line] for line in lines])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("plain")
    ("'=1+1", 'plain')
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _plain(text: str) -> str:
    r"""The characters of a text, none of which is Markdown: `[1]` becomes `\[1\]`."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in " ".join(text.split()))
