import hashlib
import os
from pathlib import Path

import pytest

from corpus import CorpusError, bundled_corpus, fingerprint, read_catalog
from corpus.types import Kind, Quantity


def notes(report):
    return [(notice.line, notice.is_refusal, notice.message) for notice in report.notices]


# A tiny catalog in another field than the bundled one.

HARBOUR = """# Harbour

Everything that floats or shines.

## Lighthouses

Lit every night.

| Light | Range (km) | Built | Colours | Manned |
|-------|-----------:|-------|---------|--------|
| **Cape Sorrow** | 18–22 | 1911 | red, white | no |
| [Old Nell](nell) | ~9 | 1880s | white | yes |
| Needle | — | 1954 | green, white, red | no |
| Total | 27 | | | |

## Boats

| Boat | Skipper | Fee |
|------|---------|-----|
| Erna | Ada Long | from $1,250 |
| Oda | n/a | ($30) |
"""


def test_a_harbour_is_read_as_a_person_would(read):
    catalog, report = read({"harbour.md": HARBOUR})
    lights, boats = catalog.tables
    assert (catalog.name, catalog.description) == ("Harbour", "Everything that floats or shines.")
    assert [column.kind.value for column in lights.columns] == ["text", "number", "date", "list", "yes/no"]
    assert lights.columns[1].unit == "km"
    assert (lights.id, lights.description, lights.key) == ("lighthouses", "Lit every night.", 0)
    assert [row.id for row in lights.rows] == [
        "lighthouses/cape-sorrow",
        "lighthouses/old-nell",
        "lighthouses/needle",
    ]
    assert [row.cells[1].number for row in lights.rows] == [
        Quantity(18, 22, "km"),
        Quantity(9, 9, "km", is_approximate=True),
        None,
    ]
    assert lights.rows[1].cells[0].link == "nell"
    assert [value.text for value in lights.rows[2].cells[3].values] == ["green", "white", "red"]
    assert not lights.rows[2].cells[1].is_stated
    assert [(row.name, row.is_total, row.line) for row in lights.totals] == [("Total", True, 14)]
    assert [column.kind.value for column in boats.columns] == ["text", "category", "money"]
    assert [row.cells[2].number for row in boats.rows] == [
        Quantity(1250, None, "USD"),
        Quantity(-30, -30, "USD"),
    ]
    assert [(count.read, count.kept, count.totals, count.refused) for count in report.counts] == [
        (4, 3, 1, 0),
        (2, 2, 0, 0),
    ]


# The bundled catalog.


def test_the_bundled_catalog_is_unchanged_and_strictly_clean():
    (document,) = bundled_corpus().glob("*.md")
    digest = hashlib.sha256(document.read_bytes()).hexdigest()
    assert digest == "27d36904d90258bd35fb282a2ea859a0982ab948e0b9d890a94d5b4bb9ec185e"
    _, report = read_catalog(bundled_corpus(), strict=True)
    assert report.notices == ()


def test_the_bundled_catalog_has_its_thirty_rows_in_place():
    catalog, report = read_catalog(bundled_corpus())
    assert [(table.id, len(table.rows), len(table.columns)) for table in catalog.tables] == [
        ("cloud-gpu-providers", 10, 4),
        ("chip-vendors", 8, 4),
        ("inference-optimization-stack", 6, 3),
        ("model-efficiency-research", 6, 2),
    ]
    rows = {row.id: row for table in catalog.tables for row in table.rows}
    assert len(rows) == sum(count.kept for count in report.counts) == 30
    assert rows["cloud-gpu-providers/aws"].line == 7
    assert rows["cloud-gpu-providers/groq"].line == 14
    assert rows["cloud-gpu-providers/groq"].file == "ai_compute_economics_players.md"
    assert rows["inference-optimization-stack/vllm-uc-berkeley"].name == "vLLM (UC Berkeley)"
    assert rows["model-efficiency-research/meta-fair"].aliases[0] == "FAIR"


def test_the_bundled_kinds_are_learnt_without_the_sidecar(write):
    (document,) = bundled_corpus().glob("*.md")
    catalog, _ = read_catalog(write({"players.md": document.read_bytes()}))
    assert [[column.kind.value for column in table.columns] for table in catalog.tables] == [
        ["text", "list", "list", "text"],
        ["text", "list", "list", "text"],
        ["text", "category", "list"],
        ["text", "text"],
    ]


# Rows are never lost silently.


