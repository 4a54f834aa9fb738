"""What the close judged can be counted again for one customer, and sums to what it counted."""

from __future__ import annotations

from collections import Counter

import pytest

from goodwill.ledger.panes import for_party
from goodwill.ledger.rates import rates

COUNTED = """
SELECT standard, verdict, sum(number)::BIGINT FROM tallies WHERE side = 'ours' GROUP BY ALL
"""


@pytest.fixture(scope="module")
def counted(made) -> dict[str, Counter]:
    """How often each standard of ours was kept towards each customer, counted one by one."""
    found = {}
    with made.book.closed() as closed:
        parties = [row[0] for row in closed.con.execute(
            "SELECT DISTINCT party FROM moments WHERE direction <> 'inside' AND party IS NOT NULL"
        ).fetchall()]  # fmt: skip
    with made.book.closed() as closed:
        for party in parties:
            pane = for_party(closed, party)
            rows = pane.con.execute(COUNTED).fetchall()
            found[party] = Counter({(standard, verdict): n for standard, verdict, n in rows})
    return found


def test_all_customers_counted_one_by_one_give_the_tallies_of_the_close(made, counted):
    together = sum(counted.values(), Counter())
    with made.book.closed() as closed:
        rows = closed.con.execute(COUNTED).fetchall()
        nobody = closed.con.execute(
            "SELECT count(*) FROM cases WHERE party IS NULL"
        ).fetchone()  # fmt: skip
    assert nobody == (0,)
    assert together == Counter({(standard, verdict): n for standard, verdict, n in rows})
    assert len({standard for standard, _verdict in together}) > 15


def test_what_was_not_kept_towards_a_customer_is_what_its_verdicts_say(made, counted):
    with made.book.closed() as closed:
        rows = closed.con.execute(
            "SELECT party, standard, verdict, count(*) FROM verdicts WHERE side = 'ours'"
            " AND verdict = 'breach' GROUP BY ALL"
        ).fetchall()
    assert len(rows) > 100
    for party, standard, verdict, number in rows:
        assert counted[party][standard, verdict] == number


def test_rates_read_the_pane_of_a_customer_like_the_whole_book(made, counted):
    party = max(counted, key=lambda each: counted[each].total())
    with made.book.closed() as closed:
        pane = for_party(closed, party)
        own = rates(pane.con, pane.opening("year"), pane.as_of)
    assert own
    assert all(rate.kept + rate.breached <= counted[party].total() for rate in own)
