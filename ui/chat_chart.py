"""An answer's table in, a bar chart as inline SVG out, where the answer is numbers for several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.answer import Grid
from corpus.kinds import is_stated
from corpus.numbers import Marks, Number, marks_of, parse

_MOST_BARS = 24  # more are read better in the text
_ROW, _BAR = 28, 16  # pixels a line, and of it the bar
_NAME_WIDTH, _VALUE_WIDTH = 34, 16  # per cent of the width, for the names and for the values
_NAME_LIMIT = 30  # characters of a name
_VALUE_LIMIT = 16
_YEARS = range(1000, 2200)  # whole numbers without a unit in this range are years, no amounts


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: its name, its value as the table has it, and the ends of what is stated."""

    name: str
    text: str
    low: float
    high: float


def chart_html(grid: Grid | None) -> str:
    """The chart of a table's first column of numbers, with its caption; `""` where a chart says nothing.

    Drawn where at least two and at most 24 lines have a number, every stated cell of the column is one,
    and all have the same unit. Bars start at zero; the paler end of a bar is the upper end of a range.
    """
    if grid is None or not 2 <= len(grid.rows) <= _MOST_BARS:
        return ""
    for place in range(1, len(grid.columns)):
        bars = _bars([row[0] for row in grid.rows], [row[place] for row in grid.rows])
        if bars:
            caption = escape(f"{grid.columns[place]} by {grid.columns[0]}")
            return f"<figure class='chart'><figcaption>{caption}</figcaption>{_svg(bars, caption)}</figure>"
    return ""


def _bars(names: Sequence[str], texts: Sequence[str]) -> list[Bar]:
    stated = [(name, text) for name, text in zip(names, texts, strict=True) if is_stated(text)]
    votes = marks_of([text for _, text in stated])
    marks = Marks.COMMA if votes[Marks.COMMA] > votes[Marks.POINT] else Marks.POINT
    numbers = [parse(text, marks=marks) for _, text in stated]
    found = [number for number in numbers if number is not None]
    if len(found) < 2 or len(found) < len(numbers) or len({(one.currency, one.unit) for one in found}) > 1:
        return []
    ends = [_ends(number) for number in found]
    if all(_is_year(number) for number in found) or not any(end for pair in ends for end in pair):
        return []
    return [Bar(name, text, *pair) for (name, text), pair in zip(stated, ends, strict=True)]


def _ends(number: Number) -> tuple[float, float]:
    known = [end for end in (number.low, number.high) if end is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _is_year(number: Number) -> bool:
    has_unit = bool(number.currency or number.unit)
    return not has_unit and number.low is not None and number.low.is_integer() and int(number.low) in _YEARS


def _svg(bars: Sequence[Bar], label: str) -> str:
    least, most = min(0.0, *(bar.low for bar in bars)), max(0.0, *(bar.high for bar in bars))
    half = most / 2 - least / 2 or 1.0  # halves, for the whole of two huge numbers is no number

    def across(value: float) -> float:
        return _NAME_WIDTH + (value / 2 - least / 2) / half * (100 - _NAME_WIDTH - _VALUE_WIDTH)

    lines = []
    for place, bar in enumerate(bars):
        top, middle = place * _ROW + (_ROW - _BAR) // 2, place * _ROW + _ROW // 2
        parts = [_rect("bar", across(min(0.0, bar.low)), across(max(0.0, bar.low)), top)]
        if bar.high > bar.low:
            parts.append(_rect("bar is-range", across(max(bar.low, 0.0)), across(max(bar.high, 0.0)), top))
        name, value = _cut(bar.name, _NAME_LIMIT), _cut(bar.text, _VALUE_LIMIT)
        lines.append(
            f"<g><title>{escape(bar.name)}: {escape(bar.text)}</title>"
            f"<text class='name' x='{_NAME_WIDTH - 1.5:.2f}%' y='{middle}' text-anchor='end'>"
            f"{escape(name)}</text>{''.join(parts)}"
            f"<text class='value' x='{across(max(bar.high, 0.0)) + 1:.2f}%' y='{middle}'>"
            f"{escape(value)}</text></g>"
        )
    height, zero = len(bars) * _ROW, across(0.0)
    axis = f"<line class='zero' x1='{zero:.2f}%' x2='{zero:.2f}%' y1='0' y2='{height}'/>"
    return (
        f"<svg role='img' aria-label='Bar chart: {label}' width='100%' height='{height}'>"
        f"{''.join(lines)}{axis}</svg>"
    )


def _rect(style: str, start: float, end: float, top: int) -> str:
    width = max(end - start, 0.0)
    return f"<rect class='{style}' x='{start:.2f}%' y='{top}' width='{width:.2f}%' height='{_BAR}' rx='3'/>"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
