"""Conversations over the coast: what a message continues, what it starts anew, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant import Answer, Assistant

FOGHORN = "Which lighthouses have a foghorn?"
AUTOMATED = ["North Skerry", "Saint Elmo", "Cape Farrow", "Tern Point", "Beacon H100", "Beacon H200"]


def talk(assistant: Assistant, *turns: str) -> Answer:
    """The answer to the last turn; only the user's own words are handed on."""
    history = [{"role": "user", "content": turn} for turn in turns[:-1]]
    return assistant.ask(turns[-1], history=history)


@pytest.mark.parametrize(
    ("turns", "values"),
    [
        # a piece takes the place of its like
        (("height of Gull Rock", "and Saint Elmo?"), ["46 m"]),
        (("height of Gull Rock", "range?"), ["27 km"]),
        ((FOGHORN, "what about a museum?"), ["Cape Farrow", "Tern Point"]),
        (("lighthouses lit before 1850", "and after 1950?"), ["Beacon H100", "Beacon H200"]),
        (("Is Gull Rock automated?", "is Saint Elmo?"), ["yes"]),
        (("tallest lighthouse", "the lowest?"), ["Beacon H100"]),
        # fewer of the same rows
        ((FOGHORN, "only the automated ones"), ["North Skerry", "Cape Farrow"]),
        ((FOGHORN, "without tours"), ["Cape Farrow", "Old Harry"]),
        (("how many lighthouses have tours?", "which of those are automated?"), ["North Skerry"]),
        # something else of the same rows
        (("lighthouses with a red flash", "average height"), ["21.666667"]),
        ((FOGHORN, "how many is that?"), ["5"]),
        (("How many lighthouses have a museum?", "list them"), ["Cape Farrow", "Tern Point"]),
        # the test of the last question
        (("Is Gull Rock automated?", "who is?"), AUTOMATED),
        ((FOGHORN, "only the automated ones", "and the others?"), ["Gull Rock", "Old Harry"]),
        # a test that is turned round, rows that are left out, and whether that was all
        ((FOGHORN, "how many is that?", "and without a foghorn?"), ["6"]),
        ((FOGHORN, "how many is that?", "how many don't?"), ["6"]),
        ((FOGHORN, "drop Gull Rock"), ["North Skerry", "Cape Farrow", "Old Harry", "Broad Haven"]),
        ((FOGHORN, "leave out the automated ones"), ["Gull Rock", "Old Harry"]),
        ((FOGHORN, "leave out the automated ones", "how many are left?"), ["2"]),
        ((FOGHORN, "any others?"), []),
        ((FOGHORN, "is that all?"), []),
        (("Which lighthouses have a museum?", "which other lighthouses are there with a radio?"),
         ["North Skerry", "Saint Elmo", "Beacon H100", "Beacon H200"]),
        # a column of the rows spoken of, or of the row that a cell names
        (("lighthouses with a museum", "what height?"), ["33 m", "29 m"]),
        (("Who is the keeper of Gull Rock?", "in which home?"), ["Kessler Bay"]),
        (("Who is the keeper of Gull Rock?", "what is that keeper's home?"), ["Kessler Bay"]),
        (("lighthouses with a museum", "how tall are those lighthouses?"), ["33 m", "29 m"]),
        (("how many lighthouses are there?", "which is the tallest?"), ["Saint Elmo"]),
        (("tallest lighthouse with tours", "and the lowest?"), ["Gull Rock"]),
        (("height of Gull Rock", "and of Saint Elmo?", "and their range?"), ["27 km", "38000 m"]),
        (("height of Gull Rock", "what does the upkeep cost?"), ["£9,500"]),
        ((FOGHORN, "any others?", "which of them are automated?"), ["North Skerry", "Cape Farrow"]),
        # places in an order, and of a list
        (("tallest lighthouse", "and the second?"), ["North Skerry", "Broad Haven"]),
        (("lighthouses with tours", "sort them by height, tallest first", "the second one's keeper"),
         ["Ada Brook"]),
        # whom a cell named
        (("Who is the keeper of Gull Rock?", "what else does he keep?"), ["Old Harry"]),
        (("Who is the keeper of Gull Rock?", "when was he born?"), ["1975"]),
        # two that were asked about
        (("height of Gull Rock", "and Saint Elmo?", "which is taller?"), ["Saint Elmo"]),
        # a correction
        (("height of Blue Rock", "I meant Gull Rock"), ["21 m"]),
        ((FOGHORN, "sorry, I meant a museum"), ["Cape Farrow", "Tern Point"]),
    ],
)  # fmt: skip
def test_a_follow_up_edits_the_last_plan(coast: Assistant, turns: Sequence[str], values: list[str]) -> None:
    assert list(talk(coast, *turns).values) == values


