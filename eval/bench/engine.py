"""`python -m eval.bench.engine`: how fast questions are answered over a large generated catalog, warm.

Five linked tables, 100,000 rows by default, and questions of every kind made from its own names and
values, none of them asked before it is timed. Embedding 100,000 rows takes long: the model reads one row in
256, and the others have digests for vectors. Questions are embedded and searched for as with any other index.
"""

from __future__ import annotations

import argparse
import resource
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

from assistant import Assistant, Status
from eval.bench.catalogs import FEATURES, TOWNS, WORDS, write_catalog
from eval.bench.sampled import Sampled
from eval.summary import percentile
from indexer import build_index

_ROWS = 100_000
_PLAN_LIMIT, _VECTOR_LIMIT, _LONG_LIMIT = 50.0, 80.0, 300.0  # milliseconds
_THROUGHPUT = 0.9  # of the serial one, from 8 threads
_THREADS = 8
_NOBODY = ("Nobody", "Noone", "Nemo", "Neverwas")
_LONG = "We are a small cooperative and have thought about this for a while. " * 28


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its limit; `is_least` where more is better."""

    name: str
    measured: float
    limit: float | None = None
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the limit holds."""
        if self.limit is None:
            return True
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit


def plan_questions(assistant: Assistant, at: int) -> list[str]:
    """Questions of many kinds about names and values of the tables, others for every `at`."""
    plan = {"version": 1, "ask": {"op": "names", "rows": {"op": "table", "table": "models"}}}
    (_, model), (_, other) = assistant.rows(plan, offset=2 * at, limit=2)
    maker = model.cells[1].text
    feature, second = FEATURES[at % len(FEATURES)], FEATURES[(at + 5) % len(FEATURES)]
    town, year = TOWNS[at % len(TOWNS)], 2006 + at % 15
    return [
        f"What is the list price of {model.name}?",
        f"What is the weight of {model.name} and its maker?",
        f"Who is the maker of {other.name}?",
        f"Tell me about {model.name}",
        f"Which models have {maker} as maker?",
        f"Which models have {feature} as a feature?",
        f"How many models have {feature} and {second}?",
        f"How many models do not have {feature}?",
        f"models over {20 + at % 18}.{at % 10} kg",
        f"How many models have a list price over ${4000 + 7 * at:,}?",
        f"makers founded after {year}",
        f"How many depots are in {town}?",
        f"Which depots opened before {year}?",
        f"What are the {2 + at} heaviest models?",
        f"What is the average list price of models with {second}?",
        f"How many depots opened since {year} are there per town?",
        f"Is {model.name} heavier than {other.name}?",
        f"Compare {model.name} and {other.name}",
        f"Does {model.name} have {feature}?",
        f"Which deals of {model.name} were paid over ${1000 + at:,}?",
        f"Which makers are in {town}?",
        f"Who is the CEO of {_NOBODY[at % len(_NOBODY)]} Anywhere?",
        f"What is the wieght of {other.name}?",
        "How many rows are there?",
    ]


def vector_questions(at: int) -> list[str]:
    """Described needs."""
    first, second, third = (WORDS[(at * step) % len(WORDS)] for step in (1, 3, 7))
    return [
        f"I need something for a {first} {second} in {third}",
        f"something {second} that copes with {first}",
    ]


def measured(assistant: Assistant, *, rounds: int) -> tuple[list[Figure], float]:
    """The figures, and the share of the plan questions that were answered at all."""
    warming = [*plan_questions(assistant, 0), *vector_questions(0)]
    opened = [assistant.ask(question).elapsed_ms for question in warming]
    plan = [question for at in range(1, rounds + 1) for question in plan_questions(assistant, at)]
    answers, spent = [], []
    for question in plan:
        before = time.process_time()
        answers.append(assistant.ask(question))
        spent.append((time.process_time() - before) * 1000)
    times = [answer.elapsed_ms for answer in answers]
    again = [assistant.ask(question).elapsed_ms for question in plan]
    vector = [assistant.ask(q).elapsed_ms for at in range(1, rounds + 1) for q in vector_questions(at)]
    long = [assistant.ask(f"{_LONG[:1900]} {q}").elapsed_ms for q in plan[:: len(plan) // rounds]]
    started = time.perf_counter()
    serial = [assistant.ask(question).values for question in plan]
    alone = time.perf_counter() - started
    started = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as threads:
        together = list(threads.map(lambda q: assistant.ask(q).values, plan))
    shared = time.perf_counter() - started
    if serial != together:
        raise RuntimeError("Threads got other answers than one alone.")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = [
        Figure("the first question of the process, ms", opened[0]),
        Figure("first question of a kind, slowest, ms", max(opened[1:])),
        Figure("plan questions, each asked once, median, ms", statistics.median(times)),
        Figure("plan questions, each asked once, 95 %, ms", percentile(times, 0.95) or 0.0, _PLAN_LIMIT),
        Figure("the same in processor time, 95 %, ms", percentile(spent, 0.95) or 0.0),
        Figure("the same asked again, 95 %, ms", percentile(again, 0.95) or 0.0, _PLAN_LIMIT),
        Figure("vector questions, 95 %, ms", percentile(vector, 0.95) or 0.0, _VECTOR_LIMIT),
        Figure("messages of 400 words, 95 %, ms", percentile(long, 0.95) or 0.0, _LONG_LIMIT),
        Figure("throughput of 8 threads against one", alone / shared, _THROUGHPUT, is_least=True),
        Figure("most memory of the process, MiB", memory),
    ]
    return figures, sum(answer.status is Status.ANSWERED for answer in answers) / len(answers)


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
            build_index(corpus, index, encoder=Sampled())
        with Assistant(index) as assistant:
            figures, answered = measured(assistant, rounds=arguments.rounds)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in (f"figure, {arguments.rows:,} rows", "measured", "limit"):
        table.add_column(column, justify="left" if column.startswith("figure") else "right")
    for figure in figures:
        shown = f"{figure.measured:.2f}" if figure.measured < 10 else f"{figure.measured:,.0f}"
        bound = "" if figure.limit is None else f"{'≥' if figure.is_least else '≤'} {figure.limit:g}"
        table.add_row(figure.name, shown, bound)
    console = Console(file=sys.stdout, highlight=False)
    console.print(table)
    console.print(f"\n{answered:.0%} of the questions were answered, the others refused.")
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
