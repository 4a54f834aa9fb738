"""What a right judge must find in the records at the close, counted from the records themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from goodwill.example.clock import DAY, day_of
from goodwill.example.customers import BIG, OVERREACHER
from goodwill.example.desk import EMERGENCY_LIMIT, FIRST_LIMIT, NEXT_LIMIT, RESOLVE_LIMIT
from goodwill.example.owner import late_bills
from goodwill.example.plan import LATE_PAYER_BEFORE, LATE_PAYER_SINCE
from goodwill.example.ticket_records import home_of

if TYPE_CHECKING:
    from goodwill.example.clock import Clock, Minutes
    from goodwill.example.firm import Firm
    from goodwill.example.ticket_events import Event

DAYS_OF_GRACE = 3
"""So many days later than this customer usually pays nobody minds, by Goodwill's own standard."""

HOUR = 60
Waits = list[tuple[float, float]]
"""Pairs of instants: a wait begins, and ends (or the records end)."""


def breaches(firm: Firm, histories: list[list[Event]], clock: Clock) -> dict[str, int]:
    """Count the breaches of each standard that the records show at the firm's own limits."""
    found = _events(firm, histories)
    first, later, urgent = _waits(firm, histories)
    found["first_answer"] = _longer(clock, first + _threads(firm), FIRST_LIMIT)
    found["next_answer"] = _longer(clock, later, NEXT_LIMIT)
    settled, paused = _settled(firm, histories)
    found["resolved_in_time"] = _longer(clock, settled, RESOLVE_LIMIT, paused)
    found["emergency_first"] = sum(end - start > EMERGENCY_LIMIT for start, end in urgent)
    for fault in ("person_on_the_phone", "picked_up", "missed_visit_ours"):
        found[fault] = sum(minute < firm.span[1] for _, minute in _planted(firm, fault))
    found["quiet_hours"] = _unasked(firm, histories)
    reasons = Counter(note.reason for note in firm.credits)
    found |= {reason: reasons[reason] for reason in ("no_defect", "full_measure", "right_invoice")}
    return dict(sorted((found | _promises(firm) | _theirs(firm)).items()))


def _planted(firm: Firm, fault: str) -> list[tuple[int, float]]:
    """List whom faults of one sort befell, and when."""
    parts = (part for part in firm.faults if part.fault == fault)
    return [
        (int(customer), float(minute))
        for part in parts
        for customer, minute in zip(part.customer, part.minute, strict=True)
    ]


def _unasked(firm: Firm, histories: list[list[Event]]) -> int:
    """Count our calls in quiet hours but for those who had turned to us within the hour."""
    asked = {(letter.customer, letter.minute) for letter in firm.letters if letter.inbound}
    asked |= set(zip(firm.calls_in.customer.tolist(), firm.calls_in.started.tolist(), strict=True))
    asked |= set(zip(firm.orders.customer.tolist(), firm.orders.minute.tolist(), strict=True))
    asked |= {
        (int(firm.tickets.customer[event.ticket]), event.minute)
        for happened in histories
        for event in happened
        if event.action in {"opened", "customer replied", "reopened"}
    }
    calls = _planted(firm, "quiet_hours")
    called = {customer for customer, _ in calls}
    known = [(customer, minute) for customer, minute in asked if customer in called]
    return sum(
        not any(who == customer and 0 <= minute - when <= HOUR for who, when in known)
        for customer, minute in calls
    )


def _longer(clock: Clock, waits: Waits, limit: float, paused: Waits | None = None) -> int:
    """Count the waits of more working minutes than the limit, pauses left out."""
    if not waits:
        return 0
    lasted = _worked(clock, waits) - (_worked(clock, paused) if paused else 0)
    return int((lasted > limit).sum())


def _worked(clock: Clock, waits: Waits) -> Minutes:
    starts, ends = np.array(waits).T
    return clock.worked(ends) - clock.worked(starts)


