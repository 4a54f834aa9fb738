"""The grounds of one price: how it is made, what was assumed, what was found, which checks ran."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.problems import InputError, Problem
from goodwill.reports import effects, families, guards, shapes
from goodwill.reports.cuts import behind
from goodwill.reports.evidence import finding
from goodwill.reports.evidence import guards as guards_of
from goodwill.reports.parts import period_choice
from goodwill.reports.planted import planted
from goodwill.reports.report import Chart, Column, Figure, Report, Row, Table, Told
from goodwill.reports.standards import title_of
from goodwill.words import _, language, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.reports.evidence import Finding, Guard

FORMULA = "price = m · z · P(alive) · (r + x) / p · [D(q, c) - D(q, c + b)]"
INTEGRAL = "D(q, c) = ∫ e^(-ρv) · e^(γ c 2^(-v/h)) · (q / (q + H(v)))^s dv"
CLOCK = "H(v) = ∫ e^(δ c 2^(-u/h)) du"


def draw(closed: Closed, period: str | None, family: str, verdict: str) -> Report:
    """Draw the grounds of the price of one breach or grace of a family."""
    one = finding(closed, family, verdict)
    if one is None:
        raise InputError(
            Problem(
                family,
                _("Nothing was found about such a kind in this closed book."),
                _("`goodwill report costs` lists the kinds."),
            )
        )
    checks = guards_of(closed, one)
    return Report(
        name="costs",
        title=_title(one),
        lead=_lead(closed, one),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(one),
        tables=tuple(
            table
            for table in (
                _effects(closed, one),
                _checks(checks),
                _inputs(closed, one),
                _association(one),
                _standards(closed, period, one),
            )
            if table.rows
        ),
        charts=_picture(one),
        notes=_notes(one, checks),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def _title(one: Finding) -> str:
    family = families.say(one.family)
    if one.verdict == "grace":
        return _("{family}: what one grace wins", family=family)
    return _("{family}: what one breach costs", family=family)


def _lead(closed: Closed, one: Finding) -> str:
    if one.price is None:
        return _("No price can be told: it is not known what it does to a customer's worth.")
    places = {
        "price": effects.price_said(one, closed.currency),
        "range": effects.range_said(one, closed.currency),
        "weeks": effects.weeks_said(one.wear),
    }
    if one.verdict == "grace":
        said = _("One grace wins about {price} ({range}).", **places)
        if (one.price_low or 0) <= 0:
            said += " " + _("It may as well win nothing, or do harm.")
    else:
        said = _(
            "One breach costs about {price} ({range}): it ages the relation by {weeks}.", **places
        )
        if (one.price_high or 0) >= 0:
            said += " " + _("It may as well cost nothing.")
    return f"{said} {effects.grade_said(one)}"


def _figures(one: Finding) -> tuple[Figure, ...]:
    opens = ("verdicts", {"family": one.family, "verdict": one.verdict, "side": "ours"})
    number = ngettext(
        "The mean over {number} of them in this book.",
        "The mean over {number} of them in this book.",
        one.number or 0,
    )
    return tuple(
        figure
        for figure in (
            Figure(
                "price", _("Price of one"), one.price, "money", one.price_low, one.price_high,
                one.grade, number, opens,
            ),
            _wear(one),
            Figure(
                "half_life", _("Half forgotten after"), one.half_life, "weeks",
                one.half_life_low, one.half_life_high,
                sentence=_("By then half of the effect is gone; the price is averaged over what"
                           " is believed of it."),
            ),
            Figure(
                "from_studies", _("From published studies"), one.prior_share, "share",
                sentence=_("So much of the answer; the rest comes from your own records."),
            ),
        )
        if figure.value is not None
    )  # fmt: skip


def _wear(one: Finding) -> Figure:
    wear, low, high = one.wear, one.wear_low, one.wear_high
    if one.verdict == "grace" and wear is not None:
        wear, low, high = (None if end is None else -end for end in (wear, high, low))
        return Figure("wear", _("Renews the relation by"), wear, "weeks", low, high)
    return Figure(
        "wear", _("Ages the relation by"), wear, "weeks", low, high,
        sentence=_("So many ordinary weeks of forgetting us, at once."),
    )  # fmt: skip


def _effect_columns() -> tuple[Column, ...]:
    """Who says by how much more often customers leave and buy."""
    return (
        Column("source", _("According to")),
        Column("leaving", _("Leave more often"), "share"),
        Column("leaving_low", _("Interval"), "share"),
        Column("leaving_high", _("to"), "share"),
        Column("buying", _("Buy more often"), "share", _("Below zero: they buy less often.")),
        Column("buying_low", _("Interval"), "share"),
        Column("buying_high", _("to"), "share"),
    )


def _effects(closed: Closed, one: Finding) -> Table:
    """Lay what was assumed, found and used beside each other, as rises of the rates."""
    own: tuple[Any, ...] = (None,) * 6
    if one.own_told:
        own = (
            *effects.rises(one.own_leaving, one.own_leaving_se),
            *effects.rises(one.own_buying, one.own_buying_se),
        )
    rows = [
        Row((_("Assumed from studies"), *effects.rises(one.prior_leaving, one.prior_leaving_sd),
             *effects.rises(one.prior_buying, one.prior_buying_sd), None)),
        Row((_("Your own records alone"), *own, None)),
        Row((_("Used for the price"), *effects.rises(one.leaving, one.leaving_sd),
             *effects.rises(one.buying, one.buying_sd), one.half_life), strong=True),
    ]  # fmt: skip
    truth = planted(closed).get(one.family) if one.verdict == "breach" else None
    if truth:
        rows.append(
            Row((_("Planted (simulated)"), effects.rise(truth.leaving), None, None,
                 effects.rise(truth.buying), None, None, truth.half_life))
        )  # fmt: skip
    return Table(
        "effects",
        _("What it does just after"),
        (*_effect_columns(), Column("half_life", _("Half forgotten after"), "weeks")),
        tuple(rows),
        _own_sentence(one),
    )


def _own_sentence(one: Finding) -> str:
    if one.withheld:
        return _("Your own figure is withheld.") + " " + guards.reason(one.withheld)
    if one.own_leaving is None:
        return _("Your own records have too few cases to say anything by themselves.")
    return _(
        "Your own records are compared within customers: how each behaved after it, against how"
        " the same customer behaves otherwise."
    )


def _checks(checks: tuple[Guard, ...]) -> Table:
    return Table(
        "guards",
        _("The checks of your own figure"),
        (
            Column("guard", _("What is asked"), "sentence"),
            Column("outcome", _("Outcome")),
            Column("answer", _("Answer"), "sentence"),
            Column("figures", _("Figures"), "sentence"),
        ),
        tuple(
            Row((
                guards.asks(guard.name),
                guards.outcome_said(guard.outcome),
                guards.answers(guard),
                guards.figures_said(guard),
            ))
            for guard in checks
        ),
        _("One that fails withholds the figure of your own records; the assumed one is then used."),
    )  # fmt: skip


def _inputs(closed: Closed, one: Finding) -> Table:
    """Give the formula with what goes into it for this family."""
    rows = (
        (
            "δ",
            _("how much one just at the limit raises the rate of leaving (its logarithm)"),
            one.leaving,
            "number",
        ),
        ("γ", _("how much it changes the rate of buying (its logarithm)"), one.buying, "number"),
        ("h", _("half-life: when half of it is forgotten"), one.half_life, "weeks"),
        ("m", _("margin: what is left of a sale after direct costs"), closed.margin, "share"),
        (
            "ρ",
            _("discount: by how much money is worth less if it comes a year later"),
            closed.facts.get("discount"),
            "share",
        ),
        ("v", _("how many years ahead losses count"), closed.horizon_years, "number"),
    )
    return Table(
        "formula",
        _("How the price is made"),
        (
            Column("symbol", _("Symbol")),
            Column("meaning", _("What it is")),
            Column("value", _("Here"), "any"),
        ),
        tuple(
            Row((symbol, meaning, Told(value, kind)))
            for symbol, meaning, value, kind in rows
            if value is not None
        ),
        _(
            "What the customer is worth without it, less what the customer is worth with it:"
            " margin, times the usual sum of a purchase (z), times the chance that the customer is"
            " still there, times the pace of buying, times the weeks of buying that are lost, later"
            " ones counting less."
        )
        + f" `{FORMULA}` `{INTEGRAL}` `{CLOCK}`",
    )


def _association(one: Finding) -> Table:
    values = (
        *effects.rises(one.between_leaving, one.between_leaving_se),
        *effects.rises(one.between_buying, one.between_buying_se),
    )
    rows = () if one.between_leaving is None else (Row((_("Association, not a price"), *values)),)
    return Table(
        "association",
        _("Association, not a price"),
        _effect_columns(),
        rows,
        _(
            "What one would find by comparing customers who met it often with customers who met it"
            " seldom. They differ in much else besides: who deals with us more, who is easier to"
            " lose. On real records such comparisons overstated the effect three to twenty times,"
            " or had it the wrong way round. Therefore it is shown and never priced."
        ),
    )


def _standards(closed: Closed, period: str | None, one: Finding) -> Table:
    """List the standards under which such dealings fell in the period, with their sums."""
    opening = closed.opening(period)
    rows = closed.con.execute(
        """
        SELECT standard, count(*), sum(amount)::BIGINT, sum(low)::BIGINT, sum(high)::BIGINT
        FROM postings WHERE side = 'ours' AND family = $family AND sign = $sign
             AND day > $opening AND day <= $closing
        GROUP BY standard ORDER BY sum(amount) * $sign DESC NULLS LAST, standard
        """,
        {"family": one.family, "sign": 1 if one.verdict == "grace" else -1,
         "opening": opening, "closing": closed.as_of},
    ).fetchall()  # fmt: skip
    words = closed.standards()
    wanted = {**behind(closed, opening), "verdict": one.verdict}
    return Table(
        "standards",
        _("Under which standards, in this period"),
        (
            Column("standard", _("Standard")),
            Column("number", _("Times"), "number"),
            Column("amount", _("Amount"), "money"),
            Column("low", _("from"), "money"),
            Column("high", _("to"), "money"),
        ),
        tuple(
            Row((title_of(words, standard), *rest), ("verdicts", {**wanted, "standard": standard}))
            for standard, *rest in rows
        ),
    )


def _picture(one: Finding) -> tuple[Chart, ...]:
    weeks = shapes.weeks_after(one)
    if not weeks:
        return ()
    return (
        Chart(
            "fading",
            _("How it plays out over the weeks"),
            _(
                "How much more often customers leave, and buy, in each week after it, averaged over"
                " what is believed of the half-life. The shades are the 95 % intervals."
            ),
            "effects",
            shapes.fading(weeks),
            shapes.fading(weeks, narrow=True),
        ),
    )


def _notes(one: Finding, checks: tuple[Guard, ...]) -> tuple[str, ...]:
    from goodwill.pricing.priors import prior

    notes = []
    try:
        known = prior(one.family, one.verdict)
    except KeyError:
        known = None
    if known:
        said = known.words.get(language()) or known.words["en"]
        notes.append(_("{said} Source: {cites}.", said=said, cites=known.cites))
    notes += [said for guard in checks if (said := guards.power_said(guard))]
    if one.withheld:
        notes.append(_("What would help: {sentence}", sentence=guards.helps(one.withheld)))
    return tuple(notes)
