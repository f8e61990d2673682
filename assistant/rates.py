"""A price per something (“€5,000 a year”) in, the same price as a column of money has it out."""

from __future__ import annotations

import re

from msgspec.structs import replace

from assistant.plan import Day, Number
from corpus.conversion import dimension, factor
from corpus.types import Column
from corpus.units import MAGNITUDES, currency_of
from corpus.words import fold, stem, stems

# What a price is for where nothing else is said of it.
_ONE = frozenset(("each", "apiece", "piece", "unit", "item", "head", "person", "one"))
_EVERY = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
_SHORT = {**_EVERY, "p.a.": "year", "p.m.": "month", "pp": "person"}
_SCALED = re.compile(r"\b(?:(?P<word>(?i:thousand|million|billion))s?|(?P<sign>[MBk])(?=\)))\b\)?\s*$")
_PER = re.compile(r"(?:/|\bper\b|\bby the\b|\ba\b|\beach\b)\s*([^\W\d_]+)", re.I)


def as_in(column: Column, value: Number | Day) -> Number | Day | None:
    """The value as it compares with a column's cells, None where the column is of another period or thing.

    What a price is for (“a year”) belongs to the figure where the column's name agrees with it or, for a
    period and for one person or piece, says nothing; where it says something else it is never left out.
    """
    if isinstance(value, Number) and not currency_of(value.unit) and (scale := _scale(column)):
        value = replace(value, number=value.number / scale) if value.number >= scale else value
    if isinstance(value, Day) or "/" not in value.unit or not currency_of(value.unit) or "/" in column.unit:
        return value
    currency, _, rate = value.unit.partition("/")
    per = _SHORT.get(fold(rate), fold(rate).removeprefix("every ").removeprefix("each "))
    plain = replace(value, unit=currency)
    names = (column.name, *column.aliases)
    if stem(per) in {form for name in names for form in stems(name)}:
        return plain
    said = [found for name in names if (found := _per(name))]
    if said:
        return plain if any(factor(per, one) == 1 for one in said) else None
    return plain if per in _ONE or dimension(per) == "time" else None


def _scale(column: Column) -> float:
    """The magnitude that the name of a column without a unit gives for its numbers: “Viewers (millions)”."""
    found = _SCALED.search(column.name) if not column.unit else None
    return MAGNITUDES[found["sign"] or found["word"].lower()] if found else 0.0


def _per(name: str) -> str:
    """What a column's name says that its prices are for, `""` where it does not say."""
    adverbs = (_EVERY[word] for word in fold(name).split() if word in _EVERY)
    found = _PER.search(name)
    return found[1] if found else next(adverbs, "")
