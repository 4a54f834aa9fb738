"""Every single customer is predicted as a peer predicts, at the peer's own estimates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from goodwill.pricing import bgbb
from tests.pricing.reference import predictions as ours
from tests.pricing.reference import sets

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not sets.FILE.exists(), reason="the real records are absent: set GOODWILL_REAL_DATA"
    ),
]

SPLIT, YEARS = dt.date(1997, 9, 30), dt.date(2006, 12, 31)


def cdnow(columns, spent=None):
    given = ours.asked("cdnow_days", ours.CDNOW, SPLIT, 39)
    return given, columns, spent


def apparel(columns, spent=None):
    given = ours.asked("apparel", ours.SHOP, YEARS, 52)
    return given, columns, spent


@pytest.mark.parametrize(
    ("file", "predicted"),
    [
        (
            "ref_cdnow_split19970930_pnbd_pred39_delta0.0027.csv",
            lambda: cdnow(
                ours.pareto(
                    "cdnow_days", ours.coef("fits", "cdnow_pnbd_split_1997-09-30"), 39, 0.0027
                ),
                ours.coef("more_fits", "fit_cdnow_split19970930_g2"),
            ),
        ),
        (
            "ref_cdnow_split19970930_bgnbd_pred39.csv",
            lambda: cdnow(
                ours.coins("cdnow_days", ours.coef("more_fits", "fit_cdnow_split19970930_bg"), 39)
            ),
        ),
        ("ref_cdnow_split19970930_ggomnbd_pred39.csv", lambda: cdnow(ours.aged())),
        (
            "ref_apparel_pnbd_nocov_pred52_delta0.001.csv",
            lambda: apparel(
                ours.pareto("apparel", ours.coef("fits", "apparel_pnbd"), 52, 0.001),
                ours.coef("fits", "apparel_ggamma"),
            ),
        ),
        ("ref_apparel_pnbd_static_pred52.csv", lambda: (ours.shop_asked(), ours.static(), None)),
    ],
)
def test_everybody_is_predicted_as_the_peer_predicts(file, predicted):
    """The Gompertz is integrated by the peer itself, to six or seven digits."""
    given, columns, spent = predicted()
    columns = columns | ours.facts(given)
    if spent:
        columns |= ours.money(given, spent, columns)
    peer = sets.table(file)
    mine = [given.ids[str(one)] for one in peer["Id"]]
    names = {name: name.replace(".", "") for name in columns}
    compared = [name for name, plain in names.items() if plain in peer.dtype.names]
    assert {"PAlive", "CET", "actual.x"} < set(compared)
    for name in compared:
        theirs = peer[names[name]]
        away = np.abs(columns[name][mine] - theirs).max() / np.abs(theirs).max()
        assert away <= (1e-6 if "ggomnbd" in file else 1e-9), name


def test_donors_one_by_one_and_weighted_give_the_same_fit():
    table = sets.table("donations_bgbb_individual.csv")
    theta = np.log([1.2, 0.75, 0.66, 2.78])
    one = bgbb.slope(theta, bgbb.chances(table["frequency"], table["recency"], table["T"]))
    many = bgbb.slope(theta, sets.donors())
    assert one.value == pytest.approx(many.value, rel=1e-12)
    assert one.gradient == pytest.approx(many.gradient, rel=1e-9)
