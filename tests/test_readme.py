"""What the README shows is run as it stands."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

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
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", "0", "--log", "off"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        yield server.stdout.readline().split()[-1]
        server.terminate()


def run(arguments, folder):
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )


def watch(arguments, folder):
    """Runs a command that watches until it does, then ends it as Ctrl-C would."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
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


def test_every_file_that_the_readme_links_to_exists():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
