"""A closed book of a million parties, grown from the example company's; simulated as that is.

Every customer of the example company is copied as often as it takes under other names, with staff
and teams copied twenty times. A fifth of the copies keep all their dealings of two years; the
others keep the orders of the last half year. Figures of the whole company are multiplied, and what
a close sums up is summed up again.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

from goodwill.book import SETTINGS, Book
from goodwill.book.publishing import LAID, PUBLISHED
from goodwill.ledger.summed import TABLES, write_summed
from goodwill.moments.journal import engine

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

PARTIES, BRANCHES, AT_ONCE = 1_000_000, 20, 20
FULL = 5
"""One of so many copies keeps all its dealings."""
AHEAD = "left(party, 1) <= 'c'"
"""Whose pseudonym stands first in the order of parties: the customers."""
LEFT = ("closed", "aside", "office.*", "example_truth.json")
"""What does not grow: closed books, the office's own database, and what was planted in a few."""
RECENT = dt.timedelta(days=182)
WHO = {"party", "from_party", "to_party", "person", "manager", "main"}
WHERE = {"team", "desk"}
CASES = {"case_id", "about", "record", "key"}
NUMBERED = {"id", "moment"}
DEALINGS = {
    "moments": "about", "cases": "case_id", "verdicts": "case_id", "postings": "case_id",
    "kept": "",
}  # fmt: skip
"""Tables of which most copies keep orders of late alone, and the column that names the case, if one
does."""
WRITTEN = {"texts", "remarks"}
"""Tables about messages, which the orders of those copies do not have."""
BY_STAFF = {"lines", "standings", "loads", "tallies", "team_tallies"}
AS_IT_IS = {"worst", "owings", "readings"}
"""Tables that do not grow with the customers, or hold the worst twenty of a week only."""
TIMES = {
    "totals": ("worth", "low", "high"),
    "effort_tenths": ("customers", "sales", "hours", "conceded"),
    "hours_spent": ("value",),
    "play_weeks": ("fired", "held_out", "given", "money", "minutes"),
}
SECRETS = """
CREATE TABLE secrets AS
SELECT party, 'ref' AS item, substr(party, 2) AS plain FROM big.parties WHERE sort <> 'unit'
UNION ALL
SELECT party, 'name', ['Adam', 'Berta', 'Carl', 'Dora'][(1 + hash(party) % 4)::BIGINT]
    || ' ' || upper(substr(party, 2, 6))
FROM big.parties WHERE sort <> 'unit'
"""
MACROS = f"""
CREATE TEMP MACRO code(k) AS
  chr((97 + k // 676 % 26)::INTEGER) || chr((97 + k // 26 % 26)::INTEGER)
  || chr((97 + k % 26)::INTEGER);
CREATE TEMP MACRO who(p, k) AS CASE
  WHEN p IS NULL OR k = 0 OR left(p, 1) = 'u' OR p IN (FROM top) THEN p
  WHEN left(p, 1) = 'w' THEN
    CASE WHEN k % {BRANCHES} = 0 THEN p ELSE 'w' || code(k % {BRANCHES}) || substr(p, 5) END
  ELSE left(p, 1) || code(k) || substr(p, 5) END;
CREATE TEMP MACRO place(t, k) AS
  CASE WHEN k % {BRANCHES} = 0 THEN t ELSE t || ' ' || (k % {BRANCHES} + 1) END;
CREATE TEMP MACRO numbered(i, k) AS CASE WHEN k = 0 THEN i ELSE (hash(i, k) >> 1)::BIGINT END;
CREATE TEMP MACRO other(c, k) AS CASE WHEN k = 0 THEN c ELSE c || '-' || k END;
"""


