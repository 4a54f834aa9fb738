"""Who may be compared: all whom the lot drew, or those told apart by what was known before it.

Openers, clickers, those who answered or were reached are chosen by what they did after the lot. The
play itself may have made them do it, and nobody held out can open what was not sent, so that the
lot no longer makes the two sides alike (Angrist & Pischke 2009 call it a bad control).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodwill.problems import Problem, UsageError
from goodwill.words import _, grouped, ngettext

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAME = re.compile(r"[a-z_][a-z0-9_]*")

_AFTER = """
SELECT count(*) AS members,
       coalesce(sum(CASE WHEN s.since < f.drawn_at THEN 0 ELSE 1 END), 0) AS later
FROM (SELECT party, min(drawn_at) AS drawn_at FROM exposures WHERE play = $play GROUP BY party) f
JOIN (SELECT party, min(since) AS since FROM {table} GROUP BY party) s ON s.party = f.party
"""


def refusal(con: DuckDBPyConnection, play: str, table: str, name: str) -> Problem | None:
    """Say why those in a table `(party, since)` must not be compared; none where they may.

    `since` is when a party came to belong to them; unknown counts as after the lot. One who came in
    after the lot is enough.
    """
    query = _AFTER.format(table=_checked(table))
    members, later = con.execute(query, {"play": play}).fetchone() or (0, 0)
    return why(name, members, later) if later else None


def restricted(con: DuckDBPyConnection, play: str, table: str, name: str) -> str:
    """Write the exposures of those parties of a play who are in a table, or refuse to.

    Gives the name of what was written, for `statistics`.
    """
    problem = refusal(con, play, table, name)
    if problem:
        raise UsageError(problem)
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE exposures_compared AS
        SELECT e.* FROM exposures e
        WHERE e.play = $play AND e.party IN (SELECT party FROM {_checked(table)})
        """,
        {"play": play},
    )
    return "exposures_compared"


def why(name: str, members: int, later: int) -> Problem:
    """Say why those of a name must not be compared: so many of them came in after the lot."""
    which = _('Comparing only "{name}" is refused.', name=name)
    why = ngettext(
        "{number} of its {members} customers came to belong to it only after the lot, by something"
        " that the play may have made them do: the two sides are no longer alike.",
        "{number} of its {members} customers came to belong to it only after the lot, by something"
        " that the play may have made them do: the two sides are no longer alike.",
        later,
        members=grouped(members),
    )
    hint = _(
        "Compare all whom the lot drew. What the play does for each one it reaches is that"
        " difference, divided by the share it reached."
    )
    return Problem(name, f"{which} {why}", hint)


def _checked(table: str) -> str:
    if not _NAME.fullmatch(table):
        raise ValueError(f"not the name of a table: {table}")
    return table
