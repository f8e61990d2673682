"""`python -m eval.bench.growth --rows 1000 20000`: how indexing and search grow with a catalog.

Each size is a generated catalog of five linked tables, measured in a process of its own: indexing against the
bare encoder on the same texts and threads, again unchanged and with 1 % changed, peak memory; opening and the
first answer of a new process; search by meaning, by words and fused, and the recall of the search by meaning
against an exact one. The exit code is 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus import read_catalog
from eval.bench.catalogs import edit_catalog, write_catalog
from eval.bench.process import BenchFault
from eval.record import commit, machine
from indexer import Build, MiniLM, build_index, open_build
from indexer.passages import passages

_SIZES = (1_000, 20_000)
_SHARE = 0.01  # of the rows, changed before indexing once more
_ENCODED = 2_048  # texts that the bare encoder is timed on, drawn from all of them
_QUERIES = 200
_K = 10
_STARTS = 3
_CHUNK = 5_000  # vectors read from Chroma at once
_FIRST = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from assistant import Assistant
with Assistant(Path(sys.argv[1])) as assistant:
    opened = time.perf_counter()
    assistant.ask("How many depots are there?")
    answered = time.perf_counter()
    assistant.search("repair of bridges in winter", k=3)
    searched = time.perf_counter()
assert "torch" not in sys.modules
print(opened - started, answered - opened, searched - answered)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure of one size; `least` and `most` are its limits, None where there is none."""

    name: str
    measured: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the limits are kept."""
        return (self.least is None or self.measured >= self.least) and (
            self.most is None or self.measured <= self.most
        )


def indexing(corpus: Path, index: Path, rows: int) -> list[Figure]:
    """Indexing the first time, again unchanged, and with 1 % changed; changes the corpus."""
    encoder = MiniLM()
    encoder.encode(["loads the model"])
    first = build_index(corpus, index, encoder=encoder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    bare = _bare_rate(corpus, encoder)
    unchanged = statistics.median(build_index(corpus, index, encoder=encoder).seconds for _ in range(_STARTS))
    edit_catalog(corpus, _SHARE)
    changed = build_index(corpus, index, encoder=encoder)
    rate = first.rows / first.seconds
    return [
        Figure("indexing", rate, "rows/s"),
        Figure("the bare encoder on the same texts", bare, "rows/s"),
        Figure("indexing against the bare encoder", rate / bare, "×", least=0.9),
        Figure("again unchanged, faster by", first.seconds / unchanged, "×", least=50),
        Figure("with 1 % changed, faster by", first.seconds / changed.seconds, "×", least=20),
        Figure("peak memory of indexing", peak, "MiB", most=1536 if rows <= 20_000 else None),
    ]


def starting(index: Path) -> list[Figure]:
    """Opening, the first answer and the first search by meaning, each in new processes."""
    times = []
    for _ in range(_STARTS):
        command = [sys.executable, "-c", _FIRST, str(index)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchFault(f"The first answer failed: {done.stderr.strip().splitlines()[-1]}")
        times.append([float(part) for part in done.stdout.split()])
    opened, answered, searched = (statistics.median(column) for column in zip(*times, strict=True))
    return [
        Figure("importing and opening", opened, "s"),
        Figure("the first answer after it", answered, "s"),
        Figure("the first search by meaning after it", searched, "s"),
    ]


def searching(build: Build, corpus: Path) -> list[Figure]:
    """Median and 95 % of each search, and the recall of the search by meaning."""
    queries = _queries(corpus)
    figures = []
    for name, search in (("meaning", build.dense), ("words", build.lexical), ("fused", build.search)):
        search(queries[0], k=_K)
        times = sorted(_milliseconds(lambda q=query, s=search: s(q, k=_K)) for query in queries)  # type: ignore[misc]
        figures.append(Figure(f"search by {name}, median", statistics.median(times), "ms"))
        figures.append(Figure(f"search by {name}, 95 %", times[int(0.95 * len(times))], "ms"))
    return [
        *figures,
        Figure(f"recall@{_K} of the search by meaning", _recall(build, queries), "", least=0.98),
    ]


def _recall(build: Build, queries: Sequence[str]) -> float:
    import numpy as np

    collection = build.collection()
    ids: list[str] = []
    parts = []
    for start in range(0, build.manifest.vectors, _CHUNK):
        found = collection.get(limit=_CHUNK, offset=start, include=["embeddings"])
        ids += found["ids"]
        parts.append(np.asarray(found["embeddings"], dtype=np.float32))
    vectors = np.concatenate(parts)
    shares = []
    for query, vector in zip(queries, build.encoder.encode(queries), strict=True):
        scores = vectors @ np.asarray(vector, dtype=np.float32)
        worst = np.sort(scores)[-_K]  # ties with the last one count as found
        at = {row_id: score for row_id, score in zip(ids, scores, strict=True) if score >= worst - 1e-6}
        shares.append(sum(hit.row_id in at for hit in build.dense(query, k=_K)) / _K)
    return statistics.fmean(shares)


def _bare_rate(corpus: Path, encoder: MiniLM) -> float:
    catalog, _ = read_catalog(corpus)
    texts = [passage.text for passage in passages(catalog, encoder)]
    sample = random.Random(3).sample(texts, min(_ENCODED, len(texts)))
    started = time.perf_counter()
    for start in range(0, len(sample), 256):
        encoder.encode(sample[start : start + 256])
    return len(sample) / (time.perf_counter() - started)


def _queries(corpus: Path) -> list[str]:
    catalog, _ = read_catalog(corpus)
    cells = sorted(
        {
            cell.text
            for table in catalog.tables
            for row in table.rows
            for cell in row.cells
            if " " in cell.text
        }
    )
    draw = random.Random(5)
    return [" ".join(draw.choice(cells).split()[:6]) for _ in range(_QUERIES)]


def _milliseconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return (time.perf_counter() - started) * 1000


def measured(rows: int) -> list[Figure]:
    """All figures of one size, measured in this process."""
    with tempfile.TemporaryDirectory(prefix="rowcite-") as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        write_catalog(corpus, rows)
        figures = [*indexing(corpus, index, rows), *starting(index)]
        with open_build(index) as build:
            return [*figures, *searching(build, corpus)]


def in_own_process(rows: int) -> list[Figure]:
    """All figures of one size, measured in a process of its own, so that its peak memory is its own.

    Raises:
        BenchFault: it failed.
    """
    command = [sys.executable, "-m", "eval.bench.growth", "--one", str(rows)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise BenchFault(f"Measuring {rows:,} rows failed; its own lines stand above.")
    return msgspec.json.decode(done.stdout, type=list[Figure])


def markdown(found: dict[int, list[Figure]]) -> str:
    """The figures as a Markdown table, a column a size, with the machine below."""
    sizes = list(found)
    lines = [
        "| figure | " + " | ".join(f"{rows:,} rows" for rows in sizes) + " | limit |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for row in zip(*found.values(), strict=True):
        shown = " | ".join(_shown(figure) for figure in row)
        first = row[0]
        limits = [f"≥ {first.least:g}" if first.least is not None else ""]
        limits += [f"≤ {first.most:g}" if first.most is not None else ""]
        lines.append(f"| {first.name} | {shown} | {' '.join(filter(None, limits))} |")
    here = machine()
    load = os.getloadavg()[2]
    lines.append(
        f"\n{here['cores']} cores (load {load:.1f} over 15 minutes), {here['system']} {here['processor']},"
        f" Python {here['python']}, commit {commit() or 'unknown'}"
    )
    return "\n".join(lines)


def _shown(figure: Figure) -> str:
    text = f"{figure.measured:,.3g}" if figure.measured < 1000 else f"{figure.measured:,.0f}"
    return f"{text} {figure.unit}".strip() if figure.is_kept else f"**{text} {figure.unit}**"


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.growth", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=_SIZES, help="sizes (default: 1000 20000)")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # how it calls itself for one size
    arguments = parser.parse_args(argv)
    if arguments.one is not None:
        sys.stdout.write(msgspec.json.encode(measured(arguments.one)).decode())
        return 0
    try:
        found = {rows: in_own_process(rows) for rows in arguments.rows}
    except BenchFault as error:
        print(f"eval.bench.growth: {error}", file=sys.stderr)
        return 1
    print(markdown(found))
    return 0 if all(figure.is_kept for figures in found.values() for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
