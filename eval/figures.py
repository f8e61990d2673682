"""Results in, every figure with its interval out: overall, by kind, by tag and by set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.intervals import Interval, mean_interval, percentile_interval
from eval.measures import MEASURES
from eval.retrieval import CITATIONS, DEFAULT_K, OURS, ranking_measures, row_set_measures
from eval.risk import Judged, Point, confidence, risk_coverage
from eval.running import Result
from eval.scoring import SUBSET, Verdict
from eval.summary import Totals, set_and_split, totals

_PARTS = 0.5, 0.95


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of some cases: `retrieval` is by retriever and measure, `p50` and `p95` milliseconds."""

    totals: Totals
    measures: Mapping[str, Interval]
    retrieval: Mapping[str, Mapping[str, Interval]]
    p50: Interval | None
    p95: Interval | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a run; `curves` are risk–coverage, by what answers: `OURS`, or a retriever's rows."""

    k: int
    overall: Group
    kinds: Mapping[str, Group]
    tags: Mapping[str, Group]
    sets: Mapping[str, Group]
    curves: Mapping[str, tuple[Point, ...]]
    ranked: Mapping[str, Mapping[str, Mapping[str, float]]]

    @property
    def retrievers(self) -> tuple[str, ...]:
        """What was compared: the answer's own citations last."""
        names = dict.fromkeys(name for by_name in self.ranked.values() for name in by_name)
        return (*(name for name in names if name not in (CITATIONS, OURS)), CITATIONS)


def figures(results: Sequence[Result], *, k: int = DEFAULT_K) -> Figures:
    """The figures of a run; rankings are cut at k. `ranked` has each case's own, by id and retriever."""
    ranked = _ranked(results, k)

    def groups(names: Callable[[Result], Iterable[str]]) -> dict[str, Group]:
        members: dict[str, list[Result]] = {}
        for result in results:
            for name in names(result):
                members.setdefault(name, []).append(result)
        return {name: _group(members[name], ranked) for name in sorted(members)}

    return Figures(
        k,
        _group(results, ranked),
        groups(lambda result: (result.case.kind,)),
        groups(lambda result: result.case.tags),
        groups(lambda result: (set_and_split(result),)),
        _curves(results),
        ranked,
    )


def _group(results: Sequence[Result], ranked: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Group:
    values = {name: [one.measures[name] for one in results if name in one.measures] for name in MEASURES}
    by_retriever: dict[str, dict[str, list[float]]] = {}
    for result in results:
        for retriever, measured in ranked.get(result.case.id, {}).items():
            for name, value in measured.items():
                by_retriever.setdefault(retriever, {}).setdefault(name, []).append(value)
    times = [result.answer.elapsed_ms for result in results if result.answer is not None]
    middle, slow = (percentile_interval(times, part) if times else None for part in _PARTS)
    return Group(
        totals(results),
        {name: mean_interval(found) for name, found in values.items() if found},
        {
            retriever: {name: mean_interval(found) for name, found in measured.items()}
            for retriever, measured in by_retriever.items()
        },
        middle,
        slow,
    )


def _ranked(results: Sequence[Result], k: int) -> dict[str, dict[str, dict[str, float]]]:
    """By case and retriever: the measures of its ranking, for cases with gold rows.

    Our own rows are under `OURS`, as `exact` and `F1`: they need no cut.
    """
    gold = {one.case.id: one.case.rows for one in results if one.case.rows and one.case.is_answerable}
    retrievers = dict.fromkeys(name for result in results for name in result.rankings)
    found: dict[str, dict[str, dict[str, float]]] = {id_: {} for id_ in gold}
    for retriever in retrievers:
        rankings = {result.case.id: result.rankings.get(retriever, ()) for result in results}
        measured = ranking_measures(rankings, gold, k=k)
        for result in results:
            id_ = result.case.id
            if id_ not in gold:
                continue
            as_answer = {}
            if SUBSET not in result.case.tags:  # of a described need the gold rows are not all rows
                as_answer = row_set_measures(rankings[id_], gold[id_], k=k)
            found[id_][retriever] = {**measured[id_], **as_answer}
    for result in results:
        if result.case.id in gold and SUBSET not in result.case.tags:
            names = (("exact", "row_set"), ("F1", "row_f1"))
            found[result.case.id][OURS] = {name: result.measures.get(ours, 0.0) for name, ours in names}
    return found


def _curves(results: Sequence[Result]) -> dict[str, tuple[Point, ...]]:
    """Ours by the answer's status; a retriever's first row as the answer, by its score.

    A retriever is wrong where its first row is no gold row, or where the catalog has no answer. Only cases
    whose gold rows are known, or that have no answer, are on the retrievers' curves.
    """
    ours = [Judged(confidence(one.answer), one.verdict is Verdict.WRONG) for one in results]
    curves = {OURS: risk_coverage(ours)}
    judged = [one for one in results if one.case.rows or not one.case.is_answerable]
    for name in dict.fromkeys(name for result in judged for name in result.scores):
        firsts = [(one, one.rankings.get(name, ())[:1]) for one in judged]
        curves[name] = risk_coverage(
            [
                Judged(one.scores[name] if first else None, not set(first) <= set(one.case.rows or ()))
                for one, first in firsts
            ]
        )
    return curves
