from __future__ import annotations

from eval.bench.swaps import State, growth, swapped


def test_builds_follow_one_another_under_an_assistant_that_is_asked(tmp_path):
    asking, states = swapped(4, folder=tmp_path, samples=2)
    assert asking.asked > 0 and asking.failures == []
    assert [state.swaps for state in states] == [2, 4]
    assert all(state.memory_mib > 0 and state.files > 0 for state in states)


def test_growth_leaves_the_first_quarter_out():
    states = [State(1, 10, 5), State(2, 50, 8), State(3, 52, 8), State(4, 55, 9)]
    assert growth(states) == (5, 1)
