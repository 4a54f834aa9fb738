"""A closed book and a staff list for a tree, written straight into the tables."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from goodwill.book import Book
from goodwill.care.definition import definition_of
from goodwill.care.playbook import load
from goodwill.ledger.closed import Closed
from goodwill.ledger.conduct import write_conduct
from goodwill.ledger.efforts import write_efforts
from goodwill.ledger.lots import write_drawn
from goodwill.ledger.roster import write_roster
from goodwill.ledger.summed import write_summed
from goodwill.ledger.today import write_things
from goodwill.ledger.worst import write_team_tallies, write_worst
from goodwill.moments.journal import engine
from tests.web.access.trees import AS_OF, FIRST

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from tests.web.access.trees import Dealing, Tree

TOTAL = 918273645
"""What the whole portfolio is worth: a number that only owners may see, and a marker."""
SECRET_FILE = "Qupload001x.csv"
PLAY = "welcome_call"
"""The play that came up in the book of a tree."""


def write(folder: Path, tree: Tree, pattern: Path) -> Book:
    """Write the book of a tree, its tables as those of a book that was really closed."""
    book = Book.create(folder, "Oak")
    _journal(book, tree)
    _closed(folder / "closed" / f"{AS_OF}.duckdb", tree, pattern)
    return book


def named(party: str) -> str:
    """Give the name of a party, which is a marker word as well."""
    return "N" + party[1:]


def _journal(book: Book, tree: Tree) -> None:
    con = engine("256MB")
    con.execute(
        "CREATE TABLE given_lines (person VARCHAR, manager VARCHAR, team VARCHAR,"
        " department VARCHAR, role VARCHAR, level INTEGER, from_date DATE, until_date DATE)"
    )
    con.executemany(
        "INSERT INTO given_lines VALUES (?, ?, ?, NULL, NULL, NULL, ?, ?)", [*tree.lines]
    )
    con.execute("CREATE TABLE given_secrets (party VARCHAR, item VARCHAR, plain VARCHAR)")
    parties = [*tree.people, *tree.customers]
    con.executemany(
        "INSERT INTO given_secrets VALUES (?, 'name', ?)", [(p, named(p)) for p in parties]
    )
    con.execute(
        "CREATE TABLE given_parties (party VARCHAR, sort VARCHAR, segment VARCHAR, zone VARCHAR,"
        " since DATE)"
    )
    con.executemany(
        "INSERT INTO given_parties VALUES (?, ?, NULL, NULL, NULL)",
        [(p, "colleague" if p[0] == "w" else "customer") for p in parties],
    )
    book.journal.write(
        con, source="staff", file="staff.csv", lines="given_lines", secrets="given_secrets",
        parties="given_parties",
    )  # fmt: skip
    con.close()


def _closed(path: Path, tree: Tree, pattern: Path) -> None:
    con = engine("256MB")
    con.execute(f"ATTACH '{pattern}' AS pattern (READ_ONLY)")
    con.execute(f"ATTACH '{path}' AS closed")
    tables = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'pattern'"
    ).fetchall()
    for (name,) in tables:
        con.execute(f"CREATE TABLE closed.{name} AS SELECT * FROM pattern.{name} WHERE false")
    for name, rows in _tables(tree).items():
        _insert(con, name, rows)
    words = con.execute("SELECT * FROM pattern.standards").fetchall()
    stored = dict(words)
    usable = sorted(stored)[:3]
    con.executemany("INSERT INTO closed.standards VALUES (?, ?)", [(n, stored[n]) for n in usable])
    (facts,) = con.execute("SELECT facts FROM pattern.meta").fetchone()
    told = {**json.loads(facts), "company": "Oak", "as_of": AS_OF.isoformat(), "zone": "UTC",
            "currency": "EUR", "scale": 100, "period": "year"}  # fmt: skip
    con.execute("INSERT INTO closed.meta VALUES (?)", [json.dumps(told)])
    for place, name in enumerate(("answer_time", "resolve_time", "payment_on_time")):
        for table in ("verdicts", "tallies", "postings", "kept"):
            con.execute(f"UPDATE closed.{table} SET standard = ? WHERE standard = ?",
                        [usable[place], name])  # fmt: skip
    _derive(con, told)
    con.close()


def _derive(con: DuckDBPyConnection, facts: dict[str, Any]) -> None:
    """Let the tables that a close makes from the others be made from these as well."""
    con.execute("USE closed")
    write_roster(con, AS_OF, "UTC")
    write_worst(con, AS_OF)
    write_team_tallies(con)
    write_conduct(con, AS_OF)
    write_efforts(con, AS_OF, 100)
    write_things(Closed(con, str(AS_OF), facts, lambda _parties: {}))
    write_drawn(con)
    write_summed(con, AS_OF, 100, str(facts["currency"]))


def _insert(con: DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> None:
    """Write many rows at once, which is much faster than one by one."""
    if not rows:
        return
    marks = f"({', '.join('?' * len(rows[0]))})"
    values = [value for row in rows for value in row.values()]
    con.execute(
        f"INSERT INTO closed.{name} ({', '.join(rows[0])}) VALUES {', '.join([marks] * len(rows))}",
        values,
    )


def _tables(tree: Tree) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of every table that holds somebody."""
    judged = [row for row in tree.dealings if row.verdict]
    days = sorted({AS_OF, FIRST + dt.timedelta(days=30)})
    return {
        "moments": [_moment(row) for row in tree.dealings],
        "cases": _cases(tree),
        "verdicts": [_verdict(row) for row in judged if row.verdict != "kept"],
        "postings": [_posting(row) for row in judged if row.verdict in {"breach", "grace"}],
        "tallies": _tallies(judged),
        "kept": _kept(judged),
        "boundaries": [
            {"party": p, "kind": "private", "number": 9, "expected": 2.0, "times": 4.5,
             "low": 2.5, "high": 8.0, "named": True}
            for p in tree.customers
        ],
        "precedents": [
            {"party": p, "number": 3, "first_at": dt.datetime.combine(FIRST, dt.time(9)),
             "last_at": dt.datetime.combine(AS_OF, dt.time(9))}
            for p in tree.customers
        ],
        "parties": [
            {"party": p, "sort": "colleague" if p[0] == "w" else "customer"}
            for p in (*tree.people, *tree.customers)
        ],
        "lines": [
            {"person": line.person, "manager": line.manager, "team": line.team,
             "from_date": line.first, "until_date": line.last}
            for line in tree.lines
        ],
        "worths": [
            {"party": p, "day": day, "purchases": 3, "alive": 0.9, "expected": 2.0, "spend": 10.0,
             "worth": 1000 + place, "worth_low": 900, "worth_high": 1100}
            for place, p in enumerate(tree.customers) for day in days
        ],
        "habits": [
            {"party": p, "state": "steady", "alive": 0.9, "pace_before": 2.0, "pace_now": 2.0}
            for p in tree.customers
        ],
        "sales": [
            {"party": p, "day": AS_OF - dt.timedelta(days=5), "amount": 500 + place}
            for place, p in enumerate(tree.customers)
        ],
        "standings": _standings(tree),
        "plays": [{"play": PLAY, "definition": _definition()}],
        "firings": [_fired(row) for row in sent(tree)],
        **_trial(),
        "texts": [*map(_text, sent(tree)), *_notes(tree)],
        "remarks": [*map(_remark, sent(tree)), *_notes(tree, **_SAID, concern="contempt")],
        "totals": [{"day": day, "worth": TOTAL, "low": TOTAL, "high": TOTAL} for day in days],
        "readings": [
            {"batch": "Qbatch001x", "source": "staff", "file": SECRET_FILE, "fate": "used",
             "lines": 10, "moments": 10}
        ],
        "outlook": [
            {"branch": branch, "year": year, "measure": measure, "mid": float(TOTAL),
             "low50": float(TOTAL), "high50": float(TOTAL), "low80": float(TOTAL),
             "high80": float(TOTAL), "low95": float(TOTAL), "high95": float(TOTAL)}
            for branch in ("today", "standard", "worst", "difference")
            for measure in ("customers", "sales") for year in range(1, 11)
        ],
    }  # fmt: skip


