"""`python -m eval.bench.swaps`: builds that follow one another under an assistant that is being asked.

Another process publishes build after build; threads ask all the while, by words and by meaning. Printed are
the questions, those that failed, and this process's memory and open files as the swaps go on; the exit code
is 1 where a question failed, a build was not picked up, or memory or files grew.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant
from corpus.errors import RowciteError
from eval.bench.catalogs import write_catalog
from eval.bench.process import BenchFault
from indexer import build_index

_ROWS, _THREADS, _PATIENCE_SECONDS = 200, 3, 60.0
# Over all swaps but the first quarter, which warms caches; a build just opening or closing has some 20 files.
_GROWTH_MIB, _GROWTH_FILES = 40, 40
_WRITER = """
import sys
from pathlib import Path
from indexer import build_index
corpus, index = map(Path, sys.argv[1:])
for number, _ in enumerate(sys.stdin):
    path = corpus / "depots.csv"
    header, first, *others = path.read_text("utf-8").splitlines()
    name, town, _, opened = first.split(",")
    path.write_text("\\n".join([header, f"{name},{town},{1000 + number},{opened}", *others]), "utf-8")
    print(build_index(corpus, index).build, flush=True)
"""


@dataclass(frozen=True, slots=True)
class State:
    """What the process has after so many swaps."""

    swaps: int
    memory_mib: float
    files: int


class Asking:
    """Threads that ask an assistant; every answer but the expected one is kept as a failure."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._stop = threading.Event()
        self.asked = 0
        self.failures: list[str] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Asks until the block ends."""
        threads = [threading.Thread(target=self._ask) for _ in range(_THREADS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _ask(self) -> None:
        while not self._stop.is_set():
            try:
                count = self._assistant.ask("How many depots are there?").values
                hits = self._assistant.search("harbour repair in winter", k=3)
            except (RowciteError, OSError) as error:
                self.failures.append(str(error))
                continue
            self.asked += 2
            if count != (str(round(_ROWS * 0.05)),) or len(hits) != 3:
                self.failures.append(f"{count} depots, {len(hits)} hits")
            time.sleep(0.02)


def swapped(times: int, *, folder: Path, samples: int = 10) -> tuple[Asking, list[State]]:
    """Publish so many builds under an assistant that is being asked.

    Raises:
        BenchFault: the writer failed, or a build was not picked up.
    """
    corpus, index = folder / "corpus", folder / "index"
    write_catalog(corpus, _ROWS)
    build_index(corpus, index)
    command = [sys.executable, "-c", _WRITER, str(corpus), str(index)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    states = []
    try:
        with Assistant(index) as assistant:
            asking = Asking(assistant)
            with asking.running():
                for swap in range(1, times + 1):
                    _wait_for(assistant, _next_build(writer))
                    if swap % max(1, times // samples) == 0:
                        states.append(_state(swap))
    finally:
        if writer.stdin is not None:
            writer.stdin.close()
        writer.wait(timeout=_PATIENCE_SECONDS)
        if writer.stdout is not None:
            writer.stdout.close()
    return asking, states


def growth(states: Sequence[State]) -> tuple[float, int]:
    """How much memory (MiB) and how many files came, from the first quarter's end to the last state."""
    first, last = states[len(states) // 4], states[-1]
    return last.memory_mib - first.memory_mib, last.files - first.files


def _next_build(writer: subprocess.Popen[str]) -> str:
    if writer.stdin is None or writer.stdout is None:
        raise BenchFault("The writer has no pipes.")
    writer.stdin.write("next\n")
    writer.stdin.flush()
    build = writer.stdout.readline().strip()
    if not build:
        raise BenchFault("The writer ended; its own line stands above.")
    return build


def _wait_for(assistant: Assistant, build: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while assistant.build_id != build:
        if time.monotonic() > until:
            raise BenchFault(f"Build {build} was not picked up within {_PATIENCE_SECONDS:.0f} s.")
        time.sleep(0.01)


def _state(swaps: int) -> State:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    memory = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return State(swaps, memory, len(os.listdir("/proc/self/fd")))  # noqa: PTH208 - counts, opens nothing more


def main(argv: Sequence[str] | None = None) -> int:
    """Swaps, and prints what was found."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.swaps", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="rowcite-") as folder:
        try:
            asking, states = swapped(arguments.times, folder=Path(folder))
        except BenchFault as error:
            print(f"swaps: {error}", file=sys.stderr)
            return 1
    print("| swaps | memory, MiB | open files |\n|---|---|---|")
    for state in states:
        print(f"| {state.swaps} | {state.memory_mib:.0f} | {state.files} |")
    memory, files = growth(states)
    print(f"\n{asking.asked} questions, {len(asking.failures)} failed; {memory:+.0f} MiB, {files:+} files.")
    for failure in dict.fromkeys(asking.failures):
        print(f"- {failure}")
    return 0 if not asking.failures and memory <= _GROWTH_MIB and files <= _GROWTH_FILES else 1


if __name__ == "__main__":
    sys.exit(main())
