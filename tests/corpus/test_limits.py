import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from corpus import CorpusError, fingerprint, read_catalog
from corpus.errors import SettingError
from corpus.opening import opened
from corpus.settings import load_settings

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"
GOOD = {"good.csv": "Boat,Crew\nErna,4\n"}


def refusals(report):
    return [(notice.file, notice.message) for notice in report.notices if notice.is_refusal]


@pytest.mark.parametrize(
    "name", ["x.csv", "x.tsv", "x.md", "x.json", "x.jsonl", "x.xlsx", "x.parquet", "x.csv.gz"]
)
@pytest.mark.parametrize(
    "data",
    [
        PNG,
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"%PDF-1.7\n\xe2\xe3\0",
        b"PK\x03\x04\x14\0\0\0",
        b"\x7fELF\2\1\1\0",
    ],
)
def test_binary_under_any_name_is_refused_and_the_other_files_are_read(read, name, data):
    catalog, report = read({**GOOD, name: data})
    assert [table.name for table in catalog.tables] == ["good"]
    ((file, message),) = refusals(report)
    assert file == name
    assert "\n" not in message


def test_a_file_that_is_too_large_is_refused_before_it_is_read(write):
    folder = write(GOOD)
    with (folder / "huge.csv").open("wb") as file:
        file.truncate(2_000_000_000)  # a hole, 2 GB long
    catalog, report = read_catalog(folder)
    assert len(catalog.tables) == 1
    assert refusals(report) == [
        ("huge.csv", "it has 2,000.0 MB and at most 100 are read. Split it, or raise ROWCITE_MAX_FILE_MB.")
    ]


def test_the_limit_is_a_setting(write):
    folder = write({"a.csv": "Boat\n" + "Erna\n" * 300_000})
    with pytest.raises(CorpusError, match="at most 1 are read"):
        read_catalog(folder, max_file_mb=1)
    with pytest.raises(CorpusError, match="at most 1 are read"):
        fingerprint(folder, max_file_mb=1)
    assert fingerprint(folder, max_file_mb=2)
    assert load_settings({}, {"ROWCITE_MAX_FILE_MB": "250"}).max_file_mb == 250
    for text in ("0", "-1", "1.5", "much"):
        with pytest.raises(SettingError, match="ROWCITE_MAX_FILE_MB"):
            load_settings({}, {"ROWCITE_MAX_FILE_MB": text})


def test_a_gzip_bomb_is_stopped_at_the_limit(read):
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    catalog, report = read({**GOOD, "bomb.csv.gz": bomb}, max_file_mb=5)
    assert len(catalog.tables) == 1
    ((_, message),) = refusals(report)
    assert message.startswith("unpacked, it has more than 5.0 MB")


def test_a_zip_bomb_under_the_name_of_a_workbook_is_not_unpacked(read):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 150_000_000)
    catalog, report = read({**GOOD, "bomb.xlsx": written.getvalue()})
    assert len(catalog.tables) == 1
    assert refusals(report) == [
        (
            "bomb.xlsx",
            "unpacked, it has 150.0 MB and at most 100 are read. Split it, or raise ROWCITE_MAX_FILE_MB.",
        )
    ]


@pytest.mark.parametrize(
    "damage",
    [lambda d: d[:-9], lambda d: d[:20] + b"?" + d[21:], lambda d: b"a,b\n1,2\n", lambda d: d + b"rest"],
)
def test_a_damaged_gzip_file_is_refused(read, damage):
    packed = gzip.compress(b"Boat,Crew\nErna,4\nOda,6\nIda,7\n")
    _, report = read({**GOOD, "a.csv.gz": damage(packed)})
    ((_, message),) = refusals(report)
    assert message.startswith("is no whole gzip file")


def test_packed_tables_are_named_without_their_ending_and_meet_their_sidecar(read):
    catalog, report = read({
        "old_boats.csv.gz": gzip.compress("Boat;Länge\nErna;4,5\n".encode("utf-16")),
        "old_boats.toml": '[tables."old boats"]\ndescription = "Afloat."\n',
        "x.tsv.gz": gzip.compress(b"a, b\tc\n1\t2\n"),
        "y.md.gz": gzip.compress(b"# Y\n\n| a |\n|---|\n| b |\n"),
    })  # fmt: skip
    assert [(table.id, table.source) for table in catalog.tables] == [
        ("old-boats", "old_boats.csv.gz"),
        ("x", "x.tsv.gz"),
        ("y", "y.md.gz"),
    ]
    assert catalog.tables[0].description == "Afloat."
    assert [column.name for column in catalog.tables[1].columns] == ["a, b", "c"]
    assert report.notices == ()


def test_one_packed_file_is_a_catalog_with_its_sidecar(write):
    folder = write({"a.csv.gz": gzip.compress(b"a\nx\n"), "a.toml": 'name = "Aye"\n'})
    assert read_catalog(folder / "a.csv.gz")[0].name == "Aye"


