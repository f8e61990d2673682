"""`rowcite ask`: one question, one answer, and an exit code that says whether there was one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping

from assistant.answer import Status
from corpus.errors import WrongUse
from corpus.settings import Settings
from ui.opening import open_assistant
from ui.terminal import palette_for
from ui.text_answer import answer_text

_EXIT_NO_ANSWER = 3


def run(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Prints the answer; 3 when it was ambiguous or the catalog does not say."""
    question = legal_text(" ".join(arguments.question))
    if not question.strip():
        raise WrongUse('The question is empty. Ask one: rowcite ask "What can you answer?"')
    with open_assistant(settings, environ) as assistant:
        answer = assistant.ask(question)
    if arguments.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(answer_text(answer, palette_for(sys.stdout, environ)))
    return _EXIT_NO_ANSWER if answer.status in (Status.AMBIGUOUS, Status.ABSTAINED) else 0


def legal_text(text: str) -> str:
    r"""Text from the command line or a pipe, with bytes that were not UTF-8 shown as `?`.

    >>> legal_text("caf\udce9")
    'caf?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
