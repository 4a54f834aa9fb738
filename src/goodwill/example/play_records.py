"""The list of lots that the firm drew for its plays: whom it held out, and what was done when."""

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