def grown(small: Path, folder: Path) -> Book:
    """Make a book in a new folder from a closed book of the example company."""
    shutil.copytree(small, folder, ignore=shutil.ignore_patterns(*LEFT))
    settings = folder / SETTINGS
    settings.write_text(f"public_window = true\n{settings.read_text(encoding='utf-8')}", "utf-8")
    old = Book.open(small)
    path = old.closed_path()
    (folder / "closed").mkdir()
    with closing(engine("3GB", folder)) as con:
        con.execute("SET preserve_insertion_order = true")
        con.execute(f"ATTACH '{path}' AS small (READ_ONLY)")
        con.execute(f"ATTACH '{folder / 'closed' / path.name}' AS big")
        con.execute("CREATE TEMP TABLE top AS SELECT person FROM small.lines WHERE manager IS NULL")
        con.execute(MACROS)
        customers = con.execute("SELECT count(*) FROM small.roster WHERE bought").fetchone()
        assert customers is not None
        copies = -(-PARTIES // customers[0])
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'small'")
        there_are = {name for (name,) in tables.fetchall()}
        for table in (each for each in PUBLISHED if each in there_are - TABLES):
            _grow(con, table, copies)
        _sum_up(con)
        con.execute("CHECKPOINT big")
        con.execute("CREATE TABLE parties AS SELECT party, sort, segment, zone FROM big.parties")
        con.execute(SECRETS)
        book = Book.open(folder)
        book.journal.write(
            con, source="grown", file="grown.csv", parties="parties", secrets="secrets"
        )
    return book


def _sum_up(con: DuckDBPyConnection) -> None:
    """Sum up again what a close sums up, each table in its order."""
    con.execute("USE big")
    row = con.execute("SELECT facts FROM meta").fetchone()
    assert row is not None
    facts = json.loads(row[0])
    day = dt.date.fromisoformat(facts["as_of"])
    write_summed(con, day, int(facts["scale"]), str(facts["currency"]))
    for table in sorted(TABLES & LAID.keys()):
        con.execute(f"CREATE TABLE laid AS FROM {table} ORDER BY {LAID[table]}")
        con.execute(f"DROP TABLE {table}")
        con.execute(f"ALTER TABLE laid RENAME TO {table}")
    con.execute("USE memory")


def _grow(con: DuckDBPyConnection, table: str, copies: int) -> None:
    con.execute(f"CREATE TABLE big.{table} AS FROM small.{table} LIMIT 0")
    columns = dict(
        con.execute(
            "SELECT column_name, data_type FROM duckdb_columns()"
            " WHERE database_name = 'small' AND table_name = ?",
            [table],
        ).fetchall()
    )
    if table in TIMES:
        cells = _times(columns, TIMES[table], copies)
        con.execute(f"INSERT INTO big.{table} SELECT {cells} FROM small.{table}")
        return
    whose = "party" in columns and table not in AS_IT_IS
    if table in BY_STAFF:
        _copy(con, table, columns, 0, BRANCHES, copies)
    elif whose:
        last = copies // FULL if table in WRITTEN else copies
        if by_party(table):
            for first in range(0, last, AT_ONCE):
                _copy(con, table, columns, first, min(first + AT_ONCE, last), copies, AHEAD)
            _copy(con, table, columns, 0, last, copies, f"NOT coalesce({AHEAD}, false)")
        else:
            _copy(con, table, columns, 0, last, copies)
    else:
        con.execute(f"INSERT INTO big.{table} FROM small.{table}")


def _copy(
    con: DuckDBPyConnection,
    table: str,
    columns: dict[str, str],
    first: int,
    last: int,
    copies: int,
    among: str = "",
) -> None:
    """Append the copies first to last, in the order in which such a table lies.

    Customers of one copy come before those of the next, so that they need not be sorted.
    """
    cells = ", ".join(_cell(table, name, kind, copies) for name, kind in columns.items())
    laid = LAID.get(table, "")
    order = f"ORDER BY k, {laid or 'k'}" if among == AHEAD or not laid else f"ORDER BY {laid}"
    where = "true"
    if table in DEALINGS and last > (full := copies // FULL):
        orders = f"starts_with({DEALINGS[table]}, 'order:')" if DEALINGS[table] else "true"
        where = f"(k < {full} OR {orders} AND {_late(columns)})"
    shared = "AND (k = 0 OR person NOT IN (FROM top))" if table in {"lines", "standings"} else ""
    con.execute(
        f"INSERT INTO big.{table} SELECT {cells} FROM small.{table}, range({first}, {last}) t(k)"
        f" WHERE {where} AND {among or 'true'} {shared} {order}"
    )


def by_party(table: str) -> bool:
    """Tell whether a table lies by customer, so that a copy after the other is its order too."""
    return LAID.get(table, "party").startswith("party")


def _late(columns: dict[str, str]) -> str:
    column = next(c for c in ("happened_at", "opened_at", "local_week") if c in columns)
    return f"{column} > (SELECT max(happened_at) FROM small.moments) - INTERVAL {RECENT.days} DAY"


def _cell(table: str, name: str, kind: str, copies: int) -> str:
    if name in WHO:
        return f"who({name}, k) AS {name}"
    if name in WHERE:
        return f"place({name}, k) AS {name}"
    if name in CASES:
        return f"other({name}, k) AS {name}"
    if kind == "BIGINT" and (name in NUMBERED or name.endswith("_id")):
        return f"numbered({name}, k) AS {name}"
    if table in {"tallies", "team_tallies"} and name == "number":
        return f"number * {copies // BRANCHES} AS number"
    return name


def _times(columns: dict[str, str], grown: tuple[str, ...], copies: int) -> str:
    return ", ".join(f"{name} * {copies}" if name in grown else name for name in columns)
