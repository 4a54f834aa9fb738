"""Who stood where and under whom, day by day, whatever the staff list says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.house.people import MOST_ABOVE, Line, Post, chart

MAY = date(2026, 5, 1)
APRIL_30 = date(2026, 4, 30)


def charted(*lines):
    posts, problems = chart(lines)
    return posts, [problem.what for problem in problems]


def on(posts, person, day):
    found = [
        post
        for post in posts
        if post.person == person
        and post.from_date <= day
        and (post.until_date is None or day <= post.until_date)
    ]
    assert len(found) <= 1
    return found[0] if found else None


def test_levels_are_counted_from_the_top():
    posts, problems = charted(Line("Bob"), Line("Alice", "Bob"), Line("Charlie", "Alice"))
    assert [(post.person, post.level) for post in posts] == [
        ("Alice", 1),
        ("Bob", 0),
        ("Charlie", 2),
    ]
    assert problems == []


def test_a_level_that_is_given_holds_for_those_below_too():
    posts, _ = charted(Line("Bob", level=2), Line("Alice", "Bob"), Line("Charlie", "Alice"))
    assert [post.level for post in posts] == [3, 2, 4]


def test_a_move_ends_the_post_before_it():
    posts, problems = charted(
        Line("Bob", team="board"),
        Line("Alice", "Bob", "sales", from_date=date(2026, 1, 1)),
        Line("Alice", "Bob", "support", "service", from_date=MAY),
    )
    assert posts[:2] == [
        Post("Alice", date(2026, 1, 1), APRIL_30, "Bob", "sales", None, 1),
        Post("Alice", MAY, None, "Bob", "support", "service", 1),
    ]
    assert problems == []


def test_who_left_has_no_post_any_more():
    posts, problems = charted(Line("Bob"), Line("Alice", "Bob", until_date=APRIL_30))
    assert on(posts, "Alice", APRIL_30)
    assert on(posts, "Alice", MAY) is None
    assert problems == []


def test_a_move_of_the_manager_changes_the_level_below():
    posts, problems = charted(
        Line("Olga"),
        Line("Bob", "Olga", from_date=date(2026, 1, 1)),
        Line("Bob", None, from_date=MAY),
        Line("Alice", "Bob", from_date=date(2026, 1, 1)),
    )
    assert on(posts, "Alice", APRIL_30).level == 2
    assert on(posts, "Alice", MAY).level == 1
    assert problems == []


def test_posts_that_differ_in_nothing_are_one():
    posts, _ = charted(
        Line("Bob", from_date=date(2026, 1, 1)),
        Line("Bob", role="chair", from_date=MAY),
        Line("Alice", "Bob", from_date=date(2026, 2, 1)),
    )
    assert len(posts) == 2


def test_who_reports_to_a_manager_that_left_has_none():
    posts, problems = charted(
        Line("Bob", until_date=APRIL_30),
        Line("Alice", "Bob", from_date=date(2026, 1, 1)),
        Line("Charlie", "Alice", from_date=date(2026, 1, 1)),
    )
    assert on(posts, "Alice", APRIL_30).manager == "Bob"
    assert (on(posts, "Alice", MAY).manager, on(posts, "Alice", MAY).level) == (None, None)
    assert (on(posts, "Charlie", MAY).manager, on(posts, "Charlie", MAY).level) == ("Alice", None)
    assert problems == ["Alice reports to Bob, who is not there from 2026-05-01."]


def test_a_line_without_a_first_day_is_not_held_against_a_manager_who_came_later():
    posts, problems = charted(Line("Bob", from_date=MAY), Line("Alice", "Bob"))
    assert on(posts, "Alice", APRIL_30).manager is None
    assert on(posts, "Alice", MAY).manager == "Bob"
    assert problems == []


def test_a_manager_without_a_line_stands_at_the_top():
    posts, problems = charted(Line("Alice", "Bob", from_date=MAY))
    assert on(posts, "Bob", MAY) == Post("Bob", MAY, None, None, None, None, 0)
    assert on(posts, "Alice", MAY).level == 1
    assert problems == ["Bob manages Alice but has no line; taken to have nobody above."]


def test_a_manager_of_blanks_is_none():
    posts, problems = charted(Line("Bob", " "), Line("Alice", "Bob"))
    assert [post.level for post in posts] == [1, 0]
    assert problems == []


def test_who_manages_herself_has_nobody_above():
    posts, problems = charted(Line("Alice", "Alice"))
    assert posts == [Post("Alice", date.min, None, None, None, None, 0)]
    assert problems == ["Alice is named as the own manager, all the time."]


def test_a_circle_has_no_manager_while_it_lasts():
    posts, problems = charted(
        Line("Bob", from_date=date(2026, 1, 1)),
        Line("Bob", "Alice", from_date=MAY),
        Line("Alice", "Bob", from_date=date(2026, 1, 1)),
        Line("Charlie", "Alice", from_date=date(2026, 1, 1)),
    )
    assert on(posts, "Alice", APRIL_30).manager == "Bob"
    assert on(posts, "Alice", MAY).manager is None
    assert on(posts, "Bob", MAY).manager is None
    assert on(posts, "Charlie", MAY).manager == "Alice"
    assert on(posts, "Charlie", MAY).level is None
    assert problems == ["Alice, Bob report to each other in a circle, from 2026-05-01."]


def test_two_managers_at_once_are_told_and_the_later_line_holds():
    posts, problems = charted(
        Line("Bob"),
        Line("Olga"),
        Line("Alice", "Bob", from_date=date(2026, 1, 1), until_date=date(2026, 12, 31)),
        Line("Alice", "Olga", from_date=MAY, until_date=date(2026, 5, 31)),
    )
    assert [on(posts, "Alice", day).manager for day in (APRIL_30, MAY, date(2026, 6, 1))] == [
        *("Bob", "Olga", "Bob"),
    ]
    assert problems == [
        "Alice reports to Bob and to Olga at once, from 2026-05-01 until 2026-05-31."
    ]


def test_two_managers_from_the_same_day_are_told():
    posts, problems = charted(Line("Bob"), Line("Alice", "Bob"), Line("Alice", None, "sales"))
    assert on(posts, "Alice", MAY).team == "sales"
    assert problems == ["Alice reports to Bob and to nobody at once, all the time."]


def test_a_list_may_end_a_line_on_the_day_the_next_begins():
    posts, problems = charted(
        Line("Alice", team="sales", from_date=date(2026, 1, 1), until_date=MAY),
        Line("Alice", team="support", from_date=MAY),
    )
    assert on(posts, "Alice", MAY).team == "support"
    assert problems == []


def test_the_same_line_twice_is_one():
    posts, problems = charted(Line("Alice", team="sales"), Line("Alice", team="sales"))
    assert len(posts) == 1
    assert problems == []


def test_lines_that_make_no_sense_are_left_out_and_told():
    posts, problems = charted(Line(" "), Line("Alice", from_date=MAY, until_date=APRIL_30))
    assert posts == []
    assert problems == [
        "A line names no person.",
        "A line of Alice ends on 2026-04-30, before it begins on 2026-05-01.",
    ]


@pytest.mark.parametrize("around", [0, 1])
def test_an_absurdly_long_row_of_managers_is_told_once(around):
    many = 4 * MOST_ABOVE
    lines = [Line(str(n), str((n + 1) % many)) for n in range(many - 1 + around)]
    posts, problems = charted(*lines, *([] if around else [Line(str(many - 1))]))
    assert len(posts) == many
    assert len([what for what in problems if "one over the other" in what]) == 1


def test_nobody_gives_nothing():
    assert chart([]) == ([], [])


PEOPLE = st.sampled_from(["Alice", "Bob", "Charlie", "Dora", "Emil"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 20))
LINES = st.lists(
    st.builds(
        Line,
        person=PEOPLE,
        manager=st.none() | PEOPLE,
        team=st.sampled_from(["sales", "support"]),
        level=st.none() | st.integers(0, 3),
        from_date=DAYS,
        until_date=DAYS,
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_on_every_day_the_posts_are_a_forest(lines):
    posts, _ = chart(lines)
    for day in (date(2025, 12, 31) + timedelta(days=n) for n in range(23)):
        above = {}
        for person in {post.person for post in posts}:
            post = on(posts, person, day)
            if post:
                above[person] = post.manager
        for person in above:
            passed = [person]
            while (manager := above[passed[-1]]) is not None:
                assert manager in above, "a manager is there on the day"
                assert manager not in passed, "nobody is above oneself"
                passed.append(manager)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_nobody_loses_a_day_that_a_line_gives(lines):
    posts, _ = chart(lines)
    for line in lines:
        first, last = line.from_date or date.min, line.until_date or date.max
        followed = any(other.person == line.person and other != line for other in lines)
        if first <= last and not followed:
            assert on(posts, line.person, first).team == line.team
            assert on(posts, line.person, last).team == line.team
            assert first == date.min or on(posts, line.person, first - timedelta(days=1)) is None


@settings(max_examples=100, deadline=None)
@given(LINES, st.randoms())
def test_the_order_of_a_list_does_not_matter(lines, chance):
    distinct = {(line.person, line.from_date): line for line in lines}
    ordered = list(distinct.values())
    shuffled = chance.sample(ordered, len(ordered))
    assert chart(ordered)[0] == chart(shuffled)[0]
