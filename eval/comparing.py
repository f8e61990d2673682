"""The record of an earlier run and figures of this one in, what got better and worse out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from assistant.counted import counted
from eval.cases import CaseError
from eval.figures import Figures
from eval.intervals import Difference, paired_difference
from eval.measures import MEASURES
from eval.retrieval import OURS, measure_names
from eval.running import Result

_ORDER = {"wrong": 0, "abstained": 1, "right": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One case that went otherwise than before."""

    id: str
    kind: str
    before: str
    now: str

    @property
    def is_better(self) -> bool:
        """Whether it went better: right over abstained over wrong."""
        return _ORDER[self.now] > _ORDER[self.before]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the cases that both have; `only_before` and `only_now` count the others."""

    changes: tuple[Change, ...]
    differences: Mapping[str, Difference]
    shared: int
    only_before: int
    only_now: int


def read_record(path: Path) -> dict[str, Any]:
    """The record that `--json` wrote.

    Raises:
        CaseError: there is none, or it is of another kind or of an older format.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CaseError(f"'{path}': {error.strerror}. Name a file that --json wrote.") from None
    except ValueError as error:
        raise CaseError(f"{path}: {error}. Name a file that --json wrote.") from None
    if not isinstance(loaded, dict) or "cases" not in loaded or "format" not in loaded:
        raise CaseError(f"{path}: is no record of a run. Write one again: rowcite eval run --json {path}")
    return loaded


def compare(before: Mapping[str, Any], results: Sequence[Result], figures: Figures) -> Comparison:
    """What changed from a record to this run, case by case and in every measure that both have.

    Raises:
        CaseError: they share no case.
    """
    old = {case["id"]: case for case in before["cases"]}
    new = {result.case.id: result for result in results}
    shared = [id_ for id_ in new if id_ in old]
    if not shared:
        raise CaseError("The baseline shares no case with this run. Name a run of the same sets: --baseline")
    changes = tuple(
        Change(id_, new[id_].case.kind, old[id_]["verdict"], new[id_].verdict.value)
        for id_ in shared
        if old[id_]["verdict"] != new[id_].verdict.value
    )
    differences = dict(_differences(old, new, figures, shared))
    return Comparison(changes, differences, len(shared), len(old) - len(shared), len(new) - len(shared))


def changes_shown(comparison: Comparison) -> Iterator[str]:
    """A line for each case that changed, worse ones first, then what was compared."""
    for change in sorted(comparison.changes, key=lambda one: (one.is_better, one.kind, one.id)):
        word = "better" if change.is_better else "worse "
        yield f"{word}  {change.id}  {change.kind}: {change.before} → {change.now}"
    better = sum(change.is_better for change in comparison.changes)
    worse = len(comparison.changes) - better
    line = f"{counted(better, 'case')} better, {worse} worse, of {comparison.shared} in both."
    if comparison.only_before or comparison.only_now:
        line += f" Not compared: {comparison.only_before} only before, {comparison.only_now} only now."
    yield line


def difference_table(comparison: Comparison) -> Table | None:
    """One line a measure that changed, with the p value of the paired randomisation test; None of none."""
    changed = {name: found for name, found in comparison.differences.items() if found.mean}
    if not changed:
        return None
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("measure", no_wrap=True)
    for column in ("change", "p", "n"):
        table.add_column(column, justify="right")
    for name, found in changed.items():
        table.add_row(name, f"{found.mean:+.3f}", f"{found.p:.3f}", str(found.n))
    return table


def _differences(
    old: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, Result],
    figures: Figures,
    shared: Sequence[str],
) -> Iterator[tuple[str, Difference]]:
    for name in MEASURES:
        pairs = [(old[id_].get("measures", {}).get(name), new[id_].measures.get(name)) for id_ in shared]
        yield from _difference(MEASURES[name], pairs)
    for retriever in (*figures.retrievers, OURS):
        for name in measure_names(figures.k):
            pairs = [
                (
                    old[id_].get("retrieval", {}).get(retriever, {}).get(name),
                    figures.ranked.get(id_, {}).get(retriever, {}).get(name),
                )
                for id_ in shared
            ]
            yield from _difference(f"{retriever} {name}", pairs)


def _difference(
    name: str, pairs: Sequence[tuple[float | None, float | None]]
) -> Iterator[tuple[str, Difference]]:
    both = [(first, second) for first, second in pairs if first is not None and second is not None]
    if both:
        yield name, paired_difference([first for first, _ in both], [second for _, second in both])
