"""`rowcite check`: whether the build in the index is whole, and made from the corpus as it is now."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from corpus.settings import Settings
from indexer import Difference, check_build, differences, encoder_named
from ui.terminal import printable


def run(arguments: argparse.Namespace, settings: Settings, _environ: Mapping[str, str]) -> int:
    """Prints the findings; 1 when the build is damaged or the corpus has changed since."""
    encoder = encoder_named(settings.encoder)
    report = check_build(settings.index, settings.corpus, encoder=encoder, max_file_mb=settings.max_file_mb)
    if arguments.diff and report.build:
        for difference in differences(
            settings.index, settings.corpus, encoder=encoder, max_file_mb=settings.max_file_mb
        ):
            print(printable(difference_text(difference)))
    for finding in report.findings:
        print(printable(finding))
    if report.is_whole and report.is_current:
        print(f"The index in '{settings.index}' is whole and current.")
        return 0
    state = "whole, but not current" if report.is_whole else "not whole"
    print(f"The index in '{settings.index}' is {state}. Run: rowcite index")
    return 1


def difference_text(difference: Difference) -> str:
    """A heading, then a line for each row added (+) or removed (-) and each cell changed (~)."""
    added, removed = len(difference.added), len(difference.removed)
    changed = len({change.row_id for change in difference.changed})
    counts = f"{added:,} added, {changed:,} changed, {removed:,} removed"
    lines = [f"From {difference.before} to {difference.after}: {counts}"]
    lines += [f"+ {row_id}" for row_id in difference.added]
    lines += [
        f"~ {change.row_id}, {change.column}: {_cell(change.before)} → {_cell(change.after)}"
        for change in difference.changed
    ]
    lines += [f"- {row_id}" for row_id in difference.removed]
    return "\n".join(lines)


def _cell(text: str | None) -> str:
    return "(no such column)" if text is None else f"“{text}”" if text else "(empty)"
