"""The words of ASGI, and what the guards ask of a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

KEY = "rowcite.key"  # in the scope: the place of the key that a request carries, from 1
EMBED = "rowcite.embed"  # in the scope: the origin whose page may ask with a token of the widget's

# What belongs to the programs' faces; all else is the chat's.
_OWN = ("/api/", "/v1/", "/mcp", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics")


def local_path(scope: Scope) -> str:
    """The path as the routes know it: without the prefix that a reverse proxy serves it below.

    >>> local_path({"path": "/rowcite/api/ask", "root_path": "/rowcite"})
    '/api/ask'
    """
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    if root and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return path or "/"


def is_own(path: str) -> bool:
    """Whether a local path belongs to the programs' faces and not to the chat."""
    return path.startswith(_OWN)


def header(scope: Scope, name: bytes) -> str:
    """A request header's text, `""` where it is missing."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def client_of(scope: Scope) -> str:
    """The address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""
