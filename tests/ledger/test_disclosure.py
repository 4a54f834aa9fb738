"""What is published of counts tells nothing of a few: every table that fits is tried, by force."""

from __future__ import annotations

import itertools
import random

import pytest

from goodwill.ledger.disclosure import Cell, cell, safe, sums
from goodwill.ledger.published import Counted, Line, publish

K = 3


def test_a_count_is_shown_when_it_tells_of_nobody_or_of_enough():
    assert cell(0, 5) == Cell(0, 0, 0)
    assert cell(5, 5) == Cell(5, 5, 5)
    assert [cell(few, 5) for few in range(1, 5)] == [Cell(None, 1, 4)] * 4


def test_a_part_is_hidden_as_well_when_its_rest_is_few():
    assert cell(97, 5, of=100) == Cell(None, 96, 99)
    assert cell(3, 5, of=100) == Cell(None, 1, 4)
    assert cell(100, 5, of=100).value == 100
    assert cell(50, 5, of=100).value == 50


def test_of_a_small_whole_nobody_learns_which_side_is_few():
    assert {cell(part, 5, of=8) for part in range(1, 8)} == {Cell(None, 1, 7)}
    assert [cell(part, 5, of=8).value for part in (0, 8)] == [0, 8]


def test_no_part_is_beyond_its_whole():
    with pytest.raises(ValueError, match="no part"):
        cell(9, 5, of=8)


@pytest.mark.parametrize("of", range(1, 30))
def test_whatever_is_marked_alike_could_have_every_value_of_its_range(of):
    for part in range(of + 1):
        shown = cell(part, 5, of=of)
        alike = [other for other in range(of + 1) if cell(other, 5, of=of) == shown]
        assert alike == list(range(shown.low, shown.high + 1))
        if of >= 5:
            assert not shown.hidden or len(alike) >= 4


def test_a_sum_is_withheld_when_one_cell_would_follow_from_it():
    shown = {"a": [cell(2, 5), cell(20, 5)]}
    assert sums(shown, {"a": [2, 20]}).groups == {"a": None}


def test_a_sum_is_published_when_every_hidden_cell_stays_open():
    shown = {"a": [cell(few, 5) for few in (2, 3, 2)]}
    told = sums(shown, {"a": [2, 3, 2]})
    assert told.groups == {"a": 7}
    assert told.total == 7


def test_a_total_gives_way_as_well_when_a_withheld_sum_would_follow_from_it():
    values = {"a": [2, 20], "b": [30]}
    told = sums({g: [cell(v, 5) for v in row] for g, row in values.items()}, values)
    assert told.groups == {"a": None, "b": 30}
    assert told.total is None


def test_a_total_is_saved_by_a_second_group_that_gives_way():
    values = {"a": [2, 20], "b": [1, 2, 3, 30], "c": [3, 9]}
    shown = {g: [cell(v, 5) for v in row] for g, row in values.items()}
    told = sums(shown, values)
    assert told.groups["a"] is None
    assert told.total == 70


def _fitting(page, few, k):
    """Try every table of breaches that a reader of the page would still think possible."""
    lines = {line.name: line for line in page.standards}
    ranges = [range(line.breaches.low, line.breaches.high + 1) for line in lines.values()]
    for numbers in itertools.product(*ranges):
        guess = dict(zip(lines, numbers, strict=True))
        marked = all(
            cell(number, k, of=lines[name].cases) == lines[name].breaches
            for name, number in guess.items()
        )
        if marked and all(
            line.breaches.value in {None, sum(guess[name] for name in inside)}
            for line, inside in few
        ):
            yield guess


def _sums(page, rows):
    """List every sum on a page with the standards that it is over."""
    shown = {line.name for line in page.standards}
    for line in page.families:
        inside = {one.standard for one in rows if one.family == line.name}
        yield line, sorted(inside & shown)
    if page.total:
        yield page.total, sorted(shown)


def test_no_difference_on_the_page_narrows_a_hidden_count():
    chance = random.Random(7)
    told_beside_hidden = 0
    for _page in range(300):
        rows = [
            Counted(
                f"s{n}", chance.choice("ab"), cases := chance.randint(1, 9),
                chance.randint(0, cases), 0,
            )
            for n in range(chance.randint(1, 5))
        ]  # fmt: skip
        page = publish(rows, K)
        over = list(_sums(page, rows))
        guesses = list(_fitting(page, over, K))
        assert {one.standard: one.breaches for one in rows if one.cases >= K} in guesses
        for line in page.standards:
            possible = {guess[line.name] for guess in guesses}
            assert possible == set(range(line.breaches.low, line.breaches.high + 1))
            assert not line.breaches.hidden or len(possible) >= 2
        hidden = {line.name for line in page.standards if line.breaches.hidden}
        told_beside_hidden += any(not s.breaches.hidden and hidden & set(i) for s, i in over)
    assert told_beside_hidden > 10


@pytest.mark.parametrize("seed", range(150))
def test_no_number_on_the_page_is_few_nor_leaves_a_few(seed):
    chance = random.Random(seed)
    rows = [
        Counted(
            f"s{n}", chance.choice("abc"), cases := chance.randint(0, 60),
            chance.randint(0, cases), chance.choice([0, 0, 1, 4, 30]),
            payments := chance.choice([0, 0, 2, 9]), min(payments, chance.randint(1, 9)),
            payments * 700,
        )
        for n in range(chance.randint(1, 12))
    ]  # fmt: skip
    page = publish(rows, 5)
    for line in (*page.standards, *page.families, *([page.total] if page.total else [])):
        assert line.cases >= 5
        for part in (line.breaches.value, line.exempt.value):
            assert part is None or part == 0 or part >= 5
        if line.breaches.value is not None:
            assert line.cases - line.breaches.value not in range(1, 5)
    assert set(page.few) == {one.standard for one in rows if one.cases < 5}


def test_sums_over_what_is_shown_are_the_sums_of_the_records():
    rows = [Counted("s", "a", 40, 10, 0), Counted("t", "a", 60, 6, 7), Counted("u", "b", 2, 1, 0)]
    page = publish(rows, 5)
    assert page.total == Line("", 100, Cell(16, 16, 16), Cell(7, 7, 7), 0)
    assert page.families == (page.total._replace(name="a"),)
    assert page.few == ("u",)


def test_amends_paid_to_a_few_are_withheld_and_so_is_the_sum_that_would_tell_them():
    many = Counted("s", "a", 40, 10, 0, 12, 9, 90_000)
    few = Counted("t", "a", 40, 10, 0, 2, 2, 5_000)
    page = publish([many, few], 5)
    assert [line.paid for line in page.standards] == [90_000, None]
    assert page.families[0].paid is None
    assert page.total is not None
    assert page.total.paid is None
    assert publish([many], 5).families[0].paid == 90_000


def test_nothing_hidden_is_safe_and_one_alone_never_is():
    assert safe([], 0)
    assert not safe([Cell(None, 1, 4)], 3)
