"""A closed book as one reader may see it: every table stands behind a view of the same name.

Whatever a report then sums, counts, searches, draws or exports holds no row that the reader may
not see. A table that has no rule here is empty to everybody but owners.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from goodwill.ledger.sight import CUSTOMER, EVER, MANAGER, OUTSIDER, PERSON, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed
    from goodwill.ledger.sight import Sight

COMPANY = ("meta", "standards", "findings", "guards", "modifiers", "unseen", "attention")
"""Tables about the company as a whole, which hold no party and no person."""
_SURVEY = "coalesce(kind = 'rating' AND direction = 'inside', false)"
"""Ratings between colleagues; they are given in confidence and never shown one by one."""


def narrowed(closed: Closed, sight: Sight) -> Closed:
    """Give the closed book as this reader may see it; the connection shows nothing else."""
    con, book = closed.con, _book(closed.con)
    tables = _tables(con)
    if sight.whole:
        _confide(con, book)
        return replace(closed, sight=sight)
    views = dict.fromkeys(tables - {"meta"}, "SELECT * FROM {name} WHERE false")
    views |= _rules(con, book, sight)
    for name in sorted(tables & set(views)):
        _view(con, book, name, views[name])
    reveal = _revealer(con, closed.reveal, sight)
    return replace(closed, sight=sight, reveal=reveal, folder=None)


def _rules(con: DuckDBPyConnection, book: str, sight: Sight) -> dict[str, str]:
    """Give the queries behind the names of tables that are not empty to this reader."""
    if sight.role in {MANAGER, PERSON}:
        _lay_out(con, book, sight)
        return _VIEWS
    if sight.role == CUSTOMER:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE sight_parties AS SELECT ? AS party", [sight.party]
        )
        return _OF_CUSTOMER
    return {OUTSIDER: _OF_COMPANY, PUBLIC: _OF_PUBLIC}.get(sight.role, {})


def _view(con: DuckDBPyConnection, book: str, name: str, query: str) -> None:
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {name} AS {query.format(name=book + name, book=book)}"
    )


def _book(con: DuckDBPyConnection) -> str:
    """Give the words before a table's name by which it is the book's own and not a view of it."""
    row = con.execute("SELECT current_database(), current_schema()").fetchone()
    assert row is not None
    database, schema = (str(part).replace('"', '""') for part in row)
    return f'"{database}"."{schema}".'


def _tables(con: DuckDBPyConnection) -> frozenset[str]:
    rows = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
    ).fetchall()
    return frozenset(name for (name,) in rows)


def _confide(con: DuckDBPyConnection, book: str) -> None:
    """Take ratings between colleagues out of the owner's sight too, where there are any."""
    found = con.execute(f"SELECT 1 FROM {book}moments WHERE {_SURVEY} LIMIT 1").fetchone()
    if found is None:
        return
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sight_surveys AS"
        f" SELECT id FROM {book}moments WHERE {_SURVEY}"
    )
    _view(con, book, "moments", f"SELECT * FROM {{name}} WHERE NOT {_SURVEY}")
    _view(con, book, "cases", _WITHOUT_RATING)
    for name in ("verdicts", "postings"):
        _view(con, book, name, "SELECT * FROM {name} WHERE moment NOT IN (FROM sight_surveys)")


_WITHOUT_RATING = """
SELECT * REPLACE (CASE WHEN rating_id NOT IN (FROM sight_surveys) THEN rating END AS rating)
FROM {name}
"""


_NOBODY = "NULL::VARCHAR AS person, NULL::VARCHAR AS manager, NULL::VARCHAR AS team"
_NOWHERE = f"{_NOBODY}, NULL::VARCHAR AS department, NULL::INTEGER AS level"
_WHOSE = "NULL::VARCHAR AS party, NULL::VARCHAR AS case_id, NULL::BIGINT AS moment"
_OF_COMPANY: dict[str, str] = {
    **dict.fromkeys(COMPANY, "SELECT * FROM {name}"),
    "tallies": f"SELECT * REPLACE ({_NOWHERE}) FROM {{name}}",
    "postings": f"SELECT * REPLACE ({_NOWHERE}, {_WHOSE}) FROM {{name}}",
}
"""What an outsider sees: the company's figures, with nobody and no place in them."""
_CASE_IDS = (
    "opened", "last", "answered", "human", "next", "resolved", "refusal", "handover", "repeat",
    "elsewhere", "change", "complaint", "concession", "promised", "fulfilled", "delivered",
    "credit", "paid", "rating", "rated",
)  # fmt: skip
_ANONYMOUS = ", ".join(
    [
        *(f"NULL::VARCHAR AS {name}" for name in ("case_id", "party")),
        *(f"NULL::BIGINT AS {name}_id" for name in _CASE_IDS),
    ]
)
_OF_PUBLIC: dict[str, str] = {
    **dict.fromkeys(("meta", "standards"), "SELECT * FROM {name}"),
    "tallies": f"SELECT * REPLACE ({_NOWHERE}) FROM {{name}}",
    "cases": f"SELECT * REPLACE ({_ANONYMOUS}) FROM {{name}}",
}
"""What anybody sees: how the standards are kept, and cases without number or name."""
_OWN = "WHERE party IN (FROM sight_parties)"
_UNNAMED = ", ".join(
    f"CASE WHEN left({column}, 1) <> 'w' THEN {column} END AS {column}"
    for column in ("from_party", "to_party")
)
_OF_CUSTOMER: dict[str, str] = {
    **_OF_PUBLIC,
    "moments": (
        f"SELECT * REPLACE ({_NOWHERE}, {_UNNAMED}, NULL::VARCHAR AS desk,"
        f" NULL::VARCHAR AS text_id) FROM {{name}} {_OWN} AND direction IN ('in', 'out')"
    ),
    "cases": f"SELECT * FROM {{name}} {_OWN}",
    "verdicts": f"SELECT * REPLACE ({_NOWHERE}) FROM {{name}} {_OWN}",
    "parties": f"SELECT * FROM {{name}} {_OWN}",
    "sales": f"SELECT * FROM {{name}} {_OWN}",
}
"""What a customer sees through the window: their own side, no colleague, no worth, no price."""


