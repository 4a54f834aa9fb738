"""The outlook: ten years as we treat customers today, at our standard, and at the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.reports import fans
from goodwill.reports.evidence import has
from goodwill.reports.faces import headline, say
from goodwill.reports.report import Chart, Choice, Column, Figure, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("measure",)
READERS = ("owner",)
MEASURES = ("customers", "sales")
YEARS = 10
SHOWN_WEEKS = 52
"""The longest look ahead that the picture of the tests shows."""


class Band(NamedTuple):
    """What is expected and the limits of 50, 80 and 95 %; money in minor units."""

    mid: float
    low50: float
    high50: float
    low80: float
    high80: float
    low95: float
    high95: float


class Earlier(NamedTuple):
    """What was said of the purchases of some weeks on an earlier day, and what came."""

    cut: dt.date
    weeks: int
    said: Band
    actual: float

    @property
    def within(self) -> int | None:
        """The narrowest band that held what came; None where none did."""
        pairs = zip((50, 80, 95), self.said[1::2], self.said[2::2], strict=True)
        return next((share for share, low, high in pairs if low <= self.actual <= high), None)


Branches = dict[tuple[str, str, int], Band]
"""Bands by branch, measure and year."""


def draw(closed: Closed, measure: str | None = None) -> Report:
    """Draw the outlook of customers or of sales, and how earlier outlooks fared."""
    if not has(closed, "outlook"):
        return _bare(
            closed,
            _(
                "This book was closed before there was an outlook. Close it again with"
                " `goodwill close`, and this page will look ten years ahead."
            ),
        )
    ahead, tests = _branches(closed), _tests(closed)
    if not ahead:
        return _bare(
            closed,
            _("Cannot tell yet what is to come: too few of your customers have bought twice."),
        )
    chosen = measure if measure in MEASURES else "customers"
    if ("today", chosen, YEARS) not in ahead:
        chosen = "customers"
    return Report(
        name="outlook",
        title=_("Outlook"),
        lead=_lead(closed, ahead),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(ahead, tests),
        tables=(_years(closed, ahead, chosen), _gain(closed, ahead, chosen), _tested(tests)),
        charts=(_fan(closed, ahead, chosen), *_test_picture(tests)),
        notes=_notes(closed),
        zone=closed.zone,
        choices=(_choice(ahead, chosen),),
    )


def _bare(closed: Closed, lead: str) -> Report:
    return Report(
        name="outlook",
        title=_("Outlook"),
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        zone=closed.zone,
        notes=closed.warnings(),
    )


def _branches(closed: Closed) -> Branches:
    rows = closed.con.execute(
        """
        SELECT branch, measure, year, mid, low50, high50, low80, high80, low95, high95
        FROM outlook WHERE high95 IS NOT NULL
        """
    ).fetchall()
    return {(branch, measure, year): Band(*band) for branch, measure, year, *band in rows}


def _tests(closed: Closed) -> list[Earlier]:
    rows = closed.con.execute(
        """
        SELECT cut, weeks, expected, low50, high50, low80, high80, low95, high95, actual
        FROM backtests WHERE high95 IS NOT NULL ORDER BY cut, weeks
        """
    ).fetchall()
    return [Earlier(cut, weeks, Band(*band), actual) for cut, weeks, *band, actual in rows]


def _choice(ahead: Branches, chosen: str) -> Choice:
    words = {"customers": _("Customers"), "sales": _("Sales")}
    offered = [name for name in MEASURES if ("today", name, YEARS) in ahead]
    return Choice("measure", _("Show"), tuple((name, words[name]) for name in offered), chosen)


def _lead(closed: Closed, ahead: Branches) -> str:
    today = ahead["today", "customers", YEARS]
    said = _(
        "If customers go on being treated as they are today, about {number} will be active in ten"
        " years; with the odds four to one, between {low} and {high}.",
        number=_whole(today.mid),
        low=_whole(today.low80),
        high=_whole(today.high80),
    )
    gain = ahead["difference", "customers", YEARS]
    if gain.mid < 0.5:
        return said
    more = _(
        "If every standard of ours were kept from now on, there would be about {number} more.",
        number=_whole(gain.mid),
    )
    money = ahead.get(("difference", "sales", YEARS))
    if money is None:
        return f"{said} {more}"
    worth = _(
        "They would bring about {sales} more in the tenth year.",
        sales=headline(money.mid, "estimate", closed.currency, estimate=True),
    )
    return f"{said} {more} {worth}"


def _whole(number: float) -> str:
    return say(round(number), "number", "")


def _rounded(value: float, measure: str) -> int:
    """Round as far as it is known: whole customers, three digits of money."""
    whole = round(value)
    return whole if measure == "customers" else round(whole, 3 - len(str(abs(whole))))


def _figures(ahead: Branches, tests: list[Earlier]) -> tuple[Figure, ...]:
    asked = (
        ("today", "customers", _("Customers in ten years, treated as today")),
        ("standard", "customers", _("Customers in ten years, at our standard")),
        ("worst", "customers", _("Customers in ten years, at the worst")),
        ("today", "sales", _("Sales of the tenth year, treated as today")),
        ("difference", "sales", _("Sales of the tenth year that our standard would add")),
    )
    found = []
    for branch, measure, label in asked:
        band = ahead.get((branch, measure, YEARS))
        if band:
            kind = "estimate" if measure == "sales" else "number"
            low, mid, high = (
                _rounded(value, measure) for value in (band.low80, band.mid, band.high80)
            )
            sentence = _("Within the range in four cases out of five.")
            name = f"{branch}_{measure}"
            found.append(Figure(name, label, mid, kind, low, high, sentence=sentence))
    if tests:
        held = sum(test.within is not None and test.within <= 80 for test in tests)
        found.append(
            Figure(
                "held",
                _("Earlier outlooks that held"),
                held / len(tests),
                "share",
                sentence=ngettext(
                    "Of {number} outlook made at earlier days, within the band of 80 %.",
                    "Of {number} outlooks made at earlier days, within the band of 80 %.",
                    len(tests),
                ),
            )
        )
    return tuple(found)


def _years(closed: Closed, ahead: Branches, measure: str) -> Table:
    kind = "estimate" if measure == "sales" else "number"
    rows = []
    for year in range(1, YEARS + 1):
        today, standard, worst = (
            ahead[branch, measure, year] for branch in ("today", "standard", "worst")
        )
        values = (today.mid, today.low80, today.high80, standard.mid, worst.mid)
        told = (_rounded(value, measure) for value in values)
        rows.append(Row((closed.as_of.year + year, *told)))
    return Table(
        "years",
        _("Customers at the end of each year") if measure == "customers" else _("Sales by year"),
        (
            Column("year", _("Year")),
            Column("value", _("As today"), kind),
            Column("low", _("from"), kind, _("In four cases out of five.")),
            Column("high", _("to"), kind),
            Column("standard", _("At our standard"), kind),
            Column("worst", _("At the worst"), kind),
        ),
        tuple(rows),
        _("Each year ends on the day of the year on which this book was closed."),
    )


def _gain(closed: Closed, ahead: Branches, measure: str) -> Table:
    kind = "estimate" if measure == "sales" else "number"
    rows = []
    for year in range(1, YEARS + 1):
        band = ahead["difference", measure, year]
        told = (_rounded(value, measure) for value in (band.mid, band.low80, band.high80))
        rows.append(Row((closed.as_of.year + year, *told)))
    return Table(
        "gain",
        _("What our own standard would add"),
        (
            Column("year", _("Year")),
            Column("amount", _("More than today"), kind),
            Column("low", _("from"), kind, _("In four cases out of five.")),
            Column("high", _("to"), kind),
        ),
        tuple(rows),
        _(
            "Both branches share their luck, so the difference between them is surer than either"
            " of them."
        ),
    )


def _tested(tests: list[Earlier]) -> Table:
    rows = tuple(
        Row(
            (
                test.cut,
                test.weeks,
                round(test.said.mid),
                round(test.said.low80),
                round(test.said.high80),
                round(test.actual),
                _("outside all") if test.within is None else f"{test.within} %",
            )
        )
        for test in tests
    )
    return Table(
        "tests",
        _("What we would have said on earlier days"),
        (
            Column("cut", _("Said on"), "day"),
            Column("weeks", _("Weeks ahead"), "number"),
            Column("expected", _("Purchases expected"), "number"),
            Column("low", _("from"), "number", _("In four cases out of five.")),
            Column("high", _("to"), "number"),
            Column("value", _("Purchases that came"), "number"),
            Column("within", _("Within the band of"), sentence=_("The narrowest that held it.")),
        ),
        rows,
        _("Each was reckoned with what was known on its day, and nothing that came after."),
    )


def _fan(closed: Closed, ahead: Branches, measure: str) -> Chart:
    unit = closed.scale if measure == "sales" else 1
    branches = ("today", "standard", "worst")
    now = _now(closed, measure) / unit
    years = [fans.Year(closed.as_of.year, (now,) * 6, (now,) * 3)]
    years += [
        fans.Year(
            closed.as_of.year + year,
            tuple(value / unit for value in ahead["today", measure, year][1:]),
            tuple(ahead[branch, measure, year].mid / unit for branch in branches),
        )
        for year in range(1, YEARS + 1)
    ]
    names = [_("as today"), _("at our standard"), _("at the worst")]
    titles = {
        "customers": _("Customers still active, ten years ahead"),
        "sales": _("Sales by year, ten years ahead"),
    }
    return Chart(
        "fan",
        titles[measure],
        _(
            "The bands are of the branch as today: within the dark one it falls once in two, within"
            " the middle one in four of five cases, within the light one in nineteen of twenty."
        ),
        "years",
        fans.fan(years, names),
        fans.fan(years, names, narrow=True),
    )


def _now(closed: Closed, measure: str) -> float:
    """Give the customers still active at the close, or the sales of the year before it."""
    row = closed.con.execute(
        {
            "customers": "SELECT sum(alive) FROM worths WHERE day = $day",
            "sales": "SELECT sum(amount) FROM sales WHERE day > $day - 365 AND day <= $day",
        }[measure],
        {"day": closed.as_of},
    ).fetchone()
    return float(row[0] or 0) if row else 0.0


def _test_picture(tests: list[Earlier]) -> tuple[Chart, ...]:
    longest = {test.cut: test for test in tests if test.weeks <= SHOWN_WEEKS}
    rows = [
        fans.Past(
            _("{day}, {weeks} weeks", day=say(test.cut, "day", ""), weeks=test.weeks),
            tuple(value / test.said.mid for value in test.said[1:]),
            test.actual / test.said.mid,
        )
        for test in longest.values()
        if test.said.mid > 0
    ]
    if not rows:
        return ()
    return (
        Chart(
            "tests",
            _("Earlier outlooks and what came"),
            _(
                "Purchases as a share of what was expected: the bars are the bands of 50, 80 and"
                " 95 %, the dot is what came."
            ),
            "tests",
            fans.pasts(rows),
            fans.pasts(rows, narrow=True),
        ),
    )


def _notes(closed: Closed) -> tuple[str, ...]:
    return (
        _("As today: breaches as often as in the last year, new customers as many as of late."),
        _("At our standard: no standard of ours is broken any more; all else as today."),
        _(
            "At the worst: breaches as often as in the worst quarter on record, and no new customer"
            " any more."
        ),
        _(
            "The bands hold chance, what the records leave unsure of habits, effects and new"
            " customers, and the error that earlier outlooks turned out to have. Seasons that the"
            " records show come back; a part of the year that they do not show yet makes the bands"
            " wider. What has never happened is not in them."
        ),
        *closed.warnings(),
    )
