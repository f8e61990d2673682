"""What the README shows is run as it stands."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.S)
README_URL = "http://127.0.0.1:7860"
COMMANDS = re.findall(r"^\$ \.venv/bin/rowcite (.*)$", README, re.M)
BLOCKS = [
    re.findall(r"^\$ \.venv/bin/rowcite (.*)$", block, re.M)
    for block in re.findall(r"```console\n(.*?)```", README, re.S)
]


SHEETS = re.findall(r"```csv\n(.*?)```", README, re.S)
SOURCES = re.findall(r'src="http://127\.0\.0\.1:7860(/[^"]+)"', README)
SERVES = re.findall(r"^    ((?:ROWCITE_\S+ )+)\.venv/bin/rowcite (serve.*)$", README, re.M)
CHROMA = re.findall(r"^    ((?:ROWCITE_\S+ )?)\.venv/bin/(chroma run .*|rowcite index)$", README, re.M)
CURLS = re.findall(r"^\$ curl (.*)$", README, re.M)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A working directory with tables of one's own, where an index is made on first use."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "my_tables").mkdir()
    table, questions = SHEETS
    (folder / "my_tables" / "lighthouses.csv").write_text(table)
    (folder / "my_questions.csv").write_text(questions)
    done = run(["-m", "ui.cli", "index"], folder)  # what the first question of a reader does
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def url(folder):
    """A server that the programs which speak to one find."""
    with serving(["serve"], folder) as address:
        yield address


def environment(more=""):
    """The environment of a command, with what stands before it on its line."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": paths, **dict(word.split("=", 1) for word in more.split())}


def run(arguments, folder, more=""):
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment(more), capture_output=True, text=True
    )


@contextmanager
def serving(arguments, folder, more=""):
    """A server on any free port, until the block ends; its address on this machine."""
    command = [sys.executable, "-m", "ui.cli", *arguments, "--port", "0", "--log", "off"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(more), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            port = server.stdout.readline().rpartition(":")[2].strip()
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def watch(arguments, folder):
    """Runs a command that watches until it does, then ends it as Ctrl-C would."""
    command = [sys.executable, "-m", "ui.cli", *arguments]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    ) as watching:
        assert any(line.startswith("Watching") for line in watching.stdout)
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 0


def test_both_command_lines_stand_in_the_first_25_lines():
    top = README.splitlines()[:25]
    assert sum(line.startswith("    python3 -m venv .venv && ") for line in top) == 2


def test_the_readme_shows_commands_and_programs():
    assert len(COMMANDS) >= 5
    assert len(PROGRAMS) == 5


@pytest.mark.parametrize("commands", [block for block in BLOCKS if block], ids=lambda block: block[0])
def test_each_block_of_commands_of_the_readme_works_in_its_order(commands, folder):
    import shlex

    for command in commands:
        if "--watch" in command:
            watch(shlex.split(command), folder)
            continue
        done = run(["-m", "ui.cli", *shlex.split(command)], folder)
        assert done.returncode == (3 if "CEO" in command else 0), done.stdout + done.stderr
        assert done.stdout


def test_every_command_of_the_readme_stands_in_a_block():
    assert sum(len(block) for block in BLOCKS) == len(COMMANDS)


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_program_of_the_readme_works(program, folder, request):
    assert len([line for line in program.splitlines() if line]) <= 10
    if README_URL in program:
        program = program.replace(README_URL, request.getfixturevalue("url"))
    done = run(["-c", program], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("command", CURLS)
def test_each_call_of_the_readme_is_answered(command, folder, url):
    import json
    import shlex

    words = [word.replace("localhost:7860", url) for word in shlex.split(command)]
    done = subprocess.run(["curl", *words], capture_output=True, text=True)
    assert json.loads(done.stdout)["values"] == ["8"]


@pytest.mark.parametrize("path", ["/widget.js", "/embed"])
def test_what_a_page_embeds_is_served(path, url):
    from urllib.request import urlopen

    assert path in SOURCES
    with urlopen(url + path) as served:
        assert served.status == 200 and b"widget" in served.read()


def test_a_server_for_others_asks_for_the_keys_it_was_given(folder):
    [(more, command)] = [found for found in SERVES if "API_KEYS" in found[0]]
    keys = dict(word.split("=") for word in more.split())["ROWCITE_API_KEYS"].split(",")
    with serving(command.split(), folder, more) as url:
        assert httpx.get(f"{url}/api/tables").status_code == 401
        for key in keys:
            told = {"Authorization": f"Bearer {key}"}
            assert httpx.get(f"{url}/api/tables", headers=told).status_code == 200


def test_a_server_with_origins_lets_only_their_pages_embed_it(folder):
    [(more, command)] = [found for found in SERVES if "EMBED_ORIGINS" in found[0]]
    [origin] = dict(word.split("=") for word in more.split())["ROWCITE_EMBED_ORIGINS"].split(",")
    with serving(command.split(), folder, more) as url:
        assert httpx.post(f"{url}/embed/token", headers={"Origin": origin}).json()["token"]
        assert httpx.post(f"{url}/embed/token", headers={"Origin": "https://else.example"}).status_code == 403


def test_the_vectors_move_to_a_chroma_server(folder, tmp_path):
    [(_, start), (more, index)] = CHROMA
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = start.replace("8000", port).split()
    chroma = [str(Path(sys.executable).with_name(words[0])), *words[1:]]
    shutil.copytree(folder / ".rowcite", tmp_path / ".rowcite")
    with subprocess.Popen(chroma, cwd=tmp_path, stdout=subprocess.DEVNULL) as server:
        try:
            while server.poll() is None and not _listens(int(port)):
                time.sleep(0.1)
            done = run(["-m", "ui.cli", *index.split()[1:]], tmp_path, more.replace("8000", port))
            assert done.returncode == 0, done.stderr
            found = run(["-m", "ui.cli", "search", "predictable latency"], tmp_path)
            assert "Groq" in found.stdout
        finally:
            server.terminate()


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_every_file_that_the_readme_links_to_exists():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
