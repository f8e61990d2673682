"""Results in, one plain object for `--json` out."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.running import Result
from eval.summary import grouped, set_and_split, totals
from eval.tables import HELD


def record(results: Sequence[Result], *, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Machine, commit, settings, totals and every case; of held cases only how they went."""
    return {
        "commit": commit(),
        "machine": machine(),
        "settings": dict(settings),
        "total": asdict(totals(results)),
        "sets": {name: asdict(group) for name, group in grouped(results, by=set_and_split).items()},
        "kinds": {
            name: asdict(group) for name, group in grouped(results, by=lambda one: one.case.kind).items()
        },
        "cases": [_case(result) for result in results],
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
    command = ["git", "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    except OSError:
        return ""  # no git on this machine
    return done.stdout.strip()


def _case(result: Result) -> dict[str, Any]:
    case, answer = result.case, result.answer
    how = {
        "id": case.id,
        "set": case.set_name,
        "split": case.split,
        "kind": case.kind,
        "verdict": result.verdict.value,
        "is_reason_right": result.score.is_reason_right,
        "are_cells_cited": result.score.are_cells_cited,
        "elapsed_ms": None if answer is None else answer.elapsed_ms,
    }
    if case.split == HELD:
        return how
    gold = {
        "status": sorted(case.statuses),
        "reasons": sorted(case.reasons),
        "rows": case.rows,
        "values": case.values,
        "cells": case.cells,
    }
    got = {"fault": result.fault} if answer is None else answer.to_dict()
    return {**how, "tags": sorted(case.tags), "turns": case.turns, "expected": gold, "got": got}
