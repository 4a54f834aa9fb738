"""The verdict on each arm: what the lot proves by now, and how long it still takes.

Gains point upwards in here, whichever way the outcome is better. A verdict once reached stays: the
error rates are those of ever reaching a wrong one, at any look. The best guess is pooled over plays
and labelled so; no verdict rests on it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.trial.terms import HAPPENS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from goodwill.care.trial.course import Course
    from goodwill.care.trial.terms import Terms
    from goodwill.pricing.rows import Flags, Floats

WORKS, HARMS, STOPPED, NO_GAIN, NOT_YET, NOT_HERE, VOID = (
    *("works", "harms", "stopped", "no_gain", "not_yet", "not_here", "void"),
)
"""The verdicts. `stopped`: by the more eager bound, so that nobody is hurt while it is proven;
`no_gain`: a gain worth having is left out; `void`: the lot was not kept."""


class Evidence(NamedTuple):
    """What R looks show of one arm, gains upwards; whatever look decides, the errors hold."""

    effect: Floats
    low: float
    high: float
    """The bounds of the last look."""
    works: Flags
    no_gain: Flags
    harms: Flags
    stops: Flags
    """The one-sided, more eager bound of the harm stop leaves out that it does no harm."""
    variance: float
    """Of the last look's effect."""
    spread: float
    """One party's standard deviation, known or expected."""
    worth: float
    """The smallest gain worth having."""


class Finding(NamedTuple):
    """What is known of one arm of one play; effects in the outcome's own direction and unit."""

    play: str
    arm: str
    outcome: str
    verdict: str
    decided: dt.date | None
    """The day of the look at which the verdict was reached."""
    stopped_on: dt.date | None
    """The day of the look at which the harm stop was reached; none where it was not."""
    stopped_after: int
    """The parties of this arm and the held out that had been followed by then."""
    after: int
    """The parties of this arm and the held out that had been followed by then, or by now."""
    parties: int
    """The parties of this arm that have been followed to the end by now."""
    held_out: int
    effect: float
    low: float
    high: float
    """Where the truth lies, at all looks together, with the arm's share of the error; what the
    verdict left out stays out."""
    weeks: int | None
    """For `not_yet`: about how many more; none where too little happens to tell."""
    error: float
    harm_error: float
    guess: float = math.nan
    guess_low: float = math.nan
    guess_high: float = math.nan
    """The best guess, pooled over plays; it proves nothing."""
    variance: float = math.nan
    spread: float = math.nan
    better: str = "more"
    comparisons: int = 1
    """Arms that share the error."""

    @property
    def stopped(self) -> bool:
        """Whether nobody must get the play any more."""
        return self.stopped_on is not None


def judge(
    terms: Terms,
    course: Course,
    *,
    guesses: dict[str, float] | None = None,
    left: int | None = None,
) -> list[Finding]:
    """Judge every arm of a trial by now; first against the lot itself.

    `guesses` are the pooled effects per arm, which decide only how long it is said to take; `left`
    is how many parties there still are to be drawn, where that is known.
    """
    void = _void(terms, course)
    return [
        _finding(terms, course, name, (guesses or {}).get(name), left, void=void)
        for name in terms.arms
    ]


def _void(terms: Terms, course: Course) -> bool:
    import numpy as np

    from goodwill.pricing.trials.balance import void

    counts = np.array([course.drawn[name] for name in terms.shares], dtype=np.float64)
    return void(counts, np.array(list(terms.shares.values())))


def evidence(terms: Terms, course: Course, arm: str) -> Evidence:
    """Show what each look says of an arm beside the held out."""
    if terms.kind == HAPPENS:
        return _of_happenings(terms, course, arm)
    return _of_amounts(terms, course, arm)


