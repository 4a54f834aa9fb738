"""The price of one breach or grace for one customer, in money, with its interval.

The price is the customer's worth with and without it (KERNEL A4), averaged over the half-lives that
are believed. What is unsure, each apart: how strong the loss and the lull are, how long they are
remembered, and the customer's own state; each gives its own limits, and the limits are joined by
the squares of their distances from the price (Zou & Donner 2008).
"""

# ruff: noqa: N803 -- T is the symbol of the papers

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.losses import Dealings, lost_by_table
from goodwill.pricing.rows import Floats, known, merge_with_places
from goodwill.pricing.slopes import turning
from goodwill.pricing.treatment import Effect, Future, Traces, effect_of, extremes, traces
from goodwill.pricing.worth import NORMAL_95, STEP, Money, Terms, log_slopes, spread

if TYPE_CHECKING:
    import numpy.typing as npt

    from goodwill.pricing.evidence.finding import Finding
    from goodwill.pricing.fit import Fit


class Price(NamedTuple):
    """By how much N dealings changed the worth of their customers: arrays of shape (N,).

    Negative is lost, positive is gained, low <= amount <= high. The limits of dealings of one
    family rise and fall together, because they share one effect: their sums are the limits
    of the sum. Families are apart: join their sums by the squares of their distances.
    """

    amount: Floats
    low: Floats
    high: Floats


def price(
    fit: Fit,
    spend_fit: Fit | None,
    x: npt.ArrayLike,
    t_x: npt.ArrayLike,
    T: npt.ArrayLike,
    zbar: npt.ArrayLike,
    dose: npt.ArrayLike,
    effect: Effect | Finding | None,
    terms: Terms | None = None,
    stock: npt.ArrayLike = 0.0,
) -> Price:
    """Price N dealings, each with the state of its customer (as `worth` takes it) and its dose.

    The effect is a prior's, or a finding's; the stock is what was still fresh of earlier dealings
    of the family. NaN where the customer's worth cannot be told, where the dose is not positive, or
    where no source supports an effect on money (effect is None).
    """
    terms = terms or Terms()
    count, last, age, mean, size, fresh = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (x, t_x, T, zbar, dose, stock))
    )
    told = known(count, last, age) & np.isfinite(size + fresh) & (size > 0) & (fresh >= 0)
    if effect is None or spend_fit is None or not told.any():
        return Price(*(np.full(size.shape, np.nan) for _ in range(3)))
    if not isinstance(effect, Effect):
        effect = effect_of(effect)
    rows, place = merge_with_places(count[told], last[told], age[told])
    future = Future(terms.weeks, terms.rate)
    money = Money(spend_fit, count[told], mean[told])
    sides = [traces(effect), *(each for pair in extremes(effect) for each in pair)]
    state = turning(fit.theta, rows)
    dealings = Dealings(state.now.q, place, size[told], fresh[told])
    lost = lost_by_table(dealings, float(np.exp(fit.theta[2])), sides, future)
    money_rate = -terms.margin * money.per_purchase() * state.rate[place]
    amount, *limits = money_rate * lost
    turns = state.slopes[:, place] * lost[0]
    turns += _slopes_of_loss(fit.theta, state.now.q, sides[0], future)[:, place] * dealings.dose
    error = NORMAL_95 * np.hypot(money_rate * _error(fit, turns), amount * _error_of_spend(money))
    limits += [amount - error, amount + error]
    below, above = _distances(amount, limits)
    return Price(*(spread(column, told) for column in (amount, amount - below, amount + above)))


def _distances(amount: Floats, limits: list[Floats]) -> tuple[Floats, Floats]:
    """How far below and above the amount the limits of all that is unsure lie together.

    Limits come in pairs, one pair for each thing that is unsure, in either order.
    """
    below, above = np.zeros_like(amount), np.zeros_like(amount)
    for one, two in zip(limits[::2], limits[1::2], strict=True):
        below += np.square(np.minimum(np.minimum(one, two) - amount, 0.0))
        above += np.square(np.maximum(np.maximum(one, two) - amount, 0.0))
    return np.sqrt(below), np.sqrt(above)


def _slopes_of_loss(theta: Floats, q: Floats, believed: Traces, future: Future) -> Floats:
    """Slopes by the log parameters of what U customers lose at dose 1, shape (4, U).

    What is lost depends on them through s and q = beta + T alone; how steeply is nearly in
    proportion to the dose.
    """
    one = Dealings(q, np.arange(len(q)), np.ones(len(q)))
    s, slopes = float(np.exp(theta[2])), np.zeros((4, len(q)))
    for row, of_s, of_q in ((2, STEP, 0.0), (3, 0.0, STEP)):
        ahead, behind = (
            lost_by_table(
                one._replace(q=q * np.exp(side * of_q)),
                s * float(np.exp(side * of_s)),
                [believed],
                future,
            )[0]
            for side in (1, -1)
        )
        slopes[row] = (ahead - behind) / (2 * STEP)
    slopes[3] *= np.exp(theta[3]) / q
    return slopes


def _error(fit: Fit, slopes: Floats) -> Floats:
    """Standard error of N figures with these slopes, shape (P, N)."""
    variance = np.einsum("pn,pq,qn->n", slopes, fit.covariance, slopes, optimize=True)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def _error_of_spend(money: Money) -> Floats:
    """Standard error of the log of what each customer spends per purchase."""
    assert money.fit is not None
    return _error(money.fit, log_slopes(money.per_purchase, money.fit.theta))
