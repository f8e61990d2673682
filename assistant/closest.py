"""A described need in, the rows closest to it out: by meaning and by words, fused, or none close enough."""

from __future__ import annotations

from assistant.stages import ALL, Stages
from indexer import Build, Hit, fuse

CLOSEST = 3  # rows offered, the contract's
_BAR = 0.25  # cosine; of 12 needs on the subject 9 reach it, of 12 off it none (at most 0.19)
_DEPTH = 50  # hits of each retriever that are fused


def closest_rows(query: str, build: Build, *, table: str = "", stages: Stages = ALL) -> tuple[Hit, ...]:
    """At most three rows, best first, by reciprocal rank fusion of both retrievers.

    Only rows whose meaning is near enough (cosine at least 0.25) are offered: words alone make no row
    fit a need. `table` keeps to the rows of one table. Empty where nothing is close enough. Without the
    dense stage words alone rank, and there is no bar.
    """
    lexical = _within(build.lexical(query, k=_DEPTH), table) if stages.has_lexical else []
    if not stages.has_dense:
        return tuple(lexical[:CLOSEST])
    dense = _within(build.dense(query, k=_DEPTH), table)
    near = {hit.row_id for hit in dense if hit.score >= _BAR}
    return fuse([[hit for hit in ranked if hit.row_id in near] for ranked in (dense, lexical)], k=CLOSEST)


def _within(hits: tuple[Hit, ...], table: str) -> list[Hit]:
    """The hits of one table with their ranks among each other; all of them where no table is named."""
    chosen = [hit for hit in hits if not table or hit.row_id.startswith(f"{table}/")]
    return [Hit(hit.row_id, hit.score, rank, hit.retriever) for rank, hit in enumerate(chosen, 1)]
