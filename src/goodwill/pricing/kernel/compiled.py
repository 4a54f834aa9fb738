"""The likelihood of lives in pieces, compiled: one pass over each customer, holding no lock.

The same sums as in the numpy reference, in another order. Between functions go numbers only: an
array handed on costs more than a node. Triples are of buying, leaving, calling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np

from goodwill.pricing.kernel import nodes
from goodwill.pricing.kernel.parameters import places
from goodwill.pricing.kernel.reference import Lives

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.kernel.parameters import Parameters
    from goodwill.pricing.rows import Floats

    Triple: TypeAlias = tuple[float, float, float]
    Arrays: TypeAlias = tuple[Any, ...]
    Sums: TypeAlias = tuple[float, float, float, float, float, float, float, float, float, float]

Function = TypeVar("Function", bound="Callable[..., Any]")

# what is compiled holds these as they are now: whoever changes them must touch this file as well,
# or what was compiled before will go on being used
PLACE, WEIGHT = nodes.table()
COUNT = np.array(nodes.RULES)
LAST = len(nodes.RULES) - 1
MOST_PARTS = nodes.MOST_PARTS

KINDS = {
    np.float64: ("length", "buying", "leaving", "calling", "last"),
    np.int64: ("start", "x", "n"),
}


def _compiled(function: Function) -> Function:
    """Compile when first called, and keep the outcome where there is a folder to keep it in."""
    try:
        kept = numba.njit(cache=True, nogil=True, error_model="numpy")
        return cast("Function", kept(function))
    except RuntimeError:  # nowhere to write: neither beside the source nor in a home
        return cast("Function", numba.njit(nogil=True, error_model="numpy")(function))


@_compiled
def _stretch(
    rule: int, powers: Triple, speeds: Triple, logs: Triple, offset: float, width: float
) -> Sums:
    """Sums over the nodes of a stretch: f; f/p, f u/p of each clock; f log of each clock.

    powers: of the clocks; speeds: relative, where the stretch begins; logs: of the clocks there,
    relative to the last sign of life. The clocks p stand relative to where the stretch begins.
    """
    k, s, k_c = powers
    speed_p, speed_q, speed_c = speeds
    f_sum = in_p = u_p = in_q = u_q = in_c = u_c = by_p = by_q = by_c = 0.0
    hazard = width * s * speed_q
    for node in range(COUNT[rule]):
        v = width * PLACE[rule, node]
        u = offset + v
        grown_p, grown_q = 1.0 + v * speed_p, 1.0 + v * speed_q
        log_p, log_q = logs[0] + np.log(grown_p), logs[1] + np.log(grown_q)
        fall = k * log_p + s * log_q
        grown_c, log_c = 1.0, 0.0
        if k_c > 0.0:
            grown_c = 1.0 + v * speed_c
            log_c = logs[2] + np.log(grown_c)
            fall += k_c * log_c
        turn = 1.0 / grown_q
        f = WEIGHT[rule, node] * hazard * turn * np.exp(-fall)
        over_p, over_q = f / grown_p, f * turn
        f_sum += f
        in_p += over_p
        u_p += over_p * u
        in_q += over_q
        u_q += over_q * u
        by_p += f * log_p
        by_q += f * log_q
        if k_c > 0.0:
            over_c = f / grown_c
            in_c += over_c
            u_c += over_c * u
            by_c += f * log_c
    return f_sum, in_p, u_p, in_q, u_q, in_c, u_c, by_p, by_q, by_c


@_compiled
def _parts(
    number: int,
    growth: float,
    fastest: float,
    powers: Triple,
    speeds: Triple,
    logs: Triple,
    offset: float,
) -> Sums:
    """Sums as of a stretch, over the parts into which a long one is cut."""
    f_sum = in_p = u_p = in_q = u_q = in_c = u_c = by_p = by_q = by_c = 0.0
    for part in range(number):
        start = np.expm1(growth * part / number) / fastest
        width = np.expm1(growth * (part + 1) / number) / fastest - start
        p, q, c = 1 + start * speeds[0], 1 + start * speeds[1], 1 + start * speeds[2]
        more = _stretch(
            LAST,
            powers,
            (speeds[0] / p, speeds[1] / q, speeds[2] / c),
            (logs[0] + np.log(p), logs[1] + np.log(q), logs[2] + np.log(c)),
            offset + start,
            width,
        )
        f_sum += more[0]
        in_p += more[1] / p
        u_p += more[2] / p
        in_q += more[3] / q
        u_q += more[4] / q
        in_c += more[5] / c
        u_c += more[6] / c
        by_p += more[7]
        by_q += more[8]
        by_c += more[9]
    return f_sum, in_p, u_p, in_q, u_q, in_c, u_c, by_p, by_q, by_c


@_compiled
def _silent(
    limits: Floats, powers: Triple, speeds: Triple, logs: Triple, offset: float, width: float
) -> Sums:
    """Sums over the silent part of one piece, cut if no rule can serve it whole."""
    fall = (powers[0] + 3) * speeds[0] + (powers[1] + 4) * speeds[1]
    whole = powers[0] + 3 + powers[1] + 4
    fastest = max(speeds[0], speeds[1])
    if powers[2] > 0.0:
        fall += (powers[2] + 3) * speeds[2]
        whole += powers[2] + 3
        fastest = max(fastest, speeds[2])
    kappa = width * fall
    for rule in range(LAST + 1):
        if kappa <= limits[rule]:
            return _stretch(rule, powers, speeds, logs, offset, width)
    growth = np.log1p(width * fastest)
    number = int(min(np.ceil(growth / np.log1p(limits[LAST] / whole)), MOST_PARTS))
    return _parts(number, growth, fastest, powers, speeds, logs, offset)


@_compiled
def _forward(
    pieces: tuple[int, int],
    seen: float,
    powers: Triple,
    origins: Triple,
    coefficients: Arrays,
    panel: Arrays,
    limits: Floats,
    work: Arrays,
) -> tuple[Triple, Triple, Triple, Triple, float, int]:
    """From the first piece of a customer to the last: fills the rates and sums of each piece.

    Gives the clocks at T and at the last sign of life, their logs at T relative to that, the sums
    over all nodes of f times their logs, the sum of f, and the first piece with a silent part.
    """
    first, after = pieces
    length, buying, leaving, calling = panel
    gamma, delta, kappa = coefficients
    rates, sums = work
    k_c = powers[2]
    p, q, c = origins
    p_seen, q_seen, c_seen = origins
    now = log_p = log_q = log_c = by_p = by_q = by_c = gone = 0.0
    silent = after
    for piece in range(first, after):
        j = piece - first
        a = h = a2 = 0.0
        for column in range(len(gamma)):
            a += gamma[column] * buying[piece, column]
        for column in range(len(delta)):
            h += delta[column] * leaving[piece, column]
        a, h = np.exp(a), np.exp(h)
        if k_c > 0.0:
            for column in range(len(kappa)):
                a2 += kappa[column] * calling[piece, column]
            a2 = np.exp(a2)
        rates[j, 0], rates[j, 1], rates[j, 2] = a, h, a2
        d = length[piece]
        before = min(max(seen - now, 0.0), d)
        rest = d - before
        at_p, at_q, at_c = p + a * before, q + h * before, c + a2 * before
        if silent == after:
            p_seen, q_seen, c_seen = at_p, at_q, at_c
        if rest > 0.0:
            silent = min(silent, piece)
            speeds = (a / at_p, h / at_q, a2 / at_c)
            more = _silent(limits, powers, speeds, (log_p, log_q, log_c), before, rest)
            sums[j, 0] = more[0]
            sums[j, 1], sums[j, 2] = more[1] / at_p, more[2] / at_p
            sums[j, 3], sums[j, 4] = more[3] / at_q, more[4] / at_q
            gone, by_p, by_q = gone + more[0], by_p + more[7], by_q + more[8]
            log_p += np.log(1.0 + rest * speeds[0])
            log_q += np.log(1.0 + rest * speeds[1])
            if k_c > 0.0:
                sums[j, 5], sums[j, 6] = more[5] / at_c, more[6] / at_c
                by_c += more[9]
                log_c += np.log(1.0 + rest * speeds[2])
        elif silent < after:
            sums[j, :] = 0.0
        p, q, c, now = p + a * d, q + h * d, c + a2 * d, now + d
    ends, starts = (p, q, c), (p_seen, q_seen, c_seen)
    return ends, starts, (log_p, log_q, log_c), (by_p, by_q, by_c), gone, silent


@_compiled
def _backward(
    pieces: tuple[int, int, int],
    powers: Triple,
    back: Triple,
    both: float,
    columns: tuple[int, int, int],
    panel: Arrays,
    work: Arrays,
    gradient: Floats,
) -> Triple:
    """From the last piece to the first: the derivatives in the coefficients.

    back: what a clock at T costs; gives what it costs from its start, all before division by E + I.
    """
    first, silent, after = pieces
    length, buying, leaving, calling = panel
    rates, sums = work
    k, s, k_c = powers
    back_p, back_q, back_c = back
    for piece in range(after - 1, first - 1, -1):
        j, d = piece - first, length[piece]
        to_a, to_h, to_c, more = d * back_p, d * back_q, d * back_c, 0.0
        if piece >= silent:
            more = sums[j, 0]
            to_a += k * sums[j, 2]
            to_h += (s + 1) * sums[j, 4]
            back_p += k * sums[j, 1]
            back_q += (s + 1) * sums[j, 3]
            if k_c > 0.0:
                to_c += k_c * sums[j, 6]
                back_c += k_c * sums[j, 5]
        to_a *= -rates[j, 0] / both
        to_h = (more - rates[j, 1] * to_h) / both
        for column in range(buying.shape[1]):
            gradient[columns[0] + column] += to_a * buying[piece, column]
        for column in range(leaving.shape[1]):
            gradient[columns[1] + column] += to_h * leaving[piece, column]
        if k_c > 0.0:
            to_c *= -rates[j, 2] / both
            for column in range(calling.shape[1]):
                gradient[columns[2] + column] += to_c * calling[piece, column]
    return back_p, back_q, back_c


@_compiled
def _follow(
    block: tuple[int, int],
    counts: Arrays,
    panel: Arrays,
    shapes: Triple,
    origins: Triple,
    coefficients: Arrays,
    limits: Floats,
    out: Arrays,
) -> None:
    """Follow customers block[0] .. block[1] - 1; writes the arrays of out, of the block's length.

    out: log-likelihood, gradient (n, P), P(alive), p and q at T.
    """
    start, x, n, last = counts
    loglik, gradient, alive, p_end, q_end = out
    r, s, r2 = shapes
    calls = len(n) > 0
    columns = (
        gradient.shape[1] - len(coefficients[0]) - len(coefficients[1]) - len(coefficients[2]),
        gradient.shape[1] - len(coefficients[1]) - len(coefficients[2]),
        gradient.shape[1] - len(coefficients[2]),
    )
    log_p0, log_q0, log_c0 = np.log(origins[0]), np.log(origins[1]), np.log(origins[2])
    most = 0
    for i in range(block[0], block[1]):
        most = max(most, start[i + 1] - start[i])
    work = (np.empty((most, 3)), np.zeros((most, 7)))
    gradient[:] = 0.0
    for i in range(block[0], block[1]):
        row, first, after = i - block[0], start[i], start[i + 1]
        powers = (r + x[i], s, r2 + n[i] if calls else 0.0)
        k, k_c = powers[0], powers[2]
        ends, seen, logs, by, gone, silent = _forward(
            (first, after), last[i], powers, origins, coefficients, panel, limits, work
        )
        stay = np.exp(-(k * logs[0] + s * logs[1] + k_c * logs[2]))
        both = stay + gone
        log_p, log_q, log_c = np.log(seen[0]), np.log(seen[1]), np.log(seen[2])
        loglik[row] = np.log(both) + r * log_p0 - k * log_p + s * (log_q0 - log_q)
        alive[row], p_end[row], q_end[row] = stay / both, ends[0], ends[1]
        back = (k * stay / ends[0], s * stay / ends[1], k_c * stay / ends[2])
        slope = gradient[row]
        back = _backward((first, silent, after), powers, back, both, columns, panel, work, slope)
        slope[0] = r * (log_p0 - log_p - (stay * logs[0] + by[0]) / both)
        slope[1] = r - origins[0] * back[0] / both
        slope[2] = s * (log_q0 - log_q - (stay * logs[1] + by[1]) / both) + gone / both
        slope[3] = s - origins[1] * back[1] / both
        if calls:
            loglik[row] += r2 * log_c0 - k_c * log_c
            slope[4] = r2 * (log_c0 - log_c - (stay * logs[2] + by[2]) / both)
            slope[5] = r2 - origins[2] * back[2] / both


def ready(panel: Panel) -> Panel:
    """The panel with arrays of the kinds for which the code is compiled, copied only if needed."""
    return panel._replace(
        **{
            name: np.require(getattr(panel, name), kind, ["C", "W"])
            for kind, names in KINDS.items()
            for name in names
            if getattr(panel, name) is not None
        }
    )


def lives(given: Parameters, panel: Panel, block: slice, tolerance: float) -> Lives:
    """Follow the customers of a block of a panel made ready; leaving must be unseen."""
    size, n = places(panel).size, block.stop - block.start
    loglik, alive, p, q = np.empty((4, n))
    gradient = np.empty((n, size))
    calls = np.empty(0, dtype=np.int64) if panel.n is None else panel.n
    _follow(
        (block.start, block.stop),
        (panel.start, panel.x, calls, panel.last),
        (panel.length, panel.buying, panel.leaving, panel.calling),
        (given.r, given.s, given.r2),
        (given.alpha, given.beta, given.alpha2),
        (given.gamma, given.delta, given.kappa),
        nodes.reach(tolerance),
        (loglik, gradient, alive, p, q),
    )
    return Lives(loglik, gradient.T, alive, p, q)
