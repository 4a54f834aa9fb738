"""What of a closed book is seen through the window: by one customer, and by everybody.

Behind a pane every table of the closed book is hidden by a view of its own name; one that has no
rule here is empty. So whatever a report sums or counts holds nothing else, by construction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goodwill.ledger.amends import paid
from goodwill.ledger.narrowed import BOOK
from goodwill.moments.journal import lent
from goodwill.standards.rejudging import recount

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed

    Reveal = Callable[[Iterable[str]], Mapping[str, Mapping[str, str]]]

FACTS = (
    *("company", "currency", "scale", "zone", "as_of", "period", "minimum_count"),
    *("public_minimum", "calendars", "window_names", "version"),
)
"""What of the facts of a closed book a stranger may know; no margin, no worths, no warnings."""
OWN, GENERAL, FALLS = "pane_party", "general", "falls"
HELD = frozenset({"moments", "cases", "tallies"})
"""What the window asks for several times; the rest of a customer's is looked up when asked for."""
_MADE = {GENERAL, FALLS}
"""What is made for the pane alone."""


def for_party(closed: Closed, party: str) -> Closed:
    """Give the closed book as this customer may see it: own rows, and rates in general.

    `tallies` then counts the customer's own dealings, and `general` those of the whole company.
    Colleagues are masked unless first names are allowed.
    """
    if closed.facts.get(OWN) == party:
        return closed
    con = lent(closed.con)  # the views hang before this reader alone
    book, tables = _book(con, closed), _tables(con, closed)
    named = bool(closed.facts.get("window_names"))
    rules = {
        name: sql.format(book=book)
        for name, sql in _of_party(tables, named=named).items()
        if name in tables or name in _MADE  # books of an older version lack some
    }
    rules |= _whole(tables, book)
    again = "rulings" in tables and "kept" not in tables  # in books of an older version
    held = set(rules) if again else HELD & set(rules)
    for name in sorted(held):
        query = f"CREATE OR REPLACE TEMP TABLE pane_{name} AS {rules[name]}"
        con.execute(query, _given(rules[name], party))
    _hang(con, book, frozenset() if closed.hidden else tables,
          {name: _seen(name, sql, party, held) for name, sql in rules.items()})  # fmt: skip
    if again:
        recount(con, {name: str(one["family"]) for name, one in closed.standards().items()})
        con.execute("CREATE OR REPLACE TEMP VIEW tallies AS SELECT * FROM recounted")
    people = _people(con) if named else frozenset()
    return replace(
        closed,
        con=con,
        facts={**_facts(closed), OWN: party},
        reveal=_revealer(closed.reveal, party, people),
        folder=None,
        known=_told(closed),
    )


def for_public(closed: Closed) -> Closed:
    """Give the closed book as everybody may see it: how often, and what was paid in amends."""
    con = lent(closed.con)  # the views hang before this reader alone
    book, tables = _book(con, closed), _tables(con, closed)
    rules = {
        "tallies": _weekly(tables).format(book=book),
        "amends": f"SELECT * FROM {book}amends" if "amends" in tables else paid(book),
        **_whole(tables, book),
    }
    for name, sql in rules.items():
        given = {"scale": closed.scale, "currency": closed.currency} if "$scale" in sql else {}
        con.execute(f"CREATE OR REPLACE TEMP TABLE pane_{name} AS {sql}", given)
    _hang(con, book, frozenset() if closed.hidden else tables,
          {name: f"pane_{name}" for name in rules})  # fmt: skip
    return replace(
        closed,
        con=con,
        facts=_facts(closed),
        reveal=lambda _parties: {},
        folder=None,
        known=_told(closed),
    )


def _told(closed: Closed) -> dict[Hashable, Any]:
    """Pass on what is known already and holds nobody."""
    return {"standards": closed.standards(), "calendars": closed.calendars()}


def _seen(name: str, sql: str, party: str, held: Collection[str]) -> str:
    """Name what is held of a table, or write what is seen of it, to be looked up when asked for."""
    if name in held:
        return f"pane_{name}"
    quoted = party.replace("'", "''").replace("\0", "")
    told = sql.replace("$party", f"'{quoted}'")
    return f"({told})"


def _given(sql: str, party: str) -> dict[str, str]:
    return {"party": party} if "$party" in sql else {}


def _facts(closed: Closed) -> dict[str, Any]:
    kept = {name: closed.facts[name] for name in FACTS if name in closed.facts}
    return {**kept, "levels": [], "warnings": []}


def _whole(tables: frozenset[str], book: str) -> dict[str, str]:
    """Give the tables that hold nobody: the standards with their words, and how they judge."""
    return {name: f"SELECT * FROM {book}{name}" for name in ("standards", "rulings")
            if name in tables}  # fmt: skip


def _hang(
    con: DuckDBPyConnection, book: str, tables: frozenset[str], seen: Mapping[str, str]
) -> None:
    """Hang a view before every table: of what may be seen, else of nothing."""
    views = {name: f"{book}{name} WHERE false" for name in tables}
    views |= seen
    con.execute(
        ";".join(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {what}"
            for name, what in views.items()
        )
    )


