"""What each customer is worth, with the interval that the model's own uncertainty leaves.

The interval is of the expectation: it says how well the average of such customers is known, not
how much one of them may differ from the average. It comes from one Jacobian, by central differences
of the whole chain from parameters to money, and the delta method on the log scale, so that it
never crosses zero.
"""

# ruff: noqa: N803 -- T is the symbol of the papers

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from goodwill.pricing import spend as spending
from goodwill.pricing.attrition import State, expected, state
from goodwill.pricing.residual import discounted
from goodwill.pricing.rows import Floats, Integers, Rows, known, merge_with_places
from goodwill.pricing.waiting import next_purchase

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.fit import Fit

WEEKS_IN_A_YEAR = 365.2425 / 7
NORMAL_95 = 1.959963984540054
STEP = 1e-4
"""Step in a log parameter when a whole chain is differenced."""


class Terms(NamedTuple):
    """How the company reckons money."""

    years: float = 10.0  # the horizon; inf for ever
    discount: float = 0.10  # a year: money a year later is worth 1 / 1.1
    margin: float = 1.0  # the share of a sale left after direct costs

    @property
    def weeks(self) -> float:
        """The horizon in weeks."""
        return self.years * WEEKS_IN_A_YEAR

    @property
    def rate(self) -> float:
        """The discount as a continuous rate per week."""
        return float(np.log1p(self.discount)) / WEEKS_IN_A_YEAR


class Interval(NamedTuple):
    """A figure with its 95 % interval."""

    mid: float
    low: float
    high: float


class Worth(NamedTuple):
    """N customers, arrays of shape (N,); NaN where it cannot be told.

    All are NaN for a customer whose x, t_x and T contradict each other or are missing; the money is
    NaN where no spend can be expected; low and high are NaN where the fit has no covariance;
    next_purchase is NaN where leaving first is likelier than buying again. The total sums the
    customers whose worth is known.
    """

    worth: Floats  # money within the horizon, discounted, times the margin
    low: Floats
    high: Floats
    alive: Floats  # the probability that the customer has not left
    expected: Floats  # purchases in the coming year
    spend: Floats  # per purchase
    next_purchase: Floats  # weeks until the next purchase, the median, if the customer has not left
    total: Interval  # of all together: their errors are shared, so it is not the sum of intervals
    counted: int  # customers in the total


class Money(NamedTuple):
    """A fit of spending and the customers' amounts."""

    fit: Fit | None
    x: Floats
    zbar: Floats

    def per_purchase(self, theta: Floats | None = None) -> Floats:
        """Expected spend of each customer, at these parameters or at the fitted ones."""
        if self.fit is None:
            return np.full(self.x.shape, np.nan)
        return spending.expected(self.fit.theta if theta is None else theta, self.x, self.zbar)


def worth(
    fit: Fit,
    spend_fit: Fit | None,
    x: npt.ArrayLike,
    t_x: npt.ArrayLike,
    T: npt.ArrayLike,
    zbar: npt.ArrayLike,
    terms: Terms | None = None,
) -> Worth:
    """Value N customers; times in weeks, zbar is the mean amount of the x repeat purchases."""
    terms = terms or Terms()
    count, last, age, mean = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (x, t_x, T, zbar))
    )
    told = known(count, last, age)
    rows, place = merge_with_places(count[told], last[told], age[told])
    money = Money(spend_fit, count[told], mean[told])
    now = state(fit.theta, rows)
    purchases = value_of(fit.theta, rows, terms)
    slopes = log_slopes(lambda theta: value_of(theta, rows, terms), fit.theta)
    spend = money.per_purchase()
    amount = terms.margin * spend * purchases[place]
    error = np.sqrt(_variance(fit, slopes)[place] + _variance_of_spend(money))
    year = expected(fit.theta, now, WEEKS_IN_A_YEAR)
    columns = [
        amount,
        amount * np.exp(-NORMAL_95 * error),
        amount * np.exp(NORMAL_95 * error),
        now.alive[place],
        year[place],
        spend,
        next_purchase(fit.theta, now)[place],
    ]
    value, low, high, alive, buys, each, wait = (spread(column, told) for column in columns)
    total, counted = _total(fit, money, amount, slopes, place), int(np.isfinite(amount).sum())
    return Worth(value, low, high, alive, buys, each, wait, total, counted)


def value_of(theta: Floats, rows: Rows, terms: Terms) -> Floats:
    """Discounted expected purchases of every row within the horizon."""
    now: State = state(theta, rows)
    life = discounted(now.q, float(np.exp(theta[2])), terms.weeks, terms.rate)
    return np.asarray(now.alive * now.shape / now.p * life)


def log_slopes(function: Callable[[Floats], Floats], theta: Floats) -> Floats:
    """Slopes of the log of an array by the P log parameters, shape (P, N); 0 where it is zero."""
    slopes = []
    for direction in np.eye(len(theta)) * STEP:
        ahead, behind = function(theta + direction), function(theta - direction)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (np.log(np.abs(ahead)) - np.log(np.abs(behind))) / (2 * STEP)
        slopes.append(np.where((ahead == 0) & (behind == 0), 0.0, slope))
    return np.stack(slopes)


def _variance(fit: Fit, slopes: Floats) -> Floats:
    square = np.einsum("pn,pq,qn->n", slopes, fit.covariance, slopes, optimize=True)
    return np.asarray(np.maximum(square, 0.0))


def _variance_of_spend(money: Money) -> Floats:
    if money.fit is None:
        return np.full(money.x.shape, np.nan)
    return _variance(money.fit, log_slopes(money.per_purchase, money.fit.theta))


def spread(column: Floats, told: npt.NDArray[np.bool_]) -> Floats:
    """Put the figures of those who can be told in their places, and NaN in the others."""
    full = np.full(told.shape, np.nan)
    full[told] = column
    return full


def _total(fit: Fit, money: Money, amount: Floats, slopes: Floats, place: Integers) -> Interval:
    """The sum over all customers; its error takes the sum of slopes, before the squaring."""
    counted = np.isfinite(amount)
    total = float(amount[counted].sum())
    if money.fit is None or not counted.any():
        return Interval(np.nan, np.nan, np.nan)
    if total == 0:
        return Interval(0.0, 0.0, 0.0)
    shares = np.where(counted, amount, 0.0) / total
    by_buying = slopes @ np.bincount(place, shares, minlength=slopes.shape[1])
    spend_slopes = log_slopes(money.per_purchase, money.fit.theta)
    by_spending = np.where(counted, spend_slopes, 0.0) @ shares
    variance = by_buying @ fit.covariance @ by_buying
    variance += by_spending @ money.fit.covariance @ by_spending
    error = np.sqrt(np.maximum(variance, 0.0)) if np.isfinite(variance) else np.nan
    low, high = (total * float(np.exp(sign * NORMAL_95 * error)) for sign in (-1, 1))
    return Interval(total, low, high)
