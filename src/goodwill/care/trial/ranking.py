"""Who gets a play first: those who gain most from it, not those most at risk; or nobody.

Below the size at which an order by gain beats chance there is no order, and the reason is said.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodwill.care.trial.terms import Terms
    from goodwill.pricing.trials.uplift import Uplift


class Ranking(NamedTuple):
    """Parties by what they gain, the most first; in no order where `ordered` is false."""

    parties: tuple[str, ...]
    gains: tuple[float, ...]
    """Gains upwards, in the unit of the outcome; the same for all where there is no order."""
    ordered: bool
    found: Uplift


def rank(
    terms: Terms,
    arm: str,
    parties: Sequence[str],
    in_play: Sequence[bool],
    outcome: Sequence[float],
    before: Mapping[str, Sequence[float]],
) -> Ranking:
    """Rank parties of one arm and the held out by gain.

    `in_play` and `outcome` go with `parties`; `before` are columns of what was known before the
    lot, and nothing else may stand there: a column of what came after it would choose by result.
    """
    import numpy as np

    from goodwill.pricing.trials.uplift import uplift

    drawn = np.asarray(in_play, dtype=np.float64)
    gained = terms.sign * np.asarray(outcome, dtype=np.float64)
    columns = np.column_stack([np.asarray(each, dtype=np.float64) for each in before.values()])
    found = uplift(columns, drawn, gained, terms.share_of(arm), seed=len(parties))
    if not found.opened:
        return Ranking(tuple(parties), tuple(found.gain.tolist()), ordered=False, found=found)
    order = np.argsort(-found.gain, kind="stable")
    names = tuple(parties[place] for place in order)
    return Ranking(names, tuple(found.gain[order].tolist()), ordered=True, found=found)


def say_ranking(ranking: Ranking) -> str:
    """Say in the language now spoken whether there is an order, and why not."""
    if ranking.ordered:
        return _("Those who gain most from it come first. Who is at risk is another question.")
    if math.isnan(ranking.found.deviate) or len(ranking.parties) < 2:
        return _("Nobody comes first: nothing known before the lot tells customers apart.")
    return _(
        "Nobody comes first: with so few customers, an order by gain cannot be told from chance."
    )
