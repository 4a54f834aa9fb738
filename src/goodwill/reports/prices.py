"""The prices of one breach and of one grace, kind by kind, and where a figure is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.reports import families, guards, shapes
from goodwill.reports.evidence import guards as guards_of
from goodwill.reports.planted import planted
from goodwill.reports.report import Chart, Column, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed
    from goodwill.ledger.statement import Share
    from goodwill.reports.evidence import Finding
    from goodwill.reports.planted import Planted

    Sums = Mapping[str, Share]
    """What each family came to over the period."""


def tables(
    closed: Closed, period: str | None, found: tuple[Finding, ...], breaches: Sums, graces: Sums
) -> tuple[Table, ...]:
    """Lay out breaches, graces apart from them, and what is withheld; empty ones are left out."""
    truth = planted(closed)
    laid = (
        _priced(closed, period, [one for one in found if one.verdict == "breach"], breaches, truth),
        _priced(closed, period, [one for one in found if one.verdict == "grace"], graces, {}),
        _withheld(period, found),
    )
    return tuple(table for table in laid if table.rows)


def asked(period: str | None, one: Finding) -> dict[str, str]:
    """Give the parameters that open the grounds of a price."""
    verdict = {} if one.verdict == "breach" else {"verdict": one.verdict}
    return {"family": one.family, **verdict, **({"period": period} if period else {})}


def _priced(
    closed: Closed,
    period: str | None,
    found: list[Finding],
    sums: Sums,
    truth: Mapping[str, Planted],
) -> Table:
    rows = tuple(_row(closed, period, one, sums.get(one.family), truth) for one in found)
    graces = bool(found) and found[0].verdict == "grace"
    return Table(
        "graces" if graces else "breaches",
        _("What one grace wins") if graces else _("What one breach costs"),
        _columns(truth, graces=graces),
        rows,
        _contrary(found[0])
        if graces
        else _(
            "Each price is the mean over the breaches in this book; with a customer who buys much"
            " and often, one costs more."
        ),
    )


def _columns(truth: Mapping[str, Planted], *, graces: bool) -> tuple[Column, ...]:
    weeks = _("Counted in ordinary weeks of forgetting us.")
    return (
        Column("family", _("Kind")),
        Column("price", _("Price of one"), "estimate"),
        Column("price_low", _("from"), "estimate"),
        Column("price_high", _("to"), "estimate"),
        Column(
            "wear",
            _("Renews the relation by") if graces else _("Ages the relation by"),
            "weeks",
            weeks,
        ),
        *((Column("planted", _("Planted (simulated)"), "weeks", weeks),) if truth else ()),
        Column("grade", _("Founded on"), "grounds"),
        Column(
            "from_studies",
            _("From studies"),
            "share",
            _("How much of the answer comes from published studies."),
        ),
        Column("checks", _("Checks")),
        Column("number", _("Times"), "number", _("In this period.")),
        Column("sum", _("In this period"), "money"),
        Column("sum_low", _("from"), "money"),
        Column("sum_high", _("to"), "money"),
    )


def _row(
    closed: Closed,
    period: str | None,
    one: Finding,
    share: Share | None,
    truth: Mapping[str, Planted],
) -> Row:
    true = truth.get(one.family)
    values: tuple[Any, ...] = (
        families.say(one.family), one.price, one.price_low, one.price_high,
        None if one.wear is None else abs(one.wear),
        *((true.wear if true else None,) if truth else ()),
        one.grade, one.prior_share,
        _("own figure withheld") if one.withheld else guards.counted(guards_of(closed, one)),
        *((share.number, share.amount, share.low, share.high) if share else (0, None, None, None)),
    )  # fmt: skip
    return Row(values, ("costs", asked(period, one)))


def _contrary(grace: Finding) -> str:
    from goodwill.pricing.priors import prior

    return _(
        "Kept apart from breaches and never set off against them. The evidence speaks against"
        " counting on it: studies find that exceeding what was expected hardly makes customers"
        " stay, and that a failure put right brings no more purchases ({cites}).",
        cites=prior(grace.family, "grace").cites,
    )


def _withheld(period: str | None, found: tuple[Finding, ...]) -> Table:
    rows = tuple(
        Row(
            (families.say(one.family), guards.reason(one.withheld), guards.helps(one.withheld)),
            ("costs", asked(period, one)),
        )
        for one in found
        if one.withheld
    )
    return Table(
        "withheld",
        _("Where your own figure is withheld"),
        (
            Column("family", _("Kind")),
            Column("reason", _("Why"), "sentence"),
            Column("helps", _("What would help"), "sentence"),
        ),
        rows,
        _(
            "Your records gave a figure, but it did not stand up to a check; so the one from"
            " published studies is used."
        ),
    )


def pictures(found: tuple[Finding, ...]) -> tuple[Chart, ...]:
    """Draw what is assumed of every kind of breach beside what the company's own records say."""
    rows = shapes.beliefs([one for one in found if one.verdict == "breach"])
    if not rows:
        return ()
    return (
        Chart(
            "beliefs",
            _("Assumed, and what your own records say"),
            _(
                "By how much more often customers leave just after one breach. Hollow: assumed from"
                " studies; filled: from your own records. Lines are the 95 % intervals."
            ),
            "breaches",
            shapes.dots(rows),
            shapes.dots(rows, narrow=True),
        ),
    )
