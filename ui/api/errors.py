"""What goes wrong in, the contract's error out; under `/v1/` it is of OpenAI's shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import MachineFault, WrongUse
from ui.api.asgi import Scope, Send, local_path

_SHAPES = "/openapi.json has the shape of every call."
_CALLS = "/openapi.json lists every call."
_OPENAI_TYPES = {401: "authentication_error", 429: "rate_limit_error"}


@dataclass(eq=False)  # not frozen: a traceback is put on it
class Refused(Exception):  # noqa: N818 (a refusal is the contract's value, not a fault)
    """A request that gets no answer: the status, the contract's three fields, headers such as Retry-After."""

    status: int
    code: str
    message: str
    hint: str
    headers: Mapping[str, str] = field(default_factory=dict)
    param: str | None = None  # the field at fault, for OpenAI's shape


def busy(message: str, *, seconds: int = 1) -> Refused:
    """The refusal of a server that cannot take a question now."""
    hint = f"Ask again in {seconds} s."
    return Refused(503, "busy", message, hint, {"Retry-After": str(seconds)})


def not_found(message: str, *, hint: str) -> Refused:
    """The refusal of what is not there."""
    return Refused(404, "not_found", message, hint)


def error_body(path: str, refused: Refused) -> dict[str, Any]:
    """The JSON of a refusal at a local path.

    >>> error_body("/v1/models", Refused(404, "not_found", "No model.", "List them."))["error"]["type"]
    'invalid_request_error'
    """
    if path.startswith("/v1/"):
        kind = _OPENAI_TYPES.get(
            refused.status, "server_error" if refused.status >= 500 else "invalid_request_error"
        )
        message = f"{refused.message} {refused.hint}"
        return {"error": {"message": message, "type": kind, "param": refused.param, "code": refused.code}}
    return {"error": {"code": refused.code, "message": refused.message, "hint": refused.hint}}


def response_of(scope: Scope, refused: Refused) -> JSONResponse:
    """The response to a refused request."""
    body = error_body(local_path(scope), refused)
    return JSONResponse(body, status_code=refused.status, headers=dict(refused.headers))


async def refuse(scope: Scope, send: Send, refused: Refused) -> None:
    """Answers a request with a refusal, before any route sees it."""
    body = json.dumps(error_body(local_path(scope), refused), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(name.lower().encode(), value.encode()) for name, value in refused.headers.items()]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def shape_errors(app: FastAPI) -> None:
    """Gives every error of the routes the contract's shape; a traceback never leaves."""

    def handled(request: Request, refused: Refused) -> JSONResponse:
        return response_of(request.scope, refused)

    @app.exception_handler(Refused)
    def failure(request: Request, error: Refused) -> JSONResponse:
        return handled(request, error)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return handled(request, _invalid(error))

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        code = {400: "malformed", 404: "not_found"}.get(error.status_code, "refused")
        message = f"{request.method} {local_path(request.scope)}: {error.detail}"
        return handled(request, Refused(error.status_code, code, message, _CALLS, error.headers or {}))

    @app.exception_handler(WrongUse)
    def wrong_use(request: Request, error: WrongUse) -> JSONResponse:
        return handled(request, Refused(422, "invalid_field", str(error), "Ask differently."))

    @app.exception_handler(MachineFault)
    def fault(request: Request, error: MachineFault) -> JSONResponse:
        hint = "Ask again once this is mended."
        return handled(request, Refused(503, "not_ready", str(error), hint, {"Retry-After": "5"}))

    @app.exception_handler(Exception)
    def broken(request: Request, _error: Exception) -> JSONResponse:
        message, hint = "The request could not be worked out.", "The server's log says more."
        return handled(request, Refused(500, "internal", message, hint))


def _invalid(error: RequestValidationError) -> Refused:
    first = error.errors()[0]
    if first["type"] == "json_invalid" or tuple(first["loc"]) == ("body",):
        hint = f"Send Content-Type: application/json and a JSON object; {_SHAPES}"
        return Refused(400, "malformed", "The body is not a JSON object.", hint)
    place = ".".join(str(part) for part in first["loc"][1:])
    return Refused(422, "invalid_field", f"{place}: {first['msg']}.", _SHAPES, param=place)