def test_short_rows_are_padded_with_a_warning_and_long_rows_refused(table):
    found, report = table("a,b,c\nx,1\ny,2,3\nz,4,5,6\n")
    assert [row.cells[2].is_stated for row in found.rows] == [False, True]
    assert notes(report) == [
        (2, False, "the row has 2 cells and the header 3; the rest is not stated."),
        (
            4,
            True,
            "row refused: it has 4 cells and the header 3; quote or escape the separator inside a cell.",
        ),
    ]
    assert (report.counts[0].read, report.counts[0].kept, report.counts[0].refused) == (3, 2, 1)


def test_markdown_rows_are_treated_alike(table):
    found, report = table("| a | b |\n|---|---|\n| x |\n| y | 2 |\n| z | `3|4` |\n", "t.md")
    assert [row.name for row in found.rows] == ["x", "y"]
    assert [(line, refused) for line, refused, _ in notes(report)] == [(3, False), (5, True)]


def test_empty_and_repeated_column_names_get_names_and_warnings(table):
    found, report = table("Name,,Name\nx,1,2\n")
    assert [column.name for column in found.columns] == ["Name", "column 2", "Name (2)"]
    assert [line for line, _, _ in notes(report)] == [1, 1]


def test_a_header_alone_is_a_table_of_no_rows_with_a_warning(table):
    found, report = table("a,b\n")
    assert (found.rows, found.key) == ((), None)
    assert notes(report) == [(1, False, "'things' has a header and no rows.")]


def test_a_cell_that_its_column_does_not_fit_is_named_once(table):
    _, report = table('boat,usd_per_hour\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,"12,5O"\ni,"12,5O"\n')
    assert notes(report) == [(9, False, "column 'usd_per_hour': '12,5O' is not a number.")]


def test_total_rows_are_kept_apart_where_they_stand_last_or_add_up(table):
    found, report = table("Boat,Fish\nErna,3\nOda,4\nTotal,7\nIda,5\nSum,12\nAverage,4\n")
    assert [row.name for row in found.rows] == ["Erna", "Oda", "Ida"]
    assert [row.id for row in found.totals] == ["things/total", "things/sum", "things/average"]
    assert [line for line, _, _ in notes(report)] == [4, 6, 7]


def test_a_row_that_is_only_called_total_stays(table):
    found, _ = table("Cereal,Sugar\nTotal,3\nFlakes,8\n")
    assert [row.name for row in found.rows] == ["Total", "Flakes"]


def test_a_last_row_without_numbers_is_no_total(table):
    found, _ = table("Word,Meaning\nMode,most frequent\nMean,sum over count\n", "stats.csv")
    assert len(found.rows) == 2


def test_totals_do_not_fail_a_strict_reading(read):
    catalog, report = read({"a.csv": "Boat,Fish\nErna,3\nOda,4\nTotal,7\n"}, strict=True)
    assert len(catalog.tables[0].totals) == len(report.notices) == 1


def test_a_row_without_a_name_is_called_by_its_place(table):
    found, _ = table("Boat,Fish\nErna,3\n,4\n!,5\n")
    assert [(row.name, row.id) for row in found.rows] == [
        ("Erna", "things/erna"),
        ("row 2", "things/row-2"),
        ("!", "things/row-3"),
    ]


def test_a_table_without_a_key_numbers_its_rows(table):
    found, _ = table("Year,Fish\n2001,3\n2002,4\n")
    assert (found.key, [row.id for row in found.rows]) == (None, ["things/row-1", "things/row-2"])


def test_tables_of_one_heading_and_of_two_files_have_names_and_ids_of_their_own(read):
    one = "# Boats\n\n| a |\n|---|\n| x |\n\n| a |\n|---|\n| y |\n"
    catalog, _ = read({"1.md": one, "2/boats.csv": "a\nz\n"})
    assert [(table.name, table.id) for table in catalog.tables] == [
        ("Boats", "boats"),
        ("Boats (2)", "boats-2"),
        ("boats", "boats-3"),
    ]


# Folders and files.


def test_all_files_below_a_folder_are_read_in_path_order_and_hidden_ones_skipped(read):
    files = {
        "b.csv": "a\nx\n",
        "a/z.tsv": "a\nx\n",
        ".git/c.csv": "a\nx\n",
        ".d.csv": "a\nx\n",
        "README.md": "# Hi\n",
    }
    catalog, report = read(files)
    assert [table.source for table in catalog.tables] == ["a/z.tsv", "b.csv"]
    assert report.notices == ()


