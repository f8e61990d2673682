from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from ui.markdown import to_html, to_plain
from ui.terminal import Palette

PLAIN = Palette(is_on=False)
HARMLESS = {"p", "strong", "em", "ul", "ol", "li", "br", "hr", "code", "pre", "blockquote", "table", "thead"}
HARMLESS |= {"tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(html):
    parser = Tags()
    parser.feed(html)
    return parser.seen


def marked(first, last, label):
    return f"«{first}-{last}»"


def test_markers_and_ranges_are_told_from_brackets_that_come_from_cells():
    html = to_html(r"Two [1] and more [3–9], not \[2\] nor [x] nor [1](y)", marked)
    assert html == "<p>Two «1-1» and more «3-9», not [2] nor [x] nor «1-1»(y)</p>\n"


def test_a_reference_definition_is_shown_and_not_swallowed():
    assert "«1-1»: http://x" in to_html("[1]: http://x", marked)


def test_links_images_and_html_come_out_as_their_characters():
    html = to_html("[a](javascript:b) ![c](d) <img src=x onerror=y> <http://z>", marked)
    assert {tag for tag, _ in tags(html)} == {"p"}
    assert "[a](javascript:b)" in html


@given(
    st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("<>[]()!*_`|&\"'\n#-\\:"), max_size=120)
)
def test_no_text_gives_a_tag_beyond_those_of_plain_prose(text):
    for tag, attributes in tags(to_html(text, marked)):
        assert tag in HARMLESS
        assert set(attributes) <= {"start", "style", "class"}


def test_lists_and_tables_stay_readable_in_a_terminal():
    text = "**Two**:\n\n1. one\n2. two\n   - deep\n\n| A | Bee |\n|---|---|\n| long | b |\n\nEnd [1]"
    assert to_plain(text, PLAIN).split("\n\n") == [
        "Two:",
        "1. one\n2. two",
        "  • deep",
        "A     Bee\n────  ───\nlong  b",
        "End [1]",
    ]


def test_colours_mark_bold_words_and_markers_only_where_they_are_on():
    assert to_plain("**a** b [1]", Palette(is_on=True)) == "\x1b[1ma\x1b[0m b \x1b[36m[1]\x1b[0m"
    assert to_plain("**a** b [1]", PLAIN) == "a b [1]"


@given(st.text(max_size=80))
def test_any_text_can_be_shown_in_a_terminal(text):
    assert "\x1b[1m" not in to_plain(text.replace("\x1b", ""), PLAIN)
