"""The service desk: every ticket, what went wrong in it, and the sequence of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example import causes
from goodwill.example.clock import DAY
from goodwill.example.customers import OVERREACHER
from goodwill.example.plan import GRACE_SHARE, GRACIOUS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodwill.example.causes import Fault
    from goodwill.example.clock import Clock, Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.staff import Staff

    Words = NDArray[np.str_]
    Flags = NDArray[np.bool_]

FIRST_LIMIT, NEXT_LIMIT, RESOLVE_LIMIT, EMERGENCY_LIMIT = 240.0, 240.0, 1440.0, 60.0
"""The firm's limits in working minutes; planted waits stay well clear of them on either side."""

TOPICS: dict[str, tuple[str, float]] = {
    "return": ("returns", 0.16),
    "repair": ("warranty", 0.18),
    "delivery": ("delivery terms", 0.22),
    "invoice": ("", 0.12),
    "advice": ("", 0.17),
    "complaint": ("", 0.07),
    "price": ("price list", 0.05),
}
"""What tickets are about: the rule of ours that governs it, and its share (the rest: emergency)."""

CHANNELS, CHANNEL_SHARES = ("email", "web", "chat"), (0.5, 0.35, 0.15)
OVERREACH = ("private", "out_of_scope", "change")


class Tickets(NamedTuple):
    """One value per ticket; offsets are working minutes from its opening."""

    customer: NDArray[np.int64]
    opened: Minutes
    channel: Words
    topic: Words
    policy: Words
    team: Words
    person: Words
    solver: Words
    first: Minutes
    second: Minutes
    reply_after: Minutes
    pause: Minutes
    solved: Minutes
    handovers: NDArray[np.int64]
    flags: dict[str, Flags]
    score: NDArray[np.int64]


def opening_times(
    rng: np.random.Generator, people: Customers, rates: Minutes, clock_range: tuple[float, float]
) -> tuple[NDArray[np.int64], Minutes]:
    """Let customers turn to us as Poisson processes from birth to the end, buying or not."""
    start, end = clock_range
    born = start + people.born * 7 * DAY
    counts = rng.poisson(rates * np.maximum(end - born, 0) / (7 * DAY))
    customer = np.repeat(np.arange(len(people)), counts)
    minute = born[customer] + rng.random(len(customer)) * (end - born[customer])
    order = np.argsort(minute, kind="stable")
    return customer[order], minute[order]


def at_hours(rng: np.random.Generator, minutes: Minutes, first: float, last: float) -> Minutes:
    """Keep the day of each minute and draw its hour between two hours of the day."""
    days = minutes // DAY * DAY
    return np.floor((days + rng.uniform(first * 60, last * 60, len(minutes))) * 60) / 60


def desk_of(rng: np.random.Generator, people: Customers, customer: NDArray[np.int64]) -> Words:
    """Send each contact to a desk: Kyiv serves its own zone, elsewhere a lot decides."""
    lot = np.where(rng.random(len(customer)) < 0.5, "Desk Warsaw", "Desk Krakow")
    return np.where(people.zone[customer] == "Europe/Kyiv", "Desk Kyiv", lot)


def _topics(rng: np.random.Generator, customer: NDArray[np.int64]) -> Words:
    names = (*TOPICS, "emergency")
    shares = [share for _, share in TOPICS.values()]
    topic = rng.choice(names, len(customer), p=(*shares, round(1 - sum(shares), 6)))
    wild = (customer == OVERREACHER) & (rng.random(len(customer)) < 0.8)
    topic = topic.astype("U12")
    topic[wild] = rng.choice(OVERREACH, int(wild.sum()))
    return topic


def wait(rng: np.random.Generator, wrong: Flags, limit: float, most: float) -> Minutes:
    """Draw waits well within the limit, or well beyond it up to `most`."""
    good = np.clip(rng.exponential(0.25 * limit, len(wrong)), 2, 0.85 * limit)
    bad = rng.uniform(1.2 * limit, most, len(wrong))
    return np.round(np.where(wrong, bad, good)).astype(float)


def draw(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    span: tuple[float, float],
) -> tuple[Tickets, list[Fault]]:
    """Draw all tickets and everything that goes wrong in them."""
    customer, minute = opening_times(rng, people, people.contacts, span)
    opened = at_hours(rng, minute, 6, 22)
    night = (customer == OVERREACHER) & (rng.random(len(customer)) < 0.7)
    opened[night] = at_hours(rng, opened[night], 21, 23.9)
    topic = _topics(rng, customer)
    policy = np.array([TOPICS.get(str(word), ("", 0))[0] for word in topic])
    team = desk_of(rng, people, customer)
    names = np.array(staff.people())
    person = names[staff.serve(rng, team, opened)]
    where = {"policy": policy, "team": team, "person": person}
    drawn = {
        fault: causes.draw(rng, fault, opened, where)
        for fault in (
            "first_answer",
            "next_answer",
            "handovers",
            "elsewhere",
            "asked_again",
            "refused",
        )
    }
    hurried = causes.draw(rng, "emergency", opened, where)
    return _timeline(rng, (customer, opened, topic, where), staff, clock, drawn, hurried)


