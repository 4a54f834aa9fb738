"""The words of a verdict: what was shown, by when, how sure, and what to do if nothing can be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.trial import judging
from goodwill.care.trial.terms import HAPPENS
from goodwill.words import _, grouped, language, mark, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.care.trial.judging import Finding

WORDS: dict[str, str] = {
    judging.WORKS: mark("works"),
    judging.HARMS: mark("harms"),
    judging.STOPPED: mark("stopped, most likely harms"),
    judging.NO_GAIN: mark("no gain worth having"),
    judging.NOT_YET: mark("not yet provable"),
    judging.NOT_HERE: mark("not provable here"),
    judging.VOID: mark("void"),
}
"""Each verdict in a word or three."""

_DECIDED = {
    judging.WORKS: mark("It works: shown on {day}, after {parties} customers."),
    judging.HARMS: mark("It harms: shown on {day}, after {parties} customers."),
    judging.NO_GAIN: mark(
        "It gains nothing worth having: shown on {day}, after {parties} customers."
    ),
}
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000)


class Provable(NamedTuple):
    """One row of the table of what can be proven with so many customers."""

    parties: int
    one_look: float
    """The highest rate that still shows as a fall, by one look agreed upon beforehand."""
    any_look: float
    """The same, looking whenever one likes. NaN where not even nought shows."""


def word(finding: Finding) -> str:
    """Name the verdict in the language now spoken."""
    return _(WORDS[finding.verdict])


def sentence(finding: Finding) -> str:
    """Say the verdict in the language now spoken; where the play was stopped, that before all."""
    said = _said(finding)
    if finding.stopped and finding.verdict != judging.STOPPED:
        return f"{_stop(finding)} {said}"
    return said


def _said(finding: Finding) -> str:
    if finding.verdict == judging.STOPPED:
        return _stop(finding)
    if finding.verdict in _DECIDED:
        day, parties = _day(finding.decided), grouped(finding.after)
        return _(_DECIDED[finding.verdict], day=day, parties=parties)
    if finding.verdict == judging.VOID:
        return _("Void: the customers do not lie in the arms as the lot drew them.")
    if finding.verdict == judging.NOT_HERE:
        return _("Not provable here: there are too few customers for a difference of this size.")
    if finding.weeks is None:
        return _("Not yet provable, and when cannot be told: too little happens at present.")
    return ngettext(
        "Not yet provable: needs about {number} more week.",
        "Not yet provable: needs about {number} more weeks.",
        finding.weeks,
    )


def difference(finding: Finding, kind: str) -> str:
    """Say where the difference lies between those who had it and those held out."""
    if not math.isfinite(finding.low) or not math.isfinite(finding.high):
        return _("Nothing can be said of the difference yet.")
    if kind == HAPPENS:
        return _(
            "The difference lies between {low} and {high} of a hundred customers.",
            low=_number(100 * finding.low, "+0.0;-0.0"),
            high=_number(100 * finding.high, "+0.0;-0.0"),
        )
    return _(
        "The difference lies between {low} and {high} per customer.",
        low=_number(finding.low, "+#,##0.00;-#,##0.00"),
        high=_number(finding.high, "+#,##0.00;-#,##0.00"),
    )


def best_guess(finding: Finding, kind: str) -> str:
    """Say the pooled best guess, and that it proves nothing; nothing where there is none."""
    if math.isnan(finding.guess):
        return ""
    scale, pattern = (100, "+0.0;-0.0") if kind == HAPPENS else (1, "+#,##0.00;-#,##0.00")
    guess = _number(scale * finding.guess, pattern)
    if kind == HAPPENS:
        return _(
            "Best guess, from all plays together: {guess} of a hundred customers. It proves"
            " nothing.",
            guess=guess,
        )
    return _(
        "Best guess, from all plays together: {guess} per customer. It proves nothing.",
        guess=guess,
    )


def assurance(finding: Finding) -> str:
    """Say how often these verdicts are wrong, however often one looks."""
    sentences = [
        _(
            "However often one looks: a play that gains nothing is said to work in at most {error}"
            " of cases, one that does no harm is said to harm in at most {error} and stopped in at"
            " most {harm_error}.",
            error=_share(finding.error / 2),
            harm_error=_share(finding.harm_error),
        )
    ]
    if finding.comparisons > 1:
        sentences.append(
            ngettext(
                "The error is shared out among {number} comparison.",
                "The error is shared out among {number} comparisons.",
                finding.comparisons,
            )
        )
    return " ".join(sentences)


def provable(rate: float, held_out: float) -> list[Provable]:
    """Give what can be proven by how many customers, where so large a share does it now.

    `rate` is the share of those held out with the outcome, `held_out` how many are; power 80 %,
    error 5 % on both sides together.
    """
    from goodwill.pricing.trials.power import smallest_fall

    return [
        Provable(
            parties,
            smallest_fall(rate, parties, 1 - held_out, peeking=False),
            smallest_fall(rate, parties, 1 - held_out, peeking=True),
        )
        for parties in SIZES
    ]


def advice() -> str:
    """Say what to do where a play cannot be proven."""
    return _(
        "What still can be done: hold out half instead of a few, follow an amount instead of a yes"
        " or no, switch teams on one after another in an order by lot, or read it with other plays."
    )


def _stop(finding: Finding) -> str:
    return _(
        "Stopped on {day}, after {parties} customers: most likely it harms.",
        day=_day(finding.stopped_on),
        parties=grouped(finding.stopped_after),
    )


def _day(day: dt.date | None) -> str:
    from babel.dates import format_date

    return str(format_date(day, "long", locale=language()))


def _number(value: float, pattern: str) -> str:
    from babel.numbers import format_decimal

    places = len(pattern.split(";", maxsplit=1)[0].rpartition(".")[2])
    # a difference that rounds to nought has no sign
    return str(format_decimal(round(value, places) + 0.0, format=pattern, locale=language()))


def _share(value: float) -> str:
    from babel.numbers import format_percent

    return str(format_percent(value, format="#,##0.#\u00a0%", locale=language()))
