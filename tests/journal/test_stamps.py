"""Stamps worked out in SQL against the same worked out one by one in Python."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from goodwill.house.hours import Calendar
from goodwill.house.people import Line, chart
from goodwill.house.settings import Settings
from goodwill.moments import clocks
from goodwill.moments.journal import Journal
from tests.journal import records

NIGHTS = Calendar(
    "nights", "America/New_York", {5: ((22 * 60, 24 * 60),), 6: ((0, 6 * 60), (9 * 60, 10 * 60))},
    teams=frozenset({"nights"}),
)  # fmt: skip
DAYS = Calendar("default", "Europe/Warsaw", holidays=frozenset({date(2026, 4, 6)}))
TOWN = Settings(name="Acme", zone="Europe/Warsaw", calendars=(DAYS, NIGHTS))
ZONES = {"cAcme": "Asia/Kathmandu", "cBolt": None, "cNowhere": "Mars/Olympus"}
LINES = [
    Line("wAlice", "wBob", "support", "service", None, None, date(2024, 1, 1), date(2026, 3, 31)),
    Line("wAlice", "wDora", "nights", "field", None, None, date(2026, 4, 1), None),
    Line("wBob", None, "board", "board", None, None, date(2020, 1, 1), None),
    Line("wDora", "wBob", "nights", "field", None, None, date(2020, 1, 1), None),
]
POSTS, _PROBLEMS = chart(LINES)
PAIRS = [
    ("cAcme", "wAlice"), ("wAlice", "cBolt"), ("cNowhere", "uDesk"), ("uDesk", "cAcme"),
    ("wAlice", "wBob"), ("wBob", "wAlice"), ("uDesk", "wAlice"), ("pPam", "wNew"),
    ("sSteel", "uDesk"), ("wAlice", None), ("rDealer", "wBob"),
]  # fmt: skip


class Expected(NamedTuple):
    party: str | None
    person: str | None
    direction: str
    local_date: date
    local_hour: int
    local_minute: int
    local_weekday: int
    local_week: date
    worked: float
    due_worked: float | None
    team: str | None
    department: str | None
    level: int | None
    manager: str | None


def _moments(number: int) -> list[tuple[object, ...]]:
    chance = random.Random(4)
    found = []
    for n in range(number):
        seconds = chance.randrange(3 * 365 * 86400)
        instant = datetime.fromisoformat("2024-01-01T00:00") + timedelta(
            seconds=seconds, microseconds=n
        )
        due = instant + timedelta(hours=chance.randrange(900)) if n % 3 else None
        found.append(
            (instant, *chance.choice(PAIRS), due, chance.choice(("nights", "desk", None)), str(n))
        )
    return [
        *found,
        (
            datetime.fromisoformat("1812-06-24T00:00"),
            "cBolt",
            "wAlice",
            datetime.fromisoformat("9999-01-01T00:00"),
            None,
            "absurd",
        ),
    ]


def _facts(con, moments) -> None:
    con.execute(
        "CREATE TABLE given (happened_at TIMESTAMP, from_party VARCHAR, to_party VARCHAR,"
        " due_at TIMESTAMP, desk VARCHAR, record VARCHAR)"
    )
    con.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?)", moments)
    con.execute(
        "CREATE VIEW facts AS"
        " SELECT *, 'question' AS kind, 'tickets' AS source, '' AS part FROM given"
    )
    con.execute("CREATE TABLE parties (party VARCHAR, sort VARCHAR, zone VARCHAR)")
    con.executemany("INSERT INTO parties VALUES (?, 'customer', ?)", list(ZONES.items()))
    con.execute(
        "CREATE TABLE lines (person VARCHAR, manager VARCHAR, team VARCHAR, department VARCHAR,"
        " role VARCHAR, level INTEGER, from_date DATE, until_date DATE)"
    )
    con.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", LINES)


def _expected(settings: Settings, moment) -> Expected:
    """The definitions of docs/tables.md, word for word."""
    instant, who, whom, due, desk, _record = moment
    theirs = [bool(name) and name[0] in "cprs" for name in (who, whom)]
    party = who if theirs[0] else whom
    person = next((name for name in (who, whom) if name and name[0] == "w"), None)
    direction = "in" if theirs[0] else "out" if theirs[1] or whom is None else "inside"
    zone = {"cAcme": "Asia/Kathmandu"}.get(party, settings.zone)
    local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    day_of_company = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(settings.zone)).date()
    post = next(
        (
            post
            for post in POSTS
            if post.person == person
            and post.from_date <= day_of_company <= (post.until_date or date.max)
        ),
        None,
    )
    team = (post and post.team) or desk
    calendar = settings.calendar_of(team)
    return Expected(
        party,
        person,
        direction,
        local.date(),
        local.hour,
        local.hour * 60 + local.minute,
        local.isoweekday(),
        local.date() - timedelta(days=local.isoweekday() - 1),
        calendar.worked(instant),
        calendar.worked(due) if due else None,
        team,
        (post and post.department) or (None if post and post.team else _department_of(desk)),
        post and post.level,
        post and post.manager,
    )


def _department_of(desk):
    """The department in which every post of a team lies; none where they lie in several."""
    known = {post.department for post in POSTS if post.team == desk and post.department}
    return known.pop() if desk and len(known) == 1 else None


def _stamped(con, journal: Journal) -> dict[str, Expected]:
    journal.attach(con)
    columns = ", ".join(Expected._fields)
    rows = con.execute(f"SELECT record, {columns} FROM moments").fetchall()
    return {record: Expected(*stamp) for record, *stamp in rows}


def _agree(found: dict[str, Expected], settings: Settings, moments) -> None:
    assert len(found) == len(moments)
    for moment in moments:
        expected, stamp = _expected(settings, moment), found[moment[-1]]
        for field in Expected._fields:
            want, got = getattr(expected, field), getattr(stamp, field)
            same = want == pytest.approx(got, abs=1e-6) if isinstance(want, float) else want == got
            assert same, (moment, field, want, got)


def test_every_stamp_is_what_its_definition_says(con, tmp_path):
    moments = _moments(600)
    _facts(con, moments)
    journal = records.new_journal(tmp_path, TOWN)

    journal.write(con, source="t", file="t", facts="facts", parties="parties", lines="lines")

    _agree(_stamped(con, journal), TOWN, moments)


def test_restamping_gives_what_importing_last_would_have_given(con, tmp_path):
    moments = _moments(60)
    _facts(con, moments)
    journal = records.new_journal(tmp_path)
    journal.write(con, source="t", file="t", facts="facts")
    journal.write(con, source="staff", file="s", parties="parties", lines="lines")
    later = Journal(journal.folder, TOWN)

    assert later.restamp(con) == 1
    _agree(_stamped(con, later), TOWN, moments)
    assert later.restamp(con) == 0


def _lines(con, *lines: Line) -> None:
    con.execute("DELETE FROM lines")
    con.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)


def test_only_batches_whose_stamps_would_change_are_written_again(con, tmp_path):
    _facts(
        con, [(datetime.fromisoformat("2026-03-02T09:00"), "cAcme", "wAlice", None, None, "march")]
    )
    journal = records.new_journal(tmp_path, TOWN)
    march = journal.write(
        con, source="t", file="t", facts="facts", parties="parties", lines="lines"
    )
    con.execute("UPDATE given SET happened_at = happened_at + INTERVAL 3 MONTH, record = 'june'")
    june = journal.write(con, source="t", file="u", facts="facts")

    def restamped(by: Journal) -> list[str]:
        before = {batch.name: batch.stamp for batch in by.batches()}
        number = by.restamp(con)
        changed = [batch.name for batch in by.batches() if batch.stamp != before[batch.name]]
        assert number == len(changed)
        return changed

    assert restamped(journal) == []
    _lines(con, Line("wAlice", "wBob", "repairs", None, None, None, date(2026, 5, 1), None))
    journal.write(con, source="staff", file="s", lines="lines")
    assert restamped(journal) == [june.name]
    holiday = DAYS.__class__("default", DAYS.zone, holidays=DAYS.holidays | {date(2026, 6, 1)})
    assert restamped(
        Journal(journal.folder, Settings(name="A", zone=TOWN.zone, calendars=(holiday, NIGHTS)))
    ) == [june.name]
    con.execute("DELETE FROM parties")
    con.execute("INSERT INTO parties VALUES ('cStranger', 'customer', 'Asia/Tokyo')")
    journal.restamp(con)
    journal.write(con, source="customers", file="c", parties="parties")
    assert restamped(journal) == []
    con.execute("INSERT INTO parties VALUES ('cAcme', 'customer', 'Asia/Tokyo')")
    journal.write(con, source="customers", file="d", parties="parties")
    assert restamped(journal) == [march.name, june.name]


def test_a_merge_is_no_reason_to_restamp(con, journal):
    journal.write(con, **records.draft(con, range(9)))
    con.execute("CREATE TABLE m (party VARCHAR, into_party VARCHAR)")
    con.execute("INSERT INTO m VALUES (?, ?)", [records.customer(1), records.customer(2)])
    journal.write(con, source="crm", file="m.csv", merges="m")

    assert journal.restamp(con) == 0


def test_two_posts_at_one_instant_never_double_a_moment(con, tmp_path):
    _facts(
        con, [(datetime.fromisoformat("2026-03-02T09:00"), "cAcme", "wAlice", None, None, "only")]
    )
    _lines(
        con,
        Line("wAlice", None, "one", None, None, None, date(2026, 1, 1), None),
        Line("wAlice", None, "two", None, None, None, date(2026, 2, 1), None),
    )
    journal = records.new_journal(tmp_path, TOWN)

    journal.write(con, source="t", file="t", facts="facts", lines="lines")

    assert [stamp.team for stamp in _stamped(con, journal).values()] == ["two"]


def test_the_clock_of_a_day_agrees_with_the_calendar_on_each_of_its_minutes():
    first = date(2026, 3, 27)
    days = clocks.clock(NIGHTS, 0, first, date(2026, 3, 30))
    checked = 0
    for day in days:
        midnight = datetime.fromisoformat(day.day.isoformat())
        for minute in range(0, 1440, 7):
            sums = sum(max(min(minute, end) - start, 0) for start, end in day.stretches)
            worked = NIGHTS.worked(midnight + timedelta(minutes=minute))
            assert day.before + sums == pytest.approx(worked, abs=1e-6)
            checked += 1
    assert checked > 800
    assert any(day.stretches for day in days)
