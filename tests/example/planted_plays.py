"""The plays that the simulated firm tried, counted and judged as a close does it.

From the firm's own life to the tables that a close lays out (moments, firings), and from there on
by Goodwill's own ways: what is measured, the lot's sums, the verdicts.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.playbook import load
from goodwill.care.tables import FIRINGS, create
from goodwill.care.trial.declared import HAPPENING, trials_of
from goodwill.care.trial.kept import write_trials
from goodwill.care.trial.outcomes import expected, write_outcomes
from goodwill.example.clock import DAY, Clock, day_of, instant_of
from goodwill.example.customers import number
from goodwill.example.firm import found
from goodwill.example.ticket_events import events
from goodwill.example.ticket_records import home_of
from goodwill.moments.journal import engine
from goodwill.moments.parquet import append, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.care.play import Play
    from goodwill.care.trial.judging import Finding
    from goodwill.example.firm import Firm

Told = tuple[int, str, str, str, str | None, float]
"""A moment before it is numbered: who, about what, kind, direction, policy, minute."""
UNTIL = date(2026, 10, 31)
KINDS = {
    "opened": ("question", "in"),
    "customer replied": ("question", "in"),
    "reopened": ("reopening", "in"),
    "answered": ("answer", "out"),
    "resolved": ("resolution", "out"),
}
"""What the events of a ticket are in the book, as far as plays are judged by them."""
MOMENTS = {
    "id": "BIGINT", "party": "VARCHAR", "about": "VARCHAR", "kind": "VARCHAR",
    "direction": "VARCHAR", "purpose": "VARCHAR", "policy": "VARCHAR", "happened_at": "TIMESTAMP",
    "local_date": "DATE", "amount": "DOUBLE", "currency": "VARCHAR",
}  # fmt: skip


class Judged(NamedTuple):
    """What a seed's firm is told of its plays."""

    findings: list[Finding]

    def of(self, play: str, outcome: str) -> Finding:
        """Give what is told of a play by one of its measures."""
        return next(f for f in self.findings if (f.play, f.outcome) == (play, outcome))


def judged(seed: int, size: int = 2000, until: date = UNTIL) -> Judged:
    """Let a firm live that tries plays, and judge them at the end of its records."""
    firm = found(seed, size, 24, until, plays=True, bills=False)
    plays = {play.name: play for play in load()[0]}
    with engine() as con:
        con.execute("SET threads = 1")
        create(con)
        rows(con, "moments", MOMENTS, _moments(firm))
        append(con, "firings", FIRINGS, _firings(firm))
        begun = {each.tried.play: instant_of(each.drawn.min() - 1) for each in firm.lots}
        terms = [
            each
            for name, since in begun.items()
            for each in trials_of(plays[name], _usual(con, plays[name], since.date()))
        ]
        return Judged(write_trials(con, terms, begun, until, "EUR"))


def _usual(con: DuckDBPyConnection, play: Play, until: date) -> dict[str, float]:
    """Give what a book's first close expects of those held out, from the days before the first."""
    usual = {}
    for measure in (play.outcome.measure, play.harm.measure):
        write_outcomes(con, {measure}, until, "EUR")
        told = expected(con, measure, 7 * play.outcome.weeks, until)
        rate = told.share if measure in HAPPENING else told.spread
        if rate is not None:
            usual[measure] = rate
    return usual


def _moments(firm: Firm) -> Iterator[tuple[Any, ...]]:
    """Give the orders, what the records of the tickets tell, and the plays that were done."""
    told = sorted([*_bought(firm), *_asked(firm), *_done(firm)], key=lambda each: each[-1])
    for n, (who, about, kind, direction, policy, minute) in enumerate(told):
        at = instant_of(minute)
        yield (n, number(who), about, kind, direction, None, policy, at, at.date(), None, None)


def _bought(firm: Firm) -> Iterator[Told]:
    for n, who in enumerate(firm.orders.customer):
        yield int(who), f"order:{n}", "purchase", "in", None, firm.orders.minute[n]


def _asked(firm: Firm) -> Iterator[Told]:
    """The old system of the desk does not know who wrote a second time."""
    clock = Clock(day_of(firm.span[0] - 14 * DAY), day_of(firm.span[1] + 60 * DAY))
    for happened in events(firm.tickets, clock, firm.span[1]):
        place = happened[0].ticket
        logged = home_of(firm.tickets, place) == "log"
        who = int(firm.tickets.customer[place])
        for event in happened:
            if event.action in KINDS and (logged or event.action != "customer replied"):
                yield who, f"ticket:{place}", *KINDS[event.action], None, event.minute


def _done(firm: Firm) -> Iterator[Told]:
    for lots in firm.lots:
        policy = f"play:{lots.tried.play}"
        for who, minute in zip(lots.customer, lots.done, strict=True):
            if not math.isnan(minute):
                yield int(who), "", "news", "out", policy, minute


def _firings(firm: Firm) -> Iterator[Sequence[Any]]:
    for lots in firm.lots:
        for who, minute, played in zip(lots.customer, lots.drawn, lots.played, strict=True):
            party, at = number(int(who)), instant_of(minute)
            row = {
                "key": f"play:{lots.tried.play}:{party}", "play": lots.tried.play,
                "subject": party, "party": party, "fired_at": at, "late": False, "figures": "{}",
                "arm": "played" if played else "held_out", "closed_on": at.date(),
            }  # fmt: skip
            yield [row.get(name) for name in FIRINGS]
