import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.intervals import mean_interval, paired_difference, percentile_interval


@pytest.mark.parametrize("values", [[1.0] * 70 + [0.0] * 30, [n / 7 for n in range(60)]])
def test_an_interval_is_that_of_resampling_cases_one_by_one(values):
    draw = np.random.default_rng(1)
    means = [draw.choice(values, len(values)).mean() for _ in range(4000)]
    low, high = np.percentile(means, [2.5, 97.5])
    found = mean_interval(values)
    width = high - low
    assert found.mean == pytest.approx(statistics.fmean(values))
    assert found.low == pytest.approx(low, abs=0.12 * width)
    assert found.high == pytest.approx(high, abs=0.12 * width)


def test_more_cases_narrow_an_interval():
    few, many = (mean_interval([0.0, 1.0] * n) for n in (10, 1000))
    assert few.high - few.low > 5 * (many.high - many.low)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=40))
def test_an_interval_lies_within_the_values_and_is_the_same_each_time(values):
    found = mean_interval(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found == mean_interval(values)


def test_a_percentile_has_its_interval():
    found = percentile_interval([float(n) for n in range(101)], 0.5)
    assert found.mean == 50
    assert 30 < found.low < 50 < found.high < 70


def test_without_values_there_is_no_interval():
    with pytest.raises(ValueError, match="at least one"):
        mean_interval([])


def test_the_randomisation_test_agrees_with_all_sign_flips():
    first = [0.2, 0.4, 0.1, 0.9, 0.5, 0.3, 0.7, 0.6]
    second = [0.5, 0.6, 0.1, 0.8, 0.9, 0.7, 0.8, 0.9]
    differences = [b - a for a, b in zip(first, second, strict=True)]
    flips = list(itertools.product((1, -1), repeat=len(differences)))
    seen = abs(math.fsum(differences))
    exact = sum(
        abs(math.fsum(s * d for s, d in zip(f, differences, strict=True))) >= seen - 1e-9 for f in flips
    )
    found = paired_difference(first, second)
    assert found.p == pytest.approx(exact / len(flips), abs=0.015)
    assert found.mean == pytest.approx(statistics.fmean(differences))


def test_equal_runs_do_not_differ_and_runs_of_other_cases_cannot_be_compared():
    assert paired_difference([1.0, 0.0], [1.0, 0.0]).p == 1
    with pytest.raises(ValueError, match="same cases"):
        paired_difference([1.0], [1.0, 0.0])
