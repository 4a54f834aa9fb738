"""What CLVTools 0.12.1 predicts customer by customer, at its own estimates."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing import attrition, residual, spend
from goodwill.pricing.kernel import forecast, likelihood
from goodwill.pricing.rivals import gompertz, tosses
from tests.pricing.kernel import apparel
from tests.pricing.reference import sets, shop
from tests.pricing.reference.entry import Entry, checks
from tests.pricing.reference.fits import logs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodwill.pricing.rows import Floats

PLACE = "measured_here/clvtools_0.12.1/predictions"
CDNOW, SHOP = "clvtools_cdnow.csv", "clvtools_apparelTrans.csv"
FOR_EVER = np.append(1.0, 2.0 ** np.arange(16))
"""Weeks of ever longer pieces: at a thousandth a week nothing is left after them."""

Columns = dict[str, "Floats"]


class Asked(NamedTuple):
    """Which customers a prediction is of, from what was known until when, and of how many weeks."""

    ids: dict[str, int]
    file: str
    until: dt.date
    weeks: float

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        return self.until + dt.timedelta(1), self.until + dt.timedelta(7 * self.weeks)


def coef(kind: str, name: str) -> dict[str, float]:
    return sets.reference()["measured_here"]["clvtools_0.12.1"][kind][name]["coef"]


def asked(name: str, file: str, until: dt.date, weeks: float) -> Asked:
    return Asked(sets.each(name)[0], file, until, weeks)


def facts(given: Asked) -> Columns:
    """What the customers did then."""
    known, span = sets.bought(given.file), given.span
    pairs = [known[one].within(*span) for one in given.ids]
    number, spent = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    weeks = np.full(len(pairs), given.weeks)
    return {"actual.x": number, "actual.period.spending": spent, "period.length": weeks}


def money(given: Asked, coefficients: dict[str, float], told: Columns) -> Columns:
    """Expected spending, and with it the money of the period and for ever."""
    people, x, z = sets.spending(given.file, given.until)
    order = {one: place for place, one in enumerate(people)}
    mine = [order[one] for one in given.ids]
    each = spend.expected(logs_of(coefficients), x[mine], z[mine])
    found = {"predicted.mean.spending": each, "predicted.period.spending": each * told["CET"]}
    for count, amount in (("DERT", "predicted.CLV"), ("DECT", "predicted.period.CLV")):
        if count in told:
            found[amount] = each * told[count]
    return found


def told(entry: Entry, given: Asked, ours: Columns, *, rel: float = 1e-9) -> None:
    """Every customer's row and the sums over all."""
    for place, row in enumerate(entry["rows"]):
        one = given.ids[str(int(row["Id"]))]
        for name in row:
            if name in ours:
                entry.hit(f"rows/{place}/{name}", ours[name][one], rel=rel, within=1e-9)
    for name in entry["sums"]:
        entry.hit(f"sums/{name}", ours[name].sum(), rel=rel)


def pareto(name: str, coefficients: dict[str, float], weeks: float, rate: float) -> Columns:
    theta, (_, rows) = logs_of(coefficients), sets.each(name)
    now = attrition.state(theta, rows)
    for_ever = residual.discounted_purchases(now, float(np.exp(theta[2])), np.inf, rate)
    return {"PAlive": now.alive, "CET": attrition.expected(theta, now, weeks), "DERT": for_ever}


def coins(name: str, coefficients: dict[str, float], weeks: float) -> Columns:
    theta, (_, rows) = logs_of(coefficients), sets.each(name)
    return {
        "PAlive": tosses.scores(theta, rows).alive,
        "CET": tosses.expected(theta, rows, weeks),
    }


def ageing(name: str, coefficients: dict[str, float], weeks: float) -> Columns:
    given = (coefficients[part] for part in ("r", "alpha", "b", "s", "beta"))
    theta, (_, rows) = gompertz.theta_of(*given), sets.each(name)
    return {
        "PAlive": gompertz.scores(theta, rows).alive,
        "CET": gompertz.expected(theta, rows, weeks),
    }


def shop_asked() -> Asked:
    """A year of the shop, its customers in the order of the covariates' file."""
    ids = {one: place for place, one in enumerate(apparel.shop(sets.BTYD).ids)}
    return Asked(ids, SHOP, _104, 52)


@cache
def static() -> Columns:
    """The shop with constant covariates, at a discount of a thousandth a week."""
    panel = shop.panel()
    theta = apparel.theta(coef("fits", "apparel_pnbd_static"), apparel.FIXED, apparel.FIXED)
    now = likelihood.state(theta, panel, tolerance=1e-12)
    z = panel.buying[panel.start[:-1]][:, None, :]

    def ahead(length: Floats, rate: float) -> Floats:
        whole = np.repeat(z, len(length), axis=1)
        return forecast.expected(theta, panel, now, shop.course(panel, whole, length), rate=rate)

    return {
        "PAlive": now.alive,
        "CET": ahead(np.array([52.0]), 0.0),
        "DERT": ahead(FOR_EVER, 0.001),
    }


def aged() -> Columns:
    return ageing("cdnow_days", coef("more_fits", "fit_cdnow_split19970930_gm"), 39)


