"""The headers that keep a browser from doing more with a response than showing it."""

from __future__ import annotations

from ui.api.asgi import App, Message, Receive, Scope, Send, is_own, local_path

_EVERYWHERE = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_DATA = {
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
}


class SecurityHeaders:
    """Adds what a response does not say itself; the pages have their own policies."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = {**_EVERYWHERE, **_DATA} if is_own(local_path(scope)) else _EVERYWHERE

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                names = {name.lower() for name, _ in given}
                added = [(name, value) for name, value in wanted.items() if name not in names]
                message = {**message, "headers": [*given, *added]}
            await send(message)

        await self._app(scope, receive, sent)
