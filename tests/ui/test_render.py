from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, CitedCell, Reason, Status
from corpus.types import Cell, Column, Kind, Row, Table
from ui import chat_source, render

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
        return [a for tag, a in self.found if tag == "button" and style in a.get("class", "").split()]


def source(cells, cited="Light", **fields):
    columns = tuple(Column(name, Kind.TEXT) for name, _ in cells)
    row = Row("towers/holm", "Holm", tuple(cell for _, cell in cells), "towers.md", 7)
    table = Table("towers", "Towers", "", columns, (), "towers.md")
    one = citation(1)
    return chat_source.Source(
        type(one)(1, row.id, "Towers", "Holm", (CitedCell(cited, "white"),), "towers.md", 7), table, row
    )


def test_each_marker_is_a_button_that_knows_its_turn():
    html = Elements(render.answer_html(listed(), turn=3))
    assert [(b["data-turn"], b["data-first"], b["data-last"]) for b in html.buttons("cite")] == [
        ("3", "1", "1"),
        ("3", "2", "2"),
    ]
    assert html.buttons("cite")[1]["aria-label"] == "Source 2: Holm"
    assert html.buttons("link")[0]["data-last"] == "2"


def test_a_marker_without_a_citation_is_no_button():
    html = Elements(render.answer_html(answered("Said [1] and [8] and [1–900000]."), turn=0))
    assert [b["data-first"] for b in html.buttons("cite")] == ["1", "1"]
    assert "[8]" in html.text


def test_how_the_question_was_read_and_its_coverage_stand_under_the_answer():
    text = Elements(render.answer_html(listed(), turn=0)).text
    assert "How I read this: Light of Holm in Towers · 2 of 3 rows, 1 not stated · 4 rows more" in text


def test_an_edited_reading_says_so_and_can_be_undone():
    found = Elements(render.answer_html(listed(), turn=2, extras=render.Extras(is_edited=True)))
    assert "edited" in found.text
    assert [b["data-act"] for b in found.buttons("link") if "data-act" in b] == ["undo"]


def test_an_answer_has_its_tools_and_after_a_verdict_only_thanks():
    tools = [b["data-act"] for b in Elements(render.answer_html(listed(), turn=0)).buttons("tool")]
    assert tools == ["copy", "csv", "retry", "up", "down"]
    after = Elements(render.answer_html(listed(), turn=0, extras=render.Extras(vote="up")))
    assert [b["data-act"] for b in after.buttons("tool")] == ["copy", "csv", "retry"]
    assert "Thank you" in after.text


def test_every_button_without_words_has_a_label():
    for tag, attributes in Elements(render.answer_html(listed(), turn=0)).found:
        if tag == "button" and "tool" in attributes.get("class", ""):
            assert attributes["aria-label"]


def test_a_refusal_looks_different_and_its_suggestions_can_be_asked():
    html = render.answer_html(abstained(), turn=0, extras=render.Extras([("towers/holm", "Holm", "Towers")]))
    found = Elements(html)
    assert "is-refusal" in html
    assert "is-refusal" not in render.answer_html(answered(), turn=0)
    assert [b["data-ask"] for b in found.buttons("ask")] == ["What light does Holm have?"]
    assert [b["data-row"] for b in found.buttons("chip")] == ["towers/holm"]
    assert "Not in this catalog" in found.text


def test_the_readings_of_an_ambiguous_question_are_offered_once():
    found = Elements(render.answer_html(ambiguous(), turn=0))
    assert [b["data-pick"] for b in found.buttons("ask")] == ["0", "1"]
    assert found.text.count("Towers where Light includes “white”") == 1


def test_the_source_panel_shows_the_whole_row_and_marks_the_cited_cells():
    cells = [("Tower", Cell("Holm")), ("Light", Cell("white")), ("Keeper", Cell("", is_stated=False))]
    html = chat_source.sources_html([source(cells)])
    assert html.count("class=is-cited") == 1
    assert "<dt>Light<span class='unseen'> (cited)</span></dt><dd>white</dd>" in html
    assert "<dt>Keeper</dt><dd><span class='quiet'>not stated</span></dd>" in html
    assert "towers.md, line 7" in html


def test_without_its_row_a_source_still_shows_the_cited_cells():
    assert "<dd>white</dd>" in chat_source.sources_html([chat_source.Source(citation(1))])


def test_many_sources_are_cut_with_a_word():
    html = chat_source.sources_html([chat_source.Source(citation(n)) for n in range(1, 41)])
    assert html.count("class='card'") == 30
    assert "and 10 more" in html


def test_only_web_addresses_become_links():
    web = chat_source.sources_html([source([("Light", Cell("site", link="https://example.org/?a='b'"))])])
    page, link = [attributes for tag, attributes in Elements(web).found if tag == "a"]
    assert page["href"] == "rows/towers/holm"
    assert (link["href"], link["rel"]) == ("https://example.org/?a='b'", "noopener noreferrer nofollow")
    for scheme in ("javascript:alert(1)", "data:text/html,x", " javascript:x", "JAVASCRIPT:x", "file:///x"):
        html = chat_source.sources_html([source([("Light", Cell("x", link=scheme))])])
        links = [attributes["href"] for tag, attributes in Elements(html).found if tag == "a"]
        assert links == ["rows/towers/holm"]


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
ALLOWED |= {"svg", "path", "form", "input"}
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
    extras = render.Extras([(name, text, name)], followups=(text,), vote=name)
    html = render.conversation_html([render.question_html(question, turn=0), render.pending_html(question)])
    html += render.answer_html(answer, turn=0, extras=extras) + render.fault_html(text, turn=0)
    html += render.answer_html(answer, turn=0)
    html += chat_source.sources_html(
        [chat_source.Source(answer.citations[0]), source([(name, Cell(text, link=text))])]
    )
    html += render.welcome_html([(name, 1)], [question])
    for tag, attributes in Elements(html).found:
        assert tag in ALLOWED
        assert not [attribute for attribute in attributes if attribute.startswith("on")]
