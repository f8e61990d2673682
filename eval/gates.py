"""`python -m eval.gates`: the question sets against the bounds of gates.toml; exits 1 where one fails."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from corpus.errors import MachineFault, RowciteError, WrongUse
from eval.cases import bundled_sets
from eval.catalogs import catalog_folders
from eval.figures import Figures, Group, figures
from eval.progress import run_shown
from eval.running import Setup
from eval.sets import read_sets
from eval.summary import Totals
from eval.tables import by_set

GATES = Path(__file__).parent / "gates.toml"
_PASSED, _FAILED, _WRONG_USE = 0, 1, 2


class GateError(WrongUse):
    """The file of gates cannot be used."""


class SetGate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one set and split has to reach, in numbers of cases."""

    right_at_least: int
    wrong_at_most: int


class KindGate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of question has to reach, in shares of its cases."""

    right_at_least: float
    wrong_at_most: float


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Floors and ceilings of the means of measures, by the measure's name."""

    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}


class Gates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All gates of a file: `sets` by `NAME.SPLIT`, `kinds` by kind, `retrieval` by retriever."""

    sets: dict[str, SetGate] = {}
    kinds: dict[str, KindGate] = {}
    measures: Bounds = Bounds()
    retrieval: dict[str, Bounds] = {}

    def __len__(self) -> int:
        """How many sets, kinds and measures have one."""
        bounds = (self.measures, *self.retrieval.values())
        return len(self.sets) + len(self.kinds) + sum(len(one.at_least) + len(one.at_most) for one in bounds)


@dataclass(frozen=True, slots=True)
class Failure:
    """One gate that did not hold; `found` is None where nothing was asked that it is about."""

    name: str
    measure: str
    bound: float
    found: float | None


def read_gates(path: Path) -> Gates:
    """The gates of a file.

    Raises:
        GateError: the file cannot be read, or holds something else than gates.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Gates)
    except OSError as error:
        raise GateError(f"'{path}': {error.strerror}. Name a file of gates.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        wanted = "right_at_least and wrong_at_most under [sets.'SET.SPLIT'] or [kinds.KIND]"
        raise GateError(f"{path}: {error}. Write {wanted}; eval/gates.toml is an example.") from None


def failures(gates: Gates, found: Figures) -> tuple[Failure, ...]:
    """The gates that do not hold. A gate fails too where nothing was asked that it is about."""
    overall = found.overall
    return (
        *_sets(gates.sets, {name: group.totals for name, group in found.sets.items()}),
        *_kinds(gates.kinds, found.kinds),
        *_bounds("all", gates.measures, {name: one.mean for name, one in overall.measures.items()}),
        *(
            failure
            for retriever, bounds in gates.retrieval.items()
            for failure in _bounds(
                retriever,
                bounds,
                {name: one.mean for name, one in overall.retrieval.get(retriever, {}).items()},
            )
        ),
    )


def without_gate(gates: Gates, found: Figures) -> tuple[Failure, ...]:
    """The sets that were asked and have no gate."""
    return tuple(Failure(name, "gates in the file", 1, 0) for name in found.sets if name not in gates.sets)


def all_hold(gates: Gates) -> str:
    """What is said where no gate failed.

    >>> all_hold(Gates(sets={"a.dev": SetGate(1, 0)}))
    'The one gate holds.'
    """
    return "The one gate holds." if len(gates) == 1 else f"All {len(gates)} gates hold."


def gate_table(failed: Sequence[Failure]) -> Table:
    """One line a gate that failed."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("gate that failed", "measure", "bound", "found"):
        table.add_column(column, no_wrap=True)
    for failure in failed:
        shown = "none" if failure.found is None else f"{failure.found:.4g}"
        table.add_row(failure.name, failure.measure, f"{failure.bound:.4g}", shown)
    return table


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
        cases = read_sets(bundled_sets()).cases
        found = figures(run_shown(cases, catalog_folders(cases), setup=Setup(has_plain=False)))
    except RowciteError as error:
        print(f"eval.gates: {error}", file=sys.stderr)
        return _FAILED if isinstance(error, MachineFault) else _WRONG_USE
    console.print(by_set(found))
    failed = (*failures(gates, found), *without_gate(gates, found))
    if not failed:
        console.print(f"\n{all_hold(gates)}")
        return _PASSED
    console.print()
    console.print(gate_table(failed))
    return _FAILED


def _sets(gates: Mapping[str, SetGate], found: Mapping[str, Totals]) -> Iterator[Failure]:
    for name, gate in gates.items():
        if name not in found:
            yield Failure(name, "cases asked", 1, None)
            continue
        if found[name].right < gate.right_at_least:
            yield Failure(name, "right, at least", gate.right_at_least, found[name].right)
        if found[name].wrong > gate.wrong_at_most:
            yield Failure(name, "wrong, at most", gate.wrong_at_most, found[name].wrong)
        if found[name].faults:
            yield Failure(name, "errors raised, at most", 0, found[name].faults)


def _kinds(gates: Mapping[str, KindGate], found: Mapping[str, Group]) -> Iterator[Failure]:
    for name, gate in gates.items():
        if name not in found:
            yield Failure(name, "cases asked", 1, None)
            continue
        bounds = Bounds({"right": gate.right_at_least}, {"wrong": gate.wrong_at_most})
        yield from _bounds(name, bounds, {kind: one.mean for kind, one in found[name].measures.items()})


def _bounds(name: str, bounds: Bounds, means: Mapping[str, float]) -> Iterator[Failure]:
    for words, limits in (("at least", bounds.at_least), ("at most", bounds.at_most)):
        for measure, bound in limits.items():
            found = means.get(measure)
            is_kept = found is not None and (found >= bound if words == "at least" else found <= bound)
            if not is_kept:
                yield Failure(name, f"{measure}, {words}", bound, found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
