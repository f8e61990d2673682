"""Vectors on a real Chroma server, started here on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from assistant import Assistant
from corpus.errors import BuildError
from indexer import Following, build_index, check_build, open_build


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder, port):
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    environment = {
        **os.environ,
        "ANONYMIZED_TELEMETRY": "False",
        "DO_NOT_TRACK": "1",
        "OTEL_SDK_DISABLED": "true",
    }
    server = subprocess.Popen(
        [*command, "--port", str(port), "--path", str(folder)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        assert server.poll() is None
        time.sleep(0.05)
    raise AssertionError("chroma run did not start")


def stop(server):
    server.kill()
    server.wait()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    port = free_port()
    server = start(tmp_path_factory.mktemp("server"), port)
    yield f"http://127.0.0.1:{port}"
    stop(server)


@pytest.fixture
def names(url):
    """The collections that the server has."""
    address = f"{url}/api/v2/tenants/default_tenant/databases/default_database/collections"
    before = {one["name"] for one in httpx.get(address).json()}
    return lambda: {one["name"] for one in httpx.get(address).json()} - before


@pytest.fixture
def again(corpus, tmp_path, encoder):
    def run(**settings):
        return build_index(corpus, tmp_path / "index", encoder=encoder, **settings)

    return run


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


def test_vectors_move_to_the_server_and_back_without_being_made_again(
    again, index, corpus, encoder, url, names
):
    assert again().embedded == 7
    moved = again(chroma_url=url)
    assert (moved.embedded, moved.reused, moved.is_new) == (0, 7, True)
    assert len(names()) == 1
    with open_build(index, encoder=encoder) as build:
        assert not list(build.folder.rglob("*.sqlite3"))
        assert build.dense("an animal of the rainforest canopy", k=1)[0].row_id == "animals/sloth"
        assert build.vectors().count() == 7
    assert again(chroma_url=url).is_new is False
    assert check_build(index, corpus, encoder=encoder).findings == ()
    assert again().embedded == 0
    with open_build(index, encoder=encoder) as build:
        assert build.dense("an animal of the rainforest canopy", k=1)[0].row_id == "animals/sloth"


def test_a_change_makes_one_vector_and_old_collections_go_after_their_last_reader(
    again, index, change, encoder, url, names
):
    again(chroma_url=url)
    with open_build(index, encoder=encoder) as reader:
        for old, new in (("krill", "squid"), ("squid", "shrimp"), ("shrimp", "plankton")):
            change(old, new)
            assert again(chroma_url=url).embedded == 1
        assert len(names()) == 3  # the reader's, the previous and the current one
        assert reader.dense("krill", k=1)[0].row_id == "animals/penguin"
    change("plankton", "algae")
    again(chroma_url=url)
    assert len(names()) == 2


def test_a_second_process_of_the_same_index_follows(again, index, change, encoder, url):
    again(chroma_url=url)
    following = Following(index, encoder=encoder)
    with following.reading() as build:
        assert build.dense("krill", k=1)
    change("krill", "squid")
    last = again(chroma_url=url).build
    program = (
        "import sys; from pathlib import Path; from indexer import open_build\n"
        "with open_build(Path(sys.argv[1])) as build: print(build.id, build.dense('squid', k=1)[0].row_id)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(index)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [last, "animals/penguin"]
    with following.reading() as build:
        assert (build.id, build.dense("squid", k=1)[0].row_id) == (last, "animals/penguin")
    following.close()


def test_a_closed_build_leaves_no_connection_and_no_chroma_client(again, index, encoder, url):
    again(chroma_url=url)
    known = len(SharedSystemClient._identifier_to_system)
    files = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with open_build(index, encoder=encoder) as build:
            assert build.dense("krill", k=1)
    assert len(SharedSystemClient._identifier_to_system) == known
    assert len(list(Path("/proc/self/fd").iterdir())) <= files


def test_a_build_that_fails_leaves_no_collection(again, change, url, names, monkeypatch):
    again(chroma_url=url)
    change("krill", "squid")
    with monkeypatch.context() as patched:
        patched.setattr("indexer.vectors.Vectors.add", lambda *_: None)
        with pytest.raises(BuildError, match="given up, the last one stays"):
            again(chroma_url=url)
    assert len(names()) == 1


def test_without_its_server_an_index_answers_what_needs_no_meaning_and_says_why_not_the_rest(
    corpus, change, index, encoder, tmp_path
):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with pytest.raises(BuildError, match=rf"The Chroma server at '{url}' does not give") as caught:
        build_index(corpus, index, encoder=encoder, chroma_url=url)
    assert "\n" not in str(caught.value)
    server = start(tmp_path / "server", port)
    try:
        first = build_index(corpus, index, encoder=encoder, chroma_url=url).build
        with open_build(index, encoder=encoder) as reader:
            assert reader.dense("krill", k=1)
            stop(server)
            with pytest.raises(BuildError, match=rf"'{url}' does not give the vectors .*Start it"):
                reader.dense("krill", k=1)
        with Assistant(index) as assistant:
            assert assistant.ask("What is the diet of the penguin?").values == ("fish, krill",)
            with pytest.raises(BuildError, match=rf"'{url}' does not give the vectors .*Start it"):
                assistant.search("krill")
        report = check_build(index, corpus, encoder=encoder)
        assert not report.is_whole and url in report.findings[0]
        change("krill", "squid")
        with pytest.raises(BuildError, match=rf"'{url}' does not give the vectors"):
            build_index(corpus, index, encoder=encoder, chroma_url=url)
        with open_build(index) as build:
            assert build.id == first
        assert {path.name for path in index.iterdir()} == {"CURRENT", "builds", "rowcite.lock"}
    finally:
        stop(server)


def test_a_damaged_note_of_the_place_is_told(again, index, encoder, url):
    again(chroma_url=url)
    with open_build(index, encoder=encoder) as build:
        (build.folder / "chroma" / "server.json").write_text("{")
        with pytest.raises(BuildError, match=r"server.json' is damaged. Run: rowcite index --rebuild"):
            build.dense("krill", k=1)
    shutil.rmtree(index)
