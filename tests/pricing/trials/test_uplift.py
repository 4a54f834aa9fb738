"""Who gains: found where it can be, refused where it cannot, and never mixed up with risk."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from goodwill.pricing.trials.uplift import FEWEST, uplift


def customers(seed, n, q, unequal):
    """The first column makes risk, the second makes gain; four more make nothing."""
    rng = np.random.default_rng(seed)
    x, arm = rng.normal(size=(n, 6)), (rng.random(n) < q).astype(float)
    risk = 1 / (1 + np.exp(1.5 - 0.8 * x[:, 0]))
    gain = 0.03 + unequal * x[:, 1]
    y = (rng.random(n) < np.clip(risk + arm * gain, 0, 1)).astype(float)
    return x, arm, y, risk, gain


def opened(seeds, n, q, unequal):
    """Say how often the gate opens, and what the third that came first by gain and risk gained."""
    gates, by_gain, by_risk = [], [], []
    for seed in seeds:
        x, arm, y, risk, gain = customers(seed, n, q, unequal)
        found = uplift(x, arm, y, q, seed)
        gates.append(found.opened)
        if found.opened:
            by_gain.append(gain[np.argsort(-found.gain)[: n // 3]].mean())
            by_risk.append(gain[np.argsort(-risk)[: n // 3]].mean())
    return np.mean(gates), np.mean(by_gain or [np.nan]), np.mean(by_risk or [np.nan])


@pytest.mark.parametrize("q", [0.5, 0.8])
def test_where_all_gain_alike_the_gate_stays_closed(q):
    assert opened(range(150), 1_000, q, 0.0)[0] <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("q", [0.5, 0.8])
def test_the_gate_opens_for_nothing_in_one_of_forty(q):
    share = opened(range(3_000), 1_000, q, 0.0)[0]
    sys.stdout.write(f"opened for nothing, q {q}: {share:.2%}\n")
    assert share <= 0.034  # 2.5 % and three standard errors


def test_with_customers_enough_those_who_gain_most_come_first_and_risk_does_not_tell_them():
    share, by_gain, by_risk = opened(range(20), 5_000, 0.5, 0.06)
    assert share >= 0.9
    assert by_gain > 0.08
    assert by_risk == pytest.approx(0.03, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("q", [0.5, 0.8])
@pytest.mark.parametrize("n", [300, 1_000, 3_000, 10_000])
def test_how_often_the_gate_opens_by_the_number_of_customers(n, q):
    share, by_gain, by_risk = opened(range(100), n, q, 0.06)
    sys.stdout.write(f"{n} customers, q {q}: {share:.0%}, gain {by_gain:.3f} risk {by_risk:.3f}\n")
    assert np.isnan(by_gain) or by_gain > by_risk


def test_too_few_parties_have_no_order_whatever_they_show():
    x, arm, y, _risk, _gain = customers(1, FEWEST, 0.5, 0.5)
    found = uplift(x, arm, y, 0.5, 1)
    assert not found.opened
    assert np.ptp(found.gain) == 0.0


def test_columns_that_tell_nobody_apart_give_no_order():
    _x, arm, y, _risk, _gain = customers(1, 2_000, 0.5, 0.1)
    found = uplift(np.ones((2_000, 2)), arm, y, 0.5, 1)
    assert not found.opened
    assert np.isnan(found.deviate)


def test_the_groups_rise_and_their_intervals_hold_what_is_true():
    x, arm, y, _risk, gain = customers(3, 20_000, 0.5, 0.06)
    found = uplift(x, arm, y, 0.5, 3)
    assert found.groups[-1, 0] > found.groups[0, 0] + 0.08
    assert (found.groups[:, 1] < found.groups[:, 0]).all()
    top = gain[np.argsort(-found.gain)[:4_000]].mean()
    assert found.groups[-1, 1] <= top <= found.groups[-1, 2]
    assert found.slope == pytest.approx(1.0, abs=0.35)
