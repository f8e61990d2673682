"""Typed rows in, the positions of those out that sum up the others: they are no rows of the table."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from corpus.kinds import is_stated
from corpus.types import Cell

_SUMMING = re.compile(
    r"(?:grand |sub[- ]?|over)?(?:totals?|sums?)|averages?|avg\.?|means?|medians?|overall|all"
    r"|total (?:valid )?votes|(?:in)?valid votes|rejected (?:ballots|votes)|turnout|majority"
    r"|registered electors",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_NEAR = 0.01  # sums of rounded numbers are off by less than this share


def candidates(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The rows whose first words are those of a total or an average.

    >>> sorted(candidates([["1", "Total War"], ["", "Total:"], ["Average (mean)", "3"]]))
    [1, 2]
    """
    found = set()
    for position, texts in enumerate(rows):
        for text in texts:
            if _LETTER.search(text) and is_stated(text):
                if _SUMMING.fullmatch(text.split("(")[0].strip(" :")):
                    found.add(position)
                break
    return frozenset(found)


def totals(rows: Sequence[Sequence[Cell]], among: frozenset[int]) -> frozenset[int]:
    """Those `among` the rows that hold a number and stand last, or whose numbers the rows above give."""
    found: set[int] = set()
    ordinary = [position for position in range(len(rows)) if position not in among]
    for position in sorted(among):
        if not ordinary or not any(cell.number for cell in rows[position]):
            continue
        stands_last = position > ordinary[-1]
        block = max((at + 1 for at in found if at < position), default=0)
        above = [rows[at] for at in range(position) if at not in among]
        since = [rows[at] for at in range(block, position) if at not in among]
        if stands_last or _adds_up(rows[position], above) or _adds_up(rows[position], since):
            found.add(position)
    return frozenset(found)


def _adds_up(row: Sequence[Cell], above: Sequence[Sequence[Cell]]) -> bool:
    """Whether at least half of a row's numbers are the sums or the means of those above them."""
    fitting = judged = 0
    for column, cell in enumerate(row):
        value = _value(cell)
        parts = [part for other in above if (part := _value(other[column])) is not None]
        if value is None or not parts:
            continue
        judged += 1
        total = math.fsum(parts)
        fitting += any(math.isclose(value, fit, rel_tol=_NEAR) for fit in (total, total / len(parts)))
    return judged > 0 and 2 * fitting >= judged


def _value(cell: Cell) -> float | None:
    return cell.number.low if cell.number and cell.number.low == cell.number.high else None
