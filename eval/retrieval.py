"""Rankings and gold rows in, the field's measures of them out: the one file that knows ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from eval.measures import set_f1

DEFAULT_K = 10
CITATIONS = "citations"  # the answer's own, taken as a ranking
OURS = "rowcite"  # the answer's row set, which needs no cut
ROW_SET = "exact@gold"  # a retriever's row set, cut at the number of gold rows


def measure_names(k: int) -> tuple[str, ...]:
    """What is measured of a ranking, in the field's names.

    >>> measure_names(5)
    ('R@5', 'Success@1', 'Success@5', 'RR@5', 'nDCG@5')
    """
    return tuple(dict.fromkeys((f"R@{k}", "Success@1", f"Success@{k}", f"RR@{k}", f"nDCG@{k}")))


def ranking_measures(
    rankings: Mapping[str, Sequence[str]], gold: Mapping[str, Sequence[str]], *, k: int = DEFAULT_K
) -> dict[str, dict[str, float]]:
    """For each question with gold rows, each measure of its ranking; one that found nothing measures 0.

    Gold rows are equally relevant. `R@k` is recall, `RR@k` the reciprocal rank (its mean is MRR).
    """
    from ir_measures import iter_calc, parse_measure  # imported where measured: it takes a while

    names = {parse_measure(name): name for name in measure_names(k)}
    qrels = {question: dict.fromkeys(rows, 1) for question, rows in gold.items() if rows}
    run = {
        question: {row: 1 / rank for rank, row in enumerate(dict.fromkeys(rankings.get(question, ())), 1)}
        for question in qrels
    }
    found = {question: dict.fromkeys(names.values(), 0.0) for question in qrels}
    if qrels:
        for metric in iter_calc(list(names), qrels, run):
            found[metric.query_id][names[metric.measure]] = float(metric.value)
    return found


def row_set_measures(ranking: Sequence[str], gold: Sequence[str], *, k: int = DEFAULT_K) -> dict[str, float]:
    """How a ranking does as an answer: its first rows taken as the row set, at the gold size and at k.

    >>> row_set_measures(["a", "b", "c"], ["b", "a"], k=3)
    {'exact@gold': 1.0, 'F1@gold': 1.0, 'exact@3': 0.0, 'F1@3': 0.8}
    """
    found = {}
    for name, cut in (("gold", len(gold)), (str(k), k)):
        first = list(ranking[:cut])
        found[f"exact@{name}"] = float(set(first) == set(gold))
        found[f"F1@{name}"] = set_f1(first, gold)
    return found


@cache
def version() -> str:
    """The version of ir-measures that measures."""
    from importlib.metadata import version as installed

    return installed("ir-measures")
