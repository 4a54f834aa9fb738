"""What the firm wrote down of its plays: whom the lot held out, and what was done for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goodwill.example.clock import instant_of
from goodwill.example.customers import number
from goodwill.example.files import PLAIN, File
from goodwill.example.playing import HELD_OUT, PLAYED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.example.files import Row
    from goodwill.example.firm import Firm
    from goodwill.example.playing import Lots

COLUMNS = ("play", "customer", "arm", "drawn_at", "done_at", "salt", "held_out")


def lot_file(firm: Firm) -> File:
    """Write every lot, in the order in which they were drawn."""
    rows = sorted((row for lots in firm.lots for row in _rows(lots)), key=lambda row: str(row[3]))
    return File("lots.csv", "lots", COLUMNS, rows, PLAIN)


def done_file(firm: Firm) -> File:
    """Write the plays that were done, by whom and how, in the order of time."""
    columns = (
        "Deed Number", "Customer No", "Deed Done At", "Play", "Contacted For", "Contacted By",
        "Agent",
    )  # fmt: skip
    done = sorted(
        (float(minute), lots.tried, int(customer), str(person))
        for lots in firm.lots
        for customer, minute, person in zip(lots.customer, lots.done, lots.person, strict=True)
        if not np.isnan(minute)
    )
    rows: list[Row] = [
        (
            f"D-{place:05}", number(customer), instant_of(minute), tried.play, tried.purpose,
            tried.channel, person,
        )
        for place, (minute, tried, customer, person) in enumerate(done, start=1)
    ]  # fmt: skip
    return File("done.csv", "done", columns, rows, PLAIN)


def _rows(lots: Lots) -> Iterator[Row]:
    """Give a row for each customer; the share is a text, as its last figure decides who is in."""
    columns = (lots.customer, lots.drawn, lots.played, lots.done)
    for customer, drawn, played, done in zip(*columns, strict=True):
        yield (
            lots.tried.play,
            number(int(customer)),
            PLAYED if played else HELD_OUT,
            instant_of(drawn),
            None if np.isnan(done) else instant_of(done),
            lots.salt,
            str(lots.tried.held_out),
        )
