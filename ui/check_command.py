"""`rowcite check`: whether the build in the index is whole, and made from the corpus as it is now."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from corpus.settings import Settings
from indexer import check_build
from ui.terminal import printable


def run(_arguments: argparse.Namespace, settings: Settings, _environ: Mapping[str, str]) -> int:
    """Prints the findings; 1 when the build is damaged or the corpus has changed since."""
    report = check_build(settings.index, settings.corpus, max_file_mb=settings.max_file_mb)
    for finding in report.findings:
        print(printable(finding))
    if report.is_whole and report.is_current:
        print(f"The index in '{settings.index}' is whole and current.")
        return 0
    state = "whole, but not current" if report.is_whole else "not whole"
    print(f"The index in '{settings.index}' is {state}. Run: rowcite index")
    return 1
