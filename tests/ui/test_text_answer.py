from assistant.answer import CitedCell, Coverage, Reason
from ui.terminal import Palette, palette_for, printable
from ui.text_answer import answer_text
from ui.words import coverage_in_words, title_of

from .answers import abstained, ambiguous, answered, citation, listed

PLAIN = Palette(is_on=False)


class Terminal:
    def isatty(self):
        return True


def test_an_answer_stands_above_its_citations_and_its_reading():
    assert answer_text(answered(), PLAIN) == (
        "The light of Holm is white [1].\n\n"
        "  [1] Towers › Holm — Light: white (towers.md:7)\n\n"
        "Read as: Light of Holm in Towers"
    )


def test_a_list_says_how_many_rows_it_covers_and_how_many_follow():
    text = answer_text(listed(), PLAIN)
    assert "Rows: 2 of 3 rows, 1 not stated" in text
    assert "And 4 more rows." in text


def test_a_refusal_names_its_kind_and_offers_questions():
    text = answer_text(abstained(), PLAIN)
    assert text.startswith("Not in this catalog\n\nThere is no “Rigel”.")
    assert text.endswith("You could ask:\n  · What light does Holm have?")


def test_the_questions_of_a_choice_are_not_offered_twice():
    assert answer_text(ambiguous(), PLAIN).count("Which towers mention white?") == 1


def test_every_reason_has_a_title():
    assert all(title_of(abstained(reason)) for reason in Reason)
    assert title_of(answered()) == ""


def test_a_citation_of_a_table_has_no_row_and_no_line():
    text = answer_text(answered(citations=(citation(1, row=None, line=None),)), PLAIN)
    assert "  [1] Towers — Light: white (towers.md)" in text


def test_an_empty_cell_is_said_to_be_not_stated():
    assert "Light: not stated" in answer_text(answered(citations=(citation(1, text=""),)), PLAIN)


def test_a_control_sequence_in_a_cell_never_reaches_the_terminal():
    evil = "\x1b]0;owned\x07\r\x9b2J"
    shown = answer_text(
        answered(f"It is {evil} [1].", citations=(citation(1, text=evil),), reading=evil), PLAIN
    )
    assert not set(shown) & set("\x1b\x07\r\x9b")
    assert printable("a\ud800") == "a�"


def test_a_line_break_in_a_cell_keeps_its_citation_on_one_line():
    one = citation(1)
    broken = type(one)(
        1, one.row_id, one.table, one.row, (CitedCell("Light", "red\nwhite"),), one.file, one.line
    )
    assert "Light: red white (towers.md:7)" in answer_text(answered(citations=(broken,)), PLAIN)


def test_colours_need_a_terminal_and_yield_to_no_color():
    assert palette_for(Terminal(), {}).is_on
    assert not palette_for(Terminal(), {"NO_COLOR": "1"}).is_on
    assert not palette_for(Terminal(), {"TERM": "dumb"}).is_on
    assert palette_for(Terminal(), {"NO_COLOR": ""}).is_on


def test_one_row_is_not_called_rows():
    assert coverage_in_words(Coverage(1, 1, 0, 0)) == "1 of 1 row"
