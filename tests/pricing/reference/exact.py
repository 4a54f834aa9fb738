"""Exact maxima measured for this project, and the fits of lifetimes and of a spreadsheet."""

from __future__ import annotations

from functools import partial

import numpy as np

from goodwill.pricing import bgbb, buying, spend
from goodwill.pricing.rivals import renewals, tosses
from tests.pricing.reference import sets
from tests.pricing.reference.entry import Entry, Excuse, checks
from tests.pricing.reference.fits import logs_of, near

ROUNDED = "cdnow_sample_summary_with_zbar.csv"
KINDS = {"bgnbd": tosses.BG, "mbgnbd": tosses.MBG}


def _model(model: str, name: str):
    if model == "pnbd":
        return partial(buying.slope, rows=sets.rows(name))
    return partial(tosses.slope, rows=sets.rows(name), kind=KINDS[model])


def _maximum(model: str, name: str, entry: Entry) -> None:
    """Their own search stopped about 1e-6 short of the maximum."""
    fit = sets.fitted(model, name)
    assert fit.loglik >= entry["LL"] - 1e-9
    entry.hit("LL", fit.loglik, within=1e-7)
    entry.hit("params", fit.parameters, rel=2e-6)
    entry.hit("se", fit.errors, rel=1e-4)
    assert np.abs(_model(model, name)(fit.theta).gradient).max() < 1e-6
    assert fit.cautions == ()
    if "n" in entry.part:
        entry.hit("n", sets.rows(name).customers)


for _model_name, _set in [
    ("pnbd", "cdnow_sample"),
    ("bgnbd", "cdnow_sample"),
    ("mbgnbd", "cdnow_sample"),
    ("pnbd", "cdnow_master"),
    ("bgnbd", "cdnow_master"),
    ("pnbd", "apparel"),
]:
    checks(f"measured_here/exact_mle/{_set}_{_model_name}")(partial(_maximum, _model_name, _set))


def _spenders() -> spend.Spenders:
    known = sets.table(ROUNDED)
    return spend.spenders(known["x"], known["zbar"])


@checks("measured_here/exact_mle/cdnow_sample_gammagamma")
def spent(entry: Entry) -> None:
    fit = spend.fit(_spenders(), prior=None)
    assert fit.loglik >= entry["LL"] - 1e-9
    entry.hit("LL", fit.loglik, within=1e-8)
    entry.hit("params", fit.parameters, rel=2e-5)
    entry.hit("se", fit.errors, rel=1e-4)
    entry.hit("n", fit.customers)


@checks("measured_here/sbg/sbg_highend", "measured_here/sbg/sbg_regular")
def contracts(entry: Entry) -> None:
    observed = np.array(entry["survival_pct_observed"], dtype=float)
    years = int(entry["fit_periods"])
    fit = renewals.fit(renewals.cohort(observed[: years + 1] * 10))
    ours = dict(zip(("alpha", "beta"), fit.parameters.values(), strict=True))
    entry.hit("alpha", ours["alpha"], rel=1e-6)
    entry.hit("beta", ours["beta"], rel=1e-6)
    assert fit.loglik >= entry["LL_n1000"] - 1e-9
    entry.hit("LL_n1000", fit.loglik, within=1e-8)
    predicted = 100 * renewals.surviving(fit.theta, np.arange(13))
    entry.hit("survival_pct_pred_0_12", predicted, rel=1e-6)
    entry.excuse(Excuse.GIVEN, "survival_pct_observed", "fit_periods")


@checks("measured_here/bgbb_donations")
def donations(entry: Entry) -> None:
    fit = sets.donors_fitted()
    for who, error in (("lifetimes", 1e-6), ("own_mle", 1e-6)):
        entry.hit(f"{who}/params", fit.parameters, rel=error)
        entry.hit(f"{who}/LL_sum", fit.loglik, within=1e-8)
        assert bgbb.slope(logs_of(entry[f"{who}/params"]), sets.donors()).value < fit.loglik + 1e-9
    entry.hit("lifetimes/se", fit.errors, rel=1e-6)
    entry.hit("lifetimes/n", fit.customers)


def _lifetimes(model: str, name: str, entry: Entry) -> None:
    """It fits in a time of which the longest life is 1, which moves the log-likelihood alone."""
    fit, rows = sets.fitted(model, name), sets.rows(name)
    near(entry, "params", fit, _model(model, name), logs_of(entry["params"]), share=2e-3)
    if "se" in entry.part:
        entry.hit("se", fit.errors, rel=2e-5)
    if "LL_sum" in entry.part:
        longer = float(rows.x @ rows.weight) * np.log(rows.T.max())
        entry.hit("LL_sum", fit.loglik + longer, within=1e-6)
    if "n" in entry.part:
        entry.hit("n", fit.customers)


for _model_name, _set in [
    ("pnbd", "cdnow_sample"),
    ("bgnbd", "cdnow_sample"),
    ("mbgnbd", "cdnow_sample"),
    ("pnbd", "cdnow_master"),
    ("bgnbd", "cdnow_master"),
]:
    checks(f"measured_here/lifetimes_fits/{_set}_{_model_name}_lifetimes")(
        partial(_lifetimes, _model_name, _set)
    )


@checks("measured_here/lifetimes_fits/cdnow_sample_gg_lifetimes")
def lifetimes_spent(entry: Entry) -> None:
    fit, known = spend.fit(_spenders(), prior=None), sets.table(ROUNDED)
    entry.hit("params", fit.parameters, rel=1e-6)
    entry.hit("LL_sum", fit.loglik, within=1e-8)
    entry.hit("n", fit.customers)
    ours = spend.expected(logs_of(entry["params"]), known["x"], known["zbar"])
    entry.hit("first10_cond_avg_profit", ours[:10], rel=1e-12)
