"""The recording guard: do dealings go on being recorded when the customer has gone?

Whatever is recorded only of customers who are still there is a sign of life, and an exposure made
of it keeps customers by construction (KERNEL 5). Such dealings are put among the signs of life.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.pricing.evidence.calendar import season
from goodwill.pricing.evidence.finding import Guard, Outcome
from goodwill.pricing.evidence.near import counts, near, picked, united
from goodwill.pricing.exposure import Terms, panel
from goodwill.pricing.kernel.fitting import starts_of
from goodwill.pricing.kernel.likelihood import state
from goodwill.pricing.kernel.panel import alone

if TYPE_CHECKING:
    from goodwill.pricing.design import Design, Events
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats

NAME = "recording"
AT_ONCE = 2 / 7
"""Weeks within which a dealing follows a sign of life and is no news of its own."""
GONE = 0.05
"""Below this chance of being there a customer is probably gone."""
COLLAPSED, GOES_ON = 0.5, 0.8
"""Records after the last sign of life, over those expected: below, and above, it is plain."""
FEWEST = 15.0
"""Expected records below which nothing is told."""
YOUNG = 4.0
"""Weeks to the last sign of life below which a customer's own rate of dealings is not known."""
BARE = Terms(dealings=False, share="none", calling=False)


class Signs(NamedTuple):
    """A design whose contacts are all its signs of life beside purchases, and who is gone."""

    design: Design
    last: Floats  # (N,) weeks to the last sign of life
    alive: Floats  # (N,) by counts and recency alone, treatment apart
    theta: Floats  # the fit without covariates
    season: str  # of the calendar, as in exposure.Terms
    guard: Guard


def signs(design: Design) -> Signs:
    """Look whether dealings are signs of life, and take them in where they are."""
    dealings = picked(design.dealings, design.dealings.time > 0)
    known = united(design.purchases, design.contacts)
    lone = picked(dealings, ~near(dealings, known, AT_ONCE, 0.0))
    if design.left is not None:
        return _bare(design, Guard(NAME, Outcome.PASSED, {"seen": 1.0}))
    figures = {"dealings": float(len(dealings.time)), "alone": float(len(lone.time))}
    if not len(lone.time):
        return _bare(design, Guard(NAME, Outcome.PASSED, figures))
    plain = _bare(design, Guard(NAME, Outcome.UNTOLD, figures))
    found, expected = _after(lone, plain)
    figures |= {"found": found, "expected": expected}
    if expected < FEWEST:
        return plain._replace(guard=Guard(NAME, Outcome.UNTOLD, figures))
    figures["ratio"] = found / expected
    if figures["ratio"] >= COLLAPSED:
        passed = figures["ratio"] > GOES_ON
        outcome = Outcome.PASSED if passed else Outcome.FAILED
        return plain._replace(guard=Guard(NAME, outcome, figures))
    joint = design._replace(contacts=united(design.contacts, lone))
    return _bare(joint, Guard(NAME, Outcome.PASSED, figures | {"joined": 1.0}))


def _after(lone: Events, plain: Signs) -> tuple[float, float]:
    """Records after the last sign of life of those who are gone, and how many were to come."""
    gone = (plain.alive < GONE) & (plain.last >= YOUNG)
    early = lone.time <= plain.last[lone.customer]
    before, after = (counts(picked(lone, kind), len(gone)) for kind in (early, ~early))
    silent = (plain.design.T - plain.last)[gone]
    pace = before[gone] / plain.last[gone]
    return float(after[gone].sum()), float((pace * silent).sum())


def _bare(design: Design, guard: Guard) -> Signs:
    """Fit without covariates."""
    whole = bare_panel(design)
    theta = starts_of(whole)[0]
    alive = state(theta, whole).alive
    return Signs(design, whole.last, alive, theta, season(design), guard)


def bare_panel(design: Design) -> Panel:
    """The lives without any covariate, one piece each."""
    return alone(panel(design._replace(families=()), (), dealing_memory=1.0, terms=BARE)[0])
