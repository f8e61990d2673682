"""Spans of a question and everything they may name: how surely, and what must never be taken for another."""

from __future__ import annotations

import pytest

from assistant.link import Tier, link
from assistant.question import parse_question

LIGHTHOUSE, KEEPERS = 0, 1


@pytest.fixture(scope="session")
def senses(coast_build):
    def of(message, *, kind=None):
        found = link(parse_question(message), coast_build).senses
        return [sense for sense in found if kind in (None, sense.kind)]

    return of


@pytest.fixture(scope="session")
def named(coast_build, senses):
    """The names of the rows that a message may name, up to a tier."""

    def of(message, *, tier=Tier.SPELLING):
        numbers = {n for sense in senses(message, kind="row") if sense.tier <= tier for n in sense.rows}
        return {row.name for _, row in coast_build.rows_by_number(sorted(numbers))}

    return of


@pytest.fixture(scope="session")
def columns(coast_build, senses):
    """The columns that a message may name, with the tier of each."""

    def of(message):
        tables = coast_build.tables
        return {tables[s.table].columns[s.columns[0]].name: s.tier for s in senses(message, kind="column")}

    return of


def best(found):
    return min(found, key=lambda sense: sense.tier)


# --- tiers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message", ["Gull Rock", "gull rock", "GULL  ROCK", "Gúll Rock", "tell me about Gull Rock!"]
)
def test_a_whole_name_is_exact_whatever_its_case_accents_and_spaces(named, message):
    assert named(message, tier=Tier.EXACT) == {"Gull Rock"}


@pytest.mark.parametrize("message", ["gullrock", "gull-rock"])
def test_words_joined_or_hyphened_still_name_the_row(named, message):
    assert named(message, tier=Tier.INFLECTED) == {"Gull Rock"}


def test_a_word_split_in_two_still_names_the_value(senses):
    whole = [sense for sense in senses("fog horn", kind="value") if (sense.start, sense.end) == (0, 2)]
    assert [(sense.text, sense.tier) for sense in whole] == [("foghorn", Tier.INFLECTED)]


def test_a_row_is_known_by_its_other_name(named):
    assert named("Henry Stack", tier=Tier.EXACT) == {"Old Harry"}


def test_a_value_is_known_by_its_synonym_and_shown_as_the_catalog_writes_it(senses):
    value = best(senses("fog signal", kind="value"))
    assert (value.text, value.is_whole) == ("foghorn", True)
    assert value.tier <= Tier.INFLECTED


def test_an_adjective_of_a_place_means_the_cells_that_name_the_place(senses):
    found = [(s.text, s.tier) for s in senses("the Parisian lens", kind="value") if s.end - s.start == 1]
    assert ("paris", Tier.RELATED) in found
    assert {s.tier for s in senses("keepers with French", kind="value")} == {Tier.EXACT}  # a language here


def test_a_verb_asks_for_the_column_that_answers_it(columns):
    assert columns("who speaks French")["Languages"] is Tier.RELATED


def test_a_column_of_persons_answers_a_verb_only_where_who_is_asked(columns):
    assert columns("who looks after Gull Rock")["Keeper"] is Tier.RELATED
    assert "Keeper" not in columns("what looks after Gull Rock")


@pytest.mark.parametrize(
    ("message", "kind", "text"),
    [
        ("its hieght", "column", "Height"),
        ("Gull Rcok", "row", "Gull Rock"),  # four letters, two swapped, beside the rest of the name
        ("Ada Broom", "row", "Ada Brook"),  # an English word that is none of the catalog's
        ("keepers and their baot", "column", "Boat"),
        ("their bpat", "column", "Boat"),
    ],
)
def test_a_slip_of_four_letters_or_beside_the_right_word_is_mended(senses, message, kind, text):
    assert text in {s.text for s in senses(message, kind=kind) if s.tier is Tier.SPELLING}


@pytest.mark.parametrize(
    "message",
    [
        "who keeps Rack",  # an English word alone
        "BOTA",  # an acronym
        "what does Bott cost",  # perhaps a name that the catalog lacks
        "the lamp",
    ],
)
def test_a_short_word_that_may_be_its_own_is_left_alone(senses, message):
    last = max(sense.end for sense in senses(message)) if senses(message) else 0
    assert not [s for s in senses(message) if s.tier is Tier.SPELLING and s.end == last]


def test_a_table_is_known_by_its_name_in_singular_and_by_its_alias(senses):
    assert {s.table for s in senses("lighthouse", kind="table") if s.tier <= Tier.INFLECTED} == {LIGHTHOUSE}
    assert {s.table for s in senses("light station", kind="table") if s.tier <= Tier.INFLECTED} == {
        LIGHTHOUSE
    }


