"""By what plays are judged, counted by hand in a story and by the one SQL text."""

from __future__ import annotations

import datetime as dt

import pytest

from goodwill.care.play import MEASURES
from goodwill.care.trial.outcomes import EVENTS, FEWEST, NO_LOTS, expected, write_outcomes
from goodwill.moments.journal import engine
from tests.standards.told import lay_out, read

STORY = """
2026-01-05 09:00  acme > us    purchase   ^order:1  x1  100 EUR
2026-01-15 09:00  acme > us    purchase   ^order:2  x1  40 EUR
2026-01-15 15:00  acme > us    purchase   ^order:3  x1  10 EUR
2026-02-04 09:00  acme > us    purchase   ^order:4  x1  50 EUR
2026-02-05 09:00  us > acme    refund     ^order:1  #defect  30 EUR
2026-02-06 09:00  us > acme    refund     ^order:2  #goodwill  5 EUR
# silent from 4 February on: the longest gap is 20 days, so that sixty days are the patience
2026-06-01 09:00  acme > us    purchase   ^order:5  x1  7 USD
# bolt says that they go, and has bought too seldom for a habit: 120 days are the patience
2026-01-05 09:00  bolt > us    purchase   ^order:11  x1  10 EUR
2026-03-02 09:00  bolt > anna  request    ^t11  #end
# asked, answered by a machine, asked on: not again; answered and asked again: again
2026-03-02 09:00  acme > anna  question   ^t1
2026-03-02 09:05  us > acme    answer     ^t1  #receipt
2026-03-02 10:00  acme > anna  question   ^t1
2026-03-03 09:00  anna > acme  answer     ^t1
2026-03-04 09:00  acme > anna  question   ^t1
2026-03-05 09:00  anna > acme  resolution ^t1
2026-03-06 09:00  acme > anna  reopening  ^t1
2026-03-07 09:00  acme > anna  question   ^t2  #repeat
# complaints, refusals, and what goes beyond what was agreed
2026-03-08 09:00  acme > anna  complaint  ^t3
2026-03-08 10:00  anna > acme  refusal    ^t3
2026-03-08 11:00  acme > anna  refusal    ^t3
2026-03-09 09:00  acme > anna  request    ^t4  #out_of_scope
2026-03-09 10:00  acme > anna  request    ^t5  #private
2026-03-09 11:00  acme > anna  request    ^t6  #callback
# rated beside how all had rated until then: the first of all says nothing
2026-03-10 09:00  bolt > us    rating     ^t11  x4
2026-03-11 09:00  acme > us    rating     ^t1  x2
2026-03-12 09:00  acme > us    rating     ^t2  x6
# paid nine days late, and in time
2026-03-02 09:00  us > acme    invoice    ^invoice:1  100 EUR  due 2026-03-12
2026-03-21 09:00  acme > us    payment    ^invoice:1  100 EUR
2026-03-02 09:00  us > acme    invoice    ^invoice:2  10 EUR  due 2026-03-12
2026-03-10 09:00  acme > us    payment    ^invoice:2  10 EUR
close 2026-06-30 17:00
"""
HAND = {
    "bought": {"acme": [("2026-01-05", 1), ("2026-01-15", 1), ("2026-01-15", 1),
                        ("2026-02-04", 1), ("2026-06-01", 1)],
               "bolt": [("2026-01-05", 1)]},
    "spent": {"acme": [("2026-01-05", 100), ("2026-01-15", 10), ("2026-01-15", 40),
                       ("2026-02-04", 50), ("2026-02-05", -30), ("2026-02-06", -5)],
              "bolt": [("2026-01-05", 10)]},
    "left": {"acme": [("2026-04-05", 1)], "bolt": [("2026-03-02", 1), ("2026-05-05", 1)]},
    "asked_again": {"acme": [("2026-03-04", 1), ("2026-03-06", 1), ("2026-03-07", 1)]},
    "complained": {"acme": [("2026-03-08", 1)]},
    "refused": {"acme": [("2026-03-08", 1)]},
    "rated": {"acme": [("2026-03-11", -2), ("2026-03-12", 3)]},
    "paid_late": {"acme": [("2026-03-10", 0), ("2026-03-21", 9)]},
    "returned": {"acme": [("2026-02-05", 30)]},
    "overreached": {"acme": [("2026-03-09", 1), ("2026-03-09", 1)]},
}  # fmt: skip
"""What each measure is of each customer, counted by hand from the story."""


