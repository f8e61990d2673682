from __future__ import annotations

import math

import pytest

from eval.bench.bagged import BagOfWords
from eval.bench.growth import Figure, markdown


def test_a_missed_limit_is_bold_and_what_one_size_lacks_is_empty():
    ratio, seconds = Figure("ratio", 0.5, "×", least=0.9), Figure("indexing", 3, "s")
    lines = markdown({1_000: [seconds, ratio], 2_000: [seconds]}, quick_from=2_000).splitlines()
    assert lines[0] == "| figure | 1,000 rows | 2,000 rows* | limit |"
    assert "| indexing | 3 s | 3 s |  |" in lines
    assert "| ratio | **0.5 ×** |  | ≥ 0.9 |" in lines
    assert "\\* with the vectors of a bag of words" in lines


def test_texts_that_share_words_are_nearer_in_a_bag_of_words():
    first, near, far = BagOfWords().encode(["harbour repair", "repair of a harbour", "winter school"])
    assert BagOfWords().encode(["harbour repair"]) == [first]
    assert math.hypot(*first) == pytest.approx(1)
    cosines = [sum(a * b for a, b in zip(first, other, strict=True)) for other in (near, far)]
    assert cosines[0] > cosines[1]
