"""`rowcite chat`: a conversation in the terminal, each question asked with what was said before."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress

from corpus.settings import Settings
from ui.ask_command import legal_text
from ui.opening import open_assistant
from ui.terminal import palette_for, printable, say
from ui.text_answer import answer_text

_HISTORY_LIMIT = 40  # messages; the contract's limit on history

_HELP = """\
Ask anything about the tables; follow up with “and of …?”.
  /examples  questions that these tables can answer
  /new       forget the conversation
  /help      this help
  /quit      leave (so does Ctrl-D)"""


def run(_arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Asks for questions until `/quit` or the end of input."""
    palette = palette_for(sys.stdout, environ)
    history: list[dict[str, str]] = []
    with open_assistant(settings, environ) as assistant:
        name, hint = printable(assistant.catalog_name), "/help says what you can do"
        print(f"{palette.bold(name)}  {palette.quiet(hint)}")
        for line in _lines():
            match line.split():
                case []:
                    continue
                case ["/quit" | "/exit"]:
                    break
                case ["/help"]:
                    print(_HELP)
                case ["/new"]:
                    history.clear()
                    print(palette.quiet("A new conversation."))
                case ["/examples"]:
                    print("\n".join(f"  · {printable(question)}" for question in assistant.examples()))
                case [word] if word.startswith("/"):
                    say(f"rowcite: No command {word!r}. /help lists them.")
                case _:
                    answer = assistant.ask(line, history=history)
                    history += [
                        {"role": "user", "content": line},
                        {"role": "assistant", "content": answer.text},
                    ]
                    del history[:-_HISTORY_LIMIT]
                    print(f"\n{answer_text(answer, palette)}\n", flush=True)
    return 0


def _lines() -> Iterator[str]:
    is_typed = sys.stdin.isatty()
    if is_typed:
        with suppress(ImportError):  # not on every platform
            import readline  # noqa: F401 - importing it gives input() editing and recall
    while True:
        try:
            line = input("› " if is_typed else "")
        except EOFError:
            if is_typed:
                print()
            return
        yield legal_text(line).strip()
