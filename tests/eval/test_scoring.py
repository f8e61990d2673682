import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Citation, CitedCell, Reason
from eval.scoring import Score, Verdict, same_value, score

RIGHT, WRONG, ABSTAINED = Verdict.RIGHT, Verdict.WRONG, Verdict.ABSTAINED


def test_the_same_rows_and_values_in_any_order_are_right(make_case, make_answer):
    case = make_case(rows=("t/a", "t/b"), values=("A", "B"))
    assert score(case, make_answer(rows=("t/b", "t/a"), values=("b", "a"))) == Score(RIGHT)


@pytest.mark.parametrize("rows", [(), ("t/a",), ("t/a", "t/b", "t/c"), ("t/a", "t/c")])
def test_other_rows_are_wrong(make_case, make_answer, rows):
    assert score(make_case(rows=("t/a", "t/b")), make_answer(rows=rows)).verdict is WRONG


@pytest.mark.parametrize("values", [(), ("A",), ("A", "B", "C"), ("A", "C")])
def test_other_values_are_wrong(make_case, make_answer, values):
    assert score(make_case(values=("A", "B")), make_answer(values=values)).verdict is WRONG


def test_gold_that_is_not_given_is_not_judged(make_case, make_answer):
    assert score(make_case(), make_answer(rows=("t/z",), values=("Z",))).verdict is RIGHT


def test_gold_without_rows_asks_for_none(make_case, make_answer):
    assert score(make_case(rows=()), make_answer(rows=())).verdict is RIGHT
    assert score(make_case(rows=()), make_answer(rows=("t/a",))).verdict is WRONG


@pytest.mark.parametrize("status", ["abstained", "ambiguous", "help"])
def test_saying_nothing_where_the_catalog_has_the_answer_is_abstaining(make_case, make_answer, status):
    assert score(make_case(values=("A",)), make_answer(status)).verdict is ABSTAINED


@pytest.mark.parametrize("status", ["answered", "partial", "ambiguous", "help"])
def test_anything_but_the_expected_refusal_is_wrong(make_case, make_answer, status):
    assert score(make_case(statuses={"abstained"}), make_answer(status)).verdict is WRONG


@pytest.mark.parametrize(("got", "wanted"), [("answered", "partial"), ("partial", "answered")])
def test_the_right_values_under_another_status_are_wrong(make_case, make_answer, got, wanted):
    case = make_case(statuses={wanted}, values=("A",))
    assert score(case, make_answer(got, values=("A",))).verdict is WRONG


def test_a_refusal_is_right_whatever_its_reason_which_is_judged_apart(make_case, make_answer):
    case = make_case(statuses={"abstained"}, reasons={Reason.ENTITY_ABSENT}, values=())
    assert score(case, make_answer("abstained", reason=Reason.ENTITY_ABSENT)) == Score(RIGHT, True)
    assert score(case, make_answer("abstained", reason=Reason.OUT_OF_SCOPE)) == Score(RIGHT, False)


def test_the_reason_of_an_answer_in_full_is_not_judged(make_case, make_answer):
    case = make_case(statuses={"answered", "partial"}, reasons={Reason.CLOSEST})
    assert score(case, make_answer("answered")).is_reason_right is None
    assert score(case, make_answer("partial", reason=Reason.CLOSEST)).is_reason_right is True


def test_a_described_need_is_right_where_its_row_is_among_three(make_case, make_answer):
    case = make_case(rows=("t/a",), tags={"rows_subset"})
    assert score(case, make_answer(rows=("t/c", "t/b", "t/a"))).verdict is RIGHT
    assert score(case, make_answer(rows=("t/c", "t/b"))).verdict is WRONG
    assert score(case, make_answer(rows=("t/a", "t/b", "t/c", "t/d"))).verdict is WRONG


@pytest.mark.parametrize(("column", "is_cited"), [("Lamp", True), ("Range", False)])
def test_the_cells_of_a_right_answer_are_judged_apart(make_case, make_answer, column, is_cited):
    cited = Citation(1, "t/a", "T", "A", (CitedCell(column, "…"),), "t.csv", 2)
    answer = make_answer(citations=(cited,))
    assert score(make_case(cells=(("t/a", "Lamp"),)), answer) == Score(RIGHT, None, is_cited)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("On-Demand", "on demand", True),
        ("Café", "cafe", True),
        ("12", "12.0", True),
        ("0.1", "0.1000000001", True),
        ("0.1", "0.10001", False),
        ("5", "-5", False),
        ("1,250 km", "1250 km", True),
        ("$4", "€4", False),
        ("API", "API (per-token)", False),
        ("—", "…", False),
        ("+", "+", True),
    ],
)
def test_values_are_compared_by_number_words_and_currency(one, other, is_same):
    assert same_value(one, other) is is_same


@given(st.text(), st.text())
def test_being_the_same_value_goes_both_ways(one, other):
    assert same_value(one, other) == same_value(other, one)
    assert same_value(one, one)
