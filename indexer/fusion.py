"""Several rankings of rows in, one ranking out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Protocol

from .hits import Hit

_K0 = 60  # Cormack, Clarke, Büttcher 2009, “Reciprocal rank fusion …”: flat between 20 and 100


class Retriever(Protocol):
    """Anything that ranks rows for a query: at most `k` hits, best first, ranks from 1, each row once."""

    def __call__(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The `k` best rows; fewer where fewer are found, none for `k` below 1 or a query without words."""
        ...


def ranked(scores: Iterable[tuple[str, float]], *, k: int, retriever: str) -> tuple[Hit, ...]:
    """Scored row ids as hits: higher scores first, ties in row-id order.

    >>> [hit.row_id for hit in ranked([("b", 1.0), ("c", 2.0), ("a", 1.0)], k=2, retriever="x")]
    ['c', 'a']
    """
    ordered = sorted(scores, key=lambda pair: (-pair[1], pair[0]))[: max(k, 0)]
    return tuple(Hit(row_id, score, rank, retriever) for rank, (row_id, score) in enumerate(ordered, 1))


def fuse(rankings: Iterable[Sequence[Hit]], *, k: int) -> tuple[Hit, ...]:
    """Reciprocal rank fusion: a row scores the sum of 1 / (60 + rank) over the rankings that have it.

    The order of the rankings does not matter; ties are in row-id order.

    >>> first = [Hit("a", 9.0, 1, "x"), Hit("b", 8.0, 2, "x")]
    >>> second = [Hit("b", 0.9, 1, "y")]
    >>> [hit.row_id for hit in fuse([first, second], k=5)]
    ['b', 'a']
    """
    shares: dict[str, list[float]] = {}
    for ranking in rankings:
        for hit in ranking:
            shares.setdefault(hit.row_id, []).append(1 / (_K0 + hit.rank))
    return ranked(((row_id, math.fsum(parts)) for row_id, parts in shares.items()), k=k, retriever="fused")
