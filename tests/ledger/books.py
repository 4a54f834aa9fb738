"""Small closed books made by hand, for the tests of the ledger."""

from __future__ import annotations

import datetime as dt

import duckdb

OPENING, CLOSING = dt.date(2026, 6, 30), dt.date(2026, 9, 30)


def book(worths, postings=(), sales=(), tallies=()):
    con = duckdb.connect()
    con.execute("CREATE TABLE worths (party VARCHAR, day DATE, worth BIGINT)")
    con.execute(
        """
        CREATE TABLE postings (
          day DATE, party VARCHAR, segment VARCHAR, side VARCHAR, family VARCHAR, sign INTEGER,
          amount BIGINT, low BIGINT, high BIGINT, team VARCHAR, department VARCHAR, level INTEGER,
          policy VARCHAR, person VARCHAR, manager VARCHAR)
        """
    )
    con.execute("CREATE TABLE sales (party VARCHAR, day DATE, amount BIGINT)")
    con.execute(
        """
        CREATE TABLE tallies (standard VARCHAR, verdict VARCHAR, local_week DATE, team VARCHAR,
                              level INTEGER, number BIGINT)
        """
    )
    for table, rows in (
        ("worths", worths), ("postings", postings), ("sales", sales), ("tallies", tallies)
    ):  # fmt: skip
        for row in rows:
            con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    return con


def breach(party, amount, *, day=dt.date(2026, 8, 1), sign=-1, side="ours", **heading):
    """Lay out one posting; what no heading names is not recorded."""
    names = ("segment", "family", "team", "department", "level", "policy", "person", "manager")
    given = {name: heading.get(name) for name in names}
    return (
        day, party, given["segment"], side, given["family"] or "waiting", sign, amount,
        None if amount is None else 2 * amount if amount < 0 else amount // 2,
        None if amount is None else amount // 2 if amount < 0 else 2 * amount,
        given["team"], given["department"], given["level"], given["policy"], given["person"],
        given["manager"],
    )  # fmt: skip
