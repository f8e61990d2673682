"""Two units in, the factor between them out: common measures, data sizes, rates and times."""

from __future__ import annotations

from functools import lru_cache

from corpus.words import fold

# One unit of each dimension is 1; the others are multiples of it. Decimal prefixes throughout: catalogs
# write GB for both 10^9 and 2^30 bytes, and the binary ones (GiB) are listed apart.
_DIMENSIONS: dict[str, dict[str, float]] = {
    "data": {
        "b": 1, "byte": 1, "bytes": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15,
        "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "bit": 1 / 8, "bits": 1 / 8,
    },
    "length": {
        "mm": 1e-3, "cm": 1e-2, "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1e3,
        "in": 0.0254, "inch": 0.0254, "inches": 0.0254, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048,
        "yd": 0.9144, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "nm": 1e-9, "um": 1e-6,
        "kilometre": 1e3, "kilometres": 1e3, "kilometer": 1e3, "kilometers": 1e3,
    },
    "mass": {
        "mg": 1e-6, "g": 1e-3, "gram": 1e-3, "grams": 1e-3, "kg": 1, "t": 1e3, "tonne": 1e3, "tonnes": 1e3,
        "ton": 1e3, "tons": 1e3, "lb": 0.45359237, "lbs": 0.45359237,
        "pound": 0.45359237, "pounds": 0.45359237, "oz": 0.028349523125,
        "kilogram": 1, "kilograms": 1,
    },
    "time": {
        "ms": 1e-3, "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "min": 60, "mins": 60,
        "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600,
        "day": 86400,
        "days": 86400, "d": 86400, "week": 604800, "weeks": 604800, "year": 31557600, "years": 31557600,
        "yr": 31557600, "month": 2629800, "months": 2629800,
    },
    "power": {"w": 1, "watt": 1, "watts": 1, "kw": 1e3, "mw": 1e6, "gw": 1e9},
    "energy": {"wh": 1, "kwh": 1e3, "mwh": 1e6, "gwh": 1e9},
    "frequency": {"hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
    "volume": {"ml": 1e-3, "cl": 1e-2, "dl": 0.1, "l": 1, "litre": 1, "litres": 1, "liter": 1, "liters": 1},
    "area": {"m2": 1, "m²": 1, "sqm": 1, "ha": 1e4, "hectare": 1e4, "hectares": 1e4, "km2": 1e6, "km²": 1e6,
             "acre": 4046.8564224, "acres": 4046.8564224},
    "speed": {"m/s": 1, "km/h": 1 / 3.6, "kmh": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704, "kn": 0.514444,
              "knots": 0.514444},
}  # fmt: skip


@lru_cache(maxsize=4096)
def factor(source: str, target: str) -> float | None:
    """What a figure in `source` is multiplied by to be in `target`; None where the two do not convert.

    A unit converts to itself, whatever it is; rates convert where both their parts do. Currencies never
    convert into each other.

    >>> factor("TB", "GB"), factor("USD/h", "USD/day"), factor("USD", "EUR"), factor("GB", "GB/s")
    (1000.0, 24.0, None, None)
    """
    if fold(source) == fold(target):
        return 1.0
    if "/" in source and "/" in target:
        (above, below), (above2, below2) = source.split("/", 1), target.split("/", 1)
        upper, lower = factor(above.strip(), above2.strip()), factor(below.strip(), below2.strip())
        if upper is not None and lower:
            return upper / lower
    one, other = fold(source).strip(), fold(target).strip()
    if one.rstrip("s") == other.rstrip("s") and one:
        return 1.0
    for units in _DIMENSIONS.values():
        if one in units and other in units:
            return units[one] / units[other]
    return None


def is_measure(unit: str) -> bool:
    """Whether the unit is one of this module's."""
    return bool(dimension(unit))


def dimension(unit: str) -> str:
    """What a unit measures (`length`, `time`, …), `""` where it is none of this module's.

    >>> dimension("km"), dimension("min"), dimension("TEU")
    ('length', 'time', '')
    """
    return next((name for name, units in _DIMENSIONS.items() if fold(unit).strip() in units), "")


def are_convertible(source: str, target: str) -> bool:
    """Whether figures in the two units can be compared."""
    return factor(source, target) is not None
