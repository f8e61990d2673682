"""Spans of a question in, the numbers and dates that they are out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.english import english
from assistant.plan import Day, Number
from assistant.question import Question, Token
from corpus import dates, numbers
from corpus.conversion import is_measure
from corpus.types import Period
from corpus.units import is_unit

_CURRENCY_NAME = re.compile(r"(?:US )?[^\W\d_]+", re.I)
_PER_CENT = re.compile(r"\s?%")
_DECADE = re.compile(r"[12]\d\d0['’]?s\b")
_RATE = re.compile(r"(?:/\s*|\b(?:per|an?|each|every)\s+)[^\W\d_]+$|\b(?:each|apiece)$", re.I)
_TALL = frozenset(("tall", "high", "long", "wide", "deep", "thick"))
_LONGEST = 6  # words of a literal: “3 March 2024”, “1.5 million US dollars”


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a span of days that the words from `start` up to `end` are."""

    start: int
    end: int
    value: Number | Day


@lru_cache(maxsize=128)
def literals(question: Question) -> tuple[Literal, ...]:
    """Every number and date of a question that no longer one holds; a bare year is given as both."""
    found = tuple(_literals(question))
    return tuple(
        one
        for one in found
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            for other in found
        )
    )


def _literals(question: Question) -> Iterator[Literal]:
    tokens = question.tokens
    words = english().numbers
    has_digit = [token.folded[0].isdigit() for token in tokens]
    for start in range(len(tokens)):
        if tokens[start].folded in words and (tokens[start].folded != "one" or _is_bound(tokens, start)):
            yield Literal(start, start + 1, Number(number=float(words[tokens[start].folded])))
            continue
        for end in range(start + 1, min(len(tokens), start + _LONGEST) + 1):
            if not any(has_digit[start:end]):
                continue
            if tokens[start].is_glued or (
                end < len(tokens)
                and tokens[end].is_glued
                and end - start == 1
                and not is_unit(tokens[end].text)
            ):
                continue  # the 100 of H100 is no number
            if tokens[end - 1].folded == "in" and end < len(tokens) and tokens[end].folded not in _TALL:
                continue  # “5 in 2004” are no inches
            text = _text(question, start, end)
            period = dates.parse(text, has_bare_years=True)
            if period:
                yield Literal(start, end, _day(period))
            if tokens[start].folded[0].isdigit():
                yield from (Literal(start, end, value) for value in _numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    """What a text is as a number; “5 pounds” are money and a weight."""
    coded = _CURRENCY_NAME.sub(
        lambda word: english().currencies.get(word.group().lower(), word.group()), text
    )
    for said in dict.fromkeys((coded, text)):
        number = numbers.parse(said) or numbers.clock(said)
        if not number or number.low is None or number.low != number.high:
            continue
        unit = number.quantity().unit
        is_measured = is_unit(number.unit) or is_measure(number.unit)
        is_priced = bool(number.currency) and (not number.unit or _is_rate(text))
        if not unit or unit == "%" or is_priced or (is_measured and not number.currency):
            yield Number(number=number.low, unit=unit)


def _is_rate(text: str) -> bool:
    """“€35 a bottle”, “$5 per ticket”: a price with what it is for."""
    return bool(_RATE.search(text))


def _is_bound(tokens: Sequence[Token], position: int) -> bool:
    """“more than one”, “with one stop”: a number, where “one” else only stands for a row."""
    before = tokens[position - 1].folded if position else ""
    is_counting = (
        before in ("with", "having") and position + 1 < len(tokens) and not tokens[position + 1].is_soft
    )
    return is_counting or before in ("than", "least", "most", "exactly", "only", "just")


def _text(question: Question, start: int, end: int) -> str:
    """The words with the sign before them and the per cent sign after them."""
    first, last = question.tokens[start].start, question.tokens[end - 1].end
    while first > 0 and question.text[first - 1] in "$€£¥₹-−":
        first -= 1
    if decade := _DECADE.match(question.text, first):
        return decade.group()
    if per_cent := _PER_CENT.match(question.text, last):
        last = per_cent.end()
    return question.text[first:last]


def _day(period: Period) -> Day:
    end = min(period.end, dt.date(9999, 12, 31))
    return Day(start=period.start.isoformat(), end=end.isoformat())
