"""What the contract promises of every answer, whatever was asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from assistant import Answer, Assistant, Reason, Status
from assistant.plan import from_dict, to_dict

LIMIT = 200  # rows and citations of one answer
MARKER = re.compile(r"(?<!\\)\[(\d+)(?:–(\d+))?\]")
FIELDS = [
    "question",
    "status",
    "reason",
    "text",
    "values",
    "rows",
    "citations",
    "more",
    "coverage",
    "reading",
    "plan",
    "readings",
    "table",
    "nearest",
    "suggestions",
    "build",
    "elapsed_ms",
]
LEGAL = {
    Status.ANSWERED: {None},
    Status.HELP: {None},
    Status.AMBIGUOUS: {Reason.AMBIGUOUS},
    Status.PARTIAL: set(Reason),  # the contract: partial carries the reason of its unanswered part
    Status.ABSTAINED: set(Reason) - {Reason.AMBIGUOUS, Reason.CLOSEST},
}


def broken(answer: Answer, assistant: Assistant, *, is_deep: bool = True) -> list[str]:
    """The promises that an answer breaks, as sentences; `is_deep` asks its suggestions too."""
    return [
        *_status(answer, assistant),
        *_markers(answer),
        *_citations(answer, assistant),
        *_rows(answer, assistant),
        *_coverage(answer),
        *_table(answer),
        *_plan(answer),
        *_plain(answer),
        *(_suggestions(answer, assistant) if is_deep else ()),
    ]


def _status(answer: Answer, assistant: Assistant) -> Iterable[str]:
    if answer.reason not in LEGAL[answer.status]:
        yield f"{answer.status} with the reason {answer.reason} is no legal pair."
    if "did not pass its own check" in answer.text:
        yield "Withheld by its own check."
    if not answer.text.strip():
        yield "The text is empty."
    if answer.build != assistant.build_id:
        yield f"The build {answer.build!r} is not the one asked, {assistant.build_id!r}."
    if answer.elapsed_ms < 0:
        yield "The time taken is negative."
    if answer.status in (Status.ABSTAINED, Status.AMBIGUOUS) and answer.values:
        yield f"{answer.status} has values {answer.values}."
    if answer.status is Status.AMBIGUOUS and len(answer.readings) < 2:
        yield "Ambiguous with fewer than two readings."
    if answer.status is not Status.AMBIGUOUS and answer.readings:
        yield f"{answer.status} has readings."
    if answer.reason is Reason.CLOSEST and len(answer.rows) > 3:
        yield "More than three closest rows."
    if answer.reason is Reason.VALUE_NOT_STATED and not answer.citations:
        yield "What is not stated cites no row."


def _markers(answer: Answer) -> Iterable[str]:
    shown = set()
    for found in MARKER.finditer(answer.text):
        first = int(found.group(1))
        shown |= set(range(first, int(found.group(2) or first) + 1))
    cited = [citation.marker for citation in answer.citations]
    if shown != set(cited):
        yield f"Markers {sorted(shown)} and citations {cited} differ."
    if cited != list(range(1, len(cited) + 1)):
        yield f"Citations are numbered {cited}."
    if re.search(r"(?<!\\)\[(?!\d+(?:–\d+)?\])", answer.text):
        yield "A bracket that is no citation stands unescaped."
    if re.search(r"(?<!\\)<\w", answer.text):
        yield "A tag stands unescaped."


def _citations(answer: Answer, assistant: Assistant) -> Iterable[str]:
    tables = {table.name for table in assistant.tables()}
    for citation in answer.citations:
        if citation.table not in tables:
            yield f"Citation {citation.marker} names no table: {citation.table!r}."
        if citation.row_id is None:
            if citation.row is not None or citation.line is not None or citation.cells:
                yield f"Citation {citation.marker} has no row id and yet a row."
            continue
        try:
            table, row = assistant.row(citation.row_id)
        except KeyError:
            yield f"Citation {citation.marker} names no row: {citation.row_id!r}."
            continue
        if (citation.table, citation.row, citation.file, citation.line) != (
            table.name, row.name, row.file, row.line,
        ):  # fmt: skip
            yield f"Citation {citation.marker} misplaces {row.id}."
        cells = {column.name: cell.text for column, cell in zip(table.columns, row.cells, strict=True)}
        for cell in citation.cells:
            if cells.get(cell.column) != cell.text:
                yield f"Citation {citation.marker} says {cell.text!r} for {cells.get(cell.column)!r}."
        if not citation.cells:
            yield f"Citation {citation.marker} has no cell."


def _rows(answer: Answer, assistant: Assistant) -> Iterable[str]:
    if len(set(answer.rows)) != len(answer.rows):
        yield "A row stands twice."
    if len(answer.rows) > LIMIT or len(answer.citations) > LIMIT:
        yield "More than 200 rows or citations."
    if answer.more is not None and (answer.more.rows < 1 or len(answer.rows) != LIMIT):
        yield "More rows are announced than were left out."
    if answer.status in (Status.ANSWERED, Status.PARTIAL):
        uncited = set(answer.rows) - {citation.row_id for citation in answer.citations}
        if uncited:
            yield f"Rows without a citation: {sorted(uncited)}."
    for row_id in answer.nearest:
        try:
            assistant.row(row_id)
        except KeyError:
            yield f"The nearest row {row_id!r} is none."


def _coverage(answer: Answer) -> Iterable[str]:
    found = answer.coverage
    if found is None:
        return
    if min(found.total, found.matched, found.not_matched, found.unknown) < 0:
        yield f"A negative count in {found}."
    if found.total != found.matched + found.not_matched + found.unknown:
        yield f"{found} does not add up."


def _table(answer: Answer) -> Iterable[str]:
    if answer.table is None:
        return
    if len(answer.table.rows) != len(answer.table.row_ids):
        yield "The table's rows and row ids differ in number."
    if any(len(row) != len(answer.table.columns) for row in answer.table.rows):
        yield "A line of the table is not as wide as its header."


def _plan(answer: Answer) -> Iterable[str]:
    if (answer.plan is None) != (answer.reading is None):
        yield "Only one of plan and reading is there."
    for plan in (answer.plan, *(reading.plan for reading in answer.readings)):
        if plan is not None and to_dict(from_dict(plan)) != plan:
            yield f"The plan does not round-trip: {plan}."
    if answer.status is Status.ANSWERED and answer.plan is None:
        yield "Answered without a plan."


def _plain(answer: Answer) -> Iterable[str]:
    plain = answer.to_dict()
    if list(plain) != FIELDS:
        yield f"The fields are {list(plain)}."
    if json.loads(json.dumps(plain, allow_nan=False)) != plain:
        yield "The answer changes on its way through JSON."


def _suggestions(answer: Answer, assistant: Assistant) -> Iterable[str]:
    for question in answer.suggestions:
        again = assistant.ask(question)
        if again.status is not Status.ANSWERED:
            yield f"The suggestion {question!r} is {again.status}."
    for reading in answer.readings:
        if reading.question and assistant.ask(reading.question).status is Status.ABSTAINED:
            yield f"The reading's question {reading.question!r} is refused."
