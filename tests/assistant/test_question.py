"""A message's words: soft and hard, contractions undone, openings set aside, and the form of the question."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import Form, clauses, is_asking, parse_question, sentences
from corpus.words import words


def folded(message):
    return [token.folded for token in parse_question(message).tokens]


def hard(message):
    return [token.folded for token in parse_question(message).tokens if not token.is_soft]


@given(st.text(max_size=80))
def test_every_token_is_a_piece_of_the_text_in_order(message):
    question = parse_question(message)
    reached = 0
    for token in question.tokens:
        assert reached <= token.start < token.end
        assert question.text[token.start : token.end] == token.text
        reached = token.end


@given(st.text(max_size=60))
def test_a_span_is_what_stands_between_its_words(message):
    question = parse_question(message)
    if question.tokens:
        whole = question.span(0, len(question.tokens))
        assert whole in question.text
        assert whole.startswith(question.tokens[0].text)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Which lighthouses have a foghorn?", ["lighthouses", "foghorn"]),
        ("List the lighthouses.", ["lighthouses"]),
        ("What is the height of Saint Elmo?", ["height", "saint", "elmo"]),
        ("Which lighthouses do not have a foghorn?", ["lighthouses", "not", "foghorn"]),
        ("the cheapest lighthouse", ["cheapest", "lighthouse"]),
        ("Is Gull Rock taller than 20 m?", ["gull", "rock", "taller", "than", "20", "m"]),
        ("delete every lighthouse", ["delete", "lighthouse"]),
    ],
)
def test_names_comparisons_numbers_and_negations_are_hard(message, expected):
    assert hard(message) == expected


@pytest.mark.parametrize(
    ("clipped", "full"),
    [
        ("Which lighthouses don't have a foghorn?", "Which lighthouses do not have a foghorn?"),
        ("Which lighthouses don’t have a foghorn?", "Which lighthouses do not have a foghorn?"),
        ("Gull Rock isn't automated", "Gull Rock is not automated"),
        ("It can't be lit", "It can not be lit"),
        ("It won't be lit", "It will not be lit"),
        ("It wont be lit", "It will not be lit"),
        ("Gull Rock isnt automated", "Gull Rock is not automated"),
        ("Which lighthouses dont have a foghorn", "Which lighthouses do not have a foghorn"),
    ],
)
def test_a_clipped_negation_is_a_negation(clipped, full):
    assert folded(clipped) == folded(full)
    assert "not" in folded(clipped)


@pytest.mark.parametrize("message", ["What's the height?", "Whats the height?", "what’s the height?"])
def test_a_clipped_is_is_no_word_of_its_own(message):
    assert [word for word in folded(message) if word not in ("is",)] == ["what", "the", "height"]


def test_a_possessive_is_no_word_but_is_remembered():
    tokens = parse_question("What is Gull Rock's upkeep?").tokens
    assert [t.folded for t in tokens] == ["what", "is", "gull", "rock", "upkeep"]
    assert [t.folded for t in tokens if t.is_possessive] == ["rock"]


@pytest.mark.parametrize(
    "opening", ["Can you ", "Could you please ", "Please ", "Hi, could you tell me ", ""]
)
def test_a_polite_opening_stands_aside(opening):
    question = parse_question(f"{opening}list the lighthouses")
    assert hard(f"{opening}list the lighthouses") == ["lighthouses"]
    assert question.form is Form.OPEN
    assert question.has_opening is bool(opening)


@pytest.mark.parametrize(
    "opening", ["Is it true that ", "Is it really true that ", "I was wondering if ", "can you confirm that "]
)
def test_an_opening_that_asks_whether_something_is_so_makes_a_yes_no_question(opening):
    question = parse_question(f"{opening}Gull Rock has a foghorn")
    assert question.form is Form.YES_NO
    assert hard(f"{opening}Gull Rock has a foghorn") == ["gull", "rock", "foghorn"]


@pytest.mark.parametrize("message", ["lights w/o foghorn", "lights without foghorn"])
def test_signs_for_with_and_without_are_the_words(message):
    assert folded(message) == ["lights", "without", "foghorn"]


def test_a_quoted_sign_is_a_value():
    assert parse_question('games with "w/o"').text == 'games with "w/o"'


@pytest.mark.parametrize("message", ["what lights u got", "pls list ur lights", "thx btw list the lights"])
def test_words_typed_in_haste_are_soft(message):
    assert hard(message) == ["lights"]


def test_a_capital_letter_is_a_name_where_the_small_one_is_a_word_in_haste():
    assert hard("teams with the most W") == ["teams", "most", "w"]


def test_a_message_of_an_opening_only_keeps_its_words():
    assert folded("please")


@pytest.mark.parametrize(
    "message",
    ["Is Gull Rock automated?", "Does Gull Rock have a foghorn?", "are all automated", "Has it a bell?"],
)
def test_a_question_that_begins_with_a_verb_asks_yes_or_no(message):
    assert parse_question(message).form is Form.YES_NO


@pytest.mark.parametrize(
    "message",
    ["What is lit?", "Which have a foghorn?", "Gull Rock", "List what is automated", "how many are there"],
)
def test_any_other_question_is_open(message):
    assert parse_question(message).form is Form.OPEN


def test_a_capital_inside_a_sentence_is_a_name():
    tokens = {t.text: t for t in parse_question("Where is Gull Rock lit by the keeper?").tokens}
    assert tokens["Gull"].is_name_like
    assert tokens["Rock"].is_name_like
    assert not tokens["Where"].is_name_like
    assert not tokens["keeper"].is_name_like


def test_a_letter_that_is_a_name_is_no_article():
    assert hard("which is in zone A") == ["zone", "a"]
    assert hard("which is in a zone") == ["zone"]
    assert not hard("A an the")  # at the start it is


def test_letters_and_digits_are_words_of_their_own_that_know_they_are_glued():
    tokens = parse_question("height of H100s").tokens
    assert [t.folded for t in tokens] == ["height", "of", "h", "100"]
    assert [t.is_glued for t in tokens] == [False, False, False, True]
    assert not tokens[2].is_soft


def test_accents_and_case_are_folded_and_thousands_joined():
    assert folded("CAFÉ over £12,000") == ["cafe", "over", "12000"]


def test_sentences_end_only_where_a_new_one_clearly_begins():
    assert sentences("How tall is it? And who keeps it?") == ("How tall is it?", "And who keeps it?")
    assert sentences("Which is over 3.5 m, e.g. a tower?") == ("Which is over 3.5 m, e.g. a tower?",)
    assert sentences("") == ()


def test_what_and_how_joins_are_two_requests():
    assert clauses("How tall is Gull Rock and who keeps it?") == ("How tall is Gull Rock", "who keeps it?")
    assert clauses("Which have a foghorn and tours?") == ("Which have a foghorn and tours?",)


@given(
    st.lists(
        st.sampled_from(["Who keeps it", "and", "how tall", "?", ". It", ";", ",", "but", "tours"]),
        max_size=8,
    )
)
def test_clauses_lose_no_word_but_the_one_that_joins_them(parts):
    message = " ".join(parts)
    kept = Counter(word.folded for clause in clauses(message) for word in words(clause))
    lost = Counter(word.folded for word in words(message)) - kept
    assert set(lost) <= {"and", "but"}


def test_a_request_is_told_from_a_remark():
    assert is_asking("List the lighthouses")
    assert is_asking("Gull Rock?")
    assert not is_asking("I love lighthouses")
