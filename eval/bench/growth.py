"""`python -m eval.bench.growth --rows 1000 20000 100000`: how indexing and search grow with a catalog.

Each size is a generated catalog of five linked tables, measured in a process of its own: indexing against the
bare encoder on the same texts and threads, again unchanged and with 1 % changed, peak memory; opening and the
first answer of a new process; search by meaning, by words and fused, and the recall of the search by meaning
against an exact one. From `--quick-from` on the vectors are those of a bag of words, since encoding takes
most of an hour there: what is about encoding is left out. The exit code is 1 where a limit is missed.
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
from eval.bench.bagged import BagOfWords
from eval.bench.catalogs import edit_catalog, write_catalog
from eval.bench.process import BenchFault
from eval.record import commit, machine
from indexer import Build, Encoder, MiniLM, build_index, open_build
from indexer.passages import passages

_SIZES = (1_000, 20_000, 100_000)
_QUICK = 100_000
_SHARE = 0.01  # of the rows, changed before indexing once more
_ENCODED = 2_048  # texts that the bare encoder is timed on, half before indexing and half after
_QUERIES = 200
_K = 10
_TIMES = 3
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
    if "by meaning" in sys.argv:
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
    def limit(self) -> str:
        """Its limit in words, "" where there is none."""
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}" if self.most else ""

    @property
    def is_kept(self) -> bool:
        """Whether the limits are kept."""
        return (self.least is None or self.measured >= self.least) and (
            self.most is None or self.measured <= self.most
        )


def indexing(corpus: Path, index: Path, encoder: Encoder) -> list[Figure]:
    """Indexing the first time, again unchanged, and with 1 % changed; changes the corpus."""
    is_quick = isinstance(encoder, BagOfWords)
    times = 1 if is_quick else _TIMES
    before, after = _halves(corpus, encoder)
    bare = _seconds(before, encoder)
    began = time.process_time()
    first = build_index(corpus, index, encoder=encoder)
    busy = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    began = time.process_time()
    bare += _seconds(after, encoder)
    bare_busy = (time.process_time() - began) / len(after) * first.rows
    unchanged = statistics.median(build_index(corpus, index, encoder=encoder).seconds for _ in range(times))
    changed = statistics.median(_changed(corpus, index, encoder, seed) for seed in range(times))
    rate, bare_rate = first.rows / first.seconds, (len(before) + len(after)) / bare
    figures = [
        Figure("indexing", first.seconds, "s"),
        Figure("again unchanged", unchanged, "s"),
        Figure(f"again with {_SHARE:.0%} changed", changed, "s"),
        Figure("peak memory of indexing", peak, "MiB", most=1536 if first.rows <= 20_000 else None),
    ]
    if is_quick:
        return figures
    return [
        *figures,
        Figure("indexing", rate, "rows/s"),
        Figure("the bare encoder on the same texts", bare_rate, "rows/s"),
        Figure("indexing against it", rate / bare_rate, "×", least=0.9),
        Figure("the same in processor time", bare_busy / busy, "×"),
        Figure("again unchanged, faster by", first.seconds / unchanged, "×", least=50),
        Figure(f"again with {_SHARE:.0%} changed, faster by", first.seconds / changed, "×", least=20),
    ]


def _changed(corpus: Path, index: Path, encoder: Encoder, seed: int) -> float:
    edit_catalog(corpus, _SHARE, seed=seed)
    return build_index(corpus, index, encoder=encoder).seconds


def _halves(corpus: Path, encoder: Encoder) -> tuple[list[str], list[str]]:
    catalog, _ = read_catalog(corpus)
    texts = [passage.text for passage in passages(catalog, encoder)]
    sample = random.Random(3).sample(texts, min(_ENCODED, len(texts)))
    return sample[::2], sample[1::2]


def _seconds(texts: Sequence[str], encoder: Encoder) -> float:
    started = time.perf_counter()
    for start in range(0, len(texts), 256):
        encoder.encode(texts[start : start + 256])
    return time.perf_counter() - started


def starting(index: Path, *, is_quick: bool) -> list[Figure]:
    """Opening, the first answer and the first search by meaning, each in new processes."""
    times = []
    for _ in range(_TIMES):
        command = [sys.executable, "-c", _FIRST, str(index), *([] if is_quick else ["by meaning"])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchFault(f"The first answer failed: {done.stderr.strip().splitlines()[-1]}")
        times.append([float(part) for part in done.stdout.split()])
    opened, answered, searched = (statistics.median(column) for column in zip(*times, strict=True))
    figures = [
        Figure("importing and opening", opened, "s"),
        Figure("the first answer after it", answered, "s"),
    ]
    return figures if is_quick else [*figures, Figure("the first search by meaning after it", searched, "s")]


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


def measured(rows: int, *, is_quick: bool) -> list[Figure]:
    """All figures of one size, measured in this process."""
    encoder: Encoder = BagOfWords() if is_quick else MiniLM()
    encoder.encode(["loads the model"])
    with tempfile.TemporaryDirectory(prefix="rowcite-") as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        write_catalog(corpus, rows)
        figures = [*indexing(corpus, index, encoder), *starting(index, is_quick=is_quick)]
        with open_build(index, encoder=encoder) as build:
            return [*figures, *searching(build, corpus)]


def in_own_process(rows: int, *, is_quick: bool) -> list[Figure]:
    """All figures of one size, measured in a process of its own, so that its peak memory is its own.

    Raises:
        BenchFault: it failed.
    """
    quick_from = rows if is_quick else rows + 1
    sizes = ["--one", str(rows), "--quick-from", str(quick_from)]
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench.growth", *sizes], stdout=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        raise BenchFault(f"Measuring {rows:,} rows failed; its own lines stand above.")
    return msgspec.json.decode(done.stdout, type=list[Figure])


def markdown(found: dict[int, list[Figure]], *, quick_from: int) -> str:
    """The figures as a Markdown table, a column a size, with the machine below."""
    heads = [f"{rows:,} rows{'*' if rows >= quick_from else ''}" for rows in found]
    lines = ["| figure | " + " | ".join(heads) + " | limit |", "|---" * (len(heads) + 2) + "|"]
    columns = [{(figure.name, figure.unit): figure for figure in figures} for figures in found.values()]
    for name, unit in dict.fromkeys(key for column in columns for key in column):
        row = [column.get((name, unit)) for column in columns]
        limits = [figure.limit for figure in row if figure is not None]
        shown = " | ".join(_shown(figure) if figure is not None else "" for figure in row)
        lines.append(f"| {name} | {shown} | {next(filter(None, limits), '')} |")
    if any(rows >= quick_from for rows in found):
        lines.append("\n\\* with the vectors of a bag of words")
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
    parser.add_argument(
        "--rows", type=int, nargs="+", default=_SIZES, help="sizes (default: 1000 20000 100000)"
    )
    parser.add_argument(
        "--quick-from", type=int, default=_QUICK, help="from this size on the vectors are of a bag of words"
    )
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # how it calls itself for one size
    arguments = parser.parse_args(argv)
    quick_from = arguments.quick_from
    if arguments.one is not None:
        figures = measured(arguments.one, is_quick=arguments.one >= quick_from)
        sys.stdout.write(msgspec.json.encode(figures).decode())
        return 0
    try:
        found = {rows: in_own_process(rows, is_quick=rows >= quick_from) for rows in arguments.rows}
    except BenchFault as error:
        print(f"eval.bench.growth: {error}", file=sys.stderr)
        return 1
    print(markdown(found, quick_from=quick_from))
    return 0 if all(figure.is_kept for figures in found.values() for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
