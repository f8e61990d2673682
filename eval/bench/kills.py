"""`python -m eval.bench.kills --times 200`: an indexer killed at random moments must never cost the index.

Each time the corpus is changed and indexed anew in a process that is killed (SIGKILL) at a random moment. The
build before, or the new one where the kill came after its publication, must answer by words and by meaning
and be whole to `check_build`; the next run must finish, and leave nothing but the pointer, the lock and two
builds. The exit code is 1 at the first time that this is not so.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from corpus.errors import BuildError
from eval.bench.catalogs import write_catalog
from eval.bench.letters import Letters
from eval.bench.process import BenchFault
from indexer import build_index, check_build, open_build

_ROWS = 80
_LEFT = {"CURRENT", "builds", "rowcite.lock"}


def killed_times(times: int, *, seed: int, folder: Path) -> Counter[str]:
    """Kill so many rebuilds; counts by what was current afterwards.

    Raises:
        BenchFault: the index was lost, damaged, blocked, or something was left behind.
    """
    import indexer.filling  # noqa: F401 - here, not in each child: importing Chroma takes a second

    corpus, index, draw = folder / "corpus", folder / "index", random.Random(seed)
    write_catalog(corpus, _ROWS)
    _in_child(lambda: _build(corpus, index))
    started = time.monotonic()
    _in_child(lambda: _build(corpus, index, rebuild=True))
    whole = time.monotonic() - started
    counts: Counter[str] = Counter()
    changes = count()
    while counts.total() < times:
        before = _current(index)
        _change(corpus, next(changes))
        if not _killed(lambda: _build(corpus, index, rebuild=True), after=draw.uniform(0, whole)):
            continue  # it was done before
        after = _current(index)
        counts["the old build" if after == before else "the new build"] += 1
        _in_child(partial(_answers, corpus, index, is_current=after != before))
        _in_child(lambda: _build(corpus, index))
        _in_child(lambda: _answers(corpus, index, is_current=True))
        _check_left(index)
    return counts


def _build(corpus: Path, index: Path, *, rebuild: bool = False) -> None:
    build_index(corpus, index, encoder=Letters(), rebuild=rebuild)


def _answers(corpus: Path, index: Path, *, is_current: bool) -> None:
    with open_build(index, encoder=Letters()) as build:
        if not (build.lexical("harbour", k=3) and build.dense("harbour", k=3)):
            raise BenchFault("The build that is current does not answer.")
    report = check_build(index, corpus, encoder=Letters())
    if not report.is_whole or report.is_current != is_current:
        raise BenchFault(f"The check says: {' '.join(report.findings) or 'all is well'}")


def _change(corpus: Path, number: int) -> None:
    path = corpus / "depots.csv"
    header, first, *others = path.read_text("utf-8").splitlines()
    cells = first.split(",")
    path.write_text(
        "\n".join([header, ",".join([*cells[:2], str(1000 + number), cells[3]]), *others]), "utf-8"
    )


def _current(index: Path) -> str:
    with open_build(index, encoder=Letters()) as build:
        return build.id


def _check_left(index: Path) -> None:
    left = {path.name for path in index.iterdir()} - _LEFT
    builds = len(list((index / "builds").iterdir()))
    if left or builds > 2:
        raise BenchFault(f"Left behind: {', '.join(sorted(left)) or f'{builds} builds'}.")


def _in_child(work: Callable[[], None]) -> None:
    """Run in a process of its own: this one must never open Chroma, which does not survive a fork."""
    code = os.waitstatus_to_exitcode(os.waitpid(_forked(work), 0)[1])
    if code != 0:
        raise BenchFault(f"A step failed with exit code {code}; its own line stands above.")


def _killed(work: Callable[[], None], *, after: float) -> bool:
    """Whether the work was killed so many seconds after its start; False where it was done by then."""
    child = _forked(work)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except (BenchFault, BuildError) as error:
        print(error, file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Kills, and prints what was found."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rowcite-") as folder:
        try:
            counts = killed_times(arguments.times, seed=arguments.seed, folder=Path(folder))
        except BenchFault as error:
            print(f"kills: {error}", file=sys.stderr)
            return 1
    said = ", ".join(f"{name} answered {count} times" for name, count in sorted(counts.items()))
    print(f"{counts.total()} kills in {time.monotonic() - started:.0f} s: {said}; nothing was left behind.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
