"""Writes the simulated firm into a folder: its record files, its settings, and its truth."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from goodwill.example import (
    desk_records,
    files,
    owner,
    people_records,
    play_records,
    sales_records,
    ticket_records,
    visits,
)
from goodwill.example.clock import Clock
from goodwill.example.dirt import Break, soil
from goodwill.example.expected import breaches
from goodwill.example.firm import found
from goodwill.example.letterhead import README, settings
from goodwill.example.ticket_events import events
from goodwill.example.truth import truth

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.example.files import File
    from goodwill.example.firm import Firm
    from goodwill.example.ticket_events import Event

UNTIL = date(2026, 10, 31)


class Example(NamedTuple):
    """What was written: the record files in the order in which they are best read, and the rest."""

    folder: Path
    settings: Path
    truth: Path
    files: tuple[Path, ...]
    sources: tuple[str, ...]
    """For each record file, the kind of record that it is."""
    lots: Path | None = None
    """The list of lots drawn for plays; no record, and there only where plays were tried."""


def write(
    folder: Path,
    *,
    seed: int = 1,
    size: int = 2000,
    months: int = 24,
    until: date = UNTIL,
    plays: bool = False,
) -> Example:
    """Write the simulated firm; the same seed gives the same bytes. With `plays` it tries some."""
    folder.mkdir(parents=True, exist_ok=True)
    firm = found(seed, size, months, until, plays=plays)
    clock = Clock(_day(firm.span[0], -14), _day(firm.span[1], 60))
    histories = list(events(firm.tickets, clock, firm.span[1]))
    rng = np.random.default_rng([seed, 1])
    records, counts = _files(firm, histories, rng)
    told: dict[str, Any] = {}
    for file in records:
        told[file.name] = {
            "source": file.source,
            **_put(folder, file, rng),
            **counts.get(file.name, {}),
        }
    lots = _lots(folder, firm)
    _text(folder / "README.txt", README)
    _text(folder / "goodwill.toml", settings(until))
    hidden = json.dumps(
        truth(firm, told, breaches(firm, histories, clock), seed), ensure_ascii=False, indent=1
    )
    _text(folder / "truth.json", hidden + "\n")
    return Example(
        folder,
        folder / "goodwill.toml",
        folder / "truth.json",
        tuple(folder / file.name for file in records),
        tuple(file.source for file in records),
        lots,
    )


def _lots(folder: Path, firm: Firm) -> Path | None:
    """Write whom the firm held out and whom not, where it tried anything."""
    if not firm.lots:
        return None
    file = play_records.lot_file(firm)
    files.write(folder, file, file.rows)
    return folder / file.name


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _files(
    firm: Firm, histories: list[list[Event]], rng: np.random.Generator
) -> tuple[list[File], dict[str, dict[str, int]]]:
    """Give the files in the order staff, customers, dealings, and what is special about some."""
    refs = sales_records.references(firm.orders, firm.merged)
    sales = sales_records.Sales(firm.orders, firm.baskets, refs)
    orders, counts = sales_records.order_files(sales)
    return [
        people_records.staff_file(firm),
        people_records.customer_file(firm),
        *orders,
        sales_records.delivery_file(sales, firm.span[1]),
        sales_records.invoice_file(sales, firm.invoices),
        sales_records.payment_file(sales, firm.invoices),
        sales_records.credit_file(sales, firm.credits),
        *ticket_records.ticket_files(firm, histories),
        desk_records.call_file(firm),
        desk_records.message_file(firm),
        desk_records.promise_file(firm),
        visits.visit_file(firm.visits),
        desk_records.usage_file(firm, rng),
        people_records.change_file(firm),
        *owner.owner_files(firm.conduct),
        *([play_records.done_file(firm)] if firm.lots else []),
    ], {orders[1].name: counts}


def _day(minute: float, days: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(minute // 1440) + days)


BREAKS: dict[str, tuple[str, tuple[Break, ...]]] = {
    "orders": ("Order No", (
        Break("no customer", "Customer No", None, 40),
        Break("year 1988", "Order Date", date(1988, 1, 1)),
        Break("not a number", "Quantity", "two"),
        Break("not goods", "Product Code", "POST", 60),
        Break("zero", "Unit Price", 0.0, 25),
    )),
    "deliveries": ("Order No", (Break("year 1988", "Delivered At", date(1988, 1, 1)),)),
    "invoices": ("Invoice No", (Break("not a number", "Amount", "see annex"),)),
    "payments": ("Nr płatności", (Break("no customer", "Nr klienta", None, 5),)),
    "calls": ("№ дзвінка", (Break("no customer", "Клієнт", None, 12),)),
    "messages": ("message_id", (Break("year 1988", "sent_at", date(1988, 1, 1)),)),
    "tickets": ("Ticket ID", (
        Break("answer before question", "First Response At", before="Created At"),
        Break("no customer", "Customer ID", None, 6),
        Break("year 1988", "Created At", date(1988, 1, 1)),
    )),
    "ratings": ("Rating No", (Break("not a number", "Score", "good"),)),
}  # fmt: skip
"""How the lines of each kind of record are broken, and the key that a broken line changes."""

WHOLE = frozenset({"staff", "customers", "changes", "usage"})
"""Kinds of record that are kept by hand and stay clean."""

BY_HAND = frozenset({"owner_diary.csv", "direct_line.csv", "bills.csv", "paydays.csv", "done.csv"})
"""And files of this sort."""


def _put(folder: Path, file: File, rng: np.random.Generator) -> dict[str, Any]:
    """Soil a file, write it, and tell how many lines of each sort it has."""
    if file.source in WHOLE or file.name in BY_HAND:
        files.write(folder, file, file.rows)
        return {"clean": len(file.rows), "duplicates": 0, "broken": {}}
    key, breaks = BREAKS.get(file.source, ("", ()))
    soiled = soil(rng, file, key, breaks)
    files.write(folder, file, soiled.rows)
    return {"clean": soiled.clean, "duplicates": soiled.duplicates, "broken": soiled.broken}
