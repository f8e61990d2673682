"""Figures in, inline SVG out; colours and type are the page's (static/report.css)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from eval.figures import Group
from eval.risk import Point

_WIDTH = 1000
_LABEL = 190  # where the bars start
_COUNT = 70  # what stands right of them
_BAR, _STEP = 16, 27
_SIDE = 480  # of the small plots
_HIGH = 300
_EDGE = 44  # room for the axes
_COLOURS = 6  # in the style sheet
_SMALL, _LOW, _PAD = 230, 110, 10  # of one set's trend


def kind_bars(kinds: Mapping[str, Group]) -> str:
    """One bar a kind: right, abstained and wrong, with the 95 % interval of what is right."""
    height = _STEP * len(kinds) + 26
    scale = _WIDTH - _LABEL - _COUNT
    parts = [_axis(scale, height)]
    for place, (kind, group) in enumerate(kinds.items()):
        top = place * _STEP + 4
        parts.append(f"<text x='0' y='{top + 13}'>{escape(kind)}</text>")
        left = float(_LABEL)
        for name in ("right", "abstained", "wrong"):
            width = group.measures[name].mean * scale
            title = f"<title>{escape(kind)}: {getattr(group.totals, name)} {name}</title>"
            parts.append(
                f"<rect class='{name}' x='{left:.1f}' y='{top}' width='{width:.1f}' height='{_BAR}'>"
                f"{title}</rect>"
            )
            left += width
        right = group.measures["right"]
        ends = [_LABEL + end * scale for end in (right.low, right.high)]
        parts.append(_whisker(ends[0], ends[1], top + _BAR / 2))
        count = f"{group.totals.right}/{group.totals.n}"
        parts.append(f"<text x='{_WIDTH}' y='{top + 13}' text-anchor='end'>{count}</text>")
    words = "By kind: the shares right, abstained and wrong"
    return _svg(_WIDTH, height, parts, words)


def risk_curves(curves: Mapping[str, Sequence[Point]]) -> str:
    """Risk against coverage, one line for each that answers; ours with its operating points."""
    parts = _frame("share of questions answered", "of those, wrong")
    for place, (name, curve) in enumerate(curves.items()):
        colour = f"c{place % _COLOURS}"
        dots = [(_x(point.coverage), _y(point.risk)) for point in curve]
        if not dots:
            continue
        path = " ".join(f"{'L' if n else 'M'}{x:.1f},{y:.1f}" for n, (x, y) in enumerate(dots))
        parts.append(f"<path class='curve {colour}' d='{path}'/>")
        if place == 0:
            parts += [
                f"<circle class='{colour}' cx='{x:.1f}' cy='{y:.1f}' r='4'>"
                f"<title>{point.coverage:.0%} answered, {point.risk:.1%} of them wrong</title></circle>"
                for (x, y), point in zip(dots, curve, strict=True)
            ]
        parts.append(_legend(place, name, colour))
    return _svg(_SIDE, _HIGH, parts, "Risk against coverage")


def trend_line(name: str, points: Sequence[tuple[str, float, float]]) -> str:
    """The share right of one set, by commit, oldest first; small, for one plot a set."""
    step = (_SMALL - 2 * _PAD) / max(len(points) - 1, 1)
    dots = [
        (_PAD + place * step, _LOW - _PAD - right * (_LOW - 40), commit, right)
        for place, (commit, right, _) in enumerate(points)
    ]
    path = " ".join(f"{'L' if place else 'M'}{x:.1f},{y:.1f}" for place, (x, y, _, _) in enumerate(dots))
    parts = [
        f"<text x='{_PAD}' y='16'>{escape(name)}</text>",
        f"<text x='{_SMALL - _PAD}' y='16' text-anchor='end'>{points[-1][1]:.0%}</text>",
        *(
            f"<line class='grid' x1='{_PAD}' x2='{_SMALL - _PAD}' y1='{y}' y2='{y}'/>"
            for y in (_LOW - _PAD, 40 - _PAD)
        ),
        f"<path class='curve c0' d='{path}'/>",
        *(
            f"<circle class='c0' cx='{x:.1f}' cy='{y:.1f}' r='3'>"
            f"<title>{escape(commit)}: {right:.1%}</title></circle>"
            for x, y, commit, right in dots
        ),
    ]
    return _svg(_SMALL, _LOW, parts, f"Share right of {name}, by commit")


def _axis(scale: float, height: int) -> str:
    lines = []
    for tenths in range(0, 11, 2):
        x = _LABEL + tenths / 10 * scale
        lines.append(f"<line class='grid' x1='{x:.1f}' x2='{x:.1f}' y1='0' y2='{height - 20}'/>")
        lines.append(
            f"<text class='soft' x='{x:.1f}' y='{height - 5}' text-anchor='middle'>{tenths * 10} %</text>"
        )
    return "".join(lines)


def _whisker(first: float, last: float, y: float) -> str:
    path = f"M{first:.1f},{y - 4}v8M{first:.1f},{y}H{last:.1f}M{last:.1f},{y - 4}v8"
    return f"<path class='whisker' fill='none' d='{path}'/>"


def _frame(across: str, up: str) -> list[str]:
    parts = []
    for tenths in range(0, 11, 2):
        y = _y(tenths / 10)
        x = _x(tenths / 10)
        parts.append(f"<line class='grid' x1='{_EDGE}' x2='{_SIDE - _EDGE}' y1='{y:.1f}' y2='{y:.1f}'/>")
        parts.append(
            f"<text class='soft' x='{_EDGE - 6}' y='{y + 4:.1f}' text-anchor='end'>{tenths * 10}</text>"
        )
        parts.append(
            f"<text class='soft' x='{x:.1f}' y='{_HIGH - 24}' text-anchor='middle'>{tenths * 10}</text>"
        )
    parts.append(
        f"<text class='soft' x='{_SIDE / 2}' y='{_HIGH - 6}' text-anchor='middle'>{escape(across)}</text>"
    )
    parts.append(f"<text class='soft' x='4' y='14'>{escape(up)}, %</text>")
    return parts


def _legend(place: int, name: str, colour: str) -> str:
    y = 30 + place * 16
    line = f"<line class='curve {colour}' x1='{_EDGE + 12}' x2='{_EDGE + 30}' y1='{y - 4}' y2='{y - 4}'/>"
    return f"{line}<text class='soft' x='{_EDGE + 36}' y='{y}'>{escape(name)}</text>"


def _x(share: float) -> float:
    return _EDGE + share * (_SIDE - 2 * _EDGE)


def _y(share: float) -> float:
    return _HIGH - _EDGE - share * (_HIGH - _EDGE - 22)


def _svg(width: int, height: int, parts: Sequence[str], words: str) -> str:
    return (
        f"<svg viewBox='0 0 {width} {height}' role='img' aria-label='{escape(words)}'>{''.join(parts)}</svg>"
    )
