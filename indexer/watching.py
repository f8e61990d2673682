"""A folder in, its changes out: one signal each time something in it has changed and come to rest."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

INTERVAL = 1.0  # seconds; a look at 1,000 files takes some 10 ms

Signature = frozenset[tuple[str, int, int]]


def changes(folder: Path, *, interval: float = INTERVAL) -> Iterator[None]:
    """Without end: a signal at once, then one after each change that the next look finds no more of.

    A file still being written is left alone until its size and time stay for one `interval`.
    """
    seen = signature(folder)
    yield
    while True:
        time.sleep(interval)
        now = signature(folder)
        if now == seen:
            continue
        while (later := _after(interval, folder)) != now:
            now = later
        seen = now
        yield


def signature(path: Path) -> Signature:
    """The names, sizes and times of all files under a folder, or of one file; none where it is gone."""
    places = (
        [path] if path.is_file() else [Path(at) / name for at, _, names in os.walk(path) for name in names]
    )
    found = set()
    for place in places:
        try:
            stat = place.stat()
        except OSError:
            continue  # removed in this moment
        found.add((str(place), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def _after(seconds: float, folder: Path) -> Signature:
    time.sleep(seconds)
    return signature(folder)
