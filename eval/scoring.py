"""One case and its Answer in, what the Answer is worth out."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import Answer, Status
from corpus.words import folded
from eval.cases import Case

_TOLERANCE = 1e-6  # of the numbers of an answer; WikiTableQuestions uses the same
_MOST_OFFERED = 3  # rows for a described need, by the contract
SUBSET = "rows_subset"  # the tag of cases whose gold rows need only be among those offered
SAYING = frozenset({Status.ANSWERED, Status.PARTIAL})


class Verdict(StrEnum):
    """What one Answer is worth.

    right: the status is one of those accepted and, where it is answered or partial, the rows and the values
    are the gold ones as sets (rows by id; values by their folded words, numbers within 1e-6), each where the
    case gives them. Described needs (tag `rows_subset`): the gold rows are among the at most three offered.

    abstained: it did not say, asked back or offered help where the catalog has the answer.

    wrong: all else: it said something where a refusal was expected, other rows or values than the gold,
    another status than accepted, or asked back where it had to refuse.
    """

    RIGHT = "right"
    WRONG = "wrong"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Score:
    """The verdict, and two measures of their own; None where the case does not ask for them.

    `is_reason_right`: of an accepted refusal or part of one, whether its reason is accepted too.
    `are_cells_cited`: of a right answer, whether the cells that the case names are cited.
    """

    verdict: Verdict
    is_reason_right: bool | None = None
    are_cells_cited: bool | None = None


def score(case: Case, answer: Answer) -> Score:
    """What `answer`, the one to the case's last turn, is worth."""
    if answer.status not in case.statuses:
        is_answerable = case.statuses != {Status.ABSTAINED}
        is_silent = answer.status not in SAYING
        return Score(Verdict.ABSTAINED if is_answerable and is_silent else Verdict.WRONG)
    is_judged = bool(case.reasons) and answer.status is not Status.ANSWERED
    reason = answer.reason in case.reasons if is_judged else None
    if answer.status in SAYING and not (_rows_agree(case, answer) and values_agree(case, answer)):
        return Score(Verdict.WRONG, reason)
    return Score(Verdict.RIGHT, reason, None if case.cells is None else _are_cited(case.cells, answer))


def same_value(one: str, other: str) -> bool:
    """Whether two values are the same: as numbers within 1e-6, else by their words and currency signs.

    >>> same_value("On-Demand", "on demand"), same_value("103", "103.0"), same_value("5", "-5")
    (True, True, False)
    """
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        return math.isclose(first, second, rel_tol=0, abs_tol=_TOLERANCE)
    words = folded(one)
    return words == folded(other) and (bool(words) or one == other) and _signs(one) == _signs(other)


def _rows_agree(case: Case, answer: Answer) -> bool:
    if case.rows is None:
        return True
    if SUBSET in case.tags:
        return set(case.rows) <= set(answer.rows) and len(answer.rows) <= _MOST_OFFERED
    return set(case.rows) == set(answer.rows)


def values_agree(case: Case, answer: Answer) -> bool:
    """Whether the values are the gold ones, as sets; true where they are not judged."""
    if case.values is None:
        return True
    return _are_among(case.values, answer.values) and _are_among(answer.values, case.values)


def _are_among(values: Collection[str], others: Collection[str]) -> bool:
    return all(any(same_value(value, other) for other in others) for value in values)


def _are_cited(cells: Collection[tuple[str, str]], answer: Answer) -> bool:
    cited = {(citation.row_id, cell.column) for citation in answer.citations for cell in citation.cells}
    return cited.issuperset(cells)


def _number(text: str) -> float | None:
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _signs(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) == "Sc"]
