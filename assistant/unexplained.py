"""A question and its links in, the words out that nothing explains."""

from __future__ import annotations

from assistant.codes import coded
from assistant.context import NOTHING, Context
from assistant.english import english
from assistant.headings import denied
from assistant.lexical import graded
from assistant.lifespans import lasting
from assistant.literals import literals
from assistant.omissions import faint, first_places, own_pronouns, persons, row_nouns, subject_pronouns
from assistant.pointers import pointers
from assistant.question import Question
from assistant.senses import Links, Source
from assistant.triggers import triggers


def unknown_words(
    question: Question, links: Links, source: Source, *, context: Context = NOTHING
) -> tuple[int, ...]:
    """Positions of the hard words that nothing in the catalog and no trigger explains."""
    explained = {i for sense in links.senses for i in range(sense.start, sense.end)}
    explained |= {i for start, end, _ in triggers(question) for i in range(start, end)}
    explained |= {i for literal in literals(question) for i in range(literal.start, literal.end)}
    left = {i for i, token in enumerate(question.tokens) if not token.is_soft} - explained
    if not left:
        return ()  # as mostly: the rest takes longer
    left -= {start for start, _, _ in denied(question, source)}
    left -= {i for i in left if any(True for _ in graded(question, i, source))}
    left -= {i for start, end, _ in pointers(question, links, source, context) for i in range(start, end)}
    left -= {i for start, end, _ in coded(question, source) for i in range(start, end)}
    left -= {i for start, end, _ in lasting(question, source) for i in range(start, end)}
    left -= {i for i, _ in first_places(question, source)}
    left -= own_pronouns(question, links, source, context)
    left -= faint(question, links, source) | set(row_nouns(question, links, source))
    left -= {i for i, _ in persons(question, links, source)} | _kind_nouns(question)
    left -= subject_pronouns(question, source, context)
    return tuple(sorted(left))


def unexplained_words(
    question: Question, links: Links, source: Source, unknown: tuple[int, ...]
) -> tuple[int, ...]:
    """The words that the catalog does not explain, those included that a plan might have left out."""
    explained = {i for sense in links.senses for i in range(sense.start, sense.end)}
    explained |= {i for start, end, _ in triggers(question) for i in range(start, end)}
    left_out = {i for i in faint(question, links, source) if not question.tokens[i].is_soft}
    left_out |= {i for i, _ in persons(question, links, source)} | _kind_nouns(question)
    return tuple(sorted({*unknown, *(left_out - explained), *_codes(question, links)}))


def _kind_nouns(question: Question) -> set[int]:
    return {i for i, token in enumerate(question.tokens) if token.stem in english().kind_nouns}


def _codes(question: Question, links: Links) -> set[int]:
    """The words of codes such as SC-230 that no name or value of the catalog has as a whole."""
    tokens = question.tokens
    found: set[int] = set()
    for i in range(len(tokens) - 1):
        glue = question.text[tokens[i].end : tokens[i + 1].start]
        is_code = tokens[i].text.isupper() and tokens[i + 1].folded[0].isdigit() and glue in ("", "-")
        if is_code and not any(s.start <= i and i + 2 <= s.end for s in links.senses):
            found |= {i, i + 1}
    return found
