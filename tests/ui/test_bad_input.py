"""What cannot be read or opened, from the command line: one line, the contract's exit code, the last build."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pytest

from ui.cli import main

BOATS = "Boat,Crew\nErna,4\nOda,6\n"


def large(path):
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # a hole, 2 GB long


def zip_bomb(path):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 150_000_000)
    path.write_bytes(written.getvalue())


def link_outside(path):
    outside = path.parent.parent / "outside.csv"
    outside.write_text("Password\nhunter2\n")
    path.symlink_to(outside)


WIDE = ",".join(f"c{n}" for n in range(10_000))
MIXED = "Ort,Land\nMünchen,Größe\n".encode() + "Köln,Nähe\nTübingen,Österreich\n".encode("cp1252")
BAD = {
    "picture.csv": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
    "picture.xlsx": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
    "program.parquet": lambda path: path.write_bytes(b"\x7fELF\2\1\1\0"),
    "large.csv": large,
    "bomb.xlsx": zip_bomb,
    "bomb.csv.gz": lambda path: path.write_bytes(gzip.compress(b"a,b\n" * 30_000_000)),
    "wide.csv": lambda path: path.write_text(f"{WIDE}\n{WIDE}\n"),
    "cell.csv": lambda path: path.write_text("Boat,Log\nErna," + "y" * 5_000_000 + "\n"),
    "nul.csv": lambda path: path.write_bytes(b"a,b\n1,\0\n"),
    "mixed.csv": lambda path: path.write_bytes(MIXED),
    "outside.csv": link_outside,
}


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "boats.csv").write_text(BOATS)
    return tmp_path / "corpus"


@pytest.fixture
def rowcite(corpus, tmp_path, capsys):
    """Run a command over the corpus; gives its exit code, its output, and its lines on stderr."""

    def run(*words):
        code = main(["--corpus", str(corpus), "--index", str(tmp_path / "index"), *words])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()

    assert run("index")[0] == 0
    return run


@pytest.fixture
def build_folder(rowcite, tmp_path):
    return tmp_path / "index" / "builds" / (tmp_path / "index" / "CURRENT").read_text().strip()


def crew_of_oda(rowcite):
    code, out, _ = rowcite("ask", "What is the crew of Oda?")
    return code, "6" in out


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_alone_is_one_line_and_2_and_the_last_build_answers(rowcite, corpus, name):
    (corpus / "boats.csv").unlink()
    BAD[name](corpus / name)
    code, _, lines = rowcite("index")
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith("rowcite: No ") and name in lines[0]
    assert crew_of_oda(rowcite) == (0, True)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_among_good_ones_is_refused_by_name_and_is_2_where_strict(rowcite, corpus, name):
    BAD[name](corpus / name)
    code, _, lines = rowcite("index", "--strict")
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith(f"rowcite: {name}, line ")
    code, out, _ = rowcite("index")
    assert code == 0
    assert f"refusal: {name}, line " in out
    assert crew_of_oda(rowcite) == (0, True)


@pytest.mark.parametrize("part", ["manifest.json", "rows.sqlite", "chroma/chroma.sqlite3"])
def test_a_damaged_build_is_one_line_and_1_until_it_is_built_again(rowcite, build_folder, part):
    path = build_folder / part
    path.write_bytes(b"x" * path.stat().st_size)
    code, _, lines = rowcite("search", "boats")
    assert (code, len(lines)) == (1, 1)
    assert "Run: rowcite index --rebuild" in lines[0]
    assert rowcite("check")[0] == 1
    assert rowcite("index", "--rebuild")[0] == 0
    assert rowcite("check")[0] == 0
    assert crew_of_oda(rowcite) == (0, True)


def test_a_chroma_server_that_is_not_there_is_one_line_and_1_and_the_last_build_answers(
    rowcite, corpus, monkeypatch
):
    (corpus / "boats.csv").write_text(f"{BOATS}Ida,2\n")
    monkeypatch.setenv("ROWCITE_CHROMA_URL", "http://127.0.0.1:9")
    code, _, lines = rowcite("index")
    assert code == 1
    assert lines[-1].startswith(
        "rowcite: The Chroma server at 'http://127.0.0.1:9' does not give the vectors"
    )
    assert crew_of_oda(rowcite) == (0, True)


def test_weights_whose_hash_is_wrong_are_one_line_and_1_and_words_are_still_answered(
    rowcite, corpus, tmp_path, monkeypatch
):
    model = tmp_path / "other_weights" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    (model / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("indexer.weights._PACKAGE", "other_weights")
    (corpus / "boats.csv").write_text(f"{BOATS}Ida,2\n")
    code, _, lines = rowcite("index")
    assert code == 1
    assert "sha256" in lines[-1] and "Reinstall their package" in lines[-1]
    assert crew_of_oda(rowcite) == (0, True)


@pytest.mark.skipif(os.name != "posix", reason="needs a system that refuses long files")
def test_a_file_that_may_grow_no_further_is_one_line_and_1_and_the_last_build_answers(rowcite, corpus):
    import resource
    import signal

    (corpus / "boats.csv").write_text(f"{BOATS}Ida,2\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        code, _, lines = rowcite("index")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert code == 1
    assert "cannot be written" in lines[-1]
    assert crew_of_oda(rowcite) == (0, True)
    assert rowcite("index")[0] == 0
