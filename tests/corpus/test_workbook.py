import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from corpus import CorpusError
from corpus.types import Kind, Period, Quantity
from corpus.workbook import WorkbookReader


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sheet(rows: list[list[object]], title: str = "Boats") -> Worksheet:
    book = Workbook()
    made = book.active
    made.title = title
    for row in rows:
        made.append(row)
    return made


def with_part(data: bytes, name: str, change) -> bytes:
    """The workbook with one part of its archive changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return written.getvalue()


def harbour() -> bytes:
    """What an office keeps: a title, a gap, two levels of header, merged groups, formats, hidden sheets."""
    book = Workbook()
    boats = book.active
    boats.title = "Boats"
    boats.append(["Harbour of Lund, season 2024"])
    boats.merge_cells("A1:F1")
    boats.append([])
    boats.append(["Boat", "Pier", "Fee", None, "Share", "Bought", "Code"])
    boats.append([None, None, "in", "out"])
    boats.merge_cells("C3:D3")
    boats.merge_cells("A3:A4")
    boats.append(["Erna", "North", 12.5, 20, 0.125, dt.date(2019, 3, 5), 501])
    boats.append(["Oda", None, 1250.25, 30, 0.5, dt.datetime(2020, 1, 2, 14, 30), 7])
    boats.merge_cells("B5:B6")
    boats.append([])
    boats.append(["Ida", "South", 7, None, 0.07, None, 12345])
    for row in boats.iter_rows(min_row=5):
        row[2].number_format = '#,##0.00\\ "€"'
        row[4].number_format = "0%"
        row[6].number_format = "00000"
    pilots = book.create_sheet("Sheet2")
    pilots.append(["Pilot", "Lit"])
    pilots.append(["Ada Long", True])
    pilots.append(["Bo Short", False])
    secret = book.create_sheet("Old prices")
    secret.append(["Boat", "Fee"])
    secret.append(["Erna", 1])
    secret.sheet_state = "hidden"
    deep = book.create_sheet("Deep")
    deep.append(["Boat"])
    deep.sheet_state = "veryHidden"
    return saved(book)


def test_a_workbook_is_read_as_a_person_would(read):
    catalog, report = read({"harbour_2024.xlsx": harbour()})
    boats, pilots = catalog.tables
    assert [(table.name, table.id) for table in catalog.tables] == [
        ("Boats", "harbour-2024-boats"),
        ("harbour 2024 Sheet2", "harbour-2024-sheet2"),
    ]
    assert [column.name for column in boats.columns] == [
        "Boat",
        "Pier",
        "Fee in",
        "Fee out",
        "Share",
        "Bought",
        "Code",
    ]
    assert [(row.name, row.line) for row in boats.rows] == [("Erna", 5), ("Oda", 6), ("Ida", 8)]
    assert boats.description == "Harbour of Lund, season 2024"
    assert [row.cells[1].text for row in boats.rows] == ["North", "North", "South"]
    assert boats.rows[1].cells[2].number == Quantity(1250.25, 1250.25, "EUR")
    assert (boats.columns[2].kind, boats.columns[4].kind) == (Kind.MONEY, Kind.PERCENT)
    assert [row.cells[4].text for row in boats.rows] == ["12.5%", "50%", "7%"]
    assert boats.rows[0].cells[5].date == Period(dt.date(2019, 3, 5), dt.date(2019, 3, 5))
    assert boats.rows[1].cells[5].text == "2020-01-02 14:30:00"
    assert [row.cells[6].text for row in boats.rows] == ["00501", "00007", "12345"]
    assert (pilots.columns[1].kind, pilots.rows[0].cells[1].text) == (Kind.YES_NO, "TRUE")
    told = [notice.message for notice in report.notices]
    assert "the sheet 'Old prices' is hidden and not read; show it to have it read." in told
    assert "the sheet 'Deep' is hidden and not read; show it to have it read." in told
    assert "sheet 'Boats': line 1 stands above the header and is taken as the table's description." in told
    assert len(told) == 3


def test_the_only_sheet_is_named_by_the_file_where_its_own_name_says_nothing(read):
    for title, name, table_id in [
        ("Sheet1", "old boats", "old-boats-sheet1"),
        ("Kähne", "Kähne", "old-boats-kähne"),
    ]:
        catalog, _ = read({"old_boats.xlsx": saved(sheet([["Boat"], ["Erna"]], title).parent)})
        assert [(table.name, table.id) for table in catalog.tables] == [(name, table_id)]


def cached(rows: list[list[object]], formula: bytes) -> bytes:
    """A workbook whose cell B2 is a formula as a spreadsheet program would have saved it."""
    data = saved(sheet(rows).parent)
    return with_part(
        data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="B2" t="n"><v>1</v></c>', formula)
    )


def test_formulas_stand_by_their_last_computed_value(read):
    data = cached([["Boat", "Crew"], ["Erna", 1]], b'<c r="B2"><f>2+40</f><v>42</v></c>')
    catalog, report = read({"a.xlsx": data})
    assert catalog.tables[0].rows[0].cells[1].text == "42"
    assert report.notices == ()


def test_a_formula_without_a_computed_value_is_said_and_not_taken_for_empty(read):
    catalog, report = read({"a.xlsx": saved(sheet([["Boat", "Crew"], ["Erna", "=2+40"], ["Oda", 4]]).parent)})
    assert [row.cells[1].is_stated for row in catalog.tables[0].rows] == [False, True]
    (notice,) = report.notices
    assert (notice.line, "a formula has no computed value" in notice.message) == (2, True)


def test_the_empty_text_that_a_formula_gave_is_a_value(read):
    data = cached([["Boat", "Crew"], ["Erna", 1]], b'<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>')
    assert read({"a.xlsx": data})[1].notices == ()


def test_errors_in_cells_are_not_stated_and_said(read):
    data = cached(
        [["Boat", "Crew"], ["Erna", 1], ["Oda", 4]], b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    )
    catalog, report = read({"a.xlsx": data})
    assert [row.cells[1].is_stated for row in catalog.tables[0].rows] == [False, True]
    assert [(notice.line, "#DIV/0!" in notice.message) for notice in report.notices] == [(2, True)]


def test_a_size_that_the_file_gets_wrong_loses_nothing(read):
    data = saved(sheet([["Boat", "Crew"], ["Erna", 4], ["Oda", 6]]).parent)
    lying = with_part(
        data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:B3"', b'ref="A1:A2"')
    )
    assert lying != data
    catalog, _ = read({"a.xlsx": lying})
    assert [[cell.text for cell in row.cells] for row in catalog.tables[0].rows] == [
        ["Erna", "4"],
        ["Oda", "6"],
    ]


def test_a_table_that_stands_apart_from_the_corner_is_found(read):
    page = sheet([])
    page["C4"], page["D4"], page["C5"], page["D5"] = "Boat", "Crew", "Erna", 4
    catalog, report = read({"a.xlsx": saved(page.parent)})
    (table,) = catalog.tables
    assert [column.name for column in table.columns] == ["Boat", "Crew"]
    assert (table.rows[0].line, report.notices) == (5, ())


def test_a_far_cell_and_a_great_merged_range_cost_little(read):
    page = sheet([["Boat", "Crew"], ["Erna", 4]])
    page["A1048576"] = "Oda"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048000"/></mergeCells>'
    data = with_part(
        saved(page.parent), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", merged)
    )
    catalog, _ = read({"a.xlsx": data})
    assert [row.line for row in catalog.tables[0].rows] == [2, 1048576]


def test_a_sheet_with_a_cell_in_a_far_column_is_refused(read):
    page = sheet([["Boat", "Crew"], ["Erna", 4]])
    page["XFD2"] = "far"
    with pytest.raises(CorpusError, match=r"more than 1,000 columns"):
        read({"a.xlsx": saved(page.parent)})


def test_an_empty_sheet_is_named_and_the_others_are_read(read):
    book = sheet([["Boat"], ["Erna"]]).parent
    book.create_sheet("Sheet2")
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Chart").add_chart(chart)
    catalog, report = read({"a.xlsx": saved(book)})
    assert len(catalog.tables) == 1
    assert [notice.message for notice in report.notices] == ["sheet 'Sheet2': it is empty."]


def test_floating_point_noise_is_not_shown(read):
    catalog, _ = read({"a.xlsx": saved(sheet([["Boat", "Crew"], ["Erna", 0.1 + 0.2], ["Oda", 3.0]]).parent)})
    assert [row.cells[1].text for row in catalog.tables[0].rows] == ["0.3", "3"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Boat,Crew\nErna,4\n", "no XLSX workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "encrypted or an old .xls"),
        (b"", "no XLSX workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(read, data, words):
    with pytest.raises(CorpusError, match=words):
        read({"a.xlsx": data})


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("change", [lambda xml: xml[: len(xml) // 2], lambda xml: b"", lambda xml: b"<a/>"])
def test_a_damaged_workbook_is_rows_or_one_line(read, part, change):
    data = with_part(harbour(), part, change)
    found = WorkbookReader().read(data, file="a.xlsx")
    assert found.tables or any(notice.is_refusal for notice in found.notices)
    assert not any("\n" in notice.message for notice in found.notices)


def test_entities_that_grow_are_refused(read):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9)
    )
    bomb += b'] ><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
    data = with_part(saved(sheet([["Boat"], ["Erna"]]).parent), "xl/worksheets/sheet1.xml", lambda xml: bomb)
    with pytest.raises(CorpusError, match="damaged workbook"):
        read({"a.xlsx": data})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_any_damage_to_a_workbook_is_rows_or_a_clear_refusal(damages):
    whole = bytearray(harbour())
    for place, byte in damages:
        whole[int(place * (len(whole) - 1))] = byte
    found = WorkbookReader().read(bytes(whole), file="a.xlsx")
    assert found.tables or found.notices


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=10
)
_CELL = (
    st.none()
    | _TEXT.filter(lambda text: text.strip() and text[0] not in "=#'" and "_x" not in text)
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e9, 1e9)
    | st.booleans()
    | st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31))
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_openpyxl_writes_is_read_back(rows):
    found = WorkbookReader().read(saved(sheet([["one", "two", "three"], *rows]).parent), file="a.xlsx")
    (table,) = found.tables
    wanted = {at: row for at, row in enumerate(rows, start=2) if any(cell is not None for cell in row)}
    assert [row.line for row in table.rows] == list(wanted)
    for row in table.rows:
        for cell, value in zip(row.cells, wanted[row.line], strict=False):
            match value:
                case None:
                    assert cell.text == ""
                case bool():
                    assert cell.text == str(value).upper()
                case int() | float():
                    assert float(cell.text) == pytest.approx(value, rel=1e-14, abs=1e-300)
                case dt.date():
                    assert cell.text == value.isoformat()
                case str():
                    assert cell.text == value.strip()
