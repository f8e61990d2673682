"""A cell's text in, a quantity out: separators, ranges, approximations, currencies and units."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corpus.parts import whole
from corpus.types import Quantity
from corpus.units import CURRENCY_CODES, CURRENCY_SIGNS, MAGNITUDES


class Marks(StrEnum):
    """Which mark stands before a number's decimals."""

    POINT = "."
    COMMA = ","


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read; `currency` is its ISO code; `unit` its other unit, `""` where none is written.

    `is_falling` is a range whose second end is the lower: a score or a code, no range at all.
    `is_bracketed` is `(5)`, which is minus five among money and nothing elsewhere.
    """

    low: float | None
    high: float | None
    currency: str = ""
    unit: str = ""
    is_approximate: bool = False
    is_range: bool = False
    is_falling: bool = False
    is_bracketed: bool = False

    def quantity(self, unit: str = "") -> Quantity:
        """The number as a quantity; `unit` is the column's, for numbers that have none of their own."""
        own = self.unit
        if self.currency:
            own = self.currency + (f"/{own}" if own else "")
        return Quantity(self.low, self.high, own or unit, self.is_approximate)


_SPACE = "[ \u00a0\u2009\u202f]"
_NUMERAL = re.compile(
    rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)|\d+|(?=[.,]\d))"
    r"(?:[.,]\d+)*(?:[eE][+-]?\d+(?![A-Za-z\d]))?"
)
_SIGN = re.compile(r"\s*([-−–+])")
_CODES = "|".join(sorted(CURRENCY_CODES))
_CURRENCY = re.compile(
    rf"\s*({'|'.join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))}"
    rf"|(?:{_CODES})(?![A-Za-z]))\s*"
)
_MAGNITUDE = re.compile(
    r"(?:k|K|M|mn|B|bn|T|tn)(?![A-Za-z²³/])|\s*(?:thousand|million|billion|trillion)\b", re.ASCII
)
_SMALL_M = re.compile(r"m(?![A-Za-z²³/])")  # million after a currency, metres elsewhere
_ABOUT = re.compile(
    r"(?:[~≈∼]|(?:about|approx(?:\.|imately)?|around|circa|ca?\.|roughly|nearly|almost)(?![a-z]))\s*", re.I
)
_FROM = re.compile(
    r"(?:≥|>=|>|(?:from|starting (?:at|from)|at least|over|more than|above|min\.?)(?![a-z]))\s*", re.I
)
_UP_TO = re.compile(r"(?:≤|<=|<|(?:up to|under|less than|at most|below|max\.?)(?![a-z]))\s*", re.I)
_BETWEEN = re.compile(r"between\s+", re.I)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.I)
_RANK = re.compile(r"(?:#|№|no\.)\s*(?=\d)", re.I)
_TO = re.compile(r"(\s?[^\W\d_]{1,6}|\s?%)?\s*(?:–|—|-|−|\bto\b|\band\b)\s*", re.I)
_FOOTNOTE = re.compile(r"(?:\s*\[\w{1,3}\]|[*†‡=])+$")  # “=” marks a shared rank
_UNIT = re.compile(r"[-\s]?(?:[^\W\d_]|[/%°²³·µμ\"'′″.\- ])+")
_PLAIN = re.compile(r"([$€£]?)((?:0|[1-9]\d{0,14})(?:\.\d{1,15})?)(%?)", re.ASCII)  # most cells, at once
_DECIMALS = re.compile(r"[$€£]?(?:0|[1-9]\d{0,14})\.(?:\d\d?|\d{4,15})%?", re.ASCII)  # can be no group
_CLOCK = re.compile(
    r"(?:(?P<hours>\d{1,3}):(?=\d\d:))?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d(?:[.,]\d{1,3})?)", re.ASCII
)
_FEET = re.compile(
    r"(?P<feet>\d{1,2})\s*(?:ft|feet|['′’])\s*(?P<inches>\d{1,2}(?:\.\d+)?)\s*(?:in(?:ch|ches)?\b\.?|[\"″”]|'')?\s*"
    r"(?:\([\d.,\s]+c?m\))?$",
    re.ASCII,
)
_CLOCK_MARK = re.compile(
    r"\s*[A-Z]{1,3}(?:[,\s]+[A-Z]{1,3})*$|\s*[*†‡#]+$|\s*\[\w{1,3}\]$"
)  # “1:43.00 OR”: a record
_DIGIT = re.compile(r"\d")
_LIMIT = 120  # a longer cell is prose, whatever it begins with
_MARK = re.compile(r"[.,]\d")  # without one, both marks read the same
_UNIT_LIMIT = 30  # a longer tail is a sentence about the number


