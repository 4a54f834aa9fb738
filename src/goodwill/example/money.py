"""Invoices, payments and credit notes, and the one big customer who begins to pay late."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example import causes, goods
from goodwill.example.clock import DAY, day_of, minute_of
from goodwill.example.customers import BIG
from goodwill.example.plan import LATE_PAYER_AFTER, LATE_PAYER_BEFORE, LATE_PAYER_SINCE

if TYPE_CHECKING:
    from datetime import date

    from goodwill.example.causes import Fault
    from goodwill.example.clock import Clock
    from goodwill.example.customers import Customers
    from goodwill.example.goods import Line, Orders
    from goodwill.example.staff import Staff

DAYS_TO_PAY = 14


class Invoice(NamedTuple):
    """One bill: its order by place, and the day it was paid (None: not yet)."""

    order: int
    customer: int
    day: date
    due: date
    amount: float
    paid: date | None


class Credit(NamedTuple):
    """One credit note, with what had gone wrong and the team that it came from."""

    order: int
    customer: int
    day: date
    amount: float
    reason: str
    team: str


class Papers(NamedTuple):
    """One monthly statement promised to a business for its books."""

    customer: int
    given: float
    due: float
    sent: float
    person: str


def invoices(
    rng: np.random.Generator,
    people: Customers,
    orders: Orders,
    baskets: list[list[Line]],
    end: float,
) -> list[Invoice]:
    """Bill every order: consumers pay when they order, businesses within two weeks or so."""
    # nobody but the one planted ever pays four days later than usual
    habit = rng.integers(-4, 2, len(people))
    noise = rng.integers(-2, 3, len(baskets))
    found = []
    for place, basket in enumerate(baskets):
        customer = int(orders.customer[place])
        day = day_of(orders.minute[place])
        amount = round(sum(line.quantity * line.price for line in basket), 2)
        consumer = people.segment[customer] == "consumer"
        due = day_of(minute_of(day) + (0 if consumer else DAYS_TO_PAY) * DAY)
        late = 0 if consumer else int(habit[customer] + noise[place])
        if customer == BIG:
            late = int(LATE_PAYER_BEFORE)
            if due >= LATE_PAYER_SINCE:
                late = int(LATE_PAYER_AFTER) + int(noise[place])
        paid = day_of(max(minute_of(due) + late * DAY, minute_of(day)))
        here = minute_of(paid) < end
        found.append(Invoice(place, customer, day, due, amount, paid if here else None))
    return found


_HOMES = {
    "no_defect": "Assembly",
    "full_measure": "Central warehouse",
    "right_invoice": "Invoicing",
}


def credits(orders: Orders, bills: list[Invoice], clock: Clock, end: float) -> list[Credit]:  # noqa: A001 - the noun of the books
    """Write a credit note for every planted defect, short measure and wrong invoice."""
    found = []
    for reason, team in _HOMES.items():
        for place in np.flatnonzero(orders.wrong[reason]):
            day = clock.business_day(day_of(orders.delivered[place] + 10 * DAY))
            if minute_of(day) < end:
                share = 0.1 if reason == "full_measure" else 0.3
                amount = max(0.01, round(bills[place].amount * share, 2))
                found.append(
                    Credit(int(place), int(orders.customer[place]), day, amount, reason, team)
                )
    return sorted(found, key=lambda credit: (credit.day, credit.order))


def papers(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    span: tuple[float, float],
) -> tuple[list[Papers], list[Fault]]:
    """Promise the books' papers to some businesses for the fifth of each month."""
    due_days = _fifths(*span)
    who = np.flatnonzero(people.papers)
    customer = np.tile(who, len(due_days))
    due = np.repeat([minute_of(day) + DAY - 1.0 for day in due_days], len(who))
    begun = span[0] + people.born[customer] * 7 * DAY < due - 30 * DAY
    customer, due = customer[begun], due[begun]
    quarter = np.array([day_of(minute).month in {1, 4, 7, 10} for minute in due], bool)
    team = np.full(len(due), "Invoicing")
    person = np.array(staff.people())[staff.serve(rng, team, due - 10 * DAY)]
    process = np.where(quarter, "quarter end", "")
    where = {"team": team, "person": person, "process": process}
    drawn = causes.draw(rng, "papers_in_time", due, where)
    given = np.floor(clock.after(due - 14 * DAY, rng.uniform(1, 400, len(due))))
    early = np.floor(due / DAY) * DAY - rng.integers(0, 3, len(due)) * DAY
    late = np.floor(due / DAY) * DAY + rng.integers(1, 12, len(due)) * DAY
    sent = np.where(drawn.wrong, late, early) + np.floor(rng.uniform(540, 960, len(due)))
    fault = causes.gather("papers_in_time", drawn, customer, due, where)
    rows = zip(customer, given, due, sent, person, strict=True)
    found = [
        Papers(int(c), float(g), float(d), float(s) if s < span[1] else np.nan, str(p))
        for c, g, d, s, p in rows
    ]
    return found, [fault]


def _fifths(start: float, end: float) -> list[date]:
    days = (day_of(start + n * DAY) for n in range(40, int((end - start) / DAY)))
    return [day for day in days if day.day == 5]


def baskets(rng: np.random.Generator, orders: Orders) -> list[list[Line]]:
    """Break every order into its lines."""
    pairs = zip(orders.total, orders.assembled, strict=True)
    return [goods.lines(rng, float(total), assembled=bool(ours)) for total, ours in pairs]
