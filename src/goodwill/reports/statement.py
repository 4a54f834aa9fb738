"""The statement of goodwill: what the customers are worth, what was won and where it was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.statement import Share, Statement, cut, statement
from goodwill.reports import charts, families
from goodwill.reports.faces import say
from goodwill.reports.report import Chart, Column, Figure, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("period",)


def draw(closed: Closed, period: str | None = None) -> Report:
    """Draw up the statement over the last month, quarter or year of a closed book."""
    opening = closed.opening(period)
    drawn = statement(closed.con, opening, closed.as_of)
    losses = cut(closed.con, "family", opening, closed.as_of)
    return Report(
        name="statement",
        title=_("Statement of goodwill"),
        lead=_lead(closed, opening, drawn, losses),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, opening, drawn, losses),
        tables=(_tree(closed, opening, drawn), *_cuts(closed, opening)),
        charts=(_picture(closed, drawn),) if drawn.customers_closing else (),
        notes=_notes(closed, drawn),
    )


def _lead(closed: Closed, opening: dt.date, drawn: Statement, losses: list[Share]) -> str:
    if not drawn.customers_closing:
        return _(
            "Cannot tell yet what your customers are worth: too few of them have bought twice."
        )
    lost = sum(share.amount for share in losses)
    if not losses:
        return _("No breach of our standards could be priced in this period.")
    return _(
        "From {opening} to {closing} our own conduct cost an assumed {lost} of goodwill,"
        " most of it by: {family}.",
        opening=say(opening, "day", closed.currency),
        closing=say(closed.as_of, "day", closed.currency),
        lost=say(-lost, "money", closed.currency),
        family=families.say(losses[0].name or ""),
    )


def _figures(
    closed: Closed, opening: dt.date, drawn: Statement, losses: list[Share]
) -> tuple[Figure, ...]:
    if not drawn.customers_closing:
        return ()
    low, high = closed.total(closed.as_of)
    gains = cut(closed.con, "family", opening, closed.as_of, sign=1)
    behind = {"from": opening.isoformat(), "to": closed.as_of.isoformat()}
    return (
        Figure(
            "closing",
            _("Goodwill now"),
            drawn.closing,
            "money",
            low,
            high,
            "observed",
            _(
                "What the known customers are expected to bring in the next {years} years,"
                " in today's money.",
                years=closed.horizon_years,
            ),
            ("parties", {}),
        ),
        Figure(
            "lost",
            _("Lost by our breaches"),
            drawn.lost,
            "money",
            sum(share.low for share in losses),
            sum(share.high for share in losses),
            "assumed",
            ngettext(
                "{number} breach of our own standards.",
                "{number} breaches of our own standards.",
                sum(share.number for share in losses),
            ),
            ("verdicts", {**behind, "verdict": "breach", "side": "ours"}),
        ),
        Figure(
            "gained",
            _("Gained by grace"),
            drawn.gained,
            "money",
            sum(share.low for share in gains),
            sum(share.high for share in gains),
            "assumed",
            ngettext(
                "{number} time we did more than was owed.",
                "{number} times we did more than was owed.",
                sum(share.number for share in gains),
            ),
            ("verdicts", {**behind, "verdict": "grace", "side": "ours"}),
        ),
        Figure(
            "customers",
            _("Customers"),
            drawn.customers_closing,
            "number",
            sentence=ngettext(
                "{number} of them is new in this period.",
                "{number} of them are new in this period.",
                drawn.customers_new,
            ),
            opens=("parties", {}),
        ),
    )


def _steps(drawn: Statement) -> list[tuple[str, str, int, bool]]:
    return [
        ("opening", _("Opening goodwill"), drawn.opening, True),
        ("new", _("New customers"), drawn.new, False),
        ("rose", _("Customers who buy on"), drawn.rose, False),
        ("gained", _("Gained by grace"), drawn.gained, False),
        ("lost", _("Lost by our breaches"), drawn.lost, False),
        ("fell", _("Customers who fall silent"), drawn.fell, False),
        ("closing", _("Closing goodwill"), drawn.closing, True),
    ]


def _tree(closed: Closed, opening: dt.date, drawn: Statement) -> Table:
    behind = {"from": opening.isoformat(), "to": closed.as_of.isoformat(), "side": "ours"}
    rows: list[Row] = []
    for name, label, amount, total in _steps(drawn):
        verdict = {"gained": "grace", "lost": "breach"}.get(name)
        opens = ("verdicts", {**behind, "verdict": verdict}) if verdict else ("parties", {})
        rows.append(Row((label, amount), opens, strong=total))
        if verdict:
            rows += _branches(closed, opening, verdict, behind)
    return Table(
        "statement",
        _("From opening to closing"),
        (Column("line", _("Line")), Column("amount", _("Amount"), "money")),
        tuple(rows),
        _(
            "The lines add up to the cent. What our treatment did is set against the ordinary"
            " course (customers who buy on or fall silent), so that nothing is counted twice."
        ),
    )


def _branches(closed: Closed, opening: dt.date, verdict: str, behind: dict[str, str]) -> list[Row]:
    sign = 1 if verdict == "grace" else -1
    return [
        Row(
            (families.say(share.name or ""), share.amount),
            ("verdicts", {**behind, "verdict": verdict, "family": share.name or ""}),
            depth=1,
        )
        for share in cut(closed.con, "family", opening, closed.as_of, sign=sign)
    ]


def _cuts(closed: Closed, opening: dt.date) -> tuple[Table, ...]:
    titles = {
        "family": (_("Where it was lost: by kind"), _("Kind")),
        "policy": (_("By policy"), _("Policy")),
        "team": (_("By team"), _("Team")),
        "level": (_("By level"), _("Level")),
    }
    return tuple(_cut(closed, opening, by, *words) for by, words in titles.items())


def _cut(closed: Closed, opening: dt.date, by: str, title: str, label: str) -> Table:
    behind = {"from": opening.isoformat(), "to": closed.as_of.isoformat(), "side": "ours"}
    rows = tuple(
        Row(
            (_slice(closed, by, share.name), share.number, share.amount, share.low, share.high),
            ("verdicts", {**behind, "verdict": "breach", by: share.name or ""}),
        )
        for share in cut(closed.con, by, opening, closed.as_of)
    )
    columns = (
        Column(by, label),
        Column("number", _("Breaches"), "number"),
        Column("amount", _("Amount"), "money"),
        Column("low", _("from"), "money"),
        Column("high", _("to"), "money"),
    )
    return Table(f"by_{by}", title, columns, rows)


def _slice(closed: Closed, by: str, name: str | None) -> str:
    if name is None:
        return _("not recorded")
    if by == "family":
        return families.say(name)
    if by == "level":
        return closed.level_name(int(name))
    return name


def _picture(closed: Closed, drawn: Statement) -> Chart:
    steps = [(label, amount / closed.scale, total) for _name, label, amount, total in _steps(drawn)]
    return Chart(
        "waterfall",
        _("From opening to closing goodwill"),
        _("Each bar starts where the one before it ended; grey bars are standing amounts."),
        "statement",
        charts.waterfall(steps, closed.currency),
    )


def _notes(closed: Closed, drawn: Statement) -> tuple[str, ...]:
    notes = [
        _(
            "Prices of breaches and graces are assumed: they come from published studies, not yet"
            " from your own records, and may be several times too large or too small."
        )
    ]
    if closed.margin == 1.0:
        notes.append(
            _(
                "Goodwill is counted in sales, because no margin is set. Set `margin` in"
                " goodwill.toml to count it in what is left after direct costs."
            )
        )
    if drawn.unpriced:
        notes.append(
            ngettext(
                "{number} breach or grace has no price: the customer's worth cannot be told yet.",
                "{number} breaches or graces have no price: the customers' worth cannot be told"
                " yet.",
                drawn.unpriced,
            )
        )
    return (*closed.warnings(), *notes)