def _events(firm: Firm, histories: list[list[Event]]) -> dict[str, int]:
    """Count what the log of events, or the counts of the old system, tell plainly."""
    found: Counter[str] = Counter()
    for happened in histories:
        actions = Counter(event.action for event in happened)
        logged = home_of(firm.tickets, happened[0].ticket) == "log"
        refused = actions["refused"] and not actions["alternative offered"]
        found["handed_over_once"] += actions["handed over"] > 1
        found["reopened"] += actions["reopened"] > 0
        found["not_sent_elsewhere"] += logged and actions["sent elsewhere"] > 0
        found["not_asked_to_repeat"] += logged and actions["asked again"] > 0
        found["refusal_with_alternative"] += logged and bool(refused)
    return dict(found)


def _waits(firm: Firm, histories: list[list[Event]]) -> tuple[Waits, Waits, Waits]:
    """List the waits for the first answer and for later ones, and those in emergencies."""
    end = firm.span[1]
    first: Waits = []
    later: Waits = []
    urgent: Waits = []
    for happened in histories:
        place, opened = happened[0].ticket, happened[0].minute
        answer = next((e.minute for e in happened if e.action == "answered"), end)
        emergency = firm.tickets.topic[place] == "emergency"
        (urgent if emergency else first).append((opened, answer))
        if not emergency and home_of(firm.tickets, place) == "log":
            later += _later(happened, end)
    return first, later, urgent


def _later(happened: list[Event], end: float) -> Waits:
    """Give the longest wait of a further message of the customer for our next answer."""
    waits = [
        (event.minute, next((e.minute for e in happened[n:] if e.action == "answered"), end))
        for n, event in enumerate(happened)
        if event.action in {"customer replied", "reopened"}
    ]
    return sorted(waits, key=lambda wait: wait[0] - wait[1])[:1]


def _settled(firm: Firm, histories: list[list[Event]]) -> tuple[Waits, Waits]:
    """List how long each settled ticket took, and the pause in it while the customer was asked."""
    settled: Waits = []
    paused: Waits = []
    for happened in histories:
        place, opened = happened[0].ticket, happened[0].minute
        told = firm.tickets.topic[place] == "complaint" and home_of(firm.tickets, place) == "old"
        last = happened[-1]
        if last.action != "resolved" and not told:
            continue
        settled.append((opened, last.minute if last.action == "resolved" else firm.span[1]))
        asked = next(
            (n for n, e in enumerate(happened) if e.action == "waiting for customer"), None
        )
        pause = (
            (opened, opened)
            if asked is None
            else (happened[asked].minute, happened[asked + 1].minute)
        )
        paused.append(pause)
    return settled, paused


def _threads(firm: Firm) -> Waits:
    """List the waits for an answer to each written message."""
    answers = {
        letter.thread: letter.minute
        for letter in firm.letters
        if not (letter.inbound or letter.inside)
    }
    return [
        (letter.minute, answers.get(letter.thread, firm.span[1]))
        for letter in firm.letters
        if letter.inbound
    ]


def _promises(firm: Firm) -> dict[str, int]:
    """Count the promises that were not kept by the time given, or are overdue at the close."""
    end, calls, orders = firm.span[1], firm.callbacks, firm.orders
    called = np.where(np.isnan(calls.kept), end, calls.kept)
    papers = [(paper.due, paper.sent) for paper in firm.papers if paper.given < end]
    delivered = np.minimum(orders.delivered, end)
    return {
        "callback_kept": int((called > calls.due).sum()),
        "papers_in_time": sum((end if np.isnan(sent) else sent) > due for due, sent in papers),
        "delivered_as_promised": int((delivered >= orders.due + DAY).sum()),
    }


def _theirs(firm: Firm) -> dict[str, int]:
    """Count what the two customers planted one by one do to the firm, and it to its suppliers."""
    calls, tickets = firm.calls_in, firm.tickets
    last = day_of(firm.span[1] - 1)
    late = (
        ((bill.paid or last) - bill.due).days
        for bill in firm.invoices
        if bill.customer == BIG and bill.due >= LATE_PAYER_SINCE
    )
    night = (calls.customer == OVERREACHER) & (calls.started % DAY >= 22 * 60)
    return {
        "pays_on_time": sum(days > LATE_PAYER_BEFORE + DAYS_OF_GRACE for days in late),
        "we_pay_on_time": late_bills(firm.conduct.bills, last),
        "keeps_appointment": int((firm.visits.outcome == "customer absent").sum()),
        "within_hours": int(night.sum()),
        "within_scope": int(np.isin(tickets.topic, ("private", "out_of_scope")).sum()),
    }
