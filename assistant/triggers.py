"""A question in, its trigger phrases out: the words of English that say what to do with the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from assistant.english import english
from assistant.question import Question


@lru_cache(maxsize=128)
def triggers(question: Question) -> tuple[tuple[int, int, str], ...]:
    """The trigger phrases of the question that no longer one holds: first word, end, kind."""
    found = tuple(_triggers(question))
    return tuple(
        (start, end, kind)
        for start, end, kind in found
        if kind == "than" or not any(s <= start and end <= e and e - s > end - start for s, e, _ in found)
    )


def _triggers(question: Question) -> Iterator[tuple[int, int, str]]:
    classes = english()
    words = tuple(token.folded for token in question.tokens)
    begins = _beginnings()
    for start in [i for i, word in enumerate(words) if word in begins]:
        for end in range(start + 1, min(len(words), start + classes.longest_phrase) + 1):
            for kind in classes.triggers.get(words[start:end], ()):
                yield start, end, kind


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The words that a trigger phrase begins with."""
    return frozenset(phrase[0] for phrase in english().triggers)
