"""An assistant in, its web chat mounted on an ASGI application out. The only file that knows Gradio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import gradio as gr

from assistant import Assistant
from assistant.answer import Answer, Citation
from corpus.errors import RowciteError
from ui import render

_AT_ONCE = 8  # questions answered side by side; one takes milliseconds, so more would only wait for the disk
_WAITING = 64  # the contract's queue
_QUESTION_LIMIT = 2000  # characters, the contract's
_HISTORY_LIMIT = 40  # messages, the contract's
_NEAREST_SHOWN = 5
_SYSTEM_FONT = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, its answer, and both as HTML."""

    question: str
    answer: Answer | None
    html: str


Turns = tuple[Turn, ...]
Shown = tuple[Any, Any, Any, Any]  # question box, conversation, state, source panel


def mount_chat(app: Any, assistant: Assistant) -> None:
    """Mounts the chat at `/` of a FastAPI application (known to http_api alone); earlier routes win."""
    gr.mount_gradio_app(
        app,
        build_chat(assistant),
        path="/",
        favicon_path=str(files("ui").joinpath("static", "icon.png")),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Default(font=_SYSTEM_FONT, font_mono=_SYSTEM_MONO),
        css=_static("chat.css"),
    )


def build_chat(assistant: Assistant) -> Any:
    """The chat's components and events; what a conversation holds lives in its own session only."""
    chat = _Chat(assistant)
    with gr.Blocks(title=assistant.catalog_name, analytics_enabled=False, fill_height=True) as blocks:
        turns = gr.State(())
        with gr.Row(elem_id="top"):
            gr.HTML(chat.heading(), elem_id="heading", js_on_load=None, apply_default_css=False)
            new = gr.Button("New chat", elem_id="new", size="sm", scale=0, min_width=96)
        with gr.Row(elem_id="stage"):
            with gr.Column(elem_id="talk", scale=3, min_width=320):
                conversation = gr.HTML(
                    chat.welcome(), elem_id="log", js_on_load=_static("chat.js"), apply_default_css=False
                )
                box = gr.Textbox(
                    label="Your question",
                    placeholder="Ask about the tables",
                    elem_id="box",
                    show_label=False,
                    container=False,
                    max_lines=6,
                    max_length=_QUESTION_LIMIT,
                    submit_btn="Ask",
                    autofocus=True,
                )
            with gr.Column(elem_id="side", scale=2, min_width=280):
                source = gr.HTML(
                    render.sources_html(()),
                    elem_id="source",
                    js_on_load=_static("source.js"),
                    apply_default_css=False,
                )
        shown = [box, conversation, turns, source]
        quiet: dict[str, Any] = {
            "api_visibility": "private",
            "concurrency_limit": _AT_ONCE,
            "show_progress": "hidden",
        }
        blocks.load(chat.open, None, shown, **quiet)
        box.submit(chat.ask, [box, turns], shown, **quiet)
        conversation.ask(chat.ask_button, [turns], shown, **quiet)
        conversation.cite(chat.cite, [turns], source, **quiet)
        new.click(chat.restart, None, shown, **quiet)
    blocks.queue(max_size=_WAITING, api_open=False)
    return blocks


class _Chat:
    """What the chat's events do; it holds the assistant and nothing of any conversation."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def heading(self) -> str:
        name = escape(self._assistant.catalog_name)
        return f"<h1>{name}</h1><p class='quiet'>Every answer shows the rows it rests on.</p>"

    def welcome(self) -> str:
        tables = [(table.name, self._assistant.row_count(table.id)) for table in self._assistant.tables()]
        return render.welcome_html(tables, self._assistant.examples())

    def restart(self) -> Shown:
        return "", self.welcome(), (), render.sources_html(())

    def open(self, request: gr.Request) -> Iterator[Shown]:
        question = str(request.query_params.get("q", ""))[: _QUESTION_LIMIT + 1]
        if question.strip():
            yield from self.ask(question, ())
        else:  # all is in place already, and what the user types meanwhile must not be cleared
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    def ask_button(self, turns: Turns, event: gr.EventData) -> Iterator[Shown]:
        yield from self.ask(str(event._data.get("question", "")), turns)

    def ask(self, question: str, turns: Turns) -> Iterator[Shown]:
        question = question.strip()
        if not question:
            shown = render.conversation_html(turn.html for turn in turns) if turns else self.welcome()
            yield "", shown, turns, gr.skip()
            return
        asked = render.question_html(question)
        before = [turn.html for turn in turns]
        yield "", render.conversation_html([*before, asked + render.pending_html()]), turns, gr.skip()
        turn, panel = self._answer(question, turns, asked)
        after = (*turns, turn)
        yield gr.skip(), render.conversation_html([*before, turn.html]), after, panel

    def cite(self, turns: Turns, event: gr.EventData) -> str:
        asked = event._data
        if isinstance(row_id := asked.get("row"), str):
            return render.sources_html(self._row_source(row_id))
        at, first, last = (asked.get(name) for name in ("turn", "first", "last"))
        if not (isinstance(at, int) and isinstance(first, int) and isinstance(last, int)):
            return render.sources_html(())
        answer = turns[at].answer if 0 <= at < len(turns) else None
        cited = answer.citations if answer is not None else ()
        return render.sources_html([self._source(one) for one in cited if first <= one.marker <= last])

    def _answer(self, question: str, turns: Turns, asked: str) -> tuple[Turn, Any]:
        try:
            answer = self._assistant.ask(question, history=_history(turns))
            nearest = [(row_id, *self._names(row_id)) for row_id in answer.nearest[:_NEAREST_SHOWN]]
            html = asked + render.answer_html(answer, turn=len(turns), nearest=nearest)
            panel = render.sources_html([self._source(one) for one in answer.citations[:1]])
        except RowciteError as error:
            return Turn(question, None, asked + render.fault_html(str(error))), gr.skip()
        return Turn(question, answer, html), panel

    def _source(self, citation: Citation) -> render.Source:
        if citation.row_id is None:
            return render.Source(citation)
        try:
            table, row = self._assistant.row(citation.row_id)
        except KeyError:  # the index was built anew since, without this row: the answer's own cells remain
            return render.Source(citation)
        return render.Source(citation, table, row)

    def _row_source(self, row_id: str) -> list[render.Source]:
        try:
            table, row = self._assistant.row(row_id)
        except KeyError:
            return []
        return [render.Source(Citation(0, row.id, table.name, row.name, (), row.file, row.line), table, row)]

    def _names(self, row_id: str) -> tuple[str, str]:
        try:
            table, row = self._assistant.row(row_id)
        except KeyError:
            return row_id, ""
        return row.name, table.name


def _history(turns: Turns) -> list[dict[str, str]]:
    messages = []
    for turn in turns:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages[-_HISTORY_LIMIT:]


def _static(name: str) -> str:
    return files("ui").joinpath("static", name).read_text(encoding="utf-8")
