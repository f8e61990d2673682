"""An index run's progress in, a bar on a terminal or plain lines anywhere else out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars

from indexer import Progress
from ui.terminal import say

_QUIET_SECONDS = 5.0  # between two plain lines of one stage, so that a log stays readable

Report = Callable[[Progress], None]


@contextmanager
def shown_progress() -> Iterator[Report]:
    """Shows on stderr each progress that it is called with, until the block ends."""
    if not sys.stderr.isatty():
        yield _PlainLines()
        return
    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.description:<22}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}", style="dim"),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None, pace="")

        def report(progress: Progress) -> None:
            bars.update(
                task,
                description=progress.stage.capitalize(),
                completed=progress.done,
                total=progress.total or None,
                pace=pace_of(progress),
            )

        yield report


def pace_of(progress: Progress) -> str:
    """Rate and time left in words, as far as they are known.

    >>> pace_of(Progress(stage="Embedding", done=50, total=200, rate=120.4, seconds_left=75.0))
    '120 a second, 1 min 15 s left'
    """
    words = []
    if progress.rate and progress.total > 1:
        words.append(f"{progress.rate:,.0f} a second")
    if progress.seconds_left is not None and progress.done < progress.total:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        words.append(f"{minutes} min {seconds} s left" if minutes else f"{seconds} s left")
    return ", ".join(words)


class _PlainLines:
    """One line when a stage ends, and one every few seconds of a long one."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        is_end = progress.done >= progress.total > 1
        if not is_end and now - self._said < _QUIET_SECONDS:
            return
        self._said = now
        pace = pace_of(progress)
        count = f"{progress.done:,} of {progress.total:,}"
        say(f"{progress.stage.capitalize()}: {count}" + (f" ({pace})" if pace else ""))
