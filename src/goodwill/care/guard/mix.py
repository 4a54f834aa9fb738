"""The mix of contacts: how much we give, ask and chat, and how often we sell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.guard import store
from goodwill.care.purposes import ASKING, CHATTING, GIVING, PURPOSES, SELLING

if TYPE_CHECKING:
    from datetime import datetime

    from goodwill.care.guard.guard import Guard


class Mix(NamedTuple):
    """How many contacts were sent of each sort, and how many of them sold."""

    giving: int
    asking: int
    chatting: int
    selling: int

    @property
    def not_selling(self) -> int:
        """How many contacts did not sell."""
        return self.giving + self.asking + self.chatting - self.selling

    @property
    def ratio(self) -> float:
        """Contacts that did not sell, per contact that did; not a number where nothing sold."""
        return self.not_selling / self.selling if self.selling else math.nan


def mix(guard: Guard, since: datetime, until: datetime, party: str | None = None) -> Mix:
    """Count what was sent from an instant until before another, to a party or to everybody."""
    where, values = "", [store.micro(since), store.micro(until)]
    with guard.store.reading() as con:
        parties = store.family(con, party) if party else ()
        if parties:
            where = f" AND party IN ({', '.join('?' * len(parties))})"
        rows = con.execute(
            "SELECT purpose, count(*) FROM contacts WHERE state = 2 AND at >= ? AND at < ?"
            f"{where} GROUP BY purpose",
            (*values, *parties),
        ).fetchall()
    sorts = {GIVING: 0, ASKING: 0, CHATTING: 0}
    for purpose, number in rows:
        sorts[PURPOSES[purpose].sort] += number
    sold = sum(number for purpose, number in rows if purpose in SELLING)
    return Mix(sorts[GIVING], sorts[ASKING], sorts[CHATTING], sold)
