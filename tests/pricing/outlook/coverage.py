"""How often the bands of the outlook held on real records: prints the table of docs/outlook.md.

    python -m tests.pricing.outlook.coverage

At every cut the model is fitted to what was known then, and its error learnt from windows that had
ended by then. Each set is judged as a whole and by random tenths of its customers.
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

if TYPE_CHECKING:
    from collections.abc import Sequence

HORIZONS = (6.5, 13.0, 26.0, 39.0, 52.0)
CUTS = np.arange(26.0, 104.0, 6.5)
PARTS = 10


class Case(NamedTuple):
    """One window after one cut, of the whole (part is -1) or of a part of the customers."""

    cut: float
    weeks: float
    part: int
    held: tuple[bool, ...]
    error: float


def cases(
    purchases: Purchases, until: float, cuts: Sequence[float] = CUTS, parts: int = PARTS
) -> list[Case]:
    """Put a set to the test at all cuts that leave something to come."""
    place = np.random.default_rng(11).integers(0, parts, int(purchases.customer.max()) + 1)
    pieces = [purchases.of(place == part) for part in range(parts)]
    found: list[Case] = []
    told: list[Tested] = []
    for cut in cuts:
        horizons = [weeks for weeks in HORIZONS if cut + weeks <= until + 0.01]
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
    """Print one line for each set, as a whole and by parts, and for all together."""
    say_line("| set | judged | cases | in 50 % | in 80 % | in 95 % | came against expected |")
    say_line("|---|---|---|---|---|---|---|")
    every: list[Case] = []
    for name in FILES:
        found = cases(*read(name))
        every += found
        say_line(_line(name, "as a whole", [case for case in found if case.part < 0]))
        say_line(_line(name, "by tenths", [case for case in found if case.part >= 0]))
    for weeks in HORIZONS:
        chosen = [case for case in every if case.weeks == weeks and case.part >= 0]
        say_line(_line("all", f"by tenths, {weeks:g} weeks ahead", chosen))
    say_line(_line("all", "as a whole", [case for case in every if case.part < 0]))
    say_line(_line("all", "by tenths", [case for case in every if case.part >= 0]))


def say_line(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