@pytest.mark.parametrize(
    ("message", "column"), [("height", "Height"), ("heights", "Height"), ("remark", "Remarks")]
)
def test_a_column_is_known_in_singular_and_plural(columns, message, column):
    assert columns(message)[column] <= Tier.INFLECTED


@pytest.mark.parametrize(
    ("message", "column"), [("how tall", "Height"), ("price", "Upkeep"), ("kept by", "Keeper")]
)
def test_general_english_relates_a_word_to_a_column_less_surely(columns, message, column):
    assert columns(message)[column] is Tier.RELATED


def test_the_surer_tier_comes_with_the_whole_name(senses):
    whole = best(senses("Gull Rock", kind="row"))
    part = best(senses("about Gull", kind="row"))
    assert (whole.tier, part.tier) == (Tier.EXACT, Tier.PART)


def test_a_part_that_several_names_share_names_no_row(named):
    assert named("beacon") == set()


def test_a_value_stands_for_every_column_that_has_it_whole(senses, coast_build):
    value = best([s for s in senses("Ada Brook", kind="value") if s.table == LIGHTHOUSE])
    assert [coast_build.tables[LIGHTHOUSE].columns[c].name for c in value.columns] == ["Keeper"]
    assert value.is_whole


def test_a_name_in_two_tables_is_linked_in_both(senses):
    assert {sense.table for sense in senses("Ada Brook")} == {LIGHTHOUSE, KEEPERS}


def test_a_qualifier_is_linked_to_the_column_of_its_value(senses, coast_build):
    value = best(senses("VHF", kind="value"))
    assert [coast_build.tables[value.table].columns[c].name for c in value.columns] == ["Services"]


# --- spelling -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "word"),
    [("heigth", "height"), ("Nroth Skerry", "north"), ("Skery", "skerry"), ("fohgorn", "foghorn")],
)
def test_a_slip_of_the_pen_is_mended(coast_build, message, word):
    assert word in link(parse_question(message), coast_build).corrections.values()


@pytest.mark.parametrize(("message", "row"), [("Saint Elmmo", "Saint Elmo"), ("Brod Haven", "Broad Haven")])
def test_what_was_mended_is_the_least_sure(named, senses, message, row):
    assert named(message) == {row}
    whole = [s for s in senses(message, kind="row") if (s.start, s.end) == (0, 2)]
    assert {sense.tier for sense in whole} == {Tier.SPELLING}


@pytest.mark.parametrize("message", ["Beacon H300", "H10", "Beacon H1000", "H101", "beacon h-300"])
def test_digits_are_never_respelt(coast_build, named, message):
    assert link(parse_question(message), coast_build).corrections == {}
    assert named(message) & {"Beacon H100", "Beacon H200"} == set()


@pytest.mark.parametrize(
    ("message", "row"), [("H100", "Beacon H100"), ("h 200", "Beacon H200"), ("H-100", "Beacon H100")]
)
def test_names_with_digits_never_meet(named, message, row):
    assert named(message) == {row}


@pytest.mark.parametrize("message", ["eight", "stead", "might", "light", "marsh", "bells", "hours"])
def test_an_english_word_is_never_respelt(coast_build, message):
    assert link(parse_question(message), coast_build).corrections == {}


@pytest.mark.parametrize("message", ["bel", "rok", "sel"])
def test_a_short_word_is_never_respelt(coast_build, message):
    assert link(parse_question(message), coast_build).corrections == {}


# --- what is no link ------------------------------------------------------------------------------


@pytest.mark.parametrize("message", ["helipad", "Eddystone", "zxcvb", "the of and", "", "?!", "\0", "🙂"])
def test_what_the_catalog_lacks_links_to_nothing(senses, message):
    assert senses(message) == []


@pytest.mark.parametrize(
    "message", ['"foghorn', "foghorn* OR tours", "NEAR(foghorn)", "services:foghorn", "a'b--foghorn"]
)
def test_search_syntax_in_a_question_is_only_words(senses, message):
    assert any(sense.text == "foghorn" or "foghorn" in sense.text for sense in senses(message, kind="value"))


def test_a_total_names_nothing(named):
    assert named("Total") == set()


def test_every_sense_lies_within_the_question_and_points_into_the_schema(coast_build, senses):
    message = "Which light station with a fog signal is kept by Ada Brok at Gull Rock, H100 and Port Elin?"
    length = len(parse_question(message).tokens)
    found = senses(message)
    assert len(found) > 5
    for sense in found:
        assert 0 <= sense.start < sense.end <= length
        assert all(0 <= c < len(coast_build.tables[sense.table].columns) for c in sense.columns)
        assert sense.kind != "row" or sense.rows


def test_the_links_of_a_question_come_in_the_same_order_each_time(coast_build):
    question = parse_question("Which lighthouse kept by Ada Brook has a foghorn and VHF radio?")
    assert link(question, coast_build) == link(question, coast_build)
