import pytest

from corpus.delimited import DelimitedReader


def rows(data: bytes | str, file: str = "boats.csv") -> list[tuple[str, ...]]:
    (table,) = raw(data, file).tables
    return [table.header, *(tuple(cell.text for cell in row.cells) for row in table.rows)]


def raw(data: bytes | str, file: str = "boats.csv"):
    return DelimitedReader().read(data.encode() if isinstance(data, str) else data, file=file)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark):
    assert rows(f"Boat{mark}Crew\nErna{mark}4\nOda{mark}6\n") == [
        ("Boat", "Crew"),
        ("Erna", "4"),
        ("Oda", "6"),
    ]


def test_decimal_commas_do_not_pass_for_delimiters():
    assert rows("Boat;Draught\nErna;1,5\nOda;2,25\n")[1] == ("Erna", "1,5")


def test_commas_in_prose_do_not_pass_for_delimiters():
    assert rows("Boat\tNote\nErna\told, slow, dry\nOda\tnew\n")[1] == ("Erna", "old, slow, dry")


def test_a_spreadsheet_may_say_its_delimiter():
    assert rows("sep=|\nBoat,x|Crew\nErna|4\n") == [("Boat,x", "Crew"), ("Erna", "4")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_a_mark(encoding):
    data = "Boat,Port\nÆgir,Ålesund in the north\n".encode(encoding)
    assert rows(data) == [("Boat", "Port"), ("Ægir", "Ålesund in the north")]
    assert not raw(data).notices


def test_another_encoding_is_guessed_with_a_warning():
    data = "Boat,Port\nRené,Orléans\n".encode("cp1252")
    assert rows(data)[1] == ("René", "Orléans")
    (notice,) = raw(data).notices
    assert "cp1252" in notice.message
    assert not notice.is_refusal


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0", b"a,b\n\x01\x02,3\n"]
)
def test_binary_is_refused(data):
    assert raw(data).tables == ()
    (notice,) = raw(data).notices
    assert notice.is_refusal
    assert "text" in notice.message


def test_a_mark_that_lies_is_refused():
    (notice,) = raw(b"\xef\xbb\xbfBoat\n\xff\n").notices
    assert notice.is_refusal
    assert "byte" in notice.message


def test_quoted_cells_hold_delimiters_quotes_and_lines():
    found = raw('Boat,Note\n"Erna ""the old""","slow,\r\ndry"\nOda,new\n').tables[0]
    assert [cell.text for cell in found.rows[0].cells] == ['Erna "the old"', "slow,\ndry"]


def test_a_row_stands_on_the_line_where_it_begins():
    found = raw('Boat,Note\n\nErna,"a\nb\nc"\n\n  \nOda,new\n').tables[0]
    assert [row.line for row in found.rows] == [3, 8]


def test_lines_end_as_they_like():
    assert rows("a,b\r1,2\r3,4\r") == rows("a,b\r\n1,2\r\n3,4") == rows("a,b\n1,2\n3,4\n")


def test_exotic_line_separators_are_part_of_a_cell():
    assert rows("a,b\n1\u2028x,2\x0by\n")[1] == ("1\u2028x", "2\x0by")


def test_rows_of_nothing_are_skipped():
    assert len(rows("a,b\n,\n\n1,2\n , \n")) == 2


def test_a_quote_that_never_closes_loses_one_row_and_not_the_rest():
    found = raw('a,b\n1,"open\n2,3\n4,5\n').tables[0]
    assert [row.line for row in found.rows if not row.problem] == [3, 4]
    (refused,) = [row for row in found.rows if row.problem]
    assert (refused.line, "never closed" in refused.problem) == (2, True)


def test_quotes_that_are_closed_by_the_next_row_lose_none_without_a_word():
    found = raw("a,b\n" + '1,"x\n' * 50).tables[0]
    assert [row.line for row in found.rows] == list(range(2, 52))
    assert all(row.problem for row in found.rows)


def test_a_bad_quote_in_a_cell_of_several_lines_refuses_the_whole_cell():
    found = raw('a,b\n1,"one\ntwo "x" three"\n2,3\n').tables[0]
    assert [(row.line, bool(row.problem)) for row in found.rows] == [(2, True), (4, False)]
    assert found.rows[0].problem.endswith("It goes to line 3.")


def test_very_many_far_quotes_refuse_every_line_that_is_left():
    block = '1,"x\n' + "2,3\n" * 150
    found = raw("a,b\n" + block * 30).tables[0]
    assert len(found.rows) == 30 * 151
    assert "too many quotes" in found.rows[-1].problem


def test_text_after_a_closing_quote_is_refused_and_the_next_row_read():
    found = raw('a,b\n1,"x"y\n2,3\n').tables[0]
    assert "closing quote" in found.rows[0].problem
    assert [cell.text for cell in found.rows[1].cells] == ["2", "3"]


def test_backslashes_escape_quotes_where_the_file_does_so():
    assert rows('a,b\n1,"say \\"hi\\", twice"\n')[1] == ("1", 'say "hi", twice')


def test_single_quotes_quote_where_they_surround_most_cells():
    assert rows("'a','b'\n'1','x, y'\n") == [("a", "b"), ("1", "x, y")]


def test_a_cell_longer_than_the_modules_limit_is_read():
    text = "x" * 300_000
    assert rows(f"a,b\n1,{text}\n")[1] == ("1", text)


def test_long_rows_keep_their_cells():
    assert rows("a,b\n1,2,3\n")[1] == ("1", "2", "3")


@pytest.mark.parametrize("data", ["", "\n\n", "\ufeff", ",,\n,,\n"])
def test_a_file_without_a_header_is_named(data):
    assert raw(data).tables == ()
    assert [notice.message for notice in raw(data).notices] == ["no header and no rows."]


def test_a_tsv_file_prefers_tabs():
    assert rows("a, b\tc\n1\t2\n", "x.tsv") == [("a, b", "c"), ("1", "2")]


def test_a_table_is_named_after_its_file():
    assert raw("a,b\n1,2\n", "deep/old_boats-2.csv").tables[0].name == "old boats-2"
