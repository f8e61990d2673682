"""An assistant in, its web chat as an application out. The only file that knows Gradio."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from itertools import count
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant import Assistant
from ui.chat_catalog import catalog_html, rows_html, view_of
from ui.chat_quality import quality_html
from ui.chat_session import QUESTION_LIMIT, ChatSession, Parcel, Shown, Turns
from ui.chat_source import panel_html
from ui.feedback import FeedbackStore

_AT_ONCE = 8  # questions answered side by side; one takes milliseconds, so more would only wait for the disk
_WAITING = 64  # the contract's queue
_SYSTEM_FONT = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
_QUIET: dict[str, Any] = {
    "api_visibility": "private",
    "concurrency_limit": _AT_ONCE,
    "show_progress": "hidden",
}

Outputs = tuple[Any, Any, Any, Any]  # question box, conversation, turns, source panel


def chat_app(assistant: Assistant, *, feedback: FeedbackStore) -> FastAPI:
    """The chat at `/` of an application of its own; `feedback` keeps the verdicts on answers."""
    app = FastAPI(openapi_url=None)
    gr.mount_gradio_app(
        app,
        build_chat(assistant, feedback),
        path="/",
        favicon_path=str(files("ui").joinpath("static", "icon.png")),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Default(font=_SYSTEM_FONT, font_mono=_SYSTEM_MONO),
        css=_static("chat.css") + _static("catalog.css"),
    )
    return app


def build_chat(assistant: Assistant, feedback: FeedbackStore) -> Any:
    """The chat's components and events; what a conversation holds lives in its own session only."""
    session = ChatSession(assistant, feedback)
    events = _Events(session, assistant)
    with gr.Blocks(title=assistant.catalog_name, analytics_enabled=False, fill_height=True) as blocks:
        turns = gr.State(())
        with gr.Row(elem_id="top"):
            top = _html(_heading(assistant.catalog_name), "heading", "nav.js")
            new = gr.Button("New chat", elem_id="new", size="sm", scale=0, min_width=96)
        with gr.Row(elem_id="stage"):
            with gr.Column(elem_id="talk", scale=3, min_width=320):
                log = _html(session.welcome(), "log", "chat.js")
                box = gr.Textbox(
                    label="Your question",
                    placeholder="Ask about the tables",
                    elem_id="box",
                    show_label=False,
                    container=False,
                    max_lines=6,
                    max_length=QUESTION_LIMIT,
                    submit_btn="Ask",
                    autofocus=True,
                )
            with gr.Column(elem_id="side", scale=2, min_width=280):
                source = _html(panel_html((), assistant), "source", "source.js")
        with gr.Row(elem_id="catalog"):
            tables = _html("", "tables", "catalog.js")
            rows = _html("", "rows", "rows.js")
        quality = _html("", "quality", None)
        outbox = _html("", "outbox", "outbox.js")
        shown = [box, log, turns, source]
        # "multiple": Gradio's "once" stays shut after a stop; chat.js keeps it to one question at a time.
        asking = [
            blocks.load(events.open, None, shown, **_QUIET),
            box.submit(events.ask, [box, turns], shown, trigger_mode="multiple", **_QUIET),
            log.act(events.act, [turns], shown, trigger_mode="multiple", **_QUIET),
        ]
        log.stop(events.stop, [turns], shown, cancels=asking, **_QUIET)
        log.cite(events.cite, [turns], source, trigger_mode="multiple", **_QUIET)
        log.fetch(events.fetch, [turns], outbox, **_QUIET)
        top.fetch(events.fetch, [turns], outbox, **_QUIET)
        top.view(events.view, None, [tables, rows, quality], **_QUIET)
        tables.table(events.table, None, [tables, rows], **_QUIET)
        tables.search(events.rows, None, rows, trigger_mode="always_last", **_QUIET)
        rows.browse(events.rows, None, rows, trigger_mode="always_last", **_QUIET)
        new.click(events.restart, None, shown, cancels=asking, **_QUIET)
    blocks.queue(max_size=_WAITING, api_open=False)
    return blocks


