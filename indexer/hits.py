"""What a search gives, whichever retriever found it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One row found: `score` is higher for better, `rank` counts from 1; ties are in row-id order."""

    row_id: str
    score: float
    rank: int
    retriever: str
