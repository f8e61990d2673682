"""An index in, the build to answer the next question from out: always the current one, until it is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BuildError

from .build import Build, open_build
from .encoder import Encoder
from .folder import current_build


@dataclass(slots=True)
class _Held:
    """A build, and how many readings are under way in it."""

    build: Build
    readers: int = 0


class Following:
    """The current build of an index that others write to; safe to share between threads.

    A reading keeps the build that it began with. A build is closed once another one has taken its place and
    its last reading has ended. Where the next build cannot be opened, the last one goes on answering.
    """

    def __init__(self, index: Path, *, encoder: Encoder | None = None) -> None:
        """Open the current build; `encoder` as for `open_build`.

        Raises: BuildError where there is no index, or none that this version can read.
        """
        self._index = index
        self._given = encoder
        self._lock = threading.Lock()  # over which build is current, and over the counts of readers
        self._opening = threading.Lock()  # one thread opens the next build, the others do not wait for it
        self._own = threading.local()
        self._is_closed = False
        self._current = _Held(open_build(index, encoder=encoder))

    @contextmanager
    def reading(self) -> Iterator[Build]:
        """The current build, which stays open until the block ends; inside a reading, that reading's.

        Cost: one small file is read, and a build that has been published since is opened.

        Raises: BuildError where this was closed.
        """
        begun: _Held | None = getattr(self._own, "held", None)
        if begun is not None:
            yield begun.build
            return
        self._keep_up()
        with self._lock:
            if self._is_closed:
                raise BuildError(f"The index in '{self._index}' was closed. Open it again.")
            held = self._current
            held.readers += 1
        self._own.held = held
        try:
            yield held.build
        finally:
            self._own.held = None
            with self._lock:
                held.readers -= 1
                is_over = held.readers == 0 and (held is not self._current or self._is_closed)
            if is_over:
                held.build.close()

    def current(self) -> Build:
        """The build of the reading under way in this thread; outside of one, the current build.

        Raises: BuildError where this was closed.
        """
        begun: _Held | None = getattr(self._own, "held", None)
        if begun is not None:
            return begun.build
        with self.reading() as build:
            return build

    def close(self) -> None:
        """Close the build, at once or with the last reading under way."""
        with self._lock:
            was_closed, self._is_closed = self._is_closed, True
            is_over = self._current.readers == 0
        if is_over and not was_closed:
            self._current.build.close()

    def _keep_up(self) -> None:
        if not self._opening.acquire(blocking=False):
            return
        try:
            last = self._current.build
            if current_build(self._index).name != last.folder.name:
                self._replace(open_build(self._index, encoder=self._given))
        except BuildError:
            return  # gone, or damaged: `rowcite check` says so, and the last build answers
        finally:
            self._opening.release()

    def _replace(self, build: Build) -> None:
        with self._lock:
            last = self._current
            if not self._is_closed:
                build.share_encoder(last.build)
                self._current = _Held(build)
            is_over = last.readers == 0
        if self._current is last:
            build.close()
        elif is_over:
            last.build.close()
