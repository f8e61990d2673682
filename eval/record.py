"""Results and figures in, one plain object for `--json` out."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from eval.cases import HELD
from eval.figures import Figures, Group
from eval.retrieval import version
from eval.running import Result

FORMAT = 2  # of the record; 1 had no figures


def record(
    results: Sequence[Result],
    figures: Figures,
    *,
    commit: str,
    settings: Mapping[str, Any],
    left_out: Sequence[str] = (),
    ablation: Mapping[str, Any] = MappingProxyType({}),
    shows_held: bool = False,
) -> dict[str, Any]:
    """Machine, commit, builds, settings, figures and every case; of held cases only how they went.

    `commit` is that of the code as it was when the run began, `ablation` what `ablation_record` gives.
    """
    builds = {one.case.catalog: one.answer.build for one in results if one.answer is not None}
    return {
        "format": FORMAT,
        "commit": commit,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "builds": builds,
        "ir_measures": version(),
        "settings": dict(settings),
        "left_out": list(left_out),
        "k": figures.k,
        "total": asdict(figures.overall.totals),
        "figures": group_figures(figures.overall),
        "sets": {name: _group(group) for name, group in figures.sets.items()},
        "kinds": {name: _group(group) for name, group in figures.kinds.items()},
        "tags": {name: _group(group) for name, group in figures.tags.items()},
        "risk_coverage": {
            name: [[point.coverage, point.risk] for point in curve] for name, curve in figures.curves.items()
        },
        "ablation": dict(ablation),
        "cases": [_case(result, figures, shows_held=shows_held) for result in results],
    }


def group_figures(group: Group) -> dict[str, Any]:
    """The figures of a group, each as [mean, low, high, n]."""
    return {
        "measures": {name: [one.mean, one.low, one.high, one.n] for name, one in group.measures.items()},
        "retrieval": {
            retriever: {name: [one.mean, one.low, one.high, one.n] for name, one in measured.items()}
            for retriever, measured in group.retrieval.items()
        },
        **{
            name: None if one is None else [one.mean, one.low, one.high, one.n]
            for name, one in (("p50", group.p50), ("p95", group.p95))
        },
    }


def machine() -> dict[str, Any]:
    """What the times depend on: the cores and the Python."""
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
    }


def commit() -> str:
    """The short id of this code's commit, with `+` where files differ; "" outside a repository."""
    return _git("describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*")


def committed_at() -> str:
    """When that commit was made (ISO 8601); "" outside a repository."""
    return _git("log", "-1", "--format=%cI")


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""  # no git on this machine
    return done.stdout.strip()


def _group(group: Group) -> dict[str, Any]:
    return {**asdict(group.totals), "figures": group_figures(group)}


def _case(result: Result, figures: Figures, *, shows_held: bool) -> dict[str, Any]:
    case, answer = result.case, result.answer
    how = {
        "id": case.id,
        "set": case.set_name,
        "split": case.split,
        "kind": case.kind,
        "catalog": case.catalog,
        "verdict": result.verdict.value,
        "is_reason_right": result.score.is_reason_right,
        "are_cells_cited": result.score.are_cells_cited,
        "elapsed_ms": None if answer is None else answer.elapsed_ms,
        "measures": dict(result.measures),
        "retrieval": {name: dict(found) for name, found in figures.ranked.get(case.id, {}).items()},
    }
    if case.split == HELD and not shows_held:
        return how
    gold = {
        "status": sorted(case.statuses),
        "reasons": sorted(case.reasons),
        "rows": case.rows,
        "values": case.values,
        "cells": case.cells,
    }
    got = {"fault": result.fault} if answer is None else answer.to_dict()
    return {
        **how,
        "tags": sorted(case.tags),
        "turns": case.turns,
        "expected": gold,
        "got": got,
        "unsupported": result.unsupported,
    }
