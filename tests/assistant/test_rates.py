"""What a price is for: a part of the figure where the column says the same, never left out where it says else."""

from __future__ import annotations

import pytest

from assistant.plan import Number
from assistant.rates import as_in
from corpus.types import Column, Kind

PLAIN = Number(number=5.0, unit="EUR")


def price(name: str, unit: str = "") -> Column:
    return Column(name=name, kind=Kind.MONEY, unit=unit)


@pytest.mark.parametrize(
    ("column", "rate"),
    [
        ("Rent / month", "month"),
        ("Cost / yr", "year"),
        ("Monthly fee", "month"),
        ("Price per head", "head"),
        ("Bottle", "bottle"),
        ("By the glass", "glass"),
        ("Price", "head"),
        ("Price", "each"),
        ("Fee", "year"),
        ("Fee", "every year"),
        ("Fee", "yearly"),
    ],
)
def test_what_a_price_is_for_belongs_to_the_figure_where_the_column_agrees(column, rate):
    assert as_in(price(column), Number(number=5.0, unit=f"EUR/{rate}")) == PLAIN


@pytest.mark.parametrize(
    ("column", "rate"), [("Rent / month", "year"), ("By the glass", "bottle"), ("Price", "bottle")]
)
def test_a_column_of_another_period_or_thing_does_not_answer(column, rate):
    assert as_in(price(column), Number(number=5.0, unit=f"EUR/{rate}")) is None


@pytest.mark.parametrize("value", [PLAIN, Number(number=5.0), Number(number=5.0, unit="GB/s")])
def test_any_other_value_stays_as_it_is(value):
    assert as_in(price("Rent / month"), value) == value


def test_a_rate_is_kept_where_the_cells_have_rates_themselves():
    value = Number(number=5.0, unit="USD/day")
    assert as_in(price("Price", unit="USD/h"), value) == value
