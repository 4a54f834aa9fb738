"""Every assumed figure is derived again from the study it names."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.priors import belief, families, prior
from goodwill.pricing.treatment import ein

OURS = (
    "waiting", "runaround", "promise", "refusal", "pressure", "coldness", "quality", "billing",
    "silence", "change",
)  # fmt: skip
THEIRS = ("payment", "overreach", "wavering", "rudeness", "abuse")
OVERSTATED = 2.9
OF_SATISFACTION = 2 * 0.101 / np.sqrt(1 - 0.101**2) * np.pi / np.sqrt(3) / OVERSTATED


def log_odds(share):
    return np.log(share / (1 - share))


DERIVED = {
    "waiting": OF_SATISFACTION,
    "runaround": OF_SATISFACTION,
    "coldness": OF_SATISFACTION,
    "billing": OF_SATISFACTION,
    "silence": OF_SATISFACTION,
    "promise": 1.5 * OF_SATISFACTION,
    "refusal": (log_odds(0.70) - log_odds(0.46)) / OVERSTATED,
    "pressure": np.log(np.log(0.90) / np.log(0.94)) / 2,
    "quality": np.log(1.11) / (0.1 * 6 / np.log(2)),
}


def test_every_family_has_an_assumption():
    assert families() == OURS + THEIRS


@pytest.mark.parametrize("family", sorted(DERIVED))
def test_the_effect_follows_from_its_study(family):
    assert prior(family).effect.delta == pytest.approx(DERIVED[family], abs=0.005)


def test_a_change_of_person_wears_as_much_as_it_was_seen_to_cost():
    effect = prior("change").effect
    weeks_of_sales = (0.132 + 0.176) / 2 * 52
    wear = float(ein(effect.delta)) / (np.log(2) / effect.half_life)
    assert wear == pytest.approx(weeks_of_sales, abs=0.5)


@pytest.mark.parametrize("family", OURS)
def test_effects_are_modest_and_wide(family):
    effect = prior(family).effect
    assert 0 < effect.delta < 0.5
    assert effect.sd >= effect.delta / 2
    assert effect.half_life_factor >= 3


@pytest.mark.parametrize("family", OURS)
def test_a_grace_is_less_than_a_breach_and_may_be_nothing(family):
    grace, breach = prior(family, "grace").effect, prior(family).effect
    assert -breach.delta / 3 < grace.delta < 0
    assert grace.delta + 1.96 * grace.sd > 0
    assert set(prior(family, "grace").rows) == {5, 13, 29}
    assert -grace.delta == pytest.approx(OF_SATISFACTION / 4, abs=0.005)


@pytest.mark.parametrize("family", THEIRS)
@pytest.mark.parametrize("verdict", ["breach", "grace"])
def test_their_side_has_no_price_because_no_study_gives_one(family, verdict):
    assert prior(family, verdict).effect is None
    assert prior(family, verdict).rows


@pytest.mark.parametrize("family", OURS + THEIRS)
def test_every_assumption_says_so_in_four_languages_and_cites(family):
    found = prior(family)
    assert set(found.words) == {"en", "pl", "ru", "uk"}
    assert all(sentence.endswith(".") for sentence in found.words.values())
    assert found.cites
    assert found.derivation
    assert found.grade == "assumed"


def test_an_unknown_family_or_verdict_is_an_error():
    with pytest.raises(KeyError):
        prior("weather")
    with pytest.raises(KeyError):
        prior("waiting", "kept")


@pytest.mark.parametrize("family", OURS)
@pytest.mark.parametrize("verdict", ["breach", "grace"])
def test_of_the_lull_nothing_is_assumed_but_that_it_is_as_unsure_as_the_loss(family, verdict):
    """No study tells pausing from leaving: the whole effect is put on leaving."""
    found = prior(family, verdict)
    assert found.effect.gamma == 0
    assert found.effect.gamma_sd == found.effect.sd > 0
    assert set(found.lull) == {"en", "pl", "ru", "uk"}
    assert all(sentence.endswith(".") for sentence in found.lull.values())


@pytest.mark.parametrize("family", OURS)
def test_evidence_starts_from_the_same_assumption(family):
    effect, believed = prior(family).effect, belief(family)
    assert believed.effect.leaving == effect.delta
    assert believed.effect.buying == 0
    assert np.sqrt(np.diag(believed.effect.covariance)) == pytest.approx([effect.sd, effect.sd])
    assert believed.effect.covariance[0, 1] == 0
    assert (believed.half_life, believed.half_life_factor) == (effect.half_life, 3)
    assert belief("payment") is None
