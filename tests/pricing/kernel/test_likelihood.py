"""The likelihood against oracles that need no peer: quadrature, nesting, splitting, rescaling."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from goodwill.pricing import attrition
from goodwill.pricing.kernel import likelihood
from goodwill.pricing.kernel.panel import observed, owners
from tests.pricing.conftest import rows_of
from tests.pricing.kernel.lives import one_life, random_lives, theta_of

VARIANTS = [(calls, contract) for calls in (False, True) for contract in (False, True)]


@pytest.mark.parametrize(("calls", "contract"), VARIANTS)
def test_the_gradient_is_that_of_the_sum(calls, contract):
    panel = random_lives(1, calls=calls, contract=contract)
    theta = theta_of(panel)
    gradient = likelihood.slope(theta, panel).gradient
    steps = np.eye(len(theta)) * 1e-5
    differences = [
        likelihood.slope(theta + d, panel).value - likelihood.slope(theta - d, panel).value
        for d in steps
    ]
    assert np.abs(gradient).max() > 1
    assert np.array(differences) / 2e-5 == pytest.approx(
        gradient, abs=1e-8 * np.abs(gradient).max()
    )


@pytest.mark.parametrize(("calls", "contract"), VARIANTS)
def test_blocks_change_nothing(calls, contract, monkeypatch):
    panel = random_lives(2, calls=calls, contract=contract)
    theta = theta_of(panel)
    whole, total = likelihood.scores(theta, panel), likelihood.slope(theta, panel)
    monkeypatch.setattr(likelihood, "CELLS", 50)
    assert len(list(likelihood.blocks(panel))) > 20
    parts = likelihood.scores(theta, panel)
    for one, other in zip(whole, parts, strict=True):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-12)
    again = likelihood.slope(theta, panel)
    assert again.value == pytest.approx(total.value, rel=1e-13)
    assert again.gradient == pytest.approx(total.gradient, rel=1e-11)
    assert (parts.gradient * panel.weight).sum(axis=1) == pytest.approx(again.gradient, rel=1e-11)


def by_quadrature(theta, panel):
    """One life by mpmath, from the mixture's formula as it stands in the paper; no scaling."""
    mp.mp.dps = 30
    r, alpha, s, beta = (mp.e ** mp.mpf(float(v)) for v in theta[:4])
    coefficients = [mp.mpf(float(v)) for v in theta[4:]]
    calls = panel.n is not None
    r2, alpha2 = (mp.e**v for v in coefficients[:2]) if calls else (mp.mpf(1), mp.mpf(1))
    rest = coefficients[2:] if calls else coefficients
    x, n = int(panel.x[0]), int(panel.n[0]) if calls else 0
    last = mp.mpf(float(panel.last[0]))
    gone, k2 = mp.mpf(0), (r2 + n) if calls else mp.mpf(0)
    p, q, c, now = alpha, beta, alpha2, mp.mpf(0)
    for piece, width in enumerate(panel.length):
        d = mp.mpf(float(width))
        columns = [panel.buying[piece], panel.leaving[piece]]
        columns += [panel.calling[piece]] if calls else []
        terms = [mp.mpf(float(v[0])) for v in columns]
        a, h, *more = (mp.e ** (b * z) for b, z in zip(rest, terms, strict=True))
        a2 = more[0] if calls else mp.mpf(0)
        start = max(mp.mpf(0), min(d, last - now))

        def died(u, p=p, q=q, c=c, a=a, h=h, a2=a2):
            still = (p + a * u) ** -(r + x) * (c + a2 * u) ** -k2
            return s * h * still * (q + h * u) ** -(s + 1)

        if start < d:
            gone += mp.quad(died, mp.linspace(start, d, 9), maxdegree=8)
        p, q, c, now = p + a * d, q + h * d, c + a2 * d, now + d
    alive = p ** -(r + x) * q**-s * c**-k2
    size = alpha**r * beta**s * mp.gamma(r + x) / mp.gamma(r)
    if calls:
        size *= alpha2**r2 * mp.gamma(r2 + n) / mp.gamma(r2)
    in_force = rest[0] * mp.mpf(float(panel.bought[0, 0]))
    return float(in_force + mp.log(size * (alive + gone))), float(alive / (alive + gone))


