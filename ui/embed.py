"""An application in, the same with the widget and its frame out: for the pages of the origins allowed.

`/widget.js` and `/embed` hold no secret and are served to all. What an origin's page may do hangs on the
allowlist: only there may a browser frame `/embed` (`frame-ancestors`), and only to there does it hand over
tokens and answers (CORS). A program that is no browser can claim any origin: with an allowlist whoever
reaches the server may ask, though nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from html import escape
from importlib.resources import files

from ui.embed_tokens import LIFE_SECONDS, PREFIX, EmbedTokens
from ui.guard import App, Message, Receive, Scope, Send

EMBED = "rowcite.embed"  # in the scope: the origin that a good token was made for
_ASK, _TOKEN = "/api/ask", "/embed/token"
_BEARER = "bearer "
_CACHE = (b"cache-control", b"public, max-age=3600")
_HARMLESS = (b"x-content-type-options", b"nosniff")

Headers = list[tuple[bytes, bytes]]


class Embedding:
    """Stands before everything else, keys included: it answers for the widget, and lets its questions pass.

    A question with a good token goes on without the token, its origin under `EMBED` in the scope.
    """

    def __init__(self, app: App, *, title: str, origins: Collection[str]) -> None:
        self._app = app
        self._title = title
        self._origins = frozenset(origins)
        self._tokens = EmbedTokens()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        match scope["method"], _path(scope):
            case "GET" | "HEAD", "/widget.js":
                await _respond(send, 200, _file("widget.js"), "text/javascript", [_CACHE, _HARMLESS])
            case "GET" | "HEAD", "/embed":
                await _respond(send, 200, _page(self._title), "text/html", self._page_headers())
            case "POST", path if path == _TOKEN:
                await self._give_token(scope, send)
            case "OPTIONS", path if path in (_ASK, _TOKEN) and _header(scope, b"origin") in self._origins:
                await _respond(send, 204, b"", "", self._shared_with(scope, is_preflight=True))
            case "POST", path if path == _ASK:
                await self._ask(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    async def _give_token(self, scope: Scope, send: Send) -> None:
        origin = _header(scope, b"origin")
        # The frame's own page asks for one too: it is shown on allowed pages only, and where there are none,
        # it asks as any page of the server does.
        is_own = _header(scope, b"sec-fetch-site") == "same-origin"
        if origin not in self._origins and not is_own:
            message = f"Pages of '{origin}' may not embed this chat."
            hint = "Whoever runs the server can add the origin to ROWCITE_EMBED_ORIGINS."
            await _refuse(send, 403, "origin_not_allowed", message, hint, [])
            return
        token = self._tokens.issue(origin) if self._origins else None
        told = {"token": token, "expires_in": LIFE_SECONDS}
        headers = [*self._shared_with(scope), (b"cache-control", b"no-store")]
        await _respond(send, 200, json.dumps(told).encode(), "application/json", headers)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin, token = _header(scope, b"origin"), _header(scope, b"authorization")
        shared = self._shared_with(scope)
        if token[: len(_BEARER)].lower() == _BEARER and token[len(_BEARER) :].startswith(PREFIX):
            if not self._tokens.is_good(token[len(_BEARER) :], origin):
                hint = "Fetch another one: POST /embed/token."
                await _refuse(
                    send, 401, "bad_token", "The widget's token is not good any more.", hint, shared
                )
                return
            kept = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
            scope = {**scope, "headers": kept, EMBED: origin}

        async def share(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *shared]}
            await send(message)

        await self._app(scope, receive, share)

    def _shared_with(self, scope: Scope, *, is_preflight: bool = False) -> Headers:
        """The CORS headers for an allowed origin; for another one only that answers differ by origin."""
        origin = _header(scope, b"origin")
        headers: Headers = [(b"vary", b"Origin")]
        if origin in self._origins:
            headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
            if is_preflight:
                headers += [
                    (b"access-control-allow-methods", b"POST"),
                    (b"access-control-allow-headers", b"authorization, content-type"),
                    (b"access-control-max-age", b"600"),
                ]
        return headers

    def _page_headers(self) -> Headers:
        ancestors = " ".join(["'self'", *sorted(self._origins)])
        policy = (
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline';"
            f" img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
        )
        return [
            (b"content-security-policy", policy.encode("latin-1")),
            (b"referrer-policy", b"no-referrer"),
            _HARMLESS,
        ]


def _page(title: str) -> bytes:
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='icon' href='favicon.ico'></head><body style='margin:0'>"
        f"<script src='widget.js' data-mode='page' data-title='{escape(title)}'></script></body></html>"
    ).encode()


@lru_cache
def _file(name: str) -> bytes:
    return files("ui").joinpath("static", name).read_bytes()


def _path(scope: Scope) -> str:
    """The path as the routes know it: without the prefix that a reverse proxy serves it below."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _respond(send: Send, status: int, body: bytes, kind: str, headers: Headers) -> None:
    typed = [(b"content-type", f"{kind}; charset=utf-8".encode())] if kind else []
    length = (b"content-length", str(len(body)).encode())
    start = {"type": "http.response.start", "status": status, "headers": [*typed, length, *headers]}
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def _refuse(send: Send, status: int, code: str, message: str, hint: str, headers: Headers) -> None:
    told = {"error": {"code": code, "message": message, "hint": hint}}
    await _respond(send, status, json.dumps(told).encode(), "application/json", headers)
