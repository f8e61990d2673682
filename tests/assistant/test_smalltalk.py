"""What is small talk or asks what the assistant is for, and what only begins so."""

from __future__ import annotations

import pytest

from assistant.smalltalk import is_help


@pytest.mark.parametrize(
    "message",
    [
        "hello",
        "Thanks!",
        "thank you",
        "Thanks, very helpful!",
        "thank you, that helped a lot",
        "hey, you there?",
        "Great, that was perfect.",
    ],
)
def test_small_talk_in_any_order_of_words_is_help(coast_build, message):
    assert is_help(message, coast_build)


@pytest.mark.parametrize(
    "message",
    [
        "What can you do?",
        "help",
        "hi! what can you do for me?",
        "what kind of questions can i ask you?",
        "Hello! What are you able to do?",
        "how can you help us?",
    ],
)
def test_asking_what_the_assistant_can_do_is_help(coast_build, message):
    assert is_help(message, coast_build)


@pytest.mark.parametrize(
    "message",
    [
        "hello lighthouses",
        "what can you do with a foghorn",
        "help me find Gull Rock",
        "thanks, and which of them have tours?",
        "great, is that all?",
        "what can you tell me about it",
        "do they?",
        "thanks Ada Brook",
        "",
        "???",
    ],
)
def test_a_question_with_a_greeting_is_no_small_talk(coast_build, message):
    assert not is_help(message, coast_build)
