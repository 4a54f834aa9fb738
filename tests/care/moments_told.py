"""Moments laid out as a table without a journal, for the tests of what fires when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.play import Cost, Harm, Outcome, Play, Span, Trigger, Words
from goodwill.house.settings import Settings
from goodwill.moments.parquet import rows
from goodwill.moments.views import MOMENTS, PARTIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

SETTINGS = Settings(name="acme")
BEGIN = dt.datetime(2026, 3, 2, 9)  # noqa: DTZ001 - instants are naive UTC


class Dealing(NamedTuple):
    """One dealing of a party, so many days after the beginning."""

    number: int
    party: str
    day: float
    kind: str = "complaint"
    rest: tuple[tuple[str, Any], ...] = ()

    @property
    def at(self) -> dt.datetime:
        return BEGIN + dt.timedelta(days=self.day)


def lay_out(con: DuckDBPyConnection, dealings: Iterable[Dealing]) -> None:
    """Make `moments` and `parties` of some dealings."""
    dealings = list(dealings)
    rows(con, "told_moments", MOMENTS, [_row(each) for each in dealings])
    parties = [
        (party, "customer", None, None, None) for party in sorted({each.party for each in dealings})
    ]
    rows(con, "told_parties", PARTIES, parties)
    con.execute("CREATE OR REPLACE TABLE moments AS SELECT * FROM told_moments")
    con.execute("CREATE OR REPLACE TABLE parties AS SELECT * FROM told_parties")


def _row(one: Dealing) -> tuple[object, ...]:
    known = dict.fromkeys(MOMENTS) | {
        "id": one.number,
        "happened_at": one.at,
        "kind": one.kind,
        "from_party": one.party,
        "to_party": "u-us",
        "party": one.party,
        "direction": "in",
        "local_date": one.at.date(),
        **dict(one.rest),
    }
    return tuple(known.values())


def play(where: str, **changed: Any) -> Play:
    """Declare a play with this trigger; what is changed of the trigger or of the play is named."""
    trigger = Trigger(
        of="moment",
        where=where,
        at="happened_at",
        shift=Span(0, "minutes"),
        once_per="party",
        weeks=None,
        stale_after=Span(9999, "days"),
    )
    of_trigger = {name: changed.pop(name) for name in list(changed) if name in Trigger._fields}
    words = Words("A title", "Do it.", "It happened.", "Good day.")
    made = Play(
        name="toy",
        practice="C0",
        whose_convenience="theirs",
        trigger=trigger._replace(**of_trigger),
        due=Span(4, "working_hours"),
        done_by="person",
        purpose="care",
        channel="call",
        level="person",
        cost=Cost(0, 10),
        held_out=0.2,
        outcome=Outcome("bought", "more", 26),
        harm=Harm("left", 0.9, 50),
        hush_days=0,
        limits={},
        story="",
        words=dict.fromkeys(("en", "pl", "ru", "uk"), words),
        file=Path("toy.toml"),
    )
    return made._replace(**changed)
