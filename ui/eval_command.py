"""`rowcite eval`: measures the assistant on question sets; `eval.command` reads the words after it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from corpus.settings import Settings
from eval.command import main


def run(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Runs the evaluation and gives its exit code."""
    corpus = settings.corpus if settings.origins["corpus"] == "flag" else None
    return main(arguments.words, corpus=corpus)
