"""How the price of one breach or grace was reckoned: from the customer as known on that day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.models import customer_on
from goodwill.reports import effects, families, guards
from goodwill.reports.evidence import finding
from goodwill.reports.faces import explained, say
from goodwill.reports.report import Column, Row, Table, Told
from goodwill.reports.standards import title_of
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from goodwill.book import Closed
    from goodwill.ledger.models import Customer
    from goodwill.reports.evidence import Finding

Line = tuple[str, object, str]
"""What it is, its value, and the kind of the value."""


class Posting(NamedTuple):
    """One priced breach or grace of ours that falls on a moment."""

    standard: str
    family: str
    sign: int
    party: str
    day: dt.date
    amount: int | None
    low: int | None
    high: int | None
    grade: str | None
    size: float | None

    @property
    def verdict(self) -> str:
        """Say as what it was judged."""
        return "grace" if self.sign > 0 else "breach"


def tables(closed: Closed, moment: str) -> tuple[Table, ...]:
    """Lay out how each price on a moment was reckoned, one table for each."""
    return tuple(
        _table(closed, number, posting)
        for number, posting in enumerate(_postings(closed, moment), 1)
        if posting.amount is not None
    )


def notes(closed: Closed, moment: str) -> tuple[str, ...]:
    """Say what the grades mean, why a price is missing, and why a figure is withheld."""
    found = _postings(closed, moment)
    said = [explained({posting.grade for posting in found if posting.grade})]
    if any(posting.amount is None for posting in found):
        said.append(
            _(
                "A breach or grace without a price: on that day the customer had bought too little"
                " to tell what the customer was worth, or no study says what such a thing does."
            )
        )
    for posting in found:
        one = finding(closed, posting.family, posting.verdict)
        if one and one.withheld:
            said.append(
                _(
                    "{family}: your own figure is withheld. {reason}",
                    family=families.say(one.family),
                    reason=guards.reason(one.withheld),
                )
            )
    return tuple(dict.fromkeys(note for note in said if note))


def _postings(closed: Closed, moment: str) -> list[Posting]:
    rows = closed.con.execute(
        """
        SELECT p.standard, p.family, p.sign, p.party, p.day, p.amount, p.low, p.high, p.grade,
               v.size
        FROM postings p JOIN verdicts v USING (verdict_id)
        WHERE p.moment = CAST(? AS BIGINT) AND p.side = 'ours' ORDER BY p.standard
        """,
        [moment],
    ).fetchall()
    return [Posting(*row) for row in rows]


def _table(closed: Closed, number: int, posting: Posting) -> Table:
    one = finding(closed, posting.family, posting.verdict)
    customer = customer_on(closed, posting.party, posting.day)
    grounds = ("costs", {"family": posting.family, "verdict": posting.verdict}) if one else None
    bought = ("moments", {"party": posting.party, "kind": "purchase"})
    parts = (
        (_outcome(posting, customer, closed), None),
        (_of_customer(customer, closed) if customer else (), bought),
        (_of_effect(posting, one), grounds),
    )
    return Table(
        f"price_{number}" if number > 1 else "price",
        _("How it was priced: {standard}", standard=title_of(closed.standards(), posting.standard)),
        (Column("what", _("What it is")), Column("value", _("Value"), "any")),
        tuple(
            Row((what, Told(value, kind)), opens)
            for lines, opens in parts
            for what, value, kind in lines
        ),
        _(
            "Price = what the customer is worth with it, less what the customer was worth without"
            " it; and worth = margin × sum of a purchase × chance that the customer is still there"
            " × purchases in a year, added up over the years ahead, later money counting less."
        ),
    )


def _outcome(posting: Posting, customer: Customer | None, closed: Closed) -> Iterator[Line]:
    assert posting.amount is not None
    yield (_("Price"), posting.amount, "money")
    yield (_("Interval (95 %)"), _interval(posting, closed), "text")
    yield (_("Founded on"), posting.grade or "", "grounds")
    if customer:
        without = round(customer.worth * closed.scale)
        yield (_("Worth of the customer without it"), without, "money")
        yield (_("Worth of the customer with it"), without + posting.amount, "money")


def _interval(posting: Posting, closed: Closed) -> str:
    low, high = (say(end, "money", closed.currency) for end in (posting.low, posting.high))
    return _("{low} to {high}", low=low, high=high)


def _of_customer(customer: Customer, closed: Closed) -> Iterator[Line]:
    yield (_("Days with a repeat purchase"), customer.purchases, "number")
    yield (_("Time since the last purchase"), customer.silent, "weeks")
    yield (_("Time since the first purchase"), customer.age, "weeks")
    yield (_("Chance that the customer was still there"), customer.alive, "share")
    yield (_("Purchases in a year, while still there"), round(customer.rate, 2), "number")
    yield (_("Sum of a purchase"), round(customer.spend * closed.scale), "money")
    yield (_("Margin"), closed.margin, "share")


def _of_effect(posting: Posting, one: Finding | None) -> Iterator[Line]:
    from goodwill.pricing.treatment import dose

    size = math.nan if posting.size is None else posting.size
    counted = 1.0 if posting.sign > 0 else float(dose(size)[()])
    yield (_("Counts as this many breaches at the limit"), round(counted, 2), "number")
    if one is None:
        return
    yield (_("Leaves more often just after one"), effects.rise(one.leaving), "share")
    yield (_("Buys more often just after one"), effects.rise(one.buying), "share")
    yield (_("Half forgotten after"), one.half_life, "weeks")
    renews = posting.sign > 0
    wear = None if one.wear is None else abs(one.wear)
    yield (_("Renews the relation by") if renews else _("Ages the relation by"), wear, "weeks")