class _Events:
    """Turns what the browser sends into steps of a session, and what these show into components' values."""

    def __init__(self, session: ChatSession, assistant: Assistant) -> None:
        self._session = session
        self._assistant = assistant
        self._numbers = count(1)

    def open(self, request: gr.Request) -> Iterator[Outputs]:
        question = str(request.query_params.get("q", ""))[: QUESTION_LIMIT + 1]
        if question.strip():
            yield from _outputs(self._session.ask(question, ()))
        else:  # all is in place already, and what the user types meanwhile must not be cleared
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    def ask(self, question: str, turns: Turns) -> Iterator[Outputs]:
        box: Any = ""  # only the first step clears it: what is typed meanwhile stays
        for shown in _outputs(self._session.ask(question, turns)):
            yield (box, *shown[1:])
            box = gr.skip()

    def act(self, turns: Turns, event: gr.EventData) -> Iterator[Outputs]:
        yield from _outputs(self._session.act(turns, event._data))

    def stop(self, turns: Turns, event: gr.EventData) -> Outputs:
        question = str(event._data.get("question", "")) or gr.skip()
        return question, self._session.conversation(turns), gr.skip(), gr.skip()

    def restart(self) -> Outputs:
        return "", self._session.welcome(), (), panel_html((), self._assistant)

    def cite(self, turns: Turns, event: gr.EventData) -> str:
        return self._session.cite(turns, event._data)

    def fetch(self, turns: Turns, event: gr.EventData) -> Any:
        parcel = self._session.parcel(turns, event._data)
        return gr.skip() if parcel is None else _parcel_html(parcel, next(self._numbers))

    def view(self, event: gr.EventData) -> tuple[Any, Any, Any]:
        if event._data.get("name") == "quality":
            return gr.skip(), gr.skip(), quality_html()
        first = self._assistant.tables()[0].id
        return *self._both(first), gr.skip()

    def table(self, event: gr.EventData) -> tuple[Any, Any]:
        return self._both(str(event._data.get("table", "")))

    def rows(self, event: gr.EventData) -> Any:
        return rows_html(view_of(event._data), self._assistant)

    def _both(self, table: str) -> tuple[str, str]:
        view = view_of({"table": table})
        return catalog_html(table, self._assistant), rows_html(view, self._assistant)


def _outputs(steps: Iterable[Shown]) -> Iterator[Outputs]:
    for step in steps:
        panel = gr.skip() if step.panel is None else step.panel
        yield gr.skip(), step.conversation, step.turns, panel


def _parcel_html(parcel: Parcel, number: int) -> str:
    told = json.dumps({"name": parcel.name, "text": parcel.text})
    return f"<i data-number='{number}' data-parcel='{escape(told)}'></i>"


def _heading(name: str) -> str:
    views = "".join(
        f"<button type='button' role='tab' id='tab-{view}' data-view='{view}' aria-selected='{chosen}'"
        f" aria-controls='{panel}' tabindex='{at}'>{words}</button>"
        for view, words, panel, chosen, at in (
            ("chat", "Chat", "stage", "true", 0),
            ("catalog", "Catalog", "catalog", "false", -1),
            ("quality", "Quality", "quality", "false", -1),
        )
    )
    save = "<button type='button' id='save' title='Download the conversation as Markdown'>Save</button>"
    return (
        f"<div class='bar'><div class='title'><h1>{escape(name)}</h1>"
        "<p class='quiet'>Every answer shows the rows it rests on.</p></div>"
        f"<div class='views' role='tablist' aria-label='Views'>{views}</div>{save}</div>"
    )


def _html(value: str, name: str, script: str | None) -> Any:
    code = None if script is None else _static(script)
    return gr.HTML(value, elem_id=name, js_on_load=code, apply_default_css=False)


def _static(name: str) -> str:
    return files("ui").joinpath("static", name).read_text(encoding="utf-8")
