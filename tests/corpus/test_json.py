import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CorpusError
from corpus.jsonfiles import JsonReader
from corpus.types import Kind

HARBOUR = """{
  "title": "Harbour Records",
  "updated": "2024-03-05",
  "boats": [
    {"boat": "Erna", "port": {"name": "Lund", "tide": {"high": 3.50}}, "cargo": ["rope", "tar, black"], "lit": true},
    {"boat": "Oda", "port": {"name": "Visby"}, "cargo": [], "fee": null,
     "lit": false},
    {"boat": "Ida", "cargo": ["tar, black", 7], "fee": 12345678901234567890}
  ],
  "pilots": [
    {"pilot": "Ada Long", "ships": [{"name": "Erna", "since": 2001}, {"name": "Oda"}]}
  ]
}
"""


def raw(data: str | bytes, file: str = "harbour.json"):
    return JsonReader().read(data.encode() if isinstance(data, str) else data, file=file)


def rows(data: str | bytes, file: str = "harbour.json"):
    (table,) = raw(data, file).tables
    return [table.header, *(tuple(cell.text for cell in row.cells) for row in table.rows)]


def test_an_object_of_arrays_is_a_table_an_array(read):
    catalog, report = read({"harbour.json": HARBOUR})
    boats, pilots = catalog.tables
    assert [(table.name, table.id) for table in catalog.tables] == [
        ("boats", "harbour-boats"),
        ("pilots", "harbour-pilots"),
    ]
    assert [column.name for column in boats.columns] == [
        "boat",
        "port.name",
        "port.tide.high",
        "cargo",
        "lit",
        "fee",
    ]
    assert [(row.name, row.line) for row in boats.rows] == [("Erna", 5), ("Oda", 6), ("Ida", 8)]
    assert boats.rows[2].cells[5].text == "12345678901234567890"
    assert boats.rows[0].cells[2].text == "3.50"
    assert boats.description == "title: Harbour Records\nupdated: 2024-03-05"
    assert report.notices == ()
    assert [column.name for column in pilots.columns] == ["pilot", "ships.name", "ships.since"]


def test_the_parts_of_an_array_stay_apart_whatever_commas_they_hold(read):
    boats = read({"harbour.json": HARBOUR})[0].tables[0]
    cargo = boats.columns[3]
    assert cargo.kind is Kind.LIST
    assert [value.text for value in boats.rows[0].cells[3].values] == ["rope", "tar, black"]
    assert [value.text for value in boats.rows[2].cells[3].values] == ["tar, black", "7"]
    assert not boats.rows[1].cells[3].is_stated


def test_what_a_record_lacks_or_has_as_null_is_not_stated(read):
    boats = read({"harbour.json": HARBOUR})[0].tables[0]
    assert [row.cells[5].is_stated for row in boats.rows] == [False, False, True]
    assert [row.cells[4].is_stated for row in boats.rows] == [True, True, False]
    assert boats.columns[4].kind is Kind.YES_NO


def test_an_array_alone_or_the_only_one_of_an_object_is_named_by_the_file(read):
    catalog, _ = read(
        {"a_boats.json": '[{"a": "x"}]', "b.json": '{"meta": {"count": 1}, "data": [{"a": "x"}]}'}
    )
    assert [(table.name, table.id) for table in catalog.tables] == [("a boats", "a-boats"), ("b", "b")]
    assert catalog.tables[1].description == "meta.count: 1"


def test_json_lines_are_read_line_by_line_and_a_bad_line_costs_one_row():
    text = '{"boat": "Erna", "crew": 4}\n\n{"boat": "Oda", "crew": }\n[1]\n{"boat": "Ida", "boat": "Ada"}\n{"boat": "Ulf"}\n'
    (table,) = raw(text, "boats.jsonl").tables
    assert [(row.line, bool(row.problem)) for row in table.rows] == [
        (1, False),
        (3, True),
        (4, True),
        (5, True),
        (6, False),
    ]
    assert "not legal JSON" in table.rows[1].problem
    assert "no object" in table.rows[2].problem
    assert "'boat' twice" in table.rows[3].problem


def test_json_lines_under_the_name_of_json_are_read_too():
    assert rows('{"a": "x"}\n{"a": "y"}\n') == [("a",), ("x",), ("y",)]
    assert rows('{\n "a": "x"\n}\n{\n "a": "y"\n}\n') == [("a",), ("x",), ("y",)]


