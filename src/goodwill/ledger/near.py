"""What a closed book holds of one party, laid aside once for a page that asks for it many times."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from goodwill.moments.journal import lent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.ledger.closed import Closed

_DEALT = "id, happened_at, direction, kind, purpose, channel, about, person, team, party, amount"
_LAID = {
    "moments": f"SELECT {_DEALT} FROM moments WHERE party = $party",
    "asides": f"SELECT whose, {_DEALT} FROM asides WHERE whose = $party",
    "cases": """
        SELECT case_id, party, sort, purpose, segment, urgent, opened_id, opened_at,
               opened_direction, last_id, answered_at, answer_paused, promised_at, due_at,
               fulfilled_at, resolved_at, paid_at, amount, paid, credited
        FROM cases WHERE party = $party""",
    "verdicts": """
        SELECT verdict_id, party, moment, side, standard, verdict
        FROM verdicts WHERE party = $party""",
    "postings": """
        SELECT verdict_id, party, moment, side, amount FROM postings WHERE party = $party""",
}
"""What is laid aside of each table; a page that asks for another column is told that it is none."""


@contextlib.contextmanager
def near(closed: Closed, party: str) -> Iterator[Closed]:
    """Give the closed book with what the reader may see of one party before each of `_LAID`.

    Books of an older version, which do not tell what happened in a party's cases, stay as they are.
    """
    if not closed.has("asides"):
        yield closed
        return
    with contextlib.closing(lent(closed.con)) as con:
        for name, query in _LAID.items():
            con.execute(f"CREATE TEMP TABLE {name} AS {query}", {"party": party})
        yield replace(closed, con=con)
