from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.association import odds
from tests.pricing.test_cox import CLUSTER, LENGTH, OTHER, TREATED

SOON = LENGTH < 6
NOTHING = np.empty((24, 0))


def test_the_odds_and_their_clustered_error_are_those_of_statsmodels():
    # statsmodels 0.14 GLM(Binomial), cov_type="cluster", use_correction=False
    found = odds(SOON, np.array(TREATED, dtype=float), np.array(OTHER)[:, None], CLUSTER)
    assert found.effect == pytest.approx(-0.76733217, abs=1e-8)
    assert found.se == pytest.approx(0.85579063, abs=1e-8)


def test_of_a_table_of_four_cells_the_odds_ratio_is_the_cross_product():
    treated = np.repeat([1.0, 1.0, 0.0, 0.0], [12, 8, 5, 15])
    happened = np.repeat([True, False, True, False], [12, 8, 5, 15])
    found = odds(happened, treated, np.empty((40, 0)), np.arange(40))
    assert found.effect == pytest.approx(np.log(12 * 15 / (8 * 5)))
    assert found.se == pytest.approx(np.sqrt(1 / 12 + 1 / 8 + 1 / 5 + 1 / 15))
    low, high = found.interval
    assert low < 4.5 < high


def test_the_same_records_in_blocks_are_not_more_evidence():
    treated = np.tile(np.repeat([1.0, 1.0, 0.0, 0.0], [12, 8, 5, 15]), 9)
    happened = np.tile(np.repeat([True, False, True, False], [12, 8, 5, 15]), 9)
    once = odds(happened[:40], treated[:40], np.empty((40, 0)), np.arange(40))
    nine_times = odds(happened, treated, np.empty((360, 0)), np.tile(np.arange(40), 9))
    assert nine_times.se == pytest.approx(once.se)


@pytest.mark.parametrize(
    ("happened", "treated"),
    [
        (np.zeros(24, dtype=bool), np.array(TREATED, dtype=float)),
        (SOON, np.ones(24)),
        (SOON, SOON.astype(float)),
        (SOON[:0], np.empty(0)),
    ],
    ids=["nothing happened", "all alike", "told without error", "no records"],
)
def test_what_cannot_be_told_is_undefined_and_never_nought(happened, treated):
    found = odds(happened, treated, NOTHING[: len(happened)], CLUSTER[: len(happened)])
    assert np.isnan([found.effect, found.se]).all()
