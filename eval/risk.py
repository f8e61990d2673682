"""How sure each answer was and how it went in, the risk–coverage curve out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Reason, Status


@dataclass(frozen=True, slots=True)
class Judged:
    """One case: `confidence` is higher for surer and None where nothing was said."""

    confidence: float | None
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Of all cases the share answered, and of those answered the share that is wrong."""

    coverage: float
    risk: float


def confidence(answer: Answer | None) -> float | None:
    """How sure an Answer is: answered in full 3, in part 2, only the closest rows 1; None where it is silent.

    Asking that failed counts as an answer of the most confident kind: nobody was warned.
    """
    if answer is None or answer.status is Status.ANSWERED:
        return 3.0
    if answer.status is Status.PARTIAL:
        return 1.0 if answer.reason is Reason.CLOSEST else 2.0
    return None


def risk_coverage(cases: Sequence[Judged]) -> tuple[Point, ...]:
    """The curve of El-Yaniv and Wiener 2010: one point for each level of confidence, surest first.

    Cases of equal confidence are answered together, so their order does not matter.
    """
    said = sorted({case.confidence for case in cases if case.confidence is not None}, reverse=True)
    points = []
    for level in said:
        answered = [case for case in cases if case.confidence is not None and case.confidence >= level]
        wrong = sum(case.is_wrong for case in answered)
        points.append(Point(len(answered) / len(cases), wrong / len(answered)))
    return tuple(points)
