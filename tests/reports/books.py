"""Small closed books filled by hand with findings and guards, for the tests of the reports."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import duckdb

from goodwill.book import Closed
from goodwill.reports.evidence import Finding

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
CLOSING = dt.date(2026, 9, 30)
FACTS = {
    "company": "Acme", "currency": "EUR", "scale": 100, "zone": "UTC", "as_of": "2026-09-30",
    "period": "quarter", "margin": 0.4, "discount": 0.1, "horizon_years": 10, "levels": [],
    "warnings": [], "version": "0.1.0",
}  # fmt: skip


POSTINGS = """
CREATE TABLE postings (
  posting_id BIGINT, verdict_id BIGINT, day DATE, party VARCHAR, side VARCHAR, family VARCHAR,
  standard VARCHAR, sign INTEGER, amount BIGINT, low BIGINT, high BIGINT, grade VARCHAR,
  team VARCHAR, level INTEGER, policy VARCHAR, moment BIGINT)
"""


def table(con, name):
    """Create an empty table as the page of the tables lists it."""
    section = re.search(rf"^## {name} \(.*?(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)[0]
    listed = max(re.findall(r"`([^`]*,[^`]*)`", section), key=len)
    con.execute(f"CREATE TABLE {name} ({re.sub(r'[(][^)]*[)]', '', listed)})")


def finding(family, verdict="breach", **given):
    """Lay out a finding: assumed, with a price, unless told otherwise."""
    sign = -1 if verdict == "breach" else 1
    told = {
        "family": family, "verdict": verdict, "grade": "assumed", "customers": 40, "number": 100,
        "leaving": -sign * 0.13, "leaving_sd": 0.065, "buying": sign * 0.02, "buying_sd": 0.02,
        "half_life": 6.0, "half_life_low": 2.0, "half_life_high": 18.0,
        "prior_leaving": -sign * 0.13, "prior_leaving_sd": 0.065, "prior_buying": sign * 0.02,
        "prior_buying_sd": 0.02, "prior_share": 1.0, "price": sign * 400,
        "price_low": -1000 if sign < 0 else -100, "price_high": 100 if sign < 0 else 900,
        "wear": -sign * 1.2, "wear_low": 0.0, "wear_high": 3.0,
    }  # fmt: skip
    return Finding(**{**dict.fromkeys(Finding._fields), **told, **given})


OWN = {
    "grade": "observed", "own_leaving": 0.31, "own_leaving_se": 0.05, "own_buying": -0.07,
    "own_buying_se": 0.03, "between_leaving": 0.9, "between_leaving_se": 0.04,
    "between_buying": -0.5, "between_buying_se": 0.03, "prior_share": 0.25,
}  # fmt: skip
"""What a family has whose own records speak."""


ATTENTION = """
CREATE TABLE attention (
  measure VARCHAR, "before" DOUBLE, "after" DOUBLE, ratio DOUBLE, low DOUBLE, high DOUBLE,
  customers BIGINT)
"""


def closed(
    findings=(),
    guards=(),
    postings=(),
    *,
    unseen=(),
    attention=(),
    modifiers=(),
    folder=None,
    old=False,
    **facts,
):
    """Give a closed book of the day CLOSING; an old one lacks the tables of the prices."""
    con = duckdb.connect()
    con.execute(POSTINGS)
    con.execute("CREATE TABLE verdicts (verdict_id BIGINT, size DOUBLE)")
    con.execute("CREATE TABLE standards (standard VARCHAR, definition VARCHAR)")
    if not old:
        for name in ("findings", "guards", "unseen", "modifiers"):
            table(con, name)
        con.execute(ATTENTION)
    for name, rows in (
        ("findings", [one._asdict() for one in findings]), ("guards", guards),
        ("postings", postings), ("unseen", unseen), ("attention", attention),
        ("modifiers", modifiers),
    ):  # fmt: skip
        for row in rows:
            places = ", ".join("?" * len(row))
            names = ", ".join(f'"{each}"' for each in row)
            con.execute(f"INSERT INTO {name} ({names}) VALUES ({places})", [*row.values()])
    return Closed(con, str(CLOSING), FACTS | facts, lambda _parties: {}, folder)


def guard(family, name, outcome, verdict="breach", **figures):
    """Lay out a row of guards."""
    return {
        "family": family, "verdict": verdict, "guard": name, "outcome": outcome,
        "figures": json.dumps(figures),
    }  # fmt: skip


def posting(family, amount, *, grade="assumed", sign=-1, party="cacme", standard="first_answer"):
    """Lay out a priced breach or grace of the last month."""
    return {
        "posting_id": 1, "verdict_id": 1, "day": dt.date(2026, 9, 1), "party": party,
        "side": "ours", "family": family, "standard": standard, "sign": sign, "amount": amount,
        "low": amount - 300, "high": amount + 400, "grade": grade, "moment": 7,
    }  # fmt: skip
