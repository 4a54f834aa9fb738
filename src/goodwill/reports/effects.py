"""How effects on rates are said to people: in per cent, in weeks, with what they are founded on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from goodwill.ledger.summed import founded
from goodwill.reports.faces import between, headline, say
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from goodwill.book import Closed
    from goodwill.ledger.statement import Share
    from goodwill.reports.evidence import Finding

NORMAL_95 = 1.959963984540054
GRADES = ("assumed", "observed", "proven")
ALL = 0.9995
"""A share of studies above it is shown as the whole."""


Rises = tuple[float | None, float | None, float | None]
"""A share with its limits."""


def rise(effect: float | None) -> float | None:
    """Turn an effect on the log of a rate into a share: .13 into a rise of 14 %."""
    return None if effect is None else math.expm1(effect)


def rises(
    effect: float | None, sd: float | None
) -> tuple[float | None, float | None, float | None]:
    """Give an effect with its 95 % limits as shares."""
    if effect is None or sd is None:
        return (rise(effect), None, None)
    reach = NORMAL_95 * sd
    return (rise(effect), rise(effect - reach), rise(effect + reach))


def weakest(grades: set[str]) -> str:
    """Give the grade of a sum: it is founded no better than its weakest part."""
    return next((grade for grade in GRADES if grade in grades), "")


def grades(closed: Closed, opening: dt.date, sign: int) -> dict[str, str]:
    """Say on what the prices of our breaches (-1) or graces (+1) of each family are founded."""
    rows = founded(closed, opening, sign)
    families = {family for family, _grade in rows}
    return {name: weakest({grade for family, grade in rows if family == name}) for name in families}


def joined(shares: Sequence[Share], founded: Mapping[str, str]) -> tuple[int, int]:
    """Join the limits of the sums of several kinds.

    What is assumed of several kinds comes from the same few studies and may be wrong together: its
    limits are added. What is found of each kind in the company's own records is apart: the
    distances are joined by their squares (Zou & Donner 2008).
    """
    whole = sum(share.amount for share in shares)
    own = [share for share in shares if founded.get(share.name or "") in {"observed", "proven"}]
    rest = [share for share in shares if share not in own]
    below = [share.amount - share.low for share in own]
    above = [share.high - share.amount for share in own]
    below.append(sum(share.amount - share.low for share in rest))
    above.append(sum(share.high - share.amount for share in rest))
    return round(whole - math.hypot(*below)), round(whole + math.hypot(*above))


def price_said(one: Finding, currency: str) -> str:
    """Say the price of one, without its sign."""
    return headline(abs(one.price or 0), "money", currency, estimate=True)


def range_said(one: Finding, currency: str) -> str:
    """Say the interval of a price: of a breach as cost, of a grace as gain."""
    sign = -1 if one.verdict == "breach" else 1
    ends = sorted(sign * (end or 0) for end in (one.price_low, one.price_high))
    return between(ends[0], ends[1], "money", currency, estimate=True)


def weeks_said(weeks: float | None) -> str:
    """Say a number of weeks."""
    return say(None if weeks is None else abs(weeks), "weeks", "")


def grade_said(one: Finding) -> str:
    """Say in a sentence on what the price of one family is founded."""
    if one.grade == "proven":
        return _("This is proven: measured against customers held out by lot.")
    if one.grade == "observed":
        return _(
            "This is observed: your own records moved it; {share} of the answer still comes from"
            " published studies.",
            share=say(one.prior_share, "share", ""),
        )
    if one.prior_share is not None and one.prior_share < ALL:
        return _(
            "This still counts as assumed: {share} of the answer comes from published studies, and"
            " your own records alone are not enough to show an effect.",
            share=say(one.prior_share, "share", ""),
        )
    return _("This is assumed: it comes from published studies, not from your own records.")
