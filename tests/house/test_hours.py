"""Working time is exact, never runs backwards, and knows lunch, holidays and the clocks' change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from goodwill.house.hours import FIRST, LAST, NINE_TO_FIVE, Calendar, clock_rows, end_of_day

ZONES = ("UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
ODD_ZONES = (*ZONES, "America/Sao_Paulo", "America/Havana", "Africa/Monrovia", "Asia/Riyadh")
MICROSECOND = timedelta(microseconds=1)


def at(words: str) -> datetime:
    return datetime.fromisoformat(words)


def office(zone: str = "UTC", **more) -> Calendar:
    return Calendar("office", zone, **more)


@st.composite
def weeks(draw, hours=None):
    hours = st.integers(0, 1440) if hours is None else hours

    def day():
        cuts = sorted(draw(st.sets(hours, max_size=6)))
        return tuple(zip(cuts[::2], cuts[1::2], strict=False))

    week = {weekday: day() for weekday in range(1, 8)}
    assume(any(week.values()))
    return week


@st.composite
def calendars(draw, zones=ODD_ZONES):
    days = st.dates(date(1971, 12, 1), date(1972, 2, 1))
    holidays = draw(st.frozensets(days, max_size=5))
    return Calendar("any", draw(st.sampled_from(zones)), draw(weeks()), holidays)


# around 1970, and around the end of a decade of the clock: days near to each other cost less
instants = st.one_of(
    st.datetimes(at("1979-12-25"), at("1980-01-05")),
    st.datetimes(at("1971-12-25"), at("1972-01-15")),  # Liberia moves by 44 minutes 30 seconds
    st.datetimes(at("1968-01-01"), at("1984-01-01")),
)
quickly = hypothesis_settings(max_examples=50, deadline=None)


def test_friday_half_past_four_plus_an_hour_is_monday_half_past_nine():
    friday, monday = at("2026-11-20 16:30"), at("2026-11-23 09:30")
    assert office().after(friday, 60) == monday
    assert office().between(friday, monday) == 60


def test_the_hours_are_those_of_the_zone():
    friday = at("2026-11-20 15:30")  # 16:30 in Warsaw
    assert office("Europe/Warsaw").after(friday, 60) == at("2026-11-23 08:30")


def test_nobody_works_over_lunch():
    calendar = office(week={1: ((9 * 60, 13 * 60), (14 * 60, 17 * 60))})
    assert calendar.between(at("2026-11-23 12:30"), at("2026-11-23 14:30")) == 60
    assert calendar.between(at("2026-11-23 13:05"), at("2026-11-23 13:55")) == 0
    assert calendar.after(at("2026-11-23 12:30"), 30) == at("2026-11-23 13:00")
    assert calendar.after(at("2026-11-23 12:30"), 31) == at("2026-11-23 14:01")


def test_nobody_works_on_a_holiday():
    calendar = office(holidays=frozenset({date(2026, 12, 25)}))
    assert calendar.after(at("2026-12-24 16:30"), 60) == at("2026-12-28 09:30")


def test_a_wait_over_a_night_and_a_weekend_counts_no_minute():
    assert office().between(at("2026-11-20 17:00"), at("2026-11-23 09:00")) == 0


def test_no_minutes_later_is_now_even_on_a_sunday():
    sunday = at("2026-11-22 12:00")
    assert office().after(sunday, 0) == sunday


def test_time_cannot_be_taken_away():
    with pytest.raises(ValueError, match="added only"):
        office().after(at("2026-11-20"), -1)


def test_a_calendar_without_hours_never_gets_there():
    with pytest.raises(ValueError, match="does not work so long"):
        Calendar("never", "UTC", {}).after(at("2190-01-01"), 1)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("America/New_York", "2026-03-08", 23 * 60),
        ("America/New_York", "2026-11-01", 25 * 60),
        ("Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30),
        ("Pacific/Apia", "2011-12-30", 0),
        ("Europe/Warsaw", "2026-11-22", 24 * 60),
    ],
)
def test_a_day_of_change_has_the_minutes_that_passed(zone, day, minutes):
    always = Calendar("always", zone, dict.fromkeys(range(1, 8), ((0, 1440),)))
    pieces = list(always.pieces(date.fromisoformat(day), date.fromisoformat(day)))
    assert sum((end - start) / timedelta(minutes=1) for start, end, _ in pieces) == minutes


def test_a_night_shift_over_the_change_of_clocks_is_an_hour_shorter_or_longer():
    night = Calendar("night", "Europe/Warsaw", {7: ((60, 300),)})
    spring = night.between(at("2026-03-28 12:00"), at("2026-03-29 12:00"))
    autumn = night.between(at("2026-10-24 12:00"), at("2026-10-25 12:00"))
    assert (spring, autumn) == (180, 300)


def test_hours_that_begin_in_the_skipped_hour_begin_at_the_skip():
    early = Calendar("early", "Europe/Warsaw", {7: ((150, 300),)})  # 2:30 does not come that day
    ((start, end, _),) = early.pieces(date(2026, 3, 29), date(2026, 3, 29))
    assert (start, end) == (at("2026-03-29 01:00"), at("2026-03-29 03:00"))


def test_hours_that_end_in_the_doubled_hour_end_at_its_first_coming():
    late = Calendar("late", "Europe/Warsaw", {7: ((60, 150),)})  # 2:30 comes twice that day
    ((start, end, _),) = late.pieces(date(2026, 10, 25), date(2026, 10, 25))
    assert (start, end) == (at("2026-10-24 23:00"), at("2026-10-25 00:30"))


CHANGES_OF_1986 = [
    *(("Europe/Warsaw", at("1986-03-30 01:00")), ("Europe/Warsaw", at("1986-09-28 01:00"))),
    *(("America/New_York", at("1986-04-27 07:00")), ("America/New_York", at("1986-10-26 06:00"))),
    *(("Australia/Lord_Howe", at("1986-04-05 15:00")), ("Asia/Kolkata", at("1986-05-05 05:05"))),
]


@quickly
@given(
    st.sampled_from(CHANGES_OF_1986),
    weeks(st.sampled_from([0, 30, 240, 725, 726, 1080, 1410, 1440])),
    st.integers(-1500, 300),
    st.integers(1, 1200),
)
def test_working_time_is_what_a_watch_would_count(change, week, early, length):
    zone, start = change[0], change[1] + timedelta(minutes=early)
    calendar = office(zone, week=week)

    def works(minute: int) -> bool:
        local = (start + timedelta(minutes=minute)).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        now = local.hour * 60 + local.minute
        return any(opens <= now < closes for opens, closes in week[local.isoweekday()])

    counted = sum(map(works, range(length)))
    assert calendar.between(start, start + timedelta(minutes=length)) == counted


@quickly
@given(calendars(), instants, instants, instants)
def test_working_time_never_runs_backwards_and_adds_up(calendar, one, two, three):
    first, middle, last = sorted([one, two, three])
    assert calendar.worked(first) <= calendar.worked(middle) <= calendar.worked(last)
    whole = calendar.between(first, last)
    parts = calendar.between(first, middle) + calendar.between(middle, last)
    assert whole == pytest.approx(parts, abs=1e-6)
    assert calendar.between(last, first) == -whole
    assert whole <= (last - first) / timedelta(minutes=1)


@quickly
@given(calendars(), instants, instants)
def test_after_lands_at_the_first_instant_with_that_working_time(calendar, one, two):
    first, last = sorted([one, two])
    minutes = calendar.between(first, last)
    landed = calendar.after(first, minutes)
    assert first <= landed <= last
    assert calendar.between(first, landed) == minutes
    if minutes:
        assert calendar.between(first, landed - MICROSECOND) < minutes
    else:
        assert landed == first


@quickly
@given(calendars(), instants, st.floats(0, 100_000))
def test_after_so_many_minutes_so_many_minutes_have_passed(calendar, instant, minutes):
    landed = calendar.after(instant, minutes)
    assert calendar.between(instant, landed) == pytest.approx(minutes, abs=1e-6)


@quickly
@given(st.sampled_from(ODD_ZONES), st.integers(1, 1439), instants)
def test_cutting_a_stretch_in_two_changes_nothing(zone, cut, instant):
    whole = office(zone, week=dict.fromkeys(range(1, 8), ((0, 1440),)))
    halves = office(zone, week=dict.fromkeys(range(1, 8), ((0, cut), (cut, 1440))))
    assert whole.worked(instant) == halves.worked(instant)


@quickly
@given(st.sampled_from(ODD_ZONES), instants)
def test_who_always_works_works_every_minute_that_passes(zone, instant):
    always = office(zone, week=dict.fromkeys(range(1, 8), ((0, 1440),)))
    assert always.worked(instant) == (instant - at("1970-01-01")) / timedelta(minutes=1)


@quickly
@given(calendars(), st.dates(date(1971, 12, 1), date(1972, 12, 31)), st.integers(0, 40))
def test_pieces_follow_each_other_and_agree_with_the_clock(calendar, first, days):
    pieces = list(calendar.pieces(first, first + timedelta(days=days)))
    for start, end, before in pieces:
        assert start < end
        assert calendar.worked(start) == before
        assert calendar.between(start, end) == (end - start) / timedelta(minutes=1)
    for (_, end, _), (start, _, _) in pairwise(pieces):
        assert end <= start
        assert calendar.between(end, start) == 0


def test_the_clock_table_answers_in_sql_as_the_calendar_does():
    calendars = [
        office("Europe/Warsaw", holidays=frozenset({date(2026, 4, 6)})),
        Calendar(
            "shifts", "America/New_York", dict.fromkeys(range(1, 8), ((0, 150), (90 * 2, 1440)))
        ),
    ]
    first, last = date(2026, 3, 1), date(2026, 4, 30)
    moments = [at("2026-03-02") + timedelta(minutes=97 * n) for n in range(800)]
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE clock (calendar VARCHAR, from_at TIMESTAMP, works_until TIMESTAMP,"
        " until_at TIMESTAMP, before DOUBLE)"
    )
    con.executemany(
        "INSERT INTO clock VALUES (?, ?, ?, ?, ?)", list(clock_rows(calendars, first, last))
    )
    con.execute("CREATE TABLE moments AS SELECT unnest($1) AS t", [moments])
    found = con.execute(
        "SELECT calendar, t, before + (epoch_us(least(t, works_until)) - epoch_us(from_at)) / 6e7"
        " FROM moments JOIN clock ON from_at <= t AND t < until_at ORDER BY calendar, t"
    ).fetchall()
    expected = [(c.name, t, c.worked(t)) for c in calendars for t in moments]
    assert len(found) == 2 * len(moments)
    assert found == [(name, t, pytest.approx(worked)) for name, t, worked in expected]


def test_a_clock_table_of_a_span_without_work_stands_still():
    (row,) = clock_rows([office()], date(2026, 11, 21), date(2026, 11, 22))
    assert (row.from_at, row.works_until, row.until_at) == (
        at("2026-11-21"), at("2026-11-21"), at("2026-11-23"),
    )  # fmt: skip
    assert row.before == office().worked(at("2026-11-22 12:00"))


@pytest.mark.parametrize(
    ("zone", "day", "last_second"),
    [
        ("UTC", "2026-03-05", "2026-03-05 23:59:59"),
        ("Europe/Warsaw", "2026-03-29", "2026-03-29 21:59:59"),
        ("America/New_York", "2026-11-01", "2026-11-02 04:59:59"),
        ("America/Sao_Paulo", "2012-02-25", "2012-02-26 02:59:59"),  # its last hour came twice
        ("America/Havana", "2026-10-31", "2026-11-01 03:59:59"),  # its midnight came twice
        ("Asia/Beirut", "2026-03-28", "2026-03-28 21:59:59"),  # the midnight after it never came
        ("Pacific/Apia", "2011-12-29", "2011-12-30 09:59:59"),  # nor did the next day here
        ("Europe/Warsaw", "9999-12-31", "9999-12-31 23:59:59"),
        ("America/New_York", "0001-01-01", "0001-01-01 23:59:59"),
    ],
)
def test_a_promise_for_a_day_may_be_kept_until_its_last_second(zone, day, last_second):
    assert end_of_day(date.fromisoformat(day), zone) == at(last_second)


def test_outside_its_years_the_clock_stands():
    assert office().worked(at("9999-12-31")) == office().worked(LAST) > 0
    assert office().worked(at("0001-01-01")) == office().worked(FIRST) < 0
    assert list(office().pieces(date(1, 1, 1), date(5, 1, 1))) == []
    assert len(list(clock_rows([office()], date(2199, 12, 31), date(9999, 12, 31)))) == 2


def test_calendars_are_values():
    assert office() == office()
    assert hash(office()) == hash(office())
    assert office() != office(holidays=frozenset({date(2026, 1, 1)}))
    assert office().week == NINE_TO_FIVE
