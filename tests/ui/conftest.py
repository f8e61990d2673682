"""What the tests of the faces share: indexes made with the real encoder, a real server, a real browser."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from assistant import Assistant
from corpus import bundled_corpus
from indexer import MiniLM, build_index

from .browsing import Tab, launched, need_chromium

ROOT = Path(__file__).parents[2]

LIGHTHOUSES = """\
# Lighthouses of the north

## Towers

| Tower | Light | Keeper | Notes |
|---|---|---|---|
| Skerry | red, white | Ada | Built on a reef |
| Holm | white | <script>alert(1)</script> | [click](javascript:alert(1)) |
| Vinga | green |  | ${alert(1)} {{constructor}} |
"""

Server = namedtuple("Server", "url process seconds")
Done = namedtuple("Done", "code out err seconds")


def environment(**more):
    """The environment of a child: without any setting of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ROWCITE_", "GRADIO_"))}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ROWCITE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def encoder():
    return MiniLM()


@pytest.fixture(scope="session")
def bundled_index(tmp_path_factory, encoder):
    index = tmp_path_factory.mktemp("bundled") / "index"
    build_index(bundled_corpus(), index, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def lighthouses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lighthouses")
    (folder / "towers.md").write_text(LIGHTHOUSES, "utf-8")
    return folder


@pytest.fixture(scope="session")
def lighthouse_index(tmp_path_factory, lighthouses, encoder):
    index = tmp_path_factory.mktemp("lighthouse-index") / "index"
    build_index(lighthouses, index, encoder=encoder)
    return index


@pytest.fixture
def own_index(lighthouse_index, tmp_path):
    """An index over the lighthouses that the test may damage."""
    told = shutil.ignore_patterns("feedback.sqlite*")  # what other tests said of the shared server's answers
    return Path(shutil.copytree(lighthouse_index, tmp_path / "own-index", ignore=told))


@pytest.fixture
def rowcite(tmp_path):
    """Runs the command line as a whole process."""

    def run(*arguments, stdin="", **environ):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *map(str, arguments)],
            cwd=tmp_path,
            env=environment(**environ),
            input=stdin.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Done(
            done.returncode, done.stdout.decode(), done.stderr.decode(), time.perf_counter() - started
        )

    return run


def serve(index, folder, *arguments, **environ):
    """A server on a free port of loopback, once it says that it answers."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "--index", str(index), "serve", "--port", "0", *arguments],
        cwd=folder,
        env=environment(**environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    if not line.startswith("Rowcite answers at http://"):
        process.kill()
        raise AssertionError(f"{line!r} {process.stderr.read()}")
    return Server(line.split()[-1], process, time.perf_counter() - started)


def stop(server):
    """Ends a server as Ctrl-C does and gives its exit code and what it said on stderr beside its log."""
    code, said = end(server, signal.SIGINT)
    return code, "".join(line for line in said.splitlines(keepends=True) if not line.startswith("{"))


def end(server, sent):
    """Ends a server with a signal and gives its exit code and all that it wrote to stderr."""
    server.process.send_signal(sent)
    _, said = server.process.communicate(timeout=60)
    return server.process.returncode, said


@pytest.fixture(scope="session")
def bundled_server(bundled_index, tmp_path_factory):
    server = serve(bundled_index, tmp_path_factory.mktemp("server"))
    yield server
    stop(server)


@pytest.fixture(scope="session")
def lighthouse_server(lighthouse_index, tmp_path_factory):
    server = serve(lighthouse_index, tmp_path_factory.mktemp("server"))
    yield server
    stop(server)


FERRIES = """\
Ferry,Length (m),Routes,Launched,Notes
Aurora,42,"Skerry, Holm",2001,"=HYPERLINK(""http://x"")"
Borealis,87,"Skerry, Vinga",2011,"<img src=x onerror=alert(1)>"
Comet,63,Holm,2019,@SUM(1)
Dione,,Vinga,1998,[click](javascript:alert(1))
"""


@pytest.fixture(scope="session")
def harbour_index(tmp_path_factory, encoder):
    """Four ferries with numbers and hostile cells, and 250 trips: more than an answer holds."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "ferries.csv").write_text(FERRIES, "utf-8")
    names = ("Aurora", "Borealis", "Comet")
    trips = "".join(f"Trip {n:03},{names[n % 3]},{n * 37 % 400}\n" for n in range(1, 251))
    (folder / "trips.csv").write_text(f"Trip,Ferry,Passengers\n{trips}", "utf-8")
    index = tmp_path_factory.mktemp("harbour-index") / "index"
    build_index(folder, index, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def harbour(harbour_index):
    with Assistant.open(index=harbour_index) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def bundled(bundled_index):
    with Assistant.open(index=bundled_index) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def harbour_server(harbour_index, tmp_path_factory):
    server = serve(harbour_index, tmp_path_factory.mktemp("server"))
    yield server
    stop(server)


@pytest.fixture(scope="module")
def browser():
    need_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = launched(playwright)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser):
    """Opens pages of a server; at the test's end none may have complained or asked another host."""
    tabs = []

    def open_tab(server, **context):
        tabs.append(Tab(browser, server.url, **context))
        return tabs[-1]

    yield open_tab
    for opened in tabs:
        opened.context.close()
    assert [complaint for opened in tabs for complaint in opened.complaints] == []
