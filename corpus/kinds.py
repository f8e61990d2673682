"""A column's texts in, its kind and its typed cells out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from corpus import dates, numbers
from corpus.dates import Order
from corpus.numbers import Marks, Number
from corpus.parts import is_single, split, whole
from corpus.reading import RawCell
from corpus.types import Cell, Kind, Period, Quantity, Value
from corpus.units import currency_of, is_unit, unit_in_name
from corpus.words import stems

MOST = 0.8  # the share of a column's stated cells that have to be of a kind; the others get a warning
_NOT_STATED = frozenset(
    ("n/a", "n.a", "n/k", "unknown", "not known", "not stated", "tbd", "tba", "tbc", "nan", "null", "#n/a",
     "not available", "no data", "undisclosed", "not disclosed")
)  # fmt: skip
_MARKS = "-–—―−.…? \u00a0"  # a cell of nothing but these says nothing
_MISSING_NUMBER = frozenset(("na", "nil"))  # in words, NA may be Namibia
_YES_NO = tuple(map(frozenset, (("yes", "no"), ("y", "n"), ("true", "false"), "✓✔☑✅✗✘☐❌x")))
_URL = re.compile(r"(?:https?|ftp)://\S+|mailto:\S+|www\.\S+\.\S+", re.IGNORECASE)
_DATE_NAMES = frozenset(
    stems(
        "year date founded established released release launched launch born died since built opened closed "
        "introduced published season inception started ended expires office service term tenure reign "
        "reigned from to until start end left joined elected appointed resigned retired commissioned "
        "decommissioned completed demolished dissolved debut career lifespan"
    )
)
# “Automated”, “Gained city status”: when something was done, and not how much of it.
_DONE = re.compile(r"^\w+ed\b|ed$", re.IGNORECASE)
_MUCH = frozenset(
    stems("played scored conceded received earned used produced enrolled enlisted required needed led")
)
_TAKING = frozenset(stems("length duration runtime lap split"))
_SMALL_WORDS = frozenset((
    "of", "the", "de", "la", "le", "du", "von", "van", "der", "den", "and", "&", "for", "in", "on",
    "at", "to", "a", "an",
))  # fmt: skip
_SHORT = 5  # words of a list's part; a longer one is a clause
_LISTED = 1.6  # mean weight of parts up to which commas separate things: clauses weigh 2 and more
_REPEATED = 0.3  # share of parts that stand in several cells, from which on they are things all the same
_MULTIPLE = 0.1  # share of cells with several parts that makes a list
_GLANCE = 1000  # cells spread over a column: where none of them is a number, half of the column is not
_WORDS = 8000  # different cells spread over a column that tell lists from names and clauses
_ORDERED = frozenset(kind for kind in Kind if kind.is_ordered)
_YES_NO_WORDS = frozenset().union(*_YES_NO)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a column's cells have in common: enough to type any of them. `problem` is said once a column."""

    kind: Kind
    unit: str = ""
    marks: Marks = Marks.POINT
    order: Order = Order.UNKNOWN
    has_seasons: bool = False
    has_clock: bool = False
    problem: str = ""


def is_stated(text: str) -> bool:
    """Whether a cell's text says anything.

    >>> is_stated("—"), is_stated("N/A"), is_stated("none")
    (False, False, True)
    """
    plain = text.strip(_MARKS).casefold()
    return plain != "" and plain not in _NOT_STATED


def learn(
    name: str, texts: Sequence[str], *, marks: Marks | None = None, kind: Kind | None = None, unit: str = ""
) -> Learnt:
    """The kind of a column, from its name and all its texts; `kind` and `unit` are a sidecar's last word.

    `marks` is the decimal mark of its numbers; without it they tell themselves. A column without a stated
    cell is text.
    """
    stated = [text for text in texts if is_stated(text)]
    given, unit = unit, unit or unit_in_name(name)
    led = [text for text in stated if text.lstrip()[:1].isdecimal()]  # as all numeric dates and seasons are
    order = dates.order_of(led)
    found = Learnt(
        kind or Kind.TEXT,
        unit,
        marks or numbers.elected([numbers.marks_of(stated)]),
        order,
        dates.has_seasons(led),
    )
    measured = [text for text in stated if text.strip().casefold() not in _MISSING_NUMBER]
    if kind is None and _is_clock(name, measured):
        return replace(found, kind=Kind.NUMBER, unit="s", has_clock=True)
    if kind is None:
        found = replace(found, kind=_kind(name, stated, measured, found))
    if kind is not None or found.kind.is_ordered:
        numeric = []
    else:
        numeric = [text for text in stated if dates.is_numeric_date(text)]
    if numeric and len(numeric) >= MOST * len(stated):
        message = f"'{numeric[0]}' may be day first or month first; write dates as 2024-12-31."
        return replace(found, kind=Kind.TEXT, unit=given, problem=message)
    if not found.kind.is_ordered:
        return replace(found, unit=given)
    return replace(found, unit=_unit(measured, found))


