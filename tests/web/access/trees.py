"""Random companies for tests of access: trees with moves, leavers and deputies, and dealings.

Every team, colleague, customer, case and record has a marker word of its own, so that one look at
an answer tells whom it speaks of.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import NamedTuple

TODAY = dt.date(2026, 6, 17)
"""The day on which the tests read: a Wednesday."""
AS_OF = dt.date(2026, 6, 14)
FIRST = dt.date(2025, 10, 1)
STANDARDS = ("answer_time", "resolve_time", "payment_on_time")
KINDS = ("kept", "breach", "grace", "exempt", "open")


class Line(NamedTuple):
    """One line of the staff list; no manager at the top, no last day means still."""

    person: str
    manager: str | None
    team: str | None
    first: dt.date
    last: dt.date | None


class Dealing(NamedTuple):
    """One moment, with the verdict that falls on it, if any."""

    number: int
    day: dt.date
    person: str | None
    team: str | None
    manager: str | None
    party: str
    case: str
    standard: str | None
    verdict: str | None
    amount: int | None
    kind: str = "answer"
    direction: str = "out"

    @property
    def record(self) -> str:
        """The number of the record, as a marker word."""
        return f"Qrec{self.number:04d}x"


class Reader(NamedTuple):
    """A member: as whom, until when, and for whom the member stands in (from, until)."""

    email: str
    role: str
    person: str = ""
    until: dt.date | None = None
    active: bool = True
    stands_in: tuple[tuple[str, dt.date, dt.date], ...] = ()
    """The address of each principal, with the first and the last day."""


@dataclass(frozen=True)
class Tree:
    """One company, with whoever reads its book."""

    seed: int
    lines: tuple[Line, ...]
    dealings: tuple[Dealing, ...]
    readers: tuple[Reader, ...]
    customers: tuple[str, ...]
    people: tuple[str, ...]
    today: dt.date = TODAY
    teams: tuple[str, ...] = field(default=())


def person(number: int) -> str:
    """Give the pseudonym of a colleague: twelve letters that are a marker word."""
    return f"wQperson{number:03d}x"


def customer(number: int) -> str:
    """Give the pseudonym of a customer: twelve letters that are a marker word."""
    return f"cQclient{number:03d}x"


def grow(seed: int) -> Tree:
    """Grow one company from a seed."""
    rng = random.Random(seed)
    people = [person(number) for number in range(rng.randint(5, 13))]
    customers = [customer(number) for number in range(rng.randint(6, 14))]
    teams = [f"Qteam{number:03d}x" for number in range(rng.randint(2, 5))]
    lines = _lines(rng, people, teams)
    dealings = _dealings(rng, lines, people, customers, teams)
    readers = _readers(rng, people)
    return Tree(
        seed, tuple(lines), tuple(dealings), tuple(readers), tuple(customers), tuple(people),
        teams=tuple(teams),
    )  # fmt: skip


def _lines(rng: random.Random, people: list[str], teams: list[str]) -> list[Line]:
    """Draw up to four eras, each with a forest of its own over whoever is there."""
    begins = sorted({FIRST, *(FIRST + dt.timedelta(days=rng.randint(1, 255)) for _ in range(3))})
    by_person: dict[str, list[Line]] = {name: [] for name in people}
    before: dict[str, tuple[str | None, str | None]] = {}
    for place, begin in enumerate(begins):
        end = begins[place + 1] - dt.timedelta(days=1) if place + 1 < len(begins) else None
        posts = _forest(rng, people, teams, before)
        for name, (manager, team) in posts.items():
            kept = by_person[name]
            if kept and kept[-1].last == begin - dt.timedelta(days=1) and (
                kept[-1].manager, kept[-1].team) == (manager, team):  # fmt: skip
                kept[-1] = kept[-1]._replace(last=end)
            else:
                kept.append(Line(name, manager, team, begin, end))
        before = posts
    return [line for name in people for line in by_person[name]]


def _forest(
    rng: random.Random,
    people: list[str],
    teams: list[str],
    before: dict[str, tuple[str | None, str | None]],
) -> dict[str, tuple[str | None, str | None]]:
    """Say who stands under whom and in which team: much as before, or all anew."""
    there = [name for name in people if rng.random() < (0.9 if name in before else 0.75)]
    if before and rng.random() < 0.6:  # a few move, the rest stay where their manager still is
        order = [name for name in before if name in there]
        order += [name for name in there if name not in before]
    else:
        order = rng.sample(there, len(there))
    own = {name: rng.choice(teams) for name in order}
    posts: dict[str, tuple[str | None, str | None]] = {}
    for place, name in enumerate(order):
        manager, team = before.get(name, (None, None))
        if name not in before or rng.random() < 0.35 or (manager and manager not in posts):
            manager = rng.choice(order[:place]) if place and rng.random() < 0.9 else None
            team = own[manager or name] if rng.random() < 0.7 else rng.choice([*teams, None])
        posts[name] = (manager, team)
    return posts


def standing(lines: list[Line] | tuple[Line, ...], name: str | None, day: dt.date) -> Line | None:
    """Give the line of a colleague on a day."""
    return next(
        (line for line in lines
         if line.person == name and line.first <= day and (line.last is None or day <= line.last)),
        None,
    )  # fmt: skip


def _dealings(
    rng: random.Random,
    lines: list[Line],
    people: list[str],
    customers: list[str],
    teams: list[str],
) -> list[Dealing]:
    served = {name: rng.sample(customers, min(len(customers), 4)) for name in people}
    days = (AS_OF - FIRST).days
    made = []
    for number in range(rng.randint(60, 140)):
        day = FIRST + dt.timedelta(days=rng.randint(0, days))
        name = rng.choice(people) if rng.random() < 0.92 else None
        line = standing(lines, name, day)
        party = rng.choice(served[name] if name and rng.random() < 0.8 else customers)
        team = line.team if line else rng.choice([*teams, None]) if rng.random() < 0.4 else None
        verdict = rng.choice((*KINDS, "breach", "breach", None))
        amount = None
        if verdict in {"breach", "grace"} and rng.random() < 0.85:
            amount = (-1 if verdict == "breach" else 1) * rng.randint(100, 99999)
        made.append(
            Dealing(
                number, day, name, team, line.manager if line else None, party,
                f"ticket:Qcase{customers.index(party):03d}x{number % 3}",
                rng.choice(STANDARDS) if verdict else None, verdict, amount,
            )
        )  # fmt: skip
    return made + _inside(rng, lines, people, len(made))


def _inside(rng: random.Random, lines: list[Line], people: list[str], first: int) -> list[Dealing]:
    """Let colleagues rate their managers, which nobody may ever see, and hand cases over."""
    made = []
    for number in range(first, first + 8):
        day = FIRST + dt.timedelta(days=rng.randint(0, (AS_OF - FIRST).days))
        name = rng.choice(people)
        line = standing(lines, name, day)
        other = (line.manager if line else None) or rng.choice(people)
        kind = rng.choice(("rating", "rating", "handover"))
        made.append(
            Dealing(
                number, day, name, line.team if line else None, line.manager if line else None,
                other, f"survey:Qinside{number:03d}x", None, None, None, kind, "inside",
            )
        )  # fmt: skip
    return made


def _readers(rng: random.Random, people: list[str]) -> list[Reader]:
    readers = [
        Reader("owner@x.example", "owner"),
        Reader("adviser@x.example", "outsider"),
        Reader("nobody@x.example", "staff"),
        Reader("stranger@x.example", "staff", "wQperson999x"),
        *(Reader(f"{name}@x.example", "staff", name) for name in people),
    ]
    some = rng.choice(people)
    readers += [
        Reader("late@x.example", "staff", some, TODAY - dt.timedelta(days=1)),
        Reader("today@x.example", "staff", some, TODAY),
        Reader("out@x.example", "staff", some, active=False),
        Reader("lateowner@x.example", "owner", "", TODAY - dt.timedelta(days=1)),
    ]
    for place in rng.sample(range(len(readers)), rng.randint(2, 5)):
        principal = rng.choice(readers)
        shift = rng.choice((0, 0, 0, -40, 40))
        first = TODAY + dt.timedelta(days=shift - rng.randint(0, 5))
        span = (principal.email, first, first + dt.timedelta(days=rng.randint(5, 12)))
        reader = readers[place]
        if reader.email != principal.email:
            readers[place] = reader._replace(stands_in=(*reader.stands_in, span))
    return readers
