"""Teams switched on one after another, in an order by lot: a trial for firms with few customers.

Everybody gets the play in the end, so that nobody is left out; what it does shows in when each
team began. The verdict falls once, at the end: there is one look, and its error is whole.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.trial.assignment import position
from goodwill.care.trial.judging import HARMS, NOT_HERE, NOT_YET, WORKS
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goodwill.pricing.rows import Floats


class Turns(NamedTuple):
    """A plan: which team starts in which of the weeks, counted from nought."""

    teams: tuple[str, ...]
    """In the order drawn."""
    weeks: int
    starts: Mapping[str, int]


class Turned(NamedTuple):
    """What the turns proved."""

    verdict: str
    effect: float
    low: float
    high: float
    p: float
    orders: int
    weeks_left: int


def draw_turns(salt: str, teams: Iterable[str], weeks: int) -> Turns:
    """Draw the order in which teams start: a pure function of the salt and their names."""
    from goodwill.pricing.trials.wedge import steps

    order = tuple(sorted(set(teams), key=lambda team: (position(salt, team), team)))
    plan = steps(len(order), weeks)
    starts = {team: int(row.argmax()) for team, row in zip(order, plan, strict=True)}
    return Turns(order, weeks, starts)


def judge_turns(
    turns: Turns, measured: Mapping[tuple[str, int], float], *, better: str, error: float = 0.05
) -> Turned:
    """Judge a plan by a figure per team and week; weeks without every team's are still to come.

    Before the end, and where too few teams make the error impossible, no effect is given.
    """
    from goodwill.pricing.trials.wedge import smallest_p, steps, wedge

    known = next((week for week in range(turns.weeks) if not _whole(turns, measured, week)), None)
    left = 0 if known is None else turns.weeks - known
    unknown = Turned(NOT_YET, math.nan, -math.inf, math.inf, 1.0, 0, left)
    if smallest_p(len(turns.teams)) > error:
        return unknown._replace(verdict=NOT_HERE)
    if left:
        return unknown
    table = _table(turns, measured)
    found = wedge(table, steps(len(turns.teams), turns.weeks), error, seed=len(turns.teams))
    gain = found.effect if better == "more" else -found.effect
    verdict = NOT_HERE if found.p > error else WORKS if gain > 0 else HARMS
    return Turned(verdict, found.effect, found.low, found.high, found.p, found.orders, 0)


def say_turned(turned: Turned) -> str:
    """Say in the language now spoken what the turns proved."""
    if turned.verdict == NOT_YET:
        return ngettext(
            "Not yet provable: {number} week of the plan is still to come.",
            "Not yet provable: {number} weeks of the plan are still to come.",
            turned.weeks_left,
        )
    if turned.verdict == NOT_HERE and not turned.orders:
        return _("Not provable here: so few teams have too few orders in which to start.")
    if turned.verdict == NOT_HERE:
        return _("Not provable here: other orders of the teams would have shown as much.")
    return _("It works.") if turned.verdict == WORKS else _("It harms.")


def _whole(turns: Turns, measured: Mapping[tuple[str, int], float], week: int) -> bool:
    return all((team, week) in measured for team in turns.teams)


def _table(turns: Turns, measured: Mapping[tuple[str, int], float]) -> Floats:
    import numpy as np

    rows: Sequence[Sequence[float]] = [
        [measured[team, week] for week in range(turns.weeks)] for team in turns.teams
    ]
    return np.array(rows, dtype=np.float64)
