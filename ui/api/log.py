"""Every request in, one JSON line out, with an id that the response carries too; never a key.

A question's text is written only where the setting asks for it. The lines are written by a thread of their
own: a full pipe or a slow terminal loses lines, which are counted, and never holds up an answer.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty, Full, Queue
from types import TracebackType
from typing import Any, Self, TextIO
from uuid import uuid4

from ui.api.asgi import KEY, App, Message, Receive, Scope, Send, header, local_path

_LINES = 2_000  # that wait to be written
_LEAVE_SECONDS = 1.0
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = ("/assets/", "/static/", "/svelte/", "/gradio_api/heartbeat", "/docs/", "/theme.css")

Count = Callable[[str, int, float], None]


class Log:
    """Writes lines of JSON; with `stream` None it writes nothing."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._lines: Queue[str] = Queue(_LINES)
        self._lost = 0
        self._is_ending = threading.Event()
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)

    def __enter__(self) -> Self:
        if self._stream is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_ending.set()
        if self._stream is not None:
            self._thread.join(_LEAVE_SECONDS)

    def write(self, happened: str, **fields: Any) -> None:
        """Adds a line: the time, what happened, and the fields."""
        if self._stream is None:
            return
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            self._lines.put_nowait(json.dumps({"at": at, "event": happened, **fields}, ensure_ascii=False))
        except Full:
            self._lost += 1

    def _write(self) -> None:
        while True:
            try:
                line = self._lines.get(timeout=0.1)
            except Empty:
                if self._is_ending.is_set():
                    return
                continue
            if self._lost:
                line, self._lost = f'{line}\n{{"event": "lines lost", "lines": {self._lost}}}', 0
            print(line, file=self._stream, flush=True)


class RequestLog:
    """Gives each request an id, counts it, and logs it once it is answered."""

    def __init__(self, app: App, *, log: Log, count: Count, is_text_wanted: bool) -> None:
        self._app = app
        self._log = log
        self._count = count
        self._is_text_wanted = is_text_wanted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = header(scope, b"x-request-id")
        request_id = given if _ID.fullmatch(given) else uuid4().hex
        started, seen = time.perf_counter(), {"status": 0}
        state = scope.setdefault("state", {})

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                headers = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:  # the outermost border: what nothing else caught
            self._log.write("fault", request_id=request_id, error=_places(error, self._is_text_wanted))
            if not seen["status"]:
                raise
        finally:
            path, seconds = local_path(scope), time.perf_counter() - started
            self._count(path, seen["status"] or 500, seconds)
            if not path.startswith(_QUIET):
                self._log.write(
                    "request",
                    request_id=request_id,
                    method=scope["method"],
                    path=path,
                    status=seen["status"] or 500,
                    ms=round(seconds * 1000, 1),
                    key=scope.get(KEY),
                    answer=state.get("answer_status"),
                    **({"question": state.get("question")} if self._is_text_wanted else {}),
                )


def log_stream(setting: str) -> TextIO | None:
    """Where the log goes under a setting: stderr, or nowhere."""
    return None if setting == "off" else sys.stderr


def _places(error: BaseException, is_text_wanted: bool) -> str:
    """Where an error came from; its message may hold a question's words."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    message = f": {error}" if is_text_wanted else ""
    return f"{type(error).__name__}{message} at {places}"
