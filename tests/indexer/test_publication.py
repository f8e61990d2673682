from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import BuildError
from indexer import build_index, open_build

# Indexes as another process would, with an encoder of its own that is quick to load; `point` is where it
# stops: "" at the end, "wait" while it holds the lock, else killed there.
WRITER = """
import os, signal, sys, time
from pathlib import Path
import indexer.folder
from indexer import build_index

corpus, index, point = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]


class Letters:
    name, fingerprint, dimension = "letters", "letters", 26

    def encode(self, texts):
        counts = [[1.0 + text.lower().count(chr(97 + n)) for n in range(26)] for text in texts]
        return [[n / sum(m * m for m in vector) ** 0.5 for n in vector] for vector in counts]

    def split(self, header, body):
        return (f"{header} {body}",)


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def told(step):
    if step.stage == point:
        die()
    if point == "wait" and step.stage == "rows":
        print("waiting", flush=True)
        time.sleep(600)


if point == "rename":
    Path.rename = die
if point == "pointer":
    indexer.folder.os.replace = die
print(build_index(corpus, index, encoder=Letters(), progress=told).build)
"""


def start(corpus: Path, index: Path, point: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(corpus), str(index), point],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write(corpus: Path, index: Path, point: str = "") -> str:
    writer = start(corpus, index, point)
    out, errors = writer.communicate(timeout=120)
    assert writer.returncode == (-signal.SIGKILL if point else 0), errors
    return out.strip()


@pytest.mark.parametrize("point", ["vectors", "rename", "pointer"])
def test_an_indexer_killed_at_any_step_leaves_the_last_build_and_the_next_one_clears_up(
    corpus, change, tmp_path, point
):
    index = tmp_path / "index"
    first = write(corpus, index)
    change("krill", "squid")
    write(corpus, index, point)
    with open_build(index) as build:
        assert build.id == first
        assert build.lexical("krill", k=1)[0].row_id == "animals/penguin"
    second = write(corpus, index)
    with open_build(index) as build:
        assert build.id == second != first
        assert build.lexical("squid", k=1)[0].row_id == "animals/penguin"
    assert {path.name for path in index.iterdir()} == {"CURRENT", "builds", "rowcite.lock"}
    assert {path.name for path in (index / "builds").iterdir()} == {first, second}


def test_an_indexer_killed_in_its_first_build_leaves_no_index_and_does_not_block_the_next(corpus, tmp_path):
    index = tmp_path / "index"
    write(corpus, index, "vectors")
    with pytest.raises(BuildError, match=r"No index in"):
        open_build(index)
    assert write(corpus, index)


def test_a_second_writer_is_refused_until_the_first_is_gone(corpus, tmp_path, encoder):
    index = tmp_path / "index"
    writer = start(corpus, index, "wait")
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "waiting\n"
        with pytest.raises(BuildError, match=rf"Another process is indexing into '{index}'"):
            build_index(corpus, index, encoder=encoder)
    finally:
        writer.kill()
        writer.communicate(timeout=60)
    assert build_index(corpus, index, encoder=encoder).is_new


def test_a_step_that_fails_leaves_the_last_build_and_nothing_aside(
    corpus, change, tmp_path, encoder, monkeypatch
):
    index = tmp_path / "index"
    first = build_index(corpus, index, encoder=encoder).build
    change("krill", "squid")

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("indexer.indexing.write_manifest", fail)
        with pytest.raises(BuildError, match=r"cannot be written to .*\(No space left on device\)"):
            build_index(corpus, index, encoder=encoder)
    with open_build(index, encoder=encoder) as build:
        assert build.id == first
    assert {path.name for path in index.iterdir()} == {"CURRENT", "builds", "rowcite.lock"}


def test_a_build_that_fails_its_own_check_is_not_published(corpus, change, tmp_path, encoder, monkeypatch):
    index = tmp_path / "index"
    first = build_index(corpus, index, encoder=encoder).build
    change("krill", "squid")
    with monkeypatch.context() as patched:
        patched.setattr("indexer.vectors.Vectors.add", lambda *_: None)
        with pytest.raises(BuildError, match=r"given up, the last one stays: The build has 6 vectors"):
            build_index(corpus, index, encoder=encoder)
    with open_build(index, encoder=encoder) as build:
        assert build.id == first


def test_a_reader_keeps_its_build_while_others_are_published(corpus, change, tmp_path, encoder):
    index = tmp_path / "index"
    build_index(corpus, index, encoder=encoder)
    with open_build(index, encoder=encoder) as reader:
        for old, new in (("krill", "squid"), ("squid", "shrimp"), ("shrimp", "plankton")):
            change(old, new)
            build_index(corpus, index, encoder=encoder)
        assert reader.lexical("krill", k=1)[0].row_id == "animals/penguin"
        assert reader.dense("krill", k=1)[0].row_id == "animals/penguin"
        assert len(list((index / "builds").iterdir())) == 3
    change("plankton", "algae")
    build_index(corpus, index, encoder=encoder)
    assert len(list((index / "builds").iterdir())) == 2


def test_a_folder_of_someone_else_is_not_touched(corpus, tmp_path, encoder):
    theirs = tmp_path / "project" / "builds" / "release"
    theirs.mkdir(parents=True)
    with pytest.raises(BuildError, match=r"is not of an index. Name an empty or a new folder"):
        build_index(corpus, tmp_path / "project", encoder=encoder)
    assert theirs.is_dir()
