"""The price of one breach in planted companies, and the exposures that it rests on."""

import numpy as np
import pytest

from goodwill.pricing import exposure
from goodwill.pricing.kernel import fitting
from tests.recovery.plants import PLANTS, plant
from tests.recovery.price import cost_at_truth, found_cost, laid, stock_now, true_cost
from tests.recovery.test_plants import stocks


@pytest.mark.parametrize("name", ["priced", "at_contacts"])
def test_the_price_at_the_true_parameters_is_what_the_hidden_lives_lose(name):
    hidden, told = np.transpose(
        [
            (true_cost(grown), cost_at_truth(grown, PLANTS[name].plan, laid(grown)))
            for grown in (plant(name, seed, 6000) for seed in range(3))
        ]
    )
    assert told.mean() == pytest.approx(hidden.mean(), rel=0.05)
    assert hidden.min() > 0.2


def test_without_effect_a_breach_costs_nothing():
    grown = plant("null_at_contacts", 1, 500)
    assert true_cost(grown) == 0
    assert cost_at_truth(grown, PLANTS["null_at_contacts"].plan, laid(grown)) == 0


def test_the_price_is_found_again_within_its_interval():
    off, errors = [], []
    for seed in range(4):
        grown = plant("at_contacts", seed, 2500)
        records = laid(grown)
        found = found_cost(grown, fitting.fit(records.panel), records)
        off.append(found.purchases - true_cost(grown))
        errors.append(found.error)
    assert abs(np.mean(off)) < 3 * np.mean(errors) / np.sqrt(len(off))
    assert 0.02 < np.mean(errors) < 0.2


def test_the_exposures_remember_as_the_planted_customers_do():
    grown = plant("at_contacts", 2, 300)
    panel, names = exposure.panel(grown.design, [6.0], dealing_memory=6.0)
    column = [each.kind for each in names.leaving].index("stock")
    owner = np.repeat(np.arange(300), np.diff(panel.start))
    ends = np.cumsum(panel.length) - np.repeat(
        np.concatenate([[0], np.cumsum(panel.length)])[panel.start[:-1]], np.diff(panel.start)
    )
    begins = np.rint(ends - panel.length).astype(int)
    true = stocks(grown.design.families[0].events, 6.0, 300)[owner, begins]
    exposed = panel.leaving[:, column]
    assert np.abs(exposed - true).max() < 0.35
    assert exposed.sum() > 50
    week = np.clip(grown.design.T[:, None] - np.arange(104), 0, 1)
    whole = (stocks(grown.design.families[0].events, 6.0, 300) * week).sum()
    assert (exposed * panel.length).sum() == pytest.approx(whole, rel=0.02)


def test_what_is_remembered_at_the_close_is_the_last_week_of_the_stock():
    grown = plant("at_contacts", 2, 300)
    last = np.floor(grown.design.T).astype(int)
    stock = stocks(grown.design.families[0].events, 6.0, 300)
    there = np.minimum(last, 103)
    assert stock_now(grown) == pytest.approx(stock[np.arange(300), there], abs=1e-12)
