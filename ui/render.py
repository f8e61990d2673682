"""Answers and rows in, the chat's HTML out; every character of a question or a cell is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assistant.answer import Answer, Citation, Status
from corpus.types import Row, Table
from ui.markdown import to_html
from ui.words import coverage_in_words, title_of

_CARDS_SHOWN = 30  # rows in the source panel at once; more is scrolling, not reading
_HINT = "Choose a marker such as <span class='cite is-sample'>1</span> in an answer to see the row behind it."


@dataclass(frozen=True, slots=True)
class Source:
    """One cited row as the panel shows it; without a row only the cited cells are known."""

    citation: Citation
    table: Table | None = None
    row: Row | None = None


def welcome_html(tables: Sequence[tuple[str, int]], questions: Iterable[str]) -> str:
    """What an empty conversation shows: the tables with their row counts, and questions to start with."""
    names = "".join(
        f"<li><span>{escape(name)}</span> <span class='quiet'>{_rows(count)}</span></li>"
        for name, count in tables
    )
    asks = "".join(_ask_button(question) for question in questions)
    start = f"<p class='quiet'>Try one of these, or ask in your own words.</p><div class='asks'>{asks}</div>"
    return (
        "<div class='welcome'><h2>What would you like to know?</h2>"
        f"{start if asks else ''}<p class='quiet tables-title'>The tables here</p>"
        f"<ul class='tables'>{names}</ul></div>"
    )


def question_html(question: str) -> str:
    """The user's words in the conversation."""
    return f"<div class='question'><span class='unseen'>You asked: </span>{escape(question)}</div>"


def pending_html() -> str:
    """What stands in an answer's place while it is worked out."""
    return (
        "<div class='pending' role='status'><i></i><i></i><i></i><span class='unseen'>Reading…</span></div>"
    )


def fault_html(message: str) -> str:
    """A card that says that no answer could be worked out, and why."""
    verdict = "<p class='verdict'>Something is wrong</p>"
    return f"<div class='answer is-refusal'>{verdict}<p>{escape(message)}</p></div>"


def answer_html(answer: Answer, *, turn: int, nearest: Sequence[tuple[str, str, str]] = ()) -> str:
    """One answer with its markers as buttons, how it was read, and where to go from here.

    `turn` is the answer's place in the conversation; `nearest` are (row id, row name, table name) to offer.
    """
    cited = {citation.marker: citation for citation in answer.citations}

    def marker(first: int, last: int, label: str) -> str:
        held = [
            cited[number] for number in range(first, min(last, first + len(cited)) + 1) if number in cited
        ]
        if not held:
            return escape(f"[{label}]")
        name = held[0].row or held[0].table
        what = f"Source {label}: {name}" + (" and others" if len(held) > 1 else "")
        return _cite_button(turn, first, last, label, "cite", what)

    parts = [f"<div class='prose'>{to_html(answer.text, marker)}</div>"]
    if title := title_of(answer):
        parts.insert(0, f"<p class='verdict'>{escape(title)}</p>")
    if answer.readings:
        choices = "".join(_ask_button(one.question or one.reading, one.reading) for one in answer.readings)
        parts.append(f"<div class='asks'>{choices}</div>")
    if nearest:
        chips = "".join(
            f"<button type='button' class='chip' data-row='{escape(row_id)}'>{escape(name)}"
            f" <span class='quiet'>{escape(table)}</span></button>"
            for row_id, name, table in nearest
        )
        parts.append(f"<div class='near'><span class='quiet'>Closest rows</span> {chips}</div>")
    offered = {reading.question for reading in answer.readings}
    if suggestions := [question for question in answer.suggestions if question not in offered]:
        asks = "".join(_ask_button(question) for question in suggestions)
        if answer.status is not Status.HELP:  # a help text says so itself
            parts.append("<p class='quiet next'>You could ask</p>")
        parts.append(f"<div class='asks'>{asks}</div>")
    if notes := _notes(answer, turn):
        parts.append(f"<p class='reading'>{notes}</p>")
    return f"<div class='answer {_look(answer)}'>{''.join(parts)}</div>"


