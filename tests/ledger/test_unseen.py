from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from goodwill.house.settings import Settings
from goodwill.ledger.unseen import write_unseen

CLOSE = dt.date(2026, 9, 30)
SETTINGS = Settings(name="Test", period="quarter")


@pytest.fixture
def con():
    with duckdb.connect() as opened:
        opened.execute(
            """
            CREATE TABLE moments (id BIGINT, kind VARCHAR, direction VARCHAR, purpose VARCHAR,
                                  party VARCHAR, about VARCHAR, local_date DATE);
            CREATE TABLE postings (posting_id BIGINT, party VARCHAR, side VARCHAR, family VARCHAR,
                                   standard VARCHAR, sign INTEGER, day DATE, case_id VARCHAR,
                                   moment BIGINT);
            CREATE TABLE cases (case_id VARCHAR, party VARCHAR, rating DOUBLE, rated_at TIMESTAMP);
            """
        )
        yield opened


class Day:
    """Write what happened into the tables, one id after another."""

    def __init__(self, con):
        self.con, self.count = con, 0

    def moment(self, kind, party, about, day, direction="in", purpose=None):
        self.count += 1
        self.con.execute(
            "INSERT INTO moments VALUES (?, ?, ?, ?, ?, ?, ?)",
            [self.count, kind, direction, purpose, party, about, day],
        )
        return self.count

    def breach(self, family, party, about, day, on="answer", sign=-1, side="ours", standard="s"):
        moment = self.moment(on, party, about, day, "out")
        self.con.execute(
            "INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [self.count, party, side, family, standard, sign, day, about, moment],
        )

    def rated(self, party, case, score, day):
        at = dt.datetime.combine(day, dt.time(12))
        self.con.execute("INSERT INTO cases VALUES (?, ?, ?, ?)", [case, party, score, at])


def rows(con):
    write_unseen(con, SETTINGS, CLOSE)
    told = con.execute("SELECT family, grade, seen, unseen_low, unseen_high FROM unseen").fetchall()
    return {(family, grade): tuple(rest) for family, grade, *rest in told}


def august(day):
    return dt.date(2026, 8, day)


def test_of_breaches_on_our_own_record_the_silent_are_counted_not_guessed(con):
    day = Day(con)
    for n in range(10):
        day.breach("waiting", f"c{n}", f"ticket:{n}", august(1))
    day.moment("complaint", "c0", "ticket:0", august(2), purpose="wait")
    day.moment("complaint", "c1", "ticket:77", august(20))  # says not of what, elsewhere, soon
    day.moment("complaint", "c2", "ticket:2", august(3), purpose="invoice")  # of something else
    found = rows(con)
    assert found["waiting", "observed"] == (2, 8, 8)
    assert ("waiting", "assumed") not in found


def test_the_share_who_spoke_is_told_with_its_interval(con):
    day = Day(con)
    for n in range(4):
        day.breach("waiting", f"c{n}", f"ticket:{n}", august(1))
    day.moment("complaint", "c0", "ticket:0", august(2), purpose="wait")
    write_unseen(con, SETTINGS, CLOSE)
    low, high = con.execute("SELECT rate_low, rate_high FROM unseen").fetchone()
    assert low < 0.25 < high
    assert (round(low, 3), round(high, 3)) == (0.046, 0.699)


def test_what_only_customers_bring_to_light_is_multiplied_by_the_rate_of_complaint(con):
    day = Day(con)
    for n in range(30):
        day.breach("quality", f"c{n}", f"order:{n}", august(5), on="refund")
    day.moment("complaint", "c0", "order:0", august(4), purpose="defect")  # the same harm
    day.moment("complaint", "c1", "order:900", august(4), purpose="defect")  # another one
    seen, low, high = rows(con)["quality", "assumed"]
    assert seen == 31
    assert low < 31 * 0.7 / 0.3 < 31 * 0.95 / 0.05 < high


def test_money_hides_less_than_manners(con):
    day = Day(con)
    for n in range(30):
        day.moment("complaint", f"c{n}", f"invoice:{n}", august(5), purpose="invoice")
        day.moment("complaint", f"c{n}", f"ticket:{n}", august(5), purpose="manner")
        day.moment("complaint", f"s{n}", f"ticket:s{n}", august(5), purpose="manner")
    found = rows(con)
    (billed, *money), (met, *manners) = found["billing", "assumed"], found["coldness", "assumed"]
    assert billed == met == 30  # a supplier who complains is not a customer
    assert all(more > 4 * less for more, less in zip(manners, money, strict=True))


def test_what_falls_outside_the_period_or_on_their_side_or_is_a_grace_counts_for_nothing(con):
    day = Day(con)
    day.breach("waiting", "c1", "ticket:1", dt.date(2026, 6, 30))
    day.breach("waiting", "c1", "ticket:2", august(1), sign=1)
    day.breach("payment", "c1", "ticket:3", august(1), side="theirs")
    day.breach("waiting", "s1", "ticket:4", august(1))
    assert rows(con) == {}


def test_a_case_opened_again_is_known_by_the_customers_word_though_it_falls_on_ours(con):
    day = Day(con)
    day.breach("quality", "c1", "ticket:1", august(1), on="resolution", standard="reopened")
    assert list(rows(con)) == [("quality", "assumed")]


def overlapping(day, both):
    for n in range(40):
        day.moment("complaint", f"c{n}", f"ticket:{n}", august(1), purpose="manner")
    for n in range(40 - both, 70 - both):
        day.rated(f"c{n}", f"ticket:{n}", 2, august(3))
    for n in range(100, 140):
        day.rated(f"c{n}", f"ticket:{n}", 5, august(3))


def test_from_two_lists_that_overlap_those_on_neither_are_estimated(con):
    overlapping(Day(con), both=12)
    seen, low, high = rows(con)["all", "observed"]
    assert seen == 40 + 30 - 12
    independent = (40 - 12) * (30 - 12) / 13
    assert low < 0.5 * independent
    assert high > 3 * independent


def test_with_a_small_overlap_the_two_lists_say_nothing(con):
    overlapping(Day(con), both=6)
    assert ("all", "observed") not in rows(con)


def test_an_old_table_is_replaced_and_nothing_else_is_left_behind(con):
    Day(con).breach("waiting", "c1", "ticket:1", august(1))
    assert rows(con) == rows(con)
    tables = {row[0] for row in con.execute("SHOW TABLES").fetchall()}
    assert tables == {"moments", "postings", "cases", "unseen"}
