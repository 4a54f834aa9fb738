"""Boundaries: an overreacher is named, a busy customer is not; the way back never jumps."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from goodwill.ledger import boundaries
from goodwill.ledger.boundaries import way_back, write_boundaries
from goodwill.ledger.farewell import farewell
from goodwill.ledger.handover import candidates, change_cost
from goodwill.ledger.recognition import confirmed, unconfirmed
from goodwill.moments.journal import engine
from goodwill.reports.boundaries import precedent_said

DAY = dt.date(2026, 9, 30)
LATE = dt.date(2026, 8, 3)
GREEDY, BUSY = "c000", "c001"


def _book(con, **facts):
    """A closed book around an engine, without a folder."""
    from goodwill.ledger.closed import Closed

    told = {"as_of": DAY.isoformat(), "margin": 0.5, "scale": 100, "minimum_count": 5, **facts}
    return Closed(con, str(DAY), told, lambda _parties: {})


@pytest.fixture
def con():
    con = engine("256MB")
    con.execute("CREATE TABLE moments (id BIGINT, party VARCHAR, kind VARCHAR, purpose VARCHAR,"
                " direction VARCHAR, happened_at TIMESTAMP, local_date DATE)")  # fmt: skip
    con.execute("CREATE TABLE parties (party VARCHAR, segment VARCHAR)")
    con.execute("CREATE TABLE sales (party VARCHAR, day DATE, amount BIGINT)")
    con.execute("CREATE TABLE verdicts (verdict_id BIGINT, standard VARCHAR, side VARCHAR,"
                " verdict VARCHAR, party VARCHAR, person VARCHAR, team VARCHAR, case_id VARCHAR,"
                " happened_at TIMESTAMP, local_week DATE, manager VARCHAR)")  # fmt: skip
    con.execute("CREATE TABLE cases (case_id VARCHAR, party VARCHAR, sort VARCHAR, channel VARCHAR,"
                " resolved_at TIMESTAMP, fulfilled_at TIMESTAMP, answered_at TIMESTAMP,"
                " rating DOUBLE, rating_id BIGINT)")  # fmt: skip
    con.execute("CREATE TABLE hands (person VARCHAR, case_id VARCHAR, party VARCHAR,"
                " dealt_at TIMESTAMP)")  # fmt: skip
    con.execute("CREATE TABLE lines (person VARCHAR, from_date DATE, until_date DATE)")
    con.execute("CREATE TABLE worths (party VARCHAR, day DATE, worth BIGINT, worth_low BIGINT,"
                " worth_high BIGINT)")  # fmt: skip
    con.execute("CREATE TABLE findings (family VARCHAR, verdict VARCHAR, grade VARCHAR,"
                " price BIGINT, price_low BIGINT, price_high BIGINT)")  # fmt: skip
    con.execute("CREATE TABLE efforts (party VARCHAR, sales BIGINT, moments BIGINT, hours DOUBLE,"
                " conceded BIGINT)")  # fmt: skip
    con.execute("CREATE TABLE totals (day DATE, low BIGINT, high BIGINT)")
    return con


def _asks(con, party, number, purpose=None, kind="request", direction="in"):
    rows = [(None, party, kind, purpose, direction, dt.datetime.combine(LATE, dt.time(9)), LATE)]
    con.executemany("INSERT INTO moments VALUES (?, ?, ?, ?, ?, ?, ?)", rows * number)


@pytest.fixture
def firm(con):
    """Customers alike; one wants private favours all the time, one is merely busy."""
    for place in range(150):
        party = f"c{place:03}"
        con.execute("INSERT INTO parties VALUES (?, 'firm')", [party])
        con.execute("INSERT INTO sales SELECT ?, ?, 100 FROM range(4)", [party, LATE])
        _asks(con, party, 10 + place % 5, kind="question")
        if place % 12 == 5:
            _asks(con, party, 1, "private")
    _asks(con, GREEDY, 25, "private")
    _asks(con, BUSY, 300, kind="question")
    _asks(con, BUSY, 2, "private")
    con.execute("INSERT INTO sales SELECT ?, ?, 100 FROM range(120)", [BUSY, LATE])
    write_boundaries(con, DAY)
    return con


def test_the_planted_overreacher_is_named_and_the_busy_but_normal_one_is_not(firm):
    named = boundaries.demands(_book(firm))
    assert {one.party for one in named} == {GREEDY}
    (private,) = [one for one in named if one.kind == "private"]
    assert private.number == 25
    assert private.low > 1.5
    assert private.expected < 5


def test_of_one_customer_also_what_is_like_everybodys_is_told(firm):
    found = boundaries.demands_of(_book(firm), GREEDY)
    assert [one.kind for one in found if one.named]
    assert boundaries.demands_of(_book(firm), BUSY) == []


def test_exceptions_are_counted_and_the_third_is_a_habit(con):
    for party, number in (("c1", 1), ("c2", 3)):
        _asks(con, party, number, "outside_procedure", "concession", "out")
    _asks(con, "c3", 5, "gift", "concession", "out")
    write_boundaries(con, DAY)
    book = _book(con)
    (habit,) = boundaries.precedents(book)
    assert (habit.party, habit.number) == ("c2", 3)
    once = boundaries.precedent_of(book, "c1")
    assert once is not None
    assert once.number == 1
    assert boundaries.precedent_of(book, "c3") is None


def test_the_first_exception_warns_gently_and_every_further_one_more():
    said = [precedent_said(number) for number in range(6)]
    assert len(set(said)) == 6
    assert "the third would be a habit" in said[1]
    assert all("habit" in each for each in said[1:])
    assert all("from one day to the next" in each for each in said[3:])


@pytest.mark.parametrize("number", range(41))
def test_the_way_back_never_jumps(number):
    steps = way_back(number)
    assert (steps[0], steps[-1]) == (1, 0)
    falls = [before - after for before, after in itertools.pairwise(steps)]
    assert all(0 < fall <= 0.5 for fall in falls)
    assert max(falls) - min(falls) < 1e-9
    assert len(way_back(number + 1)) >= len(steps)  # the longer the habit, the gentler


def _served(con, person, parties, **case):
    given = {"sort": "ticket", "channel": "phone", "resolved_at": dt.datetime.combine(
        LATE, dt.time(12)), **case}  # fmt: skip
    for party in parties:
        number = f"{given['sort']}:{person}-{party}"
        con.execute("INSERT INTO cases (case_id, party, sort, channel, resolved_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    [number, party, *given.values()])  # fmt: skip
        con.execute("INSERT INTO hands VALUES (?, ?, ?, ?)",
                    [person, number, party, dt.datetime.combine(LATE, dt.time(9))])  # fmt: skip


@pytest.fixture
def team(con):
    """Main serves the customer; Xena serves such ones, Yuri others; Zoe such ones, but is busy."""
    for person in ("wMain", "wXena", "wYuri", "wZoe", "wGone"):
        con.execute("INSERT INTO lines VALUES (?, NULL, ?)",
                    [person, dt.date(2026, 1, 1) if person == "wGone" else None])  # fmt: skip
    for start, segment, amount in ((100, "firm", 1000), (200, "shop", 20), (300, "firm", 1000)):
        for party in (f"c{start + place}" for place in range(20)):
            con.execute("INSERT INTO parties VALUES (?, ?)", [party, segment])
            con.execute("INSERT INTO sales VALUES (?, ?, ?)", [party, LATE, amount])
    con.execute("INSERT INTO parties VALUES ('cAsk', 'firm')")
    con.execute("INSERT INTO sales VALUES ('cAsk', ?, 1100)", [LATE])
    _served(con, "wMain", ["cAsk"])
    _served(con, "wXena", [f"c{100 + place}" for place in range(20)])
    _served(con, "wYuri", [f"c{200 + place}" for place in range(20)], sort="visit", channel="visit")
    _served(con, "wZoe", [f"c{300 + place}" for place in range(20)], resolved_at=None)
    _served(con, "wGone", ["c100", "c101"])
    return con


def test_who_serves_such_customers_well_and_has_time_comes_first(team):
    found = candidates(_book(team), "cAsk")
    assert [one.person for one in found] == ["wXena", "wZoe", "wYuri"]
    assert found[0].fit > 0.8
    assert found[1].load > 1 > found[0].load
    assert found[2].fit < 0.5


def test_a_pair_apart_is_never_matched_again(team):
    found = candidates(_book(team), "cAsk", apart={"wXena"})
    assert [one.person for one in found] == ["wZoe", "wYuri"]


def test_whoever_breaks_our_word_with_such_customers_comes_later(team):
    team.execute("INSERT INTO verdicts SELECT 1, 'promise_kept', 'ours', 'breach', party, 'wXena',"
                 " '', case_id, ?, ?, NULL FROM cases WHERE case_id LIKE 'ticket:wXena%'",
                 [dt.datetime.combine(LATE, dt.time(9)), LATE])  # fmt: skip
    found = candidates(_book(team), "cAsk")
    assert found[0].person != "wXena"
    assert next(one.well for one in found if one.person == "wXena") == 0


def test_what_changing_hands_costs_is_the_price_of_being_passed_on_for_such_a_worth(team):
    book = _book(team)
    assert change_cost(book, "cAsk") is None
    team.execute("INSERT INTO worths VALUES ('cAsk', ?, 3000, 2000, 4000), ('c100', ?, 1000, 0, 0)",
                 [DAY, DAY])  # fmt: skip
    assert change_cost(book, "cAsk") is None
    team.execute("INSERT INTO findings VALUES ('runaround', 'breach', 'assumed', -100, -200, -20)")
    cost = change_cost(book, "cAsk")
    assert (cost.price, cost.low, cost.high) == (-150, -300, -30)


def test_a_farewell_is_reckoned_with_its_interval_or_cannot_be_told_yet(con):
    book = _book(con, hour_costs=30.0)
    assert farewell(book, "cX").change is None
    con.execute("INSERT INTO worths VALUES ('cX', ?, 100000, 60000, 140000)", [DAY])
    con.execute("INSERT INTO efforts VALUES ('cX', 100000, 400, 50, 1000)")
    con.execute("INSERT INTO totals VALUES (?, 900000, 1100000)", [DAY])
    found = farewell(book, "cX")
    # two years of margin; fifty hours of thirty and ten of kindness a year
    assert found.freed.mid == pytest.approx((50 * 30 * 100 + 1000) * 2)
    assert found.change.mid == pytest.approx(found.freed.mid - 100000)
    assert found.change.low < found.change.mid < found.change.high
    assert found.after.mid == found.before.mid - 100000
    assert found.after.high - found.after.low > found.before.high - found.before.low
    assert farewell(_book(con), "cX").freed is None  # without hour_costs


def test_a_grace_counts_only_when_the_customer_confirmed_it_and_once_a_case(con):
    at = dt.datetime.combine(LATE, dt.time(9))
    later = at + dt.timedelta(days=1)

    def grace(number, case, rating=None, rated_at=later, direction="in"):
        con.execute("INSERT INTO verdicts VALUES (?, 'outside_procedure', 'ours', 'grace', 'c1',"
                    " 'wAnna', 'Hotline', ?, ?, ?, NULL)", [number, case, at, LATE])  # fmt: skip
        con.execute("INSERT INTO cases (case_id, party, rating, rating_id) VALUES (?, 'c1', ?, ?)",
                    [case, rating, number])  # fmt: skip
        con.execute("INSERT INTO moments VALUES (?, 'c1', 'rating', NULL, ?, ?, ?)",
                    [number, direction, rated_at, LATE])  # fmt: skip

    grace(1, "ticket:well", 5)
    grace(2, "ticket:badly", 1)
    grace(3, "ticket:before", 5, rated_at=at - dt.timedelta(days=1))
    grace(4, "ticket:ourselves", 5, direction="out")
    for number in range(10, 60):  # invented ones, which no customer ever rated
        grace(number, f"ticket:invented-{number}")
    con.execute("INSERT INTO verdicts SELECT * REPLACE (99 AS verdict_id) FROM verdicts"
                " WHERE verdict_id = 1")  # fmt: skip
    assert [one.case for one in confirmed(_book(con))] == ["ticket:well"]
    assert unconfirmed(_book(con)) == 53
