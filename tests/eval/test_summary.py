import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.running import Result
from eval.scoring import Score, Verdict
from eval.summary import Share, grouped, percentile, set_and_split, totals


@pytest.fixture
def results(make_case, make_answer):
    def result(kind, score, *, ms=None, split="dev"):
        answer = None if ms is None else make_answer(elapsed_ms=ms)
        return Result(make_case(kind=kind, split=split), score, answer)

    return (
        result("lookup", Score(Verdict.RIGHT, None, True), ms=1.0),
        result("count", Score(Verdict.WRONG), ms=2.0),
        result("lookup", Score(Verdict.ABSTAINED), ms=3.0, split="held"),
        result("refusal", Score(Verdict.RIGHT, False), ms=6.0),
        result("refusal", Score(Verdict.WRONG)),
    )


def test_totals_count_each_result_once(results):
    found = totals(results)
    assert (found.n, found.right, found.wrong, found.abstained, found.faults) == (5, 2, 2, 1, 1)
    assert (found.reasons, found.cells) == (Share(0, 1), Share(1, 1))
    assert (found.p50, found.p95) == (2.5, pytest.approx(3 + 3 * 0.85))


def test_totals_of_nothing_are_nought_and_have_no_times():
    found = totals(())
    assert (found.n, found.right, found.p50, found.p95) == (0, 0, None, None)


def test_groups_come_in_the_order_in_which_they_occur_and_lose_nothing(results):
    kinds = grouped(results, by=lambda result: result.case.kind)
    assert list(kinds) == ["lookup", "count", "refusal"]
    assert sum(group.n for group in kinds.values()) == len(results)
    assert list(grouped(results, by=set_and_split)) == ["coast.dev", "coast.held"]


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=50))
def test_percentiles_agree_with_the_standard_library(values):
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    assert percentile(values, 0.5) == pytest.approx(statistics.median(values))
    assert percentile(values, 0.95) == pytest.approx(cuts[18])
