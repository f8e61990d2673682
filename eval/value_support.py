"""An Answer and its catalog in, the values that neither a cited cell nor the plan's own figure bears out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from assistant.answer import Answer
from corpus.words import folded
from eval.recount import (
    Ask,
    Place,
    UntoldError,
    cell_of,
    figure_meant,
    figure_of,
    is_related,
    is_true,
    rows_meant,
    values_of,
)
from eval.resolving import Rows

_TOLERANCE = 1e-6


def unsupported_values(answer: Answer, rows: Rows) -> Iterator[str]:
    """A sentence for each such value."""
    asks = list(_parts(answer.plan["ask"])) if answer.plan is not None else []
    texts = _texts(asks, answer, rows)
    figures = list(_figures(asks, answer, rows))
    verdicts = set(_verdicts(asks, answer, rows))
    for value in answer.values:
        number = as_number(value)
        is_reckoned = number is not None and any(_is_close(number, figure) for figure in figures)
        if value not in verdicts and _form(value) not in texts and not is_reckoned:
            yield f"The value “{value}” is in no cell cited for it, and nothing reckoned gives it."


def _texts(asks: Sequence[Ask], answer: Answer, rows: Rows) -> set[str]:
    """What the cited cells say, their values, and the names of rows; of a look-up only in its columns.

    Nothing where only figures and verdicts are asked for: that a cell says “7” is no reason to count 7. The
    names of tables and columns, and what is said of them, are for questions about the catalog.
    """
    if asks and all(_is_reckoned(ask) for ask in asks):
        return set()
    texts: set[str] = set()
    if any(ask["op"] in ("about", "places") for ask in asks):
        for table in rows.catalog.tables:
            texts.update((table.name, table.description))
            texts.update(said for column in table.columns for said in (column.name, column.description))
    is_lookup = bool(asks) and all(ask["op"] == "cells" and ask["columns"] for ask in asks)
    wanted = {name for ask in asks if is_lookup for name in ask["columns"]}
    for citation in answer.citations:
        texts |= set() if is_lookup else {citation.row or ""}
        place = rows.row(citation.row_id) if citation.row_id is not None else None
        for cited in citation.cells:
            if place is not None and (not is_lookup or cited.column in wanted):
                texts |= {cited.text, *_values(place, cited.column)}
    return {_form(text) for text in texts if text}


def _values(place: Place, name: str) -> Iterator[str]:
    """The values of a cell, with and without their qualifiers; none of a column that is not there."""
    try:
        cell = cell_of(place, name)[1]
    except UntoldError:
        return
    for value in cell.values:
        yield from (value.text, f"{value.text} ({value.qualifier})")


def _is_reckoned(ask: Ask) -> bool:
    return ask["op"] in ("holds", "check") or (ask["op"] == "figure" and ask["value"]["op"] != "cell")


def _parts(ask: Ask) -> Iterator[Ask]:
    """The requests of a message, each by itself; what an explanation explains."""
    match ask:
        case {"op": "many", "parts": parts}:
            for part in parts:
                yield from _parts(part)
        case {"op": "explain", "of": inner}:
            yield from _parts(inner)
        case _:
            yield ask


def _figures(asks: Sequence[Ask], answer: Answer, rows: Rows) -> Iterator[float]:
    """The figures that the plan asks for."""
    tables = rows.catalog.tables
    for ask in asks:
        match ask:
            case {"op": "figure", "value": value}:
                yield from _figure(value, answer, rows)
            case {"op": "run"}:
                yield float(_row_count(answer))
            case {"op": "about", "subject": "table count"}:
                yield float(len(tables))
            case {"op": "about", "subject": "size"}:
                yield float(sum(len(table.rows) for table in tables))
            case {"op": "about", "subject": "column count", "table": name}:
                yield from (float(len(table.columns)) for table in tables if table.id == name)


def _figure(value: Ask, answer: Answer, rows: Rows) -> Iterator[float]:
    """A figure counted anew; where its plan is beyond that, what coverage and the cited cells give."""
    try:
        figure = figure_meant(value, rows)[0]
        is_counted = value["op"] == "count" and not value["distinct"]
        if not is_counted or _is_covered(answer, figure):
            yield figure
        return
    except UntoldError:
        pass
    match value:
        case {"op": "count", "distinct": None}:
            count = float(_row_count(answer))
            yield from [count] if _is_covered(answer, count) else []
        case {"op": "count", "distinct": str(name)}:
            cells = [cell_of(place, name)[1] for place in _cited_places(answer, rows, name)]
            yield float(len({form for cell in cells for form in values_of(cell)}))
        case {"op": "aggregate", "function": function, "key": {"op": "column", "column": name}}:
            try:
                yield figure_of(function, _cited_places(answer, rows, name), name)[0]
            except UntoldError:
                yield from _shown(answer)
        case {"op": "arithmetic" | "aggregate"}:
            yield from _shown(answer)


def _is_covered(answer: Answer, count: float) -> bool:
    """Whether the coverage and the rows of an answer agree with a count."""
    coverage = answer.coverage
    return (coverage is None or coverage.matched == count) and (
        coverage is None or count == _row_count(answer)
    )


def _shown(answer: Answer) -> Iterator[float]:
    """The figure in bold that the text gives first, which `_numbers` has to bear out."""
    found = re.search(r"\*\*(−?-?[\d.,]+)[^*]*\*\*", answer.text)
    number = None if found is None else as_number(found[1].replace(",", ""))
    yield from [] if number is None else [number]


def _row_count(answer: Answer) -> int:
    return len(answer.rows) + (answer.more.rows if answer.more is not None else 0)


def _cited_places(answer: Answer, rows: Rows, name: str) -> list[Place]:
    """The rows of which an answer cites a stated cell of a column."""
    ids = (
        citation.row_id for citation in answer.citations
        if citation.row_id is not None and any(cell.column == name for cell in citation.cells)
    )  # fmt: skip
    places = (rows.row(id_) for id_ in dict.fromkeys(ids))
    return [place for place in places if place is not None and cell_of(place, name)[1].is_stated]


def _verdicts(asks: Sequence[Ask], answer: Answer, rows: Rows) -> Iterator[str]:
    """What may be said to yes/no questions: what counting anew gives; where it cannot, what the text says."""
    for ask in asks:
        match ask:
            case {"op": "holds", "rows": inner, "where": where, "quantifier": quantifier}:
                try:
                    found = [is_true(where, place, rows) for place in rows_meant(inner, rows)]
                except UntoldError:
                    yield from _spoken(answer)
                    continue
                decides = quantifier == "any"
                yield "yes" if (decides in found) is decides else "no"
            case {"op": "check", "left": left, "relation": relation, "right": right}:
                try:
                    sides = [figure_meant(side, rows) for side in (left, right)]
                except UntoldError:
                    yield from _spoken(answer)
                    continue
                yield "yes" if is_related(sides[0][0], relation, sides[1][0]) else "no"


def _spoken(answer: Answer) -> Iterator[str]:
    """The verdicts that the text begins a paragraph with."""
    for line in answer.text.split("\n"):
        yield from ([line[:3].strip(".,:; ").lower()] if re.match(r"(Yes|No)\b", line) else [])


def as_number(text: str) -> float | None:
    """The number that a text is, None where it is none."""
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _form(text: str) -> str:
    return folded(text) or text


def _is_close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