def cell(raw: RawCell, learnt: Learnt, *, is_key: bool = False) -> Cell:
    """One typed cell; a name (`is_key`) is one value whatever commas it holds."""
    text, link, kind = raw.text, raw.link, learnt.kind
    is_ordered = kind in _ORDERED
    if not is_stated(text) or (is_ordered and text.casefold() in _MISSING_NUMBER):
        return Cell(text, link=link, is_stated=False)
    if not link and not is_ordered and _URL.fullmatch(text):
        link = text
    if raw.parts and not is_key:
        return Cell(text, tuple(map(whole, raw.parts)), link=link)
    if kind is Kind.LINK:
        return Cell(text, (Value(text),), link=link)
    if kind is Kind.DATE:
        return Cell(text, (whole(text),), date=_period(text, learnt), link=link)
    if is_ordered:
        return Cell(text, (whole(text),), number=_quantity(text, learnt), link=link)
    return Cell(text, _values(text, kind, is_key=is_key), link=link)


def problem(typed: Cell, learnt: Learnt) -> str:
    """What is wrong with a cell that its column's kind does not fit, "" where nothing is."""
    if not typed.is_stated or not learnt.kind.is_ordered or typed.number or typed.date:
        return ""
    return f"'{typed.text}' is not a {'date' if learnt.kind is Kind.DATE else 'number'}."


def _kind(name: str, stated: Sequence[str], measured: Sequence[str], learnt: Learnt) -> Kind:
    if not stated:
        return Kind.TEXT
    if _share(_URL.fullmatch(text) is not None for text in stated) >= MOST:
        return Kind.LINK
    if _is_yes_no(stated):
        return Kind.YES_NO
    if measured and _is_dates(name, measured, learnt):
        return Kind.DATE
    if not _numbers(_spread(measured, _GLANCE), learnt.marks):
        return _wording(stated)
    read = _numbers(measured, learnt.marks)
    found = list(read.values())
    if measured and _fits([text for text in measured if text in read], measured) and _has_units(found):
        if currency_of(learnt.unit) or 2 * sum(bool(number.currency) for number in found) >= len(found):
            return Kind.MONEY
        is_percent = 2 * sum(number.unit == "%" for number in found) >= len(found)
        is_ratio = all(
            (number.high or number.low or 0) <= 1 for number in found
        )  # .61 under “Pct” is no 0.61 %
        return Kind.PERCENT if is_percent or (learnt.unit == "%" and not is_ratio) else Kind.NUMBER
    return _wording(stated)


def _is_clock(name: str, measured: Sequence[str]) -> bool:
    """Whether a column holds times taken (`1:43.00`), and no times of day and no scores."""
    if not any(":" in text for text in _spread(measured, _GLANCE)):
        return False
    read = [text for text in measured if numbers.clock(text)]
    is_taken = bool(_TAKING.intersection(stems(name))) or any(map(numbers.is_precise_clock, read))
    return is_taken and _fits(read, measured)


def _is_yes_no(stated: Sequence[str]) -> bool:
    words = set[str]()
    for text in stated:
        words.add(whole(text).text.casefold())
        if not words <= _YES_NO_WORDS:
            return False
    return any(words <= pair for pair in _YES_NO)


