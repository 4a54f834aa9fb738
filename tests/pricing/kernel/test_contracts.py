"""Where leaving is seen: the closed form against integration over the rate of leaving."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from goodwill.pricing.kernel import likelihood
from tests.pricing.kernel.lives import random_lives, theta_of


def test_a_contract_is_a_hazard_with_frailty():
    panel = random_lives(20, n=12, longest=6, contract=True)
    assert 0 < panel.left.sum() < 12
    theta = theta_of(panel)
    found = likelihood.scores(theta, panel)
    r, alpha, s, beta = (mp.e ** mp.mpf(float(v)) for v in theta[:4])
    for i, left in enumerate(panel.left):
        part = slice(panel.start[i], panel.start[i + 1])
        a = np.exp(panel.buying[part] @ theta[4:6])
        h = np.exp(panel.leaving[part] @ theta[6:8])
        bought, ran = float(a @ panel.length[part]), float(h @ panel.length[part])
        x, d = int(panel.x[i]), int(left)

        def of_leaving(rate, ran=ran, d=d, h=h):
            return (rate * h[-1]) ** d * mp.e ** (-rate * ran) * density(rate, s, beta)

        def of_buying(rate, bought=bought, x=x):
            return rate**x * mp.e ** (-rate * bought) * density(rate, r, alpha)

        product = mp.quad(of_leaving, [0, 0.01, 0.1, 1, mp.inf]) * mp.quad(
            of_buying, [0, 0.01, 0.1, 1, mp.inf]
        )
        known = float(mp.log(product)) + panel.bought[i] @ theta[4:6]
        assert found.loglik[i] == pytest.approx(known, abs=1e-7)
    assert np.array_equal(found.alive, 1.0 - panel.left)


def density(rate, shape, origin):
    return origin**shape * rate ** (shape - 1) * mp.e ** (-origin * rate) / mp.gamma(shape)


def test_the_last_piece_alone_is_that_of_leaving():
    panel = random_lives(21, contract=True)
    panel = panel._replace(left=np.ones(len(panel.x), dtype=bool))
    theta = theta_of(panel)
    higher = panel.leaving.copy()
    higher[panel.start[1:] - 1] += 0.1
    gain = likelihood.scores(theta, panel._replace(leaving=higher)).loglik
    kept = panel._replace(left=np.zeros(len(panel.x), dtype=bool))
    loss = likelihood.scores(theta, kept._replace(leaving=higher)).loglik
    raised = gain - likelihood.scores(theta, panel).loglik
    held = loss - likelihood.scores(theta, kept).loglik
    assert np.all(raised > held)
