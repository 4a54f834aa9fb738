"""The statement of goodwill: what the customers are worth, what was won and where it was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.statement import Share, Statement, statement
from goodwill.ledger.summed import each, slices
from goodwill.reports import cases, charts, conduct, families
from goodwill.reports.cuts import behind, cuts, untold
from goodwill.reports.effects import grades, joined, weakest
from goodwill.reports.faces import headline
from goodwill.reports.parts import days, period_choice
from goodwill.reports.report import Chart, Column, Figure, Report, Row, Table, Told
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("period",)
READERS = ("owner",)
FEW = 5
"""So many of the dearest cases stand on the statement."""


def draw(closed: Closed, period: str | None = None) -> Report:
    """Draw up the statement over the last month, quarter or year of a closed book."""
    opening = closed.opening(period)
    begin, _days = each(closed, opening)
    drawn = closed.once(
        ("statement", opening), lambda: statement(closed.con, opening, closed.as_of, begin)
    )
    losses = slices(closed, "family", opening)
    return Report(
        name="statement",
        first=conduct.section(closed, period),
        title=_("Statement of goodwill"),
        lead=_lead(closed, opening, drawn, losses),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, period, drawn, losses),
        tables=_tables(closed, period, drawn, losses),
        charts=(_picture(closed, drawn),) if drawn.customers_closing else (),
        notes=(*untold(closed, opening), *_notes(closed, opening, drawn)),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def _tables(
    closed: Closed, period: str | None, drawn: Statement, losses: list[Share]
) -> tuple[Table, ...]:
    """Give the statement and its cuts; nothing where worths cannot be told, since 0 is a claim."""
    opening = closed.opening(period)
    dearest = _dearest(closed, opening, period)
    if not drawn.customers_closing:
        return dearest
    return (_tree(closed, period, drawn, losses), *dearest, *cuts(closed, opening))


def _dearest(closed: Closed, opening: dt.date, period: str | None) -> tuple[Table, ...]:
    """Show the few cases that cost most, with the way to all of them."""
    rows = cases.worst(closed, opening, FEW)
    if not rows:
        return ()
    table = cases.table(closed, opening, rows)
    total = int(rows[0][-1])
    said = ngettext("{number} case in all", "All {number} cases", total)
    nothing = (None,) * (len(table.columns) - 1)
    all_of_them = Row(
        (Told(said, "text"), *nothing), ("cases", {"period": period} if period else {}), strong=True
    )
    return (
        Table(
            "dearest", _("What cost us most"), table.columns, (*table.rows, all_of_them),
            _("Open a case to see what happened in it, and what each breach was reckoned from."),
        ),
    )  # fmt: skip


def _lead(closed: Closed, opening: dt.date, drawn: Statement, losses: list[Share]) -> str:
    if not drawn.customers_closing:
        return _(
            "Cannot tell yet what your customers are worth: too few of them have bought twice."
        )
    if not any(share.priced for share in losses):
        return _("No breach of our standards could be priced in this period.")
    broken = ngettext(
        "{days}: we broke our own standards {number} time.",
        "{days}: we broke our own standards {number} times.",
        sum(share.number for share in losses),
        days=days(opening, closed.as_of),
    )
    places = {
        "lost": headline(-drawn.lost, "money", closed.currency, estimate=True),
        "family": families.say(losses[0].name or ""),
    }
    return f"{broken} {_cost_said(set(grades(closed, opening, -1).values()), places)}"


def _cost_said(founded: set[str], places: dict[str, str]) -> str:
    """Say what the breaches cost, and whose word that is."""
    if founded <= {"assumed"}:
        return _(
            "By published experience that costs about {lost} of goodwill, most of it under:"
            " {family}.",
            **places,
        )
    if "assumed" not in founded:
        return _(
            "By your own records, read together with published studies, that costs about {lost} of"
            " goodwill, most of it under: {family}.",
            **places,
        )
    return _(
        "By your own records where they can tell, and by published studies elsewhere, that costs"
        " about {lost} of goodwill, most of it under: {family}.",
        **places,
    )


def _figures(
    closed: Closed, period: str | None, drawn: Statement, losses: list[Share]
) -> tuple[Figure, ...]:
    if not drawn.customers_closing:
        return ()
    gains = slices(closed, "family", closed.opening(period), 1)
    lost = _treated(closed, period, "lost", _("Lost by our breaches"), drawn.lost, losses)
    gained = _treated(closed, period, "gained", _("Won by grace"), drawn.gained, gains)
    return (lost, gained, _worth(closed, drawn), _customers(drawn))


def _treated(
    closed: Closed, period: str | None, name: str, label: str, amount: int, shares: list[Share]
) -> Figure:
    """Give what breaches cost or graces won, with the number of them and the way to its grounds."""
    number = sum(share.number for share in shares)
    if name == "lost":
        said = ngettext(
            "{number} breach of our own standards.",
            "{number} breaches of our own standards.",
            number,
        )
    else:
        said = ngettext(
            "{number} time we did more than was owed.",
            "{number} times we did more than was owed.",
            number,
        )
    if not number:
        return Figure(name, label, amount, "money", sentence=said)
    founded = grades(closed, closed.opening(period), -1 if name == "lost" else 1)
    ends, grade = joined(shares, founded), weakest(set(founded.values()))
    opens = ("costs", {"period": period} if period else {})
    return Figure(name, label, amount, "money", *ends, grade, said, opens)


def _worth(closed: Closed, drawn: Statement) -> Figure:
    low, high = closed.total(closed.as_of)
    sentence = ngettext(
        "What the known customers are expected to bring in the next {number} year, in today's"
        " money.",
        "What the known customers are expected to bring in the next {number} years, in today's"
        " money.",
        closed.horizon_years,
    )
    return Figure(
        "closing", _("Goodwill now"), drawn.closing, "money", low, high, "observed", sentence,
        ("parties", {}),
    )  # fmt: skip


def _customers(drawn: Statement) -> Figure:
    new = ngettext(
        "{number} of them is new in this period.",
        "{number} of them are new in this period.",
        drawn.customers_new,
    )
    return Figure(
        "customers",
        _("Customers"),
        drawn.customers_closing,
        "number",
        sentence=new if drawn.customers_new else _("None of them is new in this period."),
        opens=("parties", {}),
    )


def _steps(drawn: Statement) -> list[tuple[str, str, int]]:
    """Name the changes from opening to closing, in the order of the statement."""
    return [
        ("lost", _("Lost by our breaches"), drawn.lost),
        ("gained", _("Won by grace"), drawn.gained),
        ("new", _("New customers"), drawn.new),
        ("rose", _("Customers who buy on"), drawn.rose),
        ("fell", _("Customers who fall silent"), drawn.fell),
    ]


OPENED = {
    "lost": ("verdicts", {"verdict": "breach"}),
    "gained": ("verdicts", {"verdict": "grace"}),
    "new": ("movements", {"line": "new"}),
    "rose": ("movements", {"line": "rose"}),
    "fell": ("movements", {"line": "fell"}),
}
"""What is behind each line of the statement."""


def _tree(closed: Closed, period: str | None, drawn: Statement, losses: list[Share]) -> Table:
    opening = closed.opening(period)
    gains = slices(closed, "family", opening, 1)
    ours = behind(closed, opening)
    span = {"period": period} if period else {}
    first, last = (("movements", {**span, "line": line}) for line in ("opening", "closing"))
    rows = [Row((_("Opening goodwill"), None, drawn.opening, None, None), first, strong=True)]
    for name, label, amount in _steps(drawn):
        shares = {"lost": losses, "gained": gains}.get(name, [])
        page, wanted = OPENED[name]
        parameters = {**(ours if page == "verdicts" else span), **wanted}
        number = sum(share.number for share in shares) if name in {"lost", "gained"} else None
        founded = grades(closed, opening, -1 if name == "lost" else 1) if shares else {}
        ends = joined(shares, founded) if shares else (None, None)
        opens = (page, parameters) if amount or number else None
        rows.append(Row((label, number, amount, *ends), opens))
        rows += [_branch(share, parameters) for share in shares]
    rows.append(Row((_("Closing goodwill"), None, drawn.closing, None, None), last, strong=True))
    return Table(
        "statement",
        _("From opening to closing"),
        (
            Column("line", _("Line")),
            Column("number", _("Times"), "number"),
            Column("amount", _("Amount"), "money"),
            Column("low", _("from"), "money"),
            Column("high", _("to"), "money"),
        ),
        tuple(rows),
        _(
            "The lines add up to the cent. What our treatment did is set against the ordinary"
            " course (customers who buy on or fall silent), so that nothing is counted twice."
        ),
    )


def _branch(share: Share, parameters: dict[str, str]) -> Row:
    return Row(
        (families.say(share.name or ""), share.number, *share.money),
        ("verdicts", {**parameters, "family": share.name or ""}),
        depth=1,
    )


def _picture(closed: Closed, drawn: Statement) -> Chart:
    def bar(label: str, amount: int) -> charts.Bar:
        said = headline(amount, "money", closed.currency)
        return charts.Bar(label, amount / closed.scale, f"+{said}" if amount > 0 else said)

    changes = [bar(label, amount) for _name, label, amount in _steps(drawn) if amount]
    whole = bar(_("All in all"), drawn.closing - drawn.opening)
    return Chart(
        "waterfall",
        _("What changed our goodwill"),
        _(
            "From {opening} to {closing}. Each bar starts where the one before it ended.",
            opening=headline(drawn.opening, "money", closed.currency),
            closing=headline(drawn.closing, "money", closed.currency),
        ),
        "statement",
        charts.waterfall(changes, whole),
        charts.waterfall(changes, whole, narrow=True),
    )


def _notes(closed: Closed, opening: dt.date, drawn: Statement) -> tuple[str, ...]:
    founded = [*grades(closed, opening, -1).values(), *grades(closed, opening, 1).values()]
    notes = [_grounds_said(set(founded))]
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


def _grounds_said(founded: set[str]) -> str:
    if founded <= {"assumed"}:
        return _(
            "Prices of breaches and graces are assumed: they come from published studies, not yet"
            " from your own records, and may be several times too large or too small."
        )
    return _(
        "Some prices are read off your own records, the others come from published studies and may"
        " be several times too large or too small; the page “What it costs us” says which."
    )