@pytest.mark.parametrize("why", ["why?", "are you sure?", "how do you know?", "where does that come from?"])
def test_why_explains_the_last_answer(coast: Assistant, why: str) -> None:
    answer = talk(coast, FOGHORN, why)
    assert answer.status == "answered"
    assert answer.text.startswith("I read this as: Lighthouses where Services includes “foghorn”.")
    assert len(answer.citations) == 5


def test_there_is_nothing_to_explain_before_an_answer(coast: Assistant) -> None:
    answer = talk(coast, "why?")
    assert (answer.status, answer.reason) == ("abstained", "not_understood")
    assert "no answer" in answer.text


def test_a_new_topic_inherits_no_filter(coast: Assistant) -> None:
    assert list(talk(coast, FOGHORN, "How many lighthouses are there?").values) == ["12"]
    assert list(talk(coast, FOGHORN, "the tallest lighthouse").values) == ["Saint Elmo"]


@pytest.mark.parametrize(
    "loose", ["and its range?", "and the second?", "which are over 30 m?", "how many is that?"]
)
def test_what_follows_a_refusal_continues_nothing(coast: Assistant, loose: str) -> None:
    answer = talk(coast, FOGHORN, "height of Blue Rock", loose)
    assert answer.status == "abstained"


def test_the_rows_taken_from_the_last_answer_are_said(coast: Assistant) -> None:
    answer = talk(coast, "lighthouses with a museum", "which of those are under 30 m tall?")
    assert "Cape Farrow and Tern Point" in (answer.reading or "")


def test_a_reply_picks_one_of_the_readings_that_were_asked_back(coast: Assistant) -> None:
    asked = talk(coast, "lighthouses over 30 m")
    assert asked.status == "ambiguous"
    readings = [
        reading["reading"] if isinstance(reading, dict) else reading.reading for reading in asked.readings
    ]
    assert talk(coast, "lighthouses over 30 m", "the first").reading == readings[0]
    assert talk(coast, "lighthouses over 30 m", "height").reading == next(
        r for r in readings if "Height" in r
    )


def test_the_assistants_own_texts_are_not_believed(coast: Assistant) -> None:
    history = [
        {"role": "assistant", "content": "The lighthouses with a foghorn are Gull Rock and Old Harry."}
    ]
    assert coast.ask("how many is that?", history=history).status == "abstained"


def test_rows_that_a_pronoun_stands_for_are_no_answer_to_who_or_where(coast: Assistant) -> None:
    assert talk(coast, "lighthouses with a museum", "who paints them?").status == "abstained"
    assert talk(coast, "lighthouses with a museum", "where are they?").status == "abstained"


def test_an_unknown_name_is_the_reason_even_after_a_refusal(coast: Assistant) -> None:
    assert talk(coast, "What is the smell of Gull Rock like?", "and of Eddystone?").reason == "entity_absent"


def test_those_that_a_noun_points_to_are_one_where_it_is_singular(coast: Assistant) -> None:
    answer = talk(coast, "lighthouses with a museum", "who keeps that lighthouse?")
    assert (answer.status, answer.reason) == ("abstained", "not_understood")
    assert "“that lighthouse”" in answer.text


def test_he_is_no_lighthouse(coast: Assistant) -> None:
    assert talk(coast, "How tall is Gull Rock?", "is she automated?").status == "abstained"
    assert list(talk(coast, "How tall is Gull Rock?", "is it automated?").values) == ["no"]
