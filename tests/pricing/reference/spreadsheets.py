"""BTYD 2.4.3 and BTYDplus 1.2.0: fits, worked examples, and the groceries with regular gaps."""

from __future__ import annotations

import datetime as dt
from functools import partial

import numpy as np

from goodwill.pricing import attrition, bgbb, buying, residual, spend
from goodwill.pricing.rivals import tosses
from tests.pricing.conftest import rows_of
from tests.pricing.reference import sets
from tests.pricing.reference.entry import Entry, Excuse, checks

PLACE = "measured_here/BTYD_BTYDplus"


def _fit(entry: Entry, model, ours, *, share: float = 0.01) -> None:
    """Their estimate lies within a hundredth of a standard error of ours, and fits no better."""
    theta = np.log(entry["params"])
    there = model(theta).value
    assert there <= ours.loglik + 1e-9
    entry.hit("LL", there, within=2e-6)
    for place, name in enumerate(ours.names):
        entry.hit(f"params/{place}", ours.parameters[name], within=share * ours.errors[name])


@checks(f"{PLACE}/BTYD_cdnow_pnbd")
def cdnow(entry: Entry) -> None:
    known = partial(buying.slope, rows=sets.rows("cdnow_days"))
    _fit(entry, known, sets.fitted("pnbd", "cdnow_days"))
    entry.excuse(Excuse.TIMING, "t")


@checks(f"{PLACE}/BTYD_cdnow_bgnbd")
def cdnow_coins(entry: Entry) -> None:
    known = partial(tosses.slope, rows=sets.rows("cdnow_days"))
    _fit(entry, known, sets.fitted("bgnbd", "cdnow_days"))
    entry.excuse(Excuse.TIMING, "t")


@checks(f"{PLACE}/BTYD_grocery_pnbd")
def groceries(entry: Entry) -> None:
    known = partial(buying.slope, rows=sets.rows("grocery"))
    _fit(entry, known, sets.fitted("pnbd", "grocery"))


@checks(f"{PLACE}/BTYD_donations_bgbb")
def donations(entry: Entry) -> None:
    _fit(entry, partial(bgbb.slope, rows=sets.donors()), sets.donors_fitted())
    entry.excuse(Excuse.TIMING, "t")


@checks(f"{PLACE}/BTYD_walkthrough_pnbd")
def walkthrough(entry: Entry) -> None:
    theta = np.log(entry["params"])
    now = attrition.state(theta, rows_of(26, 30.86, 31))
    entry.hit("CET_T52_x26_tx30.86_T31", attrition.expected(theta, now, 52)[0], rel=1e-11)
    entry.hit("PAlive", now.alive[0], rel=1e-12)
    weeks = [attrition.expected_of_newcomer(theta, week) for week in range(10)]
    entry.hit("Expectation_0_9", weeks, rel=1e-12)
    value = residual.discounted_purchases(now, float(np.exp(theta[2])), np.inf, 0.0027)
    entry.hit("DERT_d0.0027", value[0], rel=1e-12)
    entry.excuse(Excuse.GIVEN, "params")


@checks(f"{PLACE}/BTYD_DERT_example")
def discounted(entry: Entry) -> None:
    theta = np.log(entry["params"])
    now = attrition.state(theta, rows_of(entry["x"], entry["t.x"], entry["T.cal"]))
    value = residual.discounted_purchases(now, float(np.exp(theta[2])), np.inf, entry["d"])
    entry.hit("DERT", value[0], rel=1e-12)
    entry.excuse(Excuse.GIVEN, "params", "x", "t.x", "T.cal", "d")


@checks(f"{PLACE}/BTYD_pnbd_pmf")
def counts(entry: Entry) -> None:
    entry.hit("p", attrition.counts(np.log(entry["params"]), entry["t"], 10), rel=2e-12)
    entry.excuse(Excuse.GIVEN, "params", "t", "x")


@checks(f"{PLACE}/BTYD_bgbb_examples")
def opportunities(entry: Entry) -> None:
    theta = np.log(entry["params"])
    one, frequent = bgbb.chances([3], [4], [6]), bgbb.chances(range(1, 7), [6] * 6, [6] * 6)
    entry.hit("PAlive_x3_tx4_n6", bgbb.alive(theta, one)[0], rel=1e-11)
    entry.hit("CET5", bgbb.expected(theta, one, 5)[0], rel=1e-11)
    entry.hit("DERT_x3_tx4_n6_d0.1", _for_ever(theta, one)[0], rel=1e-11)
    entry.hit("DERT_x1to6_tx6", _for_ever(theta, frequent), rel=1e-11)
    entry.excuse(Excuse.GIVEN, "params")


