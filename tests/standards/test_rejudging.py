"""What the close judged can be counted again, for all or for one, and it is the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from goodwill.ledger.panes import for_party
from goodwill.ledger.rates import rates
from goodwill.moments.journal import lent
from goodwill.standards.rejudging import recount

COUNTED = "SELECT standard, verdict, local_week, sum(number)::BIGINT FROM {} WHERE side = 'ours'"
BROKEN = """
SELECT standard, verdict, local_week, count(*) FROM verdicts
WHERE party = ? AND side = 'ours' AND verdict <> 'kept' GROUP BY standard, verdict, local_week
"""


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed() as opened:
        yield opened


@pytest.fixture(scope="module")
def busiest(closed):
    """The customers with the most cases, and some with few."""
    rows = closed.con.execute(
        "SELECT party FROM cases WHERE party LIKE 'c%' GROUP BY party ORDER BY count(*), party"
    ).fetchall()
    return [party for (party,) in (*rows[-6:], *rows[:60:15])]


def _counted(con, table):
    rows = con.execute(f"{COUNTED.format(table)} GROUP BY ALL").fetchall()
    return Counter({(standard, verdict, week): number for standard, verdict, week, number in rows})


def _own(closed, party):
    return for_party(replace(closed, con=lent(closed.con)), party)


def test_the_whole_book_counted_again_gives_the_tallies_of_the_close(closed):
    con = lent(closed.con)
    con.execute("CREATE TEMP VIEW falls AS SELECT id, local_week FROM moments")
    families = {name: one["family"] for name, one in closed.standards().items()}
    recount(con, families)
    again = _counted(con, "recounted")
    assert again == _counted(con, "tallies")
    assert len({standard for standard, _verdict, _week in again}) > 15
    assert {verdict for _standard, verdict, _week in again} >= {"kept", "breach", "grace"}


def test_what_was_not_kept_towards_a_customer_is_what_its_verdicts_say(closed, busiest):
    seen = 0
    for party in busiest:
        own = _counted(_own(closed, party).con, "tallies")
        told = {tuple(row[:3]): row[3] for row in closed.con.execute(BROKEN, [party]).fetchall()}
        assert {key: number for key, number in own.items() if key[1] != "kept"} == told
        seen += len(told)
    assert seen > 30


def test_what_one_customer_is_counted_is_no_more_than_the_whole(closed, busiest):
    whole = _counted(closed.con, "tallies")
    together = sum((_counted(_own(closed, each).con, "tallies") for each in busiest), Counter())
    assert together
    assert not together - whole


def test_rates_read_the_pane_of_a_customer_like_the_whole_book(closed, busiest):
    pane = _own(closed, busiest[5])
    own = {rate.standard: rate for rate in rates(pane.con, pane.opening("year"), pane.as_of)}
    assert len(own) > 5
    whole = {rate.standard: rate for rate in rates(closed.con, pane.opening("year"), pane.as_of)}
    assert all(rate.kept + rate.breached <= whole[name].kept + whole[name].breached
               for name, rate in own.items())  # fmt: skip
