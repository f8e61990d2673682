"""The path below which a reverse proxy shows the server, from the setting or the proxy's own header."""

from __future__ import annotations

from corpus.settings import ROOT_PATH
from ui.api.asgi import App, Receive, Scope, Send, header


class Prefix:
    """Sets `root_path`, and `path` with it, as ASGI has it, whether the proxy strips the prefix or not."""

    def __init__(self, app: App, *, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] in ("http", "websocket"):
            given = header(scope, b"x-forwarded-prefix").strip().rstrip("/")
            root = given if ROOT_PATH.fullmatch(given) else self._root_path
            if root:
                path = str(scope["path"])
                has_prefix = path == root or path.startswith(root + "/")
                scope = {**scope, "root_path": root, "path": path if has_prefix else root + path}
        await self._app(scope, receive, send)
