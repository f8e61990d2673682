"""Plans run in SQL and recomputed row by row must agree; what three values, units and ties promise."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.compose import compose
from assistant.describe import Describer
from assistant.evaluate import evaluate
from assistant.execute import run, select
from assistant.gate import faults
from assistant.plan import (
    Aggregate,
    AllRows,
    And,
    CellOf,
    Choose,
    ColumnKey,
    Common,
    Compare,
    Count,
    Day,
    Distinct,
    Figure,
    Filter,
    Groups,
    Has,
    Holds,
    In,
    Mentioned,
    Minus,
    Named,
    Names,
    Not,
    Number,
    Or,
    PartsKey,
    Stated,
    Top,
    Union,
)  # fmt: skip
from assistant.validate import validate
from corpus.errors import PlanError

from .plans import coast_requests, one, predicates, rows

LIGHTHOUSES, KEEPERS = AllRows(table="lighthouses"), AllRows(table="keepers")
ALL = 12


@pytest.fixture(scope="session")
def denote(coast_build):
    """The row slugs that rows denote, judged by both: matched in order, unknown, false."""

    def judged(asked):
        selection = select(asked, coast_build)
        assert selection == evaluate(Names(rows=asked), coast_build).selection
        found = coast_build.rows_by_number(selection.rows)
        slugs = [row.id.partition("/")[2] for _, row in found]
        unknown = [row.id.partition("/")[2] for _, row in coast_build.rows_by_number(selection.unknown)]
        return slugs, unknown, selection.not_matched

    return judged


def where(test, table=LIGHTHOUSES):
    return Filter(rows=table, where=test)


def service(phrase):
    return Has(phrase=phrase, columns=("Services",))


def height(relation, number, unit="m"):
    return Compare(column="Height", relation=relation, value=Number(number=float(number), unit=unit))


# --- the executor against the evaluator -----------------------------------------------------------


@given(coast_requests)
@settings(max_examples=300, deadline=None)
def test_the_executor_and_the_plain_evaluator_agree(coast_build, request_):
    try:
        result = run(request_, coast_build)
    except PlanError:
        with pytest.raises(PlanError):
            evaluate(request_, coast_build)
        return
    recount = evaluate(request_, coast_build)
    for name in result.__slots__:
        assert getattr(result, name) == getattr(recount, name), name


@given(coast_requests)
@settings(max_examples=150, deadline=None)
def test_what_a_plan_denotes_is_composed_and_passes_the_gate(coast_build, request_):
    try:
        validate(request_, coast_build)
        result = run(request_, coast_build)
    except PlanError:
        assume(False)
    draft = compose(request_, result, describer(coast_build))
    assert faults(draft, request_, coast_build, describer(coast_build)) == ()


def describer(build):
    return Describer(build.tables, lambda ids: [build.row(row_id)[1].name for row_id in ids])


@given(rows("lighthouses"))
@settings(max_examples=60, deadline=None)
def test_every_row_looked_at_is_matched_false_or_unknown(coast_build, asked):
    try:
        selection = select(asked, coast_build)
    except PlanError:
        assume(False)
    assert selection.total == len(selection.rows) + len(selection.unknown) + selection.not_matched
    assert not set(selection.rows) & set(selection.unknown)
    assert len(set(selection.rows)) == len(selection.rows)


@given(st.sampled_from(("lighthouses", "keepers")).flatmap(lambda t: st.tuples(st.just(t), predicates(t))))
@settings(max_examples=60, deadline=None)
def test_a_test_its_opposite_and_the_unknown_make_up_the_table(coast_build, drawn):
    table, test = AllRows(table=drawn[0]), drawn[1]
    try:
        yes, no = select(where(test, table), coast_build), select(where(Not(part=test), table), coast_build)
    except PlanError:
        assume(False)
    total = len(select(table, coast_build).rows)
    assert yes.total == no.total == total
    assert not set(yes.rows) & set(no.rows)
    assert (
        len(no.rows) <= yes.not_matched
    )  # what free text omits is false of a row sought, unknown under “not”


@given(predicates("lighthouses"), rows("lighthouses"))
@settings(max_examples=60, deadline=None)
def test_a_filter_only_shrinks(coast_build, test, asked):
    try:
        before, after = select(asked, coast_build), select(where(test, asked), coast_build)
    except PlanError:
        assume(False)
    assert set(after.rows) <= set(before.rows)
    assert after.total == len(before.rows)


@given(predicates("lighthouses"), predicates("lighthouses"))
@settings(max_examples=60, deadline=None)
def test_both_tests_give_fewer_rows_and_either_more(coast_build, first, second):
    try:
        one_, other = (set(select(where(test), coast_build).rows) for test in (first, second))
        both = set(select(where(And(parts=(first, second))), coast_build).rows)
        either = set(select(where(Or(parts=(first, second))), coast_build).rows)
    except PlanError:
        assume(False)
    assert both == one_ & other
    assert either == one_ | other


@given(predicates("lighthouses"))
@settings(max_examples=60, deadline=None)
def test_filtering_twice_by_a_test_changes_nothing(coast_build, test):
    try:
        once, twice = select(where(test), coast_build), select(where(test, where(test)), coast_build)
    except PlanError:
        assume(False)
    assert once.rows == twice.rows


@given(one(Top, rows=rows("lighthouses"), key=st.just(ColumnKey(column="Height")), n=st.integers(1, 12)))
@settings(max_examples=60, deadline=None)
def test_the_top_is_of_the_rows_asked_and_grows_with_n(coast_build, top):
    try:
        inner = select(top.rows, coast_build)
        found = select(top, coast_build)
        more = select(Top(rows=top.rows, key=top.key, n=top.n + 1), coast_build)
    except PlanError:
        assume(False)
    assert set(found.rows) <= set(inner.rows)
    assert found.rows == more.rows[: len(found.rows)]
    assert len(found.rows) >= min(top.n, len(inner.rows) - len(found.unknown))


# --- three values ---------------------------------------------------------------------------------


def test_what_a_list_omits_is_false_and_an_empty_cell_is_unknown(denote):
    yes, unknown, no = denote(where(service("foghorn")))
    assert yes == ["north-skerry", "gull-rock", "cape-farrow", "old-harry", "broad-haven"]
    assert (unknown, no) == (["seal-ledge"], 6)


def test_an_empty_cell_stays_unknown_under_a_negation(denote):
    yes, unknown, no = denote(where(Not(part=service("foghorn"))))
    assert yes == ["saint-elmo", "mew-island", "tern-point", "beacon-h100", "beacon-h200", "storm-bell"]
    assert (unknown, no) == (["seal-ledge"], 5)


def test_what_free_text_does_not_mention_is_unknown_under_a_negation(denote):
    solar = Has(phrase="solar powered", columns=("Remarks",))
    assert denote(where(solar)) == (["beacon-h100", "beacon-h200"], ["cape-farrow"], 9)
    yes, unknown, no = denote(where(Not(part=solar)))
    assert (yes, len(unknown), no) == ([], 10, 2)


def test_what_free_text_does_not_mention_is_false_where_mentions_are_asked_for(denote):
    solar = Has(phrase="solar powered", columns=("Remarks",), is_mention=True)
    yes, unknown, no = denote(where(Not(part=solar)))
    assert (len(yes), unknown, no) == (9, ["cape-farrow"], 2)


def test_two_negations_are_none_for_closed_cells(denote):
    foghorn = where(service("foghorn"))
    assert denote(where(Not(part=Not(part=service("foghorn"))))) == denote(foghorn)


def test_true_or_unknown_is_true_and_false_and_unknown_is_false(denote):
    manned = Has(phrase="no", columns=("Automated",), is_whole=True)  # true of Seal Ledge
    yes, unknown, _ = denote(where(Or(parts=(service("foghorn"), manned))))
    assert "seal-ledge" in yes
    assert unknown == []
    yes, unknown, _ = denote(where(And(parts=(service("foghorn"), Not(part=manned)))))
    assert "seal-ledge" not in yes
    assert unknown == ["broad-haven"]  # a foghorn, but whether it is manned is not stated


def test_whether_a_cell_is_stated_is_never_unknown(denote):
    assert denote(where(Not(part=Stated(column="Height")))) == (["old-harry"], [], 11)
    assert denote(where(Not(part=Stated(column="Remarks")))) == (["cape-farrow"], [], 11)


def test_a_phrase_stays_within_one_value_of_a_list(denote):
    assert denote(where(service("foghorn tours")))[0] == []
    assert denote(where(service("radio VHF")))[0] == ["north-skerry", "saint-elmo", "tern-point"]


def test_a_whole_value_is_not_found_inside_another(denote):
    flash = Has(phrase="flash", columns=("Light",))
    assert len(denote(where(flash))[0]) == 8
    assert denote(where(Has(phrase="flash", columns=("Light",), is_whole=True))) == ([], [], ALL)


def test_a_total_is_no_row(denote):
    assert len(denote(LIGHTHOUSES)[0]) == ALL
    assert denote(where(Has(phrase="Total")))[0] == []


# --- bounds, ranges, units ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "number", "verdict"),
    [
        (">", 23, True), (">", 24, None), (">", 29, None), (">", 30, False),
        (">=", 24, True), (">=", 25, None), (">=", 30, None), (">=", 31, False),
        ("<", 31, True), ("<", 30, None), ("<", 25, None), ("<", 24, False),
        ("<=", 30, True), ("<=", 29, None), ("<=", 24, None), ("<=", 23, False),
        ("=", 27, None), ("=", 31, False), ("!=", 27, None), ("!=", 31, True),
    ],
)  # fmt: skip
def test_a_range_that_straddles_a_bound_is_unknown(denote, relation, number, verdict):
    mew = Named(table="lighthouses", rows=("lighthouses/mew-island",))  # 24–30 m
    yes, unknown, no = denote(where(height(relation, number), mew))
    assert (bool(yes), bool(unknown), bool(no)) == (verdict is True, verdict is None, verdict is False)


@pytest.mark.parametrize("relation", ["<", "<=", "=", "!=", ">", ">="])
def test_an_empty_cell_has_no_relation_to_any_number(denote, relation):
    old_harry = Named(table="lighthouses", rows=("lighthouses/old-harry",))
    assert denote(where(height(relation, 20), old_harry)) == ([], ["old-harry"], 0)


def test_units_of_one_measure_are_converted(denote):
    def ranges(number, unit):
        value = Number(number=number, unit=unit)
        return denote(where(Compare(column="Range", relation=">", value=value)))

    far = ["north-skerry", "saint-elmo", "cape-farrow", "tern-point", "broad-haven"]
    assert ranges(30.0, "km") == (far, [], 7)
    assert ranges(30_000.0, "m") == (far, [], 7)
    assert ranges(0.05, "km") == ranges(50.0, "m")


def test_units_of_different_measures_are_never_compared(denote):
    value = Number(number=5.0, unit="kg")
    yes, unknown, no = denote(where(Compare(column="Range", relation=">", value=value)))
    assert (yes, len(unknown), no) == ([], ALL, 0)


def test_currencies_are_never_converted(denote):
    def upkeep(relation, number, unit):
        return denote(
            where(Compare(column="Upkeep", relation=relation, value=Number(number=number, unit=unit)))
        )

    yes, unknown, no = upkeep(">", 8_000.0, "GBP")
    assert yes == ["north-skerry", "gull-rock", "broad-haven"]
    assert (unknown, no) == (["saint-elmo", "cape-farrow", "tern-point", "seal-ledge"], 5)
    yes, unknown, no = upkeep(">", 0.0, "USD")
    assert (yes, len(unknown), no) == ([], ALL, 0)


def test_a_figure_over_two_currencies_is_of_the_commonest_and_the_rest_is_not_judged(coast_build):
    total = Aggregate(function="sum", rows=LIGHTHOUSES, key=ColumnKey(column="Upkeep"))
    result = run(Figure(value=total), coast_build)
    assert (result.number, result.unit) == (
        12_000 + 9_500 + 7_250 + 4_000 + 10_000 + 2_000 + 2_500 + 6_000,
        "GBP",
    )
    assert len(result.selection.unknown) == 4


def test_a_year_spans_all_its_days(denote):
    def lit(relation, year):
        value = Day(start=f"{year}-01-01", end=f"{year}-12-31")
        return denote(where(Compare(column="Lit", relation=relation, value=value)))[0]

    assert lit("=", 1862) == ["gull-rock", "broad-haven"]
    assert lit("<", 1822) == ["saint-elmo"]
    assert lit("<=", 1822) == ["saint-elmo", "storm-bell"]
    assert lit(">", 1979) == ["beacon-h200"]
    assert lit(">=", 1979) == ["beacon-h100", "beacon-h200"]


def test_a_cell_that_is_only_a_year_is_unknown_against_a_day_in_it(denote):
    value = Day(start="1961-06-15", end="1961-06-15")
    yes, unknown, no = denote(where(Compare(column="Born", relation="<", value=value), KEEPERS))
    assert (yes, unknown, no) == ([], ["ada-brook", "eve-stone"], 4)


def test_a_cell_is_compared_with_the_cell_of_another_row(denote):
    tern = CellOf(rows=Named(table="lighthouses", rows=("lighthouses/tern-point",)), column="Height")
    yes, unknown, _ = denote(where(Compare(column="Height", relation=">", value=tern)))
    assert yes == ["north-skerry", "saint-elmo", "cape-farrow", "broad-haven"]
    assert unknown == ["mew-island", "old-harry"]


# --- order ----------------------------------------------------------------------------------------


def test_all_ties_of_a_superlative_are_given(denote):
    foghorns = where(service("foghorn"))
    yes, unknown, no = denote(Top(rows=foghorns, key=ColumnKey(column="Height")))
    assert (sorted(yes), unknown, no) == (["broad-haven", "north-skerry"], ["old-harry"], 2)


def test_a_tie_at_the_end_of_a_top_two_makes_it_three(denote):
    yes, _, _ = denote(Top(rows=LIGHTHOUSES, key=ColumnKey(column="Height"), n=2))
    assert yes == ["saint-elmo", "north-skerry", "broad-haven"]


def test_more_rows_than_there_are_gives_all_that_have_a_key(denote):
    yes, unknown, no = denote(Top(rows=LIGHTHOUSES, key=ColumnKey(column="Height"), n=99))
    assert (len(yes), unknown, no) == (11, ["old-harry"], 0)


def test_an_order_over_mixed_units_converts_them(denote):
    yes, _, _ = denote(Top(rows=LIGHTHOUSES, key=ColumnKey(column="Range"), n=3))
    assert yes == ["north-skerry", "broad-haven", "saint-elmo"]  # 42 km, 40 km, 38000 m


def test_a_list_is_ordered_by_how_many_parts_it_has(denote):
    yes, unknown, _ = denote(Top(rows=LIGHTHOUSES, key=PartsKey(column="Services")))
    assert (sorted(yes), unknown) == (["cape-farrow", "north-skerry"], ["seal-ledge"])


def test_a_range_that_may_be_above_or_below_is_not_put_first(coast_build):
    pair = Named(table="lighthouses", rows=("lighthouses/mew-island", "lighthouses/tern-point"))
    result = run(Choose(rows=pair, key=ColumnKey(column="Height")), coast_build)
    assert [row.id for _, row in result.rows] != ["lighthouses/mew-island"]


def test_the_low_end_of_a_range_is_not_averaged_as_if_it_were_the_cell(coast_build):
    red = where(Has(phrase="red flash", columns=("Light",), is_whole=True))  # 21 m, 24–30 m, 17 m
    value = Aggregate(function="average", rows=red, key=ColumnKey(column="Height"))
    number = run(Figure(value=value), coast_build).number
    assert number != pytest.approx((21 + 24 + 17) / 3)


def test_every_row_is_unknown_against_a_row_whose_cell_is_empty(denote):
    old_harry = CellOf(rows=Named(table="lighthouses", rows=("lighthouses/old-harry",)), column="Height")
    yes, unknown, no = denote(where(Compare(column="Height", relation=">", value=old_harry)))
    assert (yes, len(unknown), no) == ([], ALL, 0)


def test_no_rows_have_nothing_in_common(coast_build):
    request = Common(rows=where(service("helipad")))
    assert compose(request, run(request, coast_build), describer(coast_build)).values == ()
    assert evaluate(request, coast_build).groups == ()


def test_the_values_of_a_column_that_is_not_there_are_refused(coast_build):
    with pytest.raises(PlanError, match="Depth"):
        run(Distinct(rows=LIGHTHOUSES, column="Depth"), coast_build)


# --- figures, groups, other tables ------------------------------------------------------------------


def test_the_figures_over_a_column_are_those_of_a_pocket_calculator(coast_build):
    white = where(Has(phrase="white flash", columns=("Light",), is_whole=True))
    numbers = [38, 46, 29, 38, 26]
    expected = {
        "sum": sum(numbers), "average": sum(numbers) / 5, "median": sorted(numbers)[2], "min": 26, "max": 46,
    }  # fmt: skip
    for function, number in expected.items():
        value = Aggregate(function=function, rows=white, key=ColumnKey(column="Height"))
        result = run(Figure(value=value), coast_build)
        assert (result.number, result.unit) == (pytest.approx(number), "m")


def test_a_figure_over_no_number_is_none_and_not_zero(coast_build):
    old_harry = Named(table="lighthouses", rows=("lighthouses/old-harry",))
    result = run(
        Figure(value=Aggregate(function="sum", rows=old_harry, key=ColumnKey(column="Height"))), coast_build
    )
    assert result.number is None


def test_groups_are_the_different_values_without_their_qualifiers(coast_build):
    result = run(Groups(rows=LIGHTHOUSES, by="Services"), coast_build)
    counts = {group.value: group.number for group in result.groups}
    assert counts == {"radio": 6, "foghorn": 5, "tours": 5, "museum": 2, "bell": 1}


def test_a_group_all_in_another_currency_is_judged_alike_by_both(coast_build):
    request = Groups(rows=LIGHTHOUSES, by="Services", function="sum", key=ColumnKey(column="Upkeep"))
    recount = evaluate(request, coast_build)  # museums cost euros only
    assert run(request, coast_build).groups == recount.groups


def test_a_count_of_different_values_is_the_number_of_groups(coast_build):
    for column in ("Light", "Services", "Automated", "Keeper"):
        groups = run(Groups(rows=LIGHTHOUSES, by=column), coast_build).groups
        count = run(Figure(value=Count(rows=LIGHTHOUSES, distinct=column)), coast_build).number
        assert count == len(groups)


def test_rows_are_found_by_a_test_of_the_rows_they_name(denote):
    bay = where(Has(phrase="Kessler Bay", columns=("Home",), is_whole=True), KEEPERS)
    assert denote(where(In(column="Keeper", rows=bay))) == (
        ["gull-rock", "old-harry", "storm-bell"], ["tern-point"], 8,
    )  # fmt: skip


def test_rows_are_found_by_the_rows_that_name_them(denote):
    museums = Mentioned(rows=KEEPERS, column="Keeper", by=where(service("museum")))
    assert denote(museums)[0] == ["cleo-hart"]
    idle = Minus(rows=KEEPERS, without=Mentioned(rows=KEEPERS, column="Keeper", by=LIGHTHOUSES))
    assert denote(idle)[0] == ["ian-falk"]


@pytest.mark.parametrize(
    ("quantifier", "phrase", "verdict"),
    [("any", "museum", True), ("all", "museum", False), ("any", "helipad", None), ("all", "helipad", False)],
)
def test_any_and_all_keep_the_unknown(coast_build, quantifier, phrase, verdict):
    result = run(Holds(rows=LIGHTHOUSES, where=service(phrase), quantifier=quantifier), coast_build)
    assert result.verdict is verdict


def test_rows_named_come_in_the_order_named(denote):
    named = Named(table="lighthouses", rows=("lighthouses/storm-bell", "lighthouses/gull-rock"))
    assert denote(named)[0] == ["storm-bell", "gull-rock"]


def test_a_union_over_two_tables_has_the_rows_of_both(denote):
    dov = where(Has(phrase="Dov Lind"))
    assert denote(Union(parts=(dov, where(Has(phrase="Dov Lind"), KEEPERS))))[0] == [
        "mew-island", "beacon-h100", "beacon-h200", "dov-lind",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        Names(rows=AllRows(table="castles")),
        Names(rows=Named(table="lighthouses", rows=("lighthouses/eddystone",))),
        Names(rows=where(Stated(column="Depth"))),
        Names(rows=where(Has(phrase="foghorn", columns=("Depth",)))),
        Names(rows=where(Has(phrase="…"))),
        Names(rows=Top(rows=LIGHTHOUSES, key=ColumnKey(column="Depth"))),
        Figure(value=Aggregate(function="sum", rows=LIGHTHOUSES, key=ColumnKey(column="Depth"))),
    ],
)
def test_what_the_catalog_lacks_is_refused_by_name(coast_build, asked):
    with pytest.raises(PlanError) as refused:
        run(asked, coast_build)
    assert "\n" not in str(refused.value)
    assert any(name in str(refused.value) for name in ("castles", "eddystone", "Depth", "…"))
