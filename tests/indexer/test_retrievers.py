from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import Build

RETRIEVERS = ("lexical", "dense", "search")


@pytest.fixture(params=RETRIEVERS)
def retriever(request, zoo: Build):
    return getattr(zoo, request.param)


@pytest.mark.parametrize("k", [1, 3, 50])
def test_hits_are_ranked_from_one_by_falling_score_with_ties_in_id_order(retriever, k):
    hits = retriever("fish from cold rivers", k=k)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.row_id))
    assert 1 <= len(hits) <= k


def test_each_row_is_found_once_and_is_in_the_build(retriever, zoo):
    row_ids = [hit.row_id for hit in retriever("fish or fruit", k=50)]
    assert len(row_ids) == len(set(row_ids))
    assert all(zoo.row(row_id)[1].id == row_id for row_id in row_ids)


def test_the_same_query_gives_the_same_hits(retriever):
    assert retriever("slow animals in trees", k=5) == retriever("slow animals in trees", k=5)


def test_a_row_is_found_first_by_its_own_name(retriever):
    assert retriever("red panda", k=3)[0].row_id == "animals/red-panda"


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_a_query_without_text_finds_nothing(retriever, query):
    assert retriever(query, k=5) == ()


@pytest.mark.parametrize("k", [0, -3])
def test_a_cut_off_below_one_finds_nothing(retriever, k):
    assert retriever("fish", k=k) == ()


@pytest.mark.parametrize("query", ["what's under $20?", "C-3PO", 'fish" OR "x', "NEAR(a b)", "*", "a" * 5000])
def test_no_query_is_taken_as_search_syntax(retriever, query):
    assert isinstance(retriever(query, k=5), tuple)


@pytest.mark.parametrize("query", ["\ud800 fish", "fish \x00 krill"])
def test_text_that_cannot_be_encoded_is_still_a_query(retriever, query):
    assert retriever(query, k=1)[0].row_id in ("animals/penguin", "animals/otter")


def test_a_query_of_thousands_of_words_is_searched(zoo):
    words = " ".join(f"word{a}{b}{c}" for a in string.ascii_lowercase for b in "abcdefgh" for c in "abcdefgh")
    assert zoo.lexical(f"{words} thorns", k=1)[0].row_id == "animals/camel"


@given(st.text())
@settings(deadline=None)
def test_words_of_any_text_can_be_searched(zoo, query):
    assert len(zoo.lexical(query, k=3)) <= 3


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=15)
def test_the_meaning_of_any_text_can_be_searched(zoo, query):
    assert all(-1 <= hit.score <= 1 for hit in zoo.dense(query, k=3))


def test_words_are_found_by_their_stem(zoo):
    assert [hit.row_id for hit in zoo.lexical("river", k=9)] == ["animals/otter"]
    assert [hit.row_id for hit in zoo.lexical("moving", k=9)] == ["animals/sloth"]


def test_meaning_is_found_without_a_shared_word(zoo):
    query = "antarctic ice creature"
    assert zoo.lexical(query, k=5) == ()
    assert zoo.dense(query, k=5)[0].row_id == "animals/penguin"


def test_the_score_of_meaning_is_the_cosine_of_the_encoder(zoo, encoder):
    [hit] = zoo.dense("antarctic ice creature", k=1)
    text = zoo.collection().get(ids=[hit.row_id])["documents"][0]
    query, row = encoder.encode(["antarctic ice creature", text])
    assert hit.score == pytest.approx(sum(a * b for a, b in zip(query, row, strict=True)), abs=1e-5)


def test_search_fuses_words_and_meaning(zoo):
    hits = zoo.search("krill", k=20)
    assert {hit.retriever for hit in hits} == {"fused"}
    assert hits[0].row_id == "animals/penguin"
    assert {hit.row_id for hit in hits} == {hit.row_id for hit in zoo.dense("krill", k=20)}
