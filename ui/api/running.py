"""Questions in, their answers out, a few at a time: the bounded queue before the assistant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ui.api.errors import busy

QUEUE = 64  # the contract's: questions that wait for a thread
# Threads share one core's worth of Python: of 2, 4 and 8 under 16 clients, 2 gave the best 95 %. A third
# leaves one for the others while two questions wait for the encoder to load.
_AT_ONCE = 3
_POLL_SECONDS = 0.02

Result = TypeVar("Result")


class Queue:
    """Runs what the assistant is asked in a few threads; what comes when 64 wait already is refused."""

    def __init__(self, *, at_once: int = _AT_ONCE, waiting: int = QUEUE) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="question")
        self._limit = at_once + waiting
        self._count = 0
        self._is_draining = False

    @property
    def count(self) -> int:
        """How many questions run or wait."""
        return self._count

    @property
    def is_open(self) -> bool:
        """Whether questions are taken; not any more once the server is leaving."""
        return not self._is_draining

    async def run(self, step: Callable[[], Result]) -> Result:
        """What `step` gives, run in a thread.

        Raises:
            Refused: too many wait already, or the server is leaving.
        """
        if self._is_draining:
            raise busy("The server is being stopped.", seconds=5)
        if self._count >= self._limit:
            raise busy(f"{self._limit} questions are being answered already.")
        self._count += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, step)
        finally:
            self._count -= 1

    async def drain(self, *, seconds: float, is_hurried: Callable[[], bool]) -> None:
        """Takes no more questions and waits until those taken are answered, `seconds` at most."""
        self._is_draining = True
        end = time.monotonic() + seconds
        while self._count and time.monotonic() < end and not is_hurried():
            await asyncio.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Ends the threads once they are idle."""
        self._threads.shutdown(wait=False, cancel_futures=True)