LIVES = {
    "a new customer": ([3.0, 0.5], {"x": 0, "last": 0.0}, [0.7, 9, 0.8, 30]),
    "long silence": ([2.0, 30.0, 8.0], {"x": 2, "last": 1.5}, [0.7, 9, 0.8, 30]),
    "a heavy buyer": ([20.0, 20.0, 12.0], {"x": 300, "last": 25.0}, [0.7, 9, 0.8, 30]),
    "small scales": ([5.0, 60.0, 8.0], {"x": 0, "last": 0.0}, [0.5, 0.5, 0.5, 0.5]),
    "seen to the end": ([5.0, 6.0, 8.0], {"x": 4, "last": 19.0}, [0.5, 5, 1.0, 3]),
}


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize("calls", [False, True])
@pytest.mark.parametrize("name", LIVES)
def test_single_lives_agree_with_adaptive_quadrature(name, calls, engine):
    length, seen, logs = LIVES[name]
    rng = np.random.default_rng(3)
    covariates = {
        kind: rng.normal(size=len(length))
        for kind in ("buying", "leaving") + (("calling",) if calls else ())
    }
    panel = one_life(length, **seen, bought=0.7, n=3 if calls else None, **covariates)
    theta = np.concatenate([np.log(logs), np.log([0.9, 4.0]) if calls else [], [0.4, 0.9]])
    theta = np.concatenate([theta, [-0.5] if calls else []])
    known, alive = by_quadrature(theta, panel)
    tight = likelihood.scores(theta, panel, tolerance=1e-13, engine=engine)
    assert tight.loglik[0] == pytest.approx(known, abs=1e-10 * max(1.0, abs(known)))
    assert tight.alive[0] == pytest.approx(alive, rel=1e-9)
    for tolerance in (1e-6, 1e-9):
        loose = likelihood.scores(theta, panel, tolerance=tolerance, engine=engine)
        assert abs(loose.loglik[0] - known) < tolerance + 1e-11 * abs(known)


def test_the_mixture_is_that_of_gamma_rates():
    """One life integrated over both rates, from the plain likelihood of given rates."""
    length, a, h = np.array([4.0, 3.0, 5.0]), np.exp([0.3, -0.2, 0.5]), np.exp([-0.4, 0.8, 0.1])
    r, alpha, s, beta, x, last = 1.3, 6.0, 1.6, 9.0, 2, 5.0
    panel = one_life(length, x=x, last=last, buying=np.log(a), leaving=np.log(h), bought=0.8)
    theta = np.concatenate([np.log([r, alpha, s, beta]), [1.0, 1.0]])
    from scipy.special import gamma, roots_genlaguerre

    rate, share = roots_genlaguerre(60, r - 1)
    rate, share = rate / alpha, share / gamma(r)
    quit_rate, quit_share = roots_genlaguerre(60, s - 1)
    quit_rate, quit_share = quit_rate / beta, quit_share / gamma(s)
    total = np.zeros((60, 60))
    bought = left = now = 0.0
    for d, speed, hazard in zip(length, a, h, strict=True):
        start = np.clip(last - now, 0, d)
        # within a piece of constant rates the silent part has an elementary integral
        fall = rate[:, None] * speed + quit_rate * hazard
        span = -np.expm1(-fall * (d - start)) / fall
        seen = np.exp(
            -rate[:, None] * (bought + speed * start) - quit_rate * (left + hazard * start)
        )
        total += quit_rate * hazard * seen * span
        bought, left, now = bought + speed * d, left + hazard * d, now + d
    total += np.exp(-rate[:, None] * bought - quit_rate * left)
    known = 0.8 + np.log(np.einsum("i,j,ij->", share * rate**x, quit_share, total))
    assert likelihood.scores(theta, panel, tolerance=1e-12).loglik[0] == pytest.approx(
        known, abs=1e-9
    )


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_without_covariates_it_is_the_pareto_nbd(engine):
    panel = random_lives(4, columns=(0, 0, 0), most=60)
    theta = np.log([0.6, 3.0, 0.7, 5.0])
    plain = attrition.scores(theta, rows_of(panel.x, panel.last, observed(panel)), nodes=32)
    ours = likelihood.scores(theta, panel, tolerance=1e-12, engine=engine)
    assert ours.loglik == pytest.approx(plain.loglik, abs=1e-9)
    assert ours.alive == pytest.approx(plain.alive, abs=1e-9)
    assert ours.gradient == pytest.approx(plain.gradient, abs=1e-8)


