"""`python -m eval.gates`: the question sets against the bounds of gates.toml; exits 1 where one fails."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from corpus.errors import MachineFault, RowciteError, WrongUse
from eval.cases import bundled_sets
from eval.command import read_sets, run_shown
from eval.summary import Totals, grouped, set_and_split
from eval.tables import by_set

GATES = Path(__file__).parent / "gates.toml"
_PASSED, _FAILED, _WRONG_USE = 0, 1, 2


class GateError(WrongUse):
    """The file of gates cannot be used."""


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one set and split has to reach, in numbers of cases."""

    right_at_least: int
    wrong_at_most: int


@dataclass(frozen=True, slots=True)
class Failure:
    """One gate that did not hold; `found` is None where nothing of the set was asked."""

    name: str
    measure: str
    bound: int
    found: int | None


def read_gates(path: Path) -> dict[str, Gate]:
    """The gates by set and split (`bundled.dev`).

    Raises:
        GateError: the file cannot be read, or holds something else than gates.
    """
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
        sets = msgspec.convert(loaded, dict[str, dict[str, Gate]])
    except OSError as error:
        raise GateError(f"'{path}': {error.strerror}. Name a file of gates.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        wanted = "right_at_least and wrong_at_most, under [SET.SPLIT]"
        raise GateError(f"{path}: {error}. Write whole numbers {wanted}.") from None
    return {f"{name}.{split}": gate for name, splits in sets.items() for split, gate in splits.items()}


def failures(gates: Mapping[str, Gate], found: Mapping[str, Totals]) -> tuple[Failure, ...]:
    """The gates that do not hold. A set without a gate, or a gate without its set, fails too."""
    failed: list[Failure] = []
    for name, gate in gates.items():
        if name not in found:
            failed.append(Failure(name, "cases asked", 1, None))
            continue
        if found[name].right < gate.right_at_least:
            failed.append(Failure(name, "right, at least", gate.right_at_least, found[name].right))
        if found[name].wrong > gate.wrong_at_most:
            failed.append(Failure(name, "wrong, at most", gate.wrong_at_most, found[name].wrong))
        if found[name].faults:
            failed.append(Failure(name, "errors raised, at most", 0, found[name].faults))
    failed += [Failure(name, "gates in the file", 1, 0) for name in found if name not in gates]
    return tuple(failed)


def main(argv: Sequence[str]) -> int:
    """Runs every set that comes along and shows what failed; the exit code is 1 where something did."""
    parser = argparse.ArgumentParser(prog="python -m eval.gates", description=__doc__)
    parser.add_argument(
        "--gates", type=Path, default=GATES, metavar="FILE", help="(default: eval/gates.toml)"
    )
    arguments = parser.parse_args(argv)
    console = Console(file=sys.stdout, highlight=False)
    try:
        gates = read_gates(arguments.gates)
        results = run_shown(read_sets(bundled_sets()))
    except RowciteError as error:
        print(f"eval.gates: {error}", file=sys.stderr)
        return _FAILED if isinstance(error, MachineFault) else _WRONG_USE
    console.print(by_set(results))
    failed = failures(gates, grouped(results, by=set_and_split))
    if not failed:
        console.print(f"\nAll {len(gates)} gates hold.")
        return _PASSED
    console.print()
    console.print(_table(failed))
    return _FAILED


def _table(failed: Sequence[Failure]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("gate that failed", "measure", "bound", "found"):
        table.add_column(column, no_wrap=True)
    for failure in failed:
        shown = "none" if failure.found is None else str(failure.found)
        table.add_row(failure.name, failure.measure, str(failure.bound), shown)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
