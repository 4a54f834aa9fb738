"""The fits of CLVTools 0.12.1: its likelihood at its estimates, and its estimates beside ours."""

from __future__ import annotations

import datetime as dt
from functools import partial

import numpy as np

from goodwill.pricing import buying, spend
from goodwill.pricing.fit import Caution
from goodwill.pricing.rivals import gompertz, tosses
from tests.pricing.kernel import apparel
from tests.pricing.reference import sets, shop
from tests.pricing.reference.entry import Entry, Excuse, checks
from tests.pricing.reference.fits import errors_at, logs_of, near

FITS = "measured_here/clvtools_0.12.1/fits"
MORE = "measured_here/clvtools_0.12.1/more_fits"
SPENT = {
    "cdnow_ggamma": ("clvtools_cdnow.csv", dt.date(1997, 9, 17)),
    "apparel_ggamma": ("clvtools_apparelTrans.csv", dt.date(2006, 12, 31)),
}


def _search(entry: Entry, customers: float) -> None:
    entry.hit("n", customers)
    entry.excuse(Excuse.TIMING, "time_user", "time_elapsed")
    entry.excuse(Excuse.WORK, "fevals")


def _errors(entry: Entry, errors: np.ndarray, theta: np.ndarray, *, rel: float = 1e-3) -> None:
    """Theirs of the parameters, from the curvature at their own estimate."""
    for place, name in enumerate(entry["se"]):
        scale = np.exp(theta[place]) if place < 4 else 1.0
        entry.hit(f"se/{name}", errors[place] * scale, rel=rel)


def _plain(model: str, name: str, entry: Entry) -> None:
    kinds = {"pnbd": buying.slope, "bgnbd": tosses.slope}
    known = partial(kinds[model], rows=sets.rows(name))
    theta, fit = logs_of(entry["coef"]), sets.fitted(model, name)
    entry.hit("logLik", known(theta).value, within=1e-7)
    near(entry, "coef", fit, known, theta, share=5e-3)
    _errors(entry, errors_at(known, theta), theta)
    _search(entry, fit.customers)


for _model, _set, _name in [
    ("pnbd", "cdnow_37", "cdnow_pnbd"),
    ("pnbd", "cdnow_days", "cdnow_pnbd_split_1997-09-30"),
    ("pnbd", "apparel", "apparel_pnbd"),
    ("bgnbd", "cdnow_37", "cdnow_bgnbd"),
    ("bgnbd", "apparel", "apparel_bgnbd"),
]:
    checks(f"{FITS}/{_name}")(partial(_plain, _model, _set))


def _spent(name: str, entry: Entry) -> None:
    file, until = SPENT[name]
    people, x, z = sets.spending(file, until)
    known, fit = partial(spend.slope, rows=spend.spenders(x, z)), sets.spending_fitted(file, until)
    theta = logs_of(entry["coef"])
    entry.hit("logLik", known(theta).value, within=1e-7)
    assert known(theta).value <= fit.loglik + 1e-9
    for theirs, ours in zip(("p", "q", "gamma"), fit.names, strict=True):
        entry.hit(f"coef/{theirs}", fit.parameters[ours], within=5e-3 * fit.errors[ours])
    _errors(entry, errors_at(known, theta), theta)
    _search(entry, len(people))


for _name in SPENT:
    checks(f"{FITS}/{_name}")(partial(_spent, _name))


def _gompertz(entry: Entry, name: str, *, coef: str, loglik: str) -> None:
    """At b next to nothing it is the Pareto/NBD; b and beta are only known by their ratio."""
    given, limit = entry[coef], sets.fitted("pnbd", name)
    theta = gompertz.theta_of(*(given[part] for part in ("r", "alpha", "b", "s", "beta")))
    known = gompertz.slope(theta, sets.rows(name))
    entry.hit(loglik, known.value, within=1e-6)
    assert known.value <= limit.loglik + 1e-6
    assert sets.fitted("ggomnbd", name).loglik > limit.loglik
    for part in ("r", "alpha", "s"):
        entry.hit(f"{coef}/{part}", limit.parameters[part], within=0.02 * limit.errors[part])
    assert abs(given["beta"] / given["b"] / limit.parameters["beta"] - 1) < 0.01
    entry.excuse(Excuse.NOT_IDENTIFIED, f"{coef}/b", f"{coef}/beta")


@checks(f"{FITS}/cdnow_ggomnbd")
def ageing(entry: Entry) -> None:
    limit = sets.fitted("pnbd", "cdnow_37")
    _gompertz(entry, "cdnow_37", coef="coef", loglik="logLik")
    for name in ("r", "alpha"):
        entry.hit(f"se/{name}", limit.errors[name], rel=1e-3)
    entry.excuse(Excuse.NOT_IDENTIFIED, "se")
    _search(entry, limit.customers)


@checks(f"{FITS}/cdnow_pnbd_cor", f"{FITS}/apparel_pnbd_cor")
def correlated(entry: Entry) -> None:
    """A model with one parameter more that ends below the model without it."""
    name = "cdnow_37" if entry["logLik"] < -9000 else "apparel"
    fit = sets.fitted("pnbd", name)
    assert fit.loglik > entry["logLik"]
    entry.excuse(Excuse.FAULTY_FIT, "coef", "se", "logLik")
    _search(entry, fit.customers)