def conversation_html(turns: Iterable[str]) -> str:
    """The whole conversation from the HTML of its turns."""
    articles = "".join(f"<article class='turn'>{turn}</article>" for turn in turns)
    return (
        f"<div class='conversation' role='log' aria-live='polite' aria-label='Conversation'>{articles}</div>"
    )


def sources_html(sources: Sequence[Source]) -> str:
    """The source panel: each cited row whole, its cited cells marked, with file and line."""
    if not sources:
        return _panel(f"<p class='hint'>{_HINT}</p>")
    cards = "".join(_card(source) for source in sources[:_CARDS_SHOWN])
    left = len(sources) - _CARDS_SHOWN
    return _panel(cards + (f"<p class='quiet'>and {left} more</p>" if left > 0 else ""))


def _panel(content: str) -> str:
    close = "<button type='button' class='close' aria-label='Close the source'>×</button>"
    header = f"<header><h2>Source</h2>{close}</header>"
    return f"<section class='panel' aria-label='Source'>{header}{content}</section>"


def _card(source: Source) -> str:
    citation = source.citation
    cited = {cell.column for cell in citation.cells}
    if source.table is not None and source.row is not None:
        pairs = zip(source.table.columns, source.row.cells, strict=True)
        lines = [
            _line(column.name, cell.text if cell.is_stated else "", column.name in cited, cell.link)
            for column, cell in pairs
        ]
    else:
        lines = [_line(cell.column, cell.text, True) for cell in citation.cells]
    number = f"<span class='cite is-sample'>{citation.marker}</span>" if citation.marker else ""
    subject = f"<p class='table-name'>{escape(citation.table)}</p>" if citation.row is not None else ""
    line = f", line {citation.line}" if citation.line is not None else ""
    return (
        f"<article class='card'>{subject}<h3>{escape(citation.row or citation.table)} {number}</h3>"
        f"<dl>{''.join(lines)}</dl><p class='place'>{escape(citation.file)}{line}</p></article>"
    )


def _line(column: str, text: str, is_cited: bool, link: str = "") -> str:
    words = escape(text) if text else "<span class='quiet'>not stated</span>"
    if link.startswith(("https://", "http://")):  # any other scheme could run code or open a program
        words = f"<a href='{escape(link)}' target='_blank' rel='noopener noreferrer nofollow'>{words}</a>"
    mark = "<span class='unseen'> (cited)</span>" if is_cited else ""
    return (
        f"<div{' class=is-cited' if is_cited else ''}><dt>{escape(column)}{mark}</dt><dd>{words}</dd></div>"
    )


def _notes(answer: Answer, turn: int) -> str:
    notes = []
    if answer.reading is not None:
        notes.append(f"<span>How I read this: {escape(answer.reading)}</span>")
    if answer.coverage is not None:
        notes.append(f"<span>{coverage_in_words(answer.coverage)}</span>")
    if answer.more is not None:
        notes.append(f"<span>{_rows(answer.more.rows)} more</span>")
    if len(answer.citations) > 1:
        first, last = answer.citations[0].marker, answer.citations[-1].marker
        label = f"all {len(answer.citations)} sources"
        notes.append(_cite_button(turn, first, last, label, "all-sources", f"Show {label}"))
    return "<span class='dot' aria-hidden='true'> · </span>".join(notes)


def _look(answer: Answer) -> str:
    # A choice and a help text list in words what the buttons under them offer: the style hides the list.
    match answer.status:
        case Status.ABSTAINED:
            return "is-refusal"
        case Status.AMBIGUOUS:
            return "is-partial is-choice" if answer.readings else "is-partial"
        case Status.PARTIAL:
            return "is-partial"
        case Status.HELP:
            return "is-help" if answer.suggestions else "is-answered"
        case _:
            return "is-answered"


def _cite_button(turn: int, first: int, last: int, label: str, style: str, what: str) -> str:
    return (
        f"<button type='button' class='{style}' data-turn='{turn}' data-first='{first}' data-last='{last}'"
        f" aria-label='{escape(what)}'>{escape(label)}</button>"
    )


def _ask_button(question: str, words: str = "") -> str:
    shown = escape(words or question)
    return f"<button type='button' class='ask' data-ask='{escape(question)}'>{shown}</button>"


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"