def test_a_file_that_is_cut_off_keeps_its_whole_records_and_says_where_it_stops(read):
    catalog, report = read({"boats.json": '[\n{"a": "x"},\n{"a": "y"},\n{"a": "z'})
    assert [row.name for row in catalog.tables[0].rows] == ["x", "y"]
    (notice,) = report.notices
    assert (notice.line, notice.is_refusal) == (4, True)
    assert "nothing from here on is read" in notice.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, 2]", "no array of records"),
        ('{"a": {"b": "c"}}', "no array of records"),
        ("", "not legal JSON"),
        ("nonsense", "not legal JSON"),
        ('{"a": 1,}', "not legal JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('[{"a":' + "[" * 100_000, "nested too deeply"),
        ("[" + ",".join(f'{{"k{n}": 1}}' for n in range(10_000)) + "]", "more than 1,000 columns"),
    ],
)
def test_json_that_holds_no_records_is_one_clear_refusal(read, text, words):
    with pytest.raises(CorpusError, match=words) as raised:
        read({"a.json": text})
    assert "\n" not in str(raised.value)


def test_a_value_beside_the_records_that_is_no_fact_is_named(read):
    _, report = read({"a.json": '{"matrix": [[1, 2], [3, 4]],\n "rows": [{"a": "x"}]}'})
    assert [(notice.line, notice.message) for notice in report.notices] == [
        (1, "'matrix' is not used: it is no array of records.")
    ]


def test_a_nul_in_a_cell_refuses_its_row_only(read):
    catalog, report = read({"a.json": '[{"a": "Erna"},\n{"a": "O\\u0000da"}]'})
    assert [row.name for row in catalog.tables[0].rows] == ["Erna"]
    assert [(notice.line, notice.is_refusal) for notice in report.notices] == [(2, True)]


def test_a_name_with_a_dot_does_not_hide_a_nested_one(read):
    catalog, _ = read({"a.json": '[{"a.b": "x", "a": {"b": "y"}}]'})
    assert [column.name for column in catalog.tables[0].columns] == ["a.b", "a.b (2)"]
    assert [cell.text for cell in catalog.tables[0].rows[0].cells] == ["x", "y"]


def test_a_decimal_point_in_json_is_no_thousands_separator(read):
    catalog, _ = read(
        {"a.json": json.dumps([{"a": "x", "km": "12,5", "kg": 2.495}, {"a": "y", "km": "7,25", "kg": 1.250}])}
    )
    assert [row.cells[2].number.low for row in catalog.tables[0].rows] == [2.495, 1.25]


@pytest.mark.parametrize("name", ["boats.json.gz", "boats.jsonl.gz"])
def test_packed_json_is_read(read, name):
    catalog, _ = read({name: gzip.compress(b'{"a": "x"}\n{"a": "y"}')})
    (table,) = catalog.tables
    assert (table.id, table.source, len(table.rows)) == ("boats", name, 2)


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=8)
_SCALAR = st.none() | st.booleans() | st.integers() | _TEXT | st.floats(allow_nan=False, allow_infinity=False)
_RECORD = st.dictionaries(
    _TEXT,
    _SCALAR | st.lists(_SCALAR, max_size=3) | st.dictionaries(_TEXT, _SCALAR, max_size=3),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_RECORD, min_size=1, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_what_the_json_module_writes_is_read_back(records, indent, ascii_only):
    (table,) = raw(json.dumps(records, indent=indent, ensure_ascii=ascii_only)).tables
    assert len(table.rows) == len(records)
    for record, row in zip(records, table.rows, strict=True):
        cells = {name: cell for name, cell in zip(table.header, row.cells, strict=True) if cell.text}
        for key, value in record.items():
            if isinstance(value, str) and value.strip() and table.header.count(key) == 1:
                assert cells[key].text == value.replace("\r\n", "\n").replace("\r", "\n").strip()
            if type(value) in (int, float) and table.header.count(key) == 1:
                assert type(value)(cells[key].text) == value


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='{}[]",:1a\\\n ', max_size=60), st.sampled_from(["a.json", "a.jsonl"]))
def test_any_text_is_records_or_a_clear_refusal(text, name):
    found = raw(text, name)
    assert found.tables or found.notices
