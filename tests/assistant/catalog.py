"""A coast of lighthouses and their keepers: small enough to know by heart, with every trap that cells set."""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

from corpus.words import stems

LIGHTHOUSES = (
    ("Lighthouse", "Light", "Services", "Height", "Range", "Upkeep", "Lit", "Automated", "Keeper", "Remarks"),
    ("North Skerry", "white flash", "foghorn, radio (VHF), tours", "38 m", "42 km", "£12,000", "1851-06-01", "yes",
     "Ada Brook", "Withstood the storm of 1953"),
    ("Gull Rock", "red flash", "foghorn, tours (summer)", "21 m", "27 km", "£9,500", "1862-03-15", "no",
     "Ben Moss", "Paint [1] peels on the *seaward* side"),
    ("Saint Elmo", "white flash", "radio (VHF)", "46 m", "38000 m", "€15,000", "1798-11-20", "yes",
     "Ada Brook", "<script>alert(1)</script> was found in its log"),
    ("Cape Farrow", "steady", "foghorn, radio, museum", "33 m", "35 km", "€11,000", "1877-08-08", "yes",
     "Cleo Hart", "—"),
    ("Mew Island", "red flash", "tours", "24–30 m", "22500 m", "£7,250", "1903-05-02", "no",
     "Dov Lind", "Nesting puffins | closed in June"),
    ("Old Harry", "steady", "foghorn", "", "19 km", "£4,000", "1835-01-30", "no",
     "Ben Moss", "Leans slightly"),
    ("Tern Point", "white flash", "radio (VHF), museum", "29 m", "33 km", "€8,000", "1911-09-12", "yes",
     "", "A `lens` from Paris"),
    ("Seal Ledge", "red flash", "", "17 m", "16 km", "", "1889-07-04", "no",
     "Cleo Hart", "Reached only by boat"),
    ("Broad Haven", "white flash", "foghorn, tours", "38 m", "40 km", "£10,000", "1862-10-10", "",
     "Ada Brook", "Withstood the gale of 1987"),
    ("Beacon H100", "steady", "radio (UHF)", "12 m", "14 km", "£2,000", "1979-02-01", "yes",
     "Dov Lind", "Solar powered"),
    ("Beacon H200", "steady", "radio (UHF)", "14 m", "15 km", "£2,500", "1984-04-17", "yes",
     "Dov Lind", "Solar powered since 1999"),
    ("Storm Bell", "white flash", "bell (hand-rung), tours", "26 m", "24 km", "£6,000", "1822-12-24", "no",
     "Eve Stone", "Rung by hand in fog"),
)  # fmt: skip
TOTAL = ("Total", "", "", "", "", "£53,250", "", "", "", "")

KEEPERS = """# Keepers

The people who keep the lights.

| Keeper | Born | Home | Languages | Boat |
|:-------|-----:|------|-----------|------|
| **Ada Brook** | 1961 | Port Elin | Welsh, English | Kittiwake |
| Ben Moss | 1975 | Kessler Bay | English | Fulmar (borrowed) |
| Cleo Hart | 1980 | Port Elin | French, English | — |
| Dov Lind | 1969 | Tarn Wick | English | Petrel \\| Puffin |
| Eve Stone | — | Kessler Bay | Irish, English | Razorbill |
| Ian Falk | 1990 | Tarn Wick | Norse | Skua |
"""

SIDECAR = """
[tables.Lighthouses]
description = "The lighthouses of the coast."
aliases = ["light station"]

[tables.Lighthouses.columns.Services.values]
foghorn = ["fog signal"]

[tables.Lighthouses.rows]
"Old Harry" = ["Henry Stack"]
"""


def write_coast(folder: Path, *, has_sidecar: bool = True, more: Sequence[Sequence[str]] = ()) -> Path:
    """The catalog's files in a new folder; `more` are further lighthouses before the total."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "Lighthouses.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*LIGHTHOUSES, *more, TOTAL])
    (folder / "keepers.md").write_text(KEEPERS, "utf-8")
    if has_sidecar:
        (folder / "Lighthouses.toml").write_text(SIDECAR, "utf-8")
    return folder


class WordEncoder:
    """Hashed stems as unit vectors: texts that share words are near, and nothing is loaded or random."""

    name = "words"
    fingerprint = "words-1"
    dimension = 64

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        return (f"{header}\n{body}",)

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimension
        for stem in stems(text) or ("",):
            vector[int(hashlib.sha256(stem.encode()).hexdigest(), 16) % self.dimension] += 1.0
        length = math.hypot(*vector)
        return [number / length for number in vector]
