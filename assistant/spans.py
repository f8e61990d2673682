"""A question's words in, the stretches of them that are looked up out, as asked or in other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from assistant.english import english
from assistant.question import Token
from corpus.words import stem

LONGEST_SPAN = 8  # words; names and values longer than this are rare in questions


class Span(Struct, frozen=True, gc=False):
    """Words `start` up to `end` of a question, ready to be compared with names and values."""

    start: int
    end: int
    folded: str
    squashed: str
    stems: str
    is_bounded: bool  # neither begins nor ends with a soft word
    is_name_like: bool  # a word of it is written as names are
    is_verbatim: bool  # as asked, not respelt
    is_weak: bool  # only words that qualify others (last, total, new)
    is_cut: bool  # begins or ends within a word such as H100
    size: int  # its number of words


def spans_of(tokens: Sequence[Token]) -> Iterator[Span]:
    """Every stretch of the words that may be a name or a value."""
    for start in range(len(tokens)):
        yield from _from(tokens, start, min(len(tokens), start + LONGEST_SPAN), {})


def span_of(tokens: Sequence[Token], start: int, end: int, corrections: Mapping[int, str]) -> Span:
    """A stretch with some of its words put otherwise, each by any number of words."""
    *_, longest = _from(tokens, start, end, corrections)
    return longest


def _from(tokens: Sequence[Token], start: int, last: int, corrections: Mapping[int, str]) -> Iterator[Span]:
    """The stretches from a word on, each a word longer than the one before."""
    classes, inside, stemmed = english(), list[str](), list[str]()
    is_open, is_name_like, is_weak = False, False, True
    for i in range(start, last):
        words = corrections.get(i, tokens[i].folded).split()
        inside += words
        stemmed += map(stem, words)
        is_soft = tokens[i].is_soft and i not in corrections
        is_open = is_open or (is_soft and i == start)
        is_name_like = is_name_like or tokens[i].is_name_like
        is_weak = is_weak and all(word in classes.weak or word in classes.numbers for word in words)
        yield Span(
            start=start,
            end=i + 1,
            folded=" ".join(inside),
            squashed="".join(inside),
            stems=" ".join(stemmed),
            is_bounded=not (is_open or is_soft),
            is_name_like=is_name_like,
            is_verbatim=not corrections,
            is_weak=is_weak,
            is_cut=tokens[start].is_glued or (i + 1 < len(tokens) and tokens[i + 1].is_glued),
            size=len(inside),
        )
