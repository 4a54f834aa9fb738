"""A small closed book told as a story in the notation, judged for real, for tests of the window."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goodwill.book.closing import _definition
from goodwill.house import timetable
from goodwill.house.settings import Settings
from goodwill.ledger.closed import Closed
from goodwill.moments import notation
from goodwill.moments.case import fold
from goodwill.moments.journal import engine
from goodwill.moments.story import story_tables
from goodwill.standards import standard
from goodwill.standards.judge import judge
from goodwill.standards.rejudging import write_rulings

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = Settings(name="Acme", zone="Europe/Warsaw")


@contextmanager
def told(text: str, settings: Settings = SETTINGS, **facts) -> Iterator[Closed]:
    """Close the book of a story: its times are local in the company's zone."""
    story, problems = notation.read(text, settings.zone)
    assert not problems, problems
    standards, wrong = standard.load()
    assert not wrong
    with engine("500MB") as con:
        story_tables(con, story, settings)
        fold(con, story.closed_at, settings)
        judge(con, standards, settings, story.closed_at)
        write_rulings(con, standards, settings, story.closed_at)
        con.execute("CREATE TABLE standards (standard VARCHAR, definition VARCHAR)")
        con.executemany(
            "INSERT INTO standards VALUES (?, ?)",
            [[each.name, json.dumps(_definition(each, settings))] for each in standards],
        )
        known = {
            "company": settings.name, "currency": "EUR", "scale": 100, "zone": settings.zone,
            "as_of": f"{story.closed_at:%Y-%m-%d}", "period": settings.period, "levels": [],
            "warnings": [], "version": "0.1.0", "minimum_count": settings.minimum_count,
            "calendars": [timetable.as_facts(each) for each in settings.calendars],
        }  # fmt: skip
        names = {one.party: {"name": f"{one.name.title()} Surname"} for one in story.names.values()}
        yield Closed(
            con, "story", {**known, **facts},
            lambda parties: {party: names[party] for party in parties if party in names},
        )  # fmt: skip


def rows(report, name):
    """Give the rows of a table of a report as dictionaries; none where there is no such table."""
    return [record for table in report.tables if table.name == name for record in table.records()]
