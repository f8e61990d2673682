"""An assistant in, the pages that citations lead to mounted on an application out: one page a row."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from assistant import Assistant
from corpus.types import Row, Table
from ui.chat_source import cell_html
from ui.chat_tables import window

# A page of plain HTML: nothing runs in it, and nothing comes from elsewhere.
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def mount_pages(app: FastAPI, assistant: Assistant) -> None:
    """Adds `/rows/{row_id}` to an application; it must come before what is mounted at `/`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/rows/{row_id:path}")
    def row(row_id: str) -> HTMLResponse:
        """The page of a row: its cells with what their columns mean, its file and line, its neighbours."""
        up = "../" * (row_id.count("/") + 1)
        try:
            table, found = assistant.row(row_id)
        except KeyError as error:
            page = _page("No such row", f"<h1>No such row</h1><p>{escape(str(error.args[0]))}</p>", up)
            return HTMLResponse(page, status_code=404, headers=_HEADERS)
        return HTMLResponse(_page(found.name, _row(table, found, assistant, up), up), headers=_HEADERS)

    app.include_router(routes)


def _page(title: str, body: str, up: str) -> str:
    style = files("ui").joinpath("static", "page.css").read_text(encoding="utf-8")
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<link rel='icon' href='{up}favicon.ico'><style>{style}</style></head>"
        f"<body><main><p class='trail'><a href='{up}'>Back to the chat</a></p>{body}</main></body></html>"
    )


def _row(table: Table, row: Row, assistant: Assistant, up: str) -> str:
    lines = "".join(
        f"<div><dt>{escape(column.name)}{_meaning(column.description)}</dt><dd>{cell_html(cell)}</dd></div>"
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    ask = quote(f"Tell me about {row.name}.")
    return (
        f"<p class='quiet' style='margin:22px 0 0'>{escape(table.name)}</p><h1>{escape(row.name)}</h1>"
        f"<p class='place'>{escape(row.file)}, line {row.line}</p><dl>{lines}</dl>"
        f"<a class='ask-about' href='{up}?q={ask}'>Ask about {escape(row.name)}</a>"
        f"{_around(table, row, assistant, up)}"
    )


def _meaning(description: str) -> str:
    return f" <small>– {escape(description)}</small>" if description else ""


def _around(table: Table, row: Row, assistant: Assistant, up: str) -> str:
    shown = window(assistant, table, row)
    if shown is None:
        return ""
    at = next(place for place, one in enumerate(shown.rows) if one.id == row.id)
    before: Any = shown.rows[at - 1] if at > 0 else None
    after: Any = shown.rows[at + 1] if at + 1 < len(shown.rows) else None
    links = [
        f"<a href='{up}rows/{quote(one.id)}'>{arrow}</a>" if one is not None else "<span></span>"
        for one, arrow in (
            (before, f"← {escape(before.name)}" if before else ""),
            (after, f"{escape(after.name)} →" if after else ""),
        )
    ]
    return f"<nav class='around' aria-label='Neighbouring rows'>{''.join(links)}</nav>"
