import numpy as np
import pytest

from goodwill.pricing.evidence.confounding import EXPOSURE, FRAGILE, PART, doubt
from goodwill.pricing.evidence.finding import Estimate, Guard, Outcome
from goodwill.pricing.evidence.memory import Remembered
from tests.pricing.evidence.companies import finding, guard


def moved(name, before, after):
    figures = {"without": before, "beside": after, "se": 0.2, "moved": (after - before) / 0.2}
    return Guard(name, Outcome.PASSED, figures)


def test_an_adjustment_is_as_unsure_as_a_part_of_what_it_moved():
    assert doubt(()) == 0
    assert doubt((Guard(EXPOSURE, Outcome.UNTOLD, {"without": 1.0, "beside": 0.0}),)) == 0
    both = (moved(EXPOSURE, 1.2, 0.9), moved(FRAGILE, 0.9, 0.5))
    assert doubt(both) == pytest.approx(PART * 0.5)
    assert doubt((*both, moved("placebo", 0.0, 9.0))) == pytest.approx(PART * 0.5)


def test_the_doubt_is_in_the_error_of_the_loss_alone():
    told = Estimate(0.5, -0.2, np.array([[0.04, 0.01], [0.01, 0.02]]))
    one = np.ones(1)
    unsure = Remembered(6 * one, one, one, (told,), one).unsure(0.3).own
    assert unsure[:2] == told[:2]
    np.testing.assert_allclose(unsure.covariance, [[0.13, 0.01], [0.01, 0.02]])


def test_where_frail_customers_contact_more_the_loss_is_less_sure_than_the_fit_says():
    found = finding("fragile_contact_more")
    exposure = guard(found, EXPOSURE).figures
    assert exposure["without"] - exposure["beside"] > 0.3
    assert np.sqrt(found.own.covariance[0, 0]) > 1.05 * exposure["se"]
