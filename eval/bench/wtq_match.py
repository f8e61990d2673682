"""WikiTableQuestions' own comparison: predicted and gold values in, whether they are the same set out.

Source: the official evaluator of WikiTableQuestions 1.0.2 (Pasupat & Liang 2015). Numbers with thousands
separators and dates as people write them are read in predictions too, which the official predictions have
normalised already.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.dates import parse as parse_period

_QUOTES = str.maketrans({**dict.fromkeys("‘’´`", "'"), **dict.fromkeys("“”", '"')})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_MARKS = re.compile(r"((?<!^)\[[^\]]*\]|\[\d+\]|[•♦†‡*#+])*$")
_DETAILS = re.compile(r"(?<!^)( \([^)]*\))*$")
_QUOTED = re.compile(r'^"([^"]*)"$')
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_TOLERANCE = 1e-6

Day = tuple[int, int, int]  # year, month, day; -1 where a part is not given


@dataclass(frozen=True, slots=True)
class Denoted:
    """What one value denotes: always its normalised text, and a number or a day where it is one."""

    text: str
    number: float | None = None
    day: Day | None = None

    def is_same(self, other: Denoted) -> bool:
        """Whether both denote the same by text, by number (within 1e-6) or by full date."""
        if self.text == other.text:
            return True
        if self.number is not None and other.number is not None:
            return math.isclose(self.number, other.number, rel_tol=0, abs_tol=_TOLERANCE)
        return self.day is not None and self.day == other.day


def normalized(text: str) -> str:
    """Case, accents, quotes, dashes, trailing brackets and marks folded.

    >>> normalized("“Café” (live)[2]"), normalized("St. Louis†."), normalized("A—B")
    ('cafe', 'st. louis†', 'a-b')
    """
    folded = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
    folded = folded.translate(_QUOTES).translate(_DASHES)
    before = None
    while folded != before:
        before = folded
        folded = _MARKS.sub("", folded.strip())
        folded = _DETAILS.sub("", folded.strip())
        folded = _QUOTED.sub(r"\1", folded.strip())
    return re.sub(r"\s+", " ", folded.removesuffix(".")).lower().strip()


def gold(text: str, canon: str) -> Denoted:
    """A gold value with its canonical form: a number, a date such as `2010-03-03` or `xxxx-10-xx`, or text.

    >>> gold("7 games", "7.0")
    Denoted(text='7 games', number=7.0, day=None)
    """
    number, day = _number(canon), _day(canon)
    if day is not None and day[1:] == (-1, -1):
        number, day = float(day[0]), None  # a bare year is a number
    return Denoted(normalized(text), number, None if number is not None else day)


def predicted(text: str) -> Denoted:
    """A value that was answered.

    >>> predicted("March 3, 2010").day, predicted("1,893").number
    ((2010, 3, 3), 1893.0)
    """
    number = _number(text.replace(",", "") if _GROUPED.fullmatch(text.strip()) else text)
    if number is not None:
        return Denoted(normalized(text), number)
    period = parse_period(text)
    if period is not None and period.start == period.end:
        return Denoted(normalized(text), None, (period.start.year, period.start.month, period.start.day))
    return Denoted(normalized(text), None, _day(text))


def is_right(answered: Sequence[str], wanted: Sequence[Denoted]) -> bool:
    """Whether the answered values are the wanted ones: as many, repeated ones once, and each one found."""
    given, targets = _distinct([predicted(text) for text in answered]), _distinct(wanted)
    return len(given) == len(targets) and all(any(t.is_same(g) for g in given) for t in targets)


def _distinct(values: Sequence[Denoted]) -> tuple[Denoted, ...]:
    return tuple(dict.fromkeys(values))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _day(text: str) -> Day | None:
    parts = text.strip().lower().split("-")
    if len(parts) != 3 or not all(part.isdigit() or set(part) == {"x"} for part in parts):
        return None
    year, month, day = (int(part) if part.isdigit() else -1 for part in parts)
    is_legal = (year, month, day) != (-1, -1, -1) and (month == -1 or 1 <= month <= 12)
    return (year, month, day) if is_legal and (day == -1 or 1 <= day <= 31) else None
