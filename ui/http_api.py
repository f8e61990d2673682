"""An assistant in, the HTTP API over it out, as the contract has it. The only file that knows FastAPI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant import Assistant
from corpus.errors import MachineFault, WrongUse
from corpus.types import Column, Row, Table
from ui.ask_command import legal_text

_MESSAGE_LIMIT = 20_000  # characters of one message of the history; the body's limit holds for all together


class Message(BaseModel):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["user", "assistant", "system"]
    content: str = Field(max_length=_MESSAGE_LIMIT)


class Question(BaseModel):
    """What is asked: the question, and what was said before it."""

    model_config = ConfigDict(extra="forbid")
    question: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
    history: Annotated[list[Message], Field(max_length=40)] = []
    plan: dict[str, Any] | None = None


class ApiError(Exception):
    """An error of the contract's shape."""

    def __init__(self, status: int, code: str, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.hint = status, code, message, hint


def build_api(assistant: Assistant, *, encoder_state: Callable[[], str]) -> FastAPI:
    """The API over an assistant; `encoder_state` gives what `/readyz` says of the encoder.

    FastAPI's own documentation page is left out: it loads its scripts from another host.
    """
    app = FastAPI(title="Rowcite", docs_url=None, redoc_url=None)
    _shape_errors(app)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Whether the process is alive."""
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        """Whether questions are answered, over which build, and how the encoder is."""
        return {"status": "ready", "build": assistant.build_id, "encoder": encoder_state()}

    @app.post("/api/ask")
    def ask(asked: Question) -> dict[str, Any]:
        """The answer to a question, or to an edited plan for it, with its citations."""
        history = [{"role": m.role, "content": legal_text(m.content)} for m in asked.history]
        return assistant.ask(legal_text(asked.question), history=history, plan=asked.plan).to_dict()

    @app.get("/api/search")
    def search(
        q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S")],
        k: Annotated[int, Query(ge=1, le=200)] = 10,
    ) -> list[dict[str, Any]]:
        """The rows nearest to some words, best first."""
        return [asdict(hit) for hit in assistant.search(legal_text(q), k=k)]

    @app.get("/api/tables")
    def tables() -> list[dict[str, Any]]:
        """The tables with their columns and row counts."""
        return [_table(table, assistant.row_count(table.id)) for table in assistant.tables()]

    @app.get("/api/tables/{table_id}")
    def table(
        table_id: str,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 200,
    ) -> dict[str, Any]:
        """One table with a page of its rows, in file order."""
        found = next((one for one in assistant.tables() if one.id == table_id), None)
        if found is None:
            hint = "/api/tables lists the tables with their ids."
            raise ApiError(404, "not_found", f"No table '{table_id}'.", hint=hint)
        plan = {"version": 1, "ask": {"op": "names", "rows": {"op": "table", "table": table_id}}}
        page = [_row(*pair) for pair in assistant.rows(plan, offset=offset, limit=limit)]
        return {**_table(found, assistant.row_count(table_id)), "offset": offset, "rows": page}

    @app.get("/api/rows/{row_id:path}")
    def row(row_id: str) -> dict[str, Any]:
        """One row with all its cells, its file and line."""
        try:
            return _row(*assistant.row(row_id))
        except KeyError as error:
            hint = "Row ids look like table/row; /api/search and every citation give them."
            raise ApiError(404, "not_found", str(error.args[0]), hint=hint) from None

    @app.api_route(
        "/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    def nothing(rest: str) -> None:
        raise ApiError(
            404, "not_found", f"Nothing is at '/api/{rest}'.", hint="/openapi.json lists every call."
        )

    return app


def _table(table: Table, row_count: int) -> dict[str, Any]:
    return {
        "id": table.id,
        "name": table.name,
        "description": table.description,
        "source": table.source,
        "row_count": row_count,
        "columns": [_column(column) for column in table.columns],
    }


def _column(column: Column) -> dict[str, str]:
    return {
        "name": column.name,
        "kind": column.kind.value,
        "unit": column.unit,
        "description": column.description,
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    cells = [
        {"column": column.name, "text": cell.text, "is_stated": cell.is_stated}
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]
    return {
        "row_id": row.id,
        "row": row.name,
        "table_id": table.id,
        "table": table.name,
        "cells": cells,
        "file": row.file,
        "line": row.line,
    }


def _shape_errors(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    def failure(_request: Request, error: ApiError) -> JSONResponse:
        return _error(error.status, error.code, error.message, error.hint)

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid" or tuple(first["loc"]) == ("body",):
            hint = 'Send Content-Type: application/json and {"question": "…"}.'
            return _error(400, "malformed", "The body is not a JSON object.", hint)
        place = ".".join(str(part) for part in first["loc"][1:])
        return _error(
            422, "invalid_field", f"{place}: {first['msg']}", "/openapi.json has the shape of every call."
        )

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
        message = f"{request.method} {request.url.path}: {error.detail}"
        return _error(error.status_code, code, message, "/openapi.json lists every call.")

    @app.exception_handler(WrongUse)
    def wrong_use(_request: Request, error: WrongUse) -> JSONResponse:
        return _error(422, "invalid_field", str(error), "Ask differently.")

    @app.exception_handler(MachineFault)
    def fault(_request: Request, error: MachineFault) -> JSONResponse:
        return _error(503, "not_ready", str(error), "Ask again once this is mended.", {"Retry-After": "5"})

    @app.exception_handler(Exception)
    def broken(_request: Request, _error_raised: Exception) -> JSONResponse:
        return _error(500, "internal", "The question could not be worked out.", "The server's log says more.")


def _error(
    status: int, code: str, message: str, hint: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    body = {"error": {"code": code, "message": message, "hint": hint}}
    return JSONResponse(body, status_code=status, headers=headers)
