"""What happens in each ticket, one event after the other, on the firm's wall clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.example.clock import Clock
    from goodwill.example.desk import Tickets

ELSEWHERE = ("Workshop", "Invoicing", "Receivables", "Assembly")
"""The teams to which tickets are passed around."""


class Event(NamedTuple):
    """One event: the word of `ACTIONS`, who did it (empty: the customer), and for which team."""

    ticket: int
    minute: float
    action: str
    person: str
    team: str


def ticket_number(place: int) -> str:
    """Give the number of a ticket."""
    return f"T-{place + 20001}"


def events(tickets: Tickets, clock: Clock, end: float) -> Iterator[list[Event]]:
    """Give each ticket's events up to the end of the records."""
    for place in range(len(tickets.customer)):
        steps = _steps(tickets, place)
        offsets = np.array([offset for offset, _, _, _ in steps])
        minutes = clock.after(np.full(len(steps), tickets.opened[place]), offsets)
        minutes[0] = tickets.opened[place]
        if steps[1][1] == "receipt":
            minutes[1] = minutes[0] + 1
        yield [
            Event(place, float(minute), action, person, team)
            for minute, (_, action, person, team) in zip(minutes, steps, strict=True)
            if minute < end
        ]


Step = tuple[float, str, str, str]


def _steps(tickets: Tickets, place: int) -> list[Step]:
    """List (working minutes from the opening, action, person, team) in order."""
    flags = {key: bool(values[place]) for key, values in tickets.flags.items()}
    person, team = str(tickets.person[place]), str(tickets.team[place])
    solver = str(tickets.solver[place])
    first, after = float(tickets.first[place]), float(tickets.reply_after[place])
    steps: list[Step] = [(0.0, "opened", "", team)]
    if tickets.channel[place] == "web":
        steps.append((0.0, "receipt", "", team))
    steps.append((first, "answered", person, team))
    time = first
    if flags["asked_more"]:
        time += after
        steps.append((time, "customer replied", "", team))
        time += float(tickets.second[place])
        steps.append((time, "answered", person, team))
    if tickets.pause[place]:
        steps.append((time + 5, "waiting for customer", person, team))
        time += 5 + float(tickets.pause[place])
        steps += [(time, "customer replied", "", team), (time + 10, "answered", person, team)]
        time += 10
    solved = float(tickets.solved[place] + tickets.pause[place])
    steps += _between(tickets, place, flags, time, solved)
    steps.append((solved, "resolved", solver, team))
    if flags["reopened"]:
        steps += [(solved + 40, "reopened", "", team), (solved + 80, "answered", solver, team)]
        steps.append((solved + 90, "resolved", solver, team))
    return steps


def _between(
    tickets: Tickets, place: int, flags: dict[str, bool], start: float, solved: float
) -> list[Step]:
    """Spread what else happens evenly between the answers and the resolution."""
    person, team = str(tickets.person[place]), str(tickets.team[place])
    solver = str(tickets.solver[place])
    happens = [
        ("asked again", flags["not_asked_to_repeat"], person),
        ("sent elsewhere", flags["not_sent_elsewhere"], person),
        ("refused", flags["refusal_with_alternative"] or flags["alternative"], person),
        ("alternative offered", flags["alternative"], person),
        ("exception granted", flags["grace"], person),
    ]
    words = [(action, who, team) for action, true, who in happens if true]
    if tickets.handovers[place] == 1:
        words.append(("handed over", solver, team))
    elif tickets.handovers[place] > 1:
        words.append(("handed over", person, ELSEWHERE[place % len(ELSEWHERE)]))
        words.append(("handed over", person, team))
    gap = (solved - start) / (len(words) + 1)
    return [(start + gap * n, *word) for n, word in enumerate(words, start=1)]
