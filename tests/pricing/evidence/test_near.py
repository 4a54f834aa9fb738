import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from goodwill.pricing.design import Events
from goodwill.pricing.evidence.near import counts, near, picked, united

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=12)


def of(pairs) -> Events:
    rows = np.array(sorted(pairs), dtype=np.float64).reshape(-1, 2)
    who = rows[:, 0].astype(np.int64)
    return Events(who, rows[:, 1] / 4, np.ones(len(who)), np.full(len(who), -1))


@given(PAIRS, PAIRS, st.integers(0, 8), st.integers(0, 8))
def test_nearness_is_what_a_slow_search_finds(one, other, before, after):
    events, others = of(one), of(other)
    slow = [
        any(
            c == d and t - before / 4 <= u <= t + after / 4
            for d, u in zip(others.customer, others.time, strict=True)
        )
        for c, t in zip(events.customer, events.time, strict=True)
    ]
    assert near(events, others, before / 4, after / 4).tolist() == slow


@given(PAIRS, PAIRS)
def test_a_union_holds_all_in_order(one, other):
    both = united(of(one), of(other))
    assert sorted(zip(both.customer, both.time * 4, strict=True)) == sorted(one + other)
    assert list(zip(both.customer, both.time, strict=True)) == sorted(
        zip(both.customer, both.time, strict=True)
    )


@given(PAIRS)
def test_counts_and_picks_agree(pairs):
    events = of(pairs)
    number = counts(events, 4)
    for customer in range(4):
        assert len(picked(events, events.customer == customer).time) == number[customer]
