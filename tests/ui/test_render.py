from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, CitedCell, Reason, Status
from corpus.types import Cell, Column, Kind, Row, Table
from ui import render

from .answers import abstained, ambiguous, answered, citation, listed


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def buttons(self, style):
        return [a for tag, a in self.found if tag == "button" and style in a["class"].split()]


def source(cells, cited="Light", **fields):
    columns = tuple(Column(name, Kind.TEXT) for name, _ in cells)
    row = Row("towers/holm", "Holm", tuple(cell for _, cell in cells), "towers.md", 7)
    table = Table("towers", "Towers", "", columns, (), "towers.md")
    one = citation(1)
    return render.Source(
        type(one)(1, row.id, "Towers", "Holm", (CitedCell(cited, "white"),), "towers.md", 7), table, row
    )


def test_each_marker_is_a_button_that_knows_its_turn():
    html = Elements(render.answer_html(listed(), turn=3))
    assert [(b["data-turn"], b["data-first"], b["data-last"]) for b in html.buttons("cite")] == [
        ("3", "1", "1"),
        ("3", "2", "2"),
    ]
    assert html.buttons("cite")[1]["aria-label"] == "Source 2: Holm"
    assert html.buttons("all-sources")[0]["data-last"] == "2"


def test_a_marker_without_a_citation_is_no_button():
    html = Elements(render.answer_html(answered("Said [1] and [8] and [1–900000]."), turn=0))
    assert [b["data-first"] for b in html.buttons("cite")] == ["1", "1"]
    assert "[8]" in html.text


def test_how_the_question_was_read_and_its_coverage_stand_under_the_answer():
    text = Elements(render.answer_html(listed(), turn=0)).text
    assert "How I read this: Light of Holm in Towers · 2 of 3 rows, 1 not stated · 4 rows more" in text


def test_a_refusal_looks_different_and_its_suggestions_can_be_asked():
    html = render.answer_html(abstained(), turn=0, nearest=[("towers/holm", "Holm", "Towers")])
    found = Elements(html)
    assert "is-refusal" in html
    assert "is-refusal" not in render.answer_html(answered(), turn=0)
    assert [b["data-ask"] for b in found.buttons("ask")] == ["What light does Holm have?"]
    assert [b["data-row"] for b in found.buttons("chip")] == ["towers/holm"]
    assert "Not in this catalog" in found.text


def test_the_readings_of_an_ambiguous_question_are_offered_once():
    found = Elements(render.answer_html(ambiguous(), turn=0))
    assert [b["data-ask"] for b in found.buttons("ask")] == [
        "Which towers have a white light?",
        "Which towers mention white?",
    ]


def test_the_source_panel_shows_the_whole_row_and_marks_the_cited_cells():
    cells = [("Tower", Cell("Holm")), ("Light", Cell("white")), ("Keeper", Cell("", is_stated=False))]
    html = render.sources_html([source(cells)])
    assert html.count("class=is-cited") == 1
    assert "<dt>Light<span class='unseen'> (cited)</span></dt><dd>white</dd>" in html
    assert "<dt>Keeper</dt><dd><span class='quiet'>not stated</span></dd>" in html
    assert "towers.md, line 7" in html


def test_without_its_row_a_source_still_shows_the_cited_cells():
    assert "<dd>white</dd>" in render.sources_html([render.Source(citation(1))])


def test_many_sources_are_cut_with_a_word():
    html = render.sources_html([render.Source(citation(n)) for n in range(1, 41)])
    assert html.count("class='card'") == 30
    assert "and 10 more" in html


def test_only_web_addresses_become_links():
    web = render.sources_html([source([("Light", Cell("site", link="https://example.org/?a='b'"))])])
    [(_, link)] = [found for found in Elements(web).found if found[0] == "a"]
    assert (link["href"], link["rel"]) == ("https://example.org/?a='b'", "noopener noreferrer nofollow")
    for scheme in ("javascript:alert(1)", "data:text/html,x", " javascript:x", "JAVASCRIPT:x", "file:///x"):
        html = render.sources_html([source([("Light", Cell("x", link=scheme))])])
        assert not [tag for tag, _ in Elements(html).found if tag == "a"]


NASTY = st.text(max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "' onclick='x",
        '" onload="x',
        "</div><img src=x onerror=y>",
        "&lt;",
        "[1](javascript:x)",
    ]
)
ALLOWED = {
    "div",
    "span",
    "p",
    "button",
    "section",
    "header",
    "article",
    "h2",
    "h3",
    "dl",
    "dt",
    "dd",
    "a",
    "ul",
    "ol",
}
ALLOWED |= {"li", "strong", "em", "code", "pre", "br", "hr", "blockquote", "i", "h1", "h4", "h5", "h6"}


@given(NASTY, NASTY, NASTY)
def test_nothing_in_a_question_a_cell_or_a_name_becomes_markup(question, text, name):
    answer = Answer(
        question,
        Status.ABSTAINED,
        Reason.ENTITY_ABSENT,
        text,
        "b",
        citations=(type(citation(1))(1, name, name, name, (CitedCell(name, text),), name, 1),),
        reading=text,
        suggestions=(text,),
    )
    html = render.conversation_html([render.question_html(question), render.answer_html(answer, turn=0)])
    html += render.answer_html(answer, turn=0, nearest=[(name, text, name)]) + render.fault_html(text)
    html += render.sources_html([render.Source(answer.citations[0]), source([(name, Cell(text, link=text))])])
    html += render.welcome_html([(name, 1)], [question])
    for tag, attributes in Elements(html).found:
        assert tag in ALLOWED
        assert not [attribute for attribute in attributes if attribute.startswith("on")]
