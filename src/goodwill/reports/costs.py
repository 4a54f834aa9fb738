"""What it costs us: what one breach of each kind takes away, on what grounds, and the sum of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.summed import slices
from goodwill.reports import effects, families, grounds, modifiers, prices, unseen
from goodwill.reports.cuts import behind
from goodwill.reports.evidence import findings, has
from goodwill.reports.faces import explained, headline
from goodwill.reports.parts import days, period_choice
from goodwill.reports.report import Figure, Report
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.statement import Share
    from goodwill.reports.evidence import Finding
    from goodwill.reports.prices import Sums

PARAMETERS = ("period", "family", "verdict")
READERS = ("owner", "manager", "outsider")


class Page(NamedTuple):
    """What the page is drawn from: the period, what was found, and the sums by kind."""

    closed: Closed
    period: str | None
    found: tuple[Finding, ...]
    breaches: Sums
    graces: Sums


def draw(
    closed: Closed, period: str | None = None, family: str | None = None, verdict: str = "breach"
) -> Report:
    """Draw what each kind of breach costs over a period; with a family, how its price is made."""
    if family:
        return grounds.draw(closed, period, family, verdict)
    if not has(closed, "findings"):
        return _bare(closed, period, _too_old())
    found = tuple(one for one in findings(closed) if one.price is not None)
    if not found:
        return _bare(closed, period, _unknown())
    return _drawn(Page(closed, period, found, _sums(closed, period, -1), _sums(closed, period, 1)))


def _sums(closed: Closed, period: str | None, sign: int) -> Sums:
    shares = slices(closed, "family", closed.opening(period), sign)
    return {share.name or "": share for share in shares}


def _bare(closed: Closed, period: str | None, lead: str) -> Report:
    return Report(
        name="costs",
        title=_("What it costs us"),
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        zone=closed.zone,
        notes=closed.warnings(),
        choices=(period_choice(closed, period),),
    )


def _too_old() -> str:
    return _(
        "This book was closed before prices were examined. Close it again with `goodwill close`,"
        " and this page will say what each breach costs."
    )


def _unknown() -> str:
    return _(
        "Cannot tell yet what a breach costs, because it cannot be told yet what your customers"
        " are worth: too few of them have bought twice."
    )


def _drawn(page: Page) -> Report:
    closed, figures = page.closed, _figures(page)
    told = {figure.grade for figure in figures}
    return Report(
        name="costs",
        title=_("What it costs us"),
        lead=" ".join(
            part for part in (_sum_said(page), _dearest_said(page), _own_said(page)) if part
        ),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=figures,
        tables=(
            *prices.tables(closed, page.period, page.found, page.breaches, page.graces),
            *modifiers.tables(closed),
            *unseen.tables(closed),
        ),
        charts=prices.pictures(page.found),
        notes=_notes(closed, {one.grade for one in page.found} - told),
        zone=closed.zone,
        choices=(period_choice(closed, page.period),),
    )


def _sum_said(page: Page) -> str:
    span = days(page.closed.opening(page.period), page.closed.as_of)
    if not any(share.priced for share in page.breaches.values()):
        return _("{days}: no breach of our standards could be priced.", days=span)
    cost = -sum(share.amount for share in page.breaches.values())
    return _(
        "{days}: our own breaches cost about {lost} of goodwill.",
        days=span,
        lost=headline(cost, "money", page.closed.currency, estimate=True),
    )


def _dearest(page: Page) -> Finding | None:
    breaches = [one for one in page.found if one.verdict == "breach" and (one.price or 0) < 0]
    return min(breaches, key=lambda one: one.price or 0, default=None)


def _dearest_said(page: Page) -> str:
    dearest = _dearest(page)
    if dearest is None:
        return ""
    return _(
        "The dearest kind is “{family}”: one breach costs about {price} and ages the relation by"
        " {weeks}.",
        family=families.say(dearest.family),
        price=effects.price_said(dearest, page.closed.currency),
        weeks=effects.weeks_said(dearest.wear),
    )


def _own_said(page: Page) -> str:
    """Say how many of the prices rest on the company's own records."""
    breaches = [one for one in page.found if one.verdict == "breach"]
    own = sum(one.grade != "assumed" for one in breaches)
    if not breaches:
        return ""
    if not own:
        return _(
            "All these prices are assumed: they come from published studies, because your own"
            " records cannot tell yet."
        )
    if own == len(breaches):
        return _("All these prices rest on your own records.")
    return ngettext(
        "{number} of {all} prices rests on your own records; the others are assumed.",
        "{number} of {all} prices rest on your own records; the others are assumed.",
        own,
        all=len(breaches),
    )


def _figures(page: Page) -> tuple[Figure, ...]:
    found = (_cost(page), _one(page), _borrowed(page), _won(page))
    return tuple(figure for figure in found if figure)


def _cost(page: Page) -> Figure | None:
    shares = tuple(page.breaches.values())
    if not shares:
        return None
    said = ngettext(
        "{number} breach of our own standards.",
        "{number} breaches of our own standards.",
        sum(share.number for share in shares),
    )
    return _sum(page, "cost", _("Cost of our breaches"), shares, "breach", said)


def _won(page: Page) -> Figure | None:
    shares = tuple(page.graces.values())
    if not shares:
        return None
    said = ngettext(
        "{number} time we did more than was owed.",
        "{number} times we did more than was owed.",
        sum(share.number for share in shares),
    )
    return _sum(page, "gained", _("Won by grace"), shares, "grace", said)


def _sum(
    page: Page, name: str, label: str, shares: tuple[Share, ...], verdict: str, said: str
) -> Figure:
    opening = page.closed.opening(page.period)
    founded = effects.grades(page.closed, opening, 1 if verdict == "grace" else -1)
    return Figure(
        name, label, sum(share.amount for share in shares), "money",
        *effects.joined(shares, founded), effects.weakest(set(founded.values())), said,
        ("verdicts", {**behind(page.closed, opening), "verdict": verdict}),
    )  # fmt: skip


def _one(page: Page) -> Figure | None:
    dearest = _dearest(page)
    if dearest is None:
        return None
    return Figure(
        "dearest", _("One breach of the dearest kind"), dearest.price, "money",
        dearest.price_low, dearest.price_high, dearest.grade,
        _(
            "“{family}”: it ages the relation by {weeks}.",
            family=families.say(dearest.family),
            weeks=effects.weeks_said(dearest.wear),
        ),
        ("costs", prices.asked(page.period, dearest)),
    )  # fmt: skip


def _borrowed(page: Page) -> Figure | None:
    """Say how much of the cost comes from studies: the shares of the kinds, weighted by money."""
    parts = [
        (abs(page.breaches[one.family].amount), one.prior_share)
        for one in page.found
        if one.verdict == "breach" and one.family in page.breaches and one.prior_share is not None
    ]
    whole = sum(money for money, _share in parts)
    if not whole:
        return None
    return Figure(
        "from_studies",
        _("From published studies"),
        sum(money * share for money, share in parts) / whole,
        "share",
        sentence=_("So much of the answer; the rest comes from your own records."),
    )


def _notes(closed: Closed, unexplained: set[str]) -> tuple[str, ...]:
    said = (
        explained(unexplained),
        *closed.warnings(),
        _(
            "A price is what the customer is worth without the breach, less what the customer is"
            " worth with it. Choose a kind to see how it is made and which checks it passed."
        ),
        _(
            "“Ages the relation by four weeks” means: after the breach it is as likely that the"
            " customer has left as it would otherwise be four weeks later."
        ),
    )
    return tuple(note for note in said if note)
