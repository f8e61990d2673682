"""`rowcite` as a process of its own: run it, see what it imports, and wait for its first answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import MachineFault

HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "chromadb", "llama_index")
_ROOT = Path(__file__).parents[2]
_LIST_HEAVY = f"""
import sys
from ui.cli import main
code = main(sys.argv[1:])
print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""
_PATIENCE_SECONDS = 120
_POLL_SECONDS = 0.02


class BenchFault(MachineFault):
    """The command that is measured did not do its work."""


def ask_once(index: Path, question: str) -> str:
    """What `rowcite ask QUESTION --json` prints.

    Raises:
        BenchFault: it failed.
    """
    return _run(["-m", "ui.cli", *_ask(index, question)]).stdout


def heavy_modules(index: Path, question: str) -> tuple[str, ...]:
    """Which of the modules that take seconds to import `rowcite ask QUESTION` imports.

    Raises:
        BenchFault: it failed.
    """
    said = _run(["-c", _LIST_HEAVY, *_ask(index, question)]).stderr
    return tuple(said.splitlines()[-1].split()) if said.strip() else ()


def serve_until_answer(index: Path, question: str) -> float:
    """The seconds from starting `rowcite serve` to the first answer over HTTP.

    Raises:
        BenchFault: it ended, or did not answer within two minutes.
    """
    port = _free_port()
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index), "--port", str(port)]
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        server = subprocess.Popen(command, env=_environment(), stdout=output, stderr=output)
        try:
            while time.perf_counter() - started < _PATIENCE_SECONDS:
                if _is_answered(port, question):
                    return time.perf_counter() - started
                if server.poll() is not None:
                    output.seek(0)
                    said = output.read().decode(errors="replace").strip().splitlines()
                    raise BenchFault(f"rowcite serve ended: {said[-1] if said else 'without a word'}")
                time.sleep(_POLL_SECONDS)
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    raise BenchFault(f"rowcite serve did not answer within {_PATIENCE_SECONDS} s. Start it and look at it.")


@dataclass(frozen=True, slots=True)
class Served:
    """A running `rowcite serve`."""

    url: str
    pid: int

    def memory(self) -> int:
        """The bytes that it holds in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE")

    def wait_until_warm(self) -> None:
        """Waits until questions that need a vector are answered too.

        Raises:
            BenchFault: it is not within two minutes.
        """
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.perf_counter() + _PATIENCE_SECONDS
        while time.perf_counter() < end:
            with opener.open(f"{self.url}/readyz", timeout=60) as response:
                if json.load(response)["encoder"] == "ready":
                    return
            time.sleep(_POLL_SECONDS)
        raise BenchFault(f"The encoder was not loaded within {_PATIENCE_SECONDS} s. Start it and look at it.")


@contextmanager
def served(index: Path) -> Iterator[Served]:
    """A `rowcite serve` over an index, until the block is left.

    Raises:
        BenchFault: it ended before it answered.
    """
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index), "--port", "0"]
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=said, text=True)
        with server:
            line = server.stdout.readline() if server.stdout else ""
            if not line.startswith("Rowcite answers at "):
                said.seek(0)
                raise BenchFault(f"rowcite serve ended: {said.read().decode(errors='replace')[-300:]}")
            try:
                yield Served(line.split()[-1], server.pid)
            finally:
                server.terminate()


def _is_answered(port: int, question: str) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/ask",
        data=json.dumps({"question": question}).encode(),
        headers={"Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
    try:
        with opener.open(request, timeout=10) as response:
            return bool(json.load(response)["status"] == "answered")
    except (OSError, urllib.error.URLError):
        return False


def _ask(index: Path, question: str) -> list[str]:
    return ["ask", "--index", str(index), "--json", question]


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise BenchFault(f"rowcite ask failed ({done.returncode}): {said[-1] if said else 'without a word'}")
    return done


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROWCITE_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH"))))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
