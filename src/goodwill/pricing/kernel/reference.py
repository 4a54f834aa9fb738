"""The likelihood of lives in pieces, in numpy: what the compiled kernel must equal.

Notation of KERNEL A1. A customer's clocks of buying, calling and leaving run at the rates a(u),
a2(u) and h(u); p = alpha + A, p2 = alpha2 + A2, q = beta + H. With k = r + x and k2 = r2 + n,

    L = K (E + I),   E = (p_T/p_s)^-k (p2_T/p2_s)^-k2 (q_T/q_s)^-s   (alive at T)
    I = int_{t_s}^T s h(u)/q(u) (p/p_s)^-k (p2/p2_s)^-k2 (q/q_s)^-s du   (left unseen)

where s marks the last sign of life: every exponent is then at most 0 and nothing overflows. The
gradient is exact for the quadrature sum; one sweep from the last piece to the first gives it.
Customers of a block are laid out as rows of equal numbers of pieces, short lives padded by pieces
of no length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.kernel import nodes
from goodwill.pricing.kernel.parameters import places
from goodwill.pricing.silence import legendre

if TYPE_CHECKING:
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.kernel.parameters import Parameters
    from goodwill.pricing.rows import Flags, Floats, Integers


class Lives(NamedTuple):
    """What an engine finds of n customers, the gamma functions and purchases' covariates apart."""

    loglik: Floats  # (n,)
    gradient: Floats  # (P, n)
    alive: Floats  # (n,) the probability of being alive at T
    p: Floats  # (n,) alpha + A(T)
    q: Floats  # (n,) beta + H(T)


class _Layout(NamedTuple):
    """A block of customers as rows of K pieces; times in weeks."""

    inside: Flags  # (n, K) False where a short life is padded
    length: Floats  # (n, K)
    before: Floats  # (n, K) the part of each piece before the last sign of life


class _Clock(NamedTuple):
    """One process of the block."""

    shape: float  # r, r2 or s
    origin: float  # alpha, alpha2 or beta
    power: Floats  # (n,) r + x, r2 + n or s
    rate: Floats  # (n, K) per week, within each piece
    begin: Floats  # (n, K) the clock where each piece begins
    seen: Floats  # (n,) the clock at the last sign of life
    end: Floats  # (n,) the clock at T


class _Sums(NamedTuple):
    """Sums over the nodes of f, the integrand with its weights; the last entries are leaving's."""

    f: Floats  # (n, K)
    inverse: list[Floats]  # (n, K) of f / p, by clock
    drift: list[Floats]  # (n, K) of f u / p, u the weeks since the piece began
    logs: list[Floats]  # (n,) of f log(p / p_s)


class _Slopes(NamedTuple):
    """The derivatives of log L that belong to one clock."""

    shape: Floats  # (n,) in the log of r, r2 or s
    origin: Floats  # (n,) in the log of alpha, alpha2 or beta
    rate: Floats  # (n, K) in the log of the rate within each piece


