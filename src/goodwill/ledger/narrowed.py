"""A closed book as one reader may see it: every table stands behind a view of the same name.

Whatever a report then sums, counts, searches, draws or exports holds no row that the reader may
not see. A table that has no rule here is empty to everybody but owners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.sight import EVER, MANAGER, OUTSIDER, PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.sight import Sight

COMPANY = (
    "meta", "standards", "findings", "guards", "modifiers", "unseen", "attention", "causes",
    "namings", "house_words", "plays", "trials", "trial_findings", "trial_looks", "play_weeks",
)  # fmt: skip
"""Tables about the company as a whole, which hold no party and no person."""
OPEN = ("standards",)
"""Tables that strangers may read: the words of the standards."""
KEPT = frozenset({
    "asides", "firings", "graces", "judged", "loads", "parties", "postings", "remarks", "roster",
    "standings", "tallies", "texts", "things", "verdicts",
})  # fmt: skip
"""Tables that most pages ask for; what a reader sees of them is held in memory."""
FEW = 200_000
"""So many rows of a table are held for one reader at most."""
_SURVEY = "coalesce(kind = 'rating' AND direction = 'inside', false)"
"""Ratings between colleagues; they are given in confidence and never shown one by one."""
BOOK = "book"
"""The name under which the closed book is attached to the engine."""


def hang(con: DuckDBPyConnection, sight: Sight) -> frozenset[str] | None:
    """Hang views before the tables of the book attached to an engine; tells who may be named.

    None tells that everybody may be.
    """
    tables = _tables(con)
    if sight.whole:
        views = dict.fromkeys(tables, _ALL) | (_confided(con) if surveyed(con, BOOK) else {})
    else:
        views = dict.fromkeys(tables - {"meta"}, _NOTHING) | _rules(con, sight)
    for name in sorted(tables & set(views)):
        con.execute(f"CREATE VIEW {name} AS {views[name].format(name=f'{BOOK}.{name}')}")
    if sight.whole:
        return None
    for name in sorted(tables & KEPT):
        _keep(con, name)
    if _of_rows(sight):
        _keep_inside(con)
    customers = (
        con.execute("FROM sight_parties").fetchall() if sight.own and _of_rows(sight) else ()
    )
    return sight.known | {party for (party,) in customers}


def hide(con: DuckDBPyConnection) -> None:
    """Hang views of nothing before the tables of the book attached; but for what holds nobody."""
    for name in sorted(_tables(con)):
        query = _ALL if name in OPEN else _NOTHING
        con.execute(f"CREATE VIEW {name} AS {query.format(name=f'{BOOK}.{name}')}")


_ALL = "SELECT * FROM {name}"
_NOTHING = "SELECT * FROM {name} WHERE false"


def _keep(con: DuckDBPyConnection, name: str) -> None:
    """Hold what a view shows, where that is little: each page would look for it anew."""
    if _few(con, "sight_held", name):
        con.execute(f"DROP VIEW {name}")
        con.execute(f"ALTER TABLE sight_held RENAME TO {name}")


def _keep_inside(con: DuckDBPyConnection) -> None:
    """Hold dealings among ourselves, where they are few: those with customers are then one view."""
    moments = f"{BOOK}.moments"
    if _few(con, "sight_inside", f"({_DEALT_INSIDE.format(name=moments)})"):
        dealt = f"{_DEALT_WITH.format(name=moments)} UNION ALL FROM sight_inside"
        con.execute(f"CREATE OR REPLACE VIEW moments AS {dealt}")


def _few(con: DuckDBPyConnection, table: str, seen: str) -> bool:
    """Lay out what is seen as a table, if that is little."""
    con.execute(f"CREATE TABLE {table} AS SELECT * FROM {seen} LIMIT {FEW + 1}")
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    few = row is not None and row[0] <= FEW
    if not few:
        con.execute(f"DROP TABLE {table}")
    return few


def _of_rows(sight: Sight) -> bool:
    return sight.role in {MANAGER, PERSON}


def _rules(con: DuckDBPyConnection, sight: Sight) -> dict[str, str]:
    """Give the queries behind the names of tables that are not empty to this reader."""
    if _of_rows(sight):
        _lay_out(con, sight)
        older = {name: view for name, (new, view) in _OLDER.items() if not _has(con, name, new)}
        return _VIEWS | older
    return _OF_COMPANY if sight.role == OUTSIDER else {}


def _tables(con: DuckDBPyConnection) -> frozenset[str]:
    rows = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = ?", [BOOK]
    ).fetchall()
    return frozenset(name for (name,) in rows)


def _has(con: DuckDBPyConnection, table: str, column: str) -> bool:
    where = "(database_name, table_name, column_name) = (?, ?, ?)"
    found = con.execute(f"SELECT 1 FROM duckdb_columns() WHERE {where}", [BOOK, table, column])
    return found.fetchone() is not None


def surveyed(con: DuckDBPyConnection, book: str = "") -> bool:
    """Tell whether a closed book holds ratings between colleagues."""
    moments = f"{book}.moments" if book else "moments"
    return con.execute(f"SELECT 1 FROM {moments} WHERE {_SURVEY} LIMIT 1").fetchone() is not None


def _confided(con: DuckDBPyConnection) -> dict[str, str]:
    """Take ratings between colleagues out of the owner's sight too."""
    con.execute(f"CREATE TABLE sight_surveys AS SELECT id FROM {BOOK}.moments WHERE {_SURVEY}")
    judged = "SELECT * FROM {name} WHERE moment NOT IN (FROM sight_surveys)"
    dealt = f"SELECT * FROM {{name}} WHERE NOT {_SURVEY}"
    return {
        **dict.fromkeys(("moments", "asides", "led"), dealt),
        "cases": _WITHOUT_RATING,
        **dict.fromkeys(("verdicts", "postings", "judged"), judged),
    }