def _of_happenings(terms: Terms, course: Course, arm: str) -> Evidence:
    import numpy as np

    from goodwill.pricing.trials import binary

    counts = course.counts(arm, terms.held_out)
    more = counts if terms.sign > 0 else binary.turned(counts)
    q, worth, alpha = terms.share_of(arm), terms.expected_worth, terms.arm_error
    rate = terms.expected_rate if terms.sign > 0 else 1 - terms.expected_rate
    rise, fall = binary.bets(q, rate, worth), binary.bets(q, 1 - rate, worth)
    less = binary.turned(more)
    against = binary.evidence(less, fall)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = more[:, [0, 2]] / (more[:, [0, 2]] + more[:, [1, 3]])
    error = share[-1:] * (1 - share[-1:]) / (more[-1:, [0, 2]] + more[-1:, [1, 3]])
    two_sided, one_sided = -math.log(alpha / 2), -math.log(terms.harm_error)
    return Evidence(
        share[:, 0] - share[:, 1],
        *_last(*binary.interval(more[-1:], q, rate, worth, alpha)),
        binary.evidence(more, rise) >= two_sided,
        binary.evidence(less, fall, -worth) >= two_sided,
        against >= two_sided,
        against >= one_sided,
        float(error.sum()) if len(error) else math.nan,
        math.sqrt(rate * (1 - rate)),
        worth,
    )


def _of_amounts(terms: Terms, course: Course, arm: str) -> Evidence:
    import numpy as np

    from goodwill.pricing.trials import amounts

    found = amounts.difference(course.sums[arm], course.sums[terms.held_out])
    effect = found.effect * terms.sign
    known = found.spread[np.isfinite(found.spread)]
    spread = float(known[-1]) if len(known) else terms.rate or math.nan
    # the bound is tuned by what was known before, or by the first look that knows anything
    scale = terms.worthwhile(terms.rate or (float(known[0]) if len(known) else math.nan))
    low, high = amounts.interval(found._replace(effect=effect), scale, terms.arm_error)
    above = effect + amounts.one_sided(found.variance, scale, terms.harm_error)
    return Evidence(
        effect,
        *_last(low, high),
        low > 0,
        high < scale,
        high < 0,
        above < 0,
        float(found.variance[-1]) if len(found.variance) else math.nan,
        spread,
        scale,
    )


def bounds(terms: Terms, course: Course, arm: str) -> tuple[Floats, Floats]:
    """Give for R looks where the truth lies, in the outcome's own direction: for a picture."""
    from goodwill.pricing.trials import amounts, binary

    if terms.kind == HAPPENS:
        counts = course.counts(arm, terms.held_out)
        given = terms.share_of(arm), terms.expected_rate, terms.expected_worth, terms.arm_error
        return binary.interval(counts, *given)
    found = amounts.difference(course.sums[arm], course.sums[terms.held_out])
    worth = evidence(terms, course, arm).worth
    return amounts.interval(found, worth, terms.arm_error)


def _last(low: Floats, high: Floats) -> tuple[float, float]:
    """Give the bounds of the last look; none before the first."""
    return (float(low[-1]), float(high[-1])) if len(low) else (-math.inf, math.inf)


def _finding(
    terms: Terms, course: Course, arm: str, guess: float | None, left: int | None, *, void: bool
) -> Finding:
    seen = evidence(terms, course, arm)
    play, held = course.sums[arm].n, course.sums[terms.held_out].n
    stops = seen.stops & (play >= max(1, terms.harm_after))
    stop = int(stops.argmax()) if stops.any() else None
    verdict, look = _verdict(seen, stop, void=void)
    last = len(play) - 1
    at = last if look is None else look
    effect, low, high = _shown(terms, seen, last, verdict)
    weeks = None
    if verdict == NOT_YET:
        verdict, weeks = _outlook(terms, course, arm, seen, guess, left)
    return Finding(
        terms.play, arm, terms.outcome, verdict,
        None if look is None else course.days[look],
        None if stop is None else course.days[stop],
        0 if stop is None else int(play[stop] + held[stop]),
        int(play[at] + held[at]) if last >= 0 else 0,
        int(play[last]) if last >= 0 else 0,
        int(held[last]) if last >= 0 else 0,
        effect, low, high, weeks, terms.arm_error, terms.harm_error,
        variance=seen.variance, spread=seen.spread, better=terms.better,
        comparisons=len(terms.arms),
    )  # fmt: skip


