"""The shop with covariates of every week: CLVTools' figures and ours."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache

import numpy as np

from goodwill.pricing import attrition
from goodwill.pricing.kernel import forecast, likelihood
from goodwill.pricing.kernel.panel import Panel
from tests.pricing.conftest import rows_of
from tests.pricing.kernel import apparel
from tests.pricing.reference import sets, shop
from tests.pricing.reference.entry import Entry, Excuse, checks
from tests.pricing.reference.fits import errors_at
from tests.pricing.reference.predictions import SHOP, Asked, facts, money, told

PLACE = "measured_here/clvtools_0.12.1/dyncov"
BUYING, LEAVING = ("High.Season", "Gender"), ("Channel",)


@cache
def whole() -> Panel:
    return apparel.panel(sets.BTYD)


def _model(theta):
    return likelihood.slope(theta, whole(), tolerance=1e-10)


@checks(f"{PLACE}/fit_split104")
def fitted(entry: Entry) -> None:
    """The season of leaving runs to minus infinity: the peer stopped on the way there."""
    theta, fit = apparel.theta(entry["coef"]), shop.seasonal()
    there = likelihood.slope(theta, whole(), tolerance=1e-12)
    entry.hit("logLik", there.value, within=1e-8)
    assert fit.loglik >= -5752.6233 > there.value + 0.3
    assert fit.unbounded == ("life.High.Season",)
    for name in set(fit.names) - {"life.High.Season", "s", "beta"}:
        entry.hit(f"coef/{name}", fit.parameters[name], within=0.6 * fit.errors[name])
    entry.excuse(Excuse.NOT_IDENTIFIED, *(f"coef/{n}" for n in ("life.High.Season", "s", "beta")))
    given = json.loads(_correct(entry))
    scale = np.append(np.exp(theta[:4]), np.ones(6))
    ours = dict(zip(fit.names, errors_at(_model, theta) * scale, strict=True))
    assert all(abs(ours[name] / given[name] - 1) < 2e-3 for name in given)
    entry.excuse(Excuse.FAULTY_ERRORS, "se")
    entry.excuse(Excuse.TIMING, "time_user", "elapsed", "set_user")
    entry.excuse(Excuse.WORK, "fevals")


def _correct(entry: Entry) -> str:
    """The errors that its warning gives as right."""
    warning = sets.reference()["measured_here"]["clvtools_0.12.1"]["dyncov"]["warning"]
    assert entry["se/life.Gender"] < 0.13
    return warning[warning.index("{") : warning.index("}") + 1]


@checks(f"{PLACE}/LL_at_fixed_parameters/A")
def at_fixed(entry: Entry) -> None:
    theta = apparel.theta(entry["params"])
    each = likelihood.scores(theta, whole(), tolerance=1e-12).loglik
    entry.hit("sumLL", each.sum(), within=1e-8)
    theirs = apparel.by_id(sets.BTYD, "ref_apparel_dyncov_LLdata_fixedA.csv")["LL"]
    assert np.abs(each / theirs - 1).max() < 1e-10
    entry.excuse(Excuse.GIVEN, "params")


@checks(*(f"{PLACE}/LL_at_fixed_parameters/LL_dyn_mixedcov_{n}" for n in (1, 2, 3)))
def at_mixed(entry: Entry) -> None:
    """Other covariates on each of the two clocks."""
    theta = apparel.theta(entry["params"], BUYING, LEAVING)
    panel = apparel.panel(sets.BTYD, buying=BUYING, leaving=LEAVING)
    each = likelihood.scores(theta, panel, tolerance=1e-12).loglik
    entry.hit("sumLL", each.sum(), within=1e-8)
    order = apparel.shop(sets.BTYD).ids
    for one in entry["first5"]:
        entry.hit(f"first5/{one}", each[order.index(one)], rel=1e-10)
    entry.excuse(Excuse.GIVEN, "params")


@checks(f"{PLACE}/pred52")
def predicted(entry: Entry) -> None:
    """A year ahead, at the peer's own estimate and under the covariates that came."""
    fits = sets.reference()["measured_here"]["clvtools_0.12.1"]
    theta, known = apparel.theta(fits["dyncov"]["fit_split104"]["coef"]), apparel.shop(sets.BTYD)
    now = likelihood.state(theta, whole(), tolerance=1e-12)
    ahead = np.stack([known.covariates[name][:, 104:156] for name in apparel.SEASONAL], axis=-1)
    course = forecast.Course(np.ones(52), ahead, ahead)
    given = Asked({one: n for n, one in enumerate(known.ids)}, SHOP, dt.date(2006, 12, 31), 52)
    ours = facts(given) | {
        "PAlive": now.alive,
        "CET": forecast.expected(theta, whole(), now, course),
        "DECT": forecast.expected(theta, whole(), now, course, rate=0.001),
    }
    ours |= money(given, fits["fits"]["apparel_ggamma"]["coef"], ours)
    told(entry, given, ours)
    entry.excuse(Excuse.TIMING, "time_user")


@checks("measured_here/dyncov_better_optimum_split104")
def better(entry: Entry) -> None:
    fit = shop.seasonal()
    entry.hit("LL", fit.loglik)
    assert entry["params/life.High.Season"].startswith("-> -infinity")
    assert fit.unbounded == ("life.High.Season",)
    for name in set(fit.names) - {"life.High.Season"}:
        entry.hit(f"params/{name}", fit.parameters[name], within=0.003 * fit.errors[name])
        entry.hit(f"se/{name}", fit.errors[name], rel=0.01)


@checks("measured_here/dyncov_heavy_buyers")
def heavy_buyers(entry: Entry) -> None:
    """Ten to three thousand purchases, by the model without covariates and by the kernel."""
    given = entry["params"]
    theta = np.log([given[name] for name in ("r", "alpha", "s", "beta")])
    rows = rows_of(np.array(entry["x"], dtype=int), entry["t_x"], entry["T"])
    number = len(rows.x)
    panel = Panel(
        start=np.arange(number + 1) * 104,
        length=np.ones(number * 104),
        buying=np.ones((number * 104, 1)),
        leaving=np.zeros((number * 104, 0)),
        calling=np.zeros((number * 104, 0)),
        x=rows.x,
        bought=rows.x[:, None].astype(float),
        n=None,
        called=np.zeros((number, 0)),
        last=rows.t_x,
        weight=np.ones(number),
    )
    weekly = likelihood.scores(np.append(theta, entry["gamma"]), panel, tolerance=1e-12).loglik
    plain = attrition.scores(theta, rows).loglik
    assert np.abs(weekly - plain).max() < 1e-8
    entry.hit("LL_correct", weekly, within=1e-6)
    entry.excuse(Excuse.GIVEN, "params", "t_x", "T", "gamma", "x")
