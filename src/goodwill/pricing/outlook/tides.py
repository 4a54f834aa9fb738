"""How the pace of a company moves with the calendar: slow drift, the season, and gusts.

Habits know of no Christmas and of no fashion. So what came in each four weeks of the records is
held against what was expected, and the log of the ratio is taken for a Gaussian process of three
parts, seen through counts (Rasmussen and Williams 2006, chapters 3 and 5):

    drift     what changes, of which a tenth fades in a quarter;
    season    what comes back every year, and averages out over one;
    gusts     what each four weeks have for themselves.

Nobody knows beforehand how strong they are in a company: a grid of guesses stands for what is
usual, and each guess counts as much as it makes likely what was seen. Ahead of the records drift
fades, the season that was seen comes back, and a part of the year that was never seen is as unlike
the others as is usual among companies: nine quiet months say little of Christmas.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.rows import Floats

YEAR = 52.1775
SPAN = 4.0
"""Weeks over which purchases are counted together."""
MOST_SPANS = 78
"""Six years back and no further."""
LASTS = 13 / -np.log(0.9)
"""Weeks in which a drift fades to 1/e: a tenth of it in a quarter."""
SMOOTH = 0.4
"""How even a season is: weeks of the year a month apart share four tenths of it."""
LEAST = 0.05
"""Spans in which less is expected tell nothing."""
POINTS = 60
"""A window is averaged over a point every two weeks, and over no more than these."""
BLUR = 0.05
"""What is seen of a season in one span is never quite the season."""
STEPS, CLOSE = 100, 1e-9


class Kind(NamedTuple):
    """What is usual in a process: spreads of its log, each as likely as any other."""

    drift: Sequence[float]
    season: Sequence[float]
    gust: Sequence[float]
    level: float = 0.0  # how unsure the level itself is


BUYING = Kind((0.05, 0.1, 0.2, 0.4), (0.04, 0.1, 0.2, 0.35), (0.03, 0.1))
JOINING = Kind((0.1, 0.3, 0.6, 1.0), (0.04, 0.12, 0.3), (0.05, 0.15), 2.0)
STILL = Kind((0.0,), (0.0,), (0.0,))


class Tide(NamedTuple):
    """What was learnt from n spans, under each of G guesses."""

    when: Floats  # (n,) middles of the spans, in weeks from the cut: negative
    sizes: Floats  # (G, 3) spreads of drift, season and gusts
    kind: Kind
    likely: Floats  # (G,) they sum to 1
    pull: Floats  # (G, n) what multiplies covariances with the spans to give the mean
    hold: Floats  # (G, n, n) and what multiplies them to give how much surer one has become


class Swell(NamedTuple):
    """The log of the mean pace in Y windows, over that which habits alone expect."""

    likely: Floats  # (G,)
    mean: Floats  # (G, Y)
    root: Floats  # (G, Y, Y) of its covariance
    unseen: Floats  # (Y, Y) root of the covariance of a season where it was never seen, of size 1
    usual: Floats  # (K,) usual sizes of a season

    @property
    def middle(self) -> Floats:
        """Its mean over all guesses, (Y,)."""
        return np.asarray(self.likely @ self.mean)

    @property
    def variance(self) -> Floats:
        """Its variance over all guesses, (Y,)."""
        within = (self.root**2).sum(axis=2)
        within += np.mean(self.usual**2) * (self.unseen**2).sum(axis=1)
        return np.asarray(self.likely @ (within + (self.mean - self.middle) ** 2))

    def drawn(self, rng: np.random.Generator, normal: Floats) -> Floats:
        """Draws of it about its middle, (D, Y), made of so many standard normal ones."""
        place = rng.choice(len(self.likely), size=len(normal), p=self.likely)
        moved = np.empty_like(normal)
        for guess in np.unique(place):
            chosen = place == guess
            moved[chosen] = self.mean[guess] + normal[chosen] @ self.root[guess].T
        size = rng.choice(self.usual, len(normal))[:, None]
        moved += size * (rng.normal(size=normal.shape) @ self.unseen.T)
        return moved - self.middle


def learn_tide(kind: Kind, when: Floats, counts: Floats, expected: Floats) -> Tide:
    """Learn from what came in n spans (their middles in weeks from the cut) and was expected."""
    told = expected > LEAST
    when, counts, expected = (column[told] for column in (when, counts, expected))
    sizes = np.array(list(product(kind.drift, kind.season, kind.gust)))
    fading, yearly = _alike(when[:, None] - when)
    found = [
        _laplace(
            drift**2 * fading + season**2 * yearly + gust**2 * np.eye(len(when)) + kind.level**2,
            counts,
            expected,
        )
        for drift, season, gust in sizes
    ]
    evidence = np.array([each[0] for each in found])
    likely = np.exp(evidence - evidence.max())
    return Tide(
        when,
        sizes,
        kind,
        likely / likely.sum(),
        np.stack([each[1] for each in found]),
        np.stack([each[2] for each in found]),
    )


def _alike(apart: Floats) -> tuple[Floats, Floats]:
    """Correlations of drift and of season so many weeks apart; a year of season sums to 0."""
    return np.exp(-np.abs(apart) / LASTS), (_wave(apart) - _MEAN) / (1 - _MEAN)


def _wave(apart: Floats) -> Floats:
    return np.asarray(np.exp(-2 * np.sin(np.pi * apart / YEAR) ** 2 / SMOOTH**2))


_MEAN = float(np.mean(_wave(YEAR * np.arange(0, 1, 1 / 512))))


def _laplace(prior: Floats, counts: Floats, expected: Floats) -> tuple[float, Floats, Floats]:
    """Log evidence, pull (n,) and hold (n, n) of Poisson counts (the same, algorithm 3.1)."""
    if not len(counts):
        return 0.0, np.zeros(0), np.zeros((0, 0))
    log, pull = np.zeros(len(counts)), np.zeros(len(counts))
    for _ in range(STEPS):
        pace = expected * np.exp(log)
        root = np.sqrt(pace)
        inverse = np.linalg.inv(np.eye(len(root)) + root[:, None] * prior * root)
        target = pace * log + counts - pace
        aim = target - root * (inverse @ (root * (prior @ target)))
        step = np.clip(prior @ aim - log, -1, 1)
        log, pull = log + step, aim
        if np.abs(step).max() < CLOSE:
            break
    spread = float(np.linalg.slogdet(inverse)[1]) / 2
    evidence = float(counts @ log - pace.sum() - pull @ log / 2) + spread
    return evidence, pull, root[:, None] * inverse * root


def ahead(tide: Tide, start: Floats, end: Floats) -> Swell:
    """What windows [start, end), shape (Y,), in weeks from the cut, have to expect."""
    points, share = _points(start, end)
    among, since = _alike(points[:, None] - points), _alike(points[:, None] - tide.when)
    calm = np.minimum(SPAN / (end - start), 1.0)
    means, roots = [], []
    for (drift, season, gust), pull, hold in zip(tide.sizes, tide.pull, tide.hold, strict=True):
        prior = drift**2 * among[0] + season**2 * among[1] + tide.kind.level**2
        known = drift**2 * since[0] + season**2 * since[1] + tide.kind.level**2
        mean, surer = known @ pull, known @ hold
        covariance = share @ prior @ share.T - (share @ surer) @ (share @ known).T
        covariance[np.diag_indices(len(start))] += gust**2 * calm
        each = np.diag(prior) + gust**2 - (surer * known).sum(axis=1)
        whole = share @ mean
        uneven = share @ (mean**2 + each) - whole**2 - np.diag(covariance)
        means.append(whole + np.maximum(uneven, 0.0) / 2)
        roots.append(_root(covariance))
    unseen = _unseen(points, tide.when)
    return Swell(
        tide.likely,
        np.stack(means),
        np.stack(roots),
        _root(share @ unseen @ share.T),
        np.array(tide.kind.season),
    )


def _unseen(points: Floats, when: Floats) -> Floats:
    """Correlations of what is still open of the season at points, once seen at other times: (M, M).

    The mean of the months seen is not that of the year, so nothing sums to 0 here.
    """
    since = _wave(points[:, None] - when)
    seen = _wave(when[:, None] - when) + BLUR * np.eye(len(when))
    return np.asarray(_wave(points[:, None] - points) - since @ np.linalg.solve(seen, since.T))


def _points(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Points within windows, (M,), and the share of each in its window, (Y, M)."""
    number = np.clip(np.ceil((end - start) / 2), 1, POINTS).astype(np.int64)
    window = np.repeat(np.arange(len(start)), number)
    rank = np.arange(len(window)) - np.repeat(np.cumsum(number) - number, number)
    place = (rank + 0.5) / number[window]
    share = (window == np.arange(len(start))[:, None]) / number[window]
    return start[window] + place * (end - start)[window], share


def _root(covariance: Floats) -> Floats:
    size, turn = np.linalg.eigh(covariance)
    return np.asarray(turn * np.sqrt(np.maximum(size, 0.0)))


def spans(cut: float) -> Floats:
    """Edges of the spans before a cut, in calendar weeks since the records began."""
    number = min(int(cut // SPAN), MOST_SPANS)
    return cut - SPAN * np.arange(number, -1, -1.0)
