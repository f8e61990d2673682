"""Words near another one are found without comparing it with all of them, and none is missed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from assistant.spelling import Spelt, names, vocabulary

SMALL = st.text(alphabet="abc", min_size=3, max_size=13)  # few letters, so that many words are near
WORDS = st.lists(SMALL, min_size=1, max_size=60)


def compared_with_all(word: str, words: list[str], slips: int) -> list[tuple[int, int]]:
    scorer = DamerauLevenshtein.distance
    found = extract(word, words, scorer=scorer, score_cutoff=slips, limit=None)
    return [(place, distance) for _, distance, place in found]


@settings(max_examples=400, deadline=None)
@given(WORDS, st.text(alphabet="abc", min_size=5, max_size=13), st.sampled_from([1, 2]))
def test_the_words_found_are_those_that_comparing_with_all_finds(words, word, slips):
    slips = slips if len(word) >= 8 else 1  # shorter words may have one slip
    assert Spelt(words).near(word, slips=slips, limit=len(words)) == compared_with_all(word, words, slips)


def test_letters_swapped_across_the_border_of_two_parts_are_found():
    words = ["lighthouse", "lighthosue", "lgihthosue", "lighthuose"]
    assert Spelt(words).near("lighthouse", slips=2, limit=9) == [(0, 0), (1, 1), (3, 1), (2, 2)]


def test_names_of_rows_and_words_of_cells_may_be_misspelt(coast_build):
    wordings = {target for _, _, target in names(coast_build).targets}
    assert wordings <= {name for (name,) in coast_build.query("SELECT target FROM terms WHERE kind = 'row'")}
    assert wordings
    words, spelt = vocabulary(coast_build)
    assert [words[place] for place, _ in spelt.near("lighthuose", slips=2, limit=1)] == ["lighthouse"]
