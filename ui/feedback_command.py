"""`rowcite feedback export`: the verdicts kept become draft cases of an evaluation, one JSON line each."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant import Assistant
from corpus import bundled_corpus
from corpus.settings import Settings
from indexer import open_build
from ui.feedback import FILE, Feedback, FeedbackStore
from ui.opening import open_assistant
from ui.terminal import say


def run(_arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Prints the cases on stdout, and on stderr how many and what a reviewer has to do."""
    verdicts = FeedbackStore(settings.index / FILE).all()
    if not verdicts:
        say(f"rowcite: No feedback in '{settings.index}' yet: the chat's thumbs and /api/feedback give it.")
        return 0
    with open_assistant(settings, environ) as assistant:
        catalog = _catalog(settings.index)
        for verdict in verdicts:
            print(json.dumps(draft(verdict, assistant, catalog=catalog), ensure_ascii=False))
    downs = sum(verdict.verdict == "down" for verdict in verdicts)
    say(f"rowcite: {len(verdicts)} drafts, {downs} of answers called wrong. Review them before they count.")
    for verdict in verdicts:
        if verdict.comment:
            say(f"rowcite: feedback-{verdict.id}: {' '.join(verdict.comment.split())}")
    return 0


def draft(verdict: Feedback, assistant: Assistant, *, catalog: str) -> dict[str, Any]:
    """A case to review: of an answer called right the gold is what is answered today, of others it is open.

    An answer that ends otherwise today than when it was judged leaves its gold open too.
    """
    answer = assistant.ask(verdict.question, history=verdict.history)
    is_sure = verdict.verdict == "up" and answer.status.value == verdict.answer_status
    told = [message["content"] for message in verdict.history if message["role"] == "user"]
    asked = {"turns": [*told, verdict.question]} if told else {"question": verdict.question}
    return {
        "id": f"feedback-{verdict.id}",
        "catalog": catalog,
        **asked,
        "kind": "feedback",
        "split": "dev",
        "tags": ["generated", f"feedback_{verdict.verdict}"],
        "status": verdict.answer_status,
        "reasons": [answer.reason.value] if is_sure and answer.reason else [],
        "rows": list(answer.rows) if is_sure else None,
        "values": list(answer.values) if is_sure else None,
    }


def _catalog(index: Path) -> str:
    with open_build(index) as build:
        corpus = Path(build.manifest.corpus)
    return "bundled" if corpus.resolve() == bundled_corpus().resolve() else corpus.name
