"""Money is whole minor units, and no unit is lost on the way there and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.house.money import currencies, exponent, major, minor, say
from goodwill.words import speaking

CURRENCIES = st.sampled_from(["EUR", "PLN", "UAH", "JPY", "KWD", "CLF"])


def test_currencies_have_the_decimal_places_of_their_banks():
    assert [exponent(code) for code in ("EUR", "JPY", "KWD", "CLF", "HUF")] == [2, 0, 3, 4, 2]


def test_amounts_become_whole_minor_units():
    assert minor(Decimal("1234.50"), "EUR") == 123450
    assert minor(Decimal(1234), "JPY") == 1234
    assert minor(Decimal("-0.125"), "KWD") == -125


def test_half_a_cent_goes_to_the_even_neighbour():
    halves = [Decimal("0.005"), Decimal("0.015"), Decimal("-0.005"), Decimal("-0.015")]
    assert [minor(amount, "EUR") for amount in halves] == [0, 2, 0, -2]


@given(st.integers(-(10**18), 10**18), CURRENCIES)
def test_minor_units_come_back_unchanged(units, currency):
    amount = major(units, currency)
    assert minor(amount, currency) == units
    assert -amount.as_tuple().exponent == exponent(currency)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "€1,234.50"), ("pl", "1 234,50 €"), ("ru", "1 234,50 €"), ("uk", "1 234,50 EUR")],
)
def test_money_is_said_in_each_language(language, said):
    assert say(123450, "EUR", language).replace("\xa0", " ") == said


def test_money_is_said_in_the_spoken_language():
    with speaking("pl"):
        assert say(-500, "PLN").replace("\xa0", " ") == "-5,00 zł"


def test_the_letters_of_a_currency_stand_apart_from_the_digits():
    assert say(-123456, "PLN", "en") == "-PLN\xa01,234.56"
    assert say(-123456, "EUR", "en") == "-€1,234.56"


def test_money_is_said_with_the_digits_in_which_it_is_kept():
    assert say(1234, "JPY", "en") == "¥1,234"
    assert say(1234, "KWD", "en").endswith("1.234")
    assert say(1234, "ALL", "en").endswith("12.34")  # shops show none, banks keep two


def test_known_currencies_are_known():
    assert {"EUR", "PLN", "UAH", "RUB", "USD"} <= currencies()
    assert "EURO" not in currencies()
