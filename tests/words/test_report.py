"""How we write: by team for others, by person for the person alone, notes for teams alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from goodwill import reports
from goodwill.ledger import written
from goodwill.ledger.sight import PERSON, Sight
from goodwill.moments.parquet import rows
from goodwill.moments.wording import REMARKS, TEXTS

MONDAY = dt.date(2026, 3, 2)
MORNING, MINUTE = dt.datetime.combine(MONDAY, dt.time(9)), dt.timedelta(minutes=1)
SPAN = (dt.date(2026, 2, 1), dt.date(2026, 3, 31))


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed() as opened:
        yield opened


@pytest.fixture
def con(made):
    with made.book.engine() as engine:
        rows(engine, "texts", TEXTS, ())
        rows(engine, "remarks", REMARKS, ())
        engine.execute("CREATE TABLE lines (person VARCHAR, team VARCHAR, from_date DATE,"
                       " until_date DATE)")  # fmt: skip
        yield engine


def told(con, table: str, columns: dict[str, str], number: int, **given: object) -> None:
    values = {**dict.fromkeys(columns), "local_week": MONDAY, **given}
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    con.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", [list(values.values())] * number
    )


def test_the_page_adds_up(closed):
    drawn = reports.draw("words", closed, period="year")
    tables = {table.name: list(table.records()) for table in drawn.tables}
    whole = written.whole(closed.con, closed.opening("year"), closed.as_of)
    assert whole.texts > 100
    assert sum(row["texts"] for row in tables["teams"]) <= whole.texts
    for row in tables["teams"]:
        assert row["low"] <= row["share"] <= row["high"]
    assert tables["standards"]
    assert all(0 <= row["kept"] <= 1 for row in tables["standards"])


def test_a_stricter_minimum_of_today_hides_what_was_drawn_before(closed):
    drawn = reports.draw("words", closed, period="year")
    assert "teams" in {table.name for table in drawn.tables}
    facts = {**closed.facts, "minimum_count": 10**6}
    again = reports.draw("words", replace(closed, facts=facts), period="year")
    assert "teams" not in {table.name for table in again.tables}


def test_nobody_is_shown_how_one_other_person_writes(closed):
    drawn = reports.draw("words", closed, period="year")
    assert "own" not in {table.name for table in drawn.tables}
    kinds = {column.kind for table in drawn.tables for column in table.columns}
    assert "party" not in kinds


def test_a_person_sees_the_own_line_alone(closed):
    person, number = closed.con.execute(
        "SELECT person, count(*) FROM texts WHERE sort = 'out'"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    ).fetchone()
    assert number >= closed.minimum_count
    sight = Sight(PERSON, own=frozenset({person}))
    drawn = reports.draw("words", replace(closed, sight=sight), period="year")
    (own,) = [table for table in drawn.tables if table.name == "own"]
    assert [row["person"] for row in own.records()] == [person]


def test_notes_are_told_of_large_teams_and_of_nothing_smaller(con):
    for team, people in (("Large", 5), ("Small", 4)):
        for number in range(people):
            con.execute("INSERT INTO lines VALUES (?, ?, NULL, NULL)", [f"w{number}", team])
        told(con, "texts", TEXTS, 8, sort="note", team=team)
        told(con, "remarks", REMARKS, 2, sort="note", team=team, concern="contempt",
             weight="warn", dismissed=False)  # fmt: skip
    assert written.notes(con, *SPAN, 5) == [("Large", 8, 2)]
    assert written.notes(con, *SPAN, 9) == []


def test_what_was_dismissed_or_is_a_hint_does_not_count(con):
    told(con, "texts", TEXTS, 1, moment=1, sort="out", team="Desk")
    told(con, "texts", TEXTS, 1, moment=2, sort="out", team="Desk")
    told(con, "texts", TEXTS, 1, moment=3, sort="out", team="Desk")
    for moment, weight, dismissed in ((1, "warn", True), (2, "hint", False), (3, "ask", False)):
        told(con, "remarks", REMARKS, 1, moment=moment, sort="out", concern="blame",
             weight=weight, dismissed=dismissed)  # fmt: skip
    assert written.parts(con, "team", *SPAN) == [("Desk", 3, 1, 1)]
    assert written.concerns(con, *SPAN) == [("blame", 1, 1, 0, 1)]


def test_drift_is_told_from_the_same_question_to_the_same_colleague(con):
    for moment in range(1, 13):
        told(con, "texts", TEXTS, 1, moment=moment, sort="out", person="wa", asked="q",
             letters=200 - 10 * moment,
             happened_at=MORNING + moment * MINUTE)  # fmt: skip
    for moment in (11, 12):
        told(con, "remarks", REMARKS, 1, moment=moment, sort="out", concern="blame",
             weight="warn", dismissed=False)  # fmt: skip
    told(con, "texts", TEXTS, 4, moment=99, sort="out", person="wb", asked="q", letters=5)
    assert written.drift(con, *SPAN) == (1, 4, 0, 4, 2, 175.0, 95.0)


def test_a_book_without_texts_says_so(closed):
    early = replace(closed, facts={**closed.facts, "as_of": "2020-03-31"})
    drawn = reports.draw("words", early, period="month")
    assert drawn.tables == ()
    assert "No text" in drawn.lead