def _for_ever(theta, rows):
    """Discounted by a tenth at each further opportunity: after 400 nothing is left."""
    alpha, beta, _, _ = np.exp(theta)
    chance = (alpha + rows.x) / (alpha + beta + rows.n)
    return chance * sum(bgbb.alive(theta, rows, ahead) / 1.1**ahead for ahead in range(1, 400))


@checks(f"{PLACE}/BTYD_bgbb_pmf")
def opportunities_taken(entry: Entry) -> None:
    entry.hit("p", bgbb.counts(np.log(entry["params"]), int(entry["n"])), rel=1e-11)
    entry.excuse(Excuse.GIVEN, "params", "n", "x")


@checks(f"{PLACE}/BTYD_cdnow_spend")
def spent(entry: Entry) -> None:
    """It prints the log-likelihood with its sign turned."""
    file, until = "clvtools_cdnow.csv", dt.date(1997, 9, 30)
    _, x, z = sets.spending(file, until)
    theta, fit = np.log(entry["params"]), sets.spending_fitted(file, until)
    entry.hit("LL", -spend.slope(theta, spend.spenders(x, z)).value, within=1e-8)
    for place, name in enumerate(fit.names):
        entry.hit(f"params/{place}", fit.parameters[name], within=0.001 * fit.errors[name])
    entry.hit("E_m35_x3", spend.expected(theta, [3], [35.0])[0], rel=1e-11)


def _coins(name: str, kind: tosses.Tossing, entry: Entry) -> None:
    """Its first parameter is the number of stages."""
    log_gaps = sets.log_gaps(name) if name == "grocery" else 0.0
    theta = np.log(entry["params"][1:])
    there = tosses.slope(theta, sets.rows(name), kind, log_gaps).value
    entry.hit("LL", there, within=1e-6)
    regular = name == "grocery"
    fit = sets.fitted_regular(kind.at_first, 2) if regular else sets.fitted("mbgnbd", name)
    assert there <= fit.loglik + 1e-9
    entry.hit("params/0", kind.stages)
    for place, part in enumerate(fit.names):
        ours = fit.parameters[part]
        entry.hit(f"params/{place + 1}", ours, within=0.01 * fit.errors[part])
    if "t" in entry.part:
        entry.excuse(Excuse.TIMING, "t")


for _name, _set, _kind in [
    ("BTYDplus_cdnow_mbgnbd", "cdnow_days", tosses.MBG),
    ("BTYDplus_grocery_mbgcnbd", "grocery", tosses.Tossing(True, 2)),
    ("BTYDplus_grocery_bgcnbd", "grocery", tosses.Tossing(False, 2)),
]:
    checks(f"{PLACE}/{_name}")(partial(_coins, _set, _kind))


@checks(f"{PLACE}/BTYDplus_grocery_pred")
def year_ahead(entry: Entry) -> None:
    """The whole year's purchases; with coins the peer makes them sum to what newcomers promise."""
    known = sets.reference()["measured_here"]["BTYD_BTYDplus"]
    table = sets.table("btydplus_grocery_cbs_2006-12-31.csv")
    entry.hit("actual", table["xstar"].sum())
    theta, rows = np.log(known["BTYD_grocery_pnbd"]["params"]), sets.each("grocery")[1]
    now = attrition.state(theta, rows)
    entry.hit("pnbd", attrition.expected(theta, now, 52).sum(), rel=1e-8)
    theta = np.log(known["BTYDplus_grocery_mbgcnbd"]["params"][1:])
    kind = tosses.Tossing(True, 2)
    ages, number = np.unique(rows.T, return_counts=True)
    more = [
        tosses.expected_of_newcomer(theta, age + 52, kind)
        - tosses.expected_of_newcomer(theta, age, kind)
        for age in ages
    ]
    entry.hit("mbgcnbd", float(np.dot(more, number)), rel=1e-7)
    entry.excuse(Excuse.GIVEN, "T.star")
