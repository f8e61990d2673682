"""A column of a build in, its different values and which of them each row has out: read by SQL, once."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.measures import Place
from assistant.memo import remembered
from assistant.senses import Source


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it is written, with the bracket after it, and its words in both forms."""

    text: str
    qualifier: str
    folded: str
    stems: str


@dataclass(frozen=True, slots=True)
class Values:
    """The different values of a column, and which of them each row has, as `codes`.

    Those of the row at place `i` are `codes[starts[i] : starts[i + 1]]`.
    `holders` has the place of the row for each of the codes.
    """

    different: Sequence[Value]
    by_folded: Mapping[str, Sequence[int]]
    codes: Sequence[int]
    starts: Sequence[int]
    holders: Sequence[int]

    def of(self, place: int) -> Sequence[int]:
        """The codes of the values of one row, in their order."""
        return self.codes[self.starts[place] : self.starts[place + 1]]


def column_values(number: int, place: Place, source: Source) -> Values:
    """The values of a column, by the build's number for it, over the rows of its table."""

    def read() -> Values:
        sql = (
            "SELECT row_number - ?, text, qualifier, folded, stems FROM parts "
            "WHERE column_id = ? AND row_number >= ? AND row_number < ? ORDER BY row_number, position"
        )
        bounds = (place.first, number, place.first, place.first + place.count)
        known: dict[tuple[str, str], int] = {}
        different: list[Value] = []
        codes, holders, starts = array("l"), array("l"), array("l", [0] * (place.count + 1))
        for row, text, qualifier, folded, stems in source.query(sql, bounds):
            code = known.setdefault((text, qualifier), len(different))
            if code == len(different):
                different.append(Value(text, qualifier, folded, stems))
            codes.append(code)
            holders.append(row)
            starts[row + 1] += 1
        for row in range(place.count):
            starts[row + 1] += starts[row]
        by_folded: dict[str, list[int]] = {}
        for code, value in enumerate(different):
            by_folded.setdefault(value.folded, []).append(code)
        return Values(different, by_folded, codes, starts, holders)

    return remembered(source, ("sql", "values", number), read)