def monday(day: dt.date) -> dt.date:
    """Give the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def _moment(row: Dealing) -> dict[str, Any]:
    at = dt.datetime.combine(row.day, dt.time(9, row.number % 60))
    inside = row.direction == "inside"
    return {
        "id": 1000 + row.number, "version": 1, "digest": row.number, "happened_at": at,
        "kind": row.kind, "from_party": row.person or "uQmachine01x", "to_party": row.party,
        "about": row.case, "channel": "email", "source": "tickets", "record": row.record,
        "part": "", "batch": "Qbatch001x", "party": row.party, "person": row.person,
        "direction": row.direction, "local_date": row.day, "local_hour": 9,
        "local_minute": 540, "local_weekday": row.day.isoweekday(), "local_week": monday(row.day),
        "worked": 0.0, "team": row.team, "manager": row.manager, "level": 1,
        "text_id": f"Qtext{row.number:04d}x", "desk": row.team,
        "quantity": 5.0 if inside and row.kind == "rating" else None,
    }  # fmt: skip


def _cases(tree: Tree) -> list[dict[str, Any]]:
    held: dict[str, list[Dealing]] = {}
    for row in tree.dealings:
        held.setdefault(row.case, []).append(row)
    return [
        {"case_id": case, "sort": case.partition(":")[0], "party": rows[0].party,
         "opened_at": dt.datetime.combine(min(r.day for r in rows), dt.time(9)),
         "opened_id": 1000 + rows[0].number, "opened_by": "question",
         "last_at": dt.datetime.combine(max(r.day for r in rows), dt.time(9)),
         "moments": len(rows), "contacts": 1}
        for case, rows in held.items()
    ]  # fmt: skip


def _verdict(row: Dealing) -> dict[str, Any]:
    return {
        "verdict_id": 5000 + row.number, "standard": row.standard, "family": "waiting",
        "side": "ours", "verdict": row.verdict, "size": 1.5,
        "happened_at": dt.datetime.combine(row.day, dt.time(9)), "case_id": row.case,
        "moment": 1000 + row.number, "party": row.party, "person": row.person, "team": row.team,
        "manager": row.manager, "level": 1, "channel": "email", "local_week": monday(row.day),
    }  # fmt: skip


def _posting(row: Dealing) -> dict[str, Any]:
    return {
        "posting_id": 9000 + row.number, "verdict_id": 5000 + row.number,
        "happened_at": dt.datetime.combine(row.day, dt.time(9)), "day": row.day,
        "party": row.party, "side": "ours", "family": "waiting", "standard": row.standard,
        "sign": 1 if row.verdict == "grace" else -1, "amount": row.amount, "low": row.amount,
        "high": row.amount, "grade": "assumed" if row.amount else None, "person": row.person,
        "team": row.team, "manager": row.manager, "level": 1, "case_id": row.case,
        "moment": 1000 + row.number,
    }  # fmt: skip


def _definition() -> str:
    play = next(each for each in load()[0] if each.name == PLAY)
    return json.dumps({**definition_of(play), "begun": "2026-01-01T00:00:00", "stopped": False})


def _fired(row: Dealing) -> dict[str, Any]:
    at = dt.datetime.combine(row.day, dt.time(9))
    return {
        "key": f"play:{PLAY}:{row.party}:{row.number}", "play": PLAY, "subject": row.party,
        "fired_at": at, "party": row.party, "case_id": row.case, "moment": 1000 + row.number,
        "due_at": at, "late": False, "arm": ("held_out", "played")[row.number % 2],
        "figures": "{}", "person": row.person, "manager": row.manager, "team": row.team,
        "level": 1, "local_week": monday(row.day), "closed_on": row.day,
    }  # fmt: skip


def _trial() -> dict[str, list[dict[str, Any]]]:
    """Give what the trial of the play has shown; how many are held out is for owners only."""
    of = {"play": PLAY, "outcome": "bought"}
    numbers = {"parties": 400, "held_out": 40, "effect": 0.1, "low": -0.1, "high": 0.3}
    judged = {"arm": "played", "verdict": "not_yet", "stopped_after": 0, "after": 0, "error": 0.05,
              "harm_error": 0.05, "better": "more", "comparisons": 1}  # fmt: skip
    return {
        "trials": [
            {**of, "kind": "happens", "better": "more", "days": 90, "before_days": 0,
             "held_out": 0.1, "rate": 0.5, "error": 0.05, "harm_error": 0.05, "harm_after": 30,
             "begun": dt.datetime.combine(FIRST, dt.time(9)), "drawn": 440, "reached": 440}
        ],
        "trial_findings": [{**of, **numbers, **judged, "weeks": 12}],
        "trial_looks": [{**of, **numbers, "arm": "played", "day": AS_OF}],
        "play_weeks": [
            {"play": PLAY, "local_week": monday(AS_OF), "fired": 440, "held_out": TOTAL // 100,
             "given": 9, "money": 500, "minutes": 90.0}
        ],
    }  # fmt: skip


def _tallies(judged: list[Dealing]) -> list[dict[str, Any]]:
    counted = Counter(
        (row.standard, row.verdict, monday(row.day), row.team, row.manager, row.person)
        for row in judged
    )
    return [
        {"standard": standard, "family": "waiting", "side": "ours", "verdict": verdict,
         "local_week": week, "team": team, "manager": manager, "person": name, "level": 1,
         "number": number}
        for (standard, verdict, week, team, manager, name), number in counted.items()
    ]  # fmt: skip


def _kept(judged: list[Dealing]) -> list[dict[str, Any]]:
    counted = Counter((row.party, row.standard, row.verdict, monday(row.day)) for row in judged)
    return [
        {"party": party, "standard": standard, "family": "waiting", "verdict": verdict,
         "local_week": week, "number": number}
        for (party, standard, verdict, week), number in counted.items()
    ]  # fmt: skip


def sent(tree: Tree) -> list[Dealing]:
    """Give the dealings that were written by somebody to a customer."""
    return [row for row in tree.dealings if row.person and row.direction == "out"]


_SAID = {"rule": "blame.told", "weight": "warn", "language": "en", "pack": "en/blame",
         "dismissed": False}  # fmt: skip


def _text(row: Dealing) -> dict[str, Any]:
    return {
        "moment": 1000 + row.number, "happened_at": dt.datetime.combine(row.day, dt.time(9)),
        "sort": "out", "language": "en", "party": row.party, "person": row.person,
        "team": row.team, "level": 1, "manager": row.manager, "local_week": monday(row.day),
        "asked": "a", "alike": "b", "repeated": 1, "polite": False, "letters": 90,
    }  # fmt: skip


def _remark(row: Dealing) -> dict[str, Any]:
    told = _text(row)
    place = ("moment", "happened_at", "sort", "party", "person", "team", "level", "manager",
             "local_week")  # fmt: skip
    return {name: told[name] for name in place} | _SAID | {"concern": "blame"}


def _notes(tree: Tree, **more: Any) -> list[dict[str, Any]]:
    """Give notes of each team, which name nobody."""
    blank = dict.fromkeys(_remark(tree.dealings[0]) if more else _text(tree.dealings[0]))
    told = {"sort": "note", "language": "en", "local_week": monday(AS_OF), **more}
    return [{**blank, **told, "team": team} for team in tree.teams for _again in range(9)]


def _standings(tree: Tree) -> list[dict[str, Any]]:
    """Sum up each person's judged dealings by team, from the first to the last week."""
    return [
        {"person": name, "team": team, "since": min(weeks), "local_week": max(weeks),
         "judged": 40, "breached": 4, "graces": 1, "others": 3, "weeks": 9}
        for (name, team), weeks in spells(tree).items()
    ]  # fmt: skip


def spells(tree: Tree) -> dict[tuple[str, str | None], set[dt.date]]:
    """Give the weeks in which each person was judged in each team."""
    found: dict[tuple[str, str | None], set[dt.date]] = {}
    for row in tree.dealings:
        if row.verdict and row.person:
            found.setdefault((row.person, row.team), set()).add(monday(row.day))
    return found
