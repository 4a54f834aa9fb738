"""The customers live by the model that is declared, and the faults have the causes it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from goodwill.example import causes, customers, life, plan, staff
from goodwill.example.clock import DAY, HOLIDAYS, Clock, instant_of, minute_of
from goodwill.example.firm import Firm, found
from goodwill.house import settings
from goodwill.house.people import Line, chart

if TYPE_CHECKING:
    from goodwill.example import Example
    from goodwill.example.life import Purchases

WEEKS = 104
START = float(minute_of(date(2024, 11, 4)))


@pytest.fixture(scope="module")
def firm() -> Firm:
    return found(11, 700, 24, date(2026, 10, 31))


def no_trouble(purchases: Purchases) -> list[causes.Fault]:
    assert len(purchases.customer) == len(purchases.total)
    return []


def newcomers(size: int) -> customers.Customers:
    people = customers.draw(np.random.default_rng(5), size, WEEKS)
    return replace(people, born=np.zeros(size))


def test_untreated_customers_buy_as_often_as_the_formula_of_pareto_nbd_says() -> None:
    people = newcomers(12_000)
    hits = life.Hits(len(people), WEEKS, START)
    lives = life.live(np.random.default_rng(6), people, hits, no_trouble)
    repeats = np.bincount(lives.purchases.customer, minlength=len(people)) - 1
    repeats[[customers.BIG, customers.OVERREACHER]] = 0
    true = plan.SEGMENTS["consumer"]
    # Schmittlein, Morrison, Colombo 1987, eq. 17: expected repeat purchases in (0, T]
    expected = (
        true.r * true.beta / (true.alpha * (true.s - 1))
        * (1 - (true.beta / (true.beta + WEEKS)) ** (true.s - 1))
    )  # fmt: skip
    rows = people.segment == "consumer"
    error = repeats[rows].std() / np.sqrt(rows.sum())
    assert repeats[rows].mean() == pytest.approx(expected, abs=4 * error)
    assert error < 0.15


def test_customers_who_are_treated_badly_leave_as_much_sooner_as_declared() -> None:
    people = newcomers(12_000)
    hits = life.Hits(len(people), WEEKS, START)
    hits.counts[:, :, plan.FAMILIES.index("refusal")] = 0.1
    lives = life.live(np.random.default_rng(6), people, hits, no_trouble)
    effect, true = plan.EFFECTS["refusal"], plan.SEGMENTS["consumer"]
    fade = 0.5 ** (1 / effect.half_life_weeks)
    stock = [0.1 * (1 - fade**week) / (1 - fade) for week in range(WEEKS)]
    aged = sum(np.exp(effect.leaving * level) for level in stock)
    rows = people.segment == "consumer"
    rows[customers.OVERREACHER] = False
    here = np.isnan(lives.left[rows]).mean()
    kept = (true.beta / (true.beta + aged)) ** true.s
    assert kept < (true.beta / (true.beta + WEEKS)) ** true.s - 0.05
    assert here == pytest.approx(kept, abs=4 * np.sqrt(kept * (1 - kept) / rows.sum()))


def test_a_breach_acts_from_the_next_week_and_halves_in_its_half_life() -> None:
    people = replace(newcomers(3000), leaving=np.zeros(3000), buying=np.full(3000, 2.0))
    hits = life.Hits(len(people), WEEKS, START)
    hits.counts[10, :, plan.FAMILIES.index("refusal")] = 20
    bought = life.live(np.random.default_rng(6), people, hits, no_trouble).purchases
    week = ((bought.minute - START) // life.WEEK).astype(int)
    rate = np.bincount(week, minlength=WEEKS) / len(people)
    effect = plan.EFFECTS["refusal"]
    assert rate[10] == pytest.approx(2, abs=0.15)
    assert rate[11] == pytest.approx(2 * np.exp(20 * effect.buying), abs=0.06)
    half = 11 + int(effect.half_life_weeks)
    assert rate[half] == pytest.approx(2 * np.exp(10 * effect.buying), abs=0.1)


def test_treatment_falls_on_those_who_have_left_as_on_those_who_stay(firm: Firm) -> None:
    left = firm.lives.left
    opened = (firm.tickets.opened - firm.span[0]) / life.WEEK
    after = opened > np.nan_to_num(left[firm.tickets.customer], nan=np.inf)
    assert after.sum() > 300


def test_causes_have_the_shares_that_were_planted() -> None:
    size = 40_000
    minutes = np.full(size, float(minute_of(date(2026, 1, 5))))
    policy = np.where(np.arange(size) % 2, "returns", "")
    drawn = causes.draw(
        np.random.default_rng(1), "refusal_with_alternative", minutes, {"policy": policy}
    )
    excess = next(e for e in plan.EXCESSES if e.name == "returns")
    odd = np.arange(size) % 2 == 1
    assert drawn.wrong[~odd].mean() == pytest.approx(
        plan.BASE["refusal_with_alternative"], abs=0.005
    )
    assert drawn.wrong[odd].mean() == pytest.approx(
        plan.BASE["refusal_with_alternative"] + excess.chance, abs=0.015
    )
    assert not (drawn.cause[~odd & drawn.wrong] != 0).any()
    blamed = (drawn.cause[odd & drawn.wrong] == causes.CAUSES.index("policy")).mean()
    assert blamed == pytest.approx(
        excess.chance / (excess.chance + plan.BASE["refusal_with_alternative"]), abs=0.01
    )


def test_the_switchboard_makes_the_wait_for_a_human_jump(firm: Firm) -> None:
    calls = firm.calls_in
    after = calls.started >= minute_of(plan.SWITCHBOARD)
    assert after.sum() > 200
    assert np.nanmedian(calls.waited[~after]) < 1
    assert np.nanmedian(calls.waited[after]) > 5


def test_the_big_customer_begins_to_pay_late_on_the_planted_day(firm: Firm) -> None:
    bills = [bill for bill in firm.invoices if bill.customer == customers.BIG and bill.paid]
    late = {
        later: [
            (bill.paid - bill.due).days
            for bill in bills
            if bill.paid and (bill.due >= plan.LATE_PAYER_SINCE) == later
        ]
        for later in (False, True)
    }
    assert len(late[True]) > 20
    assert np.median(late[False]) == pytest.approx(plan.LATE_PAYER_BEFORE, abs=1)
    assert np.median(late[True]) == pytest.approx(plan.LATE_PAYER_AFTER, abs=1)


def test_the_firms_own_clock_agrees_with_the_calendar_of_the_book(small: Example) -> None:
    read, _ = settings.read(small.settings)
    calendar = read.calendar_of("Desk Warsaw")
    clock = Clock(date(2024, 10, 1), date(2026, 12, 1))
    rng = np.random.default_rng(2)
    times = np.floor(rng.uniform(START, START + 700 * DAY, 300))
    home = ZoneInfo("Europe/Warsaw")
    for a, b in zip(times[::2], times[1::2], strict=True):
        first, last = sorted((a, b))
        utc = [
            instant_of(t).replace(tzinfo=home).astimezone(UTC).replace(tzinfo=None)
            for t in (first, last)
        ]
        ours = clock.worked(np.array([first, last]))
        assert calendar.between(*utc) == pytest.approx(ours[1] - ours[0], abs=1e-6)
    waits = rng.integers(1, 3000, 300).astype(float)
    reached = clock.worked(clock.after(times, waits)) - clock.worked(times)
    assert reached == pytest.approx(waits)
    assert not {instant_of(t).date() for t in clock.after(times, waits)} & set(HOLIDAYS)


def test_about_sixty_people_stand_on_four_levels_and_one_manager_is_missing() -> None:
    posts = staff.hire().posts
    lines = [
        Line(p.person, p.manager or None, p.team, p.department, p.role, None, p.since, p.until)
        for p in posts
    ]
    placed, problems = chart(lines)
    day = date(2025, 6, 1)
    here = [
        p for p in placed if p.from_date <= day and (p.until_date is None or p.until_date >= day)
    ]
    assert 58 <= len(here) <= 64
    assert {post.level for post in here} == {0, 1, 2, 3}
    assert any(staff.MISSING_MANAGER in problem.what + problem.where for problem in problems)


def test_only_people_of_the_team_on_that_day_serve() -> None:
    crew = staff.hire()
    day = float(minute_of(date(2026, 3, 1)))
    teams = np.array(list(staff.TEAMS) * 50)
    served = crew.serve(np.random.default_rng(1), teams, np.full(len(teams), day))
    names = np.array(crew.people())[served]
    for team in staff.TEAMS:
        assert set(names[teams == team]) == set(crew.shift(team, day)), team


def test_no_planted_wait_is_near_a_limit(firm: Firm) -> None:
    limits: dict[str, Any] = {"first_answer": 240.0}
    first, urgent = firm.tickets.first, firm.tickets.topic == "emergency"
    share = first[~urgent] / limits["first_answer"]
    assert not ((share > 0.86) & (share < 1.19)).any()
    assert (share > 1).sum() == firm.tickets.flags["first_answer"].sum()
    assert timedelta(minutes=float(first.max())) < timedelta(hours=11)


def test_instants_are_read_as_the_firms_own_wall_clock() -> None:
    assert str(instant_of(minute_of(date(2026, 3, 2)) + 540)) == "2026-03-02 09:00:00"
