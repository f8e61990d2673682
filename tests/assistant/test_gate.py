"""Drafts tampered with: each lie is found before it leaves, and a true draft passes."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from assistant import Assistant, Citation, CitedCell, Status
from assistant.compose import compose
from assistant.describe import Describer
from assistant.execute import run
from assistant.gate import faults
from assistant.plan import (
    Aggregate,
    AllRows,
    Arithmetic,
    CellOf,
    Cells,
    Check,
    Choose,
    ColumnKey,
    Common,
    Compare,
    Contrast,
    Count,
    DistanceKey,
    Distinct,
    Explain,
    Figure,
    Filter,
    Groups,
    Has,
    Having,
    Holds,
    Minus,
    Named,
    Names,
    Neighbour,
    Not,
    Number,
    Places,
    RunLength,
    Slice,
    Stated,
    Top,
    Union,
)  # fmt: skip

LIGHTHOUSES = AllRows(table="lighthouses")
FOGHORN = Has(phrase="foghorn", columns=("Services",))
FOGHORNS = Filter(rows=LIGHTHOUSES, where=FOGHORN)
WHITE = Filter(rows=LIGHTHOUSES, where=Has(phrase="white flash", columns=("Light",), is_whole=True))
PAIR = Named(table="lighthouses", rows=("lighthouses/gull-rock", "lighthouses/saint-elmo"))
HEIGHT = ColumnKey(column="Height")
GULL = Named(table="lighthouses", rows=("lighthouses/gull-rock",))
SAINT = Named(table="lighthouses", rows=("lighthouses/saint-elmo",))
AVERAGE = Aggregate(function="average", rows=LIGHTHOUSES, key=HEIGHT)
HIGHEST = Aggregate(function="max", rows=LIGHTHOUSES, key=HEIGHT)

REQUESTS = {
    "all": Names(rows=LIGHTHOUSES),
    "names": Names(rows=FOGHORNS),
    "none": Names(rows=Filter(rows=LIGHTHOUSES, where=Has(phrase="helipad", columns=("Services",)))),
    "not": Names(rows=Filter(rows=LIGHTHOUSES, where=Not(part=FOGHORN))),
    "few": Names(rows=Filter(rows=LIGHTHOUSES, where=Has(phrase="museum", columns=("Services",)))),
    "minus": Names(rows=Minus(rows=LIGHTHOUSES, without=PAIR)),
    "top": Names(rows=Top(rows=LIGHTHOUSES, key=HEIGHT, n=2)),
    "cell": Cells(rows=Named(table="lighthouses", rows=("lighthouses/gull-rock",)), columns=("Remarks",)),
    "cells": Cells(rows=PAIR, columns=("Height", "Upkeep")),
    "described": Cells(rows=PAIR),
    "count": Figure(value=Count(rows=FOGHORNS)),
    "distinct count": Figure(value=Count(rows=LIGHTHOUSES, distinct="Light")),
    "values": Distinct(rows=LIGHTHOUSES, column="Light"),
    "figure": Figure(value=Aggregate(function="average", rows=WHITE, key=HEIGHT)),
    "yes": Holds(rows=PAIR, where=Stated(column="Height")),
    "no": Holds(rows=PAIR, where=FOGHORN),
    "any": Holds(rows=LIGHTHOUSES, where=FOGHORN, quantifier="any"),
    "choose": Choose(rows=PAIR, key=HEIGHT),
    "groups": Groups(rows=LIGHTHOUSES, by="Light"),
    "figures": Groups(rows=LIGHTHOUSES, by="Automated", function="average", key=ColumnKey(column="Range")),
    "second": Names(rows=Top(rows=LIGHTHOUSES, key=HEIGHT, skip=1)),
    "near": Names(
        rows=Top(
            rows=LIGHTHOUSES,
            key=DistanceKey(column="Height", value=Number(number=30.0, unit="m")),
            is_descending=False,
        )
    ),
    "next": Names(rows=Neighbour(rows=LIGHTHOUSES, anchor=GULL, offset=1, key=HEIGHT)),
    "slice": Names(rows=Slice(rows=LIGHTHOUSES, start=-2, count=2)),
    "above": Names(
        rows=Filter(rows=LIGHTHOUSES, where=Compare(column="Height", relation=">", value=AVERAGE))
    ),
    "share": Figure(value=Arithmetic(sign="%", left=Count(rows=FOGHORNS), right=Count(rows=LIGHTHOUSES))),
    "gap": Figure(
        value=Arithmetic(sign="difference", left=HIGHEST, right=CellOf(rows=GULL, column="Height"))
    ),
    "check": Check(left=CellOf(rows=GULL, column="Height"), relation="<", right=AVERAGE),
    "earliest": Figure(value=Aggregate(function="min", rows=LIGHTHOUSES, key=ColumnKey(column="Lit"))),
    "having": Groups(rows=LIGHTHOUSES, by="Keeper", having=Having(relation=">", value=Number(number=2.0))),
    "run": RunLength(rows=LIGHTHOUSES, where=FOGHORN),
    "why": Explain(of=Figure(value=Count(rows=FOGHORNS))),
    "places": Places(rows=Union(parts=(PAIR, Named(table="keepers", rows=("keepers/ada-brook",))))),
    "contrast": Contrast(rows=GULL, other=SAINT, columns=("Services",)),
    "contrast of all": Contrast(rows=PAIR, other=SAINT),
    "contrast of columns": Contrast(
        rows=LIGHTHOUSES, other=GULL, columns=("Keeper",), other_columns=("Light", "Keeper"), is_shared=True
    ),
    "no contrast": Contrast(rows=GULL, other=GULL, columns=("Services",)),
    "second group": Groups(rows=LIGHTHOUSES, by="Light", n=1, skip=1),
    "common": Common(
        rows=Named(table="lighthouses", rows=("lighthouses/north-skerry", "lighthouses/broad-haven"))
    ),
}


@pytest.fixture(scope="session")
def judge(coast_build):
    """The faults of a request's draft after `tamper` changed it."""
    describer = Describer(coast_build.tables, lambda ids: [coast_build.row(row_id)[1].name for row_id in ids])

    def judged(name, tamper=lambda draft: None):
        request = REQUESTS[name]
        draft = compose(request, run(request, coast_build), describer)
        before = copy.deepcopy(draft)
        tamper(draft)
        assert draft != before or tamper.__name__ == "<lambda>"
        return faults(draft, request, coast_build, describer)

    return judged


