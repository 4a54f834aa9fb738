"""The telephone: calls in and out, the switchboard's jump, and the promises to call back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example import causes
from goodwill.example.clock import DAY, HOLIDAYS, minute_of
from goodwill.example.customers import OVERREACHER
from goodwill.example.desk import at_hours, desk_of, opening_times
from goodwill.example.plan import SWITCHBOARD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodwill.example.causes import Fault
    from goodwill.example.clock import Clock, Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.staff import Staff

    Words = NDArray[np.str_]
    Flags = NDArray[np.bool_]

HUMAN_LIMIT = 5.0
"""Minutes within which a person shall pick up."""

CALLS_SHARE = 0.55
"""Calls in for each ticket, on average."""


class Calls(NamedTuple):
    """One value per call; `waited` and `talked` in minutes, NaN where nobody was reached."""

    customer: NDArray[np.int64]
    started: Minutes
    inbound: Flags
    machine: Flags
    waited: Minutes
    talked: Minutes
    team: Words
    person: Words
    purpose: Words


class Callbacks(NamedTuple):
    """Promises to call back: given, due, kept (NaN where it never happened)."""

    customer: NDArray[np.int64]
    given: Minutes
    due: Minutes
    kept: Minutes
    person: Words


def is_open(minutes: Minutes) -> Flags:
    """Tell whether the firm works on the day of each minute."""
    days = minutes // DAY
    closed = [minute_of(day) // DAY for day in HOLIDAYS]
    return ((days + 3) % 7 < 5) & ~np.isin(days, closed)


def calls_in(
    rng: np.random.Generator, people: Customers, staff: Staff, span: tuple[float, float]
) -> tuple[Calls, list[Fault]]:
    """Draw the calls of customers; from a planted day on they meet a switchboard first."""
    customer, started = _ringing(rng, people, span)
    size = len(started)
    night = started % DAY > 22 * 60
    team = desk_of(rng, people, customer)
    person = np.array(staff.people())[staff.serve(rng, team, started)]
    machine = (started >= minute_of(SWITCHBOARD)) & ~night
    where = {"team": team, "person": person, "process": np.where(machine, "switchboard", "")}
    slow = causes.draw(rng, "person_on_the_phone", started, where)
    slow = slow._replace(wrong=slow.wrong & machine)
    missed = causes.draw(rng, "picked_up", started, where)
    missed = missed._replace(wrong=missed.wrong & ~slow.wrong & ~machine & ~night)
    quick = np.clip(rng.exponential(0.5, size), 0.1, 4) + machine * rng.uniform(0, 0.4, size)
    waited = np.where(slow.wrong, rng.uniform(6, 14, size), quick)
    talked = np.round(rng.gamma(2, 2.5, size) * 60) / 60 + 0.5
    calls = Calls(
        customer, started, np.ones(size, bool), machine,
        np.where(missed.wrong, np.nan, np.round(waited * 60) / 60),
        np.where(missed.wrong, np.nan, talked), team, person, np.full(size, "service"),
    )  # fmt: skip
    return calls, [
        causes.gather("person_on_the_phone", slow, customer, started + waited, where),
        causes.gather("picked_up", missed, customer, started, where),
    ]


def _ringing(
    rng: np.random.Generator, people: Customers, span: tuple[float, float]
) -> tuple[NDArray[np.int64], Minutes]:
    """Let customers ring at hours decent on both sides; the overreaching one also at night."""
    customer, minute = opening_times(rng, people, people.contacts * CALLS_SHARE, span)
    open_day = is_open(minute)
    customer, minute = customer[open_day], minute[open_day]
    overseas = people.zone[customer] == "America/New_York"
    # ten to four, and not so near to lunch that a wait would reach into it
    morning, afternoon = at_hours(rng, minute, 10.1, 11.7), at_hours(rng, minute, 12.6, 15.9)
    started = np.where(rng.random(len(minute)) < 0.35, morning, afternoon)
    started = np.where(overseas, at_hours(rng, minute, 15.1, 15.9), started)
    night = (customer == OVERREACHER) & (rng.random(len(minute)) < 0.6)
    started = np.where(night, at_hours(rng, minute, 22.1, 23.6), started)
    order = np.argsort(started, kind="stable")
    return customer[order], started[order]


def calls_out(
    rng: np.random.Generator, people: Customers, staff: Staff, span: tuple[float, float]
) -> tuple[Calls, list[Fault]]:
    """Draw our calls; those to New York are made at our own ten o'clock, which is night there."""
    customer, minute = opening_times(rng, people, people.contacts * 0.25, span)
    open_day = is_open(minute)
    customer, minute = customer[open_day], minute[open_day]
    team = np.where(people.segment[customer] == "business", "Business sales", "Retail sales")
    person = np.array(staff.people())[staff.serve(rng, team, minute)]
    overseas = people.zone[customer] == "America/New_York"
    where = {"team": team, "person": person, "process": np.where(overseas, "home zone", "")}
    drawn = causes.draw(rng, "quiet_hours", minute, where)
    decent = np.where(overseas, at_hours(rng, minute, 15.5, 16.4), at_hours(rng, minute, 9.5, 16.3))
    wrong = np.where(overseas, at_hours(rng, minute, 9, 11.5), at_hours(rng, minute, 22.2, 23.4))
    started = np.where(drawn.wrong, wrong, decent)
    reached = rng.random(len(started)) < 0.7
    calls = Calls(
        customer, started, np.zeros(len(started), bool), np.zeros(len(started), bool),
        np.where(reached, 0.25, np.nan),
        np.where(reached, np.round(rng.gamma(2, 2, len(started)) * 60) / 60 + 0.5, np.nan),
        team, person, np.where(rng.random(len(started)) < 0.6, "sale", "service"),
    )  # fmt: skip
    return calls, [causes.gather("quiet_hours", drawn, customer, started, where)]


def callbacks(
    rng: np.random.Generator, calls: Calls, clock: Clock, end: float
) -> tuple[Callbacks, list[Fault]]:
    """Promise a call back in one call of six, by a named hour; some are late, some forgotten."""
    answered = ~np.isnan(calls.waited) & (calls.started % DAY < 17 * 60)
    rows = np.flatnonzero(answered & (rng.random(len(calls.started)) < 1 / 6))
    given = calls.started[rows] + calls.waited[rows] + calls.talked[rows]
    given = np.ceil(given)
    due = np.ceil(clock.after(given, rng.choice([120.0, 240.0, 480.0], len(rows))) / 15) * 15
    where = {"team": calls.team[rows], "person": calls.person[rows]}
    drawn = causes.draw(rng, "callback_kept", given, where)
    early = np.floor(given + (due - given) * rng.uniform(0.3, 0.9, len(rows)))
    early = np.minimum(np.ceil(clock.after(early, np.full(len(rows), 1.0))), due - 5)
    late = np.ceil(clock.after(due, rng.uniform(60, 900, len(rows))))
    kept = np.where(drawn.wrong, late, np.maximum(early, given + 2))
    forgotten = drawn.wrong & (rng.random(len(rows)) < 0.4)
    kept = np.where(forgotten | (kept > end), np.nan, kept)
    fault = causes.gather("callback_kept", drawn, calls.customer[rows], due, where)
    return Callbacks(calls.customer[rows], given, due, kept, calls.person[rows]), [fault]
