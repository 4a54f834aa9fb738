"""What the owner does: visits, calls to the owner's own line, suppliers' bills, and pay days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from goodwill.example.clock import DAY, day_of, instant_of, minute_of
from goodwill.example.customers import number
from goodwill.example.files import GERMAN, PLAIN, File

if TYPE_CHECKING:
    from goodwill.example.clock import Clock
    from goodwill.example.customers import Customers
    from goodwill.example.staff import Staff

OWNER = "E001"
SUPPLIERS = (
    "Birch Handles", "Blade & Son", "Carton Works", "Fern Plastics", "Foundry North", "Ink & Label",
    "Longhaul Freight", "Pallet Pool", "Rope Makers", "Seed House", "Tin Smith", "Wire Mill",
)  # fmt: skip
SQUEEZED = ("Carton Works", "Rope Makers", "Wire Mill")
"""Small suppliers whom the firm pays late once its own big customer pays late."""
SQUEEZED_SINCE = date(2026, 3, 2)
DAYS_TO_PAY = 21
RETREAT = date(2026, 8, 1)
"""Until then the owner goes to see a customer every second week or so; afterwards hardly ever."""
LATE_PAY = (date(2025, 8, 1), date(2026, 9, 1))
"""The months in which the front line was paid three days late."""


class Visit(NamedTuple):
    """The owner goes to see a customer."""

    customer: int
    minute: float


class Ring(NamedTuple):
    """A customer rings the owner's own line; nobody answers after five."""

    customer: int
    minute: float
    answered: bool


class Bill(NamedTuple):
    """One bill of a supplier; not paid yet where `paid` is None."""

    supplier: str
    day: date
    due: date
    amount: float
    paid: date | None


class Pay(NamedTuple):
    """One colleague's pay day."""

    person: str
    due: date
    paid: date


class Conduct(NamedTuple):
    """All that the owner answers for in person."""

    visits: list[Visit]
    rings: list[Ring]
    bills: list[Bill]
    pays: list[Pay]


def draw(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    span: tuple[float, float],
) -> Conduct:
    """Draw two years of the owner's conduct."""
    known = np.flatnonzero((people.segment == "business") & (people.zone == "Europe/Warsaw"))
    known = known[people.born[known] < 8][:12]
    return Conduct(
        _visits(rng, known, clock, span), _rings(rng, known, clock, span),
        _bills(rng, clock, span), _pays(staff, clock, span),
    )  # fmt: skip


def _days(
    rng: np.random.Generator, clock: Clock, span: tuple[float, float], every: float
) -> list[date]:
    """Draw working days, so many apart on average."""
    minutes = span[0] + (60 + np.cumsum(rng.exponential(every, 400))) * DAY
    days = (clock.business_day(day_of(minute)) for minute in minutes[minutes < span[1]])
    return [day for day in days if minute_of(day) < span[1]]


def _visits(rng: np.random.Generator, known: Any, clock: Clock, span: Any) -> list[Visit]:
    found = []
    for day in _days(rng, clock, span, 14):
        customer, hour = int(rng.choice(known)), int(rng.integers(9, 15))
        if day < RETREAT or rng.random() < 0.15:
            found.append(Visit(customer, float(minute_of(day) + hour * 60)))
    return found


def _rings(rng: np.random.Generator, known: Any, clock: Clock, span: Any) -> list[Ring]:
    found = []
    for day in _days(rng, clock, span, 20):
        customer, hour = int(rng.choice(known)), float(rng.uniform(9, 20))
        if not 12 <= hour < 12.5:
            minute = float(round(minute_of(day) + hour * 60))
            found.append(Ring(customer, minute, hour < 16.4))
    return [ring for ring in found if ring.answered or ring.minute % DAY >= 17 * 60]


