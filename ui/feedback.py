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


class FeedbackError(MachineFault):
    """Feedback cannot be kept or read."""


_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, build TEXT NOT NULL, question TEXT NOT NULL,
  answer_status TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
  comment TEXT NOT NULL, history TEXT NOT NULL
)"""
_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict: `turns` are the user's questions before it, oldest first; `at` is in UTC."""

    id: int
    at: str
    build: str
    question: str
    answer_status: str
    verdict: str
    comment: str
    turns: tuple[str, ...]


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
        """Keeps a verdict and gives its number.

        Raises:
            FeedbackError: the file cannot be written.
        """
        turns = [message["content"] for message in history if message["role"] == "user"]
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        told = json.dumps(turns, ensure_ascii=False)
        with self._opened() as database, database:
            database.execute(_SCHEMA)
            added = database.execute(
                "INSERT INTO feedback (at, build, question, answer_status, verdict, comment, history)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (at, build, question, answer_status, verdict, comment, told),
            )
            return int(added.lastrowid or 0)

    def all(self) -> tuple[Feedback, ...]:
        """All verdicts, oldest first; none where none was given yet.

        Raises:
            FeedbackError: the file cannot be read.
        """
        if not self._path.exists():
            return ()
        with self._opened() as database:
            found = database.execute(
                "SELECT id, at, build, question, answer_status, verdict, comment, history"
                " FROM feedback ORDER BY id"
            ).fetchall()
        return tuple(
            Feedback(number, at, build, question, status, verdict, comment, tuple(json.loads(turns)))
            for number, at, build, question, status, verdict, comment, turns in found
        )

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as database:
                yield database
        except sqlite3.Error as error:
            raise FeedbackError(
                f"{self._path}: {error}. Make the folder writable, or move this file away."
            ) from error
