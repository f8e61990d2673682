import csv
import doctest
import importlib
import io
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import CorpusError, read_catalog

_TABLE_BYTES = st.text(alphabet='ab1,;|\t"\n\r -:#>\\é(', max_size=120).map(str.encode)
_PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | _TABLE_BYTES, st.sampled_from(["x.csv", "x.tsv", "x.md"]))
def test_any_bytes_are_rows_or_a_clear_refusal(data, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            catalog, report = read_catalog(path)
        except CorpusError as error:
            assert name in str(error)
            return
    counts = report.counts
    for table, count in zip(catalog.tables, counts, strict=True):
        assert count.read == count.kept + count.totals + count.refused
        assert (count.kept, count.totals) == (len(table.rows), len(table.totals))
        assert all(len(row.cells) == len(table.columns) for row in (*table.rows, *table.totals))
        assert len({row.id for row in (*table.rows, *table.totals)}) == count.kept + count.totals
    refusals = [notice for notice in report.notices if notice.message.startswith("row refused")]
    assert len(refusals) == sum(count.refused for count in counts)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(_PRINTABLE, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t|")
)
def test_what_the_csv_module_writes_is_read_back(rows, mark):
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=mark, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(written.getvalue().encode())
        catalog, report = read_catalog(path)
    (table,) = catalog.tables
    kept = sorted((*table.rows, *table.totals), key=lambda row: row.line)
    stripped = [tuple(cell.strip() for cell in row) for row in rows]
    assert [tuple(cell.text for cell in row.cells) for row in kept] == [row for row in stripped if any(row)]
    assert report.counts[0].refused == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text("abc |\\1", max_size=6), min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_is_escaped_in_markdown_is_read_back(rows):
    def escaped(text: str) -> str:
        return text.strip().replace("\\", "&#92;").replace("|", "&#124;")

    lines = ["| a | b |", "|---|---|", *(f"| {escaped(one)} | {escaped(two)} |" for one, two in rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.md")
        path.write_text("\n".join(lines), encoding="utf-8")
        (table,) = read_catalog(path)[0].tables
    plain = [tuple(" ".join(text.split()) for text in row) for row in rows]
    found = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert found == [row for row in plain if any(row)]


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(corpus.__path__)))
def test_the_examples_in_the_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"corpus.{name}")).failed == 0


def test_the_vocabulary_loads_without_the_parsers():
    code = "import sys, corpus.types, corpus.words, corpus.errors; print([m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'corpus.types'" in loaded
    assert not any(
        f"'{module}'" in loaded for module in ("pydantic", "markdown_it", "charset_normalizer", "rapidfuzz")
    )


def test_every_public_name_is_there():
    assert all(getattr(corpus, name) is not None for name in corpus.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        corpus.nothing  # noqa: B018
