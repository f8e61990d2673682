import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import Order, has_seasons, is_bare, order_of, parse


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-03-05", "2024-03-05", "2024-03-05"),
        ("2024-03-05T10:30:00Z", "2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05", "2024-03-05"),
        ("3 March 2024", "2024-03-03", "2024-03-03"),
        ("3rd of March, 2024", "2024-03-03", "2024-03-03"),
        ("March 3, 2024", "2024-03-03", "2024-03-03"),
        ("Sunday, 3 March 2024", "2024-03-03", "2024-03-03"),
        ("Sept. 3, 2024", "2024-09-03", "2024-09-03"),
        ("1934 Mar 31", "1934-03-31", "1934-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("Q1 2024", "2024-01-01", "2024-03-31"),
        ("2024 Q4", "2024-10-01", "2024-12-31"),
        ("H2 2024", "2024-07-01", "2024-12-31"),
        ("1880s", "1880-01-01", "1889-12-31"),
        ("1998–99", "1998-01-01", "1999-12-31"),
        ("1999/00", "1999-01-01", "2000-12-31"),
        ("1 Jan 2020 – 5 Feb 2021", "2020-01-01", "2021-02-05"),
        ("May 2001 to June 2001", "2001-05-01", "2001-06-30"),
        ("May 2001 – present", "2001-05-01", "9999-12-31"),
        ("3 March 2024[2]", "2024-03-03", "2024-03-03"),
    ],
)
def test_dates_span_the_days_they_name(text, start, end):
    found = parse(text)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "2024", "2019–2021", "2024-02-30", "2024-13", "32 March 2024", "March", "03/04/2024",
             "Q5 2024",
             "5 Feb 2021 – 1 Jan 2020", "12", "H3 2024", "2024 Q1 2024"]
)  # fmt: skip
def test_other_texts_are_no_dates(text):
    assert parse(text) is None


def test_bare_years_are_dates_where_the_column_says_so():
    found = parse("2019–2021", has_bare_years=True)
    assert found is not None
    assert (found.start, found.end) == (dt.date(2019, 1, 1), dt.date(2021, 12, 31))
    assert is_bare("2019–2021")
    assert not is_bare("May 2019")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2024", "13/04/2024"], Order.DAY_FIRST),
        (["03/04/2024", "04/13/2024"], Order.MONTH_FIRST),
        (["03/04/2024", "05/06/2024"], Order.UNKNOWN),
        (["13/04/2024", "04/13/2024"], Order.UNKNOWN),
        (["05.03.2024"], Order.DAY_FIRST),
        ([], Order.UNKNOWN),
    ],
)
def test_the_order_of_day_and_month_needs_proof(texts, order):
    assert order_of(texts) is order


def test_numeric_dates_follow_the_order():
    day, month = parse("03/04/2024", order=Order.DAY_FIRST), parse("03/04/2024", order=Order.MONTH_FIRST)
    assert day is not None
    assert month is not None
    assert (day.start, month.start) == (dt.date(2024, 4, 3), dt.date(2024, 3, 4))


def test_seasons_are_two_years_where_another_cell_proves_it():
    assert has_seasons(["2001-02", "1998-99"])
    season = parse("2001-02", has_seasons=True)
    assert season is not None
    assert season.end == dt.date(2002, 12, 31)


@given(st.dates(dt.date(1000, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_is_read_back_from_its_common_forms(day):
    for text in (
        day.isoformat(),
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b} {day.day} {day.year}",
    ):
        found = parse(text)
        assert found is not None
        assert found.start == found.end == day


@given(st.text(max_size=30) | st.text(alphabet="0123456789-/. QHJanMay–", max_size=14))
def test_any_text_is_a_period_or_none(text):
    found = parse(text, order=Order.DAY_FIRST, has_bare_years=True)
    assert found is None or found.start <= found.end
