"""Answers in, the conversation's HTML out; every character of a question or a cell is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from assistant.answer import Answer, Coverage, Status
from ui.chat_chart import chart_html
from ui.chat_chips import Chips, chips_html
from ui.markdown import to_html
from ui.words import coverage_in_words, title_of

# Line drawings of 16 by 16, in the colour of the text; the button's label says what each does.
_ICONS = {
    "copy": "M5 5V3.5A1.5 1.5 0 0 1 6.5 2h6A1.5 1.5 0 0 1 14 3.5v6a1.5 1.5 0 0 1-1.5 1.5H11"
    "M3.5 5h6A1.5 1.5 0 0 1 11 6.5v6A1.5 1.5 0 0 1 9.5 14h-6A1.5 1.5 0 0 1 2 12.5v-6A1.5 1.5 0 0 1 3.5 5z",
    "csv": "M8 2v8m0 0L4.8 6.8M8 10l3.2-3.2M2.5 13.5h11",
    "retry": "M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v2.8h-2.8",
    "edit": "M2.5 13.5l.7-3L10.6 3a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L5.5 12.8z",
    "up": "M5 7.2v6.3H2.5V7.2zM5 7.2L7.8 2c1.1 0 1.8.8 1.6 1.9L9 6h3.4a1.3 1.3 0 0 1 1.3 1.6l-1 4.7"
    "a1.5 1.5 0 0 1-1.5 1.2H5",
    "down": "M5 8.8V2.5H2.5v6.3zM5 8.8L7.8 14c1.1 0 1.8-.8 1.6-1.9L9 10h3.4a1.3 1.3 0 0 0 1.3-1.6l-1-4.7"
    "a1.5 1.5 0 0 0-1.5-1.2H5",
}


@dataclass(frozen=True, slots=True)
class Extras:
    """What stands around an answer's own words: the chips of its reading, and where to go from here.

    `nearest` are (row id, row name, table name) to offer; `followups` questions; `is_edited` that the
    reading is no longer the question's own; `vote` the verdict that the user gave, `""` before it.
    """

    nearest: Sequence[tuple[str, str, str]] = ()
    chips: Chips = field(default_factory=Chips)
    followups: Sequence[str] = ()
    is_edited: bool = False
    vote: str = ""


_NO_EXTRAS = Extras()


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


def question_html(question: str, *, turn: int) -> str:
    """The user's words in the conversation, which the last question's button lets them edit."""
    edit = _tool("edit", "Edit the question", turn, style="edit-question")
    asked = f"<span class='unseen'>You asked: </span><span class='asked'>{escape(question)}</span>"
    words = f"<div class='question' dir='auto'>{asked}</div>"
    return f"<div class='asked-line'>{edit}{words}</div>"


def pending_html(question: str) -> str:
    """What stands in an answer's place while it is worked out, with a button that stops that.

    The question is given back to its box then; `""` leaves what the box holds.
    """
    stop = f"<button type='button' class='stop' data-stop='{escape(question)}'>Stop</button>"
    dots = "<i></i><i></i><i></i><span class='unseen'>Reading…</span>"
    return f"<div class='pending' role='status'>{dots}{stop}</div>"


def replaced_html(html: str) -> str:
    """A turn whose answer is being worked out anew, with a button that leaves it as it is."""
    return f"<div class='is-old' aria-busy='true'>{html}</div>{pending_html('')}"


def fault_html(message: str, *, turn: int) -> str:
    """A card that says that no answer could be worked out, and why."""
    verdict = "<p class='verdict'>Something is wrong</p>"
    tools = f"<div class='tools'>{_tool('retry', 'Ask the question again', turn)}</div>"
    return f"<div class='answer is-refusal'>{verdict}<p>{escape(message)}</p>{tools}</div>"


def answer_html(answer: Answer, *, turn: int, extras: Extras = _NO_EXTRAS) -> str:
    """One answer with its markers as buttons, how it was read, and where to go from here.

    `turn` is the answer's place in the conversation.
    """
    parts = []
    if title := title_of(answer):
        parts.append(f"<p class='verdict'>{escape(title)}</p>")
    parts.append(f"<div class='prose' dir='auto'>{to_html(answer.text, _Markers(answer, turn))}</div>")
    parts.append(chart_html(answer.table))
    if answer.readings:
        choices = "".join(
            f"<button type='button' class='ask' data-pick='{place}' data-turn='{turn}'>"
            f"{escape(one.reading)}</button>"
            for place, one in enumerate(answer.readings)
        )
        parts.append(f"<div class='asks'>{choices}</div>")
    if extras.nearest:
        near = "".join(
            f"<button type='button' class='chip' data-row='{escape(row_id)}'>{escape(name)}"
            f" <span class='quiet'>{escape(table)}</span></button>"
            for row_id, name, table in extras.nearest
        )
        parts.append(f"<div class='near'><span class='quiet'>Closest rows</span> {near}</div>")
    parts.append(_reading(answer, turn, extras))
    parts.append(_next(answer, extras))
    parts.append(_tools(answer, turn, extras.vote))
    return f"<div class='answer {_look(answer)}'>{''.join(parts)}</div>"


def conversation_html(turns: Iterable[str]) -> str:
    """The whole conversation from the HTML of its turns."""
    articles = "".join(f"<article class='turn'>{turn}</article>" for turn in turns)
    return f"<div class='conversation' role='region' aria-label='Conversation'>{articles}</div>"


class _Markers:
    """Gives each marker of an answer's text as a button that knows its turn."""

    def __init__(self, answer: Answer, turn: int) -> None:
        self._cited = {citation.marker: citation for citation in answer.citations}
        self._turn = turn

    def __call__(self, first: int, last: int, label: str) -> str:
        span = range(first, min(last, first + len(self._cited)) + 1)
        held = [self._cited[number] for number in span if number in self._cited]
        if not held:
            return escape(f"[{label}]")
        name = held[0].row or held[0].table
        what = f"Source {label}: {name}" + (" and others" if len(held) > 1 else "")
        return _cite_button(self._turn, first, last, label, "cite", what)


