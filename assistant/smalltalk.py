"""A message in, whether it is small talk or asks what the assistant is for out."""

from __future__ import annotations

from assistant.english import english, phrase_words
from assistant.link import link
from assistant.question import parse_question, undone
from assistant.senses import Source, Tier
from corpus.words import words

_GREETINGS = frozenset(("hi", "hello", "hey", "hiya", "greetings"))


def is_help(message: str, source: Source) -> bool:
    """Whether a message is thanks, a greeting or the like, or asks what the assistant can do.

    Its words decide, not their order; a word that the catalog has makes it a question.
    """
    classes = english()
    asked = tuple(token.folded for token in parse_question(message).tokens)
    if {asked, phrase_words(message)} & classes.help:
        return True
    said = {word.folded for word in words(undone(message))}
    is_open = "?" in message and not said & _GREETINGS  # “great, is that all?” asks something
    is_talk = (
        bool(said & classes.small_talk) and said <= classes.small_talk | classes.talk_fillers and not is_open
    )
    asks_ability = bool(said & classes.ability) and said <= (
        classes.ability | classes.ability_fillers | classes.small_talk
    )
    return (is_talk or asks_ability) and not _names_anything(message, source)


def _names_anything(message: str, source: Source) -> bool:
    question = parse_question(message)
    return any(
        sense.is_whole
        and sense.tier <= Tier.INFLECTED
        and not all(token.is_soft for token in question.tokens[sense.start : sense.end])
        for sense in link(question, source).senses
    )