def _spread(texts: Sequence[str], count: int) -> Sequence[str]:
    """At most `count` of the texts, evenly spread over them."""
    return texts if len(texts) <= count else [texts[at * len(texts) // count] for at in range(count)]


def _is_dates(name: str, measured: Sequence[str], learnt: Learnt) -> bool:
    if not any(_period(text, learnt) for text in _spread(measured, _GLANCE)):
        return False
    found = [text for text in measured if _period(text, learnt)]
    if not _fits(found, measured):
        return False
    said = frozenset(stems(name))
    is_named = bool(_DATE_NAMES & said) or bool(_DONE.search(name) and not _MUCH & said)
    return is_named or not all(map(dates.is_bare, found))


def _fits(found: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether most cells, or half of them and most different texts, are of a kind.

    One remark (“did not enter”) may stand in many cells of a column of numbers.
    """
    if 2 * len(found) < len(texts) or not found:
        return False
    return len(found) >= MOST * len(texts) or len(set(found)) >= MOST * len(set(texts))


def _numbers(texts: Sequence[str], marks: Marks) -> dict[str, Number]:
    found = {text: number for text in texts if (number := numbers.parse(text, marks=marks))}
    if any(number.is_falling for number in found.values()):  # scores or codes, not ranges
        found = {text: number for text, number in found.items() if not number.is_range}
    has_money = any(number.currency for number in found.values())
    return {text: number for text, number in found.items() if has_money or not number.is_bracketed}


def _has_units(found: Sequence[Number]) -> bool:
    """“3 Doors Down” begins with a number too: what follows has to be a unit, or the same again and again."""
    often = Counter(number.unit for number in found)
    fitting = (
        not n.unit or n.unit == "%" or n.currency or is_unit(n.unit) or often[n.unit] > 1 for n in found
    )
    return _share(fitting) >= MOST


def _unit(measured: Sequence[str], learnt: Learnt) -> str:
    if learnt.kind is Kind.DATE:
        return ""
    if learnt.unit and (learnt.unit != "%" or learnt.kind is Kind.PERCENT):
        return learnt.unit
    units = Counter(number.quantity().unit for number in _numbers(measured, learnt.marks).values())
    written = [unit for unit in units if unit]
    is_common = len(written) == 1 and 2 * units[written[0]] >= sum(units.values())
    return written[0] if is_common else ""


def _quantity(text: str, learnt: Learnt) -> Quantity | None:
    number = numbers.clock(text) if learnt.has_clock else None
    number = number or numbers.parse(text, marks=learnt.marks)
    if number is None or number.is_falling or (number.is_bracketed and learnt.kind is not Kind.MONEY):
        return None
    # “$5” in a column of USD/hour is as much a price per hour as its neighbours.
    if number.currency and not number.unit and number.currency == currency_of(learnt.unit):
        return Quantity(number.low, number.high, learnt.unit, number.is_approximate)
    return number.quantity(learnt.unit)


def _period(text: str, learnt: Learnt) -> Period | None:
    return dates.parse(text, order=learnt.order, has_bare_years=True, has_seasons=learnt.has_seasons)


def _wording(stated: Sequence[str]) -> Kind:
    """Whether cells list several things, name one each, or speak in clauses."""
    different = list(dict.fromkeys(stated))  # repeated cells do not repeat parts
    cells = [split(text) for text in _spread(different, _WORDS)]
    parts = [value.text for values in cells for value in values]
    several = [values for values in cells if len(values) > 1]
    if len(several) >= _MULTIPLE * len(cells) and several and not _is_pairs(several, stated):
        often = Counter(text.casefold() for values in cells for text in {value.text for value in values})
        repeated = _share(often[part.casefold()] > 1 for part in parts)
        is_short = _share(len(part.split()) <= _SHORT for part in parts) >= MOST
        if is_short and (fmean(map(_weight, parts)) <= _LISTED or repeated >= _REPEATED):
            return Kind.LIST
    wholes = {text: whole(text).text for text in different}
    weight = fmean(_weight(wholes[text]) for text in _spread(stated, _WORDS))
    is_repeated = 2 * len({text.casefold() for text in wholes.values()}) <= len(stated)
    return Kind.CATEGORY if weight <= _LISTED or (is_repeated and weight <= _SHORT) else Kind.TEXT


def _is_pairs(several: Sequence[tuple[Value, ...]], stated: Sequence[str]) -> bool:
    """“Paris, France” and “Lovelace, Ada” are one thing each: two names, never in the other's place."""
    if any(mark in text for text in stated for mark in ";\n•"):
        return False
    twos = [
        values for values in several if len(values) == 2 and all(_weight(value.text) == 1 for value in values)
    ]
    firsts = {values[0].text.casefold() for values in twos}
    seconds = {values[1].text.casefold() for values in twos}
    alone = {text.casefold() for text in stated if len(split(text)) == 1}
    is_apart = not firsts & seconds and not (firsts | seconds) & alone
    return len(twos) >= MOST * len(several) and is_apart


def _weight(text: str) -> int:
    """How much a part says: its words, but a name of several words is one thing."""
    written = text.split()
    is_name = all(word in _SMALL_WORDS or word[0].isupper() or not word.isalpha() for word in written)
    return 1 if is_name else len(written)


def _values(text: str, kind: Kind, *, is_key: bool) -> tuple[Value, ...]:
    if is_key or kind is Kind.CATEGORY or kind is Kind.YES_NO or (kind is not Kind.LIST and is_single(text)):
        return (whole(text),)
    parts = split(text)
    if kind is Kind.LIST or all(len(part.text.split()) <= _SHORT for part in parts):
        return parts or (Value(text),)
    return (whole(text),)


def _share(truths: Iterable[bool | str]) -> float:
    known = [bool(truth) for truth in truths]
    return sum(known) / len(known) if known else 0.0
