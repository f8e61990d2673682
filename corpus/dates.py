"""A cell's text in, the days it spans out: ISO and English dates, months, quarters and years."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from corpus.types import Period


class Order(StrEnum):
    """Which part of 03/04/2024 is the day; UNKNOWN reads no such date."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>1\d{3}|2[01]\d{2})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m|z|utc|[+-]\d{2}:?\d{2})?)?"
_FLAGS = re.IGNORECASE | re.ASCII
_DAYS = tuple(
    re.compile(pattern + _TIME, _FLAGS)
    for pattern in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})",
        rf"{_DAY}[\s\-]+(?:of\s+)?{_MONTH}[\s\-,]+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}[\s,]+{_MONTH}\s+{_DAY}",
    )
)
_MONTH_ONLY = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        rf"{_YEAR}-(?P<number>\d{{1,2}})",
        rf"{_MONTH}[\s\-,]+{_YEAR}",
        rf"{_YEAR}[\s\-]+{_MONTH}",
    )
)
_QUARTER = re.compile(
    rf"(?:{_YEAR}[\s\-]*)?(?P<part>[QH])(?P<index>[1-4])(?:[\s\-/]*(?P<year2>[12]\d{{3}}))?", _FLAGS
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})" + _TIME, _FLAGS)
_BARE = re.compile(_YEAR, _FLAGS)
_DECADE = re.compile(rf"{_YEAR[:-1]}(?<=0))['’]?s", _FLAGS)
_SHORT_SPAN = re.compile(rf"{_YEAR}\s*[–/-]\s*(?P<short>\d{{2}})", _FLAGS)
_DIGIT = re.compile(r"\d")
_LIMIT = 120  # a longer cell is prose
_SPAN = re.compile(r"\s+(?:–|—|-|to|until)\s+|[–—]|(?<=^\d{4})-(?=\d{4}$)", re.IGNORECASE)
_PRESENT = frozenset(("present", "now", "today", "current", "ongoing"))
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE
)
_NOTE = re.compile(r"(?:\s*\[\w{1,3}\]|[*†‡])+$")


@lru_cache(maxsize=65536)  # as for numbers: learnt from, then kept
def parse(
    text: str, *, order: Order = Order.UNKNOWN, has_bare_years: bool = False, has_seasons: bool = False
) -> Period | None:
    """The days that a whole cell names, None where the cell is something else.

    A span such as `2019–2021` ends with its second part; one that goes on (`2019–present`) never ends.
    Bare years are read only where `has_bare_years`: elsewhere 2024 is a number. `2001-02` is a month, or
    two years where the column `has_seasons`.

    >>> parse("3 March 2024")
    Period(start=datetime.date(2024, 3, 3), end=datetime.date(2024, 3, 3))
    >>> parse("Q1 2024")
    Period(start=datetime.date(2024, 1, 1), end=datetime.date(2024, 3, 31))
    >>> parse("03/04/2024"), parse("2024")
    (None, None)
    """
    if len(text) > _LIMIT or not _DIGIT.search(text):
        return None
    text = _NOTE.sub("", " ".join(text.split()))
    if has_seasons and (season := _SHORT_SPAN.fullmatch(text)):
        return _season(season)
    found = _single(text, order=order, has_bare_years=has_bare_years)
    if found:
        return found
    ends = _SPAN.split(text)
    if len(ends) != 2:
        return None
    start = _single(ends[0].strip(), order=order, has_bare_years=has_bare_years)
    if start and ends[1].strip().casefold() in _PRESENT:
        return Period(start.start, dt.date.max)
    end = _single(ends[1].strip(), order=order, has_bare_years=has_bare_years)
    return Period(start.start, end.end) if start and end and start.start <= end.end else None


def order_of(texts: Iterable[str]) -> Order:
    """The order that a column's numeric dates prove; UNKNOWN where none does, or where they contradict."""
    found = set()
    for text in texts:
        numeric = _NUMERIC.fullmatch(text.strip())
        if not numeric:
            continue
        first, mark, second = int(numeric.group(1)), numeric.group(2), int(numeric.group(3))
        if first > 12 or mark == ".":  # the dotted form is written day first wherever it is written
            found.add(Order.DAY_FIRST)
        elif second > 12:
            found.add(Order.MONTH_FIRST)
    return found.pop() if len(found) == 1 else Order.UNKNOWN


def has_seasons(texts: Iterable[str]) -> bool:
    """Whether a column's cells prove that `2001-02` is two years: another cell's second part is no month.

    >>> has_seasons(["2001-02", "1998-99"]), has_seasons(["2001-02", "1998-12"])
    (True, False)
    """
    spans = (_SHORT_SPAN.fullmatch(text.strip()) for text in texts)
    return any(span is not None and not 1 <= int(span["short"]) <= 12 for span in spans)


def is_numeric_date(text: str) -> bool:
    """Whether the text has the shape 03/04/2024, whose order only other cells can prove."""
    return _NUMERIC.fullmatch(text.strip()) is not None


def is_bare(text: str) -> bool:
    """Whether the text is a year, or two years, and nothing else: it may as well be a number.

    >>> is_bare("1998"), is_bare("1998–2001"), is_bare("1998–99"), is_bare("May 1998")
    (True, True, False, False)
    """
    return all(_BARE.fullmatch(part.strip()) for part in _SPAN.split(_NOTE.sub("", text.strip())))


def _single(text: str, *, order: Order, has_bare_years: bool) -> Period | None:
    if weekday := _WEEKDAY.match(text):
        text = text[weekday.end() :]
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            return _day(int(found["year"]), _month(found), int(found["day"]))
    if numeric := _NUMERIC.fullmatch(text):
        first, second, year = int(numeric.group(1)), int(numeric.group(3)), int(numeric.group(4))
        if order is Order.DAY_FIRST or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if order is Order.MONTH_FIRST else None
    for pattern in _MONTH_ONLY:
        if found := pattern.fullmatch(text):
            return _months(int(found["year"]), _month(found), 1)
    if found := _QUARTER.fullmatch(text):
        return _quarter(found)
    if found := _SHORT_SPAN.fullmatch(text):
        return _season(found)
    if found := _DECADE.fullmatch(text):
        return Period(dt.date(int(found["year"]), 1, 1), dt.date(int(found["year"]) + 9, 12, 31))
    if has_bare_years and (found := _BARE.fullmatch(text)):
        return _months(int(found["year"]), 1, 12)
    return None


def _season(found: re.Match[str]) -> Period | None:
    year = int(found["year"])
    end = year - year % 100 + int(found["short"])
    end += 100 if end < year else 0  # 1999–00
    return Period(dt.date(year, 1, 1), dt.date(end, 12, 31)) if year < end < year + 50 else None


def _month(found: re.Match[str]) -> int:
    named = found.groupdict()
    if named.get("number"):
        return int(named["number"])
    return _MONTHS.index(named["month"][:3].lower()) + 1


def _quarter(found: re.Match[str]) -> Period | None:
    year, index = found["year"] or found["year2"], int(found["index"])
    if bool(found["year"]) == bool(found["year2"]):
        return None
    length = 3 if found["part"].upper() == "Q" else 6
    return _months(int(year), (index - 1) * length + 1, length)


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return Period(date, date)


def _months(year: int, month: int, length: int) -> Period | None:
    last = month + length - 1
    if month < 1 or last > 12:
        return None
    return Period(dt.date(year, month, 1), dt.date(year, last, monthrange(year, last)[1]))
