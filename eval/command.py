"""`rowcite eval`: reads the words after it and hands over to one command's own module."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.history import RESULTS
from eval.retrieval import DEFAULT_K
from eval.stages import SIDECARS, STAGES

_Command = Callable[[argparse.Namespace], int]
_HELP = ("-h", "--help")
_LARGEST_K = 100


def main(argv: Sequence[str], *, corpus: Path | None = None) -> int:
    """Runs `rowcite eval ARGV…` and gives its exit code; bare, and with flags alone, it is `run`.

    Raises:
        WrongUse: a set cannot be used; MachineFault: something cannot be reached. The caller shows them.
    """
    given = list(argv)
    if not given or (given[0].startswith("-") and given[0] not in _HELP):
        given.insert(0, "run")
    arguments = build_parser().parse_args(given)
    if arguments.corpus is None:
        arguments.corpus = corpus
    return _command(arguments.command)(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The command line of `rowcite eval`."""
    parser = argparse.ArgumentParser(prog="rowcite eval", description="Measure the answers on question sets.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    _run(commands.add_parser("run", help="ask every case and show the figures (the default)"))
    check = commands.add_parser("check", help="say which cases are wrong themselves, and what to do")
    _sets(check)
    check.add_argument("--write", action="store_true", help="write recomputed labels into the sets")
    draft = commands.add_parser("draft", help="propose cases for a catalog, to be reviewed")
    _corpus(draft)
    draft.add_argument("--out", type=Path, metavar="FILE", help="where to write them (default: the terminal)")
    draft.add_argument("--each", type=_count, default=6, metavar="N", help="cases of each kind (default: 6)")
    export = commands.add_parser("export", help="write sets in other tools' formats")
    _sets(export)
    _choice(export)
    export.add_argument("--format", choices=("jsonl", "csv", "trec", "beir"), required=True)
    export.add_argument(
        "--out", type=Path, metavar="PATH", required=True, help="a file, or a folder for trec and beir"
    )
    export.add_argument("--runs", action="store_true", help="with trec: run files of every retriever too")
    return parser


def _run(run: argparse.ArgumentParser) -> None:
    _sets(run)
    _choice(run)
    what = run.add_argument_group("what is asked and compared")
    what.add_argument(
        "--without",
        choices=STAGES,
        action="append",
        default=[],
        metavar="STAGE",
        help=f"leave a stage out ({', '.join(STAGES)}); repeatable",
    )
    what.add_argument(
        "--no-sidecars",
        action="append_const",
        dest="without",
        const=SIDECARS,
        help="the same as --without sidecars",
    )
    what.add_argument("--ablation", action="store_true", help="ask again without each stage, one by one")
    what.add_argument("--no-baselines", action="store_true", help="only answer: no retrievers beside it")
    what.add_argument("--url", metavar="URL", help="ask the Rowcite that serves there")
    what.add_argument("--key-file", type=Path, metavar="FILE", help="with --url: the file that holds its key")
    what.add_argument("--retriever", metavar="MODULE:OBJECT", help="measure a LlamaIndex retriever too")
    what.add_argument(
        "--run-file",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="measure a TREC run file too; repeatable",
    )
    what.add_argument(
        "-k",
        type=_count,
        default=DEFAULT_K,
        metavar="N",
        help=f"where rankings are cut (default: {DEFAULT_K})",
    )
    out = run.add_argument_group("what is shown and kept")
    out.add_argument("--json", type=Path, metavar="FILE", help="write figures and cases to a file")
    out.add_argument(
        "--html", type=Path, metavar="FILE", help="write one page with figures, plots and failures"
    )
    out.add_argument("--show-failures", action="store_true", help="show the cases that are not right")
    out.add_argument("--show-held", action="store_true", help="show held-out cases too, in all reports")
    out.add_argument("--baseline", type=Path, metavar="FILE", help="compare with an earlier run's --json")
    out.add_argument("--gates", type=Path, metavar="FILE", help="end with 1 where a gate of this TOML fails")
    out.add_argument(
        "--keep", type=Path, nargs="?", const=RESULTS, metavar="DIR",
        help="keep a summary by commit (default folder: eval/results)",
    )  # fmt: skip


def _sets(parser: argparse.ArgumentParser) -> None:
    _corpus(parser)
    parser.add_argument(
        "--set",
        action="append",
        type=Path,
        nargs="+",
        dest="sets",
        metavar="PATH",
        help="question sets: .jsonl, .csv, BEIR or TREC folders (default: those that come along)",
    )


def _corpus(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, metavar="PATH", help="the catalog that the cases are about")


def _choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--split", choices=("dev", "held", "all"), default="all", help="(default: all)")
    for name in ("kind", "tag"):
        parser.add_argument(
            f"--{name}", action="append", dest=f"{name}s", metavar=name.upper(),
            help=f"only this {name}; repeatable",
        )  # fmt: skip


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= _LARGEST_K:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_LARGEST_K}")
    return int(text)


def _command(name: str) -> _Command:
    match name:
        case "check":
            from eval.check_command import check

            return check
        case "draft":
            from eval.draft_command import draft

            return draft
        case "export":
            from eval.export_command import export

            return export
        case _:
            from eval.run_command import run

            return run