def test_constant_covariates_only_rescale_the_clocks():
    panel = random_lives(5)
    z = panel.buying[panel.start[:-1]]
    steady = panel._replace(
        buying=z[owners(panel)],
        leaving=panel.leaving[panel.start[:-1]][owners(panel)],
        bought=z * panel.x[:, None],
    )
    theta = theta_of(panel)
    ours = likelihood.scores(theta, steady, tolerance=1e-12)
    pace, haste = np.exp(z @ theta[4:6]), np.exp(panel.leaving[panel.start[:-1]] @ theta[6:8])
    age = observed(panel)
    for i in range(len(z)):
        plain = theta[:4] - np.array([0, np.log(pace[i]), 0, np.log(haste[i])])
        rows = rows_of(panel.x[i], panel.last[i], age[i])
        known = attrition.scores(plain, rows, nodes=32)
        assert ours.loglik[i] == pytest.approx(known.loglik[0], abs=1e-9)


@pytest.mark.parametrize(("calls", "contract"), VARIANTS)
def test_splitting_pieces_changes_nothing(calls, contract):
    panel = random_lives(6, calls=calls, contract=contract)
    theta = theta_of(panel)
    split = panel._replace(
        start=panel.start * 2,
        length=np.repeat(panel.length / 2, 2),
        **{name: np.repeat(getattr(panel, name), 2, axis=0) for name in COVARIATES},
    )
    one = likelihood.scores(theta, panel, tolerance=1e-12)
    two = likelihood.scores(theta, split, tolerance=1e-12)
    assert two.loglik == pytest.approx(one.loglik, abs=1e-10)
    assert two.gradient == pytest.approx(one.gradient, abs=1e-9)


COVARIATES = ("buying", "leaving", "calling")


@pytest.mark.parametrize(("calls", "contract"), VARIANTS)
def test_other_units_of_time_shift_by_the_events(calls, contract):
    panel = random_lives(7, calls=calls, contract=contract)
    theta, c = theta_of(panel), 7.0
    days = panel._replace(length=panel.length * c, last=panel.last * c)
    shifted = theta.copy()
    shifted[[1, 3]] += np.log(c)
    events = panel.x.astype(float)
    if calls:
        shifted[5] += np.log(c)
        events += panel.n
    if contract:
        events += panel.left
    one, two = likelihood.scores(theta, panel), likelihood.scores(shifted, days)
    assert two.loglik == pytest.approx(one.loglik - events * np.log(c), abs=1e-9)
    assert two.alive == pytest.approx(one.alive, abs=1e-12)