def _all(
    given: Asked,
    ours: Callable[[], Columns],
    spent: tuple[str, str] | None,
    entry: Entry,
) -> None:
    """The Gompertz is integrated by the peer itself, to eight digits."""
    predicted = facts(given) | ours()
    if spent:
        predicted |= money(given, coef(*spent), predicted)
    told(entry, given, predicted, rel=1e-7 if ours is aged else 1e-9)


_37, _39 = dt.date(1997, 9, 17), dt.date(1997, 9, 30)
_104 = dt.date(2006, 12, 31)
WEEKLY = float(np.log(1.15) / 52)

for _name, _given, _ours, _spent in [
    (
        "pred_cdnow_pnbd",
        lambda: asked("cdnow_37", CDNOW, _37, 39),
        lambda: pareto("cdnow_37", coef("fits", "cdnow_pnbd"), 39, WEEKLY),
        ("fits", "cdnow_ggamma"),
    ),
    (
        "pred_cdnow_bgnbd",
        lambda: asked("cdnow_37", CDNOW, _37, 39),
        lambda: coins("cdnow_37", coef("fits", "cdnow_bgnbd"), 39),
        None,
    ),
    (
        "cdnow_split19970930_pnbd_pred39_delta0.0027",
        lambda: asked("cdnow_days", CDNOW, _39, 39),
        lambda: pareto("cdnow_days", coef("fits", "cdnow_pnbd_split_1997-09-30"), 39, 0.0027),
        ("more_fits", "fit_cdnow_split19970930_g2"),
    ),
    (
        "cdnow_split19970930_bgnbd_pred39",
        lambda: asked("cdnow_days", CDNOW, _39, 39),
        lambda: coins("cdnow_days", coef("more_fits", "fit_cdnow_split19970930_bg"), 39),
        None,
    ),
    (
        "cdnow_split19970930_ggomnbd_pred39",
        lambda: asked("cdnow_days", CDNOW, _39, 39),
        aged,
        None,
    ),
    (
        "apparel_pnbd_nocov_pred52_delta0.001",
        lambda: asked("apparel", SHOP, _104, 52),
        lambda: pareto("apparel", coef("fits", "apparel_pnbd"), 52, 0.001),
        ("fits", "apparel_ggamma"),
    ),
    (
        "pred_apparel_static",
        shop_asked,
        static,
        ("fits", "apparel_ggamma"),
    ),
]:

    def _check(entry: Entry, given=_given, ours=_ours, spent=_spent) -> None:
        _all(given(), ours, spent, entry)

    checks(f"{PLACE}/{_name}")(_check)


@checks(f"{PLACE}/newcustomer_apparel_nocov_52")
def newcomer(entry: Entry) -> None:
    """The peer counts the first purchase too."""
    theta = logs_of(coef("fits", "apparel_pnbd"))
    entry.hit("", 1 + attrition.expected_of_newcomer(theta, 52), rel=1e-12)


def _new(theta: Floats, buying: Floats, leaving: Floats, length: Floats) -> float:
    """Expected purchases of one newcomer, the first one counted, under covariates (K, C)."""
    panel = shop.panel()._replace(x=np.zeros(1, dtype=np.int64))
    if buying.shape[1] == 3:
        panel = apparel.panel(sets.BTYD, 1.0)._replace(x=np.zeros(1, dtype=np.int64))
    r, alpha, _, beta = np.exp(theta[:4])
    now = attrition.State(np.ones(1), np.array([r]), np.array([alpha]), np.array([beta]))
    course = forecast.Course(length, buying[None], leaving[None])
    return 1 + float(forecast.expected(theta, panel, now, course)[0])


@checks(f"{PLACE}/newcustomer_static_G1C0_52")
def newcomer_with_covariates(entry: Entry) -> None:
    theta = apparel.theta(coef("fits", "apparel_pnbd_static"), apparel.FIXED, apparel.FIXED)
    woman = np.array([[1.0, 0.0]])
    entry.hit("", _new(theta, woman, woman, np.array([52.0])), rel=1e-12)


@checks(f"{PLACE}/newcustomer_dyn_52")
def newcomer_with_seasons(entry: Entry) -> None:
    dynamic = sets.reference()["measured_here"]["clvtools_0.12.1"]["dyncov"]
    theta = apparel.theta(dynamic["fit_split104"]["coef"])
    weeks = np.arange(52)
    season = np.stack([weeks % 4 == 3, np.ones(52), np.zeros(52)], axis=1).astype(float)
    entry.hit("value", _new(theta, season, season, np.ones(52)), rel=1e-10)


def _counts(name: str, fit: str, entry: Entry) -> None:
    """The mean over customers of the chance of 0 .. 10 purchases in each one's own time."""
    theta, rows = logs_of(coef("fits", fit)), sets.rows(name)
    ages, place = np.unique(rows.T, return_inverse=True)
    share = np.bincount(place, rows.weight) / rows.customers
    chances = sum(
        part * attrition.counts(theta, float(age), 10)
        for age, part in zip(ages, share, strict=True)
    )
    for number, chance in enumerate(chances):
        entry.hit(f"pmf.x.{number}", chance, rel=1e-8)


checks(f"{PLACE}/pmf_cdnow_mean_0_10")(
    partial(_counts, "cdnow_days", "cdnow_pnbd_split_1997-09-30")
)
checks(f"{PLACE}/pmf_apparel_mean_0_10")(partial(_counts, "apparel", "apparel_pnbd"))
