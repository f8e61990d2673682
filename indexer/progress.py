"""How far a long job has come, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One stage of a job: `done` of `total` rows, `rate` of them a second, `seconds_left` where known."""

    stage: str
    done: int
    total: int
    rate: float
    seconds_left: float | None


class Meter:
    """Tells a listener about one stage; a listener of None is told nothing."""

    def __init__(self, listener: Callable[[Progress], None] | None, stage: str, *, total: int) -> None:
        self._listener, self._stage, self._total = listener, stage, total
        self._started = time.monotonic()
        self.reach(0)

    def reach(self, done: int) -> None:
        """Say that `done` are done."""
        if self._listener is None:
            return
        seconds = time.monotonic() - self._started
        rate = done / seconds if seconds > 0 else 0.0
        left = (self._total - done) / rate if rate > 0 else None
        self._listener(Progress(self._stage, done, self._total, rate, left))
