"""What is to be done for a customer goes past whoever shall never meet that customer again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.guard import store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.care.guard import Guard


def pairs(guard: Guard) -> list[tuple[str, str]]:
    """Give every party and person who shall never meet again; the party as its newest record."""
    with guard.store.reading() as con:
        rows = con.execute("SELECT party, person FROM apart ORDER BY party, person").fetchall()
        return [(store.family(con, str(party))[0], str(person)) for party, person in rows]


def hand_on(con: DuckDBPyConnection, apart: list[tuple[str, str]]) -> None:
    """Give the `things` of pairs kept apart to whoever stands above; else they are nobody's."""
    for party, person in apart:
        con.execute(
            "UPDATE things SET doer = CASE WHEN manager = $person THEN NULL ELSE manager END"
            " WHERE party = $party AND doer = $person",
            {"party": party, "person": person},
        )
