"""A run with all stages in, the same cases without each stage out: what each one adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.table import Table

from eval.cases import Case
from eval.intervals import Difference, paired_difference
from eval.progress import run_shown
from eval.running import Result, Setup
from eval.stages import STAGES
from eval.summary import Totals, grouped, set_and_split, totals

WHOLE = "all stages"


@dataclass(frozen=True, slots=True)
class Ablated:
    """How the cases went without one stage; `changes` of right and wrong are against all stages."""

    stage: str
    totals: Totals
    sets: Mapping[str, Totals]
    changes: Mapping[str, Difference]


def ablated(
    cases: Sequence[Case], folders: Mapping[str, Path], *, setup: Setup, whole: Sequence[Result]
) -> tuple[Ablated, ...]:
    """One for each stage that the run `whole` had, its cases asked again without it."""
    bare = replace(setup, has_retrievers=False, has_plain=False, retriever=None)
    found = []
    for stage in STAGES:
        if stage not in setup.without:
            without = replace(bare, without=setup.without | {stage})
            found.append(against(whole, run_shown(cases, folders, setup=without), stage))
    return tuple(found)


def against(whole: Sequence[Result], results: Sequence[Result], stage: str) -> Ablated:
    """A run without a stage, set against the one with it."""
    changes = {
        name: paired_difference(*([one.measures[name] for one in run] for run in (whole, results)))
        for name in ("right", "wrong")
    }
    return Ablated(stage, totals(results), grouped(results, by=set_and_split), changes)


def ablation_table(whole: Totals, found: Sequence[Ablated]) -> Table:
    """One line a stage left out: how the cases went, and the changes with the p values of their test."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("without", no_wrap=True)
    for column in ("n", "right", "wrong", "abstained", "± right", "p", "± wrong", "p"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_row(WHOLE, *(str(count) for count in _counts(whole).values()))
    for one in found:
        changes = (text for each in one.changes.values() for text in (f"{each.mean:+.3f}", f"{each.p:.3f}"))
        table.add_row(one.stage, *(str(count) for count in _counts(one.totals).values()), *changes)
    return table


def ablation_record(found: Sequence[Ablated]) -> dict[str, Any]:
    """What is written of it: by stage, the counts, those of each set, and the changes as [mean, p, n]."""
    return {
        one.stage: {
            **_counts(one.totals),
            "sets": {name: _counts(group) for name, group in one.sets.items()},
            "changes": {name: [each.mean, each.p, each.n] for name, each in one.changes.items()},
        }
        for one in found
    }


def _counts(group: Totals) -> dict[str, int]:
    return {"n": group.n, "right": group.right, "wrong": group.wrong, "abstained": group.abstained}
