"""Results in, their totals out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.running import Result
from eval.scoring import Verdict


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those judged are right."""

    right: int
    judged: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a group of results adds up to: `n == right + wrong + abstained`.

    `faults` of the wrong ones raised an error; times are milliseconds of the last turn, None without any.
    """

    n: int
    right: int
    wrong: int
    abstained: int
    faults: int
    reasons: Share
    cells: Share
    p50: float | None
    p95: float | None


def totals(results: Iterable[Result]) -> Totals:
    """The totals of some results."""
    results = tuple(results)
    counts = {verdict: sum(result.verdict is verdict for result in results) for verdict in Verdict}
    times = [result.answer.elapsed_ms for result in results if result.answer is not None]
    return Totals(
        n=len(results),
        right=counts[Verdict.RIGHT],
        wrong=counts[Verdict.WRONG],
        abstained=counts[Verdict.ABSTAINED],
        faults=sum(result.answer is None for result in results),
        reasons=_share(result.score.is_reason_right for result in results),
        cells=_share(result.score.are_cells_cited for result in results),
        p50=percentile(times, 0.5),
        p95=percentile(times, 0.95),
    )


def grouped(results: Iterable[Result], *, by: Callable[[Result], str]) -> dict[str, Totals]:
    """The totals of each group, groups in the order in which they first occur."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(by(result), []).append(result)
    return {name: totals(members) for name, members in groups.items()}


def set_and_split(result: Result) -> str:
    """The group that gates are about: `bundled.dev`."""
    return f"{result.case.set_name}.{result.case.split}"


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which a share of the values lies, between two by linear interpolation; None of none.

    >>> percentile([4.0, 1.0, 3.0, 2.0], 0.5)
    2.5
    """
    if not values:
        return None
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def _share(flags: Iterable[bool | None]) -> Share:
    judged = [flag for flag in flags if flag is not None]
    return Share(sum(judged), len(judged))