@lru_cache(
    maxsize=65536
)  # columns repeat their numbers, and each is read twice: to learn the kind, then to keep
def parse(text: str, *, marks: Marks = Marks.POINT) -> Number | None:
    """The number that a whole cell is, None where the cell is something else.

    >>> parse("24–48 GB").quantity()
    Quantity(low=24.0, high=48.0, unit='GB', is_approximate=False)
    >>> parse("from $2.49/h").quantity(), parse("~80k").quantity()
    (Quantity(low=2.49, high=None, unit='USD/h', is_approximate=False), \
Quantity(low=80000.0, high=80000.0, unit='', is_approximate=True))
    >>> parse("Gaudi 3"), parse("1.2.3"), parse("007")
    (None, None, None)
    """
    if len(text) > _LIMIT or not _DIGIT.search(text):
        return None
    if plain := _PLAIN.fullmatch(text) if marks is Marks.POINT else None:
        sign, amount, percent = plain.groups()
        currency = CURRENCY_SIGNS[sign] if sign else ""
        return Number(float(amount), float(amount), currency, percent)
    text = _FOOTNOTE.sub("", text.strip())
    if tall := _FEET.match(text):
        feet = float(tall["feet"]) + float(tall["inches"]) / 12
        return Number(feet, feet, unit="ft")
    if text.startswith("(") and text.endswith(")"):
        return _bracketed(text[1:-1], marks)
    text = whole(text).text
    position, is_low, is_high, is_approximate = 0, False, False, False
    while not text[position : position + 1].isdecimal():
        for pattern in (_ABOUT, _FROM, _UP_TO, _BETWEEN, _RANK):
            if prefix := pattern.match(text, position):
                is_approximate |= pattern is _ABOUT
                is_low |= pattern is _FROM
                is_high |= pattern is _UP_TO
                position = prefix.end()
                break
        else:
            break
    return _read(text, position, marks, is_low=is_low, is_high=is_high, is_approximate=is_approximate)


def clock(text: str) -> Number | None:
    """The seconds of a time taken (`1:43.00`, `2:08:01 NR`), None where the text is something else.

    >>> clock("1:43.50").low, clock("2:08:01 NR").low, clock("2:1"), clock("7:45 AM")
    (103.5, 7681.0, None, None)
    """
    found = _CLOCK.fullmatch(_CLOCK_MARK.sub("", text.strip())) if len(text) <= _LIMIT else None
    if found is None or text.rstrip().endswith(("AM", "PM")):
        return None
    hours, minutes, seconds = found.group("hours", "minutes", "seconds")
    total = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    return Number(total, total, unit="s")


def is_precise_clock(text: str) -> bool:
    """Whether a time is written to hours, minutes and seconds, or to parts of a second: no time of day.

    >>> is_precise_clock("1:43.5"), is_precise_clock("2:08:01"), is_precise_clock("19:30")
    (True, True, False)
    """
    found = _CLOCK.fullmatch(_CLOCK_MARK.sub("", text.strip()))
    return found is not None and (bool(found["hours"]) or not found["seconds"].isdigit())


def marks_of(texts: Iterable[str]) -> dict[Marks, int]:
    """How many numbers can only be read with each decimal mark: the column's evidence.

    >>> marks_of(["1.250,00", "1,250", "12,5"])
    {<Marks.POINT: '.'>: 0, <Marks.COMMA: ','>: 2}
    """
    votes = {Marks.POINT: 0, Marks.COMMA: 0}
    for text in texts:
        if len(text) > _LIMIT or not _MARK.search(text):
            continue
        if _DECIMALS.fullmatch(text):
            votes[Marks.POINT] += 1
            continue
        is_point = parse(text, marks=Marks.POINT) is not None
        if is_point != (parse(text, marks=Marks.COMMA) is not None):
            votes[Marks.POINT if is_point else Marks.COMMA] += 1
    return votes


def elected(votes: Iterable[Mapping[Marks, int]], *, otherwise: Marks = Marks.POINT) -> Marks:
    """The decimal mark that most numbers tell; `otherwise` where as many tell the one as the other.

    >>> elected([{Marks.POINT: 1, Marks.COMMA: 2}]), elected([], otherwise=Marks.COMMA)
    (<Marks.COMMA: ','>, <Marks.COMMA: ','>)
    """
    lead = sum(vote[Marks.POINT] - vote[Marks.COMMA] for vote in votes)
    return otherwise if lead == 0 else Marks.POINT if lead > 0 else Marks.COMMA


