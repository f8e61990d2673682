"""What people say for the terse headers of an exported sheet, its money and its measures."""

from __future__ import annotations

import pytest

from assistant import Assistant, Reason, Status

from .conftest import indexed

SHEET = """Art.,Subst.,Pages,Exp,Rx,Buy,Sell,Suppl.,Uses
Aspiro,acetate,40,31/03/2027,no,€3.10,€7.95,Medigros,pain
Betacor,bisoprol,120,30/11/2026,yes,€9.40,€38.00,Hausmann,heart
Cetirol,cetirizine,300,31/01/2028,no,€2.45,€12.20,,allergy
"""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    corpus = tmp_path_factory.mktemp("sheet")
    (corpus / "stock.csv").write_text(SHEET, encoding="utf-8")
    with Assistant(indexed(corpus, tmp_path_factory.mktemp("index") / "sheet")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("which substance is in Betacor", ["bisoprol"]),
        ("When does Cetirol expire?", ["31/01/2028"]),
        ("Aspiro and Cetirol: expiry dates", ["31/03/2027", "31/01/2028"]),
        ("articles supplied by Hausmann", ["Betacor"]),
        ("is Betacor on prescription?", ["yes"]),
        ("how many articles are Rx?", ["1"]),
        ("articles selling for more than 10 euros", ["Betacor", "Cetirol"]),
        ("buying price of Cetirol", ["€2.45"]),
        ("What's the most expensive article by selling price?", ["Betacor"]),
        ("articles longer than 100 pages", ["Betacor", "Cetirol"]),
        ("which is thicker, Aspiro or Cetirol?", ["Cetirol"]),
        ("what is Aspiro for?", ["pain"]),
        ("what is Aspiro used for?", ["pain"]),
    ],
)
def test_a_header_that_is_short_for_a_word_is_known_by_it(sheet, question, values):
    answer = sheet.ask(question)
    assert [value for value in answer.values or () if value in values] == values, answer.text
    assert len(answer.values) == len(values), answer.text


def test_a_cell_that_is_empty_is_said_whatever_its_column_is_called(sheet):
    assert sheet.ask("Who is the supplier of Cetirol?").reason is Reason.VALUE_NOT_STATED


def test_a_noun_is_no_light_verb_to_pass_over(bundled):
    assert bundled.ask("what's the location of CoreWeave").status is Status.ABSTAINED


def test_an_adjective_alone_asks_for_no_column(coast):
    assert not coast.ask("trips late").values


def test_more_cells_of_a_row_are_asked_for_after_its_name(coast):
    assert coast.ask("What is the range of Gull Rock and its keeper?").values == ("27 km", "Ben Moss")
