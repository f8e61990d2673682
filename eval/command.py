"""`rowcite eval`: asks question sets and shows the figures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval.cases import Case, CaseError, bundled_sets, read_cases
from eval.record import record
from eval.running import Result, catalog_folders, run
from eval.summary import totals
from eval.tables import by_kind, by_set, failures

_HELP = ("-h", "--help")


def main(argv: Sequence[str]) -> int:
    """Runs `rowcite eval ARGV…` and gives its exit code; bare, and with flags alone, it is `run`.

    Raises:
        CaseError: a set cannot be used; the caller shows it as wrong use.
    """
    given = list(argv)
    if not given or (given[0].startswith("-") and given[0] not in _HELP):
        given.insert(0, "run")
    arguments = build_parser().parse_args(given)
    return _run(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The command line of `rowcite eval`."""
    parser = argparse.ArgumentParser(prog="rowcite eval", description="Measure the answers on question sets.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    added = commands.add_parser("run", help="ask every case and show the figures (the default)")
    added.add_argument(
        "--set",
        action="append",
        type=Path,
        nargs="+",
        dest="sets",
        metavar="FILE",
        help="question sets (default: those that come along)",
    )
    added.add_argument("--split", choices=("dev", "held", "all"), default="all", help="(default: all)")
    added.add_argument(
        "--kind", action="append", dest="kinds", metavar="KIND", help="only this kind; repeatable"
    )
    added.add_argument("--no-sidecars", action="store_true", help="index the catalogs without their sidecars")
    added.add_argument("--json", type=Path, metavar="FILE", help="write figures and cases to a file")
    added.add_argument("--show-failures", action="store_true", help="show the dev cases that are not right")
    return parser


def read_sets(
    paths: Sequence[Path], *, split: str = "all", kinds: Sequence[str] | None = None
) -> tuple[Case, ...]:
    """The cases of several sets, those of one split and of some kinds where that is asked for.

    Raises:
        CaseError: a set cannot be read, or nothing is left.
    """
    every = [case for path in paths for case in read_cases(path)]
    chosen = [
        case for case in every if split in ("all", case.split) and (kinds is None or case.kind in kinds)
    ]
    if not chosen:
        known = ", ".join(sorted({case.kind for case in every}))
        raise CaseError(
            f"None of the {len(every)} cases is of that split and kind. Choose others; kinds: {known}."
        )
    return tuple(chosen)


def run_shown(cases: Sequence[Case], *, has_sidecars: bool = True) -> tuple[Result, ...]:
    """As `running.run`, with a progress bar on stderr where that is a terminal."""
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(cases))
        return run(
            cases,
            catalog_folders(cases),
            has_sidecars=has_sidecars,
            progress=lambda done, _: bar.update(task, completed=done),
        )


def _run(arguments: argparse.Namespace) -> int:
    paths = [path for group in arguments.sets or () for path in group] or bundled_sets()
    cases = read_sets(paths, split=arguments.split, kinds=arguments.kinds)
    results = run_shown(cases, has_sidecars=not arguments.no_sidecars)
    if arguments.json is not None:
        settings = {
            "sets": [path.name for path in paths],
            "split": arguments.split,
            "kinds": arguments.kinds,
            "has_sidecars": not arguments.no_sidecars,
        }
        _write(arguments.json, json.dumps(record(results, settings=settings), ensure_ascii=False, indent=1))
    console = Console(file=sys.stdout, highlight=False)
    if arguments.show_failures:
        for paragraph in failures(results):
            console.print(paragraph, soft_wrap=True)
    console.print(by_kind(results))
    console.print()
    console.print(by_set(results))
    if faults := totals(results).faults:
        console.print(f"\n{faults} of the wrong ones raised an error; --show-failures says which.")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CaseError(f"'{path}' cannot be written ({error.strerror}). Name another file: --json") from None
