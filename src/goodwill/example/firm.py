"""The whole simulated firm: two years of its life, drawn once from one seed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from goodwill.example import (
    customers,
    desk,
    goods,
    letters,
    life,
    money,
    owner,
    phone,
    playing,
    staff,
    visits,
)
from goodwill.example.clock import DAY, Clock, minute_of

if TYPE_CHECKING:
    from goodwill.example.causes import Fault
    from goodwill.example.customers import Customers
    from goodwill.example.desk import Tickets
    from goodwill.example.goods import Line, Orders
    from goodwill.example.letters import Letter
    from goodwill.example.life import Lives
    from goodwill.example.money import Credit, Invoice, Papers
    from goodwill.example.owner import Conduct
    from goodwill.example.phone import Callbacks, Calls
    from goodwill.example.playing import Lots
    from goodwill.example.staff import Staff
    from goodwill.example.visits import Visits


class Firm(NamedTuple):
    """Everything that happened, before any of it is written down."""

    span: tuple[float, float]
    people: Customers
    staff: Staff
    merged: dict[int, float]
    tickets: Tickets
    calls_in: Calls
    calls_out: Calls
    callbacks: Callbacks
    letters: list[Letter]
    visits: Visits
    papers: list[Papers]
    lives: Lives
    orders: Orders
    baskets: list[list[Line]]
    invoices: list[Invoice]
    credits: list[Credit]
    conduct: Conduct
    faults: list[Fault]
    lots: list[Lots]
    """What was tried by lot; nothing where the firm tries nothing."""


def first_monday(until: date, months: int) -> date:
    """Give the first Monday of the period of so many months that ends with a day."""
    after = until + timedelta(days=1)
    month = after.year * 12 + after.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    return first + timedelta(days=-first.weekday() % 7)


def found(
    seed: int, size: int, months: int, until: date, *, plays: bool = False, bills: bool = True
) -> Firm:
    """Let the firm live: treatment first, since it falls on buyers and the departed alike.

    Where it tries plays, they draw from a stream of their own: without, nothing is otherwise.
    Without `bills` nobody says what the orders are made of, which takes most of the time.
    """
    # each part draws from a stream of its own, so that a change in one does not stir the others
    streams = iter(np.random.default_rng(seed).spawn(13))
    begin = first_monday(until, months)
    start, end = float(minute_of(begin)), float(minute_of(until) + DAY)
    span, weeks = (start, end), int(-(-(end - start) // life.WEEK))
    clock = Clock(begin - timedelta(days=14), until + timedelta(days=60))
    people = customers.draw(next(streams), size, weeks)
    crew = staff.hire()
    tickets, ticket_faults = desk.draw(next(streams), people, crew, clock, span)
    calls_in, in_faults = phone.calls_in(next(streams), people, crew, span)
    calls_out, out_faults = phone.calls_out(next(streams), people, crew, span)
    callbacks, callback_faults = phone.callbacks(next(streams), calls_in, clock, end)
    threads, letter_faults = letters.draw(next(streams), people, crew, clock, span)
    diary, visit_faults = visits.draw(next(streams), people, crew, span)
    papers, paper_faults = money.papers(next(streams), people, crew, clock, span)
    faults = [
        *ticket_faults, *in_faults, *out_faults, *callback_faults, *letter_faults, *paper_faults,
        *visit_faults,
    ]  # fmt: skip
    hits = life.Hits(size, weeks, start)
    hits.add(faults)
    handling = goods.Handling(next(streams), people, crew, clock)
    lots = playing.draw(seed, people, crew, tickets, clock, span) if plays else []
    reacted = playing.reactions(lots, size, weeks, start) if lots else None
    lives = life.live(next(streams), people, hits, handling, reacted)
    orders = _until(handling.orders(), end)
    basketed, billed = next(streams), next(streams)
    baskets = money.baskets(basketed, orders) if bills else []
    invoices = money.invoices(billed, people, orders, baskets, end) if bills else []
    return Firm(
        span, people, crew, _merged(people, span), tickets, calls_in, calls_out, callbacks,
        threads, diary, papers, lives, orders, baskets, invoices,
        money.credits(orders, invoices, clock, end) if bills else [],
        owner.draw(next(streams), people, crew, clock, span), [*faults, *handling.faults],
        lots,
    )  # fmt: skip


def _until(orders: Orders, end: float) -> Orders:
    """Put the orders in order of time and leave out those after the last day."""
    rows = np.argsort(orders.minute, kind="stable")
    rows = rows[orders.minute[rows] < end]
    wrong = {key: flags[rows] for key, flags in orders.wrong.items()}
    columns: list[Any] = [column[rows] for column in orders[:-1]]
    columns.append(wrong)
    return goods.Orders(*columns)


def _merged(people: Customers, span: tuple[float, float]) -> dict[int, float]:
    """Record some early customers twice: from a minute on they go by a second number."""
    early = np.flatnonzero((people.born < 13) & (people.segment == "consumer"))
    chosen = [int(place) for place in early[early > 1][: customers.MERGES]]
    return {place: span[0] + (people.born[place] + 20) * life.WEEK for place in chosen}
