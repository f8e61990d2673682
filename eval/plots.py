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


def trend_lines(trends: Mapping[str, Sequence[tuple[str, float, float]]]) -> str:
    """The share right of each set, by commit, oldest first."""
    commits = list(dict.fromkeys(commit for points in trends.values() for commit, _, _ in points))
    step = (_SIDE - 2 * _EDGE) / max(len(commits) - 1, 1)
    parts = _frame(f"commits, oldest first ({len(commits)})", "right")
    for place, (name, points) in enumerate(trends.items()):
        colour = f"c{place % _COLOURS}"
        dots = [
            (_EDGE + commits.index(commit) * step, _y(right), commit, right) for commit, right, _ in points
        ]
        path = " ".join(f"{'L' if n else 'M'}{x:.1f},{y:.1f}" for n, (x, y, _, _) in enumerate(dots))
        parts.append(f"<path class='curve {colour}' d='{path}'/>")
        parts += [
            f"<circle class='{colour}' cx='{x:.1f}' cy='{y:.1f}' r='3'>"
            f"<title>{escape(name)} at {escape(commit)}: {right:.1%}</title></circle>"
            for x, y, commit, right in dots
        ]
        parts.append(_legend(place, name, colour, low=True))
    return _svg(_SIDE, _HIGH, parts, "Share right of each set, by commit")


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
        if "commits" not in across:
            parts.append(
                f"<text class='soft' x='{x:.1f}' y='{_HIGH - 24}' text-anchor='middle'>{tenths * 10}</text>"
            )
    parts.append(
        f"<text class='soft' x='{_SIDE / 2}' y='{_HIGH - 6}' text-anchor='middle'>{escape(across)}</text>"
    )
    parts.append(f"<text class='soft' x='4' y='14'>{escape(up)}, %</text>")
    return parts


def _legend(place: int, name: str, colour: str, *, low: bool = False) -> str:
    y = (_HIGH - 130 if low else 30) + place * 16
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