def _reading(answer: Answer, turn: int, extras: Extras) -> str:
    notes = []
    if answer.reading is not None:
        edited = "<b class='edited'>edited</b> " if extras.is_edited else ""
        undo = f" {_act('undo', turn, 'Undo', 'link')}" if extras.is_edited else ""
        notes.append(f"<span>How I read this: {edited}{escape(answer.reading)}{undo}</span>")
    if answer.coverage is not None:
        notes.append(f"<span>{_bar(answer.coverage)}{coverage_in_words(answer.coverage)}</span>")
    if answer.more is not None:
        notes.append(f"<span>{_rows(answer.more.rows)} more</span>")
    if len(answer.citations) > 1:
        first, last = answer.citations[0].marker, answer.citations[-1].marker
        label = f"all {len(answer.citations)} sources"
        notes.append(_cite_button(turn, first, last, label, "link", f"Show {label}"))
    if not notes:
        return ""
    line = "<span class='dot' aria-hidden='true'> · </span>".join(notes)
    return f"<div class='how'><p class='reading'>{line}</p>{chips_html(extras.chips, turn=turn)}</div>"


def _bar(coverage: Coverage) -> str:
    """Rows matched, not matched and unknown as a small bar; the words beside it say the same."""
    if coverage.total == 0:
        return ""
    parts = (("in", coverage.matched), ("out", coverage.not_matched), ("open", coverage.unknown))
    shares = "".join(
        f"<i class='{name}' style='width:{100 * count / coverage.total:.1f}%'></i>" for name, count in parts
    )
    return f"<span class='coverage' aria-hidden='true'>{shares}</span>"


def _next(answer: Answer, extras: Extras) -> str:
    asks = answer.suggestions if not answer.readings else ()
    title = "" if answer.status is Status.HELP else "You could ask"  # a help text says so itself
    if not asks:
        asks, title = tuple(extras.followups), "Ask next"
    if not asks:
        return ""
    buttons = "".join(_ask_button(question) for question in asks)
    return (f"<p class='quiet next'>{title}</p>" if title else "") + f"<div class='asks'>{buttons}</div>"


def _tools(answer: Answer, turn: int, vote: str) -> str:
    tools = [_tool("copy", "Copy as Markdown", turn)]
    if answer.rows or answer.citations or answer.table:
        tools.append(_tool("csv", "Download the rows as CSV", turn))
    tools.append(_tool("retry", "Ask the question again", turn))
    if vote:
        tools.append("<span class='thanks' role='status'>Thank you, noted</span>")
        return f"<div class='tools'>{''.join(tools)}</div>"
    tools += [_tool("up", "Good answer", turn, style="vote"), _tool("down", "Bad answer", turn, style="vote")]
    form = (
        f"<form class='comment' data-turn='{turn}' hidden>"
        "<input name='comment' maxlength='2000' autocomplete='off' aria-label='Comment'"
        " placeholder='What was right or wrong? (optional)'>"
        "<button type='submit'>Send</button></form>"
    )
    return f"<div class='tools'>{''.join(tools)}</div>{form}"


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


def _ask_button(question: str) -> str:
    return f"<button type='button' class='ask' data-ask='{escape(question)}'>{escape(question)}</button>"


def _act(name: str, turn: int, words: str, style: str) -> str:
    return (
        f"<button type='button' class='{style}' data-act='{name}' data-turn='{turn}'>{escape(words)}</button>"
    )


def _tool(name: str, label: str, turn: int, *, style: str = "tool") -> str:
    icon = f"<svg viewBox='0 0 16 16' aria-hidden='true'><path d='{_ICONS[name]}'/></svg>"
    classes = style if style == "tool" else f"tool {style}"
    return (
        f"<button type='button' class='{classes}' data-act='{name}' data-turn='{turn}'"
        f" aria-label='{label}' title='{label}'>{icon}</button>"
    )


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"