def test_other_files_are_named_and_not_silently_skipped(read):
    _, report = read({"a.csv": "a\nx\n", "b.docx": b"PK", "notes.md": "no table here\n", "c.csv": b"\0\1\2"})
    found = {notice.file: (notice.is_refusal, notice.message) for notice in report.notices}
    assert list(found) == ["b.docx", "c.csv", "notes.md"]
    assert [refused for refused, _ in found.values()] == [False, True, False]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_broken_links_are_named_and_not_waited_for(write):
    folder = write({"a.csv": "a\nx\n"})
    os.mkfifo(folder / "pipe.csv")
    (folder / "gone.csv").symlink_to(folder / "nowhere.csv")
    _, report = read_catalog(folder)
    assert [notice.file for notice in report.notices] == ["gone.csv", "pipe.csv"]


def test_a_file_that_cannot_be_read_is_refused_by_name(write, monkeypatch):
    folder = write({"a.csv": "a\nx\n", "b.csv": "a\nx\n"})
    opened = Path.open

    def closed(path: Path, *arguments):
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", closed)
    catalog, report = read_catalog(folder)
    assert [table.source for table in catalog.tables] == ["b.csv"]
    assert [(notice.file, notice.is_refusal) for notice in report.notices] == [("a.csv", True)]


def test_one_file_is_a_catalog_and_names_itself(write):
    catalog, _ = read_catalog(write({"old_boats.csv": "a\nx\n", "b.csv": "a\nx\n"}) / "old_boats.csv")
    assert (catalog.name, [table.source for table in catalog.tables]) == ("old boats", ["old_boats.csv"])


@pytest.mark.parametrize(
    ("files", "name", "words"),
    [
        ({"a.csv": "a\nx\n"}, "nowhere", "No corpus at"),
        ({"a.txt": "a\nx\n"}, "a.txt", "not a kind of file"),
        ({"a.txt": "a\nx\n"}, ".", "No table files in"),
        ({"a.md": "no table\n"}, ".", "No tables in"),
        ({"README.md": "no table\n"}, ".", "No tables in"),
        ({"a.csv": b"\0\1"}, ".", "No tables in"),
        ({"a.csv": "a\nx\n"}, "x" * 300, "cannot be looked at"),
    ],
)
def test_a_corpus_without_tables_is_one_line_that_says_what_to_do(write, files, name, words):
    with pytest.raises(CorpusError, match=words) as raised:
        read_catalog(write(files) / name)
    assert "\n" not in str(raised.value)


def test_strict_makes_the_first_warning_an_error_and_counts_the_rest(read):
    with pytest.raises(CorpusError) as raised:
        read({"a.csv": "a,b\nx,1\ny\nz,1,2\n", "b.bin": b""}, strict=True)
    assert (
        str(raised.value)
        == "a.csv, line 3: the row has 1 cells and the header 2; the rest is not stated. And 2 more."
    )


def test_the_fingerprint_changes_with_any_byte_and_any_name_that_is_read(write):
    folder = write({"a.csv": "a\nx\n", "a.toml": 'name = "A"\n', "b.txt": "x"})
    first = fingerprint(folder)
    assert first == read_catalog(folder)[0].fingerprint == fingerprint(folder)
    (folder / "b.txt").write_text("y")
    assert fingerprint(folder) == first
    seen = {first}
    for change in (
        lambda: (folder / "a.csv").write_text("a\ny\n"),
        lambda: (folder / "a.toml").write_text('name = "B"\n'),
        lambda: (folder / "a.csv").rename(folder / "c.csv"),
    ):
        change()
        seen.add(fingerprint(folder))
    assert len(seen) == 4


def test_another_kind_of_file_is_an_argument(write):
    from corpus import RawCell, RawFile, RawRow, RawTable

    class Words:
        suffixes = (".words",)

        def read(self, data: bytes, *, file: str) -> RawFile:
            cells = [RawRow(at, (RawCell(word),)) for at, word in enumerate(data.decode().split(), start=1)]
            return RawFile((RawTable("Words", "", 1, ("word",), tuple(cells)),))

    catalog, _ = read_catalog(write({"a.words": "ahoy there"}), readers=(Words(),))
    assert [row.id for row in catalog.tables[0].rows] == ["words/ahoy", "words/there"]
    assert catalog.tables[0].columns[0].kind is Kind.TEXT
