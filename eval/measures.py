"""One case and its Answer in, what each measure says of it out.

Every measure is a number of one case; a figure is its mean over the cases that have it. A measure that does
not apply to a case is left out, so precision and recall are means over cases (macro averages).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.answer import Answer, Status
from eval.resolving import Resolved
from eval.scoring import SAYING, SUBSET, Score, Verdict, values_agree

COSTS = (1, 4, 10)  # of a wrong answer, where a right one earns 1 and abstaining costs nothing

MEASURES: Mapping[str, str] = {
    "right": "right answers and right abstentions",
    "wrong": "wrong",
    "abstained": "abstained though the catalog has the answer",
    "row_set": "exactly the gold rows",
    "row_f1": "F1 of the row set",
    "values": "exactly the gold values",
    "count": "counts that are exact",
    "cited_rows_precision": "cited rows that are gold rows",
    "cited_rows_recall": "gold rows that are cited",
    "cited_cells_precision": "cited cells that are gold cells, or the names of gold rows",
    "cited_cells_recall": "gold cells that are cited",
    "unsupported": "unsupported claims an answer",
    "abstention_precision": "abstentions where the catalog does not say",
    "abstention_recall": "questions without an answer that are abstained from",
    "reason": "abstentions and partial answers with a right reason",
    **{f"score_{cost}": f"right +1, abstained 0, wrong −{cost}" for cost in COSTS},
}


def measures(
    resolved: Resolved, answer: Answer | None, score: Score, *, claims: Sequence[str]
) -> dict[str, float]:
    """What applies to one case, in the order of `MEASURES`; `answer` is None where asking failed.

    `claims` are those that nothing bears out.
    """
    found = dict(_measured(resolved, answer, score, claims))
    return {name: found[name] for name in MEASURES if name in found}


def set_f1(found: Collection[str], gold: Collection[str]) -> float:
    """The harmonic mean of precision and recall of two sets; 1 where both are empty.

    >>> set_f1(["a", "b", "c"], ["b", "c", "d", "e"])
    0.5714285714285714
    """
    if not found and not gold:
        return 1.0
    return 2 * len(set(found) & set(gold)) / (len(set(found)) + len(set(gold)))


def is_silent(answer: Answer) -> bool:
    """Whether an answer says nothing about the catalog: it refuses, asks back or offers help."""
    return answer.status not in SAYING


def _measured(
    resolved: Resolved, answer: Answer | None, score: Score, claims: Sequence[str]
) -> Iterator[tuple[str, float]]:
    for verdict in Verdict:
        yield verdict.value, float(score.verdict is verdict)
    yield from ((f"score_{cost}", _points(score.verdict, cost)) for cost in COSTS)
    if score.is_reason_right is not None:
        yield "reason", float(score.is_reason_right)
    if answer is None:
        return
    case = resolved.case
    yield from _abstention(case.is_answerable, answer)
    if case.is_answerable:
        yield from _answer(resolved, answer)
    if not is_silent(answer):
        yield "unsupported", float(len(claims))
        yield from _citations(resolved, answer)


def _points(verdict: Verdict, cost: int) -> float:
    return {Verdict.RIGHT: 1.0, Verdict.ABSTAINED: 0.0}.get(verdict, float(-cost))


def _abstention(is_answerable: bool, answer: Answer) -> Iterator[tuple[str, float]]:
    if answer.status is Status.ABSTAINED:
        yield "abstention_precision", float(not is_answerable)
    if not is_answerable:
        yield "abstention_recall", float(answer.status is Status.ABSTAINED)


def _answer(resolved: Resolved, answer: Answer) -> Iterator[tuple[str, float]]:
    case = resolved.case
    said = () if is_silent(answer) else answer.rows
    if case.rows is not None and SUBSET not in case.tags:
        yield "row_set", float(not is_silent(answer) and set(said) == set(case.rows))
        yield "row_f1", 0.0 if is_silent(answer) else set_f1(said, case.rows)
    if case.values is not None:
        agrees = float(not is_silent(answer) and values_agree(case, answer))
        yield "values", agrees
        if case.kind == "count" or "count" in case.tags or any(query.take == "count" for query in case.gold):
            yield "count", agrees


def _citations(resolved: Resolved, answer: Answer) -> Iterator[tuple[str, float]]:
    case = resolved.case
    cited = {citation.row_id for citation in answer.citations if citation.row_id is not None}
    if case.is_answerable and case.rows:
        gold = set(case.rows)
        if cited:
            yield "cited_rows_precision", len(cited & gold) / len(cited)
        yield "cited_rows_recall", len(cited & gold) / len(gold)
    if case.is_answerable and case.cells:
        cells = {
            (citation.row_id, cell.column)
            for citation in answer.citations
            if citation.row_id is not None
            for cell in citation.cells
        }
        if cells:
            yield "cited_cells_precision", len(cells & set(resolved.evidence)) / len(cells)
        yield "cited_cells_recall", len(cells & set(case.cells)) / len(case.cells)
