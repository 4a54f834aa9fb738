"""A play fires once, at its first crossing, in whatever order the records arrive."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.care.clock import due_of
from goodwill.care.firing import Fired, fire, folded
from goodwill.care.play import Span, Words
from goodwill.house.hours import Calendar
from goodwill.moments.journal import engine
from tests.care.moments_told import BEGIN, SETTINGS, Dealing, lay_out, play

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def con():
    with engine() as con:
        con.execute("SET threads = 1")  # nothing here is large enough to be shared out
        yield con


def _close(con, toy, known, day, fired=(), since=None):
    closed_at = BEGIN + day * DAY
    lay_out(con, [each for each in known if each.at <= closed_at])
    return fire(con, [toy], SETTINGS, closed_at, fired, since)


KINDS = st.sampled_from(["complaint", "complaint", "question"])
TOLD = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 40), KINDS, st.integers(0, 5)),
    min_size=1,
    max_size=12,
)
"""Dealings: whose, on which day, of which kind, and at which close they arrive."""

CLOSES = st.lists(st.integers(0, 60), min_size=1, max_size=4).map(sorted)
MANY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _history(told):
    """Lay the draws out as dealings; no two of them happen at one instant."""
    dealings = [
        Dealing(number, f"c-{party}", day + number / 100, kind)
        for number, (party, day, kind, _arrives) in enumerate(told, 1)
    ]
    return list(zip(dealings, [arrives for *_rest, arrives in told], strict=True))


def _at_closes(con, toy, history, closes):
    """Close at each day, and once more at the last, with what has arrived by then."""
    fired, since, closing = [], None, []
    for number, day in enumerate([*closes, closes[-1]]):
        known = [each for each, arrives in history if arrives <= number]
        found = _close(con, toy, known, day, [each.fired for each in fired], since)
        fired += found
        since = BEGIN + day * DAY
        closing += [(each, known, since) for each in found]
    return fired, closing


@MANY
@given(told=TOLD, closes=CLOSES, weeks=st.sampled_from([None, 1, 3]))
def test_it_fires_once_however_the_records_arrive_and_never_before_its_moment(
    con, told, closes, weeks
):
    toy = play("kind = 'complaint' and alike_in_30 >= 2", weeks=weeks)
    fired, closing = _at_closes(con, toy, _history(told), closes)
    for each, known, closed_at in closing:
        assert each.at <= closed_at
        own = [one.at for one in known if one.party == each.party and one.kind == "complaint"]
        assert each.at in own
        before = [at for at in own if each.at - 30 * DAY <= at <= each.at]
        assert len(before) >= 2, "it fired before its moment"
    apart = dt.timedelta(weeks=weeks) if weeks else dt.timedelta(days=9999)
    for subject in {each.subject for each in fired}:
        times = sorted(each.at for each in fired if each.subject == subject)
        assert all(later - at >= apart for at, later in pairwise(times))


@MANY
@given(told=TOLD, closes=CLOSES)
def test_whoever_is_concerned_is_the_same_in_any_order_of_arrival(con, told, closes):
    toy = play("kind = 'complaint' and of_kind >= 2")
    history = [(each, min(arrives, len(closes))) for each, arrives in _history(told)]
    fired, _closing = _at_closes(con, toy, history, closes)
    at_once = _close(con, toy, [each for each, _arrives in history], closes[-1])
    assert {each.subject for each in fired} == {each.subject for each in at_once}


@MANY
@given(told=TOLD, closes=CLOSES)
def test_a_second_close_over_the_same_records_fires_nothing(con, told, closes):
    toy = play("kind = 'complaint'", once_per="moment")
    known = [each for each, _arrives in _history(told)]
    first = _close(con, toy, known, closes[-1])
    assert len(first) == sum(each.kind == "complaint" and each.day <= closes[-1] for each in known)
    again = _close(con, toy, known, closes[-1], [each.fired for each in first])
    assert again == []


def test_what_arrives_late_fires_at_its_own_instant_and_says_that_it_is_late(con):
    toy = play("kind = 'complaint'", once_per="moment")
    known = [Dealing(1, "c-a", 1), Dealing(2, "c-a", 5)]
    found = _close(con, toy, known, 6, since=BEGIN + 3 * DAY)
    assert [(each.at, each.late) for each in found] == [
        (BEGIN + DAY, True),
        (BEGIN + 5 * DAY, False),
    ]


def test_the_very_instant_of_the_last_close_belonged_to_it(con):
    toy = play("kind = 'complaint'")
    [one] = _close(con, toy, [Dealing(1, "c-a", 3)], 6, since=BEGIN + 3 * DAY)
    assert one.late


def test_what_is_too_old_stays_away_and_what_follows_it_is_no_first_crossing(con):
    known = [Dealing(1, "c-a", 1), Dealing(2, "c-a", 20)]
    once = play("kind = 'complaint'", stale_after=Span(14, "days"))
    assert _close(con, once, known, 21) == []
    again = play("kind = 'complaint'", stale_after=Span(14, "days"), weeks=1)
    assert [each.at for each in _close(con, again, known, 21)] == [BEGIN + 20 * DAY]


def test_a_book_of_many_years_does_not_begin_with_a_flood(con):
    toy = play("kind = 'complaint'", weeks=4)
    lay_out(con, [Dealing(1, "c-a", 1), Dealing(2, "c-b", 19.5)])
    begun = BEGIN + 19 * DAY
    for day in (20, 25):
        found = fire(con, [toy], SETTINGS, BEGIN + day * DAY, begun=begun)
        assert [each.party for each in found] == ["c-b"]


def test_a_late_record_just_before_what_has_fired_does_not_fire_again(con):
    toy = play("kind = 'complaint'", weeks=4)
    fired = [Fired("toy", "c-a", BEGIN + 10 * DAY)]
    known = [Dealing(1, "c-a", 2), Dealing(2, "c-a", 10)]
    assert _close(con, toy, known, 12, fired) == []
    assert len(_close(con, toy, known, 12)) == 1


def test_the_firing_of_another_play_or_party_holds_nothing_back(con):
    toy = play("kind = 'complaint'")
    fired = [Fired("other", "c-a", BEGIN), Fired("toy", "c-b", BEGIN)]
    assert len(_close(con, toy, [Dealing(1, "c-a", 2)], 3, fired)) == 1


def test_what_came_later_than_its_instant_is_not_seen(con):
    silent = play("next_at is null", shift=Span(30, "days"))
    known = [Dealing(1, "c-a", 0), Dealing(2, "c-a", 29), Dealing(3, "c-b", 0)]
    known.append(Dealing(4, "c-b", 31))
    found = _close(con, silent, known, 40)
    assert [(each.party, each.at) for each in found] == [("c-b", BEGIN + 30 * DAY)]


def test_a_wait_that_is_not_over_at_the_close_has_not_fired(con):
    toy = play("kind = 'complaint'", shift=Span(3, "days"))
    assert _close(con, toy, [Dealing(1, "c-a", 0)], 2.9) == []
    assert len(_close(con, toy, [Dealing(1, "c-a", 0)], 3)) == 1


def test_what_is_due_ahead_fires_no_sooner_than_it_is_known(con):
    toy = play("kind = 'promise'", at="due_at", shift=Span(-2, "days"), once_per="moment")
    due = (("due_at", BEGIN + 10 * DAY),)
    known = [Dealing(1, "c-a", 0, "promise", due), Dealing(2, "c-b", 9, "promise", due)]
    found = _close(con, toy, known, 10)
    assert [(each.party, each.at) for each in found] == [
        ("c-a", BEGIN + 8 * DAY),
        ("c-b", BEGIN + 9 * DAY),
    ]


def test_nobody_who_is_no_customer_is_played_to(con):
    toy = play("kind = 'complaint'")
    known = [Dealing(1, "s-supplier", 1), Dealing(2, "w-colleague", 1)]
    known.append(Dealing(3, "c-a", 1, rest=(("direction", "inside"),)))
    assert _close(con, toy, known, 2) == []


def test_worth_and_habit_may_be_asked_where_the_close_knows_them(con):
    toy = play("kind = 'complaint' and worth >= 1000 and habit = 'fading'")
    assert _close(con, toy, [Dealing(1, "c-a", 1)], 2) == []
    con.execute("CREATE TABLE worths AS SELECT 'c-a' AS party, DATE '2026-03-01' AS day,"
                " 2000 AS worth, 0.9 AS alive")  # fmt: skip
    con.execute("CREATE TABLE habits AS SELECT 'c-a' AS party, 'fading' AS state")
    try:
        assert len(_close(con, toy, [Dealing(1, "c-a", 1), Dealing(2, "c-b", 1)], 2)) == 1
    finally:
        con.execute("DROP TABLE worths")
        con.execute("DROP TABLE habits")


def test_it_falls_to_whoever_took_part_or_else_met_them_last(con):
    toy = play("kind in ('complaint', 'promise')", once_per="moment")
    met = (("person", "w-ann"), ("manager", "w-max"), ("team", "desk"), ("direction", "out"))
    drove = (("person", "w-van"), ("direction", "out"))
    known = [
        Dealing(1, "c-a", 1, "answer", met),
        Dealing(2, "c-a", 2, "delivery", drove),
        Dealing(3, "c-a", 3),
        Dealing(4, "c-b", 1, "delivery", drove),
        Dealing(5, "c-b", 2),
        Dealing(6, "c-d", 3),
        Dealing(7, "c-a", 4, "answer", (("person", "w-bob"), ("direction", "out"))),
        Dealing(8, "c-a", 5, "promise", (*met[:3], ("direction", "out"))),
    ]
    found = {each.moment: (each.person, each.manager) for each in _close(con, toy, known, 6)}
    assert found == {
        3: ("w-ann", "w-max"),
        5: ("w-van", None),
        6: (None, None),
        8: ("w-ann", "w-max"),
    }


def test_many_of_one_day_are_one_thing_where_the_play_says_so(con):
    words = Words("A title", "Do it.", "Why.", "Good day.", many="{number} of them.")
    toy = play("kind = 'promise'", words={"en": words})
    ours = (("person", "w-ann"), ("direction", "out"))
    known = [Dealing(number, f"c-{number}", 1, "promise", ours) for number in (1, 2, 3)]
    known.append(Dealing(4, "c-4", 2, "promise", ours))
    found = _close(con, toy, known, 3)
    assert sorted(len(each) for each in folded(found, [toy], "UTC")) == [1, 3]
    assert toy.of_many(3) == "3 of them."
    plain = play("kind = 'promise'")
    assert len(folded(found, [plain], "UTC")) == 4


FRIDAY = dt.datetime(2026, 3, 6, 23, 59, 59)  # noqa: DTZ001 - naive UTC


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (Span(4, "working_hours"), dt.datetime(2026, 3, 9, 13)),  # noqa: DTZ001
        (Span(1, "working_days"), dt.datetime(2026, 3, 9, 23, 59, 59)),  # noqa: DTZ001
        (Span(3, "working_days"), dt.datetime(2026, 3, 12, 23, 59, 59)),  # noqa: DTZ001
        (Span(60, "minutes"), dt.datetime(2026, 3, 6, 11)),  # noqa: DTZ001
    ],
)
def test_working_time_begins_when_somebody_can_know_and_the_wall_clock_at_once(span, due):
    calendar = Calendar("default", "UTC", holidays=frozenset({dt.date(2026, 3, 10)}))
    crossed = dt.datetime(2026, 3, 6, 10)  # noqa: DTZ001
    assert due_of(span, crossed, FRIDAY, calendar) == due