_WITHOUT_RATING = """
SELECT * REPLACE (CASE WHEN rating_id NOT IN (FROM sight_surveys) THEN rating END AS rating)
FROM {name}
"""
_NOBODY = "NULL::VARCHAR AS person, NULL::VARCHAR AS manager, NULL::VARCHAR AS team"
_NOWHERE = f"{_NOBODY}, NULL::VARCHAR AS department, NULL::INTEGER AS level"
_WHOSE = "NULL::VARCHAR AS party, NULL::VARCHAR AS case_id, NULL::BIGINT AS moment"
_OF_COMPANY: dict[str, str] = {
    **dict.fromkeys(COMPANY, _ALL),
    "tallies": f"SELECT * REPLACE ({_NOWHERE}) FROM {{name}}",
    "postings": f"SELECT * REPLACE ({_NOWHERE}, {_WHOSE}) FROM {{name}}",
}
"""What an outsider sees: the company's figures, with nobody and no place in them."""


def _lay_out(con: DuckDBPyConnection, sight: Sight) -> None:
    """Write down what the reader may see as small tables, and the customers that follow from it."""
    lists: dict[str, tuple[str, Iterable[tuple[object, ...]]]] = {
        "sight_own": ("person VARCHAR", [(name,) for name in sight.own]),
        "sight_known": ("person VARCHAR", [(name,) for name in sight.known]),
        "sight_teams": ("team VARCHAR", [(name,) for name in sight.teams]),
        "sight_barred": ("team VARCHAR, person VARCHAR", sight.barred),
        "sight_weeks": ("person VARCHAR, first DATE, last DATE", sight.weeks),
    }
    for name, (columns, rows) in lists.items():
        con.execute(f"CREATE TABLE {name} ({columns})")
        laid = sorted(rows, key=repr)
        if laid:
            marks = ", ".join("?" * len(laid[0]))
            con.executemany(f"INSERT INTO {name} VALUES ({marks})", laid)
    con.execute(
        f"CREATE TABLE sight_parties AS SELECT DISTINCT party FROM {BOOK}.moments t"
        f" WHERE {_MINE} AND party IS NOT NULL AND NOT {_SURVEY}"
        " AND left(party, 1) NOT IN ('w', 'u')"
    )
    asides = _ASIDES if "asides" in _tables(con) else _OLDER_ASIDES
    con.execute(f"CREATE TABLE sight_asides AS {asides}")


_ASIDES = f"SELECT id FROM {BOOK}.asides WHERE whose IN (FROM sight_parties)"
_OLDER_ASIDES = f"""
SELECT id FROM {BOOK}.moments
WHERE about IN (SELECT case_id FROM {BOOK}.cases WHERE party IN (FROM sight_parties))
  AND coalesce(party NOT IN (FROM sight_parties), true)
"""
"""What happened in cases of the reader's customers with somebody else: they are few, the cases are
many."""
_WHOSE_ROW = """coalesce(
     t.person IN (FROM sight_own)
  OR t.team IN (FROM sight_teams)
     AND NOT EXISTS (SELECT 1 FROM sight_barred b WHERE b.team = t.team AND b.person = t.person)
  OR EXISTS (SELECT 1 FROM sight_weeks w
             WHERE w.person = t.person AND {since} >= w.first AND t.local_week <= w.last), false)"""
