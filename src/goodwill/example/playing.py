"""What the firm tried before it kept a book: plays by lot, and how customers took to them."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example.clock import DAY, minute_of
from goodwill.example.customers import BIG, OVERREACHER, number
from goodwill.example.desk import OVERREACH
from goodwill.example.plan import NEW_DESK_SYSTEM, NOT_REACHED, PLAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from goodwill.example.clock import Clock, Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.desk import Tickets
    from goodwill.example.plan import Tried

WEEK = 7 * DAY
HELD_OUT, PLAYED = "held_out", "played"
FULL = 2.0**64


class Lots(NamedTuple):
    """One play's customers: drawn when, into which arm, and done when (NaN where it was not)."""

    tried: Tried
    salt: str
    customer: NDArray[np.int64]
    drawn: Minutes
    played: NDArray[np.bool_]
    done: Minutes


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
    seed: int, people: Customers, tickets: Tickets, clock: Clock, span: tuple[float, float]
) -> list[Lots]:
    """Draw the lot of each play at each customer's own occasion; what follows is chance no more."""
    rng = np.random.default_rng([seed, 2])
    return [_lots(rng, tried, seed, _occasions(tried, people, tickets, span), clock, span)
            for tried in PLAYS]  # fmt: skip


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


def _lots(
    rng: np.random.Generator,
    tried: Tried,
    seed: int,
    occasions: Minutes,
    clock: Clock,
    span: tuple[float, float],
) -> Lots:
    """Draw the lot on the next worked minute; what is drawn for is done within two days."""
    salt = salt_of(seed, tried.play)
    known = ~np.isnan(occasions)
    drawn = np.full(len(occasions), np.nan)
    drawn[known] = np.ceil(clock.after(occasions[known], np.full(int(known.sum()), 1.0)))
    work, reached = rng.uniform(30, 900, len(drawn)), rng.random(len(drawn)) >= NOT_REACHED
    rows = np.flatnonzero(known & (np.nan_to_num(drawn, nan=np.inf) < span[1]))
    played = np.array(
        [not held_out(salt, number(int(row)), tried.held_out) for row in rows], dtype=bool
    )
    done = np.ceil(clock.after(drawn[rows], work[rows]))
    done = np.where(played & reached[rows] & (done < span[1]), done, np.nan)
    return Lots(tried, salt, rows, drawn[rows], played, done)


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
