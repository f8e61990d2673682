"""A worksheet's XML in, what its values alone do not tell out: which cells speak, which are merged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

_COORDINATE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetFacts:
    """`rows` say something; `width` is the last column that does; `uncached` formulas have no value."""

    rows: set[int] = field(default_factory=set)
    width: int = 0
    merged: list[Range] = field(default_factory=list)
    uncached: list[str] = field(default_factory=list)


def sheet_facts(xml: IO[bytes]) -> SheetFacts:
    """One pass over a worksheet, in little memory.

    Raises:
        ExpatError: it is no XML.
    """
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.ParseFile(xml)
    return scan.facts


def coordinates(reference: str) -> tuple[int, int]:
    """The row and the column that a reference names; (0, 0) where it is none.

    >>> coordinates("AB12")
    (12, 28)
    """
    found = _COORDINATE.fullmatch(reference)
    if not found:
        return 0, 0
    column = 0
    for letter in found.group(1):
        column = 26 * column + ord(letter) - 64
    return int(found.group(2)), column


@dataclass(slots=True)
class _Scan:
    facts: SheetFacts = field(default_factory=SheetFacts)
    row: int = 0
    column: int = 0
    is_formula: bool = False
    is_text: bool = False
    is_value: bool = False
    says: bool = False
    columns: dict[str, int] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attributes)
            case "v" | "is":
                self.is_value = True
            case "f":
                self.is_formula = True
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            case "mergeCell":
                first, _, last = attributes.get("ref", "").partition(":")
                self.facts.merged.append(Range(*coordinates(first), *coordinates(last or first)))

    def text(self, text: str) -> None:
        if self.is_value:
            self.says = True

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "is"):
            self.is_value = False
        elif local == "c":
            if self.says:
                self.facts.rows.add(self.row)
                self.facts.width = max(self.facts.width, self.column)
            elif self.is_formula and not self.is_text:
                self.facts.uncached.append(f"{self.row}")

    def _cell(self, attributes: dict[str, str]) -> None:
        self.is_formula = self.says = False
        self.is_text = attributes.get("t") == "str"  # a formula's empty text is a value
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        if letters not in self.columns:
            self.columns[letters] = coordinates(f"{letters}1")[1]
        self.column = self.columns[letters] or self.column + 1
