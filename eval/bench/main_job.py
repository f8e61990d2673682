"""`python -m eval.bench.main_job`: how fast the main job is, each figure beside its limit.

Figures: `rowcite ask` as a whole process, asking in a warm process without and with a vector, and
`rowcite serve` from its start to its first answer; all on the bundled catalog. The exit code is 1 where a
limit is exceeded.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from unittest import mock

from assistant import Assistant, Status
from corpus import bundled_corpus
from corpus.errors import RowciteError
from eval.bench.process import HEAVY, ask_once, heavy_modules, serve_until_answer
from eval.cases import bundled_sets, read_cases
from eval.record import commit, machine
from eval.running import BUNDLED
from indexer import MiniLM, build_index

_PROCESSES, _SERVERS, _ASKED = 7, 3, 200


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: `limit` in the same unit, `detail` says how it was measured."""

    name: str
    measured: float
    limit: float
    unit: str
    detail: str

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept."""
        return self.measured <= self.limit


def whole_process(index: Path, question: str) -> tuple[Figure, Figure]:
    """The time of `rowcite ask` from start to exit, and the number of heavy modules that it imports."""
    ask_once(index, question)  # the first run compiles and fills the disk's cache
    times = [_seconds(lambda: ask_once(index, question)) for _ in range(_PROCESSES)]
    detail = f"median of {_PROCESSES}, max {max(times):.2f} s"
    imported = heavy_modules(index, question)
    named = ", ".join(imported) or f"none of {', '.join(HEAVY)}"
    return (
        Figure("`rowcite ask`, the whole process", statistics.median(times), 1.2, "s", detail),
        Figure("heavy modules that it imports", len(imported), 0, "", named),
    )


def warm_process(index: Path, mine: Sequence[str], others: Sequence[str]) -> tuple[Figure, Figure]:
    """The median times of asking, without and with a vector.

    Which questions need one is seen by watching the encoder. `mine` are about the catalog; of `others` only
    those that need a vector are timed, refusals being too easy.
    """
    with Assistant(index) as assistant:
        assistant.warm()
        needs = {question: _needs_vector(assistant, question) for question in (*mine, *others)}
        without = [question for question in mine if not needs[question]]
        with_vector = [question for question, is_needed in needs.items() if is_needed]
        return (
            _asked(assistant, without, name="warm ask without a vector", limit=5),
            _asked(assistant, with_vector, name="warm ask with a vector", limit=20),
        )


def served(index: Path, question: str) -> Figure:
    """The time from starting `rowcite serve` to its first answer over HTTP."""
    times = [serve_until_answer(index, question) for _ in range(_SERVERS)]
    detail = f"median of {_SERVERS}, max {max(times):.2f} s"
    return Figure("`rowcite serve` to its first answer", statistics.median(times), 6, "s", detail)


def markdown(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, with the machine below."""
    lines = ["| figure | measured | limit | kept | how |", "|---|---|---|---|---|"]
    for figure in figures:
        measured, limit = (f"{value:.4g} {figure.unit}".strip() for value in (figure.measured, figure.limit))
        kept = "yes" if figure.is_kept else "**no**"
        lines.append(f"| {figure.name} | {measured} | {limit} | {kept} | {figure.detail} |")
    here = machine()
    lines.append(
        f"\n{here['cores']} cores, {here['system']} {here['processor']}, Python {here['python']},"
        f" commit {commit() or 'unknown'}"
    )
    return "\n".join(lines)


def main(argv: Sequence[str]) -> int:
    """Measures and prints; 1 where a limit is exceeded."""
    argparse.ArgumentParser(prog="python -m eval.bench.main_job", description=__doc__).parse_args(argv)
    cases = [case for path in bundled_sets() for case in read_cases(path) if case.split == "dev"]
    mine = [turn for case in cases if case.catalog == BUNDLED for turn in case.turns[:1]]
    others = [turn for case in cases if case.catalog != BUNDLED for turn in case.turns[:1]]
    try:
        with tempfile.TemporaryDirectory(prefix="rowcite-bench-") as aside:
            index = Path(aside) / "index"
            build_index(bundled_corpus(), index)
            with Assistant(index) as assistant:
                question = next(text for text in mine if assistant.ask(text).status is Status.ANSWERED)
            figures = (
                *whole_process(index, question),
                *warm_process(index, mine, others),
                served(index, question),
            )
    except RowciteError as error:
        print(f"eval.bench.main_job: {error}", file=sys.stderr)
        return 1
    print(markdown(figures))
    return 0 if all(figure.is_kept for figure in figures) else 1


def _asked(assistant: Assistant, questions: Sequence[str], *, name: str, limit: float) -> Figure:
    times = [assistant.ask(question).elapsed_ms for question in islice(cycle(questions), _ASKED)]
    detail = f"median of {len(times)} ({len(questions)} different), max {max(times):.1f} ms"
    return Figure(name, statistics.median(times), limit, "ms", detail)


def _needs_vector(assistant: Assistant, question: str) -> bool:
    with mock.patch.object(MiniLM, "encode", autospec=True, side_effect=MiniLM.encode) as encode:
        assistant.ask(question)
    return bool(encode.call_count)


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