@pytest.mark.parametrize("name", REQUESTS)
def test_a_true_draft_passes(judge, name):
    assert judge(name) == ()


def recite(draft, index, **fields):
    draft.citations[index] = replace(draft.citations[index], **fields)


# --- the evidence ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in REQUESTS if name != "none"])
def test_a_cited_cell_that_the_catalog_does_not_have_is_found(judge, name):
    def tamper(draft):
        cell = draft.citations[0].cells[-1]
        recite(draft, 0, cells=(*draft.citations[0].cells[:-1], CitedCell(cell.column, f"{cell.text}!")))

    assert any("Citation 1" in fault for fault in judge(name, tamper))


def test_a_cited_row_that_does_not_exist_is_found(judge):
    def tamper(draft):
        recite(draft, 0, row_id="lighthouses/eddystone")

    assert judge("names", tamper)


def test_the_cell_of_another_row_is_found(judge):
    def tamper(draft):
        recite(draft, 0, cells=draft.citations[1].cells)

    assert judge("cells", tamper)


@pytest.mark.parametrize("fields", [{"line": 1}, {"file": "keepers.md"}, {"row": "Storm Bell"}])
def test_a_citation_that_points_to_another_place_is_found(judge, fields):
    def tamper(draft):
        recite(draft, 0, **fields)

    assert judge("cell", tamper)


def test_a_marker_too_many_is_found(judge):
    def tamper(draft):
        draft.text += " [99]"

    assert any("Markers" in fault for fault in judge("names", tamper))


def test_a_citation_without_a_marker_is_found(judge):
    def tamper(draft):
        draft.text = draft.text.replace("[2]", "")

    assert any("Markers" in fault for fault in judge("names", tamper))


def test_a_citation_too_many_is_found(judge):
    def tamper(draft):
        draft.citations.append(Citation(9, "lighthouses/storm-bell", "Lighthouses", "Storm Bell", (), "", 1))

    assert judge("names", tamper)


# --- rows, values, counts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["all", "names", "not", "few", "minus", "top", "cell", "cells", "described", "choose"]
)
def test_a_row_left_out_is_found(judge, name):
    def tamper(draft):
        draft.rows = draft.rows[1:]

    assert judge(name, tamper)


@pytest.mark.parametrize("name", ["count", "groups", "values"])
def test_a_counted_row_left_out_is_found(judge, name):
    def tamper(draft):
        draft.rows = draft.rows[1:]

    assert judge(name, tamper)


@pytest.mark.parametrize(
    "name", ["names", "none", "not", "top", "count", "figure", "values", "choose", "groups"]
)
def test_a_row_too_many_is_found(judge, name):
    def tamper(draft):
        draft.rows = (*draft.rows, "keepers/ada-brook")

    assert judge(name, tamper)


@pytest.mark.parametrize("name", [name for name in REQUESTS if name not in ("none", "no contrast")])
def test_a_value_left_out_is_found(judge, name):
    def tamper(draft):
        draft.values = draft.values[1:]

    assert judge(name, tamper)


