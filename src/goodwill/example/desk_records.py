"""The records of dealings: calls, messages, promises and the use of contracts, as files."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from goodwill.example.clock import day_of, instant_of
from goodwill.example.customers import number
from goodwill.example.files import CYRILLIC, EXCEL_TEXT, PLAIN, File

if TYPE_CHECKING:
    from goodwill.example.files import Row
    from goodwill.example.firm import Firm
    from goodwill.example.letters import Letter
    from goodwill.example.phone import Calls


def _at(minute: float) -> datetime | None:
    return None if np.isnan(minute) else instant_of(minute)


CALL_COLUMNS = (
    "№ дзвінка", "Початок", "Напрямок", "Клієнт", "Працівник", "Група", "IVR, с",
    "Очікування, с", "Тривалість, с", "Мета",
)  # fmt: skip


def call_file(firm: Firm) -> File:
    """Write the calls as the Ukrainian telephone exchange lists them."""
    rows = [row for calls in (firm.calls_in, firm.calls_out) for row in _calls(calls)]
    rows.sort(key=lambda row: tuple(map(str, row)))
    numbered: list[Row] = [(f"В{n + 50001}", *row) for n, row in enumerate(rows)]
    return File("dzvinky.csv", "calls", CALL_COLUMNS, numbered, CYRILLIC)


def _calls(calls: Calls) -> list[Row]:
    purposes = {"sale": "продаж", "service": "обслуговування"}
    rows: list[Row] = []
    for place in range(len(calls.started)):
        answered = not np.isnan(calls.talked[place])
        menu, queue = _waits(float(calls.waited[place]), menu=bool(calls.machine[place]))
        rows.append((
            instant_of(calls.started[place]),
            "вхідний" if calls.inbound[place] else "вихідний",
            number(int(calls.customer[place])), str(calls.person[place]), str(calls.team[place]),
            menu, queue, round(calls.talked[place] * 60) if answered else None,
            purposes[str(calls.purpose[place])] if not calls.inbound[place] else None,
        ))  # fmt: skip
    return rows


def _waits(minutes: float, *, menu: bool) -> tuple[int | None, int | None]:
    """Split a wait into the seconds in the menu and those in the queue."""
    if np.isnan(minutes):
        return None, None
    seconds = round(minutes * 60)
    first = min(seconds, 25) if menu else 0
    return (first if menu else None), seconds - first


def message_file(firm: Firm) -> File:
    """Write the messages as the mail program streams them."""
    columns = (
        "message_id",
        "thread_id",
        "sent_at",
        "direction",
        "customer_id",
        "agent",
        "channel",
        "text",
    )
    rows: list[Row] = [
        (f"M{n + 70001}", f"th{letter.thread + 1}", instant_of(letter.minute),
         _way(letter), number(letter.customer),
         letter.person, "email", letter.text)
        for n, letter in enumerate(firm.letters)
    ]  # fmt: skip
    return File("messages.jsonl", "messages", columns, rows, PLAIN)


def _way(letter: Letter) -> str:
    if letter.inside:
        return "internal note"
    return "inbound" if letter.inbound else "outbound"


def promise_file(firm: Firm) -> File:
    """Write the promises as Excel saves them under the name of Unicode text."""
    columns = (
        "Promise No",
        "Customer No",
        "Agent",
        "Promised At",
        "Promised What",
        "Due",
        "Done At",
    )
    calls = firm.callbacks
    rows = [
        (number(int(calls.customer[place])), str(calls.person[place]),
         instant_of(calls.given[place]), "call back", instant_of(calls.due[place]),
         _at(calls.kept[place]))
        for place in range(len(calls.given))
    ]  # fmt: skip
    rows += [
        (number(paper.customer), paper.person, instant_of(paper.given), "papers",
         instant_of(paper.due), _at(paper.sent))
        for paper in firm.papers
        if paper.given < firm.span[1]
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[2], row[0]))
    numbered: list[Row] = [(f"V{n + 30001}", *row) for n, row in enumerate(rows)]
    return File("promises.txt", "promises", columns, numbered, EXCEL_TEXT)


def usage_file(firm: Firm, rng: np.random.Generator) -> File:
    """Write how much of their service contracts the customers used in each month."""
    columns = ("Contract No", "Customer No", "Period", "Service", "Used", "Included", "Unit")
    months = sorted({day_of(minute).replace(day=1) for minute in np.arange(*firm.span, 1440 * 5)})
    rows: list[Row] = []
    for place in np.flatnonzero(firm.people.contract):
        included = int(rng.integers(4, 20))
        habit = rng.uniform(0.3, 0.9)
        born = day_of(firm.span[0] + firm.people.born[place] * 7 * 1440)
        for month in months:
            if month > born and _next(month) <= day_of(firm.span[1]):
                used = int(min(included, rng.poisson(habit * included)))
                rows.append((
                    f"S{place + 1:05}", number(int(place)), month, "Maintenance", used, included,
                    "hours",
                ))  # fmt: skip
    return File("usage.xlsx", "usage", columns, rows, PLAIN)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
