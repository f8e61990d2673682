"""A question's words in, the stretches of them that are looked up out, as asked or in other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.english import english
from assistant.question import Token
from corpus.words import stem

LONGEST_SPAN = 8  # words; names and values longer than this are rare in questions


@dataclass(frozen=True, slots=True)
class Span:
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
        for end in range(start + 1, min(len(tokens), start + LONGEST_SPAN) + 1):
            yield span_of(tokens, start, end, {})


def span_of(tokens: Sequence[Token], start: int, end: int, corrections: Mapping[int, str]) -> Span:
    """A stretch with some of its words put otherwise, each by any number of words."""
    inside = [word for i in range(start, end) for word in corrections.get(i, tokens[i].folded).split()]
    bounded = not (tokens[start].is_soft and start not in corrections) and not (
        tokens[end - 1].is_soft and end - 1 not in corrections
    )
    named = any(token.is_name_like for token in tokens[start:end])
    weak = all(word in english().weak or word in english().numbers for word in inside)
    return Span(
        start=start,
        end=end,
        folded=" ".join(inside),
        squashed="".join(inside),
        stems=" ".join(map(stem, inside)),
        is_bounded=bounded,
        is_name_like=named,
        is_verbatim=not corrections,
        is_weak=weak,
        is_cut=tokens[start].is_glued or (end < len(tokens) and tokens[end].is_glued),
        size=len(inside),
    )
