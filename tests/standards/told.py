"""Stories told to an engine, folded and judged, for the tests of the judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.house.settings import Settings
from goodwill.moments import notation
from goodwill.moments.case import fold
from goodwill.moments.story import Story, story_tables
from goodwill.standards.judge import judge
from goodwill.standards.standard import Standard, load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SETTINGS = Settings(name="acme")
SHIPPED = {one.name: one for one in load()[0]}


def read(text: str) -> Story:
    """Read a story that has no mistakes."""
    story, problems = notation.read(text)
    assert problems == []
    return story


def lay_out(con: DuckDBPyConnection, story: Story, settings: Settings = SETTINGS) -> None:
    """Lay out the moments and cases of a story."""
    story_tables(con, story, settings)
    fold(con, story.closed_at, settings)


def judged(
    con: DuckDBPyConnection,
    story: Story,
    *standards: str | Standard,
    settings: Settings = SETTINGS,
) -> list[dict[str, object]]:
    """Judge a story by some standards (all without any) and give the verdicts."""
    lay_out(con, story, settings)
    chosen = [SHIPPED[one] if isinstance(one, str) else one for one in standards]
    judge(con, chosen or SHIPPED.values(), settings, story.closed_at)
    return verdicts(con)


def verdicts(con: DuckDBPyConnection) -> list[dict[str, object]]:
    """Give the verdicts, in the order of time."""
    found = con.execute("SELECT * FROM verdicts ORDER BY happened_at, standard, verdict_id")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def tallied(con: DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """Give how often each verdict of each standard was given."""
    query = "SELECT standard, verdict, sum(number)::BIGINT FROM tallies GROUP BY ALL"
    return {
        (standard, verdict): number for standard, verdict, number in con.execute(query).fetchall()
    }
