"""Threads that answer questions in, one of them at a time out, in the order in which they came."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident


class Turns:
    """Lets one thread work at a time.

    Python runs one thread at a time anyway. But each statement of SQL lets others run, and where several
    threads work on questions, one of ten statements is held up ten times.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._holder = 0  # the thread whose turn it is
        self._waiting: deque[tuple[int, Lock]] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The turn of this thread, which it waits for unless it has it already."""
        if self._holder == get_ident():
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def left(self) -> Iterator[None]:
        """Others take their turns meanwhile: for work that leaves Python free."""
        if self._holder != get_ident():
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        with self._lock:
            if not self._holder:
                self._holder = get_ident()
                return
            called = Lock()
            called.acquire()
            self._waiting.append((get_ident(), called))
        called.acquire()

    def _give(self) -> None:
        with self._lock:
            self._holder, called = self._waiting.popleft() if self._waiting else (0, None)
            if called is not None:
                called.release()
