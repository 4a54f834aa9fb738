from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.ledger.statement import CUTS, cut, statement
from tests.ledger.books import CLOSING, OPENING, book, breach


def test_a_statement_tells_who_came_who_bought_on_and_who_fell_silent():
    con = book(
        [
            ("acme", OPENING, 10_000), ("acme", CLOSING, 12_000),
            ("bolt", OPENING, 8_000), ("bolt", CLOSING, 5_000),
            ("cord", CLOSING, 3_000),
        ],
        [breach("acme", -700), breach("bolt", -200), breach("cord", 50, sign=1)],
    )  # fmt: skip
    drawn = statement(con, OPENING, CLOSING)
    assert drawn.opening == 18_000
    assert drawn.closing == 20_000
    assert drawn.lost == -900
    assert drawn.gained == 50
    assert drawn.new == 2_950
    assert drawn.rose == 2_700  # acme rose by 2,000 although we cost her 700
    assert drawn.fell == -2_800
    assert (drawn.customers_opening, drawn.customers_new, drawn.customers_closing) == (2, 1, 3)


def test_what_happened_outside_the_period_or_on_their_side_is_not_in_the_statement():
    con = book(
        [("acme", OPENING, 100), ("acme", CLOSING, 100)],
        [
            breach("acme", -7, day=OPENING),
            breach("acme", -5, day=CLOSING + dt.timedelta(days=1)),
            breach("acme", -3, side="theirs"),
        ],
    )
    drawn = statement(con, OPENING, CLOSING)
    assert drawn.lost == 0
    assert cut(con, "family", OPENING, CLOSING) == []


def test_what_cannot_be_priced_is_counted_and_not_taken_for_nothing():
    con = book([("acme", CLOSING, 100)], [breach("acme", None), breach("acme", -5)])
    drawn = statement(con, OPENING, CLOSING)
    assert drawn.unpriced == 1
    assert drawn.lost == -5


def test_only_known_cuts_are_made():
    with pytest.raises(ValueError, match="is not one of"):
        cut(book([]), "party; DROP TABLE postings", OPENING, CLOSING)


names = st.sampled_from(["a", "b", "c", None])
postings = st.lists(
    st.builds(
        breach,
        st.sampled_from(["acme", "bolt", "cord", "dyna"]),
        st.integers(-(10**9), 0),
        team=names,
        department=names,
        level=st.sampled_from([0, 1, 2, None]),
        policy=names,
        person=names,
        manager=names,
        family=st.sampled_from(["waiting", "promise"]),
        segment=names,
    ),
    max_size=25,
)
worths = st.dictionaries(
    st.sampled_from(["acme", "bolt", "cord", "dyna"]),
    st.tuples(st.none() | st.integers(0, 10**12), st.integers(0, 10**12)),
)


@settings(max_examples=60, deadline=None)
@given(worths, postings)
def test_the_statement_adds_up_to_the_cent_and_so_does_every_cut(worths, postings):
    rows = [(p, OPENING, w) for p, (w, _) in worths.items() if w is not None]
    rows += [(p, CLOSING, w) for p, (_, w) in worths.items()]
    con = book(rows, postings)
    drawn = statement(con, OPENING, CLOSING)
    steps = drawn.opening + drawn.new + drawn.rose + drawn.gained + drawn.lost + drawn.fell
    assert steps == drawn.closing
    whole = sum(row[6] for row in postings)
    for by in CUTS:
        shares = cut(con, by, OPENING, CLOSING)
        assert sum(share.amount for share in shares) == whole
        assert sum(share.number for share in shares) == len(postings)
        assert all(share.low <= share.amount <= share.high for share in shares)
