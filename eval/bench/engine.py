"""`python -m eval.bench.engine`: how fast questions are answered over a large generated catalog, warm.

Five linked tables, 100,000 rows by default, and questions of every kind made from its own names and
values; the vectors are of letters, since nothing here is about meaning.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant import Assistant
from eval.bench.catalogs import write_catalog
from eval.bench.letters import Letters
from eval.summary import percentile
from indexer import build_index

_ROWS = 100_000
_PLAN_LIMIT, _LONG_LIMIT = 50.0, 300.0  # milliseconds
_THROUGHPUT = 0.9  # of the serial one, from 8 threads
_THREADS = 8
_LONG = "We are a small cooperative and have thought about this for a while. " * 28


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its limit; `is_least` where more is better."""

    name: str
    measured: float
    limit: float
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the limit holds."""
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit


def questions(assistant: Assistant) -> list[str]:
    """Questions of many kinds about the first rows and values of the generated tables."""
    plan = {"version": 1, "ask": {"op": "names", "rows": {"op": "table", "table": "models"}}}
    (_, model), (_, other) = assistant.rows(plan, limit=2)
    maker = model.cells[1].text
    return [
        f"What is the list price of {model.name}?",
        f"What is the weight of {model.name} and its maker?",
        f"Who is the maker of {other.name}?",
        f"Tell me about {model.name}",
        f"Which models have {maker} as maker?",
        "Which models have a bell?",
        "How many models have a bell and a rack?",
        "How many models have no bell?",
        "models over 35 kg",
        "How many models have a list price over $5,000?",
        "makers founded after 2015",
        "How many depots are in Alder?",
        "Which depots opened before 2001?",
        "heaviest model",
        "What is the average list price of models with a bell?",
        "How many depots are there per town?",
        f"Is {model.name} heavier than {other.name}?",
        f"Compare {model.name} and {other.name}",
        f"Does {model.name} have a bell?",
        "Who is the CEO of Nobody Anywhere?",
        "How many rows are there?",
    ]


def measured(assistant: Assistant, *, rounds: int) -> tuple[list[Figure], float]:
    """The figures, and the share of the questions that were answered at all."""
    asked = questions(assistant)
    answers = [assistant.ask(question) for question in asked]  # what is read once is read now
    times = [assistant.ask(question).elapsed_ms for _ in range(rounds) for question in asked]
    long = [assistant.ask(f"{_LONG[:1900]} {asked[0]}").elapsed_ms for _ in range(rounds)]
    started = time.perf_counter()
    serial = [assistant.ask(question).values for _ in range(rounds) for question in asked]
    alone = time.perf_counter() - started
    started = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as threads:
        together = list(threads.map(lambda q: assistant.ask(q).values, asked * rounds))
    shared = time.perf_counter() - started
    if serial != together:
        raise RuntimeError("Threads got other answers than one alone.")
    figures = [
        Figure("median of plan questions, ms", statistics.median(times), _PLAN_LIMIT),
        Figure("95 % of plan questions, ms", percentile(times, 0.95) or 0.0, _PLAN_LIMIT),
        Figure("messages of 400 words, ms", statistics.median(long), _LONG_LIMIT),
        Figure("throughput of 8 threads against one", alone / shared, _THROUGHPUT, is_least=True),
    ]
    return figures, sum(answer.status.value == "answered" for answer in answers) / len(answers)


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.engine", description=__doc__)
    parser.add_argument("--rows", type=int, default=_ROWS, help=f"(default: {_ROWS:,})")
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is timed (default: 5)")
    parser.add_argument("--index", type=Path, help="keep the index here, and use it if it is there")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="rowcite-engine-") as aside:
        corpus, index = Path(aside) / "corpus", arguments.index or Path(aside) / "index"
        if not (index / "CURRENT").exists():
            write_catalog(corpus, arguments.rows)
            build_index(corpus, index, encoder=Letters())
        with Assistant(index) as assistant:
            figures, answered = measured(assistant, rounds=arguments.rounds)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in (f"figure, {arguments.rows:,} rows", "measured", "limit"):
        table.add_column(column, justify="left" if column.startswith("figure") else "right")
    for figure in figures:
        shown = f"{figure.measured:.2f}" if figure.measured < 10 else f"{figure.measured:.0f}"
        table.add_row(figure.name, shown, f"{'≥' if figure.is_least else '≤'} {figure.limit:g}")
    console = Console(file=sys.stdout, highlight=False)
    console.print(table)
    console.print(f"\n{answered:.0%} of the questions were answered, the others refused.")
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
