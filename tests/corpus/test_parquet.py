import datetime as dt
import io
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CorpusError
from corpus.parquet import ParquetReader
from corpus.types import Kind

pa = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402


def saved(table: "pa.Table", **options) -> bytes:
    written = io.BytesIO()
    parquet.write_table(table, written, **options)
    return written.getvalue()


def harbour() -> bytes:
    return saved(
        pa.table({
            "boat": ["Erna", "Oda", None],
            "fee": pa.array([Decimal("12.50"), None, Decimal("3.00")], pa.decimal128(9, 2)),
            "draught": pa.array([0.1, 2.5, None], pa.float32()),
            "built": [dt.date(1911, 3, 5), None, dt.date(1954, 1, 1)],
            "seen": pa.array([dt.datetime(2024, 1, 2, 3, 4), None, None], pa.timestamp("ns")),
            "cargo": [["rope", "tar, black"], [], None],
            "port": [{"name": "Lund", "tide": 3}, {"name": "Visby", "tide": None}, None],
            "lit": [True, False, None],
            "photo": [b"\x89PNG", None, b"\0"],
            "kind": pa.array(["sloop", "sloop", "tug"]).dictionary_encode(),
        })
    )  # fmt: skip


def test_a_parquet_file_is_a_table(read):
    catalog, report = read({"old_boats.parquet": harbour()})
    (table,) = catalog.tables
    assert (table.id, table.name) == ("old-boats", "old boats")
    names = [column.name for column in table.columns]
    assert names[:9] == ["boat", "fee", "draught", "built", "seen", "cargo", "port.name", "port.tide", "lit"]
    first = dict(zip(names, table.rows[0].cells, strict=True))
    assert {name: cell.text for name, cell in first.items() if cell.text} == {
        "boat": "Erna", "fee": "12.50", "draught": "0.1", "built": "1911-03-05", "seen": "2024-01-02 03:04:00",
        "cargo": "rope; tar, black", "port.name": "Lund", "port.tide": "3", "lit": "true", "kind": "sloop",
    }  # fmt: skip
    assert [value.text for value in first["cargo"].values] == ["rope", "tar, black"]
    assert [row.line for row in table.rows] == [1, 2, 3]
    assert table.columns[names.index("built")].kind is Kind.DATE
    assert [notice.message for notice in report.notices] == [
        "the column 'photo' holds binary data and is not read."
    ]


def test_without_the_extra_one_line_names_it_and_the_other_files_are_read(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    catalog, report = read({"a.csv": "a,b\nErna,1\n", "b.parquet": harbour()})
    assert [table.name for table in catalog.tables] == ["a"]
    ((message, is_refusal),) = [(notice.message, notice.is_refusal) for notice in report.notices]
    assert is_refusal
    assert "pip install 'rowcite[parquet]'" in message


def test_columns_of_one_name_are_all_kept(read):
    table = pa.Table.from_arrays([pa.array(["Erna"]), pa.array(["Oda"])], names=["boat", "boat"])
    catalog, _ = read({"a.parquet": saved(table)})
    assert [column.name for column in catalog.tables[0].columns] == ["boat", "boat (2)"]
    assert [cell.text for cell in catalog.tables[0].rows[0].cells] == ["Erna", "Oda"]


@pytest.mark.parametrize("column", [pa.array(["x" * 100]).take(pa.array([0] * 300_000)), pa.nulls(3_000_000)])
def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(read, column):
    data = saved(pa.table({"a": column}), compression="zstd")
    assert len(data) < 100_000
    with pytest.raises(CorpusError, match="unpacked, it has"):
        read({"a.parquet": data}, max_file_mb=2)


@pytest.mark.parametrize(
    "damage", [lambda d: d[:100], lambda d: b"PAR1" + d[50:], lambda d: b"", lambda d: d[:-30] + b"?" * 30]
)
def test_a_damaged_file_is_refused(read, damage):
    with pytest.raises(CorpusError, match="no whole Parquet file") as raised:
        read({"a.parquet": damage(harbour())})
    assert "\n" not in str(raised.value)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.floats(allow_nan=False, allow_infinity=False),
            st.none() | st.dates(),
            st.none() | st.lists(st.integers(0, 9), max_size=3),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_pyarrow_writes_is_read_back(rows):
    kinds = [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.list_(pa.int64())]
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    found = ParquetReader().read(saved(pa.Table.from_arrays(columns, names=list("abcde"))), file="x.parquet")
    (table,) = found.tables
    for row, (text, whole, real, date, several) in zip(table.rows, rows, strict=True):
        cells = [cell.text for cell in row.cells]
        assert cells[0] == (text or "").strip()
        assert cells[1] == ("" if whole is None else str(whole))
        assert (float(cells[2]) if cells[2] else None) == real
        assert cells[3] == (date.isoformat() if date else "")
        assert row.cells[4].parts == tuple(map(str, several or ()))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_any_damage_is_rows_or_a_clear_refusal(damages):
    whole = bytearray(harbour())
    for place, byte in damages:
        whole[int(place * (len(whole) - 1))] = byte
    found = ParquetReader().read(bytes(whole), file="a.parquet")
    assert found.tables or found.notices
