"""`python -m eval.bench.serving`: how `rowcite serve` holds up, each figure beside its limit.

One server process over the bundled catalog, asked by 16 clients that never pause, from another process:
first with questions that all differ, so that none of its answers is remembered, then with the same ones
again and again. Before that one client asks, beside the same questions in Python, for what the API adds.
The exit code is 1 where a limit is exceeded.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path

import httpx

from assistant import Assistant, Status
from corpus import bundled_corpus
from corpus.errors import RowciteError
from eval.bench.main_job import Figure, markdown
from eval.bench.process import BenchFault, Served, served
from eval.cases import bundled_sets, read_cases
from eval.running import BUNDLED
from indexer import build_index

_ALONE = 300
_ROUNDS_BEFORE = 10  # more than `added` takes, so that its texts do not come again
_SAMPLE_SECONDS = 0.5


@dataclass(slots=True)
class Load:
    """What the clients met: seconds of each answered question, faults, and the server's memory over time."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def plan_questions(index: Path) -> list[str]:
    """The development questions over the bundled catalog that a plan answers, without a vector."""
    cases = [case for path in bundled_sets() for case in read_cases(path) if case.split == "dev"]
    asked = dict.fromkeys(turn for case in cases if case.catalog == BUNDLED for turn in case.turns[:1])
    with Assistant(index) as assistant:
        answers = [(question, assistant.ask(question)) for question in asked]
    return [question for question, answer in answers if answer.status is Status.ANSWERED and answer.plan]


def differing(questions: Sequence[str], *, first: int = 0) -> Iterator[str]:
    """The questions without an end, and never the same text twice: each round has one more space behind."""
    return (question + " " * spaces for spaces in count(first) for question in questions)


def added(server: Served, index: Path, questions: Sequence[str]) -> Figure:
    """What the API adds to the Python call, at the median: each question asked both ways, in turns."""
    over_http, in_python = [], []
    with Assistant(index) as assistant, httpx.Client(base_url=server.url, trust_env=False) as client:
        for question in islice(differing(questions), len(questions) + _ALONE):
            started = time.perf_counter()
            assistant.ask(question)
            asked = time.perf_counter()
            client.post("/api/ask", json={"question": question}).raise_for_status()
            over_http.append(time.perf_counter() - asked)
            in_python.append(asked - started)
    first = len(questions)  # each question's first turn warms both
    http, python = (statistics.median(times[first:]) * 1000 for times in (over_http, in_python))
    detail = f"medians of {_ALONE}: {http:.1f} ms over HTTP, {python:.1f} ms in Python"
    return Figure("what the API adds to the Python call", http - python, 5, "ms", detail)


async def load(server: Served, questions: Iterator[str], *, clients: int, seconds: float) -> Load:
    """What `clients` that ask the next question without a pause meet in so many seconds."""
    met, end = Load(), time.perf_counter() + seconds

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as client:
            while (started := time.perf_counter()) < end:
                try:
                    answered = await client.post("/api/ask", json={"question": next(questions)})
                    if answered.status_code != 200:
                        met.faults.append(f"{answered.status_code}: {answered.text[:200]}")
                except httpx.HTTPError as error:
                    met.faults.append(f"{type(error).__name__}: {error}")
                met.seconds.append(time.perf_counter() - started)

    async def watch() -> None:
        while time.perf_counter() < end:
            met.memory.append(server.memory())
            await asyncio.sleep(_SAMPLE_SECONDS)

    await asyncio.gather(watch(), *(ask() for _ in range(clients)))
    return met


def held(met: Load, *, asked: str, clients: int, seconds: float) -> tuple[Figure, ...]:
    """The figures of a load; `asked` says of which questions."""
    times = sorted(met.seconds)
    slow = times[int(len(times) * 0.95)] * 1000
    third = max(1, len(met.memory) // 3)
    early, late = statistics.median(met.memory[:third]), statistics.median(met.memory[-third:])
    rate = f"{len(times) / seconds:.0f} a second, median {statistics.median(times) * 1000:.0f} ms"
    growth = f"{early / 2**20:.0f} MiB to {late / 2**20:.0f} MiB, medians of the first and last third"
    return (
        Figure(f"{asked}: errors", len(met.faults), 0, "", f"{len(times)} asked" + "".join(met.faults[:1])),
        Figure(f"{asked}: 95 % answered, {clients} clients, {seconds:g} s", slow, 150, "ms", rate),
        Figure(f"{asked}: growth of the server's memory", (late / early - 1) * 100, 5, "%", growth),
    )


def main(argv: Sequence[str]) -> int:
    """Measures and prints; 1 where a limit is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.serving", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the clients ask (default: 60)")
    parser.add_argument("--clients", type=int, default=16, help="how many clients ask (default: 16)")
    chosen = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="rowcite-bench-") as aside:
            index = Path(aside) / "index"
            build_index(bundled_corpus(), index)
            questions = plan_questions(index)
            if not questions:
                raise BenchFault("No development question is answered by a plan. Look at eval/data.")
            with served(index) as server:
                server.wait_until_warm()  # the encoder's loading is not the load's doing
                figures = [added(server, index, questions)]
                loads = {
                    "questions that all differ": differing(questions, first=_ROUNDS_BEFORE),
                    "questions that come again": cycle(questions),
                }
                for asked, texts in loads.items():
                    met = asyncio.run(load(server, texts, clients=chosen.clients, seconds=chosen.seconds))
                    figures += held(met, asked=asked, clients=chosen.clients, seconds=chosen.seconds)
    except (RowciteError, httpx.HTTPError) as error:
        print(f"eval.bench.serving: {error}", file=sys.stderr)
        return 1
    print(markdown(figures))
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
