"""How often a key may ask: at most so many questions in any minute, and 429 beyond."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from ipaddress import ip_address

from ui.api.asgi import EMBED, KEY, App, Message, Receive, Scope, Send, client_of, local_path
from ui.api.errors import Refused, refuse

_MINUTE = 60.0
_ASKERS = 10_000  # remembered at once; the one that asked longest ago is forgotten first
# What asks the assistant or writes to the disk; the chat's events all come through one door.
_COUNTED = frozenset(
    {"/api/ask", "/api/search", "/api/feedback", "/v1/chat/completions", "/gradio_api/queue/join"}
)


class Rate:
    """Counts questions of each asker over the last minute."""

    def __init__(self, a_minute: int) -> None:
        self._limit = a_minute
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, asker: str, *, now: float) -> int:
        """0 and the question is counted, or the whole seconds until the next one is allowed.

        >>> rate = Rate(2)
        >>> [rate.wait("a", now=at) for at in (0.0, 1.0, 2.0, 60.5)]
        [0, 0, 58, 0]
        """
        times = self._asked.setdefault(asker, deque())
        self._asked.move_to_end(asker)
        while len(self._asked) > _ASKERS:
            self._asked.popitem(last=False)
        while times and times[0] <= now - _MINUTE:
            times.popleft()
        if len(times) >= self._limit:
            return max(1, math.ceil(times[0] + _MINUTE - now))
        times.append(now)
        return 0


class RateLimit:
    """Refuses questions over the limit: a key's, or, without keys, those of an address elsewhere."""

    def __init__(self, app: App, *, a_minute: int) -> None:
        self._app = app
        self._rate = Rate(a_minute)
        self._limit = a_minute

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        asker = _asker(scope) if scope["type"] == "http" and scope["method"] not in ("OPTIONS",) else ""
        if not asker:
            await self._app(scope, receive, send)
            return
        is_counted, receive = await _is_question(scope, receive)
        wait = self._rate.wait(asker, now=time.monotonic()) if is_counted else 0
        if wait:
            message, hint = f"Over {self._limit} questions in a minute.", f"Ask again in {wait} s."
            headers = {"Retry-After": str(wait)}
            await refuse(scope, send, Refused(429, "rate_limited", message, hint, headers))
        else:
            await self._app(scope, receive, send)


def _asker(scope: Scope) -> str:
    """Whom a request counts for; `""` for this machine without a key, which has no limit."""
    key = scope.get(KEY)
    if key is not None:
        return f"key {key}"
    client = client_of(scope)
    if origin := scope.get(EMBED):
        return f"{origin} {client}"
    try:
        return "" if ip_address(client).is_loopback else client
    except ValueError:
        return client


async def _is_question(scope: Scope, receive: Receive) -> tuple[bool, Receive]:
    """Whether a request asks, and what gives its body to the next reader."""
    path = local_path(scope).rstrip("/")
    if path != "/mcp" or scope["method"] != "POST":
        return path in _COUNTED, receive
    first = await receive()  # the limit on bodies stands before: it comes in one piece
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return b'"tools/call"' in first.get("body", b""), replay
