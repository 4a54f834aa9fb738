"""The price of one breach or grace for one customer, in money, with its interval.

The price is the customer's worth with and without it (KERNEL A4). Three things are unsure: the
effect, how long it is remembered, and the customer's own state; each gives its own limits, and the
limits are joined by the squares of their distances from the price (Zou & Donner 2008).
"""

# ruff: noqa: N803 -- T is the symbol of the papers

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.attrition import state
from goodwill.pricing.rows import Floats, Integers, Rows, known, merge_with_places
from goodwill.pricing.treatment import Effect, Future, lost_by_table
from goodwill.pricing.worth import NORMAL_95, Money, Terms, log_slopes, spread

if TYPE_CHECKING:
    import numpy.typing as npt

    from goodwill.pricing.fit import Fit


class Price(NamedTuple):
    """By how much N dealings changed the worth of their customers: arrays of shape (N,).

    Negative is lost, positive is gained, low <= amount <= high. The limits of dealings of one
    family rise and fall together, because they share one assumed effect: their sums are the limits
    of the sum. Families are apart: join their sums by the squares of their distances.
    """

    amount: Floats
    low: Floats
    high: Floats


class _Dealings(NamedTuple):
    """N dealings with U kinds of customers."""

    rows: Rows
    place: Integers
    dose: Floats
    future: Future


def price(
    fit: Fit,
    spend_fit: Fit | None,
    x: npt.ArrayLike,
    t_x: npt.ArrayLike,
    T: npt.ArrayLike,
    zbar: npt.ArrayLike,
    dose: npt.ArrayLike,
    effect: Effect | None,
    terms: Terms | None = None,
) -> Price:
    """Price N dealings, each with the state of its customer (as `worth` takes it) and its dose.

    NaN where the customer's worth cannot be told, where the dose is not positive, or where no
    source supports an effect on money (effect is None).
    """
    terms = terms or Terms()
    count, last, age, mean, size = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (x, t_x, T, zbar, dose))
    )
    told = known(count, last, age) & np.isfinite(size) & (size > 0)
    if effect is None or spend_fit is None or not told.any():
        return Price(*(np.full(size.shape, np.nan) for _ in range(3)))
    rows, place = merge_with_places(count[told], last[told], age[told])
    dealings = _Dealings(rows, place, size[told], Future(terms.weeks, terms.rate))
    money = Money(spend_fit, count[told], mean[told])
    per_purchase = terms.margin * money.per_purchase()
    unit = -_purchases_lost(fit.theta, dealings, effect)
    amount = per_purchase * unit
    error = NORMAL_95 * _error(fit, money, dealings, effect)
    limits = [amount * np.exp(-error), amount * np.exp(error)]
    limits += [
        -per_purchase * _purchases_lost(fit.theta, dealings, other)
        for other in _other_effects(effect)
    ]
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


def _purchases_lost(theta: Floats, dealings: _Dealings, effect: Effect) -> Floats:
    """Discounted purchases lost by every dealing: P(alive) (r + x) / p [D(q, 0) - D(q, dose)]."""
    now = state(theta, dealings.rows)
    rate = now.alive * now.shape / now.p
    s = float(np.exp(theta[2]))
    lost = lost_by_table(now.q, dealings.place, dealings.dose, s, effect, dealings.future)
    return np.asarray(rate[dealings.place] * lost)


def _other_effects(effect: Effect) -> list[Effect]:
    """The effect at the limits of what is believed of its strength, and of its half-life."""
    reach, factor = NORMAL_95 * effect.sd, effect.half_life_factor
    return [
        effect._replace(delta=effect.delta - reach),
        effect._replace(delta=effect.delta + reach),
        effect._replace(half_life=effect.half_life / factor),
        effect._replace(half_life=effect.half_life * factor),
    ]


def _error(fit: Fit, money: Money, dealings: _Dealings, effect: Effect) -> Floats:
    """Standard error of the log price that comes from the two fits."""
    slopes = log_slopes(lambda theta: _purchases_lost(theta, dealings, effect), fit.theta)
    variance = np.einsum("pn,pq,qn->n", slopes, fit.covariance, slopes, optimize=True)
    assert money.fit is not None
    slopes = log_slopes(money.per_purchase, money.fit.theta)
    variance += np.einsum("pn,pq,qn->n", slopes, money.fit.covariance, slopes, optimize=True)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
