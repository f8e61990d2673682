"""Verdicts on answers in, rows of a SQLite file out, for the evaluation set."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import MachineFault

FILE = "feedback.sqlite"  # in the index folder, beside the builds
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  build TEXT NOT NULL,
  question TEXT NOT NULL,
  answer_status TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
  comment TEXT NOT NULL,
  history TEXT NOT NULL
)
"""


class FeedbackError(MachineFault):
    """Verdicts cannot be kept or read."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer; `at` is the moment in ISO form, UTC, `build` the answer's."""

    id: int
    at: str
    build: str
    question: str
    answer_status: str
    verdict: str
    comment: str
    history: tuple[Mapping[str, str], ...]


class FeedbackStore:
    """The verdicts in one SQLite file, made by the first one; safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        *,
        question: str,
        answer_status: str,
        verdict: Literal["up", "down"],
        build: str = "",
        comment: str = "",
        history: Sequence[Mapping[str, str]] = (),
    ) -> int:
        """Stores a verdict and gives its number.

        Raises:
            FeedbackError: the folder cannot be written.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        told = json.dumps([dict(message) for message in history], ensure_ascii=False)
        with self._opened() as opened:
            added = opened.execute(
                "INSERT INTO feedback (at, build, question, answer_status, verdict, comment, history)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (now, build, question, answer_status, verdict, comment, told),
            )
            return int(added.lastrowid or 0)

    def all(self) -> tuple[Feedback, ...]:
        """All verdicts, oldest first; none where none was given yet.

        Raises:
            FeedbackError: the file cannot be read.
        """
        if not self._path.exists():
            return ()
        with self._opened() as opened:
            rows = opened.execute(
                "SELECT id, at, build, question, answer_status, verdict, comment, history"
                " FROM feedback ORDER BY id"
            ).fetchall()
        return tuple(Feedback(*(*row[:7], tuple(json.loads(row[7])))) for row in rows)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as opened, opened:
                opened.execute(_SCHEMA)
                yield opened
        except sqlite3.Error as error:
            hint = "Make the folder writable, or move this file away."
            raise FeedbackError(f"{self._path}: {error}. {hint}") from error
