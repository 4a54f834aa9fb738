"""A story: moments told in the notation, with who is who and the verdicts expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.parties import SORTS
from goodwill.house.people import Line
from goodwill.moments.clocks import month_of
from goodwill.moments.moment import FACTS, STAMPS
from goodwill.moments.parquet import rows
from goodwill.moments.stamps import Ground, lay_out, stamped
from goodwill.moments.views import TABLES
from goodwill.moments.wording import tell_remarks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.moments.moment import Moment

WORDS = {"staff": "colleague"} | {sort: sort for sort in SORTS if sort != "colleague"}
"""The words by which a story declares who somebody is, each with the sort of party it means."""

_STAFF = frozenset({"anna", "bob", "charlie", "alice"})


class Name(NamedTuple):
    """Somebody in a story: of which sort, and what the story says about them."""

    name: str
    sort: str
    team: str | None = None
    manager: str | None = None
    segment: str | None = None
    zone: str | None = None

    @property
    def party(self) -> str:
        """The name as the tables hold it: behind the letter of its sort."""
        return SORTS[self.sort] + self.name


class Mark(NamedTuple):
    """A verdict that a story expects: for which name, on the moment at which instant (UTC)."""

    verdict: str
    name: str
    happened_at: datetime
    line: int


class Story(NamedTuple):
    """Moments in the order of their lines, with who is who, what is expected and the close."""

    moments: tuple[Moment, ...]
    names: Mapping[str, Name]
    marks: tuple[Mark, ...]
    closed_at: datetime | None

    def party_of(self, name: str) -> str:
        """Give the party under which the tables of this story hold a name."""
        return self.names[name].party


def usual(name: str) -> Name:
    """Tell who a name is that no line declares: a few are ours by custom, all others customers."""
    if name in _STAFF:
        return Name(name, "colleague")
    return Name(name, "unit" if name == "us" or name.startswith("bot") else "customer")


def story_tables(con: DuckDBPyConnection, story: Story, settings: Settings) -> None:
    """Make `moments`, `parties` and `lines` of a story, stamped just as the journal stamps them."""
    parties = [(one.party, one.sort, one.segment, one.zone, None) for one in story.names.values()]
    rows(con, "story_parties", TABLES["parties"], parties)
    rows(con, "story_lines", TABLES["lines"], _lines(story))
    rows(con, "story_facts", FACTS, (_facts(*one, story) for one in enumerate(story.moments, 1)))
    stamper = lay_out(con, settings, _GROUND, _months(story))
    moments = stamped("SELECT * FROM story_facts", stamper)
    columns = ", ".join([*FACTS, *STAMPS])
    con.execute("CREATE OR REPLACE TABLE parties AS SELECT * FROM story_parties")
    con.execute("CREATE OR REPLACE TABLE lines AS SELECT * FROM story_lines")
    con.execute(f"CREATE OR REPLACE TABLE moments AS SELECT {columns} FROM ({moments})")
    tell_remarks(con, ((n, one.words) for n, one in enumerate(story.moments, 1) if one.words))


_GROUND = Ground(
    "SELECT * FROM story_lines",
    "SELECT party, zone FROM story_parties",
    "SELECT desk AS team FROM story_facts",
)


def _lines(story: Story) -> list[Line]:
    return [
        Line(one.party, story.party_of(one.manager) if one.manager else None, one.team)
        for one in story.names.values()
        if one.team or one.manager
    ]


def _facts(number: int, moment: Moment, story: Story) -> tuple[object, ...]:
    known = moment._asdict() | {
        "id": number,
        "version": 1,
        "digest": number,
        "from_party": story.party_of(moment.from_party),
        "to_party": story.party_of(moment.to_party),
        "source": "story",
        "record": str(number),
        "part": "",
        "batch": "story",
    }
    return tuple(known.get(column) for column in FACTS)


def _months(story: Story) -> set[str]:
    instants = [moment.happened_at for moment in story.moments]
    instants += [moment.due_at for moment in story.moments if moment.due_at]
    return {month_of(instant.year, instant.month) for instant in instants}
