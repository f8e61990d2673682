"""Tests of a lighthouse in plain English, each with its meaning reckoned from the catalog's own text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from .catalog import LIGHTHOUSES

Row = Mapping[str, str]
ROWS: tuple[Row, ...] = tuple(dict(zip(LIGHTHOUSES[0], cells, strict=True)) for cells in LIGHTHOUSES[1:])


@dataclass(frozen=True)
class Said:
    """A test as it is said after “lighthouses”, and its verdict on a row: None where the row does not say."""

    words: str
    verdict: Callable[[Row], bool | None]

    def names(self) -> list[str]:
        return [row["Lighthouse"] for row in ROWS if self.verdict(row)]

    def unknown(self) -> int:
        return sum(1 for row in ROWS if self.verdict(row) is None)


def service(name: str, *, is_there: bool = True) -> Said:
    def verdict(row: Row) -> bool | None:
        listed = [part.split(" (")[0] for part in row["Services"].split(", ")]
        return (name in listed) is is_there if row["Services"] else None

    article = "" if name in ("tours", "radio") else "a "
    return Said(f"{'with' if is_there else 'without'} {article if is_there else ''}{name}", verdict)


def light(name: str) -> Said:
    return Said(f"with a {name}", lambda row: row["Light"] == name)


def kept(keeper: str) -> Said:
    return Said(f"kept by {keeper}", lambda row: row["Keeper"] == keeper if row["Keeper"] else None)


def lit(relation: str, year: int) -> Said:
    def verdict(row: Row) -> bool:
        own = dt.date.fromisoformat(row["Lit"]).year
        return {"before": own < year, "after": own > year, "in": own == year, "since": own >= year}[relation]

    return Said(f"lit {relation} {year}", verdict)


def size(column: str, relation: str, bound: int, unit: str) -> Said:
    """A bound in m, km or £; rows in euros do not say."""

    def verdict(row: Row) -> bool | None:
        text = row[column]
        scale = {"m": 1, "km": 1_000, "£": 1}[unit]
        if unit == "£":
            ends = [float(text[1:].replace(",", ""))] * 2 if text.startswith("£") else []
        else:
            number, _, own = text.partition(" ")
            ends = [float(end) * {"m": 1, "km": 1_000}[own] for end in number.split("–")] if text else []
        if not ends:
            return None
        verdicts = {end > bound * scale if relation == "over" else end < bound * scale for end in ends}
        return verdicts.pop() if len(verdicts) == 1 else None

    amount = f"£{bound:,}" if unit == "£" else f"{bound} {unit}"
    return Said(f"with {'an' if column[0] in 'UA' else 'a'} {column.lower()} {relation} {amount}", verdict)


def conjoined(first: Said, second: Said) -> Said:
    def verdict(row: Row) -> bool | None:
        both = (first.verdict(row), second.verdict(row))
        return False if False in both else None if None in both else True

    return Said(f"{first.words} and {second.words}", verdict)


SERVICES = ("foghorn", "tours", "radio", "museum", "bell")
simple = st.one_of(
    st.builds(service, st.sampled_from(SERVICES), is_there=st.booleans()),
    st.sampled_from(("white flash", "red flash")).map(light),
    st.sampled_from(sorted({row["Keeper"] for row in ROWS} - {""})).map(kept),
    st.builds(
        lit, st.sampled_from(("before", "after", "in", "since")), st.sampled_from((1830, 1862, 1900, 1979))
    ),
    st.builds(size, st.just("Height"), st.sampled_from(("over", "under")), st.integers(10, 50), st.just("m")),
    st.builds(size, st.just("Range"), st.sampled_from(("over", "under")), st.integers(10, 50), st.just("km")),
    st.builds(
        size,
        st.just("Upkeep"),
        st.sampled_from(("over", "under")),
        st.integers(1, 30).map(lambda n: n * 500),
        st.just("£"),
    ),
)
double = st.builds(conjoined, simple, simple)
