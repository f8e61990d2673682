"""The command `rowcite`: reads the command line and hands over to one command's own module.

A command's module, and whatever it needs, is imported only once that command was chosen: Gradio takes
three seconds to import and the encoder six, and `rowcite ask` has 1.2 seconds in all.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module, metadata

from corpus.errors import MachineFault, WrongUse
from corpus.settings import Settings, load_settings
from ui.terminal import say

EXIT_DONE, EXIT_FAULT, EXIT_WRONG_USE, EXIT_NO_ANSWER = 0, 1, 2, 3
EXIT_INTERRUPTED = 130  # what a shell gives for Ctrl-C

_DESCRIPTION = """\
Ask a folder of tables in plain English. Every answer is computed over all rows and shows the cells it
rests on; where the tables do not say, Rowcite says so and why. It runs offline, without any key."""

_EPILOG = """\
examples:
  rowcite ask "What can you answer?"
  rowcite --corpus ./my-tables chat
  rowcite serve --port 8000

Settings come from flags, then ROWCITE_… variables, then defaults: `rowcite settings` lists them.
Exit codes: 0 done · 1 the machine's fault or a failed check · 2 wrong use · 3 no answer in the catalog."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; what goes wrong is one line on stderr."""
    _write_utf8()
    arguments = build_parser().parse_args(argv)
    if arguments.module is None:
        build_parser().print_help()
        return EXIT_DONE
    try:
        settings = load_settings(vars(arguments), os.environ)
        code = _run(arguments, settings, os.environ)
        sys.stdout.flush()
    except WrongUse as error:
        say(f"rowcite: {_line(error)}")
        return EXIT_WRONG_USE
    except MachineFault as error:
        say(f"rowcite: {_line(error)}")
        return EXIT_FAULT
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. The interpreter flushes once more at exit: give it a sink.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    return code


def build_parser() -> argparse.ArgumentParser:
    """The whole command line as the contract has it."""
    common = _places(argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="rowcite",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_places(None)],
    )
    parser.add_argument("--version", action="version", version=f"rowcite {_version()}")
    parser.set_defaults(module=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, module: str, purpose: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=purpose, description=f"{purpose}.", parents=[common])
        added.set_defaults(module=f"ui.{module}", command=name)
        return added

    index = command("index", "index_command", "read the tables and build the index")
    index.add_argument("--rebuild", action="store_true", help="build anew even if nothing changed")
    index.add_argument("--watch", action="store_true", help="index again after each change, until Ctrl-C")
    index.add_argument("--strict", action="store_true", help="make any refused row or warning an error")

    ask = command("ask", "ask_command", "answer one question, with the cells it rests on")
    ask.add_argument("question", metavar="QUESTION", nargs="+", help="the question, in plain English")
    ask.add_argument("--json", action="store_true", help="print the whole answer as one JSON object")

    command("chat", "chat_command", "ask and follow up in the terminal")

    search = command("search", "search_command", "rank the rows nearest to some words, without answering")
    search.add_argument("query", metavar="QUERY", nargs="+", help="what to look for")
    search.add_argument("-k", type=_count, default=10, metavar="N", help="how many rows (default: 10)")
    search.add_argument("--json", action="store_true", help="print the hits as a JSON list")

    serve = command("serve", "serve_command", "open the web chat and the HTTP API")
    serve.add_argument("--host", help="the address to answer at (default: 127.0.0.1, this machine only)")
    serve.add_argument("--port", help="the port to answer at (default: 7860; 0 takes any free one)")
    serve.add_argument("--root-path", metavar="PATH", help="the path below which a reverse proxy shows it")
    serve.add_argument(
        "--allow-anonymous",
        action="store_const",
        const="yes",
        help="serve other machines without ROWCITE_API_KEYS",
    )
    serve.add_argument("--rate-limit", metavar="N", help="questions a key may ask in a minute (default: 120)")
    serve.add_argument("--log", metavar="WHAT", help="off, requests (default), or questions, with their text")

    command("mcp", "mcp_command", "be an MCP server over stdin and stdout")

    evaluate = command(
        "eval", "eval_command", "measure the answers on question sets (rowcite eval run --help)"
    )
    evaluate.add_argument("words", metavar="…", nargs=argparse.REMAINDER, help="run, and its options")

    check = command("check", "check_command", "say whether the index is whole and current")
    check.add_argument("--diff", action="store_true", help="show what changed, row by row and cell by cell")
    feedback = command("feedback", "feedback_command", "make draft evaluation cases of the verdicts kept")
    feedback.add_argument("action", choices=["export"], help="print them, one JSON line each")

    models = command("models", "models_command", "say which models take part in answers")
    models.add_argument("--try", dest="attempt", action="store_true", help="load and ask each of them")

    command("settings", "settings_command", "list every setting, its value and where it came from")
    return parser


def _places(default: object) -> argparse.ArgumentParser:
    """The two flags of every command, accepted before and after the command's name."""
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("where things are")
    group.add_argument("--corpus", metavar="PATH", default=default, help="a folder or file of tables")
    group.add_argument("--index", metavar="DIR", default=default, help="the index folder (.rowcite)")
    return parser


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def _run(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    run = import_module(arguments.module).run
    return int(run(arguments, settings, environ))


def _write_utf8() -> None:
    # Cells hold any character; a terminal of another encoding must not turn an answer into a traceback.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _version() -> str:
    try:
        return metadata.version("rowcite")
    except metadata.PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
