"""The application in, the same behind its guards out: what stands before every request, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute

from ui.api.asgi import App
from ui.api.heading import SecurityHeaders
from ui.api.keys import Gate, Keyring
from ui.api.log import Count, Log, RequestLog
from ui.api.methods import Methods
from ui.api.prefixing import Prefix
from ui.api.rating import RateLimit
from ui.guard import BodyLimit, Page


@dataclass(frozen=True, slots=True)
class Guards:
    """What the guards are told: the catalog's name, the settings, the log, and where requests are counted.

    `embedding` puts before the keys what answers for the widget.
    """

    title: str
    keys: Keyring
    a_minute: int
    root_path: str
    log: Log
    count: Count
    is_text_logged: bool = False
    embedding: Callable[[App], App] = lambda app: app


def guarded(app: App, *, routes: Sequence[BaseRoute], guards: Guards) -> App:
    """The application behind its guards; `routes` are the programs' own, without the chat's mount."""
    app = Methods(Page(app, title=guards.title), routes=routes)
    app = RateLimit(app, a_minute=guards.a_minute)
    app = Gate(app, keys=guards.keys, title=guards.title)
    app = BodyLimit(guards.embedding(app))
    app = RequestLog(app, log=guards.log, count=guards.count, is_text_wanted=guards.is_text_logged)
    return Prefix(SecurityHeaders(app), root_path=guards.root_path)
