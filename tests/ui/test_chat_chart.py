import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Grid
from ui.chat_chart import chart_html


def grid(*pairs, columns=("Ferry", "Length")):
    return Grid(columns, tuple(pairs), (None,) * len(pairs))


def widths(html):
    return [float(width) for width in re.findall(r"class='bar'[^>]* width='([\d.]+)%'", html)]


def test_bars_are_as_long_as_their_numbers():
    html = chart_html(grid(("Aurora", "20 m"), ("Borealis", "80 m"), ("Comet", "40 m")))
    small, large, middle = widths(html)
    assert large == pytest.approx(4 * small, rel=0.01)
    assert middle == pytest.approx(2 * small, rel=0.01)
    assert "Length by Ferry" in html
    assert "<title>Borealis: 80 m</title>" in html


def test_the_first_column_of_numbers_is_drawn_and_what_is_not_stated_is_left_out(harbour):
    html = chart_html(harbour.ask("What is the length of each ferry?").table)
    assert len(widths(html)) == 3
    columns = ("Ferry", "Note", "Length")
    assert len(widths(chart_html(grid(("a", "x", "1"), ("b", "y", "2"), columns=columns)))) == 2


@pytest.mark.parametrize(
    "table",
    [
        None,
        grid(("Aurora", "20 m")),
        grid(("Aurora", "20 m"), ("Borealis", "blue")),
        grid(("Aurora", "20 m"), ("Borealis", "80 kg")),
        grid(("Aurora", "2001"), ("Borealis", "2011")),
        grid(("Aurora", "0"), ("Borealis", "0")),
        grid(*((f"r{n}", str(n)) for n in range(30))),
    ],
)
def test_nothing_is_drawn_where_a_chart_says_nothing(table):
    assert chart_html(table) == ""


def test_a_range_shows_its_upper_end_paler_and_a_loss_goes_left_of_zero():
    html = chart_html(grid(("a", "24–48"), ("b", "12")))
    assert html.count("is-range") == 1
    html = chart_html(grid(("a", "-5"), ("b", "10")))
    zero = float(re.search(r"class='zero' x1='([\d.]+)%", html)[1])
    assert float(re.search(r"class='bar' x='([\d.]+)%", html)[1]) < zero


@given(
    st.lists(
        st.tuples(st.text(max_size=40), st.text(max_size=12) | st.floats().map(str)), min_size=2, max_size=6
    )
)
def test_any_table_gives_a_chart_or_none_and_no_markup(pairs):
    html = chart_html(grid(*(("<b>" + name, text) for name, text in pairs)))
    assert "<b>" not in html
    assert "nan" not in html
    assert all(0 <= width <= 100 for width in widths(html))
