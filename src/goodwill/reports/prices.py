"""The prices of one breach and of one grace, kind by kind, and where a figure is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.reports import families, guards, shapes
from goodwill.reports.evidence import guards as guards_of
from goodwill.reports.faces import headline
from goodwill.reports.planted import planted
from goodwill.reports.report import Chart, Column, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    broken, kind = ([one for one in found if one.verdict == v] for v in ("breach", "grace"))
    laid = (
        Table(
            "breaches",
            _("What one breach costs"),
            _columns(truth, graces=False),
            tuple(_row(closed, period, one, breaches.get(one.family), truth) for one in broken),
            _(
                "Each price is the mean over the breaches in this book; with a customer who buys"
                " much and often, one costs more."
            ),
        ),
        Table(
            "graces",
            _("What one grace wins"),
            _columns({}, graces=True),
            tuple(_row(closed, period, one, graces.get(one.family), {}) for one in kind),
            f"{_which_pays(closed, broken, kind)} {_contrary()}",
        ),
        _withheld(found),
    )
    return tuple(table for table in laid if table.rows)


def asked(period: str | None, one: Finding) -> dict[str, str]:
    """Give the parameters that open the grounds of a price."""
    verdict = {} if one.verdict == "breach" else {"verdict": one.verdict}
    return {"family": one.family, **verdict, **({"period": period} if period else {})}


def _columns(truth: Mapping[str, Planted], *, graces: bool) -> tuple[Column, ...]:
    weeks = _("Counted in ordinary weeks of forgetting us.")
    return (
        Column("family", _("Kind")),
        Column("price", _("Price of one"), "estimate"),
        Column("price_low", _("Interval"), "estimate"),
        Column("price_high", _("to"), "estimate"),
        Column(
            "wear",
            _("Renews the relation by") if graces else _("Ages the relation by"),
            "weeks",
            weeks,
        ),
        *(
            (Column("planted", _("Planted (simulated)"), "weeks", _planted_note()),)
            if truth
            else ()
        ),
        Column("grade", _("Founded on"), "grounds"),
        Column(
            "from_studies",
            _("From studies"),
            "share",
            _("How much of the answer comes from published studies."),
        ),
        Column("checks", _("Checks")),
        Column("number", _("Times"), "number", _("In this period.")),
        Column("sum", _("In this period"), "estimate"),
        Column("sum_low", _("Interval"), "estimate"),
        Column("sum_high", _("to"), "estimate"),
    )


def _planted_note() -> str:
    return _("The example's customers mind every breach alike; here shared out over its size.")


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
        *((share.number, *share.money) if share else (0, None, None, None)),
    )  # fmt: skip
    return Row(values, ("costs", asked(period, one)))


def _which_pays(closed: Closed, broken: Sequence[Finding], kind: Sequence[Finding]) -> str:
    """Set what one grace wins beside what one breach costs, and say whether that is certain."""
    cost, won = _mean(broken), _mean(kind)
    if cost is None or won is None:
        return ""
    said = _(
        "On average one grace wins about {won} here, and one breach costs about {cost}.",
        won=headline(round(won), "money", closed.currency, estimate=True),
        cost=headline(round(-cost), "money", closed.currency, estimate=True),
    )
    if all((one.price_low or 0) > 0 for one in kind):
        return said
    return f"{said} " + _(
        "It is not certain that a grace wins anything: the ranges include nothing."
    )


def _mean(found: Sequence[Finding]) -> float | None:
    """Give the mean price over all dealings of these kinds."""
    number = sum(one.number or 0 for one in found)
    return sum((one.price or 0) * (one.number or 0) for one in found) / number if number else None


def _contrary() -> str:
    from goodwill.pricing.priors import prior

    return _(
        "Graces are kept apart from breaches and never set off against them. The evidence speaks"
        " against counting on them: studies find that exceeding what was expected hardly makes"
        " customers stay, and that a failure put right brings no more purchases ({cites}).",
        cites=prior("waiting", "grace").cites,
    )


def _called(one: Finding) -> str:
    family = families.say(one.family)
    return _("{family}: graces", family=family) if one.verdict == "grace" else family


def _withheld(found: Sequence[Finding]) -> Table:
    """Say why figures are withheld, each reason once with the kinds that it holds for."""
    kinds: dict[str, list[str]] = {}
    for one in found:
        if one.withheld:
            kinds.setdefault(one.withheld, []).append(_called(one))
    return Table(
        "withheld",
        _("Where your own figure is withheld"),
        (
            Column("family", _("Kind"), "sentence"),
            Column("reason", _("Why"), "sentence"),
            Column("helps", _("What would help"), "sentence"),
        ),
        tuple(
            Row((", ".join(called), guards.reason(guard), guards.helps(guard)))
            for guard, called in kinds.items()
        ),
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
