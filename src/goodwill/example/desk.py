"""The service desk: every ticket, what went wrong in it, and the sequence of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example import causes
from goodwill.example.clock import DAY, minute_of
from goodwill.example.customers import OVERREACHER
from goodwill.example.plan import GRACE_SHARE, GRACIOUS, NEW_DESK_SYSTEM

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

TOLD_BY_OLD_SYSTEM = (
    "first_answer", "resolved_in_time", "handed_over_once", "emergency_first", "reopened",
)  # fmt: skip
"""The faults that can be seen from one line a ticket; the others need the log of events."""

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


class Contact(NamedTuple):
    """How each ticket comes in: from whom, when, about what, and who is to serve it."""

    customer: NDArray[np.int64]
    opened: Minutes
    topic: Words
    where: dict[str, Words]

    def urgent(self) -> Flags:
        """Tell which are emergencies."""
        return np.asarray(self.topic == "emergency", bool)


def draw(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    span: tuple[float, float],
) -> tuple[Tickets, list[Fault]]:
    """Draw all tickets and everything that goes wrong in them."""
    contact = _arrive(rng, people, staff, clock, span)
    size = len(contact.opened)
    names = np.array(staff.people())
    again = names[staff.serve(rng, contact.where["team"], contact.opened)]
    single = rng.random(size) < 0.1
    asked_more = (rng.random(size) < 0.25) & ~contact.urgent()
    drawn = _go_wrong(rng, contact, asked_more)
    single &= ~drawn["handed_over_once"].wrong
    solver = np.where(single, again, contact.where["person"])
    solving = contact._replace(where={**contact.where, "person": solver})
    drawn["resolved_in_time"] = causes.draw(rng, "resolved_in_time", contact.opened, solving.where)
    waits = _waits(rng, contact, drawn, asked_more)
    flags = _flags(rng, contact, drawn) | {"asked_more": asked_more}
    tickets = Tickets(
        contact.customer, contact.opened, _channels(rng, people, contact.customer), contact.topic,
        contact.where["policy"], contact.where["team"], contact.where["person"], solver, *waits,
        np.where(flags["handed_over_once"], 2, single.astype(int)), flags, _scores(rng, flags),
    )  # fmt: skip
    return tickets, _faults(tickets, contact, solving, drawn, clock)


def _arrive(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    span: tuple[float, float],
) -> Contact:
    """Let customers turn to the desks; emergencies come in the morning of a working day."""
    customer, minute = opening_times(rng, people, people.contacts, span)
    opened = at_hours(rng, minute, 6, 22)
    topic = _topics(rng, customer)
    urgent = topic == "emergency"
    midnight = (np.floor(opened / DAY) * DAY).astype(float)
    morning = clock.after(midnight, rng.integers(5, 110, len(opened)).astype(float))
    opened = np.where(urgent, morning, opened)
    team = desk_of(rng, people, customer)
    policy = np.array([TOPICS.get(str(word), ("", 0))[0] for word in topic])
    person = np.array(staff.people())[staff.serve(rng, team, opened)]
    kept = opened < span[1]
    where = {"policy": policy[kept], "team": team[kept], "person": person[kept]}
    return Contact(customer[kept], opened[kept], topic[kept], where)


def _channels(rng: np.random.Generator, people: Customers, customer: NDArray[np.int64]) -> Words:
    """Draw how they write; nobody chats with us where our morning is still night."""
    channel = rng.choice(CHANNELS, len(customer), p=CHANNEL_SHARES)
    western = np.isin(people.zone[customer], ("Europe/London", "America/New_York"))
    return np.where((channel == "chat") & western, "web", channel)


def _go_wrong(
    rng: np.random.Generator, contact: Contact, asked_more: Flags
) -> dict[str, causes.Drawn]:
    """Draw what goes wrong in each ticket where it can go wrong at all."""
    urgent = contact.urgent()
    everywhere = np.ones(len(urgent), bool)
    chances = {
        "first_answer": ~urgent,
        "next_answer": asked_more,
        "emergency_first": urgent,
        "handed_over_once": everywhere,
        "not_sent_elsewhere": everywhere,
        "not_asked_to_repeat": everywhere,
        "refusal_with_alternative": _wants(contact),
        "reopened": everywhere,
    }
    found = {}
    for fault, possible in chances.items():
        drawn = causes.draw(rng, fault, contact.opened, contact.where)
        found[fault] = drawn._replace(wrong=drawn.wrong & possible)
    return found


def _wants(contact: Contact) -> Flags:
    """Tell which tickets want something that can be refused."""
    return np.isin(contact.topic, ("return", "repair", "price"))


def _waits(
    rng: np.random.Generator,
    contact: Contact,
    drawn: dict[str, causes.Drawn],
    asked_more: Flags,
) -> tuple[Minutes, Minutes, Minutes, Minutes, Minutes]:
    """Place first answer, second answer, pause and resolution so that each verdict is plain."""
    size = len(contact.opened)
    first = wait(rng, drawn["first_answer"].wrong, FIRST_LIMIT, 600)
    hurried = wait(rng, drawn["emergency_first"].wrong, EMERGENCY_LIMIT, 110)
    first = np.where(contact.urgent(), hurried, first)
    second = np.where(asked_more, wait(rng, drawn["next_answer"].wrong, NEXT_LIMIT, 480), 0)
    reply_after = np.round(rng.uniform(20, 80, size))
    # the old system had no state for waiting, and so no pauses
    logged = contact.opened >= minute_of(NEW_DESK_SYSTEM)
    paused = (rng.random(size) < 0.08) & ~asked_more & logged
    paused &= ~np.isin(contact.topic, OVERREACH)
    pause = np.where(paused, np.round(rng.uniform(60, 900, size)), 0)
    least = first + reply_after + second + 20
    in_time = least + (0.85 * RESOLVE_LIMIT - least) * rng.beta(1, 4, size)
    late = rng.uniform(1.2 * RESOLVE_LIMIT, 3 * RESOLVE_LIMIT, size)
    solved = np.round(np.where(drawn["resolved_in_time"].wrong, late, in_time))
    return first, second.astype(float), reply_after, pause.astype(float), solved.astype(float)


def _flags(
    rng: np.random.Generator, contact: Contact, drawn: dict[str, causes.Drawn]
) -> dict[str, Flags]:
    """Add what else happens: favours outside the procedure, another way shown, marks given."""
    size = len(contact.opened)
    flags = {key: value.wrong for key, value in drawn.items()}
    refused = flags["refusal_with_alternative"]
    gracious = np.isin(contact.where["person"], GRACIOUS) & (rng.random(size) < GRACE_SHARE)
    return flags | {
        "grace": gracious & ~refused,
        "alternative": _wants(contact) & ~refused & (rng.random(size) < 0.15),
        "rated": rng.random(size) < 0.15,
    }


def _faults(
    tickets: Tickets,
    contact: Contact,
    solving: Contact,
    drawn: dict[str, causes.Drawn],
    clock: Clock,
) -> list[Fault]:
    """Say when each fault came about, and which of them the records tell."""
    middle = tickets.first + tickets.reply_after + tickets.second
    offsets = {
        "first_answer": tickets.first,
        "emergency_first": tickets.first,
        "resolved_in_time": tickets.solved + tickets.pause,
        "reopened": tickets.solved + tickets.pause,
    }
    logged = (contact.opened >= minute_of(NEW_DESK_SYSTEM)) & ~np.isin(contact.topic, OVERREACH)
    return [
        causes.gather(
            fault,
            result,
            contact.customer,
            clock.after(contact.opened, offsets.get(fault, middle)),
            solving.where if fault == "resolved_in_time" else contact.where,
            logged | (fault in TOLD_BY_OLD_SYSTEM),
        )
        for fault, result in drawn.items()
    ]


def _scores(rng: np.random.Generator, flags: dict[str, Flags]) -> NDArray[np.int64]:
    """Draw marks of 1 to 5: lower where things went wrong, higher after a favour."""
    hurts = ("first_answer", "resolved_in_time", "refusal_with_alternative", "not_sent_elsewhere")
    hurt = np.sum([flags[key] for key in hurts], axis=0)
    noise = rng.normal(0, 0.8, len(hurt))
    marks = np.round(4.4 - 1.1 * hurt + 0.5 * flags["grace"] + noise)
    return np.asarray(np.clip(marks, 1, 5), int)
