"""How fast the purse is spent, what teams lack, and what welcome costs beside advertising."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from goodwill.care.purse import MINUTES, MONEY, Ask, Purse, clock
from goodwill.care.purse.outlook import LEAST, TESTS, forecast, lasts, weekly
from goodwill.care.purse.preconditions import BUDGET, DECIDES, KNOWS, of_teams
from goodwill.care.purse.showing import forecast_said, limits_of, overview, reserves
from goodwill.care.purse.standing import Standing, standings
from goodwill.care.purse.telling import as_json, entry_json, lines
from goodwill.care.purse.welcome import advertising, costs, returns
from goodwill.care.tables import create
from goodwill.house.people import Line, chart
from goodwill.house.purse import Allowance
from goodwill.house.purse import Purse as Said
from goodwill.house.settings import Settings
from goodwill.moments.journal import engine
from goodwill.words import LANGUAGES, speaking

NOON = datetime(2026, 3, 10, 12)  # noqa: DTZ001  # naive UTC, as everywhere
WEEK = timedelta(weeks=1)
ROOMY = Settings(name="acme", purse=Said(money=1_000_000, hours=10_000, stop=0.0))


def spending(rng, kind, number):
    """Draw weekly sums: how many gifts a week, and how large each is."""
    rates = {
        "steady": np.full(number, 5.0),
        "rare": np.full(number, 0.6),
        "drifting": 5 * np.exp(np.cumsum(rng.normal(0, 0.05, number))),
    }[kind]
    return [float(rng.lognormal(3, 0.8, gifts).sum()) for gifts in rng.poisson(rates)]


@pytest.mark.parametrize("kind", ["steady", "rare", "drifting"])
@pytest.mark.parametrize("known", [26, 60])
def test_the_forecast_covers_nineteen_of_twenty_futures(kind, known):
    rng = np.random.default_rng(7)
    held = []
    for _turn in range(250):
        drawn = spending(rng, kind, known + 4)
        held.append(sum(drawn[known:]) <= forecast(drawn[:known]).most)
    assert np.mean(held) >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / len(held))


def test_the_forecast_says_little_before_it_knows_enough():
    assert forecast([5.0] * (LEAST - 1)).most is None
    early = forecast([5.0, 9.0] * 6)
    assert early.most > 4 * 7
    assert early.tested == 12 - 4 - LEAST + 1 < TESTS
    late = forecast([5.0, 9.0] * 26)
    assert late.tested >= TESTS
    assert late.covered == 1.0
    assert 28 < late.most < early.most


def test_a_bound_that_did_not_hold_in_the_past_is_raised():
    calm = [float(each) for each in (10, 11, 9, 10) * 10]
    shocked = [*calm[:20], 200.0, *calm[21:]]
    told = forecast(shocked)
    assert told.covered < 1
    assert told.most > 1.5 * forecast(calm).most


def test_nothing_spent_needs_no_forecast():
    told = forecast([0.0] * 40)
    assert told.most == 0
    assert lasts(100, told.per_week) is None
    assert lasts(100, 20) == 5


def test_weeks_are_summed_with_their_corrections(tmp_path):
    with Purse(tmp_path, ROOMY) as purse:
        purse.fund(1, now=NOON)
        for week, money in enumerate((1000, 2000, 3000)):
            at = NOON + week * WEEK + timedelta(days=1)
            _decision, entry = purse.give_at_once(Ask("olga", "owner", money=money), at)
        purse.reverse(entry, NOON + 4 * WEEK)
        with purse.file.reading() as con:
            assert weekly(con, MONEY, NOON + 4 * WEEK) == [1000, 2000, 0, 0]


def test_the_page_and_the_terminal_say_how_it_stands_in_every_language(tmp_path):
    with Purse(tmp_path, ROOMY) as purse:
        begun = clock() - 40 * WEEK
        purse.fund(1, now=begun)
        for week in range(40):
            ask = Ask("olga", "owner", money=1000 + 100 * (week % 3), minutes=30)
            purse.give_at_once(ask, begun + week * WEEK + timedelta(days=1))
        purse.stock("till", ["T1"], now=begun)
        purse.lend(Ask("anna", loan="till", lent_until=begun), begun)
        said = set()
        for language in LANGUAGES:
            with speaking(language):
                shown = overview(purse, clock())
                said.add(shown.heads)
                (money, _time) = reserves(purse, clock())
                assert "95" in forecast_said(money, "EUR")
                assert any("T1" in note for note in shown.notes)
        assert len(said) == len(LANGUAGES)
        assert shown.data["overdue"] == ["till T1"]
        assert shown.data["reserves"][0]["per_week"] is not None
        assert limits_of(purse, "anna", Standing()).data["limits"]


def test_what_stands_in_the_way_is_said_in_every_language(tmp_path):
    said = Settings(name="acme", purse=Said(
        money=10, hours=1, stop=0.5, plays={"gift": Allowance(each=1, money=1, hours=0)},
        levels={"person": Allowance(1, 1, 0, 0)},
    ))  # fmt: skip
    with Purse(tmp_path, said) as purse:
        purse.stock("till", ["T1"], now=NOON)
        asks = [
            Ask("anna", money=300, minutes=10, play="gift", needs="owner", most=1, loan="till"),
            Ask("anna", money=900, minutes=50),
            Ask("anna", money=9000, minutes=5000, loan="none"),
        ]
        decisions = [purse.may(ask, NOON) for ask in asks]
    names = {each.name for one in decisions for each in one.hurdles}
    assert names == {
        "level", "most", "each", "money", "hours", "loans", "play_each", "play_money",
        "play_hours", "stop_money", "stop_minutes", "reserve_money", "reserve_minutes", "unit",
    }  # fmt: skip
    for decision in decisions:
        texts = set()
        for language in LANGUAGES:
            with speaking(language):
                told = lines(decision, "EUR")
                assert len(told) == len(decision.hurdles) + 1
                assert not any("{" in line for line in told)
                texts.add(tuple(told))
        assert len(texts) == len(LANGUAGES)
        assert as_json(decision, "EUR")["hurdles"]


def test_each_missing_precondition_is_named(tmp_path):
    said = Settings(name="acme", purse=Said(teams={
        "poor": Allowance(each=10, money=0, hours=0),
        "bound": Allowance(each=0, money=100, hours=0),
    }))  # fmt: skip
    with Purse(tmp_path, said) as purse:
        for team in ("poor", "bound", "able", "old"):
            purse.told_why(
                team, "mona", NOON - (400 * timedelta(days=1) if team == "old" else WEEK)
            )
        found = {one.team: one for one in of_teams(
            purse, ["poor", "bound", "able", "old", "new"], NOON
        )}  # fmt: skip
    assert {team: one.missing for team, one in found.items()} == {
        "poor": (BUDGET,), "bound": (DECIDES,), "able": (), "old": (KNOWS,), "new": (KNOWS,),
    }  # fmt: skip
    assert all(len(one.said()) == len(one.missing) for one in found.values())


def test_the_cost_of_welcome_ties_to_the_entries_to_the_cent(tmp_path):
    rng = np.random.default_rng(3)
    with Purse(tmp_path, ROOMY) as purse:
        given = []
        for turn in range(60):
            play = ("recovery", "gift", None)[turn % 3]
            money, minutes = int(rng.integers(1, 9999)), int(rng.integers(0, 90))
            _d, entry = purse.give_at_once(
                Ask("olga", "owner", money=money, minutes=minutes, play=play), NOON
            )
            given.append(entry)
        purse.charge("olga", 45, 123, now=NOON, play="gift")
        for entry in given[::7]:
            purse.reverse(entry, NOON + WEEK)
        purse.advertise(120_050, NOON)
        found = costs(purse, NOON - WEEK, NOON + WEEK)
        assert {one.play for one in found} == {"recovery", "gift", None}
        assert sum(one.money for one in found) == purse.balance("welcome", MONEY, NOON)
        assert sum(one.minutes for one in found) == purse.balance("welcome", MINUTES, NOON)
        assert sum(one.gifts for one in found) == 60 - len(given[::7])
        assert advertising(purse, NOON - WEEK, NOON + WEEK) == 120_050
        assert advertising(purse, NOON, NOON) == 0


def test_a_return_is_known_only_where_a_lot_has_reached_a_verdict_on_money():
    with engine("256MB") as con:
        create(con)
        for play, outcome, verdict in (
            ("recovery", "spent", "works"), ("gift", "spent", "not_yet"),
            ("tip", "complained", "works"),
        ):  # fmt: skip
            con.execute(
                "INSERT INTO trial_findings (play, outcome, verdict, effect, low, high, after)"
                " VALUES (?, ?, ?, 12.345, 2, 20, 400)",
                [play, outcome, verdict],
            )
        found = returns(con, ["recovery", "gift", "tip", "none"], 100)
    assert list(found) == ["recovery"]
    assert (found["recovery"].effect, found["recovery"].low) == (1234, 200)


def test_levels_follow_from_the_staff_list():
    listed = [
        Line("olga"), Line("dina", "olga"), Line("mona", "dina", "desk"),
        Line("anna", "mona", "desk"), Line("lone"),
    ]  # fmt: skip
    found = standings(chart(listed)[0], date(2026, 3, 1))
    assert {who: one.level for who, one in found.items()} == {
        "olga": "owner", "dina": "director", "mona": "manager", "anna": "person", "lone": "person",
    }  # fmt: skip
    assert found["anna"].team == "desk"
    assert found["anna"].manager == "mona"


def test_an_entry_is_laid_out_for_programs(tmp_path):
    with Purse(tmp_path, ROOMY) as purse:
        _d, number = purse.give_at_once(Ask("olga", "owner", money=1234, party="acme"), NOON)
        told = entry_json(purse.entry(number)[0], "EUR")
    assert told["money"] == "12.34"
    assert told["at"] == "2026-03-10T12:00:00Z"
