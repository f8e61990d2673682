"""What a user does in the chat in, the conversation after it out; nothing here knows Gradio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from assistant import Assistant
from assistant.answer import Answer
from corpus.errors import RowciteError
from ui import render
from ui.ask_command import legal_text
from ui.chat_chips import chips_of
from ui.chat_export import answer_csv, answer_markdown, conversation_markdown
from ui.chat_followups import followups, words_for
from ui.chat_plan import changed, path_of, without
from ui.chat_source import panel_html, row_source, sources_of
from ui.feedback import FeedbackStore

QUESTION_LIMIT = 2000  # characters, the contract's
_HISTORY_LIMIT = 40  # messages, the contract's
_NEAREST_SHOWN = 5
_COMMENT_LIMIT = 2000


Plan = Mapping[str, Any] | None  # as ask(…, plan=) takes it


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, its answer, and both as HTML.

    `plan` is the reading that was run, None for the question's own; `origin` is what it was before it was
    edited. `said` is what later questions are told of this one: the question, or the words of the edited
    plan; `""` where none fit.
    """

    question: str
    answer: Answer | None
    html: str
    plan: Plan = None
    origin: Plan = None
    said: str = ""
    vote: str = ""


Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the chat shows after a step; None leaves what is there."""

    turns: Turns
    conversation: str
    panel: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A text to hand to the browser: for its clipboard, or as a file of that name."""

    text: str
    name: str = ""


