from itertools import islice

import pytest

from eval.bench import serving
from eval.bench.serving import Load, differing, held


def test_figures_of_a_load_are_the_95th_percentile_and_the_growth_between_thirds():
    met = Load(seconds=[0.01] * 95 + [0.2] * 5, faults=[], memory=[100] * 3 + [500] * 3 + [110] * 3)
    errors, slow, growth = held(met, asked="all", clients=16, seconds=10)
    assert (errors.measured, errors.is_kept) == (0, True)
    assert (slow.measured, slow.is_kept) == (pytest.approx(200), False)
    assert (growth.measured, growth.is_kept) == (pytest.approx(10), False)


def test_questions_that_differ_never_come_twice():
    asked = list(islice(differing(["a?", "b?"]), 6))
    assert [text.strip() for text in asked] == ["a?", "b?"] * 3
    assert len(set(asked)) == 6


def test_an_error_is_named_and_keeps_no_limit():
    errors, *_ = held(Load([0.01], ["503: busy"], [1]), asked="all", clients=1, seconds=1)
    assert not errors.is_kept
    assert "503: busy" in errors.detail


def test_the_benchmark_asks_a_real_server_without_an_error(capsys):
    serving.main(["--seconds", "1", "--clients", "2"])
    shown = capsys.readouterr().out
    assert "| questions that all differ: errors | 0 | 0 | yes |" in shown
    assert "| questions that come again: errors | 0 | 0 | yes |" in shown
    assert "what the API adds" in shown