@pytest.mark.parametrize("name", list(REQUESTS))
def test_a_value_too_many_is_found(judge, name):
    def tamper(draft):
        draft.values = (*draft.values, "Eddystone")

    assert judge(name, tamper)


@pytest.mark.parametrize(
    ("name", "values"), [("count", ("6",)), ("figure", ("35.5",)), ("yes", ("no",)), ("any", ("no",))]
)
def test_a_wrong_figure_or_verdict_is_found(judge, name, values):
    def tamper(draft):
        draft.values = values

    assert any("recomputed" in fault for fault in judge(name, tamper))


@pytest.mark.parametrize("field", ["total", "matched", "not_matched", "unknown"])
@pytest.mark.parametrize("name", ["names", "none", "count", "figure", "any"])
def test_a_wrong_count_of_rows_looked_at_is_found(judge, name, field):
    def tamper(draft):
        draft.coverage = replace(draft.coverage, **{field: getattr(draft.coverage, field) + 1})

    assert any("coverage" in fault for fault in judge(name, tamper))


# --- the words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(REQUESTS))
def test_a_word_from_nowhere_is_found(judge, name):
    def tamper(draft):
        draft.text += " It is magnificent."

    assert any("magnificent" in fault for fault in judge(name, tamper))


@pytest.mark.parametrize("name", list(REQUESTS))
def test_a_number_from_nowhere_is_found(judge, name):
    def tamper(draft):
        draft.text += " 4711"

    assert any("4711" in fault for fault in judge(name, tamper))


def test_the_name_of_a_row_that_is_not_cited_is_found(judge):
    def tamper(draft):
        draft.text = draft.text.replace("Gull Rock", "Storm Bell")

    assert judge("cell", tamper)


def test_a_figure_changed_in_the_text_alone_is_found(judge):
    def tamper(draft):
        draft.text = draft.text.replace("35.4", "36.4")

    assert judge("figure", tamper)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("share", "(5 of 12)", "(6 of 12)"), ("gap", "**25 m**", "**26 m**"), ("check", "**21 m**", "**22 m**"),
     ("run", "**2**", "**3**"), ("earliest", "1798-11-20", "1798-11-21"), ("groups", "**4**", "**3**")],
)  # fmt: skip
def test_a_reckoned_figure_changed_in_the_text_alone_is_found(judge, name, old, new):
    def tamper(draft):
        draft.text = draft.text.replace(old, new, 1)

    assert judge(name, tamper)


def test_a_verdict_turned_round_in_the_text_alone_is_found(judge):
    def tamper(draft):
        draft.text = draft.text.replace("Yes", "No")

    assert judge("yes", tamper)


def test_a_count_changed_in_the_text_to_another_of_the_coverage_is_found(judge):
    def tamper(draft):
        draft.text = draft.text.replace("**5**", "**6**")  # 5 have a foghorn, 6 have none

    assert judge("count", tamper)


def test_cells_swapped_between_two_cited_rows_are_found(judge):
    def tamper(draft):
        draft.text = draft.text.replace("21 m", "?").replace("46 m", "21 m").replace("?", "46 m")

    assert judge("cells", tamper)


# --- the table --------------------------------------------------------------------------------------


def retable(draft, old, new):
    rows = tuple(tuple(new if text == old else text for text in line) for line in draft.table.rows)
    draft.table = replace(draft.table, rows=rows)


def test_a_wrong_cell_in_the_table_is_found(judge):
    def tamper(draft):
        retable(draft, "46 m", "64 m")

    assert judge("cells", tamper)


@pytest.mark.parametrize(("name", "old"), [("groups", "5"), ("figures", None)])
def test_a_wrong_figure_of_a_group_is_found(judge, name, old):
    def tamper(draft):
        was = old or draft.table.rows[0][1]
        draft.text = draft.text.replace(f"**{was}**", "**4711**")
        retable(draft, was, "4711")

    assert judge(name, tamper)


# --- what is left of a draft that failed --------------------------------------------------------------


def test_an_answer_that_fails_its_check_is_withheld_with_nothing_of_it_shown(coast_index, monkeypatch):
    with Assistant(coast_index) as assistant:
        assert assistant.examples()
        monkeypatch.setattr("assistant.assistant.faults", lambda *_, **__: ("made up",))
        answer = assistant.ask("What is the height of Saint Elmo?")
    assert (answer.status, answer.values, answer.citations) == (Status.ABSTAINED, (), ())
    assert "46" not in answer.text


def test_an_example_that_fails_its_check_is_no_example(coast_index, monkeypatch):
    monkeypatch.setattr("assistant.assistant.faults", lambda *_, **__: ("made up",))
    with Assistant(coast_index) as assistant:
        assert not any("height" in question.lower() for question in assistant.examples())
