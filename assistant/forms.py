"""The form of a message out of its words: a fragment, an ellipsis, a pronoun, or a question of its own."""

from __future__ import annotations

from msgspec.structs import replace

from assistant.correction import is_name
from assistant.demonstratives import is_determiner
from assistant.english import english
from assistant.lexicon import superlative_base
from assistant.link import link
from assistant.pointers import is_there
from assistant.question import ASKING, Form, Question
from assistant.senses import Tier, is_of_rows
from assistant.triggers import triggers
from indexer import Build

_LONGEST_ORDER = 7  # words of an order by itself
FRAGMENT = 4  # words; a longer message is a question of its own
NARROWING = frozenset(
    ("only", "just", "with", "without", "that", "whose", "having", "excluding", "except", "but", "not")
) | {"minus"}
OPENINGS = ASKING - {"whom", "whose", "count"}
_BEING = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "do", "does", "did", "can", "could", "cost", "costs"]
)
_SEEKING = frozenset(("superlative", "rank", "count rank"))


def without_fillers(rest: Question) -> Question:
    """A message without the words for the rows spoken of: “excluding those in X”, “which one is …”.

    “drop X” and “leave out X” are “excluding X”.
    """
    words = tuple(token.folded for token in rest.tokens)
    for size in range(1, 4):
        if words[:size] in english().dropping and len(words) > size:
            rest = rest.without(range(1, size)).with_words({0: "excluding"})
            break
    words = tuple(token.folded for token in rest.tokens)
    if words[1:3] == ("the", "ones") and words[0] in NARROWING:
        return rest.without({1, 2})
    is_said = len(words) > 2 and words[0] in NARROWING and words[1] in ("those", "these", "ones")
    is_one = len(words) > 2 and words[0] == "which" and words[1] in ("one", "ones") and words[2] in _BEING
    return rest.without({1}) if is_said or is_one else rest


def is_fragment(question: Question) -> bool:
    """Whether an unmarked message is no sentence of its own: a few words without a word of asking."""
    opens = {token.folded for token in question.tokens} & OPENINGS
    begins = question.tokens[0].folded if question.tokens else ""
    return (
        not opens
        and not question.has_opening
        and question.form is Form.OPEN
        and (len(question.tokens) <= FRAGMENT or begins in NARROWING or _is_order(question))
        and not is_elliptic_opening(question)
    )


def _is_order(question: Question) -> bool:
    """“the best one by points”: what comes first of the rows spoken of."""
    tokens = question.tokens
    return (
        bool(_seeking(question))
        and tokens[0].folded in ("the", "whichever")
        and len(tokens) <= _LONGEST_ORDER
    )


def is_elliptic_opening(question: Question) -> bool:
    """“which are …”, “how many have …”: asked of rows that the message does not name."""
    words = [token.folded for token in question.tokens]
    if words[:2] == ["how", "many"]:
        words = words[1:]
    elif not words or words[0] not in ("which", "what", "who"):
        return False
    if len(words) < 3:
        return False
    if question.tokens[0].folded in ("what", "who"):
        is_who = question.tokens[0].folded == "who"
        return bool(_seeking(question)) and (is_who or words[1] in ("is", "are", "was", "were"))
    return words[1] in _BEING or words[1] in english().light_words


def is_elliptic(question: Question, build: Build, *, beside: int | None = None) -> bool:
    """Whether a message asks of rows that neither it nor a pronoun of it names.

    What is a value of the table `beside` names no row of another: “how many are there at Central?”.
    """
    if not is_elliptic_opening(question) or points_back(question):
        return False
    senses = [s for s in link(question, build).senses if s.is_whole and s.tier <= Tier.INFLECTED]
    values = {(s.start, s.end) for s in senses if s.kind == "value" and s.table == beside}
    named = any(s.kind == "row" and (s.table == beside or (s.start, s.end) not in values) for s in senses)
    spoken = {i for s in senses if s.end - s.start > 1 for i in range(s.start, s.end)}
    if question.tokens[0].folded in ("what", "who") and _seeking(question) <= spoken:
        return False  # “who was top scorer”, where a column is called so
    return not named and not has_noun(question, build)


def _seeking(question: Question) -> set[int]:
    """The positions of the words that ask for the first, the most or the like."""
    found = {i for i, token in enumerate(question.tokens) if superlative_base(token.folded)}
    for start, end, kind in triggers(question):
        if kind.partition(":")[0] in _SEEKING:
            found |= set(range(start, end))
    return found


def points_back(question: Question) -> bool:
    """Whether a word of the message is a pronoun, or points as in “that supplier” or “stop there”."""
    tokens = question.tokens
    return any(
        token.folded in english().anaphora
        or is_there(question, i)
        or (is_determiner(question, i) and i + 1 < len(tokens) and not tokens[i + 1].is_soft)
        for i, token in enumerate(tokens)
    )


def has_noun(question: Question, build: Build, *, beside: int | None = None) -> bool:
    """Whether the message names a table or its rows, by a word that is no column of the table `beside`."""
    tables = build.tables
    senses = [s for s in link(question, build).senses if s.tier <= Tier.INFLECTED and s.is_whole]
    columns = {
        (s.start, s.end)
        for s in senses
        if s.kind == "column" and s.table == beside and s.columns != (tables[s.table].key,)
    }
    names = {(s.start, s.end) for s in senses if s.kind in ("row", "value") and s.end - s.start > 1}
    return any(
        is_of_rows(s, tables)
        and (s.start, s.end) not in columns
        and not any(start <= s.start and s.end <= end for start, end in names)
        for s in senses
    )


def is_bare_verdict(rest: Question, build: Build) -> bool:
    """“does X?”, “is Y?”: a verb and a name, the rest of which was said before."""
    if rest.form is not Form.YES_NO or not 1 < len(rest.tokens) <= FRAGMENT or points_back(rest):
        return False
    return is_name(replace(rest.without_first(1), form=Form.OPEN), build)


def narrows(question: Question, rest: Question, *, is_marked: bool) -> bool:
    """Whether a fragment keeps the tests of the last plan (“only …”) rather than replacing one."""
    first = question.tokens[0].folded if question.tokens else ""
    begins = rest.tokens[0].folded if rest.tokens else ""
    if first in ("only", "just", "the", "those", "keep", "limit", "narrow", "restrict", "show"):
        return True
    return begins in NARROWING and not (is_marked and begins in ("with", "that"))


def says_something(rest: Question, build: Build) -> bool:
    """Whether a word of the message is more than a function word: “to whom?” names no test and no column."""
    return (
        any(not token.is_soft for token in rest.tokens)
        or bool(triggers(rest))
        or any(sense.tier <= Tier.INFLECTED for sense in link(rest, build).senses)
    )
