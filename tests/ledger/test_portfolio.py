from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from goodwill.ledger.portfolio import concentration
from goodwill.ledger.rates import Rate, against_benchmark, first_monday, rates, wilson
from tests.ledger.books import CLOSING, OPENING, book


def test_one_customer_of_forty_percent_and_sixty_small_ones_are_like_six_equal_ones():
    # SCIENCE 15: HHI .166, six equal customers
    sales = [("big", CLOSING, 4000), *((f"small{n}", CLOSING, 100) for n in range(60))]
    spread = concentration(book([], sales=sales), OPENING, CLOSING)
    assert spread is not None
    assert round(spread.hhi, 3) == 0.166
    assert round(spread.equal_customers, 1) == 6.0
    assert spread.largest == pytest.approx(0.4)
    assert spread.customers == 61


def test_without_sales_there_is_no_concentration_to_tell():
    assert concentration(book([]), OPENING, CLOSING) is None


def test_a_customer_who_returned_all_is_no_part_of_the_sales():
    sales = [("acme", CLOSING, 100), ("bolt", CLOSING, 50), ("bolt", CLOSING, -50)]
    spread = concentration(book([], sales=sales), OPENING, CLOSING)
    assert spread is not None
    assert (spread.customers, spread.sales, spread.hhi) == (1, 100, 1.0)


def test_wilson_gives_the_published_interval():
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263, method 3
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_a_rate_without_trials_is_undefined_and_never_zero():
    assert all(math.isnan(bound) for bound in wilson(0, 0))


def test_graces_count_as_kept_and_open_cases_neither_way():
    tallies = [
        ("first_answer", "kept", CLOSING, "desk", 3, 6),
        ("first_answer", "grace", CLOSING, "desk", 3, 2),
        ("first_answer", "breach", CLOSING, "shop", 3, 2),
        ("first_answer", "open", CLOSING, "shop", 3, 5),
    ]
    con = book([], tallies=tallies)
    [whole] = rates(con, OPENING, CLOSING)
    assert (whole.kept, whole.breached, whole.open, whole.share) == (8, 2, 5, 0.8)
    by_team = {rate.name: rate.share for rate in rates(con, OPENING, CLOSING, by="team")}
    assert by_team == {"desk": 1.0, "shop": 0.0}


@pytest.mark.parametrize(
    ("opening", "monday"),
    [
        (date(2026, 1, 13), date(2026, 1, 12)),
        (date(2026, 1, 11), date(2026, 1, 12)),
        (date(2026, 1, 12), date(2026, 1, 12)),
    ],
)
def test_rates_count_from_the_monday_of_the_first_day_and_no_week_before(opening, monday):
    assert first_monday(opening) == monday
    tallies = [
        ("first_answer", "breach", monday - timedelta(weeks=1), "desk", 3, 7),
        ("first_answer", "breach", monday, "desk", 3, 2),
    ]
    [whole] = rates(book([], tallies=tallies), opening, opening + timedelta(days=30))
    assert whole.breached == 2


@pytest.mark.parametrize(
    ("kept", "judged", "stands"),
    [(999, 1000, "above"), (9, 10, "at"), (500, 1000, "below"), (0, 0, "unknown")],
)
def test_a_rate_stands_above_or_below_only_when_its_interval_says_so(kept, judged, stands):
    share = kept / judged if judged else math.nan
    rate = Rate("s", None, kept, judged - kept, 0, 0, share, *wilson(kept, judged))
    assert against_benchmark(rate, 0.9) == stands
    assert against_benchmark(rate, None) == "unknown"
