"""The records of tickets: one line each from the old system, an event log from the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.example.clock import Clock, instant_of, minute_of
from goodwill.example.customers import number
from goodwill.example.files import PLAIN, Dialect, File
from goodwill.example.plan import NEW_DESK_SYSTEM
from goodwill.example.ticket_events import Event, events, ticket_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodwill.example.desk import Tickets
    from goodwill.example.files import Row
    from goodwill.example.firm import Firm

OLD_COLUMNS = (
    "Ticket ID", "Customer ID", "Created At", "Channel", "Category", "Priority", "Policy", "Team",
    "Assignee", "First Response At", "Resolved At", "Reassignment Count", "Reopen Count",
)  # fmt: skip
LOG_COLUMNS = (
    "Ticket ID", "Timestamp", "Event", "Customer ID", "Agent", "Team", "Channel", "Category",
    "Priority", "Policy",
)  # fmt: skip


def ticket_files(firm: Firm, clock: Clock) -> list[File]:
    """Write tickets opened before the change of systems as lines, the others as a log."""
    lines: list[Row] = []
    log: list[Row] = []
    rated: list[Row] = []
    change = minute_of(NEW_DESK_SYSTEM)
    for happened in events(firm.tickets, clock, firm.span[1]):
        place = happened[0].ticket
        if firm.tickets.opened[place] < change:
            lines.append(_line(firm.tickets, happened))
        else:
            log += [_entry(firm.tickets, event) for event in happened]
        rated += _rating(firm.tickets, happened, len(rated), firm.span[1])
    log.sort(key=lambda row: (row[1], row[0]))
    return [
        File("tickets_old_system.csv", "tickets", OLD_COLUMNS, lines, Dialect("\t")),
        File("ticket_log.csv", "tickets", LOG_COLUMNS, log, PLAIN),
        File("ratings.csv", "ratings", RATING_COLUMNS, rated, PLAIN),
    ]


def _last(happened: list[Event], action: str) -> datetime | None:
    found = [event.minute for event in happened if event.action == action]
    return instant_of(found[-1]) if found else None


def _line(tickets: Tickets, happened: list[Event]) -> Row:
    place = happened[0].ticket
    actions = [event.action for event in happened]
    answers = [event for event in happened if event.action == "answered"]
    return (
        ticket_number(place), number(int(tickets.customer[place])), instant_of(happened[0].minute),
        str(tickets.channel[place]), str(tickets.topic[place]),
        "urgent" if tickets.topic[place] == "emergency" else "normal",
        str(tickets.policy[place]) or None, str(tickets.team[place]), str(tickets.person[place]),
        instant_of(answers[0].minute) if answers else None, _last(happened, "resolved"),
        actions.count("handed over"), actions.count("reopened"),
    )  # fmt: skip


def _entry(tickets: Tickets, event: Event) -> Row:
    place = event.ticket
    return (
        ticket_number(place), instant_of(event.minute), event.action,
        number(int(tickets.customer[place])), event.person or None, event.team,
        str(tickets.channel[place]), str(tickets.topic[place]),
        "urgent" if tickets.topic[place] == "emergency" else "normal",
        str(tickets.policy[place]) or None,
    )  # fmt: skip


RATING_COLUMNS = ("Rating No", "Ticket ID", "Customer ID", "Rated At", "Score")


def _rating(tickets: Tickets, happened: list[Event], count: int, end: float) -> list[Row]:
    """Write a mark a day after the last event, for the tickets that were marked."""
    place, minute = happened[0].ticket, happened[-1].minute + 1440
    if not tickets.flags["rated"][place] or minute >= end or happened[-1].action != "resolved":
        return []
    return [(
        f"B{count + 1001}", ticket_number(place), number(int(tickets.customer[place])),
        instant_of(minute), int(tickets.score[place]),
    )]  # fmt: skip
