from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from indexer import Hit, fuse

ids = st.lists(st.sampled_from("abcdefgh"), unique=True)


def ranking(row_ids: list[str]) -> tuple[Hit, ...]:
    return tuple(Hit(row_id, 1.0 / rank, rank, "x") for rank, row_id in enumerate(row_ids, 1))


@given(st.lists(ids), st.randoms(use_true_random=False))
def test_fusion_ignores_the_order_of_the_rankings(rankings, random):
    shuffled = list(rankings)
    random.shuffle(shuffled)
    assert fuse(map(ranking, rankings), k=8) == fuse(map(ranking, shuffled), k=8)


@given(st.lists(ids), st.integers(-1, 9))
def test_a_smaller_k_gives_the_start_of_the_same_ranking(rankings, k):
    everything = fuse(map(ranking, rankings), k=100)
    assert fuse(map(ranking, rankings), k=k) == everything[: max(k, 0)]


@given(ids)
def test_fusing_a_ranking_with_itself_keeps_its_order(row_ids):
    assert [hit.row_id for hit in fuse([ranking(row_ids)] * 2, k=8)] == row_ids


def test_a_row_scores_the_sum_of_its_reciprocal_ranks():
    [best, second] = fuse([ranking(["a", "b"]), ranking(["b"])], k=5)
    assert (best.row_id, best.score, best.rank) == ("b", math.fsum([1 / 62, 1 / 61]), 1)
    assert (second.row_id, second.score, second.rank) == ("a", 1 / 61, 2)


def test_ties_are_in_row_id_order():
    assert [hit.row_id for hit in fuse([ranking(["b"]), ranking(["a"])], k=5)] == ["a", "b"]


def test_nothing_fuses_to_nothing():
    assert fuse([], k=5) == fuse([(), ()], k=5) == ()
