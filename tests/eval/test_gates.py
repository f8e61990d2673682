import dataclasses

import pytest

from eval import gates
from eval.cases import bundled_sets, read_cases
from eval.gates import GATES, Failure, Gate, GateError, failures, read_gates
from eval.summary import totals


def found(*, right, wrong, faults=0):
    return dataclasses.replace(totals(()), n=right + wrong, right=right, wrong=wrong, faults=faults)


def test_gates_hold_at_their_very_bounds():
    assert failures({"a.dev": Gate(5, 2)}, {"a.dev": found(right=5, wrong=2)}) == ()


@pytest.mark.parametrize(
    ("totals_found", "failure"),
    [
        (found(right=4, wrong=2), Failure("a.dev", "right, at least", 5, 4)),
        (found(right=5, wrong=3), Failure("a.dev", "wrong, at most", 2, 3)),
        (found(right=5, wrong=2, faults=1), Failure("a.dev", "errors raised, at most", 0, 1)),
    ],
)
def test_one_case_beyond_a_bound_fails(totals_found, failure):
    assert failures({"a.dev": Gate(5, 2)}, {"a.dev": totals_found}) == (failure,)


def test_a_gate_without_its_set_and_a_set_without_a_gate_fail():
    failed = failures({"a.dev": Gate(0, 9)}, {"b.dev": found(right=1, wrong=0)})
    assert [(failure.name, failure.found) for failure in failed] == [("a.dev", None), ("b.dev", 0)]


def test_every_set_and_split_that_comes_along_has_its_gate():
    cases = [case for path in bundled_sets() for case in read_cases(path)]
    assert set(read_gates(GATES)) == {f"{case.set_name}.{case.split}" for case in cases}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a.dev]\nright_at_least = 1\n", "wrong_at_most"),
        ("[a.dev]\nright_at_least = 'x'\nwrong_at_most = 1\n", "int"),
        ("[a.dev]\nright_at_least = 1\nwrong_at_most = 1\nspeed = 1\n", "speed"),
        ("[a.dev", "table declaration"),
    ],
)
def test_a_file_that_holds_no_gates_is_refused(tmp_path, text, says):
    path = tmp_path / "gates.toml"
    path.write_text(text)
    with pytest.raises(GateError, match=f"gates.toml: .*{says}"):
        read_gates(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(GateError, match="No such file"):
        read_gates(tmp_path / "gates.toml")


@pytest.mark.parametrize(("right", "code"), [(3, 0), (4, 1)])
def test_the_exit_code_says_whether_all_gates_hold(coast, tmp_path, monkeypatch, capsys, right, code):
    path = tmp_path / "gates.toml"
    path.write_text(
        f"[coast.dev]\nright_at_least = {right}\nwrong_at_most = 1\n"
        "[coast.held]\nright_at_least = 0\nwrong_at_most = 1\n"
    )
    monkeypatch.setattr(gates, "bundled_sets", lambda: (coast,))
    assert gates.main(["--gates", str(path)]) == code
    shown = capsys.readouterr().out
    assert ("All 2 gates hold." in shown) is (code == 0)
    assert ("right, at least" in shown) is (code == 1)


def test_wrong_use_of_the_gates_is_one_line_and_code_2(tmp_path, capsys):
    assert gates.main(["--gates", str(tmp_path / "none.toml")]) == 2
    assert "No such file" in capsys.readouterr().err
