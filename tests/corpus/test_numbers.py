import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbers import Marks, marks_of, parse
from corpus.types import Quantity


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("1,250", 1250, 1250, ""),
        ("1 250 000", 1250000, 1250000, ""),
        ("1'250", 1250, 1250, ""),
        ("12,34,567", 1234567, 1234567, ""),
        ("3.5M", 3.5e6, 3.5e6, ""),
        ("12k", 12000, 12000, ""),
        ("£1.5bn", 1.5e9, 1.5e9, "GBP"),
        ("2.7 million", 2.7e6, 2.7e6, ""),
        ("5 MB", 5, 5, "MB"),
        ("5m", 5, 5, "m"),
        ("$5m", 5e6, 5e6, "USD"),
        ("1e6", 1e6, 1e6, ""),
        (".5", 0.5, 0.5, ""),
        ("-3", -3, -3, ""),
        ("−3 °C", -3, -3, "°C"),
        ("-$5", -5, -5, "USD"),
        ("5%", 5, 5, "%"),
        ("5 percent", 5, 5, "%"),
        ("$2.49/h", 2.49, 2.49, "USD/h"),
        ("$2.49 per hour", 2.49, 2.49, "USD/hour"),
        ("USD 5", 5, 5, "USD"),
        ("5 EUR", 5, 5, "EUR"),
        ("¥1,000", 1000, 1000, "JPY"),
        ("24–48 GB", 24, 48, "GB"),
        ("24 GB – 48 GB", 24, 48, "GB"),
        ("2 to 5 years", 2, 5, "years"),
        ("between 2 and 5", 2, 5, ""),
        ("2–3M", 2e6, 3e6, ""),
        ("$2–$5", 2, 5, "USD"),
        ("from $2", 2, None, "USD"),
        (">= 3", 3, None, ""),
        ("at least 3", 3, None, ""),
        ("100+", 100, None, ""),
        ("up to 10", None, 10, ""),
        ("< 5", None, 5, ""),
        ("3rd", 3, 3, ""),
        ("#1", 1, 1, ""),
        ("7=", 7, 7, ""),
        ("12*", 12, 12, ""),
        ("5[1]", 5, 5, ""),
        ("5 (2 lost)", 5, 5, ""),
        ("5-year", 5, 5, "year"),
    ],
)
def test_numbers_are_read_as_a_reader_would(text, low, high, unit):
    found = parse(text)
    assert found is not None
    assert found.quantity() == Quantity(low, high, unit)


@pytest.mark.parametrize("text", ["~80", "about 80", "approx. 80", "ca. 80", "≈80"])
def test_approximations_are_marked(text):
    found = parse(text)
    assert found is not None
    assert found.quantity() == Quantity(80, 80, is_approximate=True)


@pytest.mark.parametrize(
    "text",
    ["", "Gaudi 3", "1.2.3", "007", "00.5", "12,5O", "1/2", "a 5", "T5", "$", "1,25", "900 MB – 2 GB",
     "1e999",
     "80 GB HBM3", "5 is the number of boats that came", "(15%)", "²", "٣.٤.٥"],
)  # fmt: skip
def test_other_texts_are_no_numbers(text):
    assert parse(text) is None


def test_brackets_are_marked_as_minus_and_falling_ranges_as_no_ranges():
    bracketed, falling = parse("($1,200)"), parse("36–5")
    assert bracketed is not None
    assert falling is not None
    assert bracketed.is_bracketed
    assert bracketed.quantity() == Quantity(-1200, -1200, "USD")
    assert falling.is_falling


def test_decimal_commas_are_read_where_the_column_has_them():
    found = parse("1.250,75 €", marks=Marks.COMMA)
    assert found is not None
    assert found.quantity() == Quantity(1250.75, 1250.75, "EUR")


def test_only_numbers_that_can_be_read_one_way_are_evidence():
    assert marks_of(["1.250,00", "12,5", "1,250", "1.250"]) == {Marks.POINT: 0, Marks.COMMA: 2}
    assert marks_of(["1,250.00", "12.5", "1,250,000"]) == {Marks.POINT: 3, Marks.COMMA: 0}


@given(st.integers(-(10**15), 10**15), st.integers(0, 3))
def test_what_is_written_with_separators_is_read_back(number, decimals):
    text = f"{number:,}" + ("." + "7" * decimals if decimals else "")
    found = parse(text)
    assert found is not None
    assert found.low is not None
    assert math.isclose(found.low, float(text.replace(",", "")))
    swapped = parse(text.translate(str.maketrans(",.", ".,")), marks=Marks.COMMA)
    assert swapped is not None
    assert swapped.low == found.low


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,-–$€%kKMe+() ~<", max_size=14))
def test_any_text_is_a_finite_number_or_none(text):
    for marks in Marks:
        found = parse(text, marks=marks)
        assert found is None or all(end is None or math.isfinite(end) for end in (found.low, found.high))
