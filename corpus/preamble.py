"""A file's first rows in, the place of its header out: exports write titles and remarks above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

SAMPLE = 200  # rows that are looked at
_FEW = 2  # cells of a title or of “Region: North”; one in tables of fewer than four columns
_USUAL = 0.5  # the share of rows from the header on that are as wide as most


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """The position of the header: the first row that says anything, or the first below a preamble.

    A preamble is made of rows with a cell or two above rows that are wider. Of two columns it is believed
    only where an empty row or `# ` sets it apart. -1 where all rows are empty.

    >>> header_at([["Boats 2024"], [], ["Name", "Crew"], ["Erna", "4"], ["Oda", "2"]])
    2
    >>> header_at([["Name"], ["Erna", "4"], ["Oda", "2"]])
    0
    """
    widths = [_width(row) for row in rows[:SAMPLE]]
    stated = [at for at, width in enumerate(widths) if width]
    if not stated:
        return -1
    often = Counter(widths[at] for at in stated)
    wide = max(often, key=lambda width: (often[width], width))
    header = next(at for at in stated if widths[at] >= wide)
    above = [at for at in stated if at < header]
    below = [at for at in stated if at >= header]
    is_usual = sum(widths[at] >= wide for at in below) >= _USUAL * len(below)
    if not above or len(below) < 3 or not is_usual or not all(_is_narrow(rows[at], wide) for at in above):
        return stated[0]
    is_apart = any(width == 0 for width in widths[stated[0] : header]) or all(
        rows[at][0].startswith("# ") for at in above
    )
    return header if wide > 2 or (wide == 2 and is_apart) else stated[0]


def spoken(rows: Sequence[Sequence[str]]) -> str:
    """What the rows of a preamble say, one line a row."""
    lines = (" ".join(text for text in row if text.strip()) for row in rows)
    return "\n".join(line for line in lines if line)


def message(lines: Sequence[int]) -> str:
    """The warning that a preamble was found on these lines."""
    place = f"line {lines[0]} stands" if len(lines) == 1 else f"lines {lines[0]} to {lines[-1]} stand"
    return (
        f"{place} above the header and is taken as the table's description."
        if len(lines) == 1
        else (f"{place} above the header and are taken as the table's description.")
    )


def _width(row: Sequence[str]) -> int:
    return max((at for at, text in enumerate(row, start=1) if text.strip()), default=0)


def _is_narrow(row: Sequence[str], wide: int) -> bool:
    said = sum(1 for text in row if text.strip())
    return _width(row) < wide and (said <= (_FEW if wide > 3 else 1) or row[0].startswith("# "))
