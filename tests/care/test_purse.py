"""The purse: what is given is paid for, within limits, once; and every entry balances."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import pytest

from goodwill.care.purse import ALLOWED, BACKING, MINUTES, MONEY, REFUSED, Ask, Purse
from goodwill.house.purse import Allowance
from goodwill.house.purse import Purse as Said
from goodwill.house.settings import Settings
from goodwill.problems import UsageError

NOON = datetime(2026, 3, 10, 12)  # noqa: DTZ001  # naive UTC, as everywhere
DAY = timedelta(days=1)
LEVELS = {
    "person": Allowance(50, 100, 2, 1),
    "manager": Allowance(200, 500, 10, 3),
    "director": Allowance(400, 800, 20, 3),
    "owner": Allowance(),
}


def settings(**said):
    return Settings(name="acme", purse=Said(**{"levels": LEVELS, **said}))


@pytest.fixture
def purse(tmp_path):
    with Purse(tmp_path, settings()) as opened:
        yield opened
        assert opened.unbalanced() == []


def names(decision):
    return [each.name for each in decision.hurdles]


def test_what_is_promised_is_set_aside_and_what_is_given_becomes_a_cost(purse):
    decision = purse.reserve(Ask("anna", money=3000, party="acme"), NOON)
    assert decision.verdict == ALLOWED
    assert purse.balance("reserve", MONEY, NOON) == 97_000
    assert purse.balance("promised", MONEY, NOON) == 3000
    purse.give(decision.reservation, NOON)
    assert purse.balance("promised", MONEY, NOON) == 0
    assert purse.balance("welcome", MONEY, NOON) == 3000
    assert purse.balance("source", MONEY, NOON) == -100_000


def test_what_a_gift_did_not_take_goes_back(purse):
    number = purse.reserve(Ask("anna", money=3000, minutes=30), NOON).reservation
    purse.give(number, NOON, money=1250, minutes=10)
    assert purse.balance("welcome", MONEY, NOON) == 1250
    assert purse.balance("reserve", MONEY, NOON) == 98_750
    assert purse.balance("reserve", MINUTES, NOON) == 2390
    other = purse.reserve(Ask("anna", money=1000), NOON).reservation
    with pytest.raises(UsageError):
        purse.give(other, NOON, money=1001)


def test_over_a_limit_somebody_above_has_to_back_it(purse):
    decision = purse.may(Ask("anna", money=5001), NOON)
    assert (decision.verdict, decision.backing, names(decision)) == (BACKING, "manager", ["each"])
    assert purse.may(Ask("anna", money=30_000), NOON).backing == "director"
    assert purse.may(Ask("anna", money=50_000), NOON).backing == "owner"
    assert purse.reserve(Ask("anna", money=5001), NOON).reservation is None
    assert purse.balance("promised", MONEY, NOON) == 0


def test_a_period_holds_promises_and_gifts_alike_and_the_next_begins_anew(purse):
    purse.give(purse.reserve(Ask("anna", money=5000), NOON).reservation, NOON)
    assert purse.reserve(Ask("anna", money=5000), NOON).allowed
    assert names(purse.may(Ask("anna", money=1), NOON)) == ["money"]
    assert purse.may(Ask("bert", money=5000), NOON).allowed
    assert purse.may(Ask("anna", money=5000), NOON + 30 * DAY).allowed


def test_a_promise_of_one_month_given_in_the_next_counts_in_its_own(purse):
    late, after = datetime(2026, 3, 31, 12), datetime(2026, 4, 2, 12)  # noqa: DTZ001
    number = purse.reserve(Ask("anna", money=5000), late).reservation
    purse.give(number, after)
    rooms = {room.name: room.used for room in purse.rooms("anna", "person", now=after)}
    assert rooms["money"] == 0
    other = purse.reserve(Ask("bert", money=5000), late).reservation
    purse.give_back(other, after)
    rooms = {room.name: room.used for room in purse.rooms("bert", "person", now=after)}
    assert rooms["money"] == 0  # and not less, which would allow more


def test_months_begin_by_the_clock_of_the_company(tmp_path):
    said = Settings(name="acme", zone="Pacific/Auckland", purse=Said(levels=LEVELS))
    with Purse(tmp_path, said) as purse:
        before = datetime(2026, 3, 31, 10, 59)  # noqa: DTZ001  # 23:59 in Auckland
        assert purse.reserve(Ask("anna", money=5000), before).allowed
        assert purse.reserve(Ask("anna", money=5000), before).allowed
        assert not purse.may(Ask("anna", money=5000), before).allowed
        assert purse.may(Ask("anna", money=5000), before + timedelta(minutes=1)).allowed


def test_a_play_has_a_limit_of_its_own_and_a_level(tmp_path):
    with Purse(tmp_path, settings(plays={"refund": Allowance(money=60)})) as purse:
        refund = Ask("anna", money=4000, play="refund")
        assert purse.reserve(refund, NOON).allowed
        assert names(purse.may(refund, NOON)) == ["play_money"]
        assert purse.may(refund._replace(play="gift"), NOON).allowed
        high = purse.may(Ask("anna", money=100, play="deal", needs="director"), NOON)
        assert (names(high), high.backing) == (["level"], "director")
        dear = purse.may(Ask("anna", money=3000, play="gift", most=2000), NOON)
        assert (names(dear), dear.backing) == (["most"], "manager")


def test_a_team_may_be_given_less_than_others(tmp_path):
    with Purse(tmp_path, settings(teams={"warehouse": Allowance(each=10)})) as purse:
        assert purse.may(Ask("anna", money=1001, team="warehouse"), NOON).backing == "manager"
        assert purse.may(Ask("anna", money=1001, team="support"), NOON).allowed
        assert purse.may(Ask("mona", "manager", money=1001, team="warehouse"), NOON).allowed


def test_below_the_stop_level_only_what_restores_a_breach_is_given(tmp_path):
    with Purse(tmp_path, settings(money=100, stop=0.5)) as purse:
        owner = Ask("olga", "owner", money=5001)
        refused = purse.may(owner, NOON)
        assert (refused.verdict, names(refused)) == (REFUSED, ["stop_money"])
        assert purse.reserve(owner._replace(restores=True), NOON).allowed
        assert purse.balance("reserve", MONEY, NOON) == 4999
        empty = purse.reserve(owner._replace(restores=True, money=5000), NOON)
        assert (empty.verdict, names(empty)) == (REFUSED, ["reserve_money"])


def test_each_period_fills_the_reserve_up_and_raising_it_counts_at_once(tmp_path):
    with Purse(tmp_path, settings(money=100, stop=0)) as purse:
        purse.give(purse.reserve(Ask("anna", money=4000), NOON).reservation, NOON)
    with Purse(tmp_path, settings(money=150, stop=0)) as purse:
        assert purse.balance("reserve", MONEY, NOON) == 11_000
    with Purse(tmp_path, settings(money=120, stop=0)) as purse:
        assert purse.balance("reserve", MONEY, NOON) == 11_000
        assert purse.balance("reserve", MONEY, NOON + 31 * DAY) == 12_000
        purse.fund(500, now=NOON + 31 * DAY)
        assert purse.balance("reserve", MONEY, NOON + 62 * DAY) == 12_500
        assert purse.unbalanced() == []


def test_nobody_takes_more_out_of_the_reserve_than_it_holds(purse):
    with pytest.raises(UsageError):
        purse.fund(-100_001, now=NOON)
    assert purse.balance("reserve", MONEY, NOON) == 100_000


def test_what_is_neither_given_nor_given_back_lapses(purse):
    number = purse.reserve(Ask("anna", money=3000), NOON).reservation
    assert [each.id for each in purse.commitments(NOON)] == [number]
    assert purse.balance("promised", MONEY, NOON + 14 * DAY) == 0
    assert purse.commitments(NOON + 14 * DAY) == []
    assert purse.entries("e.kind = 'lapse'")[0].settles == number
    with pytest.raises(UsageError):
        purse.give(number, NOON + 14 * DAY)


def test_a_promise_is_settled_once(purse):
    number = purse.reserve(Ask("anna", money=3000), NOON).reservation
    purse.give(number, NOON)
    for again in (purse.give, purse.give_back):
        with pytest.raises(UsageError):
            again(number, NOON)


def test_the_same_form_sent_twice_promises_once(purse):
    first = purse.reserve(Ask("anna", money=3000), NOON, key="form:1")
    assert purse.reserve(Ask("anna", money=3000), NOON, key="form:1") == first
    given = [purse.give_at_once(Ask("anna", money=100), NOON, key="form:2")[1] for _ in range(2)]
    assert given[0] == given[1] is not None
    assert purse.balance("promised", MONEY, NOON) == 3000
    assert purse.balance("welcome", MONEY, NOON) == 100


def test_a_unit_is_lent_once_and_is_on_the_shelf_when_it_is_back(purse):
    purse.stock("till", ["T1", "T2"], "service", NOON)
    first, loan = purse.lend(Ask("anna", loan="till", party="acme"), NOON)
    second, _loan = purse.lend(Ask("bert", loan="till", party="bolt"), NOON)
    assert (first.unit, second.unit) == ("T1", "T2")
    third, none = purse.lend(Ask("carl", loan="till", party="cork"), NOON)
    assert (third.verdict, names(third), none) == (REFUSED, ["unit"], None)
    assert third.hurdles[0].facts["back"] == NOON + 28 * DAY
    assert purse.balance("lent", "loan:till", NOON) == 2
    purse.returned(loan, NOON + DAY)
    assert purse.lend(Ask("carl", loan="till", party="cork"), NOON + DAY)[0].unit == "T1"
    with pytest.raises(UsageError):
        purse.returned(loan, NOON + DAY)


def test_a_giver_has_no_more_units_out_than_the_level_allows(purse):
    purse.stock("till", ["T1", "T2"], now=NOON)
    assert purse.reserve(Ask("anna", loan="till"), NOON).allowed  # promised counts as well
    assert names(purse.may(Ask("anna", loan="till"), NOON)) == ["loans"]


def test_a_promised_unit_that_lapses_is_free_again(purse):
    purse.stock("till", ["T1"], now=NOON)
    purse.reserve(Ask("anna", loan="till"), NOON)
    assert not purse.may(Ask("bert", loan="till"), NOON).allowed
    assert purse.reserve(Ask("bert", loan="till"), NOON + 14 * DAY).unit == "T1"


def test_overdue_units_are_listed_the_longest_first(purse):
    purse.stock("till", ["T1", "T2", "T3"], now=NOON)
    for giver, days in (("anna", 9), ("bert", 5), ("carl", 20)):
        purse.lend(Ask(giver, loan="till", lent_until=NOON + days * DAY), NOON)
    assert [each.number for each in purse.overdue(NOON + 10 * DAY)] == ["T2", "T1"]


def test_a_unit_is_given_up_only_from_the_shelf(purse):
    purse.stock("till", ["T1"], now=NOON)
    _decision, loan = purse.lend(Ask("anna", loan="till"), NOON)
    with pytest.raises(UsageError):
        purse.retire("till", "T1", NOON)
    purse.returned(loan, NOON)
    purse.retire("till", "T1", NOON)
    assert purse.units() == []
    assert purse.balance("shelf", "loan:till", NOON) == 0
    purse.stock("till", ["T1"], now=NOON)
    with pytest.raises(UsageError):
        purse.stock("till", ["T1"], now=NOON)


def test_a_colleagues_time_and_anothers_stock_are_charged_to_the_giver(purse):
    ask = Ask("anna", money=2000, minutes=60, time_of="dirk", stock_of="warehouse")
    _decision, entry = purse.give_at_once(ask, NOON)
    _entry, lines = purse.entry(entry)
    loads = {(line.holder, line.unit): line.amount for line in lines if line.account == "load"}
    assert loads == {
        ("dirk", MINUTES): -60, ("anna", MINUTES): 60,
        ("team:warehouse", MONEY): -2000, ("anna", MONEY): 2000,
    }  # fmt: skip
    assert purse.balance("load", MINUTES, NOON) == 0
    # the colleague's hours count among those that the giver may give
    assert names(purse.may(Ask("anna", minutes=61), NOON)) == ["hours"]
    assert purse.may(Ask("dirk", minutes=61), NOON).allowed


def test_ones_own_time_is_no_load_for_anybody(purse):
    _decision, entry = purse.give_at_once(Ask("anna", minutes=30, time_of="anna"), NOON)
    assert all(line.account != "load" for line in purse.entry(entry)[1])


def test_a_load_found_later_is_charged_once_and_the_reserve_stays_above_nothing(purse):
    charged = purse.charge("anna", 3000, now=NOON, key="load:1", time_of="dirk")
    assert charged is not None
    assert purse.charge("anna", 3000, now=NOON, key="load:1", time_of="dirk") is None
    assert purse.balance("reserve", MINUTES, NOON) == 0
    assert purse.balance("welcome", MINUTES, NOON) == 3000
    assert purse.balance("source", MINUTES, NOON) == -3000
    assert names(purse.may(Ask("anna", money=1, minutes=1, restores=True), NOON)) == [
        "reserve_minutes", "hours",
    ]  # fmt: skip


def test_a_wrong_entry_is_reversed_and_never_changed(purse):
    _decision, entry = purse.give_at_once(
        Ask("anna", money=2000, minutes=60, time_of="dirk", party="acme"), NOON
    )
    purse.reverse(entry, NOON + DAY)
    assert purse.balance("reserve", MONEY, NOON) == 100_000
    for account in ("promised", "welcome", "load"):
        assert purse.balance(account, MONEY, NOON) == 0
        assert purse.balance(account, MINUTES, NOON) == 0
    rooms = {room.name: room.used for room in purse.rooms("anna", "person", now=NOON)}
    assert rooms["money"] == rooms["hours"] == 0
    with pytest.raises(UsageError):
        purse.reverse(entry, NOON + DAY)


@pytest.mark.parametrize(
    "step",
    [
        "UPDATE entries SET money = 1",
        "UPDATE entries SET party = 'bolt'",
        "UPDATE entries SET giver = 'bert'",
        "DELETE FROM entries",
        "UPDATE postings SET amount = amount + 1",
        "UPDATE postings SET holder = 'bert'",
        "DELETE FROM postings",
    ],
)
def test_the_file_itself_refuses_to_change_an_entry(purse, step):
    purse.give_at_once(Ask("anna", money=2000, party="acme"), NOON)
    with pytest.raises(sqlite3.IntegrityError), purse.file.writing() as con:
        con.execute(step)


def test_somebody_above_backs_a_request_out_of_their_own_purse(purse):
    ask = Ask("anna", money=6000, party="acme", play="recovery")
    number = purse.request(ask, NOON, key="form:3")
    assert purse.request(ask, NOON, key="form:3") == number
    assert [each.id for each in purse.requests()] == [number]
    with pytest.raises(UsageError):
        purse.back(number, "anna", "manager", NOON)
    decision = purse.back(number, "mona", "manager", NOON)
    assert decision.allowed
    assert purse.requests() == []
    promise, _lines = purse.entry(decision.reservation)
    assert (promise.giver, promise.bearer, promise.play) == ("anna", "mona", "recovery")
    purse.give(decision.reservation, NOON)
    used = {each: purse.rooms(each, "manager", now=NOON)[1].used for each in ("anna", "mona")}
    assert used == {"anna": 0, "mona": 6000}
    with pytest.raises(UsageError):
        purse.back(number, "mona", "manager", NOON)


def test_backing_has_limits_too_and_may_be_refused(purse):
    number = purse.request(Ask("anna", money=30_000), NOON)
    assert purse.back(number, "mona", "manager", NOON).backing == "director"
    assert [each.id for each in purse.requests()] == [number]
    purse.refuse(number, "mona", NOON, "not this month")
    assert purse.requests() == []
    with pytest.raises(UsageError):
        purse.back(number, "olga", "owner", NOON)


def test_what_makes_no_sense_is_refused(purse):
    for wrong in (
        Ask("anna"), Ask("anna", money=-1), Ask("", money=1), Ask("anna", "king", money=1),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            purse.reserve(wrong, NOON)


def test_an_erased_customer_is_gone_and_the_sums_stay(purse):
    purse.stock("till", ["T1"], now=NOON)
    purse.lend(Ask("anna", loan="till", party="acme", case="t:1"), NOON)
    purse.give_at_once(Ask("bert", money=2000, minutes=5, time_of="anna", party="acme"), NOON)
    purse.erase(["acme", "anna"])
    whole = b"".join(path.read_bytes() for path in purse.file.path.parent.glob("purse.*"))
    assert b"acme" not in whole
    assert b"anna" not in whole
    assert b"bert" in whole
    assert purse.balance("welcome", MONEY, NOON) == 2000
    assert purse.units()[0].state == "lent"


def test_gifts_are_told_to_the_next_close_once(purse):
    _decision, entry = purse.give_at_once(Ask("anna", money=2000, party="acme"), NOON)
    purse.give_at_once(Ask("anna", money=100), NOON)  # to nobody in particular
    assert [each.id for each in purse.untold()] == [entry]
    purse.was_told(entry)
    assert purse.untold() == []