@pytest.mark.parametrize("text", [",".join(f"c{n}" for n in range(10_000)) + "\n" + "x\n" * 50])
def test_a_table_of_ten_thousand_columns_is_refused(read, text):
    catalog, report = read({**GOOD, "wide.csv": text})
    assert len(catalog.tables) == 1
    ((file, message),) = refusals(report)
    assert file == "wide.csv"
    assert "more than 1,000 columns" in message


def test_a_cell_of_five_megabytes_refuses_its_row(read):
    catalog, report = read({"a.csv": "Boat,Log\nErna," + "x" * 5_000_000 + "\nOda,calm\n"})
    assert [row.name for row in catalog.tables[0].rows] == ["Oda"]
    assert refusals(report) == [
        ("a.csv", "row refused: a cell has 5,000,000 characters and at most 1,000,000 are read; shorten it.")
    ]


@pytest.mark.parametrize("data", [b"a,b\n1,2\n3,\x004\n", b"a,b\n1,2\n\0,4\n", b"a,b\n1,\0\n\0,4\n"])
def test_nul_bytes_are_named_with_their_line_and_never_read_as_utf_16(read, data):
    _, report = read({**GOOD, "a.csv": data})
    line = data[: data.index(0)].count(b"\n") + 1
    advice = "export it as UTF-8 text or remove it."
    assert refusals(report) == [
        ("a.csv", f"this is binary, not text (line {line} holds a byte 00); {advice}")
    ]


def test_a_corpus_of_which_every_row_is_refused_fails(read):
    with pytest.raises(CorpusError, match=r"No rows in .*a.csv, line 2: row refused"):
        read({"a.csv": "Boat,Log\nErna," + "x" * 1_000_001 + "\n"})


def test_links_out_of_the_folder_are_refused_by_name_and_links_inside_are_read(write, tmp_path):
    folder = write({"a/good.csv": "Boat\nErna\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("Password\nhunter2\n")
    (folder / "out.csv").symlink_to(outside / "secret.csv")
    (folder / "climb.csv").symlink_to("../outside/secret.csv")
    (folder / "whole").symlink_to(outside)
    (folder / "inside.csv").symlink_to("a/good.csv")
    catalog, report = read_catalog(folder)
    assert [table.source for table in catalog.tables] == ["a/good.csv", "inside.csv"]
    assert [file for file, _ in refusals(report)] == ["climb.csv", "out.csv", "whole"]
    assert all("link" in message for _, message in refusals(report))


def test_a_corpus_that_is_itself_a_link_is_read(write, tmp_path):
    folder = write(GOOD)
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert len(read_catalog(link)[0].tables) == 1


class Growing(io.FileIO):
    """A file that another program writes to whenever it is read."""

    def read(self, size: int = -1) -> bytes:
        data = super().read(size)
        with Path(str(self.name)).open("ab", buffering=0) as other:
            other.write(b"Oda,6\n")
        return data


def test_a_file_that_changes_while_it_is_read_is_refused_and_said(write, monkeypatch):
    folder = write({**GOOD, "log.csv": "Boat,Crew\nErna,4\n"})
    opened_before = Path.open

    def growing(path: Path, mode: str = "r", **options):
        return (
            Growing(path) if path.name == "log.csv" and mode == "rb" else opened_before(path, mode, **options)
        )

    monkeypatch.setattr(Path, "open", growing)
    catalog, report = read_catalog(folder)
    assert [table.name for table in catalog.tables] == ["good"]
    assert refusals(report) == [
        ("log.csv", "changes while it is read; index again when nothing writes to it.")
    ]


def test_a_file_that_changed_once_is_read_as_it_is_now(write, monkeypatch):
    path = write(GOOD) / "good.csv"
    opened_before, times = Path.open, []

    def growing(path: Path, mode: str = "r", **options):
        times.append(mode)
        return Growing(path) if len(times) == 1 else opened_before(path, mode, **options)

    monkeypatch.setattr(Path, "open", growing)
    assert opened(path) == b"Boat,Crew\nErna,4\nOda,6\n"


def test_a_folder_of_which_nothing_can_be_read_fails_with_one_line(read):
    with pytest.raises(CorpusError, match="No table") as raised:
        read({"a.csv": PNG, "b.xlsx": PNG, "c.json": "{"})
    assert "\n" not in str(raised.value)


def test_mixed_formats_in_one_folder_are_read_in_path_order(read):
    catalog, report = read({
        "a.csv": "a\nx\n", "b.json": '[{"a": "x"}]', "c/d.jsonl": '{"a": "x"}\n', "e.md": "| a |\n|---|\n| x |\n",
        "f.tsv": "a\tb\nx\ty\n", "z.png": PNG,
    })  # fmt: skip
    assert [table.source for table in catalog.tables] == ["a.csv", "b.json", "c/d.jsonl", "e.md", "f.tsv"]
    assert [notice.file for notice in report.notices] == ["z.png"]


@pytest.mark.skipif(os.name != "posix", reason="needs a device that never ends")
def test_a_device_is_not_read(write):
    folder = write(GOOD)
    (folder / "zero.csv").symlink_to("/dev/zero")
    _, report = read_catalog(folder)
    assert [file for file, _ in refusals(report)] == ["zero.csv"]