class ChatSession:
    """What the chat's events do; it holds the assistant and nothing of any conversation."""

    def __init__(self, assistant: Assistant, feedback: FeedbackStore) -> None:
        self._assistant = assistant
        self._feedback = feedback

    def welcome(self) -> str:
        """What an empty conversation shows."""
        tables = [(table.name, self._assistant.row_count(table.id)) for table in self._assistant.tables()]
        return render.welcome_html(tables, self._assistant.examples())

    def conversation(self, turns: Turns) -> str:
        """A conversation as it stands."""
        return render.conversation_html(turn.html for turn in turns) if turns else self.welcome()

    def ask(self, question: str, turns: Turns, *, plan: Plan = None) -> Iterator[Shown]:
        """A question at the end of a conversation: first the question, then its answer."""
        question = legal_text(question).strip()
        if not question:
            yield Shown(turns, self.conversation(turns))
            return
        asked = render.question_html(question, turn=len(turns))
        before = [turn.html for turn in turns]
        yield Shown(turns, render.conversation_html([*before, asked + render.pending_html(question)]))
        yield from self._answered(question, turns, len(turns), plan, plan)

    def act(self, turns: Turns, data: Mapping[str, Any]) -> Iterator[Shown]:
        """What a button or form of the conversation does; nothing where what is told is not legal."""
        place, act = data.get("turn"), str(data.get("act", ""))
        if act == "ask":
            yield from self.ask(str(data.get("question", "")), turns)
            return
        turn = turns[place] if isinstance(place, int) and 0 <= place < len(turns) else None
        if turn is None or not isinstance(place, int):
            yield Shown(turns, self.conversation(turns))
            return
        match act:
            case "retry":
                yield from self._again(turns, place, turn.plan)
            case "undo":
                yield from self._again(turns, place, turn.origin)
            case "edit":
                yield from self.ask(str(data.get("question", "")), turns[:place])
            case "pick" if turn.answer is not None:
                yield from self._picked(turn.answer, turns, data.get("reading"))
            case "drop" | "change" if turn.answer is not None and turn.answer.plan is not None:
                yield from self._edited(turn, turns, place, data)
            case "vote" if turn.answer is not None:
                yield self._voted(turn, turns, place, data)
            case _:
                yield Shown(turns, self.conversation(turns))

    def cite(self, turns: Turns, data: Mapping[str, Any]) -> str:
        """The source panel for a marker of an answer, or for a row that was named."""
        if isinstance(row_id := data.get("row"), str):
            return panel_html(row_source(row_id, self._assistant), self._assistant)
        place, first, last = (data.get(name) for name in ("turn", "first", "last"))
        if not (isinstance(place, int) and isinstance(first, int) and isinstance(last, int)):
            return panel_html((), self._assistant)
        answer = turns[place].answer if 0 <= place < len(turns) else None
        cited = [one for one in (answer.citations if answer else ()) if first <= one.marker <= last]
        return panel_html(sources_of(cited, self._assistant), self._assistant)

    def parcel(self, turns: Turns, data: Mapping[str, Any]) -> Parcel | None:
        """The Markdown or CSV that a button asks for; None where there is nothing to give."""
        if data.get("act") == "save":
            told = [(turn.question, turn.answer) for turn in turns]
            title = self._assistant.catalog_name
            return Parcel(conversation_markdown(title, told), "conversation.md") if turns else None
        place = data.get("turn")
        if not isinstance(place, int) or not 0 <= place < len(turns):
            return None
        turn = turns[place]
        if turn.answer is None:
            return None
        if data.get("act") == "csv":
            return Parcel(answer_csv(turn.answer, self._assistant), "rows.csv")
        return Parcel(answer_markdown(turn.question, turn.answer))

    def _picked(self, answer: Answer, turns: Turns, reading: object) -> Iterator[Shown]:
        if isinstance(reading, int) and 0 <= reading < len(answer.readings):
            chosen = answer.readings[reading]
            yield from self.ask(chosen.question or chosen.reading, turns, plan=chosen.plan)

    def _edited(self, turn: Turn, turns: Turns, place: int, data: Mapping[str, Any]) -> Iterator[Shown]:
        plan = turn.answer.plan if turn.answer is not None else None
        fields = data.get("fields")
        try:
            path = path_of(str(data.get("part", "")))
            if data.get("act") == "drop":
                edited = without(plan or {}, path)
            else:
                told = fields if isinstance(fields, Mapping) else {}
                edited = changed(plan or {}, path, {str(k): legal_text(str(v)) for k, v in told.items()})
        except RowciteError as error:
            yield _noted(turns, place, str(error))
            return
        yield from self._again(turns, place, edited)

    def _again(self, turns: Turns, place: int, plan: Plan) -> Iterator[Shown]:
        """Another answer in a turn's place: the one that stands there stays in sight until it comes."""
        turn = turns[place]
        html = [one.html for one in turns]
        html[place] = render.replaced_html(turn.html)
        yield Shown(turns, render.conversation_html(html))
        yield from self._answered(turn.question, turns, place, plan, turn.origin)

    def _voted(self, turn: Turn, turns: Turns, place: int, data: Mapping[str, Any]) -> Shown:
        verdict = data.get("verdict")
        if turn.vote or turn.answer is None or verdict not in ("up", "down"):
            return Shown(turns, self.conversation(turns))
        try:
            self._feedback.add(
                question=turn.question,
                answer_status=turn.answer.status.value,
                verdict="up" if verdict == "up" else "down",
                build=turn.answer.build,
                comment=legal_text(str(data.get("comment", "")))[:_COMMENT_LIMIT].strip(),
                history=history_of(turns[:place]),
            )
        except RowciteError as error:
            return _noted(turns, place, str(error))
        asks = followups(turn.answer, self._assistant)
        extras = self._extras(turn.answer, turn.plan is not turn.origin, asks, vote=str(verdict))
        asked = render.question_html(turn.question, turn=place)
        html = asked + render.answer_html(turn.answer, turn=place, extras=extras)
        after = (*turns[:place], replace(turn, html=html, vote=str(verdict)), *turns[place + 1 :])
        return Shown(after, self.conversation(after))

    def _answered(self, question: str, turns: Turns, place: int, plan: Plan, origin: Plan) -> Iterator[Shown]:
        """The answer at a place of the conversation, with its first source."""
        asked = render.question_html(question, turn=place)
        try:
            answer = self._assistant.ask(question, history=history_of(turns[:place]), plan=plan)
        except RowciteError as error:
            html = asked + render.fault_html(str(error), turn=place)
            after = (*turns[:place], Turn(question, None, html, plan, origin), *turns[place + 1 :])
            yield Shown(after, self.conversation(after))
            return
        said = question if plan is None else words_for(answer.plan or plan, self._assistant)
        asks = followups(answer, self._assistant)
        extras = self._extras(answer, plan is not origin, asks)
        html = asked + render.answer_html(answer, turn=place, extras=extras)
        after = (*turns[:place], Turn(question, answer, html, plan, origin, said), *turns[place + 1 :])
        sources = sources_of(answer.citations[:1], self._assistant)
        yield Shown(after, self.conversation(after), panel_html(sources, self._assistant))

    def _extras(
        self, answer: Answer, is_edited: bool, asks: Sequence[str], *, vote: str = ""
    ) -> render.Extras:
        nearest = [(row_id, *self._names(row_id)) for row_id in answer.nearest[:_NEAREST_SHOWN]]
        chips = chips_of(answer.plan, self._assistant)
        return render.Extras(nearest, chips, asks, is_edited=is_edited, vote=vote)

    def _names(self, row_id: str) -> tuple[str, str]:
        try:
            table, row = self._assistant.row(row_id)
        except KeyError:
            return row_id, ""
        return row.name, table.name


def _noted(turns: Turns, place: int, message: str) -> Shown:
    """A conversation as it was, with a line under one of its turns on what could not be done."""
    note = f"<p class='fault' role='alert'>{escape(message)}</p>"
    html = [turn.html + (note if at == place else "") for at, turn in enumerate(turns)]
    return Shown(turns, render.conversation_html(html))


def history_of(turns: Turns) -> list[dict[str, str]]:
    """The conversation as the assistant is told it: from after the last turn that no words stand for."""
    messages: list[dict[str, str]] = []
    for turn in turns:
        if turn.answer is None:
            continue
        if not turn.said:  # an edited reading that no question has: what was said before no longer leads here
            messages.clear()
            continue
        messages.append({"role": "user", "content": turn.said})
        messages.append({"role": "assistant", "content": turn.answer.text})
    return messages[-_HISTORY_LIMIT:]
