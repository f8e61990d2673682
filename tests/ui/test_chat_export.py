import csv
import io

from ui.chat_export import answer_csv, answer_markdown, conversation_markdown, harmless

from .answers import abstained, answered, listed


def lines(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_rows_of_an_answer_come_with_their_citations_and_all_their_cells(harbour):
    head, *rows = lines(answer_csv(harbour.ask("Which ferries serve Holm?"), harbour))
    place = ["citation", "table", "row", "row_id", "file", "line"]
    assert head == [*place, "Ferry", "Length (m)", "Routes", "Launched", "Notes"]
    assert rows[0][:6] == ["1", "ferries", "Aurora", "ferries/aurora", "ferries.csv", "2"]
    assert rows[1][6:9] == ["Comet", "63", "Holm"]


def test_no_cell_can_start_a_formula(harbour):
    text = answer_csv(harbour.ask("List all ferries"), harbour)
    cells = [cell for line in lines(text) for cell in line]
    assert '\'=HYPERLINK("http://x")' in cells
    assert "'@SUM(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [harmless(cell) for cell in ("+1", "-1", " =1", "a=1")] == ["'+1", "'-1", "' =1", "a=1"]


def test_rows_beyond_those_of_the_answer_are_in_its_file(harbour):
    answer = harbour.ask("List all trips")
    assert (len(answer.rows), answer.more.rows) == (200, 50)
    found = lines(answer_csv(answer, harbour))[1:]
    assert len({row[3] for row in found}) == len(found) == 250
    assert [found[199][0], found[200][0]] == ["200", ""]


def test_an_answer_about_the_catalog_gives_what_it_cites(harbour):
    head, *rows = lines(answer_csv(harbour.ask("Which tables are there?"), harbour))
    assert head[-2:] == ["column", "cell"]
    assert rows == []


def test_an_answer_as_markdown_has_its_reading_and_its_sources():
    text = answer_markdown("What light does Holm have?", listed())
    assert text.startswith("**What light does Holm have?**\n\n**Skerry** [1] and **Holm** [2]")
    assert "*How I read this: Light of Holm in Towers · 2 of 3 rows, 1 not stated*" in text
    assert "- [2] Holm, Towers (towers.md:7)" in text


def test_what_the_user_typed_is_no_markdown():
    assert answer_markdown("[1] *a* <b>", answered()).startswith(r"**\[1\] \*a\* \<b\>**")


def test_a_conversation_keeps_its_order_and_the_questions_without_an_answer():
    text = conversation_markdown("Towers", [("one", answered()), ("two", None), ("three", abstained())])
    assert text.startswith("# Towers\n")
    assert text.index("**one**") < text.index("**two**") < text.index("**three**")
    assert "*Not in this catalog*" in text
