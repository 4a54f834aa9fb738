"""How what a trial has shown is said on a page: verdict, effect with its unit, and best guess."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.trial import judging, saying
from goodwill.care.trial.declared import HAPPENING
from goodwill.care.trial.kept import findings_of
from goodwill.words import _, language, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed
    from goodwill.care.told import Told
    from goodwill.care.trial.judging import Finding

UNITS: dict[str, str] = {
    "bought": mark("orders a customer"),
    "spent": mark("{currency} a customer"),
    "left": mark("of a hundred customers leave"),
    "asked_again": mark("questions asked again a customer"),
    "complained": mark("complaints a customer"),
    "refused": mark("refusals a customer"),
    "rated": mark("points a customer"),
    "paid_late": mark("days late a customer"),
    "returned": mark("{currency} given back a customer"),
    "overreached": mark("requests beyond what was agreed a customer"),
}
"""In what each measure is told."""


class Trial(NamedTuple):
    """One play as a page tells of its trial."""

    told: Told
    findings: Mapping[str, Finding]
    """By measure."""
    drawn: int
    """Parties drawn by lot."""
    reached: int
    """Those of them to whom it was given afterwards."""

    @property
    def own(self) -> Finding | None:
        """What is known of the measure by which the play is judged."""
        return self.findings.get(str(self.told.definition["outcome"]["measure"]))


def trials(closed: Closed, told: Mapping[str, Told]) -> dict[str, Trial]:
    """Read the trials of some plays."""
    found: dict[str, dict[str, Finding]] = {}
    for each in findings_of(closed.con):
        found.setdefault(each.play, {})[each.outcome] = each
    rows = closed.con.execute("SELECT play, max(drawn), max(reached) FROM trials GROUP BY play")
    drawn = {play: numbers for play, *numbers in rows.fetchall()}
    return {
        name: Trial(one, found.get(name, {}), *drawn.get(name, (0, 0)))
        for name, one in told.items()
    }


def verdict(trial: Trial, minimum: int) -> str:
    """Say in the language now spoken what a play is shown to do; that it was stopped, before all.

    Nothing is said of fewer customers than `minimum`.
    """
    stop = next((each for each in trial.findings.values() if each.stopped), None)
    if stop is not None:
        return stopped(stop)
    if trial.told.stopped:
        return _("It was stopped because most likely it harmed.")
    if not trial.told.definition["held_out"]:
        return _("Nobody is held out, so that nothing is compared.")
    if not trial.drawn:
        return _("Nobody has been drawn for it yet.")
    if trial.own is None or (young(trial, minimum) and trial.own.decided is None):
        return _("Just begun: too few customers have been drawn to say how long it takes.")
    return saying.sentence(trial.own)


def stopped(finding: Finding) -> str:
    """Say that a play was stopped, and what is proven since."""
    if finding.verdict != judging.HARMS:
        return saying.sentence(finding)
    proven = saying.sentence(finding._replace(stopped_on=None))
    off = _("It is not played any more.")
    return f"{proven} {off}"


def young(trial: Trial, minimum: int) -> bool:
    """Tell whether fewer have been drawn than by which anything may be said."""
    share = float(trial.told.definition["held_out"])
    return min(trial.drawn * share, trial.drawn * (1 - share)) < minimum


def enough(finding: Finding | None, minimum: int) -> bool:
    """Tell whether so many were followed in either arm that figures may be shown."""
    return finding is not None and min(finding.parties, finding.held_out) >= minimum


def effect(finding: Finding | None, minimum: int, currency: str) -> str:
    """Say a difference with its interval and its unit; nothing of fewer than `minimum`."""
    if finding is None or not enough(finding, minimum):
        return ""
    if not math.isfinite(finding.effect):
        return ""
    said = number(finding.effect, finding.outcome)
    if math.isfinite(finding.low) and math.isfinite(finding.high):
        low, high = (number(each, finding.outcome) for each in (finding.low, finding.high))
        said = _("{effect} (from {low} to {high})", effect=said, low=low, high=high)
    return f"{said} {unit(finding.outcome, currency)}"


def guess(finding: Finding | None, minimum: int, currency: str) -> str:
    """Say the best guess, drawn together over all plays; nothing of fewer than `minimum`."""
    if finding is None or not enough(finding, minimum) or math.isnan(finding.guess):
        return ""
    return f"{number(finding.guess, finding.outcome)} {unit(finding.outcome, currency)}"


def changed(finding: Finding | None, minimum: int, currency: str) -> str:
    """Say a difference, and after it the best guess, called so."""
    said, guessed = (each(finding, minimum, currency) for each in (effect, guess))
    if not said or not guessed:
        return said
    return _("{effect}. Best guess: {guess}.", effect=said, guess=guessed)


def unit(outcome: str, currency: str) -> str:
    """Name in the language now spoken in what a measure is told."""
    return _(UNITS[outcome], currency=currency)


def number(value: float | None, outcome: str) -> str:
    """Say a difference in the unit of its measure, with its sign."""
    from babel.numbers import format_decimal

    if value is None or not math.isfinite(value):
        return "–"
    scale, places = (100, 1) if outcome in HAPPENING else (1, 2)
    rounded = round(scale * value, places) + 0.0  # what rounds to nought has no sign
    digits = "0" * places
    pattern = f"+#,##0.{digits};-#,##0.{digits}" if rounded else f"0.{digits}"
    return str(format_decimal(rounded, format=pattern, locale=language()))


def works(trial: Trial) -> bool:
    """Tell whether a play is shown to work and has not been stopped."""
    return trial.own is not None and trial.own.verdict == judging.WORKS and not halts(trial)


def halts(trial: Trial) -> bool:
    """Tell whether a play was stopped or is shown to harm."""
    own = trial.own
    return trial.told.stopped or (own is not None and own.verdict == judging.HARMS)


def serves(definition: Mapping[str, Any]) -> str:
    """Say whom a play serves."""
    return {"theirs": _("them"), "ours": _("us"), "both": _("both")}.get(
        definition["whose_convenience"], ""
    )
