"""A question in, what its asking word and its verb want out, whatever the catalog holds."""

from __future__ import annotations

from assistant.english import english
from assistant.lexicon import attribute, lemma
from assistant.question import Question
from assistant.triggers import triggers
from corpus.words import stem

MANNERS = frozenset(["what", "how", "when", "where", "why"])
PLACING = frozenset(["where", "when"])
PERSONS = frozenset(["who", "whom"])
DOING = frozenset(["do", "does", "did"])
BEING = frozenset(["is", "are", "was", "were"])
ADJUNCTS = frozenset(["in", "at", "to", "by", "from", "with", "on", "before", "after", "since"])
_ABLE = frozenset(["can", "could"])
_NONE = frozenset(["no", "nobody", "none"])


def said(question: Question) -> list[str]:
    """The folded words of a question."""
    return [token.folded for token in question.tokens]


def is_telling(question: Question) -> bool:
    """Whether a verb of a question says something of its own (“sold”, “live”), and not only that it is so."""
    return any(stem(lemma(word)) in english().telling for word in said(question))


def asks_manner(question: Question) -> bool:
    """“how do …”, “how can …”: no number and no measure is asked for."""
    words = said(question)
    return words[:1] == ["how"] and bool(set(words[1:2]) & (DOING | _ABLE))


def asks_measure(question: Question) -> bool:
    """“how heavy …”: a figure is asked for."""
    words = said(question)
    return words[:1] == ["how"] and len(words) > 1 and bool(attribute(words[1]))


def asks_agent(question: Question) -> bool:
    """“who did …”: more than who or what someone is."""
    words = said(question)
    is_being = bool(set(words[1:2]) & BEING)
    return "who" in words and (is_telling(question) or (words[0] == "who" and not is_being))


def asks_ruler(question: Question) -> bool:
    """“who runs X”: who is at the head of it."""
    return said(question)[0] == "who" and any(token.stem == "run" for token in question.tokens[1:])


def asks_what_is_done(question: Question) -> bool:
    """“what is sold at X”: a participle that tells something, and is more than what X is."""
    words = said(question)
    return words[:1] == ["what"] and any(
        (i == 0 or words[i] in BEING) and lemma(word) != word and stem(lemma(word)) in english().telling
        for i, word in enumerate(words[1:])
    )


def asks_purpose(question: Question) -> bool:
    """“what is X used for”: no figure, and more than what X is."""
    words = said(question)
    return words[:1] == ["what"] and bool(set(words[1:2]) & BEING) and words[-1] == "for"


def has_verb(question: Question) -> bool:
    """Whether something is done there: “where is Spanish spoken”, “where can I rent X”."""
    last, second = question.tokens[-1], question.tokens[min(1, len(question.tokens) - 1)]
    return (not last.is_soft and lemma(last.folded) != last.folded) or second.folded in _ABLE


def denies_subject(question: Question) -> bool:
    """“does nobody …”, “is there no X that …”: what a yes/no question is about is none."""
    return bool(_NONE.intersection(said(question)[1:3]))


def asks_of_each(question: Question) -> bool:
    """“do all …”."""
    return _has(question, "every")


def compares(question: Question) -> bool:
    """“compare …”."""
    return _has(question, "compare")


def counts(question: Question) -> bool:
    """“how many …”, “the number of …”."""
    return _has(question, "count")


def _has(question: Question, kind: str) -> bool:
    return any(found == kind for _, _, found in triggers(question))
