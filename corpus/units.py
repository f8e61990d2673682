"""Words and signs that stand beside numbers: currencies, magnitudes and common units."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.words import fold

CURRENCY_SIGNS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "R$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
    "₫": "VND", "₴": "UAH", "₪": "ILS", "₦": "NGN", "฿": "THB",
}  # fmt: skip
CURRENCY_CODES = frozenset((
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
    "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "JPY", "KRW", "KZT", "MXN", "MYR", "NGN", "NOK", "NZD",
    "PHP", "PKR", "PLN", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD",
    "VND", "ZAR",
))  # fmt: skip
MAGNITUDES = {
    "k": 1e3, "K": 1e3, "M": 1e6, "mn": 1e6, "B": 1e9, "bn": 1e9, "T": 1e12, "tn": 1e12,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_UNITS = frozenset((
    "b", "kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib", "bit", "bits", "byte", "bytes",
    "kbit", "mbit", "gbit", "kb/s", "mb/s", "gb/s", "tb/s", "kbps", "mbps", "gbps", "hz", "khz", "mhz",
    "ghz", "thz", "flops", "mflops", "gflops", "tflops", "pflops", "tops", "fps", "rpm", "mw", "kw",
    "gw", "w", "tw", "wh", "kwh", "mwh", "gwh", "twh", "nm", "um", "µm", "μm", "mm", "cm", "m", "km",
    "in", "inch", "inches", "ft", "feet", "yd", "yards", "mi", "mile", "miles", "m²", "km²", "m2",
    "km2", "m³", "m3", "ha", "acres", "sqm", "sq", "g", "mg", "µg", "kg", "t", "tonnes", "tons", "lb",
    "lbs", "pound", "pounds", "oz",
    "l", "ml", "cl", "dl", "litres", "liters", "gal", "gallons", "°c", "°f", "c", "f", "k",
    "°", "degrees", "s", "ms", "µs", "μs", "ns", "sec", "secs", "second", "seconds", "min", "mins",
    "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days", "week", "weeks",
    "month", "months", "yr", "yrs", "year", "years", "v", "kv", "mv", "a", "ma", "mah", "ah", "j", "kj",
    "mj", "cal", "kcal", "pa", "kpa", "mpa", "bar", "psi", "db", "km/h", "kph", "mph", "m/s", "knots",
    "kn", "px", "dpi", "mp", "people", "persons", "users", "tokens", "items", "pcs", "units", "words",
    "pages", "points", "pts",
))  # fmt: skip
_BRACKETED = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_SCALES = frozenset(("M", "B", "k"))  # alone these are millions, billions and thousands: no metres and bytes
_CURRENCY_WORDS = frozenset((
    "usd", "eur", "gbp", "jpy", "cny", "inr", "chf", "cad", "aud", "krw", "sek", "nok", "dkk", "pln",
    "brl",
))  # fmt: skip
_EACH = ("s", "sec", "h", "hr")
_PER_CENT = frozenset(("%", "percent", "pct", "percentage"))


def is_unit(text: str) -> bool:
    """Whether `text` is a common unit, alone or per another.

    >>> is_unit("GB"), is_unit("tokens/s"), is_unit("three day")
    (True, True, False)
    """
    parts = [part.strip() for part in re.split(r"/|\bper\b", text.casefold())]
    return text.casefold() in _UNITS or all(part in _UNITS for part in parts)


def unit_in_name(name: str) -> str:
    """The unit that a column's name gives for all its cells, "" where it gives none.

    >>> unit_in_name("Memory (GB)"), unit_in_name("usd_per_seat_hour"), unit_in_name("Gross (USD million)")
    ('GB', 'USD/seat hour', 'USD million')
    >>> unit_in_name("tokens_per_second"), unit_in_name("frames_per_second_per_core")
    ('tokens/second', '')
    >>> unit_in_name("memory_gb"), unit_in_name("Share (%)"), unit_in_name("Opening Weekend (three day)")
    ('gb', '%', '')
    >>> unit_in_name("bandwidth_tb_s")
    'tb/s'
    >>> unit_in_name("Depth (m)"), unit_in_name("Parameters (M)")
    ('m', '')
    """
    if bracketed := _BRACKETED.search(name):
        before = name[: bracketed.start()].split()
        if before and before[-1] != name.split()[0] and is_unit(before[-1]):  # “Height ft (m)”
            return before[-1]
        return _unit(bracketed.group(1).strip())
    words = fold(name).replace("_", " ").split()
    currency = next((word for word in words if word in _CURRENCY_WORDS), "")
    if currency:
        rest = words[words.index(currency) + 1 :]
        return currency.upper() + ("/" + " ".join(rest[1:]) if rest[:1] == ["per"] else "")
    if words and words[-1] in _PER_CENT:
        return "%"
    if "per" in words:
        before, rest = words[: words.index("per")], words[words.index("per") + 1 :]
        return f"{before[-1]}/{rest[0]}" if before and len(rest) == 1 and is_unit(before[-1]) else ""
    if "_" in name and len(words) > 2 and words[-1] in _EACH and is_unit(words[-2]):
        return f"{words[-2]}/{words[-1]}"
    if "_" in name and len(words[-1]) > 1 and is_unit(words[-1]):  # a lone letter says little
        return words[-1]
    return ""


@lru_cache(maxsize=1024)
def currency_of(unit: str) -> str:
    """The ISO 4217 code that a unit begins with, "" where it is no money."""
    code = re.split(r"[/\s]", unit, maxsplit=1)[0]
    return code if code in CURRENCY_CODES else ""


def _unit(text: str) -> str:
    if fold(text) in _PER_CENT:
        return "%"
    for sign, code in CURRENCY_SIGNS.items():
        if text.startswith(sign):
            text = code + " " + text.removeprefix(sign)
            break
    first, _, rest = re.sub(r"\s*/\s*|\s+per\s+", "/", text).partition("/")
    words = first.split()
    if words and words[0].upper() in CURRENCY_CODES:
        magnitude = [] if len(words) == 1 else [" ".join(words[1:])]
        return " ".join([words[0].upper(), *magnitude]) + (f"/{rest}" if rest else "")
    return text if is_unit(text) and text not in _SCALES else ""
