"""A run of cases, shown as a bar while it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval.cases import Case
from eval.running import Result, Setup, run


def run_shown(
    cases: Sequence[Case],
    folders: Mapping[str, Path],
    *,
    setup: Setup = Setup(),  # noqa: B008 (frozen)
) -> tuple[Result, ...]:
    """As `running.run`, with a progress bar on stderr where that is a terminal."""
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(cases))
        return run(cases, folders, setup=setup, progress=lambda done, _: bar.update(task, completed=done))