def _read(
    text: str, position: int, marks: Marks, *, is_low: bool, is_high: bool, is_approximate: bool
) -> Number | None:
    first = _amount(text, position, marks)
    if first is None:
        return None
    low = high = first.value
    currency, position, is_range = first.currency, first.end, False
    unit_before = ""
    if (to := _TO.match(text, position)) and (second := _amount(text, to.end(), marks, signed=False)):
        if not first.magnitude and second.magnitude:
            low *= second.magnitude
        high, is_range, position = second.value, True, second.end
        currency = currency or second.currency
        unit_before = (to.group(1) or "").strip()
    tail = text[position:].strip()
    if tail.startswith("+"):
        tail, is_low = tail[1:].strip(), True
    if not currency and (code := _CURRENCY.match(tail)):
        currency, tail = CURRENCY_SIGNS.get(code.group(1), code.group(1)), tail[code.end() :]
    unit = _unit_of(tail)
    if unit is None or (unit and unit_before and unit != unit_before):
        return None  # the ends of “900 MB – 2 GB” are not of one scale
    return Number(
        None if is_high else low,
        None if is_low else high,
        currency,
        unit or unit_before,
        is_approximate,
        is_range,
        is_falling=is_range and low > high,
    )


@dataclass(frozen=True, slots=True)
class _Amount:
    value: float
    currency: str
    magnitude: float
    end: int


def _amount(text: str, position: int, marks: Marks, *, signed: bool = True) -> _Amount | None:
    sign, currency = 1.0, ""
    for _ in range(2):  # “-$5” and “$-5”
        if signed and (mark := _SIGN.match(text, position)):
            sign, position = (1.0 if mark.group(1) == "+" else -1.0), mark.end()
        if not currency and (money := _CURRENCY.match(text, position)):
            currency = CURRENCY_SIGNS.get(money.group(1), money.group(1))
            position = money.end()
    while position < len(text) and text[position].isspace():
        position += 1
    numeral = _NUMERAL.match(text, position)
    value = _value(numeral.group(), marks) if numeral else None
    if numeral is None or value is None:
        return None
    end, magnitude = numeral.end(), 0.0
    if ordinal := _ORDINAL.match(text, end):
        end = ordinal.end()
    elif word := _MAGNITUDE.match(text, end):
        magnitude, end = MAGNITUDES[word.group().strip()], word.end()
    elif currency and (word := _SMALL_M.match(text, end)):
        magnitude, end = 1e6, word.end()
    return _Amount(sign * value * (magnitude or 1.0), currency, magnitude, end)


def _value(numeral: str, marks: Marks) -> float | None:
    """The numeral's value where `marks` is the decimal mark; None where that reading is not legal."""
    grouping = "," if marks is Marks.POINT else "."
    mantissa, _, exponent = numeral.lower().partition("e")
    plain = re.sub(r"[ \u00a0\u2009\u202f'’]", "", mantissa)
    integer, _, decimals = plain.partition(marks)
    groups = integer.split(grouping)
    if len(groups) > 1 and not (
        1 <= len(groups[0]) <= 3
        and len(groups[-1]) == 3
        and all(2 <= len(group) <= 3 for group in groups[1:])
    ):
        return None
    digits = "".join(groups)
    if (len(digits) > 1 and digits[0] == "0") or not (digits + decimals + "0").isdecimal():
        return None  # “007” is a code
    value = float(f"{digits or 0}.{decimals or 0}e{exponent or 0}")
    return value if math.isfinite(value) else None


def _bracketed(text: str, marks: Marks) -> Number | None:
    inner = parse(text, marks=marks)
    if inner is None or inner.is_range or inner.low is None or inner.high is None or inner.low < 0:
        return None
    if inner.unit:  # “(15%)” is an aside
        return None
    return Number(-inner.low, -inner.high, inner.currency, "", inner.is_approximate, is_bracketed=True)


def _unit_of(tail: str) -> str | None:
    """The unit that a number's tail is, None where the tail is more than a unit."""
    if not tail or tail == ".":
        return ""
    if len(tail) > _UNIT_LIMIT or len(tail.split()) > 4 or not _UNIT.fullmatch(tail):
        return None
    if tail in ("O", "o"):  # “12,5O”: a letter typed for a zero is no unit
        return None
    if tail.casefold() in ("percent", "per cent", "pct"):
        return "%"
    return re.sub(r"^(?:[-/]\s*|per\s+|a\s+|an\s+)", "", tail, flags=re.I).strip()
