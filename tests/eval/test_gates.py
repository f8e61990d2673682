import pytest

from eval import gates
from eval.cases import bundled_sets, read_cases
from eval.figures import figures
from eval.gates import (
    GATES,
    Bounds,
    Failure,
    GateError,
    Gates,
    KindGate,
    SetGate,
    failures,
    read_gates,
    without_gate,
)
from eval.running import Result
from eval.scoring import Score, Verdict


@pytest.fixture
def found(make_case, make_answer):
    """The figures of so many right and wrong cases of the set `coast.dev`."""

    def make(*, right, wrong, faults=0):
        ways = ["right"] * right + ["wrong"] * (wrong + faults)
        return figures(
            [
                Result(
                    make_case(id=str(n)),
                    Score(Verdict(way)),
                    None if n >= right + wrong else make_answer(),
                    measures={one: float(one == way) for one in ("right", "wrong", "abstained")},
                )
                for n, way in enumerate(ways)
            ]
        )

    return make


def gate(right, wrong):
    return Gates(sets={"coast.dev": SetGate(right, wrong)})


def test_gates_hold_at_their_very_bounds(found):
    assert failures(gate(5, 2), found(right=5, wrong=2)) == ()
    kinds = Gates(kinds={"lookup": KindGate(0.75, 0.25)})
    assert failures(kinds, found(right=3, wrong=1)) == ()


@pytest.mark.parametrize(
    ("ways", "failure"),
    [
        ({"right": 4, "wrong": 2}, Failure("coast.dev", "right, at least", 5, 4)),
        ({"right": 5, "wrong": 3}, Failure("coast.dev", "wrong, at most", 2, 3)),
        ({"right": 5, "wrong": 1, "faults": 1}, Failure("coast.dev", "errors raised, at most", 0, 1)),
    ],
)
def test_one_case_beyond_a_bound_fails(found, ways, failure):
    assert failures(gate(5, 2), found(**ways)) == (failure,)


def test_a_kind_below_its_share_fails(found):
    kinds = Gates(kinds={"lookup": KindGate(0.8, 0.2)})
    assert failures(kinds, found(right=3, wrong=1)) == (
        Failure("lookup", "right, at least", 0.8, 0.75),
        Failure("lookup", "wrong, at most", 0.2, 0.25),
    )


def test_a_measure_beyond_its_bound_or_not_measured_fails(found):
    bounds = Gates(measures=Bounds(at_least={"right": 0.9, "count": 0.5}, at_most={"wrong": 0.25}))
    assert failures(bounds, found(right=3, wrong=1)) == (
        Failure("all", "right, at least", 0.9, 0.75),
        Failure("all", "count, at least", 0.5, None),
    )


def test_a_gate_without_its_set_and_a_set_without_a_gate_fail(found):
    asked = found(right=1, wrong=0)
    gates = Gates(
        sets={"a.dev": SetGate(0, 9)},
        kinds={"negation": KindGate(0, 1)},
        retrieval={"dense": Bounds(at_least={"R@10": 0.1})},
    )
    assert [(one.name, one.found) for one in failures(gates, asked)] == [
        ("a.dev", None),
        ("negation", None),
        ("dense", None),
    ]
    assert [one.name for one in without_gate(gates, asked)] == ["coast.dev"]


def test_every_set_split_and_kind_that_comes_along_has_its_gate():
    cases = [case for path in bundled_sets() for case in read_cases(path)]
    read = read_gates(GATES)
    assert set(read.sets) == {f"{case.set_name}.{case.split}" for case in cases}
    assert set(read.kinds) == {case.kind for case in cases}
    assert read.measures.at_most["unsupported"] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[sets.'a.dev']\nright_at_least = 1\n", "wrong_at_most"),
        ("[sets.'a.dev']\nright_at_least = 'x'\nwrong_at_most = 1\n", "int"),
        ("[sets.'a.dev']\nright_at_least = 1\nwrong_at_most = 1\nspeed = 1\n", "speed"),
        ("[kind.lookup]\nright_at_least = 1\nwrong_at_most = 1\n", "kind"),
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
        f"[sets.'coast.dev']\nright_at_least = {right}\nwrong_at_most = 1\n"
        "[sets.'coast.held']\nright_at_least = 0\nwrong_at_most = 1\n"
    )
    monkeypatch.setattr(gates, "bundled_sets", lambda: (coast,))
    assert gates.main(["--gates", str(path)]) == code
    shown = capsys.readouterr().out
    assert ("All 2 gates hold." in shown) is (code == 0)
    assert ("right, at least" in shown) is (code == 1)


def test_wrong_use_of_the_gates_is_one_line_and_code_2(tmp_path, capsys):
    assert gates.main(["--gates", str(tmp_path / "none.toml")]) == 2
    assert "No such file" in capsys.readouterr().err
