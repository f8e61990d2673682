"""What a request denotes, whoever reckoned it: rows by their numbers, verdicts, figures and groups."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus.types import Row, Table

Pair = tuple[Table, Row]
Shown = Callable[
    [Sequence[int]], tuple[Pair, ...]
]  # of some rows those that an answer shows, with their tables


@dataclass(frozen=True, slots=True)
class Selection:
    """Row numbers in order, those for which the outermost operator is unknown, and all looked at."""

    rows: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    looked: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """Rows looked at."""
        return len(self.looked)

    @property
    def not_matched(self) -> int:
        """Rows looked at for which the outermost operator is false."""
        return len(self.looked) - len(self.rows) - len(self.unknown)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with both its ends in `unit`; days are ordinals. Both are None where it is not known.

    `is_period` tells days all of which are meant (“in 1862”) from a day that is not known (a cell “1862”).
    `texts` are the verbatim cells of a figure that is read and not reckoned, `rows` those that it stands
    on. `left_out` counts the rows whose unit does not convert, by unit. `problem` says in a word why there
    is none: "units" do not convert, "zero" divides, "" for anything that is not stated.
    """

    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_day: bool = False
    is_period: bool = False
    texts: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    selection: Selection = Selection()
    left_out: tuple[tuple[str, int], ...] = ()
    has_ranges: bool = False
    problem: str = ""
    parts: tuple[Amount, ...] = ()

    @property
    def number(self) -> float | None:
        """The middle of both ends, or the one that is stated: the figure itself but for ranges."""
        if self.low is None or self.high is None:
            return None
        ends = [end for end in (self.low, self.high) if math.isfinite(end)]
        return sum(ends) / len(ends) if ends else None

    @property
    def year(self) -> int | None:
        """The year that a figure of days is, or begins with where it is several; None where it tells days."""
        if not self.is_day or self.low is None or self.high is None:
            return None
        first, last = (dt.date.fromordinal(int(end)) for end in (self.low, self.high))
        return first.year if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) else None


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share a value, and the figure over them (their number where none was asked for)."""

    value: str
    rows: tuple[int, ...]
    number: float
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a request denotes: the rows it is about (`rows`: the first that fit an answer, `numbers`: all).

    `groups` hold the rows by value, for groups, different values and common ones; `runs` the longest runs.
    `amounts` has the figure asked for, or both sides of a check; `bounds` the figures that a filter compares
    with and that had to be looked up. `inner` is what an explanation explains.
    """

    numbers: tuple[int, ...]
    selection: Selection
    verdict: bool | None = None
    unit: str = ""
    amounts: tuple[Amount, ...] = ()
    groups: tuple[Group, ...] = ()
    runs: tuple[tuple[int, ...], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    has_ranges: bool = False
    bounds: tuple[Amount, ...] = ()
    inner: Result | None = None
    shown: Shown = field(default=lambda _: (), compare=False)

    @property
    def rows(self) -> tuple[Pair, ...]:
        """The rows that it is about, with their tables, as far as one answer shows them."""
        return self.pairs(self.numbers)

    @property
    def number(self) -> float | None:
        """The figure of a count or an aggregate; None where no row states it."""
        return self.amounts[0].number if self.amounts else None

    def pairs(self, numbers: Sequence[int]) -> tuple[Pair, ...]:
        """Those of some rows that an answer shows, with their tables."""
        return self.shown(numbers)
