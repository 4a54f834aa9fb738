"""The trials that a play declares: what it is judged by, and what may stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.trial.assignment import two_arms
from goodwill.care.trial.terms import AMOUNT, HAPPENS, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodwill.care.play import Play
    from goodwill.care.trial.judging import Finding

HAPPENING = frozenset({"left"})
"""Measures that happen or do not; every other is an amount or a number of times."""
GOOD = frozenset({"bought", "spent", "rated"})
"""Measures of which less is a harm; of every other, more is."""


def trials_of(play: Play, expected: Mapping[str, float] | None = None) -> list[Terms]:
    """Give the trials of a play; none where nobody is held out, since nothing is compared then.

    `expected` are the company's own figures by measure: the share with it, or the standard
    deviation of one party. The last trial is the one by which harm is looked for.
    """
    if not play.held_out:
        return []
    own = _terms(play, play.outcome.measure, play.outcome.better, expected or {})
    own = own._replace(worth=play.outcome.worth)
    error, after = 1 - play.harm.chance, play.harm.after
    worse = "more" if play.harm.measure in GOOD else "less"
    if (play.harm.measure, worse) == (play.outcome.measure, play.outcome.better):
        return [own._replace(harm_error=error, harm_after=after)]
    harm = _terms(play, play.harm.measure, worse, expected or {})
    sure = own._replace(harm_error=own.arm_error / 2)  # as sure as its verdict would be
    return [sure, harm._replace(harm_error=error, harm_after=after)]


def halted(findings: Iterable[Finding]) -> frozenset[str]:
    """Name the plays that nobody may give any more, by whichever of their trials."""
    return frozenset(each.play for each in findings if each.stopped)


def _terms(play: Play, measure: str, better: str, expected: Mapping[str, float]) -> Terms:
    days = 7 * play.outcome.weeks
    return Terms(
        play.name,
        two_arms(play.held_out),
        measure,
        HAPPENS if measure in HAPPENING else AMOUNT,
        better,
        days,
        days,
        rate=expected.get(measure),
    )
