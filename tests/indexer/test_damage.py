from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from corpus.errors import BuildError
from indexer import build_index, check_build, open_build
from indexer.schema import FORMAT


@pytest.fixture
def index(zoo_index, tmp_path):
    """A copy of the zoo's index to damage."""
    return shutil.copytree(zoo_index, tmp_path / "index")


@pytest.fixture
def build_folder(index):
    return index / "builds" / (index / "CURRENT").read_text().strip()


def edit_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def missing_rows(folder):
    (folder / "rows.sqlite").unlink()


def truncated_rows(folder):
    with (folder / "rows.sqlite").open("r+b") as file:
        file.truncate(4096)


def missing_vectors(folder):
    shutil.rmtree(folder / "chroma")


def missing_manifest(folder):
    (folder / "manifest.json").unlink()


def cut_manifest(folder):
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])


def manifest_without_a_field(folder):
    (folder / "manifest.json").write_text('{"format": 1}')


def binary_manifest(folder):
    (folder / "manifest.json").write_bytes(b"\xff\xfe\x00")


def overwritten_rows(folder):
    path = folder / "rows.sqlite"
    path.write_bytes(b"x" * path.stat().st_size)


def other_format(folder):
    edit_manifest(folder, format=999)


def missing_build(folder):
    shutil.rmtree(folder)


DAMAGES = [
    missing_rows,
    truncated_rows,
    missing_vectors,
    missing_manifest,
    cut_manifest,
    manifest_without_a_field,
    binary_manifest,
    overwritten_rows,
    other_format,
    missing_build,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_build_is_refused_in_one_line_that_says_what_to_do(
    build_folder, index, corpus, damage, encoder
):
    damage(build_folder)
    with pytest.raises(BuildError, match=r"Run: rowcite index --rebuild") as caught:
        open_build(index)
    assert "\n" not in str(caught.value) and str(index) in str(caught.value)
    report = check_build(index, corpus)
    assert (report.is_whole, report.is_current, report.findings) == (False, False, (str(caught.value),))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_indexing_mends_a_damaged_build(build_folder, index, corpus, damage, encoder):
    damage(build_folder)
    assert build_index(corpus, index, encoder=encoder).is_new
    assert check_build(index, corpus, encoder=encoder).findings == ()


def test_another_format_is_named(build_folder, index):
    other_format(build_folder)
    with pytest.raises(BuildError, match=f"has format 999, this Rowcite reads format {FORMAT}"):
        open_build(index)


@pytest.mark.parametrize("pointer", [b"", b"..\n", b"../../elsewhere\n", b"\xff\xff"])
def test_a_damaged_pointer_is_refused(index, pointer):
    (index / "CURRENT").write_bytes(pointer)
    with pytest.raises(BuildError, match=r"CURRENT' .*Run: rowcite index --rebuild"):
        open_build(index)


@pytest.mark.parametrize("place", ["nowhere", "file/index", "file"])
def test_no_index_is_named_with_the_command_that_makes_one(tmp_path, place):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BuildError, match=rf"No index in '{tmp_path / place}'. Run: rowcite index"):
        open_build(tmp_path / place)


def test_pages_of_rows_that_are_damaged_are_told_when_they_are_read(build_folder, index):
    path = build_folder / "rows.sqlite"
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xaa" * (len(data) - 8192)
    path.write_bytes(data)
    with (
        pytest.raises(BuildError, match=r"Run: rowcite index --rebuild") as caught,
        open_build(index) as build,
    ):
        build.query("SELECT * FROM terms")
    assert "\n" not in str(caught.value)


def test_vectors_that_are_damaged_are_told_and_words_still_found(build_folder, index, encoder):
    path = build_folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(b"x" * path.stat().st_size)
    with open_build(index, encoder=encoder) as build:
        with pytest.raises(
            BuildError, match=r"The vectors in .* cannot be used .*Run: rowcite index --rebuild"
        ):
            build.dense("bamboo", k=1)
        assert build.lexical("bamboo", k=1)[0].row_id == "animals/red-panda"


def test_a_check_counts_the_vectors(build_folder, index, corpus, encoder):
    with open_build(index, encoder=encoder) as build:
        build.collection().delete(ids=["animals/camel"])
    report = check_build(index, corpus, encoder=encoder)
    assert not report.is_whole
    assert "6 vectors, its manifest says 7" in report.findings[0]


def test_a_check_sees_rows_changed_behind_its_back(build_folder, index, corpus, encoder):
    path = build_folder / "rows.sqlite"
    data = path.read_bytes()
    assert b"Himalayas" in data
    path.write_bytes(data.replace(b"Himalayas", b"Pyreneess"))
    report = check_build(index, corpus, encoder=encoder)
    assert not report.is_whole
    assert any("not as it was written" in finding for finding in report.findings)


def test_a_file_where_the_index_should_be_is_named(corpus, tmp_path, encoder):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BuildError, match=rf"cannot be written to '{tmp_path / 'file'}'"):
        build_index(corpus, tmp_path / "file", encoder=encoder)


@pytest.fixture
def as_nobody():
    """Work without the rights of the superuser."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def open_to_all(path: Path) -> None:
    for parent in list(path.parents)[:3]:
        parent.chmod(0o755)
    for below in (path, *path.rglob("*")):
        below.chmod(0o555 if below.is_dir() else 0o444)


def test_an_index_that_may_only_be_read_answers_words_and_meaning(index, encoder, request):
    open_to_all(index)
    request.getfixturevalue("as_nobody")
    with open_build(index, encoder=encoder) as build:
        assert build.lexical("bamboo", k=1)[0].row_id == "animals/red-panda"
        assert build.dense("bamboo", k=1)[0].row_id == "animals/red-panda"


def test_an_index_that_may_not_be_written_is_refused_and_the_last_build_answers(
    index, corpus, encoder, change, request
):
    change("krill", "squid")
    open_to_all(index)
    open_to_all(corpus)
    request.getfixturevalue("as_nobody")
    with pytest.raises(BuildError, match=rf"cannot be written to '{index}' \(Permission denied\)"):
        build_index(corpus, index, encoder=encoder)
    with open_build(index, encoder=encoder) as build:
        assert build.lexical("krill", k=1)


def test_an_index_that_may_not_be_read_is_refused(index, request):
    open_to_all(index)
    for path in index.rglob("manifest.json"):
        path.chmod(0)
    request.getfixturevalue("as_nobody")
    with pytest.raises(BuildError, match=r"manifest.json' cannot be read \(Permission denied\)"):
        open_build(index)
