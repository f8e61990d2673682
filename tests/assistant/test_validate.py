"""An edited plan that makes no sense over a build is refused in one line that says what, where and what to do."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from assistant.plan import (
    Aggregate,
    AllRows,
    And,
    Arithmetic,
    CellOf,
    Cells,
    Check,
    Choose,
    ColumnKey,
    Columns,
    Common,
    Compare,
    Contrast,
    Count,
    Day,
    DistanceKey,
    Explain,
    Figure,
    Filter,
    Groups,
    Has,
    In,
    Many,
    Named,
    Names,
    Neighbour,
    Number,
    Only,
    Plan,
    Slice,
    SpanKey,
    Stated,
    Top,
    Union,
    to_dict,
)  # fmt: skip
from assistant.validate import validate
from corpus.errors import PlanError

from .invariants import broken
from .plans import any_plan

LIGHTHOUSES, KEEPERS = AllRows(table="lighthouses"), AllRows(table="keepers")
GULL = Named(table="lighthouses", rows=("lighthouses/gull-rock",))


def where(test):
    return Names(rows=Filter(rows=LIGHTHOUSES, where=test))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Names(rows=AllRows(table="castles")), "ask.rows.table: no table 'castles'"),
        (Names(rows=Named(table="lighthouses", rows=())), "ask.rows.rows is empty"),
        (Names(rows=Named(table="lighthouses", rows=("lighthouses/eddystone",))), "no row 'lighthouses/eddystone'"),
        (Names(rows=Named(table="lighthouses", rows=("keepers/ada-brook",))), "of the table 'keepers'"),
        (Names(rows=Named(table="lighthouses", rows=("lighthouses/total",))), "is a total"),
        (where(Stated(column="Depth")), "ask.rows.where.column: no column 'Depth'"),
        (where(Has(phrase="…")), "has no words"),
        (where(And(parts=())), "ask.rows.where.parts is empty"),
        (where(Only(column="Services", phrases=())), "is empty"),
        (where(Compare(column="Light", relation=">", value=Number(number=3.0))), "no numbers or dates"),
        (where(Compare(column="Lit", relation=">", value=Number(number=3.0))), "holds dates"),
        (where(Compare(column="Lit", relation=">", value=Day(start="soon", end="later"))), "'soon' is no day"),
        (where(Compare(column="Lit", relation=">", value=Day(start="1900-01-01", end="1800-01-01"))), "is after"),
        (where(Columns(left="Lit", relation="<", right="Height")), "a date and a number"),
        (where(Columns(left="Light", relation="<", right="Services")), "have no order"),
        (where(In(column="Keeper", rows=KEEPERS, through="Depth")), "where.through"),
        (Names(rows=Top(rows=LIGHTHOUSES, key=ColumnKey(column="Height"), n=0)), "ask.rows.n is 0"),
        (Names(rows=Slice(rows=LIGHTHOUSES, start=0, count=0)), "ask.rows.count is 0"),
        (Names(rows=Neighbour(rows=LIGHTHOUSES, anchor=GULL, offset=0)), "offset is 0"),
        (Names(rows=Neighbour(rows=KEEPERS, anchor=GULL, offset=1)), "another table"),
        (Names(rows=Union(parts=())), "is empty"),
        (Names(rows=Top(rows=Union(parts=(LIGHTHOUSES, KEEPERS)), key=ColumnKey(column="Height"))), "'Keepers'"),
        (Choose(rows=LIGHTHOUSES, key=SpanKey(start="Lit", end="Height")), "a span needs two columns"),
        (Choose(rows=LIGHTHOUSES, key=DistanceKey(column="Light", value=Number(number=1.0))), "no numbers"),
        (Common(rows=Union(parts=(LIGHTHOUSES, KEEPERS))), "rows of one table"),
        (Contrast(rows=LIGHTHOUSES, other=KEEPERS), "rows of another table"),
        (Contrast(rows=GULL, other=GULL, columns=("Height",)), "holds no values"),
        (Contrast(rows=GULL, other=GULL, other_columns=("Light",)), "ask.columns is empty"),
        (Cells(rows=LIGHTHOUSES, columns=("Depth",)), "no column 'Depth'"),
        (Figure(value=Number(number=3.0)), "is no question"),
        (Figure(value=Aggregate(function="sum", rows=LIGHTHOUSES, key=ColumnKey(column="Light"))), "no sum"),
        (Figure(value=Aggregate(function="average", rows=LIGHTHOUSES, key=ColumnKey(column="Lit"))), "no average"),
        (Figure(value=Arithmetic(sign="+", left=Count(rows=LIGHTHOUSES), right=CellOf(rows=GULL, column="X"))), "'X'"),
        (Check(left=Number(number=1.0), relation="<", right=Number(number=2.0)), "both figures are given"),
        (Groups(rows=LIGHTHOUSES, by="Light", function="sum"), "both a function and a key"),
        (Many(parts=()), "is empty"),
        (Explain(of=Explain(of=Names(rows=LIGHTHOUSES))), "no explanation"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_where_it_stands(coast, coast_build, request_, said):
    with pytest.raises(PlanError) as refused:
        validate(request_, coast_build)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(PlanError, match="ask"):
        coast.ask("edited", plan=to_dict(Plan(ask=request_)))


@given(any_plan)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_plan_of_any_shape_is_refused_or_answered(coast, plan):
    assume("closest" not in str(to_dict(plan)))  # needs the encoder that this index was not made with
    try:
        answer = coast.ask("edited", plan=to_dict(plan))
    except PlanError as refused:
        assert "\n" not in str(refused)
    else:
        assert broken(answer, coast, is_deep=False) == []
