"""When what was bought runs out, and whose use has changed: forecasts held against simulation."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from goodwill.care.firing import fire
from goodwill.care.playbook import load
from goodwill.care.running_out import Use, exhaustion, runs_out
from goodwill.care.telling import tell
from goodwill.moments.journal import engine
from tests.care.moments_told import BEGIN, SETTINGS, Dealing, lay_out

PLAYS = {play.name: play for play in load()[0]}


def test_an_even_pace_runs_out_on_the_day_one_would_say():
    found = exhaustion([10, 10, 10], [5, 5, 5], 10)
    assert found is not None
    assert (found.middle, found.low, found.high) == pytest.approx((20, 20, 20))


def test_the_interval_is_where_use_by_then_would_just_reach_what_is_left():
    gaps, amounts, left = [7, 7, 14, 7], [3, 6, 9, 5], 12.0
    found = exhaustion(gaps, amounts, left)
    pace, span = sum(amounts) / sum(gaps), sum(gaps)
    spread = sum((a - pace * g) ** 2 / g for g, a in zip(gaps, amounts, strict=True)) / 3
    for day, sign in ((found.low, 1), (found.high, -1)):
        # Student's t of three degrees of freedom at 0.9 is 1.6377
        reached = pace * day + sign * 1.63774 * math.sqrt(spread * (day + day * day / span))
        assert reached == pytest.approx(left, rel=1e-4)


def test_too_few_uses_or_none_tell_no_pace():
    assert exhaustion([7, 7], [3, 3], 10) is None
    assert exhaustion([7, 7, 7], [0, 0, 0], 10) is None


def test_a_pace_that_may_be_nothing_has_no_last_day():
    found = exhaustion([7, 7, 7], [0, 9, 0], 10)
    assert found.high == math.inf
    uses = [Use(BEGIN + dt.timedelta(weeks=n), x) for n, x in ((1, 0.0), (2, 9.0), (3, 0.0))]
    _middle, _low, high = runs_out(uses, 10, BEGIN)
    assert high is None


def test_four_intervals_in_five_hold_the_day_on_which_it_runs_out():
    random, held, number = np.random.default_rng(7), 0, 800
    for _each in range(number):
        uses = random.gamma(2.0, 2.5, size=60)
        known = 10
        left = uses[known : known + 6].mean() * 6
        found = exhaustion([7.0] * known, uses[:known].tolist(), left)
        after = int(np.searchsorted(np.cumsum(uses[known:]), left)) + 1
        # use is told weekly, so that the true day lies in the week before it is seen
        held += found.low <= 7 * after and 7 * (after - 1) <= found.high
    assert 0.76 < held / number < 0.92


def _contracts(random, *, planted):
    """Sixty contracts over two years with a strong common season; some change in the last month."""
    months, dealings = 24, []
    season = 1 + 0.6 * np.sin(np.arange(months) * 2 * np.pi / 12)
    for one in range(60):
        level = random.uniform(20, 60)
        use = random.poisson(level * season)
        if one < planted:
            use[-1] = random.poisson(level * season[-1] * 0.15)
        dealings += [
            Dealing(
                one * 100 + month, f"c-{one:02}", 30.4 * month, "usage",
                (("about", f"contract:{one}"), ("quantity", float(use[month]))),
            )
            for month in range(months)
        ]  # fmt: skip
    return dealings


def _unusual(dealings):
    last = max(each.at for each in dealings)
    with engine() as con:
        lay_out(con, dealings)
        found = fire(con, [PLAYS["unusual_use_call"]], SETTINGS, last + dt.timedelta(days=1))
    return {each.party for each in found if each.at == last}


def test_a_planted_change_of_use_is_found_and_a_season_is_not():
    found = _unusual(_contracts(np.random.default_rng(11), planted=6))
    planted = {f"c-{one:02}" for one in range(6)}
    assert planted <= found
    assert len(found - planted) <= 2
    assert len(_unusual(_contracts(np.random.default_rng(12), planted=0))) <= 2


def test_the_reason_of_the_extension_names_the_day_and_its_interval():
    play = PLAYS["extension_at_89"]
    first = tell(play).firings[0].figures
    assert (first["used"], first["bought"]) == (89, 100)
    assert first["runs_out_from"] <= first["runs_out"] <= first["runs_out_until"]
    assert first["runs_out"] > dt.date(2026, 2, 23)
    assert "at their pace it runs out about" in play.reason(first).lower()
    assert "between" in play.reason(first)
