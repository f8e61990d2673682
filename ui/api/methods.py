"""HEAD and OPTIONS for every call, 405 with what is allowed, and 404 in the API's own shape."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Route

from ui.api.asgi import App, Message, Receive, Scope, Send, is_own, local_path
from ui.api.errors import Refused, not_found, refuse


class Methods:
    """Answers what no route does: the chat, mounted at `/`, would take it for a page of its own."""

    def __init__(self, app: App, *, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = [route for route in routes if isinstance(route, Route)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        path = local_path(scope) if scope["type"] == "http" else ""
        if not is_own(path):
            await self._app(scope, receive, send)
            return
        allowed = self._allowed(scope)
        method = scope["method"]
        if allowed is None:  # a route that answers every method itself
            await self._app(scope, receive, send)
        elif not allowed:
            hint = "/openapi.json lists every call."
            await refuse(scope, send, not_found(f"Nothing is at '{path}'.", hint=hint))
        elif method == "OPTIONS":
            headers = [(b"allow", ", ".join(sorted(allowed)).encode())]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        elif method == "HEAD" and "GET" in allowed:
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        elif method in allowed:
            await self._app(scope, receive, send)
        else:
            named = ", ".join(sorted(allowed))
            message, hint = f"{method} is not allowed at '{path}'.", f"Allowed: {named}."
            await refuse(scope, send, Refused(405, "method_not_allowed", message, hint, {"Allow": named}))

    def _allowed(self, scope: Scope) -> set[str] | None:
        found: set[str] = set()
        for route in self._routes:
            if route.matches(scope)[0] is not Match.NONE:
                if route.methods is None:
                    return None
                found |= route.methods
        if "GET" in found:
            found.add("HEAD")
        return found | {"OPTIONS"} if found else found


def _without_body(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sent
