"""What each page of the office is asked in the benchmark: its periods, and samples of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from goodwill import reports

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Query = dict[str, str]

SAMPLE = 6
"""So many customers, people, cases and the like each page is asked for."""
OFFICE = (
    "/", "/members", "/members/deeds", "/settings", "/window", "/pleas", "/digests", "/import",
    "/views", "/keys", "/stays", "/api", "/promises", "/purse", "/purse/entries", "/purse/house",
    "/backing", "/waiting", "/words", "/words/rules", "/words/review", "/rehearsal",
)  # fmt: skip
TO_CUSTOMERS = ("/wishes", "/apart", "/promises/to", "/purse/to", "/backing/about", "/window")
"""Pages about one customer, by what stands before the customer."""
PERIODS = [{"period": name} for name in ("month", "quarter", "year")]
HEAD = 50_000
"""So many rows of a large table are drawn from."""


def questions(con: DuckDBPyConnection) -> dict[str, list[Query]]:
    """What every report is asked: each period, and samples of what the reader may see."""

    def some(query: str) -> list[tuple[Any, ...]]:
        return con.execute(
            f"SELECT * FROM ({query}) USING SAMPLE reservoir({SAMPLE}) REPEATABLE (1)"
        ).fetchall()

    owned = customers(con)
    standards = [row[0] for row in some("SELECT standard FROM standards")]
    dealt = some(f"SELECT moment::VARCHAR, party FROM judged WHERE party < 'u' LIMIT {HEAD}")
    cases = [row[0] for row in some(f"SELECT case_id FROM hands LIMIT {HEAD}")]
    teams = [row[0] for row in some("SELECT DISTINCT team FROM lines WHERE team IS NOT NULL")]
    asked: dict[str, list[Query]] = {
        name: [{}, *(PERIODS if "period" in reports.page(name).PARAMETERS else [])]
        for name in reports.names()
    }
    asked["party"] = asked["window"] = [{"party": party} for party in owned]
    asked["moment"] = [{"moment": moment, "party": party} for moment, party in dealt]
    asked["standard"] = [
        {"standard": name} | period for name in standards for period in ({}, *PERIODS)
    ]
    asked["moments"] = [{"case": case} for case in cases] + [{"party": p} for p in owned]
    asked["teams"] += [{"team": team} for team in teams]
    asked["verdicts"] += _narrowed(standards, owned, teams)
    asked["costs"] += [{"family": name} for name in _families(con)]
    asked["movements"] = [{"line": line} | one for line in ("new", "rose", "fell", "opening")
                          for one in PERIODS]  # fmt: skip
    asked["cases"] += [{"offset": "500"}]
    asked["play"] = asked["lot"] = [{"play": name} for name in _fired(con)]
    asked["parties"] += _lists()
    return asked


def customers(con: DuckDBPyConnection) -> list[str]:
    """Draw some customers by lot, and those with the most dealings of a sample."""
    rows = con.execute(
        "SELECT party FROM roster WHERE bought USING SAMPLE reservoir(4) REPEATABLE (1)"
    ).fetchall()
    busy = con.execute(
        f"SELECT party FROM (SELECT party FROM hands LIMIT {HEAD})"
        " GROUP BY party ORDER BY count(*) DESC, party LIMIT 2"
    ).fetchall()
    return [party for (party,) in [*rows, *busy]]


def _families(con: DuckDBPyConnection) -> list[str]:
    rows = con.execute("SELECT DISTINCT family FROM findings ORDER BY family LIMIT 3").fetchall()
    return [name for (name,) in rows]


def _fired(con: DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "SELECT play FROM firings GROUP BY play ORDER BY count(*) DESC, play LIMIT 4"
    ).fetchall()
    return [name for (name,) in rows]


def _narrowed(standards: list[str], parties: list[str], teams: list[str]) -> list[Query]:
    """The list of verdicts by standard, customer, team and kind."""
    return [
        *({"standard": name, "verdict": "breach"} for name in standards),
        *({"party": party} for party in parties[:3]),
        *({"team": team, "side": "ours", "verdict": "breach"} for team in teams[:3]),
        {"verdict": "grace", "side": "ours"},
        {"offset": "500"},
    ]


def _lists() -> list[Query]:
    """The list of customers in every order, searched, narrowed and far down."""
    orders = ("worth", "silent", "lost", "breaches", "new", "rose", "fell", "recent")
    return [
        *({"order": order} for order in orders),
        *({"search": words} for words in ("adam", "berta aab", "4711", "caabcdefghij")),
        *({"owed": owed} for owed in ("promise", "answer", "any")),
        {"habit": "fading"},
        {"lost_over": "500"},
        {"before": "2026-03-31"},
        {"offset": "500000"},
    ]


def pages(asked: dict[str, list[Query]]) -> dict[str, list[str]]:
    """Give the addresses of each page: the reports, then the office's own."""
    found = {
        name: [f"/report/{name}?{urlencode(one)}" for one in given] for name, given in asked.items()
    }
    owned = [one["party"] for one in asked["party"]]
    about = {f"{place}/…": [f"{place}/{party}" for party in owned] for place in TO_CUSTOMERS}
    return found | {address: [address] for address in OFFICE} | about


def interface(asked: dict[str, list[Query]]) -> dict[str, list[str]]:
    """Give the addresses of each report for programs, with a few of its questions."""
    return {
        f"/api/v1/reports/{name}": [
            f"/api/v1/reports/{name}?{urlencode(one)}" for one in given[:SAMPLE]
        ]
        for name, given in asked.items()
    }