def lives(given: Parameters, panel: Panel, block: slice, tolerance: float) -> Lives:
    """Follow the customers of a block through their lives.

    Absurd parameters, met on the way of a search, give NaN, from which the search steps back.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return _lives(given, panel, block, tolerance)


def _lives(given: Parameters, panel: Panel, block: slice, tolerance: float) -> Lives:
    layout = _layout(panel, block)
    clocks = _clocks(given, panel, block, layout)
    if panel.left is None:
        loglik, alive, slopes = _unseen(clocks, layout, tolerance)
    else:
        loglik, alive, slopes = _observed(clocks, layout, panel.left[block])
    loglik += sum(clock.shape * np.log(clock.origin) for clock in clocks)
    gradient = _gradient(panel, block, layout, slopes)
    return Lives(loglik, gradient, alive, clocks[0].end, clocks[-1].end)


def _layout(panel: Panel, block: slice) -> _Layout:
    edges = panel.start[block.start : block.stop + 1]
    number = np.diff(edges)
    inside = np.arange(int(number.max())) < number[:, None]
    length = _laid(panel.length[edges[0] : edges[-1]], inside)
    begun = np.cumsum(length, axis=1) - length
    return _Layout(inside, length, np.clip(panel.last[block, None] - begun, 0.0, length))


def _laid(flat: Floats, inside: Flags) -> Floats:
    """Lay out one value per piece as rows of customers, padded with zeros."""
    if len(flat) == inside.size:
        return flat.reshape(inside.shape)
    rows = np.zeros(inside.shape)
    rows[inside] = flat
    return rows


def _clocks(given: Parameters, panel: Panel, block: slice, layout: _Layout) -> list[_Clock]:
    """Give the clocks of buying, of calling if that is modelled, and of leaving."""
    part = slice(int(panel.start[block.start]), int(panel.start[block.stop]))
    still = np.zeros(block.stop - block.start)
    processes = [(given.r, given.alpha, still + panel.x[block], panel.buying, given.gamma)]
    if panel.n is not None:
        calls = still + panel.n[block]
        processes += [(given.r2, given.alpha2, calls, panel.calling, given.kappa)]
    processes += [(given.s, given.beta, still, panel.leaving, given.delta)]
    found = []
    for shape, origin, count, covariates, coefficients in processes:
        rate = _laid(np.exp(np.einsum("mk,k->m", covariates[part], coefficients)), layout.inside)
        run = rate * layout.length
        after = np.cumsum(run, axis=1)
        seen = origin + (rate * layout.before).sum(axis=1)
        begin = origin + (after - run)
        end = origin + after[:, -1]
        power = np.asarray(shape + count, dtype=np.float64)
        found.append(_Clock(shape, origin, power, rate, begin, seen, end))
    return found


def _unseen(
    clocks: list[_Clock], layout: _Layout, tolerance: float
) -> tuple[Floats, Floats, list[_Slopes]]:
    """Log-likelihood, P(alive) and derivatives where leaving is never seen."""
    log_end = [np.log(clock.end / clock.seen) for clock in clocks]
    stay = np.exp(-sum(c.power * log for c, log in zip(clocks, log_end, strict=True)))
    sums = _silence(clocks, layout, tolerance)
    gone = sums.f.sum(axis=1)
    both = stay + gone
    loglik = np.log(both) - sum(c.power * np.log(c.seen) for c in clocks)
    slopes = []
    for number, clock in enumerate(clocks):
        leaving = number == len(clocks) - 1
        power = clock.power[:, None] + leaving
        at_end = clock.power * stay / clock.end
        later = power * _later(sums.inverse[number])
        rate = -(layout.length * (at_end[:, None] + later) + power * sums.drift[number])
        mean_log = (stay * log_end[number] + sums.logs[number]) / both
        shape = clock.shape * (np.log(clock.origin) - np.log(clock.seen) - mean_log)
        origin = at_end + (power * sums.inverse[number]).sum(axis=1)
        slopes.append(
            _Slopes(
                shape + leaving * gone / both,
                clock.shape - clock.origin * origin / both,
                (clock.rate * rate + (sums.f if leaving else 0.0)) / both[:, None],
            )
        )
    return loglik, stay / both, slopes


def _later(each: Floats) -> Floats:
    """For each piece the sum over the pieces after it: shape (n, K)."""
    return np.cumsum(each[:, ::-1], axis=1)[:, ::-1] - each


def _silence(clocks: list[_Clock], layout: _Layout, tolerance: float) -> _Sums:
    """Integrate over the silent part of every piece."""
    longest = float(nodes.reach(tolerance)[-1])
    rest = (layout.length - layout.before).ravel()
    cell = np.flatnonzero(rest > 0)
    row = cell // layout.length.shape[1]
    offset, width = layout.before.ravel()[cell], rest[cell]
    rates = [clock.rate.ravel()[cell] for clock in clocks]
    begins = [clock.begin.ravel()[cell] for clock in clocks]
    scaled = [rate / (begin + rate * offset) for rate, begin in zip(rates, begins, strict=True)]
    powers = [clock.power[row] + 3 for clock in clocks]
    powers[-1] = powers[-1] + 1
    fall = sum(power * speed for power, speed in zip(powers, scaled, strict=True))
    kappa = width * fall
    if len(kappa) and kappa.max() > longest:
        stretch, offset, width, kappa = _cut(offset, width, kappa, scaled, sum(powers), longest)
        cell, row = cell[stretch], row[stretch]
        rates, begins = ([each[stretch] for each in many] for many in (rates, begins))
    rule = np.minimum(np.searchsorted(nodes.reach(tolerance), kappa), len(nodes.RULES) - 1)
    return _summed(clocks, layout, (cell, row, offset, width, rule), rates, begins)


def _cut(
    offset: Floats,
    width: Floats,
    kappa: Floats,
    scaled: list[Floats],
    power: Floats,
    longest: float,
) -> tuple[Integers, Floats, Floats, Floats]:
    """Cut what no rule can serve; gives which stretch each part is of, its offset, width, kappa."""
    fastest = 1 / np.maximum.reduce(scaled)
    number = np.where(kappa > longest, nodes.parts(width, fastest, power, longest), 1)
    stretch = np.repeat(np.arange(len(number)), number)
    index = np.arange(len(stretch)) - np.repeat(np.cumsum(number) - number, number)
    growth = np.log1p(width / fastest)[stretch] / number[stretch]
    edges = [fastest[stretch] * np.expm1(growth * (index + step)) for step in (0, 1)]
    whole = number[stretch] == 1
    start = np.where(whole, 0.0, edges[0])
    wide = np.where(whole, width[stretch], edges[1] - edges[0])
    each = np.where(whole, kappa[stretch], longest)
    return stretch, offset[stretch] + start, wide, each


def _summed(
    clocks: list[_Clock],
    layout: _Layout,
    stretches: tuple[Integers, Integers, Floats, Floats, Integers],
    rates: list[Floats],
    begins: list[Floats],
) -> _Sums:
    """Evaluate the integrand at the nodes of every stretch and add up by piece and customer."""
    cell, row, offset, width, rule = stretches
    number, customers = len(clocks), layout.length.shape[0]
    found = np.zeros((1 + 3 * number, len(cell)))
    for which, n in enumerate(nodes.RULES):
        some = np.flatnonzero(rule == which)
        if not len(some):
            continue
        place, weight = (values[:, None] for values in legendre(n))
        u = offset[some] + width[some] * place
        at = [b[some] + a[some] * u for a, b in zip(rates, begins, strict=True)]
        logs = [np.log(p / c.seen[row[some]]) for p, c in zip(at, clocks, strict=True)]
        fall = sum(c.power[row[some]] * log for c, log in zip(clocks, logs, strict=True))
        hazard = clocks[-1].shape * width[some] * rates[-1][some]
        f = weight * hazard / at[-1] * np.exp(-fall)
        found[0, some] = f.sum(axis=0)
        for c, (p, log) in enumerate(zip(at, logs, strict=True)):
            found[1 + c, some] = (f / p).sum(axis=0)
            found[1 + number + c, some] = (f * u / p).sum(axis=0)
            found[1 + 2 * number + c, some] = (f * log).sum(axis=0)
    size = layout.length.size
    pieces: list[Floats] = [
        np.bincount(cell, each, minlength=size).reshape(layout.length.shape).astype(np.float64)
        for each in found[: 1 + 2 * number]
    ]
    by_log: list[Floats] = [
        np.bincount(row, each, minlength=customers).astype(np.float64)
        for each in found[1 + 2 * number :]
    ]
    return _Sums(pieces[0], pieces[1 : 1 + number], pieces[1 + number :], by_log)


def _observed(
    clocks: list[_Clock], layout: _Layout, left: Flags
) -> tuple[Floats, Floats, list[_Slopes]]:
    """The same where leaving is seen: a hazard with frailty, in closed form."""
    gone = left.astype(np.float64)
    leaving = clocks[-1]
    last = np.arange(len(gone)), layout.inside.sum(axis=1) - 1
    loglik = gone * np.log(leaving.shape * leaving.rate[last])
    slopes = []
    for clock in clocks:
        power = clock.power + (gone if clock is leaving else 0.0)
        loglik -= power * np.log(clock.end)
        rate = -(power / clock.end)[:, None] * clock.rate * layout.length
        shape = clock.shape * (np.log(clock.origin) - np.log(clock.end))
        origin = clock.shape - clock.origin * power / clock.end
        slopes.append(_Slopes(shape, origin, rate))
    slopes[-1].rate[last] += gone
    slopes[-1] = slopes[-1]._replace(shape=slopes[-1].shape + gone)
    return loglik, 1 - gone, slopes


def _gradient(panel: Panel, block: slice, layout: _Layout, slopes: list[_Slopes]) -> Floats:
    """Bring the derivatives of the clocks to theta: shape (P, n)."""
    at = places(panel)
    edges = panel.start[block.start : block.stop + 1]
    gradient = np.empty((at.size, block.stop - block.start))
    order = [slopes[0], slopes[-1], *slopes[1:-1]]
    gradient[: at.logs] = [each for one in order for each in (one.shape, one.origin)]
    kinds = (panel.buying, panel.leaving, panel.calling)
    for one, covariates, group in zip(order, kinds, (at.gamma, at.delta, at.kappa), strict=False):
        if covariates.shape[1]:
            flat = one.rate[layout.inside][:, None] * covariates[edges[0] : edges[-1]]
            gradient[group] = np.add.reduceat(flat, edges[:-1] - edges[0], axis=0).T
    return gradient
