"""What stands before the chat and the API: body limits, and a page that neither reaches out nor misleads."""

from __future__ import annotations

import re
from html import escape

from ui.api.asgi import App, Message, Receive, Scope, Send, local_path
from ui.api.errors import Refused, not_found, refuse

__all__ = ["App", "BodyLimit", "Message", "Page", "Receive", "Scope", "Send"]

_BODY_LIMIT = 64 * 1024  # the contract's
# Gradio's doors that the chat has no use for: anyone who could reach them could fill the disk or fetch.
_CLOSED = re.compile(r"^/(gradio_api/)?(upload|file|proxy|stream|component_server|monitoring|deep_link|runs)")
# Gradio's page comes with previews that name Gradio and its servers as the author of this page.
_FOREIGN_META = re.compile(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>\s*", re.DOTALL)
# Gradio evaluates its components' templates, hence 'unsafe-eval'; nothing at all may come from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class BodyLimit:
    """Refuses a body over 64 KiB with 413 before it is read to its end."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        body, is_whole = bytearray(), False
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) <= _BODY_LIMIT:
            while not is_whole and len(body) <= _BODY_LIMIT:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
                body += message.get("body", b"")
                is_whole = not message.get("more_body", False)
        if not is_whole or len(body) > _BODY_LIMIT:
            refused = Refused(413, "too_large", "The body is over 64 KiB.", "Ask a shorter question.")
            await refuse(scope, send, refused)
            return
        held: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return held.pop() if held else await receive()

        await self._app(scope, replay, send)


class Page:
    """Makes Gradio's page Rowcite's own: its title in previews, no foreign host, doors not used closed."""

    def __init__(self, app: App, *, title: str) -> None:
        self._app = app
        self._meta = f"<meta property='og:title' content='{escape(title)}'>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _CLOSED.match(path := local_path(scope)):
            await refuse(scope, send, not_found(f"Nothing is at '{path}'.", hint="The chat is at '/'."))
        elif path == "/" and scope["method"] == "GET":
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            icon = f"<link rel='icon' href='{escape(scope.get('root_path', ''))}/favicon.ico'>"
            head = (self._meta + icon).encode()
            await self._app({**scope, "headers": plain}, receive, _Rewriter(send, head))
        else:
            await self._app(scope, receive, send)


class _Rewriter:
    """Collects the page, takes the foreign previews out and puts the headers that guard it on."""

    def __init__(self, send: Send, head: bytes) -> None:
        self._send = send
        self._head = head
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        page = _FOREIGN_META.sub("", self._body.decode("utf-8")).encode("utf-8")
        page = page.replace(b"</head>", self._head + b"</head>", 1)
        kept = [(k, v) for k, v in self._start["headers"] if k.lower() != b"content-length"]
        headers = [
            *kept,
            (b"content-length", str(len(page)).encode()),
            (b"content-security-policy", _POLICY.encode()),
            (b"referrer-policy", b"no-referrer"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": page})
