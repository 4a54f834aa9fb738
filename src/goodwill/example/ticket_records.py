"""The records of tickets: one line each from the old system, an event log from the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.example.clock import instant_of, minute_of
from goodwill.example.customers import number
from goodwill.example.desk import OVERREACH
from goodwill.example.files import PLAIN, Dialect, File
from goodwill.example.plan import NEW_DESK_SYSTEM
from goodwill.example.ticket_events import ticket_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodwill.example.desk import Tickets
    from goodwill.example.files import Row
    from goodwill.example.firm import Firm
    from goodwill.example.ticket_events import Event

LINE_COLUMNS = (
    "Ticket ID", "Customer ID", "Created At", "Channel", "Ticket Type", "Category", "Priority",
    "Policy", "Team", "Assignee", "First Response At", "Resolved At", "Reassignment Count",
    "Reopen Count",
)  # fmt: skip
LOG_COLUMNS = (
    "Ticket ID", "Timestamp", "Event", "Customer ID", "Agent", "Team", "Channel", "Category",
    "Priority", "Policy",
)  # fmt: skip


def ticket_files(firm: Firm, histories: list[list[Event]]) -> list[File]:
    """Write special requests on a list of their own, the rest as the desk's systems held it."""
    old: list[Row] = []
    log: list[Row] = []
    special: list[Row] = []
    rated: list[Row] = []
    for happened in histories:
        kept = home_of(firm.tickets, happened[0].ticket)
        if kept == "log":
            log += [_entry(firm.tickets, event) for event in happened]
        else:
            (special if kept == "requests" else old).append(_line(firm.tickets, happened))
        rated += _rating(firm.tickets, happened, len(rated), firm.span[1])
    log.sort(key=lambda row: (str(row[1]), str(row[0])))
    return [
        File("tickets_old_system.csv", "tickets", LINE_COLUMNS, old, Dialect("\t")),
        File("special_requests.csv", "tickets", LINE_COLUMNS, special, PLAIN),
        File("ticket_log.csv", "event_log", LOG_COLUMNS, log, PLAIN),
        File("ratings.csv", "ratings", RATING_COLUMNS, rated, PLAIN),
    ]


def home_of(tickets: Tickets, place: int) -> str:
    """Tell where a ticket is recorded: with special requests, in the old system, or in the log."""
    if tickets.topic[place] in OVERREACH:
        return "requests"
    return "log" if tickets.opened[place] >= minute_of(NEW_DESK_SYSTEM) else "old"


def _last(happened: list[Event], action: str) -> datetime | None:
    found = [event.minute for event in happened if event.action == action]
    return instant_of(found[-1]) if found else None


def _line(tickets: Tickets, happened: list[Event]) -> Row:
    place = happened[0].ticket
    actions = [event.action for event in happened]
    answers = [event for event in happened if event.action == "answered"]
    return (
        ticket_number(place), number(int(tickets.customer[place])), instant_of(happened[0].minute),
        str(tickets.channel[place]), _type(str(tickets.topic[place])), str(tickets.topic[place]),
        "urgent" if tickets.topic[place] == "emergency" else "normal",
        str(tickets.policy[place]) or None, str(tickets.team[place]), str(tickets.person[place]),
        instant_of(answers[0].minute) if answers else None, _last(happened, "resolved"),
        actions.count("handed over"), actions.count("reopened"),
    )  # fmt: skip


def _type(topic: str) -> str:
    if topic in OVERREACH:
        return "request"
    return "complaint" if topic == "complaint" else "question"


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