def _verdict(seen: Evidence, stop: int | None, *, void: bool) -> tuple[str, int | None]:
    """Give the verdict and the look at which it was reached; harm before all others.

    A play that was stopped is said to gain nothing worth having where that is shown as well.
    """
    if void:
        return VOID, None
    for verdict, flags in ((HARMS, seen.harms), (WORKS, seen.works), (NO_GAIN, seen.no_gain)):
        if flags.any():
            return verdict, int(flags.argmax())
    return (NOT_YET if stop is None else STOPPED), stop


def _shown(terms: Terms, seen: Evidence, last: int, verdict: str) -> tuple[float, float, float]:
    """Turn the last look's effect and bounds to the outcome's own direction.

    What an earlier look has shown stays shown, since the bounds hold at all looks together: the
    interval never reaches over what its verdict leaves out, unless it has left that side wholly.
    """
    if last < 0:
        return math.nan, -math.inf, math.inf
    effect, low, high = float(seen.effect[last]), seen.low, seen.high
    least = {WORKS: 0.0}.get(verdict, -math.inf)
    most = {HARMS: 0.0, NO_GAIN: seen.worth}.get(verdict, math.inf)
    if low <= most and high >= least:
        low, high = max(low, least), min(high, most)
    return (effect, low, high) if terms.sign > 0 else (-effect, -high, -low)


def _outlook(
    terms: Terms, course: Course, arm: str, seen: Evidence, guess: float | None, left: int | None
) -> tuple[str, int | None]:
    """Say how many weeks it still takes, or that it cannot be proven here."""
    from goodwill.pricing.trials.power import NOTHING, Seen, Shape, until_told

    drawn = course.drawn[arm] + course.drawn[terms.held_out]
    pace = course.pace[arm] + course.pace[terms.held_out]
    worth = seen.worth
    if math.isnan(worth):
        return NOT_YET, None
    shape = Shape(terms.share_of(arm), seen.spread, worth, terms.arm_error)
    known = bool(len(seen.effect)) and math.isfinite(float(seen.effect[-1]))
    ripe = float(course.sums[arm].n[-1] + course.sums[terms.held_out].n[-1]) if known else 0.0
    so_far = Seen(ripe, float(seen.effect[-1])) if known else NOTHING
    hoped = worth if guess is None or math.isnan(guess) else guess * terms.sign
    more = max(0.0, until_told(shape, hoped, so_far) - drawn)
    if left is not None and more > left:
        return NOT_HERE, None
    if (more and not pace) or math.isinf(more):  # nobody comes, or nothing has happened to anybody
        return NOT_YET, None
    weeks = math.ceil(max(1.0, (more / pace if more else 0.0) + terms.days / 7))
    return (NOT_YET, weeks) if weeks <= terms.most_weeks else (NOT_HERE, None)


def pooled(findings: Sequence[Finding]) -> list[Finding]:
    """Add to each finding the best guess, drawn together over all plays given, past ones too."""
    import numpy as np

    from goodwill.pricing.trials.pooling import pool

    if not findings:
        return []
    sign = np.array([1.0 if each.better == "more" else -1.0 for each in findings])
    table = np.array([[each.effect, each.variance, each.spread] for each in findings])
    found = pool(sign * table[:, 0], table[:, 1], table[:, 2])
    ends = np.sort(np.column_stack([sign * found.low, sign * found.high]), axis=1)
    return [
        each._replace(guess=float(middle), guess_low=float(low), guess_high=float(high))
        for each, middle, (low, high) in zip(findings, sign * found.effect, ends, strict=True)
    ]


def judge_all(trials: Iterable[tuple[Terms, Course]]) -> list[Finding]:
    """Judge many trials: first each by itself, then how long each takes by what all came to."""
    pairs = list(trials)
    first = pooled([each for terms, course in pairs for each in judge(terms, course)])
    guessed: dict[tuple[str, str], dict[str, float]] = {}
    for each in first:
        guessed.setdefault((each.play, each.outcome), {})[each.arm] = each.guess
    again = [
        each
        for terms, course in pairs
        for each in judge(terms, course, guesses=guessed[terms.play, terms.outcome])
    ]
    return pooled(again)