@pytest.mark.parametrize("calls", [False, True])
@pytest.mark.parametrize("scale", [1.0, 6.0])
def test_the_compiled_engine_equals_the_reference(calls, scale):
    panel = random_lives(8, n=200, calls=calls, most=400)
    theta = theta_of(panel) * np.where(np.arange(len(theta_of(panel))) < 4, 1.0, scale)
    theta[[1, 3]] -= np.log(scale)
    for tolerance in (1e-6, 1e-10):
        one = likelihood.scores(theta, panel, tolerance=tolerance, engine="numpy")
        two = likelihood.scores(theta, panel, tolerance=tolerance, engine="numba")
        assert two.loglik == pytest.approx(one.loglik, rel=1e-10, abs=1e-10)
        assert two.alive == pytest.approx(one.alive, rel=1e-10)
        assert two.gradient == pytest.approx(one.gradient, rel=1e-10, abs=1e-10)
    there, here = (likelihood.state(theta, panel, engine=e) for e in ("numpy", "numba"))
    for one, two in zip(there, here, strict=True):
        assert two == pytest.approx(one, rel=1e-10)


def test_threads_change_no_figure(monkeypatch):
    panel = random_lives(9, n=300)
    theta = theta_of(panel)
    monkeypatch.setattr(likelihood, "CELLS", 200)
    alone = likelihood.slope(theta, panel, engine="numba")
    monkeypatch.setattr(likelihood, "THREADED", 1)
    together = likelihood.slope(theta, panel, engine="numba")
    assert together.value == alone.value
    assert np.array_equal(together.gradient, alone.gradient)


def test_arrays_of_any_kind_are_taken():
    panel = random_lives(10)
    odd = panel._replace(
        buying=np.asfortranarray(panel.buying.astype(np.float32)),
        x=panel.x.astype(np.int32),
        last=np.broadcast_to(panel.last, panel.last.shape),
    )
    theta = theta_of(panel)
    one = likelihood.scores(theta, panel, engine="numpy").loglik
    two = likelihood.scores(theta, odd, engine="numba").loglik
    assert two == pytest.approx(one, abs=1e-5)


def test_heavy_buyers_neither_overflow_nor_lose_digits():
    panel = random_lives(11, most=3000, longest=10)
    assert panel.x.max() > 2000
    theta = theta_of(panel)
    found = likelihood.scores(theta, panel)
    tight = likelihood.scores(theta, panel, tolerance=1e-13)
    assert np.all(np.isfinite(found.gradient))
    # an error is relative to the likelihood, so it is absolute in its logarithm
    assert found.loglik == pytest.approx(tight.loglik, abs=1e-5)
    assert np.all((found.alive >= 0) & (found.alive <= 1))


def test_who_was_just_seen_is_alive_and_a_long_silence_tells():
    theta = np.log([0.7, 9, 0.8, 30])
    alive = [
        float(likelihood.state(theta, one_life([50.0], x=10, last=last)).alive[0])
        for last in (10.0, 20.0, 30.0, 40.0, 50.0)
    ]
    assert alive == sorted(alive)
    assert alive[-1] == 1.0
    assert alive[0] < 0.05


def test_a_customer_of_today_is_known_to_be_there():
    panel = one_life([0.0], x=0, last=0.0)
    found = likelihood.scores(np.log([0.7, 9, 0.8, 30]), panel)
    assert found.loglik[0] == pytest.approx(0.0, abs=1e-12)
    assert found.alive[0] == 1.0


def test_the_state_is_that_of_the_clocks():
    panel = random_lives(12, calls=True)
    theta = theta_of(panel)
    now = likelihood.state(theta, panel)
    a, h = np.exp(panel.buying @ theta[6:8]), np.exp(panel.leaving @ theta[8:10])
    run = [np.add.reduceat(rate * panel.length, panel.start[:-1]) for rate in (a, h)]
    assert now.p == pytest.approx(np.exp(theta[1]) + run[0], rel=1e-12)
    assert now.q == pytest.approx(np.exp(theta[3]) + run[1], rel=1e-12)
    assert now.shape == pytest.approx(np.exp(theta[0]) + panel.x)


def test_a_wrong_number_of_parameters_is_refused():
    panel = random_lives(13)
    with pytest.raises(ValueError, match="this panel has 8 parameters, not 4"):
        likelihood.scores(np.zeros(4), panel)
