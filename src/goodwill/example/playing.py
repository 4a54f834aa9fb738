"""What the firm tried before it kept a book: plays by lot, and how customers took to them."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example.clock import DAY, minute_of
from goodwill.example.customers import BIG, OVERREACHER, number
from goodwill.example.desk import OVERREACH, at_hours
from goodwill.example.plan import NEW_DESK_SYSTEM, NOT_REACHED, PLAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from goodwill.example.clock import Clock, Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.desk import Tickets
    from goodwill.example.plan import Tried
    from goodwill.example.staff import Staff

WEEK = 7 * DAY
HELD_OUT, PLAYED = "held_out", "played"
FULL = 2.0**64


class Lots(NamedTuple):
    """One play's customers: drawn when, into which arm, and done when and by whom.

    Where it was not done, the instant is NaN and the person one who never was asked.
    """

    tried: Tried
    salt: str
    customer: NDArray[np.int64]
    drawn: Minutes
    played: NDArray[np.bool_]
    done: Minutes
    person: NDArray[np.str_]


class Reactions(NamedTuple):
    """The log change of each customer's buying and leaving in each week (weeks, customers)."""

    buying: NDArray[np.float64]
    leaving: NDArray[np.float64]


def salt_of(seed: int, play: str) -> str:
    """Give the salt of a play's lot, as the firm wrote it down when the lot was drawn."""
    return blake2b(f"{seed}:{play}".encode(), digest_size=16).hexdigest()


def held_out(salt: str, customer: str, share: float) -> bool:
    """Tell whether the lot holds a customer out: the rule that docs/trials.md tells, done again."""
    told = blake2b(f"{salt}\0{customer}".encode(), digest_size=8).digest()
    return int.from_bytes(told, "big") / FULL < share


def draw(
    seed: int,
    people: Customers,
    staff: Staff,
    tickets: Tickets,
    clock: Clock,
    span: tuple[float, float],
) -> list[Lots]:
    """Draw the lot of each play at each customer's own occasion, on the next worked minute."""
    rng = np.random.default_rng([seed, 2])
    found = []
    for tried in PLAYS:
        at = _occasions(tried, people, tickets, span)
        rows = np.flatnonzero(~np.isnan(at))
        drawn = np.ceil(clock.after(at[rows], np.ones(len(rows))))
        rows, drawn = rows[drawn < span[1]], drawn[drawn < span[1]]
        salt = salt_of(seed, tried.play)
        played = np.array(
            [not held_out(salt, number(int(row)), tried.held_out) for row in rows], dtype=bool
        )
        done, person = _carried_out(rng, people, staff, clock, rows, drawn)
        reached = played & (rng.random(len(rows)) >= NOT_REACHED) & (done < span[1])
        done = np.where(reached, done, np.nan)
        found.append(Lots(tried, salt, rows, drawn, played, done, person))
    return found


def _occasions(
    tried: Tried, people: Customers, tickets: Tickets, span: tuple[float, float]
) -> Minutes:
    """Give each customer's occasion (NaN: none); they know nothing of what the play will do."""
    met = span[0] + people.born * WEEK
    if tried.play == "explain_and_help":
        asked = ~np.isin(tickets.topic, ("emergency", "complaint", *OVERREACH))
        asked &= tickets.opened >= minute_of(NEW_DESK_SYSTEM)
        at = np.full(len(people), np.inf)
        np.minimum.at(at, tickets.customer[asked], tickets.opened[asked])
        at[np.isinf(at)] = np.nan
    else:
        at = met + (3 if tried.play == "welcome_call" else 42) * DAY
    at[[BIG, OVERREACHER]] = np.nan  # they have a way of their own with the firm
    return at


def _carried_out(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    customer: NDArray[np.int64],
    drawn: Minutes,
) -> tuple[Minutes, NDArray[np.str_]]:
    """Draw when a play is done, one to three working days later at hours decent on both sides."""
    size = len(customer)
    day = clock.after(drawn, rng.uniform(480, 1440, size))
    overseas = people.zone[customer] == "America/New_York"
    done = np.where(overseas, at_hours(rng, day, 15.1, 16.2), at_hours(rng, day, 10.1, 16.2))
    team = np.where(people.segment[customer] == "business", "Business sales", "Retail sales")
    return done, np.array(staff.people())[staff.serve(rng, team, done)]


def reactions(lots: Iterable[Lots], size: int, weeks: int, start: float) -> Reactions:
    """Say how the lives of those to whom a play was done change, from the week after it on."""
    found = Reactions(np.zeros((weeks, size)), np.zeros((weeks, size)))
    week = np.arange(weeks)[:, None]
    for each in lots:
        since = week - (each.done - start) // WEEK
        acts = (since >= 1) & (since <= each.tried.weeks)
        found.buying[:, each.customer] += acts * each.tried.buying
        found.leaving[:, each.customer] += acts * each.tried.leaving
    return found
