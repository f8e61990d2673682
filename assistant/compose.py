"""A plan's result in, a draft answer out: text with markers, values, rows, citations, coverage, table."""

from __future__ import annotations

from assistant.answer import ROW_LIMIT, More
from assistant.compose_cells import compose_cells, compose_common, compose_contrast, compose_distinct
from assistant.compose_figures import compose_check, compose_count, compose_figure
from assistant.compose_groups import compose_groups, compose_run
from assistant.compose_rows import compose_names, compose_places
from assistant.compose_verdicts import compose_choice, compose_verdict
from assistant.describe import Describer
from assistant.draft import Draft, escape
from assistant.phrases import LISTED, matching, nouns
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
    Groups,
    Holds,
    Names,
    Places,
    Request,
    Rows,
    RunLength,
)
from assistant.result import Result
from assistant.templates import say


def compose(request: Request, result: Result, describer: Describer) -> Draft:
    """The draft for a result. Every name and figure in its text comes from a cited cell or a count."""
    draft = Draft(rows=tuple(row.id for _, row in result.rows)[:ROW_LIMIT])
    if len(result.numbers) > ROW_LIMIT:
        draft.more = More(len(result.numbers) - ROW_LIMIT)
    match request:
        case Names():
            compose_names(draft, request, result, describer)
        case Places():
            compose_places(draft, request, result, describer)
        case Cells():
            compose_cells(draft, request, result, describer)
        case Common():
            compose_common(draft, request, result)
        case Contrast():
            compose_contrast(draft, request, result, describer)
        case Distinct():
            compose_distinct(draft, request, result, describer)
        case Figure(value=Count() as count):
            compose_count(draft, count, result, describer)
        case Figure():
            compose_figure(draft, request.value, result, describer)
        case Check():
            compose_check(draft, request, result, describer)
        case Choose():
            compose_choice(draft, request, result, describer)
        case Groups():
            compose_groups(draft, request, result, describer)
        case RunLength():
            compose_run(draft, request, result, describer)
        case Holds():
            compose_verdict(draft, request, result, describer)
        case Explain():
            return _explained(request, result, describer)
    return draft


def _explained(request: Explain, result: Result, describer: Describer) -> Draft:
    """How an answer was reached: its reading, the rows looked at, and the cells that it stands on."""
    draft = compose(request.of, result.inner or result, describer)
    asked = _rows_of(request.of)
    looked = ""
    if draft.coverage is not None and asked is not None:
        counts = draft.coverage
        looked = say(
            "explain.looked", total=counts.total, noun=nouns(asked, describer), matched=counts.matched,
            match=matching(counts.matched), failed=counts.not_matched, unknown=counts.unknown,
            do="does" if counts.not_matched == 1 else "do",
            do_not="does not" if counts.unknown == 1 else "do not",
        )  # fmt: skip
    lines = []
    for citation in draft.citations[:LISTED]:
        cells = "; ".join(
            f"{escape(cell.column)}: {escape(cell.text) or say('not stated')}" for cell in citation.cells
        )
        lines.append(f"- **{escape(citation.row or '')}** [{citation.marker}] – {cells}")
    if len(draft.citations) > LISTED:
        lines += ["", say("explain.more", first=LISTED + 1, last=len(draft.citations))]
    basis = say("explain.cells" if lines else "explain.nothing")
    opening = say("explain", reading=escape(describer.reading(request.of)), looked=looked, basis=basis)
    draft.text = "\n".join([opening, "", *lines]).strip()
    draft.is_stated = True
    return draft


def _rows_of(request: Request) -> Rows | None:
    """The rows that a request looks at, where they are of one kind."""
    found = getattr(request, "rows", None) or getattr(getattr(request, "value", None), "rows", None)
    return found if isinstance(found, Rows) else None
