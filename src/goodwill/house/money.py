"""Money in whole minor units (cents), so that sums are exact, and in words a reader knows."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from goodwill.words import language as spoken

# ISO 4217 and not the digits that CLDR shows: a book keeps what banks settle in.
_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENTS = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}


def exponent(currency: str) -> int:
    """Give the decimal places of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def minor(amount: Decimal, currency: str) -> int:
    """Turn an amount into whole minor units; half a cent goes to the even neighbour."""
    return int(amount.scaleb(exponent(currency)).to_integral_value(rounding=ROUND_HALF_EVEN))


def major(units: int, currency: str) -> Decimal:
    """Turn minor units back into an amount with exactly the currency's decimal places."""
    return Decimal(units).scaleb(-exponent(currency))


def say(units: int, currency: str, language: str | None = None) -> str:
    """Say minor units as a reader of the language writes money, the spoken one by default.

    >>> say(123450, "EUR", "en")
    '€1,234.50'
    """
    from babel.numbers import format_currency

    code = language or spoken()
    pattern = _pattern(code, exponent(currency))
    amount = major(units, currency)
    return spaced(format_currency(amount, currency, pattern, locale=code, currency_digits=False))


def spaced(said: str) -> str:
    """Set a currency's letters apart from the digits after them: 'PLN 12', but '€12'."""
    return re.sub(r"(?<=[A-Za-z])(?=\d)", "\N{NO-BREAK SPACE}", said)


def currencies() -> frozenset[str]:
    """Give every currency code known, those of former currencies included."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@cache
def _pattern(language: str, digits: int) -> str:
    from babel import Locale

    standard: str = Locale.parse(language).currency_formats["standard"].pattern
    return standard.replace(".00", "." + "0" * digits if digits else "")
