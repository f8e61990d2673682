import pytest

from corpus.markdown import MarkdownReader


def raw(text: str | bytes, file: str = "notes.md"):
    return MarkdownReader().read(text.encode() if isinstance(text, str) else text, file=file)


def cells(text: str) -> list[tuple[str, ...]]:
    (table,) = raw(text).tables
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def test_the_nearest_heading_names_a_table_and_the_text_between_describes_it():
    file = raw(
        "# Log\n\nAll boats.\n\n## Boats\n\nThey *sail*\nwell.\n\nOh.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    assert (file.title, file.description) == ("Log", "All boats.")
    assert (file.tables[0].name, file.tables[0].description) == ("Boats", "They sail well.\n\nOh.")


def test_an_h1_over_a_table_is_the_tables_heading_and_no_title():
    file = raw("# Boats\n\n| a |\n|---|\n| 1 |\n")
    assert (file.title, file.tables[0].name) == ("", "Boats")


def test_without_a_heading_a_table_has_the_name_of_its_file():
    assert raw("| a |\n|---|\n| 1 |\n", "old_boats.md").tables[0].name == "old boats"


def test_rows_know_their_lines():
    file = raw("---\ntitle: x\n---\n\n# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n")
    assert (file.tables[0].line, [row.line for row in file.tables[0].rows]) == (7, [9, 10])


def test_front_matter_is_no_heading():
    assert raw("---\ntitle: x\n---\n\n| a |\n|---|\n| 1 |\n").tables[0].name == "notes"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**bold** _soft_ `code`", "bold soft code"),
        ("[Erna](boats/erna)", "Erna"),
        ("<https://a.example>", "https://a.example"),
        ("![a flag](flag.png)", "a flag"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("x<sup>2</sup> <!-- hush -->", "x2"),
        ("<unknown> & &lt;5&nbsp;ms", "<unknown> & <5 ms"),
        (r"\*not soft\* snake_case_name", "*not soft* snake_case_name"),
        (r"a \| b", "a | b"),
        (r"`a \| b`", "a | b"),
        ("~80 and ~90", "~80 and ~90"),
    ],
)
def test_cells_are_stripped_of_marks_only(source, text):
    assert cells(f"| a | b |\n|---|---|\n| {source} | 2 |\n") == [(text, "2")]


def test_the_first_link_is_kept_aside():
    (table,) = raw("| a |\n|---|\n| [Erna](boats/erna) or [Oda](oda) |\n").tables
    assert table.rows[0].cells[0].link == "boats/erna"


def test_outer_pipes_are_optional_and_alignment_rows_are_no_rows():
    assert cells("a | b\n:-- | --:\n1 | 2\n") == [("1", "2")]


def test_a_long_row_keeps_all_its_cells_for_the_refusal():
    assert cells("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n") == [("1", "2", "3")]


def test_a_pipe_in_inline_code_separates_as_gfm_has_it_and_is_never_cut():
    assert len(cells("| a | b |\n|---|---|\n| `x|y` | 2 |\n")[0]) == 3


def test_a_short_row_keeps_its_own_cells_only():
    assert cells("| a | b | c |\n|---|---|---|\n| 1 | 2 |\n") == [("1", "2")]


def test_tables_in_quotes_and_lists_are_read_with_their_full_rows():
    assert cells("> | a | b |\n> |---|---|\n> | 1 | 2 | 3 |\n") == [("1", "2", "3")]
    assert cells("- boats\n\n  | a | b |\n  |---|---|\n  | 1 | 2 | 3 |\n") == [("1", "2", "3")]


def test_two_tables_next_to_each_other_are_two():
    assert [
        len(table.rows) for table in raw("| a |\n|---|\n| 1 |\n\n| b |\n|---|\n| 2 |\n| 3 |\n").tables
    ] == [1, 2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x\n\n| a | b |\n|---|\n| 1 | 2 |\n", 3, "Make them equal"),
        ("x\n\n| a | b |\n| 1 | 2 |\n", 3, "line of dashes"),
        ("<table>\n<tr><td>1</td></tr>\n</table>\n", 1, "HTML"),
        ("x\n\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n", 3, "four spaces"),
    ],
)
def test_what_only_looks_like_a_table_is_named(text, line, words):
    file = raw(text)
    assert file.tables == ()
    (notice,) = file.notices
    assert (notice.line, notice.is_refusal, words in notice.message) == (line, False, True)


def test_prose_and_code_with_pipes_is_no_suspect():
    text = "Guide | v2\n----------\n\na | b\nc | d\n\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n"
    assert raw(text).notices == ()
    assert raw(text).tables == ()


def test_rows_beyond_the_parsers_padding_limit_are_refused_and_not_lost():
    width, height = 300, 400
    text = "|" + "a|" * width + "\n|" + "-|" * width + "\n" + "|1|\n" * height
    (table,) = raw(text).tables
    assert len(table.rows) == height
    assert {row.problem for row in table.rows[-10:]} == {
        "the table has too many short rows; write out their empty cells."
    }


def test_binary_is_refused():
    (notice,) = raw(b"\0\1\2|---|").notices
    assert notice.is_refusal
