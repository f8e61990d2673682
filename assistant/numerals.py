"""A figure in, its digits out: plain for programs, as people write it in a text."""

from __future__ import annotations

import datetime as dt
import math

_GROUPED = 10_000  # from here on thousands are set apart, so that no year is


def shown(number: float) -> str:
    """A figure as plain digits, without thousands separators, at most six decimals.

    >>> shown(3.0), shown(2 / 3), shown(1234567.5), shown(-0.0)
    ('3', '0.666667', '1234567.5', '0')
    """
    if not math.isfinite(number):
        return str(number)
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rounded(number: float) -> float:
    """A ratio or share to as many digits as say something: two decimals, or three digits below one.

    >>> rounded(33.33333), rounded(0.0123456), rounded(20.0)
    (33.33, 0.0123, 20.0)
    """
    return round(number, 2) if abs(number) >= 1 else float(f"{number:.3g}")


def said(number: float) -> str:
    """A figure as a sentence has it: two decimals, or three digits below one, thousands set apart.

    >>> said(28.2222222), said(53250.0), said(0.666667), said(1862.0)
    ('28.22', '53,250', '0.667', '1862')
    """
    plain = shown(rounded(number))
    whole, point, rest = plain.partition(".")
    return f"{int(whole):,}{point}{rest}" if abs(number) >= _GROUPED else plain


def days_said(days: float) -> str:
    """A number of days as a person says it.

    >>> days_said(1), days_said(45), days_said(400), days_said(-3650)
    ('1 day', '45 days', '400 days (1.1 years)', '-3650 days (10 years)')
    """
    count = f"{said(days)} {'day' if abs(days) == 1 else 'days'}"
    return f"{count} ({shown(round(abs(days) / 365.2425, 1))} years)" if abs(days) >= 365 else count


def day_of(ordinal: float) -> str:
    """The ISO date of a day's ordinal."""
    return dt.date.fromordinal(int(ordinal)).isoformat()