def _lay_out(con: DuckDBPyConnection, book: str, sight: Sight) -> None:
    """Write down what the reader may see as small tables, and the customers that follow from it."""
    lists: dict[str, tuple[str, Iterable[tuple[object, ...]]]] = {
        "sight_own": ("person VARCHAR", [(name,) for name in sight.own]),
        "sight_known": ("person VARCHAR", [(name,) for name in sight.known]),
        "sight_teams": ("team VARCHAR", [(name,) for name in sight.teams]),
        "sight_barred": ("team VARCHAR, person VARCHAR", sight.barred),
        "sight_weeks": ("person VARCHAR, first DATE, last DATE", sight.weeks),
    }
    for name, (columns, rows) in lists.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
        laid = sorted(rows, key=repr)
        if laid:
            marks = ", ".join("?" * len(laid[0]))
            con.executemany(f"INSERT INTO {name} VALUES ({marks})", laid)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sight_parties AS SELECT DISTINCT party FROM"
        f" {book}moments t WHERE {_MINE} AND party IS NOT NULL AND NOT {_SURVEY}"
        " AND left(party, 1) NOT IN ('w', 'u')"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sight_cases AS SELECT case_id FROM"
        f" {book}cases WHERE party IN (FROM sight_parties)"
    )


_MINE = """coalesce(
     t.person IN (FROM sight_own)
  OR t.team IN (FROM sight_teams)
     AND NOT EXISTS (SELECT 1 FROM sight_barred b WHERE b.team = t.team AND b.person = t.person)
  OR EXISTS (SELECT 1 FROM sight_weeks w
             WHERE w.person = t.person AND t.local_week BETWEEN w.first AND w.last), false)"""
"""Whether a row is the reader's to see, by its person, team and week."""


def _named(column: str) -> str:
    """Write a colleague who may be named, else nothing; whoever is no colleague stays."""
    return (
        f"CASE WHEN left({column}, 1) <> 'w' OR {column} IN (FROM sight_known)"
        f" THEN {column} END AS {column}"
    )


def _within(column: str, kind: str = "VARCHAR") -> str:
    """Write a value that is told for the reader's own rows only."""
    return f"CASE WHEN mine THEN {column} ELSE NULL::{kind} END AS {column}"


_PEOPLE = f"{_named('person')}, {_named('manager')}"
_MINE_ONLY = f"SELECT * REPLACE ({_PEOPLE}) FROM {{name}} t WHERE {_MINE}"
_OF_PARTIES = "SELECT * FROM {name} WHERE party IN (FROM sight_parties)"
_WHO = ", ".join(
    f"CASE WHEN left({column}, 1) <> 'w' OR mine AND {column} IN (FROM sight_known)"
    f" THEN {column} END AS {column}"
    for column in ("from_party", "to_party", "party", "person", "manager")
)
_WHERE = ", ".join(_within(name) for name in ("team", "department", "desk", "text_id"))
_VIEWS: dict[str, str] = {
    **dict.fromkeys(COMPANY, "SELECT * FROM {name}"),
    "verdicts": _MINE_ONLY,
    "tallies": _MINE_ONLY,
    "standings": _MINE_ONLY,
    "postings": (
        f"SELECT * REPLACE ({_PEOPLE}) FROM {{name}}"
        f" WHERE verdict_id IN (SELECT verdict_id FROM {{book}}verdicts t WHERE {_MINE})"
    ),
    "moments": f"""
        SELECT * EXCLUDE (mine) REPLACE ({_WHO}, {_WHERE}, {_within("level", "INTEGER")})
        FROM (SELECT *, {_MINE} AS mine FROM {{name}} t WHERE NOT {_SURVEY})
        WHERE mine OR party IN (FROM sight_parties) OR about IN (FROM sight_cases)""",
    "cases": "SELECT * FROM {name} WHERE case_id IN (FROM sight_cases)",
    "parties": (
        "SELECT * FROM {name} WHERE party IN (FROM sight_parties) OR party IN (FROM sight_known)"
    ),
    "worths": _OF_PARTIES,
    "habits": _OF_PARTIES,
    "sales": _OF_PARTIES,
    "lines": f"""
        SELECT * REPLACE ({_named("manager")}) FROM {{name}} t
        WHERE person IN (FROM sight_own)
           OR EXISTS (SELECT 1 FROM sight_weeks w WHERE w.person = t.person
                      AND coalesce(t.from_date, DATE '{EVER}') <= w.last + 6
                      AND coalesce(t.until_date, w.last) >= w.first)""",
}
"""What a manager or a person sees of each table; of any other nothing."""


def _revealer(
    con: DuckDBPyConnection,
    reveal: Callable[[Iterable[str]], Mapping[str, Mapping[str, str]]],
    sight: Sight,
) -> Callable[[Iterable[str]], Mapping[str, Mapping[str, str]]]:
    """Open the names of those whom the reader may see, and of nobody else."""
    seen: set[str] = set(sight.known)
    if sight.role in {MANAGER, PERSON, CUSTOMER}:
        seen |= {party for (party,) in con.execute("FROM sight_parties").fetchall()}

    def revealed(parties: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        return reveal([party for party in parties if party in seen])

    return revealed
