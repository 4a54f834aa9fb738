"""The price of one breach is reckoned again, from what was known of the customer on that day."""

from __future__ import annotations

import pytest

from goodwill import reports
from goodwill.ledger.models import customer_on


@pytest.fixture
def dearest(made):
    """The closed book of the small company, with its dearest breach."""
    with made.book.closed() as closed:
        row = closed.con.execute(
            """
            SELECT CAST(moment AS VARCHAR), party, day, amount FROM postings
            WHERE side = 'ours' AND amount < 0 ORDER BY amount LIMIT 1
            """
        ).fetchone()
        yield closed, row


def _prices(report):
    return [
        {row.values[0]: row.values[1].value for row in table.rows}
        for table in report.tables
        if table.name.startswith("price")
    ]


def test_a_price_is_the_difference_between_two_worths_and_shows_its_inputs(dearest):
    closed, (moment, _party, _day, amount) = dearest
    (lines,) = [each for each in _prices(reports.draw("moment", closed, moment=moment))
                if each["Price"] == amount]  # fmt: skip
    with_it, without = (lines[f"Worth of the customer {word} it"] for word in ("with", "without"))
    assert with_it - without == amount
    assert 0 < lines["Chance that the customer was still there"] <= 1
    assert lines["Margin"] == closed.margin
    assert 1 <= lines["Counts as this many breaches at the limit"] <= 3
    assert lines["Founded on"] in {"assumed", "observed"}


def test_the_worth_reckoned_again_at_the_close_is_the_worth_in_the_book(made):
    with made.book.closed() as closed:
        party, worth, alive = closed.con.execute(
            """
            SELECT party, worth, alive FROM worths
            WHERE day = ? AND worth IS NOT NULL ORDER BY worth DESC LIMIT 1
            """,
            [closed.as_of],
        ).fetchone()
        again = customer_on(closed, party, closed.as_of)
    assert again.worth * closed.scale == pytest.approx(worth, abs=1)
    assert again.alive == pytest.approx(alive)


def test_a_moment_on_which_no_breach_falls_has_no_price(made):
    with made.book.closed() as closed:
        (moment,) = closed.con.execute(
            """
            SELECT CAST(id AS VARCHAR) FROM moments
            WHERE id NOT IN (SELECT moment FROM postings WHERE moment IS NOT NULL) LIMIT 1
            """
        ).fetchone()
        assert _prices(reports.draw("moment", closed, moment=moment)) == []


def test_a_book_without_its_models_still_shows_the_price(dearest):
    closed, (moment, *_rest) = dearest
    hidden = closed.con.execute("CREATE TEMP VIEW models AS SELECT NULL::VARCHAR AS model,"
                                " 0 AS place, 0.0 AS logged WHERE false")  # fmt: skip
    assert hidden is not None
    (lines, *_more) = _prices(reports.draw("moment", closed, moment=moment))
    assert "Price" in lines
    assert "Worth of the customer with it" not in lines