@checks(f"{FITS}/apparel_pnbd_static_cor")
def correlated_static(entry: Entry) -> None:
    assert entry["logLik"] - shop.static().loglik < 1e-3
    entry.excuse(Excuse.FAULTY_FIT, "coef", "se", "logLik")
    _search(entry, 600)


@checks(f"{FITS}/apparel_pnbd_static")
def static(entry: Entry) -> None:
    theta = apparel.theta(entry["coef"], apparel.FIXED, apparel.FIXED)
    entry.hit("logLik", shop.static_model(theta).value, within=1e-7)
    near(entry, "coef", shop.static(), shop.static_model, theta, share=5e-3)
    errors = errors_at(shop.static_model, theta)
    ours = dict(zip(shop.NAMES, errors * np.append(np.exp(theta[:4]), np.ones(4)), strict=True))
    entry.hit("se", ours, rel=1e-3)
    _search(entry, 600)


@checks(f"{MORE}/static_se_solveH")
def static_errors(entry: Entry) -> None:
    fits = sets.reference()["measured_here"]["clvtools_0.12.1"]["fits"]
    theta = apparel.theta(fits["apparel_pnbd_static"]["coef"], apparel.FIXED, apparel.FIXED)
    ours = errors_at(shop.static_model, theta)
    names = [f"log.{name}" for name in shop.NAMES[:4]] + list(shop.NAMES[4:])
    entry.hit("", dict(zip(names, ours, strict=True)), rel=1e-3)


@checks(f"{FITS}/apparel_pnbd_static_constrGender")
def constrained(entry: Entry) -> None:
    given = entry["coef"]
    theta = np.append(logs_of(given, *shop.EQUAL[:4]), [given[name] for name in shop.EQUAL[4:]])
    entry.hit("logLik", shop.constrained_model(theta).value, within=1e-7)
    near(entry, "coef", shop.constrained(), shop.constrained_model, theta, share=5e-3)
    errors = errors_at(shop.constrained_model, theta)
    ours = dict(zip(shop.EQUAL, errors * np.append(np.exp(theta[:4]), np.ones(3)), strict=True))
    entry.hit("se", ours, rel=1e-3)
    _search(entry, 600)


@checks(f"{FITS}/apparel_bgnbd_static")
def coins_with_covariates(entry: Entry) -> None:
    """Nobody's chance differs (a and b run away), so the errors are of a repaired covariance."""
    given = entry["coef"]
    columns = [f"{clock}.{name}" for clock in ("trans", "life") for name in apparel.FIXED]
    theta = np.append(logs_of(given, "r", "alpha", "a", "b"), [given[name] for name in columns])
    entry.hit("logLik", shop.coin_model(theta).value, within=1e-6)
    fit = shop.coins()
    assert fit.loglik >= entry["logLik"] - 1e-6
    for name in ("r", "alpha", "trans.Gender", "trans.Channel"):
        entry.hit(f"coef/{name}", fit.parameters[name], rel=2e-3)
    assert Caution.FLAT in fit.cautions
    entry.excuse(Excuse.NOT_IDENTIFIED, "coef")
    entry.excuse(Excuse.FAULTY_ERRORS, "se")
    _search(entry, 600)


@checks(f"{FITS}/apparel_pnbd_static_reg_life3_trans8")
def regularised(entry: Entry) -> None:
    entry.excuse(Excuse.FAULTY_CRITERION, "coef", "se", "logLik")
    _search(entry, 600)


@checks(f"{MORE}/fit_cdnow_split19970930_bg")
def coins(entry: Entry) -> None:
    known = partial(tosses.slope, rows=sets.rows("cdnow_days"))
    theta = logs_of(entry["coef"])
    entry.hit("LL", known(theta).value, within=1e-7)
    near(entry, "coef", sets.fitted("bgnbd", "cdnow_days"), known, theta, share=5e-3)
    names = [f"log.{name}" for name in ("r", "alpha", "a", "b")]
    entry.hit("H_se", dict(zip(names, errors_at(known, theta), strict=True)), rel=1e-3)


@checks(f"{MORE}/fit_cdnow_split19970930_gm")
def ageing_by_days(entry: Entry) -> None:
    _gompertz(entry, "cdnow_days", coef="coef", loglik="LL")
    limit = sets.fitted("pnbd", "cdnow_days")
    errors = dict(zip(limit.names, np.sqrt(np.diag(limit.covariance)), strict=True))
    for name in ("r", "alpha", "s"):
        entry.hit(f"H_se/log.{name}", errors[name], rel=5e-3)
    entry.excuse(Excuse.NOT_IDENTIFIED, "H_se/log.b", "H_se/log.beta")


@checks(f"{MORE}/fit_cdnow_split19970930_g2")
def spent(entry: Entry) -> None:
    file, until = "clvtools_cdnow.csv", dt.date(1997, 9, 30)
    _, x, z = sets.spending(file, until)
    known, fit = partial(spend.slope, rows=spend.spenders(x, z)), sets.spending_fitted(file, until)
    theta = logs_of(entry["coef"])
    entry.hit("LL", known(theta).value, within=1e-8)
    for theirs, ours in zip(("p", "q", "gamma"), fit.names, strict=True):
        entry.hit(f"coef/{theirs}", fit.parameters[ours], within=5e-3 * fit.errors[ours])
    names = [f"log.{name}" for name in ("p", "q", "gamma")]
    entry.hit("H_se", dict(zip(names, errors_at(known, theta), strict=True)), rel=1e-3)
