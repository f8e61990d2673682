import re

import pytest

from assistant import Citation, CitedCell
from corpus import read_catalog
from eval.measures import MEASURES, measures
from eval.resolving import Resolved, Rows
from eval.risk import Judged, Point, confidence, risk_coverage
from eval.scoring import score
from eval.support import unsupported

from .conftest import LIGHTS

NELL, CAPE, GULL = "lights/old-nell", "lights/cape-sorrow", "lights/gull-rock"
LINES = {CAPE: 2, NELL: 3, GULL: 4}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("coast") / "lights.csv"
    path.write_text(LIGHTS)
    return Rows(read_catalog(path)[0])


@pytest.fixture
def measured(rows):
    def measure(case, answer, evidence=()):
        return measures(
            Resolved(case, evidence), answer, score(case, answer), claims=unsupported(answer, rows)
        )

    return measure


def cited(row_id, *cells, marker=1):
    return Citation(
        marker,
        row_id,
        "lights",
        row_id,
        tuple(CitedCell(*cell) for cell in cells),
        "lights.csv",
        LINES[row_id],
    )


def test_a_right_answer_measures_full(make_case, make_answer, measured):
    case = make_case(rows=(NELL,), values=("oil",), cells=((NELL, "Lamp"),))
    answer = make_answer(rows=(NELL,), values=("oil",), citations=(cited(NELL, ("Lamp", "oil")),))
    found = measured(case, answer, ((NELL, "Lamp"), (NELL, "Light")))
    assert {name: found[name] for name in found if name not in ("wrong", "abstained", "unsupported")} == dict.fromkeys(
        [
            "right", "row_set", "row_f1", "values", "cited_rows_precision", "cited_rows_recall",
            "cited_cells_precision", "cited_cells_recall", "score_1", "score_4", "score_10",
        ],
        1.0,
    )  # fmt: skip
    assert found["unsupported"] == 0
    assert list(found) == [name for name in MEASURES if name in found]


def test_citations_are_measured_by_row_and_by_cell(make_case, make_answer, measured):
    case = make_case(rows=(NELL, CAPE), cells=((NELL, "Lamp"), (CAPE, "Lamp")))
    answer = make_answer(
        rows=(NELL, GULL),
        citations=(cited(NELL, ("Lamp", "oil"), ("Range", "7")), cited(GULL, ("Lamp", "LED"))),
    )
    found = measured(case, answer, case.cells)
    assert (found["cited_rows_precision"], found["cited_rows_recall"]) == (0.5, 0.5)
    assert (found["cited_cells_precision"], found["cited_cells_recall"]) == (1 / 3, 0.5)
    assert found["row_f1"] == 0.5


@pytest.mark.parametrize(
    ("expected", "got", "scores"),
    [("answered", "abstained", (0, 0, 0)), ("abstained", "abstained", (1, 1, 1)), ("abstained", "answered", (-1, -4, -10))],
)  # fmt: skip
def test_scores_weigh_what_is_wrong(make_case, make_answer, measured, expected, got, scores):
    found = measured(make_case(statuses={expected}), make_answer(got))
    assert tuple(found[f"score_{cost}"] for cost in (1, 4, 10)) == scores


def test_abstention_has_precision_over_refusals_and_recall_over_questions_without_an_answer(
    make_case, make_answer, measured
):
    needless = measured(make_case(values=("oil",)), make_answer("abstained"))
    assert (needless["abstention_precision"], "abstention_recall" in needless) == (0, False)
    missed = measured(make_case(statuses={"abstained"}), make_answer("answered"))
    assert ("abstention_precision" in missed, missed["abstention_recall"]) == (False, 0)
    rightly = measured(make_case(statuses={"abstained"}), make_answer("abstained"))
    assert (rightly["abstention_precision"], rightly["abstention_recall"]) == (1, 1)


def test_counts_are_measured_apart(make_case, make_answer, measured):
    case = make_case(kind="count", values=("2",))
    assert measured(case, make_answer(values=("2",)))["count"] == 1
    assert measured(case, make_answer(values=("3",)))["count"] == 0


@pytest.mark.parametrize(
    ("fields", "claim"),
    [
        ({"citations": (cited(NELL, ("Lamp", "LED")),)}, "Lamp “LED”; in the catalog: “oil”"),
        ({"citations": (cited(NELL, ("Colour", "red")),)}, "no such column"),
        (
            {"values": ("gas",), "rows": (NELL,), "citations": (cited(NELL, ("Lamp", "oil")),)},
            "“gas” is in no",
        ),
        ({"values": ("8",), "rows": (NELL,), "citations": (cited(NELL, ("Range", "7")),)}, "“8” is in no"),
        (
            {"text": "Old Nell [1] and [2]", "citations": (cited(NELL, ("Lamp", "oil")),)},
            r"\[2\] has no citation",
        ),
        ({"rows": (GULL,), "citations": (cited(NELL, ("Lamp", "oil")),)}, "gull-rock' is not cited"),
    ],
)
def test_what_nothing_bears_out_is_told(make_answer, rows, fields, claim):
    found = unsupported(make_answer(**fields), rows)
    assert len(found) == 1
    assert re.search(claim, found[0])


def test_the_curve_answers_the_surest_first_and_ties_together():
    cases = [Judged(3, False), Judged(3, False), Judged(2, True), Judged(1, True), Judged(None, False)]
    assert risk_coverage(cases) == (Point(0.4, 0), Point(0.6, 1 / 3), Point(0.8, 0.5))
    assert risk_coverage(cases) == risk_coverage(cases[::-1])
    assert risk_coverage([Judged(None, False)]) == ()


def test_a_fault_is_as_sure_as_an_answer_and_silence_has_no_confidence(make_answer):
    assert confidence(None) == confidence(make_answer()) == 3
    assert confidence(make_answer("partial", reason="closest")) == 1
    assert confidence(make_answer("ambiguous")) is None
