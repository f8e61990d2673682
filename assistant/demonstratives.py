"""A question in, “that company” and “these beers” out: the words, and the tables whose rows are called so."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.english import english
from assistant.question import Question
from assistant.senses import Links, Source, Tier, is_of_rows


def demonstratives(
    question: Question, links: Links, source: Source
) -> Iterator[tuple[int, int, frozenset[int]]]:
    """Each such phrase: first word, end, positions of the tables, none where any rows may be called so."""
    tokens = question.tokens
    for i, token in enumerate(tokens[:-1]):
        if not is_determiner(question, i):
            continue
        named = [
            s
            for s in links.senses
            if s.start == i + 1 and s.tier <= Tier.INFLECTED and is_of_rows(s, source.tables)
        ]
        end = max((s.end for s in named), default=i + 2)
        is_plural = tokens[end - 1].folded.endswith("s")
        if token.folded == "that" and is_plural:
            continue  # “beers that pubs serve”
        if named:
            yield i, end, frozenset(s.table for s in named if s.end == end)
        elif english().is_row_noun(tokens[i + 1].folded) and not tokens[i + 1].is_name_like:
            yield i, i + 2, frozenset()


def is_determiner(question: Question, i: int) -> bool:
    """Whether a word points to what the noun after it is called by."""
    token, before = question.tokens[i], question.tokens[i - 1] if i else None
    is_that = token.folded == "that" and (before is None or before.is_soft)
    return is_that or token.folded in ("this", "these", "those")
