"""A wholesaler's credit notes: who returns goods buys more, but not because of it."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest

from goodwill.pricing.association import odds
from goodwill.pricing.gaps import Dealings, gaps, observe
from tests.traps.reading import SOON, credited_orders, orders

pytestmark = pytest.mark.real

FOLLOWED = 90.0


@functools.cache
def observed():
    told = credited_orders()
    return observe(gaps(told.dealings, told.close))


def naive():
    """Ask as a spreadsheet would: was there an order in the ninety days after the fourteen?"""
    told = orders()
    begun = told.time + SOON
    ordered = np.zeros(len(told.time), dtype=bool)
    for n, (who, start) in enumerate(zip(told.customer, begun, strict=True)):
        mine = slice(*np.searchsorted(told.customer, [who, who + 1]))
        ordered[n] = ((told.time[mine] > start) & (told.time[mine] <= start + FOLLOWED)).any()
    seen = told.close - told.time >= SOON + FOLLOWED
    return told, ordered, seen


def circumstances(told):
    """Number of orders before, sum, days since the first and the last order, and the month."""
    first = np.append(True, np.diff(told.customer) != 0)
    rows = np.arange(len(first))
    begins = np.maximum.accumulate(np.where(first, rows, 0))
    since_last = np.where(first, 60.0, told.time - np.append(told.time[:1], told.time[:-1]))
    month = np.floor((told.time - told.time.min()) / 30.4)
    return np.column_stack([
        np.log1p(rows - begins), np.log(told.amount), np.log1p(told.time - told.time[begins]),
        np.log1p(since_last), first, *((month == n) for n in range(1, 9)),
    ]).astype(float)  # fmt: skip


def test_the_naive_odds_are_two_and_stand_as_an_association_alone():
    told, ordered, seen = naive()
    treated = told.credited[seen].astype(float)
    plain = odds(ordered[seen], treated, np.empty((seen.sum(), 0)), told.customer[seen])
    assert math.exp(plain.effect) == pytest.approx(2.01, abs=0.03)
    assert plain.interval == pytest.approx((1.65, 2.44), abs=0.03)
    beside = odds(ordered[seen], treated, circumstances(told)[seen], told.customer[seen])
    assert math.exp(beside.effect) == pytest.approx(1.30, abs=0.02)
    assert beside.interval == pytest.approx((1.10, 1.54), abs=0.03)


def test_within_a_customer_a_credit_note_is_neither_gain_nor_loss():
    within = observed().within
    assert 0.95 <= math.exp(within.effect) <= 1.13
    assert within.interval == pytest.approx((0.95, 1.13), abs=0.02)
    assert not within.told
    assert not observed().later.told


def test_between_customers_it_looks_like_a_gain():
    assert observed().between.told
    assert observed().between.effect > 0
    assert observed().between.effect > 4 * abs(observed().within.effect)


def test_waiting_from_the_order_itself_would_have_made_a_gain_of_nothing():
    """The window of the credit note must be over, or it collects what happens in it."""
    told = credited_orders()
    hasty = Dealings(*told.dealings[:2], told.dealings.time, *told.dealings[3:])
    wrong = observe(gaps(hasty, told.close)).within
    assert wrong.told
    assert wrong.effect > 0.2
