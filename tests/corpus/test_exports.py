"""CSV files as programs really export them: preambles, dialects, decimal commas and encodings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.delimited import DelimitedReader
from corpus.types import Quantity

BANK = """Kontoauszug;;;
Konto: 12 34 56;;;
Zeitraum: 01.01.2024 - 31.03.2024;;;

Buchungstag;Empfänger;Betrag;Währung
02.01.2024;Müller & Söhne;-1.234,50;EUR
15.01.2024;"Bäckerei ""Süß""; Lund";-7,80;EUR
28.02.2024;Österreichische Post;12,00;EUR
"""


def raw(data: bytes | str, file: str = "bank.csv"):
    return DelimitedReader().read(data.encode() if isinstance(data, str) else data, file=file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_bank_statement_is_read_whatever_its_encoding(read, encoding):
    catalog, report = read({"bank.csv": BANK.replace("\n", "\r\n").encode(encoding)})
    (table,) = catalog.tables
    assert [column.name for column in table.columns] == ["Buchungstag", "Empfänger", "Betrag", "Währung"]
    assert [row.cells[2].number for row in table.rows] == [
        Quantity(-1234.5, -1234.5),
        Quantity(-7.8, -7.8),
        Quantity(12, 12),
    ]
    assert [row.cells[1].text for row in table.rows] == [
        "Müller & Söhne",
        'Bäckerei "Süß"; Lund',
        "Österreichische Post",
    ]
    assert [row.line for row in table.rows] == [6, 7, 8]
    assert table.description == "Kontoauszug\nKonto: 12 34 56\nZeitraum: 01.01.2024 - 31.03.2024"
    said = [notice.message for notice in report.notices]
    assert "lines 1 to 3 stand above the header and are taken as the table's description." in said
    assert len(said) == 1 + (encoding == "cp1252")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("preamble", "is_found"),
    [
        (["Boats of Lund"], True),
        (["Boats of Lund", ""], True),
        (["# exported 2024-01-02, by Ada", "# from the harbour"], True),
        (["Boats of Lund{m}{m}", "{m}{m}"], True),
        (["Region{m}North", "", "Boats{m}Crews"], False),  # a narrow table of its own: nothing tells which
    ],
)
def test_lines_above_the_header_describe_the_table(mark, preamble, is_found):
    lines = [
        *(line.format(m=mark) for line in preamble),
        f"Boat{mark}Crew{mark}Port",
        f"Erna{mark}4{mark}Lund",
        f"Oda{mark}6{mark}Visby",
    ]
    found = raw("\n".join(lines))
    (table,) = found.tables
    assert (table.header == ("Boat", "Crew", "Port")) == is_found
    assert bool(found.notices) == is_found
    if is_found:
        assert [row.line for row in table.rows] == [len(lines) - 1, len(lines)]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        (",Crew\n0,4\n1,6\n", ("", "Crew")),  # an index without a name
        ("Note\nHello, world\nGood, morning\n", ("Note",)),  # commas in prose
        ("Name,,Name\nx,1,2\ny,3,4\n", ("Name", "", "Name")),
        ("Boat\nErna\nOda\n", ("Boat",)),
        ("a,b\n1,2\n3,4\n", ("a", "b")),
    ],
)
def test_a_header_that_is_no_preamble_stays_the_header(text, header):
    assert raw(text).tables[0].header == header


def test_semicolons_between_cells_make_commas_in_numbers_decimal_marks(read):
    rows = [("Erna", "1,250"), ("Oda", "2,375")]
    for mark, low in [(";", 1.25), ("\t", 1250)]:
        text = "\n".join(mark.join(row) for row in [("Boat", "Draught"), *rows])
        table = read({"a.csv": text})[0].tables[0]
        assert table.rows[0].cells[1].number.low == low


def test_numbers_that_tell_their_mark_tell_it_whatever_separates_the_cells(read):
    table = read({"a.csv": "Boat;Draught;Fee\nErna;1.250;2.5\nOda;2.375;7.25\n"})[0].tables[0]
    assert table.rows[0].cells[1].number.low == 1.25


JAPANESE = (
    "港名,所在地,開港\n大阪港,大阪市北区～,1868年\n神戸港①,兵庫県神戸市,1868年\nカフェ埠頭,東京都,1941年\n"
)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16-le", "utf-16-be"])
def test_japanese_is_read(encoding):
    found = raw(JAPANESE.encode(encoding))
    assert found.tables[0].header == ("港名", "所在地", "開港")
    assert found.tables[0].rows[1].cells[0].text == "神戸港①"
    assert bool(found.notices) == (encoding == "cp932")


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp"])
def test_short_japanese_is_read(encoding):
    found = raw("品名,価格\nりんご,120\nみかん,80\n".encode(encoding))
    assert [row.cells[0].text for row in found.tables[0].rows] == ["りんご", "みかん"]


def test_western_letters_are_not_taken_for_eastern_ones():
    text = "a,b\n“x”,1\nCafé – naïve,2\nMálaga,3\nÅse Ødegård,4\n"
    assert raw(text.encode("cp1252")).tables[0].rows[1].cells[0].text == "Café – naïve"


def test_a_file_of_mixed_encodings_is_refused_with_the_lines():
    data = "Name,Town\nRené,Orléans\n".encode() + "José,Málaga\n".encode("cp1252")
    (notice,) = raw(data).notices
    assert notice.is_refusal
    assert notice.message == "it mixes encodings: line 2 is UTF-8 and line 3 is not; save all of it as UTF-8."


def test_a_backslash_at_the_end_of_a_quoted_cell_escapes_nothing():
    assert [cell.text for cell in raw('"a","b"\n"1","\\"\n"2","x"\n').tables[0].rows[0].cells] == ["1", "\\"]


_WORD = st.text("abcdefgæøåß é", min_size=1, max_size=8).filter(str.strip)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(_WORD, _WORD, _WORD), min_size=3, max_size=8),
    st.lists(_WORD, max_size=3),
    st.sampled_from(",;\t|"),
    st.booleans(),
)
def test_no_line_is_lost_above_or_below_a_header(rows, preamble, mark, is_padded):
    lines = [line + (mark * 2 if is_padded else "") for line in preamble]
    lines += [mark.join(row) for row in [("One", "Two", "Three"), *rows]]
    (table,) = raw("\n".join(lines)).tables
    assert table.header == ("One", "Two", "Three")
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [
        tuple(text.strip() for text in row) for row in rows
    ]
    assert table.description.split("\n") == ([line.strip() for line in preamble] or [""])
