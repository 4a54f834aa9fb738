from __future__ import annotations

import math

import numpy as np
import pytest

from goodwill.pricing.unseen import (
    Lists,
    Span,
    chapman,
    dependence,
    families,
    hidden,
    on_neither,
    rate,
)

INDEPENDENT = Span(1.0, 1.0)


def test_the_rates_are_those_of_the_studies():
    # SCIENCE 6: mistreatment, quality, incompetence 5 to 30 %; money lost 50 to 75 %
    assert rate("waiting")[:2] == (0.05, 0.30)
    assert rate("quality")[:2] == (0.05, 0.30)
    assert rate("billing")[:2] == (0.50, 0.75)
    assert all(rate(family).rows == (6,) and rate(family).cites for family in families())
    with pytest.raises(KeyError):
        rate("payment")


def test_around_the_plain_formula_the_span_has_room_for_chance():
    at = hidden(300, 0.2, 0.2)
    assert at.low < 300 * 0.8 / 0.2 < at.high
    assert at.high - at.low == pytest.approx(2 * 1.96 * math.sqrt(300 * 0.8) / 0.2, rel=0.02)
    wide = hidden(300, 0.05, 0.30)
    assert wide.low < 300 * 0.7 / 0.3
    assert wide.high > 300 * 0.95 / 0.05


def test_where_nobody_spoke_nothing_is_made_up():
    assert np.isnan(hidden(0, 0.05, 0.30)).all()


@pytest.mark.parametrize(("harmed", "speaks"), [(50, 0.05), (50, 0.3), (500, 0.1), (20, 0.15)])
def test_planted_silence_lies_within_the_span(harmed, speaks):
    rng = np.random.default_rng(1)
    told = [seen for seen in rng.binomial(harmed, speaks, 200) if seen]
    spans = [hidden(int(seen), 0.05, 0.30) for seen in told]
    inside = [s.low <= harmed - seen <= s.high for s, seen in zip(spans, told, strict=True)]
    assert np.mean(inside) >= 0.94


def test_chapman_gives_the_worked_example():
    # ten turtles marked, fifteen caught later, five of them marked: 28
    assert chapman(Lists(10, 15, 5)) == pytest.approx(11 * 16 / 6 - 1)


def test_what_is_on_neither_list_is_chapmans_total_less_those_seen():
    lists = Lists(100, 60, 20)
    silent = on_neither(lists, INDEPENDENT)
    middle = math.sqrt(silent.low * silent.high)
    assert middle == pytest.approx(chapman(lists) - (100 + 60 - 20))
    # Seber 1970
    variance = 101 * 61 * 80 * 40 / (21**2 * 22)
    spread = math.exp(1.96 * math.sqrt(math.log(1 + variance / middle**2)))
    assert silent.high / middle == pytest.approx(spread, rel=1e-4)


def test_with_too_small_an_overlap_nothing_is_told():
    assert np.isnan(on_neither(Lists(50, 40, 6))).all()
    assert not np.isnan(on_neither(Lists(50, 40, 7))).any()


def test_who_is_on_one_list_is_on_the_other_when_they_are_the_same_list():
    assert on_neither(Lists(40, 40, 40)) == (0.0, 0.0)


def planted(rng, harmed, first, second, odds):
    """Draw two lists with the given chances and odds ratio between them, and who is on neither."""
    both = first * second
    if odds != 1:
        a = 1 + (first + second) * (odds - 1)
        both = (a - math.sqrt(a * a - 4 * odds * (odds - 1) * first * second)) / (2 * (odds - 1))
    shares = [both, first - both, second - both, 1 - first - second + both]
    here = rng.multinomial(harmed, shares)
    return Lists(here[0] + here[1], here[0] + here[2], here[0]), here[3]


def share_inside(odds, bounds):
    rng = np.random.default_rng(2)
    inside = []
    for harmed, first, second in ((400, 0.3, 0.4), (1000, 0.1, 0.2), (3000, 0.1, 0.1)) * 200:
        lists, silent = planted(rng, harmed, first, second, odds)
        span = on_neither(lists, bounds)
        if not math.isnan(span.low):
            inside.append(span.low <= silent <= span.high)
    assert len(inside) > 500
    return np.mean(inside)


def test_independent_lists_are_covered_as_the_interval_says():
    assert 0.92 <= share_inside(1.0, INDEPENDENT) <= 0.97


@pytest.mark.parametrize("odds", [0.5, 1.0, 2.0, 3.0])
def test_lists_that_hang_together_are_covered_by_the_bounds_and_only_by_them(odds):
    assert dependence() == (0.5, 3.0)
    assert share_inside(odds, dependence()) >= 0.95
    if odds != 1:
        assert share_inside(odds, INDEPENDENT) < 0.5
