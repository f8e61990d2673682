import math
import random

import pytest

from eval.retrieval import measure_names, ranking_measures, row_set_measures


def written_out(ranking, gold, k):
    """The measures by their textbook formulas, for equally relevant rows."""
    hits = [row in gold for row in ranking]
    first = next((rank for rank, hit in enumerate(hits[:k], 1) if hit), None)
    gain = sum(hit / math.log2(rank + 1) for rank, hit in enumerate(hits[:k], 1))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(gold), k) + 1))
    return {
        f"R@{k}": sum(hits[:k]) / len(gold),
        "Success@1": float(any(hits[:1])),
        f"Success@{k}": float(any(hits[:k])),
        f"RR@{k}": 0.0 if first is None else 1 / first,
        f"nDCG@{k}": gain / ideal,
    }


@pytest.mark.parametrize("k", [1, 3, 10])
def test_measures_agree_with_their_formulas_on_random_runs(k):
    draw = random.Random(k)
    rows = [f"t/row-{n}" for n in range(30)]
    gold = {f"q{n}": draw.sample(rows, draw.randint(1, 12)) for n in range(60)}
    runs = {question: draw.sample(rows, draw.randint(0, 30)) for question in gold}
    found = ranking_measures(runs, gold, k=k)
    assert set(found) == set(gold)
    for question, measured in found.items():
        assert measured == pytest.approx(written_out(runs[question], set(gold[question]), k)), question


def test_a_question_that_nothing_was_found_for_measures_nought():
    assert set(ranking_measures({}, {"q": ["t/a"]})["q"].values()) == {0.0}
    assert ranking_measures({"q": ["t/a"]}, {"q": []}) == {}


def test_a_row_found_twice_counts_at_its_first_rank():
    found = ranking_measures({"q": ["t/b", "t/b", "t/a"]}, {"q": ["t/a"]}, k=2)
    assert found["q"]["RR@2"] == 0.5


def test_rows_as_an_answer_are_cut_at_the_gold_size_and_at_k():
    found = row_set_measures(["a", "c", "b"], ["a", "b"], k=3)
    assert found == {"exact@gold": 0.0, "F1@gold": 0.5, "exact@3": 0.0, "F1@3": 0.8}
    assert measure_names(1) == ("R@1", "Success@1", "RR@1", "nDCG@1")
