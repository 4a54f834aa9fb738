"""Each sort of rule against a reference that goes through the time minute by minute."""
# ruff: noqa: DTZ001  # instants are naive UTC, as everywhere

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from goodwill.care.guard.restraints import Between, Capped, Held, Hours, agreed

ZONES = (
    *("Europe/Warsaw", "Europe/London", "America/New_York", "America/St_Johns"),
    *("America/Santiago", "America/Havana", "Australia/Lord_Howe", "Pacific/Chatham"),
    *("Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Jerusalem"),
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKS = {
    "by day": ((9 * 60, 20 * 60),),
    "about the night": ((0, 30), (90, 135), (165, 195), (23 * 60 + 15, 24 * 60)),
    "at the turn of the hour": ((60, 120), (150, 180), (22 * 60 + 30, 23 * 60 + 30)),
}


def changes(zone):
    """Find when the clocks of a zone change, within three hours, from 2024 to 2028."""
    where, at, found = ZoneInfo(zone), datetime(2024, 1, 1, tzinfo=UTC), []
    offset = at.astimezone(where).utcoffset()
    while at.year < 2029:
        at += timedelta(hours=3)
        now = at.astimezone(where).utcoffset()
        if now != offset:
            found.append(at.replace(tzinfo=None))
            offset = now
    return found


def clocks(zone, minutes):
    """Read the clock on the wall at each of many minutes."""
    where = ZoneInfo(zone)
    shown = [minute.replace(tzinfo=UTC).astimezone(where) for minute in minutes]
    return [one.hour * 60 + one.minute for one in shown]


@pytest.mark.parametrize("zone", ZONES)
def test_hours_follow_the_clock_on_the_wall_over_every_change_of_five_years(zone):
    found = changes(zone)
    assert len(found) >= 10
    for change in found:
        minutes = [change - timedelta(hours=20) + MINUTE * n for n in range(60 * 52)]
        shown = clocks(zone, minutes)
        for name, hours in WEEKS.items():
            rule = Hours(dict.fromkeys(range(1, 8), hours), zone)
            following, expected = None, {}
            for minute, clock in zip(reversed(minutes), reversed(shown), strict=True):
                following = minute if any(a <= clock < b for a, b in hours) else following
                expected[minute] = following
            for minute in minutes[: 60 * 28 : 17]:
                assert rule.earliest(minute) == expected[minute], (name, minute)


def test_hours_begin_to_the_microsecond_and_end_before_their_last_minute():
    rule = Hours({1: ((540, 600),)}, "UTC")
    monday = datetime(2026, 11, 23)
    late = monday.replace(hour=9, minute=59, second=59, microsecond=999_999)
    assert rule.earliest(late) == late
    assert rule.earliest(monday.replace(hour=10)) == monday + 7 * DAY + timedelta(hours=9)
    assert rule.earliest(monday.replace(hour=8, second=1)) == monday.replace(hour=9)


def test_hours_pass_over_days_that_are_closed_and_may_never_open():
    week = dict.fromkeys(range(1, 6), ((540, 1020),))
    christmas = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    rule = Hours(week, "Europe/Warsaw", christmas)
    assert rule.earliest(datetime(2026, 12, 23, 20)) == datetime(2026, 12, 28, 8)
    assert Hours({}, "Europe/Warsaw").earliest(datetime(2026, 12, 23)) is None


START = datetime(2026, 3, 2)


def first(allowed, at, most=6000):
    """Give the first minute that a reference allows."""
    return next((at + MINUTE * n for n in range(most) if allowed(at + MINUTE * n)), None)


@pytest.mark.parametrize("seed", range(60))
def test_a_cap_opens_at_the_first_minute_at_which_no_stretch_would_hold_too_many(seed):
    dice = random.Random(seed)
    number, length = dice.randint(1, 4), dice.randint(5, 90)
    sent = sorted(START + MINUTE * dice.randint(0, 240) for _ in range(dice.randint(0, 12)))

    def allowed(at):
        """Look at every stretch of the length that holds this minute."""
        stretches = (at - MINUTE * back for back in range(length))
        return all(
            sum(begin <= one < begin + MINUTE * length for one in [*sent, at]) <= number
            for begin in stretches
        )

    at = START + MINUTE * dice.randint(0, 240)
    assert Capped(number, MINUTE * length, sent).earliest(at) == first(allowed, at)


def test_a_cap_of_none_never_opens():
    assert Capped(0, DAY, []).earliest(START) is None


@pytest.mark.parametrize("seed", range(40))
def test_an_offer_waits_for_enough_in_between_or_long_enough(seed):
    dice = random.Random(seed)
    number, length = dice.randint(0, 3), dice.randint(10, 200)
    offers = sorted(START + MINUTE * dice.randint(0, 300) for _ in range(dice.randint(0, 4)))
    others = sorted(START + MINUTE * dice.randint(0, 300) for _ in range(dice.randint(0, 8)))

    def allowed(at):
        before = [offer for offer in offers if offer <= at][-1:]
        after = [offer for offer in offers if offer > at][:1]
        pairs = [(one, at) for one in before] + [(at, one) for one in after]
        return all(
            b - a >= MINUTE * length or sum(a < other <= b for other in others) >= number
            for a, b in pairs
        )

    at = START + MINUTE * dice.randint(0, 300)
    assert Between(number, MINUTE * length, offers, others).earliest(at) == first(allowed, at)


def test_whoever_is_not_to_be_disturbed_is_held_to_the_end_of_the_last_of_several_stretches():
    held = Held([(START, START + DAY), (START + DAY / 2, START + 2 * DAY)])
    assert held.earliest(START - MINUTE) == START - MINUTE
    assert held.earliest(START) == START + 2 * DAY
    assert held.earliest(START + 2 * DAY) == START + 2 * DAY
    assert Held([(START, None)]).earliest(START + 900 * DAY) is None


@pytest.mark.parametrize("seed", range(30))
def test_several_rules_agree_on_the_first_minute_that_all_allow(seed):
    dice = random.Random(seed)
    sent = [sorted(START + MINUTE * dice.randint(0, 900) for _ in range(6)) for _ in range(2)]
    caps = [Capped(dice.randint(1, 3), MINUTE * dice.randint(30, 700), each) for each in sent]
    zone = dice.choice(ZONES)
    week = tuple(sorted((a, a + 40) for a in dice.sample(range(0, 1400, 50), 3)))
    hours = Hours(dict.fromkeys(range(1, 8), week), zone)
    away = START + MINUTE * dice.randint(0, 600)
    held = Held([(away, away + MINUTE * dice.randint(1, 900))])
    rules = [*caps, hours, held]
    at = START + MINUTE * dice.randint(0, 900)

    def allowed(minute):
        return all(rule.earliest(minute) == minute for rule in rules)

    until, spoke = agreed(rules, at)
    assert until == first(allowed, at)
    assert {n for n, rule in enumerate(rules) if rule.earliest(at) != at} <= set(spoke)


def test_rules_that_never_agree_say_so():
    monday = Hours({1: ((0, 1440),)}, "UTC")
    tuesday = Hours({2: ((0, 1440),)}, "UTC")
    assert agreed([monday, tuesday], START) == (None, [1, 0])
    assert agreed([Held([(START, None)]), monday], START) == (None, [0])