def _book(con: DuckDBPyConnection, closed: Closed) -> str:
    """Give the words before a table's name by which it is the book's own and not a view of it."""
    if closed.hidden:
        return f"{BOOK}.main."
    row = con.execute("SELECT current_database(), current_schema()").fetchone()
    assert row is not None
    database, schema = (str(part).replace('"', '""') for part in row)
    return f'"{database}"."{schema}".'


def _tables(con: DuckDBPyConnection, closed: Closed) -> frozenset[str]:
    """Name the tables of the closed book, or the views that stand for them already."""
    if closed.hidden:
        return closed.once("tables", lambda: _named(con, BOOK))
    return _named(con)


def _named(con: DuckDBPyConnection, book: str = "") -> frozenset[str]:
    of = f"'{book}'" if book else "current_database()"
    rows = con.execute(
        f"SELECT table_name FROM duckdb_tables() WHERE database_name = {of}"
        " UNION ALL SELECT view_name FROM duckdb_views()"
        f" WHERE database_name = {of} AND NOT internal"
    ).fetchall()
    return frozenset(name for (name,) in rows)


_NOBODY = "NULL::VARCHAR AS manager, NULL::INTEGER AS level, NULL::VARCHAR AS department"
_FACELESS = f"NULL::VARCHAR AS person, {_NOBODY}"
_BETWEEN = ", ".join(
    f"CASE WHEN {column} = $party THEN {column} END AS {column}"
    for column in ("from_party", "to_party")
)


def _of_party(tables: frozenset[str], *, named: bool) -> dict[str, str]:
    """Write what a customer sees of each table that holds somebody."""
    people = _NOBODY if named else _FACELESS
    return {
        "moments": (
            f"SELECT * REPLACE ({people}, {_BETWEEN}, NULL::VARCHAR AS text_id)"
            " FROM {book}moments WHERE party = $party AND direction <> 'inside'"
        ),
        "cases": "SELECT * FROM {book}cases WHERE party = $party",
        FALLS: _FALLS if "asides" in tables else _OLDER_FALLS,
        "verdicts": (
            f"SELECT * REPLACE ({_FACELESS}, NULL::VARCHAR AS policy) FROM {{book}}verdicts"
            " WHERE party = $party AND side = 'ours'"
        ),
        "parties": "SELECT * FROM {book}parties WHERE party = $party",
        "texts": (
            f"SELECT * REPLACE ({_FACELESS}, NULL::VARCHAR AS asked, NULL::VARCHAR AS alike)"
            " FROM {book}texts WHERE party = $party"
        ),
        GENERAL: _weekly(tables),
        **({"tallies": _KEPT} if "kept" in tables else {}),
    }


_KEPT = """
SELECT standard, family, 'ours' AS side, verdict, local_week, NULL::VARCHAR AS team,
       NULL::VARCHAR AS department, NULL::INTEGER AS level, NULL::VARCHAR AS manager,
       NULL::VARCHAR AS person, NULL::VARCHAR AS policy, NULL::VARCHAR AS channel,
       NULL::VARCHAR AS segment, number
FROM {book}kept WHERE party = $party
"""
"""How the standards were kept towards one customer."""


_FALLS = """
SELECT id, local_week FROM {book}moments WHERE party = $party
UNION ALL SELECT id, local_week FROM {book}asides WHERE whose = $party
"""
"""The weeks of the moments on which verdicts of a party may fall."""
_OLDER_FALLS = """
SELECT id, local_week FROM {book}moments
WHERE party = $party OR about IN (SELECT case_id FROM {book}cases WHERE party = $party)
"""


def _weekly(tables: frozenset[str]) -> str:
    """Say how often each standard of ours was kept in each week, by nobody and for nobody."""
    return _KNOWN_WEEKLY if "weekly" in tables else _WEEKLY


_KNOWN_WEEKLY = "SELECT * FROM {book}weekly WHERE side = 'ours'"
_WEEKLY = """
SELECT standard, family, side, verdict, local_week, sum(number)::BIGINT AS number
FROM {book}tallies WHERE side = 'ours' GROUP BY standard, family, side, verdict, local_week
"""


def _people(con: DuckDBPyConnection) -> frozenset[str]:
    rows = con.execute("SELECT DISTINCT person FROM moments WHERE person IS NOT NULL").fetchall()
    return frozenset(name for (name,) in rows)


def _revealer(reveal: Reveal, party: str, people: frozenset[str]) -> Reveal:
    """Open the customer's own name, and of colleagues no more than the first name."""

    def revealed(parties: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        wanted = set(parties)
        own = reveal(wanted & {party})
        staff = reveal(wanted & people) if wanted & people else {}
        first = {
            person: {"name": items["name"].split()[0]}
            for person, items in staff.items()
            if items.get("name", "").strip()
        }
        return {**own, **first}

    return revealed
