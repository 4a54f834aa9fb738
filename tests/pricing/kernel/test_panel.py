"""Panels may be joined, merged and thinned without a figure changing."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.kernel import likelihood
from goodwill.pricing.kernel import panel as panels
from tests.pricing.kernel.lives import one_life, random_lives, theta_of, weekly


def test_joining_equal_neighbours_changes_no_figure():
    panel = weekly(30, n=100, calls=True)
    rng = np.random.default_rng(30)
    n = len(panel.x)
    panel = panel._replace(
        x=rng.poisson(2, n), n=rng.poisson(1, n), last=panels.observed(panel) * rng.random(n)
    )
    shorter = panels.joined(panel)
    assert len(shorter.length) < 0.9 * len(panel.length)
    assert shorter.length.sum() == pytest.approx(panel.length.sum())
    assert panels.observed(shorter) == pytest.approx(panels.observed(panel))
    theta = theta_of(panel)
    one, two = (likelihood.scores(theta, p, tolerance=1e-12) for p in (panel, shorter))
    assert two.loglik == pytest.approx(one.loglik, abs=1e-9)
    assert two.gradient == pytest.approx(one.gradient, abs=1e-8)


def test_what_cannot_be_joined_stays_as_it_is():
    panel = random_lives(31)
    assert panels.joined(panel) is panel
    few = panel._replace(buying=panel.buying * 0, leaving=panel.leaving * 0)
    few.buying[: 9 * len(few.length) // 10 : 2] = 1.0
    saved = 1 - len(panels.joined(few).length) / len(few.length)
    assert 0 < saved < 0.2, saved
    assert panels.joined(few, saving=0.2) is few


def test_customers_are_never_joined_to_each_other():
    panel = random_lives(32, columns=(0, 0, 0))
    single = panels.joined(panel)
    assert np.array_equal(single.start, np.arange(len(panel.x) + 1))
    assert single.length == pytest.approx(panels.observed(panel))


def test_equal_customers_merge_into_weights():
    panel = random_lives(33, n=40, calls=True, contract=True)
    rng = np.random.default_rng(33)
    which = rng.integers(0, 40, 300)
    repeated = panels.chosen(panel, which)
    merged, place = panels.pooled(repeated)
    assert len(merged.x) == len(np.unique(which)) > 30
    assert merged.weight.sum() == pytest.approx(repeated.weight.sum())
    theta = theta_of(panel)
    one, two = likelihood.slope(theta, repeated), likelihood.slope(theta, merged)
    assert two.value == pytest.approx(one.value, rel=1e-12)
    assert two.curvature == pytest.approx(one.curvature, rel=1e-9, abs=1e-9)
    each = likelihood.scores(theta, merged).loglik[place]
    assert each == pytest.approx(likelihood.scores(theta, repeated).loglik, abs=1e-12)


@pytest.mark.parametrize("name", ["x", "n", "last", "bought", "called", "left"])
def test_customers_who_differ_in_anything_are_kept_apart(name):
    panel = panels.chosen(random_lives(34, calls=True, contract=True), np.array([0, 0]))
    column = getattr(panel, name).copy()
    column[1] = ~column[1] if name == "left" else column[1] + 1
    merged, place = panels.pooled(panel._replace(**{name: column}))
    assert len(merged.x) == 2
    assert len(set(place.tolist())) == 2


def test_the_order_of_pieces_keeps_customers_apart():
    panel = panels.chosen(one_life([1.0, 2.0], x=1, last=0.5), np.array([0, 0]))
    turned = panel._replace(length=np.array([1.0, 2.0, 2.0, 1.0]))
    assert len(panels.pooled(panel)[0].x) == 1
    assert len(panels.pooled(turned)[0].x) == 2


def test_a_thinned_panel_stands_for_the_whole():
    panel = random_lives(36, n=1000)
    few = panels.thinned(panel, 2000)
    assert len(few.length) < 3000
    assert few.weight.sum() == pytest.approx(panel.weight.sum())
    assert panels.thinned(panel, 10**6) is panel


def test_an_array_shared_by_two_clocks_is_kept_once():
    panel = weekly(37, n=20)
    few = panels.chosen(panel, np.arange(5))
    assert few.buying is few.leaving
    shorter = panels.joined(panel)
    assert shorter.buying is shorter.leaving