def _timeline(
    rng: np.random.Generator,
    contact: tuple[NDArray[np.int64], Minutes, Words, dict[str, Words]],
    staff: Staff,
    clock: Clock,
    drawn: dict[str, causes.Drawn],
    hurried: causes.Drawn,
) -> tuple[Tickets, list[Fault]]:
    """Place the events of each ticket on the working clock so that each verdict is plain."""
    customer, opened, topic, where = contact
    size = len(customer)
    urgent = topic == "emergency"
    asks = np.isin(topic, ("return", "repair", "price"))
    drawn["refused"] = drawn["refused"]._replace(wrong=drawn["refused"].wrong & asks)
    drawn["first_answer"] = drawn["first_answer"]._replace(
        wrong=drawn["first_answer"].wrong & ~urgent
    )
    hurried = hurried._replace(wrong=hurried.wrong & urgent)
    asked_more = (rng.random(size) < 0.25) & ~urgent
    drawn["next_answer"] = drawn["next_answer"]._replace(
        wrong=drawn["next_answer"].wrong & asked_more
    )
    first = wait(rng, drawn["first_answer"].wrong, FIRST_LIMIT, 600)
    first = np.where(urgent, wait(rng, hurried.wrong, EMERGENCY_LIMIT, 220), first)
    second = np.where(asked_more, wait(rng, drawn["next_answer"].wrong, NEXT_LIMIT, 480), 0)
    reply_after = np.round(rng.uniform(20, 80, size))
    pause = np.where(
        (rng.random(size) < 0.08) & ~asked_more, np.round(rng.uniform(60, 900, size)), 0
    )
    single = ~drawn["handovers"].wrong & (rng.random(size) < 0.1)
    names = np.array(staff.people())
    other = names[staff.serve(rng, where["team"], opened)]
    solver = np.where(single, other, where["person"])
    late = causes.draw(rng, "resolved", opened, {**where, "person": solver})
    least = first + reply_after + second + 20
    solved = np.where(
        late.wrong,
        np.round(rng.uniform(1.2 * RESOLVE_LIMIT, 3 * RESOLVE_LIMIT, size)),
        np.round(least + (0.85 * RESOLVE_LIMIT - least) * rng.beta(1, 4, size)),
    )
    gracious = np.isin(where["person"], GRACIOUS) & (rng.random(size) < GRACE_SHARE)
    flags = {key: value.wrong for key, value in drawn.items()}
    flags |= {
        "emergency": hurried.wrong,
        "resolved": late.wrong,
        "grace": gracious & ~flags["refused"],
        "alternative": asks & ~flags["refused"] & (rng.random(size) < 0.15),
        "asked_more": asked_more,
        "reopened": rng.random(size) < 0.02,
        "rated": rng.random(size) < 0.15,
    }
    tickets = Tickets(
        customer, opened, rng.choice(CHANNELS, size, p=CHANNEL_SHARES), topic, where["policy"],
        where["team"], where["person"], solver, first, second, reply_after, pause, solved,
        np.where(flags["handovers"], 2, single.astype(int)), flags, _scores(rng, flags),
    )  # fmt: skip
    fell = {"first_answer": first, "emergency": first, "resolved": solved + pause}
    found = [
        causes.gather(
            fault,
            result,
            customer,
            clock.after(opened, fell.get(fault, first + reply_after)),
            where if fault != "resolved" else {**where, "person": solver},
        )
        for fault, result in {**drawn, "emergency": hurried, "resolved": late}.items()
    ]
    return tickets, found


def _scores(rng: np.random.Generator, flags: dict[str, Flags]) -> NDArray[np.int64]:
    """Draw marks of 1 to 5: lower where things went wrong, higher after a favour."""
    hurt = sum(
        flags[key].astype(int) for key in ("first_answer", "resolved", "refused", "elsewhere")
    )
    mood = (
        4.4
        - 1.1 * np.asarray(hurt)
        + 0.5 * flags["grace"]
        + rng.normal(0, 0.8, len(flags["grace"]))
    )
    return np.clip(np.round(mood), 1, 5).astype(int)