@pytest.fixture(scope="module")
def con():
    with engine() as con:
        con.execute("SET threads = 1")
        story = read(STORY)
        lay_out(con, story)
        con.execute("CREATE TABLE called (party VARCHAR, name VARCHAR)")
        for name in ("acme", "bolt"):
            con.execute("INSERT INTO called VALUES (?, ?)", [story.names[name].party, name])
        yield con


def counted(con, measure, day=dt.date(2026, 6, 30), lots=NO_LOTS):
    write_outcomes(con, [measure], day, "EUR", lots=lots)
    found = {}
    for name, at, value in con.execute(
        "SELECT c.name, CAST(o.happened_at AS DATE), o.value FROM outcomes o JOIN called c"
        " ON c.party = o.party WHERE o.outcome = ? ORDER BY 1, 2, 3",
        [measure],
    ).fetchall():
        found.setdefault(name, []).append((at.isoformat(), value))
    return found


def test_every_measure_of_a_play_has_its_events():
    assert EVENTS.keys() == MEASURES.keys() == HAND.keys()


@pytest.mark.parametrize("measure", MEASURES)
def test_it_is_counted_as_by_hand(con, measure):
    assert counted(con, measure) == HAND[measure]


def test_many_are_counted_at_once_as_each_alone(con):
    write_outcomes(con, MEASURES, dt.date(2026, 6, 30), "EUR")
    rows = con.execute("SELECT outcome, count(*) FROM outcomes GROUP BY outcome").fetchall()
    assert dict(rows) == {measure: sum(map(len, of.values())) for measure, of in HAND.items()}


def test_whoever_is_silent_has_left_only_once_the_silence_has_lasted_too_long(con):
    assert "acme" not in counted(con, "left", dt.date(2026, 4, 4))
    at = counted(con, "left", dt.date(2026, 4, 5))["acme"]
    later = counted(con, "left", dt.date(2026, 6, 30))["acme"]
    assert at == later == [("2026-04-05", 1)]  # that they came back in June takes nothing back


def test_how_long_a_silence_means_leaving_is_known_before_the_first_lot(con):
    """Else a play that lets them buy more often would let them seem to leave sooner."""
    day = dt.date(2026, 6, 30)
    early = "SELECT party, DATE '2026-01-20' AS drawn FROM called"  # after one gap: no habit yet
    assert set(counted(con, "left", day, early)) == {"bolt"}  # silent for 117 days of 120
    late = "SELECT party, DATE '2026-02-10' AS drawn FROM called"
    assert counted(con, "left", day, late)["acme"] == [("2026-04-05", 1)]


def test_only_those_asked_for_are_counted(con):
    write_outcomes(con, ["bought"], dt.date(2026, 6, 30), "EUR",
                   "party IN (SELECT party FROM called WHERE name = 'bolt')")  # fmt: skip
    assert con.execute("SELECT count(*) FROM outcomes").fetchone() == (1,)


def test_where_few_have_any_of_it_nothing_is_expected(con):
    write_outcomes(con, ["bought"], dt.date(2026, 6, 30), "EUR")
    assert expected(con, "bought", 182, dt.date(2026, 6, 30)) == (None, None, None)


def test_what_is_usual_is_that_of_the_company_s_own_days_before(con):
    con.execute("CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM moments")
    con.execute("DROP TABLE moments")
    rows = ", ".join(
        f"('c{number:03d}', DATE '2025-06-01', 'in', 'purchase')" for number in range(10 * FEWEST)
    )
    con.execute(
        "CREATE TABLE moments AS SELECT * FROM (VALUES " + rows + ")"
        " AS t(party, local_date, direction, kind)"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE outcomes AS SELECT 'spent' AS outcome, party,"
        " TIMESTAMP '2025-12-20 00:00:00' AS happened_at, 50.0 AS value FROM moments"
        " WHERE party < 'c060'"
    )
    usual = expected(con, "spent", 182, dt.date(2025, 12, 31))
    none_before = expected(con, "spent", 182, dt.date(2025, 12, 19))
    con.execute("DROP TABLE moments")
    con.execute("CREATE TABLE moments AS SELECT * FROM kept")
    assert (usual.share, usual.cap) == (0.2, 50.0)
    assert usual.spread == pytest.approx(20.03, abs=0.01)
    assert none_before.share is None