def _bills(rng: np.random.Generator, clock: Clock, span: Any) -> list[Bill]:
    found = []
    for supplier in SUPPLIERS:
        for day in _days(rng, clock, span, 18):
            due = day + timedelta(days=DAYS_TO_PAY)
            squeezed = supplier in SQUEEZED and day >= SQUEEZED_SINCE
            late = int(rng.integers(8, 25)) if squeezed else 0
            early = 0 if squeezed else int(rng.integers(0, 4))
            paid = due + timedelta(days=late - early)
            amount = round(float(rng.lognormal(6.2, 0.7)), 2)
            found.append(Bill(supplier, day, due, amount, paid if minute_of(paid) < span[1]
                              else None))  # fmt: skip
    return sorted(found, key=lambda bill: (bill.day, bill.supplier))


def _pays(staff: Staff, clock: Clock, span: Any) -> list[Pay]:
    """Pay everybody who was there all month on its last working day."""
    found = []
    for first, due in _months(clock, span):
        for post in staff.posts:
            there = post.since <= first and (post.until is None or post.until >= due)
            if there:
                late = first in LATE_PAY and post.role not in {"owner", "director"}
                found.append(Pay(post.person, due, due + timedelta(days=3 if late else 0)))
    return sorted(found, key=lambda pay: (pay.due, pay.person))


def _months(clock: Clock, span: tuple[float, float]) -> list[tuple[date, date]]:
    """Give the first day of each whole month and its last working day."""
    found: list[tuple[date, date]] = []
    first = day_of(span[0] + 31 * DAY).replace(day=1)
    while True:
        following = (first + timedelta(days=32)).replace(day=1)
        due = following - timedelta(days=1)
        while clock.business_day(due) != due:
            due -= timedelta(days=1)
        if minute_of(following) > span[1]:
            return found
        found.append((first, due))
        first = following


def late_bills(bills: list[Bill], last: date) -> int:
    """Count the bills that were paid after they were due, or are overdue on the last day."""
    return sum((bill.paid or last) > bill.due for bill in bills)


def owner_files(told: Conduct) -> list[File]:
    """Write the owner's diary, the own line's calls, the bills and the pay days; kept by hand."""
    ringing = ("Call ID", "Started At", "Direction", "Customer No", "Agent", "Wait Seconds",
               "Talk Seconds", "Abandoned")  # fmt: skip
    return [
        File("owner_diary.csv", "visits",
             ("Visit No", "Customer No", "Employee", "Planned At", "Arrived At", "Outcome"),
             [(f"D{n + 1}", number(visit.customer), OWNER, instant_of(visit.minute),
               instant_of(visit.minute), "done") for n, visit in enumerate(told.visits)], PLAIN),
        File("direct_line.csv", "calls", ringing,
             [(f"L{n + 1}", instant_of(ring.minute), "inbound", number(ring.customer), OWNER, 12,
               300 if ring.answered else None, "no" if ring.answered else "yes")
              for n, ring in enumerate(told.rings)], PLAIN),
        File("bills.csv", "bills",
             ("Bill No", "Supplier No", "Supplier Name", "Bill Date", "Due Date", "Paid On",
              "Amount", "Currency"),
             [(f"R{n + 1}", f"L-{SUPPLIERS.index(bill.supplier) + 1:02}", bill.supplier, bill.day,
               bill.due, bill.paid, bill.amount, "EUR") for n, bill in enumerate(told.bills)],
             GERMAN),
        File("paydays.csv", "paydays", ("Employee No", "Pay Day", "Paid On"),
             [(pay.person, pay.due, pay.paid) for pay in told.pays], PLAIN),
    ]  # fmt: skip


def planted(told: Conduct, last: date) -> dict[str, Any]:
    """Say what is to be found of the owner's conduct."""
    return {
        "owner": OWNER,
        "visits": len(told.visits),
        "last visit": str(day_of(told.visits[-1].minute)) if told.visits else None,
        "retreat": str(RETREAT),
        "calls to the owner": len(told.rings),
        "of these answered": sum(ring.answered for ring in told.rings),
        "squeezed suppliers": [f"L-{SUPPLIERS.index(name) + 1:02}" for name in SQUEEZED],
        "bills": len(told.bills),
        "bills paid late or overdue": late_bills(told.bills, last),
        "pay days": len(told.pays),
        "paid late": sum(pay.paid > pay.due for pay in told.pays),
    }
