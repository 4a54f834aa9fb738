"""The wholesaler's credit notes, from the file to the closed book."""

from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.book import Book
from goodwill.book.importing import Request, import_file
from goodwill.ledger.attention import FEWEST
from tests.real import real

pytestmark = pytest.mark.real


def quiet(_sentence):
    """Say nothing."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = real("online_retail_uci/online_retail.parquet")
    book = Book.create(tmp_path_factory.mktemp("credits") / "book", "Shop", "GBP", "Europe/London")
    import_file(book, Request(str(path), keep_good=True), quiet)
    book.close(None, quiet)
    return book


def asked(book, sql):
    with book.closed() as closed:
        found = closed.con.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_no_credit_note_is_posted_as_a_gain(shop):
    [told] = asked(
        shop,
        """
        SELECT count(*) AS notes, count(amount) AS priced, max(amount) AS best, sum(amount) AS sum
        FROM postings WHERE family = 'quality' AND sign = -1
        """,
    )
    assert told["notes"] == 3_383
    assert told["priced"] > 3_000
    assert told["best"] <= 0
    assert told["sum"] < 0


def test_the_finding_of_credit_notes_claims_no_gain_and_shows_the_naive_figure_apart(shop):
    [found] = asked(shop, "SELECT * FROM findings WHERE family = 'quality'")
    assert found["verdict"] == "breach"
    assert found["price"] <= 0
    # the naive figure is there, far from nothing, and is not what is priced
    assert found["between_buying"] > 5 * found["between_buying_se"]
    assert found["buying"] < 0.2 * found["between_buying"]
    # within customers: nothing, on the clock that can be told
    assert abs(found["own_buying"]) < 1.96 * found["own_buying_se"]
    assert found["grade"] == "assumed" or found["leaving"] > 0


def test_where_nobody_pays_by_invoice_attention_is_not_told(shop):
    rows = asked(shop, "SELECT * FROM attention")
    assert [row["measure"] for row in rows] == ["contacts", "answer"]
    assert all(row["ratio"] is None and row["customers"] < FEWEST for row in rows)


def test_what_credit_notes_hide_is_estimated_widely(shop):
    [row] = asked(shop, "SELECT * FROM unseen")
    assert (row["family"], row["grade"]) == ("quality", "assumed")
    assert row["unseen_low"] < row["seen"] * 0.7 / 0.3
    assert row["unseen_high"] > row["seen"] * 0.95 / 0.05


def test_what_was_posted_is_finite(shop):
    rows = asked(shop, "SELECT amount, low, high FROM postings WHERE amount IS NOT NULL")
    assert all(math.isfinite(value) for row in rows for value in row.values())
    assert np.all([row["low"] <= row["amount"] <= row["high"] for row in rows])