_MINE = _WHOSE_ROW.format(since="t.local_week")
"""Whether a row is the reader's to see, by its person, team and week."""
_STANDING = _WHOSE_ROW.format(since="t.since")
"""The same of a row that sums up weeks: all of them must be the reader's to see."""


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
_TEXTS = f"""
SELECT * REPLACE ({_PEOPLE}) FROM {{name}} t
WHERE CASE WHEN sort = 'note' THEN t.team IN (FROM sight_teams) ELSE {_MINE} END
"""
"""Texts and remarks of the reader's rows; notes of whole teams alone, for they name nobody."""
_OF_PARTIES = "SELECT * FROM {name} WHERE party IN (FROM sight_parties)"
_OWN_COSTS = """
SELECT COLUMNS(lambda name: NOT regexp_matches(name, '^(lost|won|breaches)_')) FROM {name}
WHERE party IN (FROM sight_parties)
"""
"""What a customer cost is summed up from the reader's own postings, not from those of everybody."""
_WHO = ", ".join(
    f"CASE WHEN left({column}, 1) <> 'w' OR mine AND {column} IN (FROM sight_known)"
    f" THEN {column} END AS {column}"
    for column in ("from_party", "to_party", "person", "manager")
)
_WHERE = ", ".join(_within(name) for name in ("team", "department", "desk", "text_id"))
_TOLD = "mine AND party IN (FROM sight_known)"


def _dealt(whose: str, party: str = "party") -> str:
    """Write the dealings in sight whose party is told, or told as nothing, by one condition."""
    return f"""
        SELECT * EXCLUDE (mine)
          REPLACE ({_WHO}, {_WHERE}, {_within("level", "INTEGER")}, {party} AS party)
        FROM (SELECT *, {_MINE} AS mine FROM {{name}} t WHERE NOT {_SURVEY})
        WHERE (mine OR party IN (FROM sight_parties) OR id IN (FROM sight_asides)) AND {whose}"""


_DEALT_WITH = _dealt("left(party, 1) <> 'w'")
_DEALT_INSIDE = " UNION ALL ".join(
    (
        _dealt(f"left(party, 1) = 'w' AND {_TOLD}"),
        _dealt(f"(party IS NULL OR left(party, 1) = 'w' AND NOT ({_TOLD}))", "NULL::VARCHAR"),
    )
)
_DEALT = f"{_DEALT_WITH} UNION ALL {_DEALT_INSIDE}"
"""In three parts, so that whoever asks for one party looks among that party's dealings alone."""
_VIEWS: dict[str, str] = {
    **dict.fromkeys(COMPANY, _ALL),
    "verdicts": _MINE_ONLY,
    "judged": _MINE_ONLY,
    "graces": _MINE_ONLY,
    "tallies": _MINE_ONLY,
    **dict.fromkeys(("texts", "remarks"), _TEXTS),
    "standings": f"SELECT * REPLACE ({_PEOPLE}) FROM {{name}} t WHERE {_STANDING}",
    "things": (
        f"SELECT * REPLACE ({_PEOPLE}, {_named('doer')}) FROM {{name}} t"
        f" WHERE {_MINE} OR party IN (FROM sight_parties)"
        " AND (kind IN ('leaving', 'debt') OR doer IN (FROM sight_own))"
    ),
    "firings": f"{_MINE_ONLY} AND arm <> 'held_out'",
    "loads": "SELECT * FROM {name} WHERE team IN (FROM sight_teams)",
    "postings": (
        f"SELECT * REPLACE ({_PEOPLE}) FROM {{name}}"
        f" WHERE verdict_id IN (SELECT verdict_id FROM {BOOK}.verdicts t WHERE {_MINE})"
    ),
    "moments": _DEALT,
    "asides": f"SELECT * FROM ({_DEALT}) WHERE whose IN (FROM sight_parties)",
    "cases": _OF_PARTIES,
    "whose": _OF_PARTIES,
    "hands": f"SELECT * FROM {{name}} t WHERE {_MINE} AND person IN (FROM sight_known)",
    "parties": (
        "SELECT * FROM {name} WHERE party IN (FROM sight_parties) OR party IN (FROM sight_known)"
    ),
    **dict.fromkeys(("boundaries", "precedents"), _OF_PARTIES),
    "worths": _OF_PARTIES,
    "habits": _OF_PARTIES,
    "roster": _OWN_COSTS,
    "sales": _OF_PARTIES,
    "lines": f"""
        SELECT * REPLACE ({_named("manager")}) FROM {{name}} t
        WHERE person IN (FROM sight_own)
           OR EXISTS (SELECT 1 FROM sight_weeks w WHERE w.person = t.person
                      AND coalesce(t.from_date, DATE '{EVER}') <= w.last + 6
                      AND coalesce(t.until_date, w.last) >= w.first)""",
}
"""What a manager or a person sees of each table; of any other nothing."""
_OLDER_THINGS = f"""
SELECT * REPLACE ({_PEOPLE}) FROM {{name}} t
WHERE {_MINE} OR kind IN ('leaving', 'debt') AND party IN (FROM sight_parties)
"""
_OLDER = {"things": ("doer", _OLDER_THINGS)}
"""Columns that books of an older version lack, and what is seen of their tables there."""
