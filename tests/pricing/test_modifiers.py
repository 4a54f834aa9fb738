"""What changes the effect of a breach, found where it is planted and not where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.pricing.evidence.modifiers import estimated, modifiers
from goodwill.pricing.exposure import Terms, panel
from goodwill.pricing.kernel.parameters import places
from goodwill.pricing.kernel.simulate import customers
from tests.recovery.world import Plan, lived

LOGS = np.log([1.0, 8.0, 0.8, 60.0, 1.5, 10.0])


@pytest.fixture(scope="module")
def design():
    return lived(Plan(), np.random.default_rng(5), 3000)[0]


def theirs_of(design):
    """Every fourth dealing, as if it had been a breach of theirs."""
    return type(design.dealings)(*(column[::4] for column in design.dealings))


@pytest.mark.parametrize(
    ("kind", "leaving", "buying"),
    [("tenure", -0.5, 0.2), ("constancy", 1.2, -0.4), ("theirs_first", -0.8, 0.4)],
)
def test_what_is_planted_is_found_within_its_error(design, kind, leaving, buying):
    theirs = theirs_of(design) if kind == "theirs_first" else None
    terms = Terms(share="none", tenure="weeks", constancy=True, theirs=theirs)
    whole, names = panel(design, [6.0], dealing_memory=6.0, terms=terms)
    at, theta = places(whole), np.concatenate([LOGS, np.zeros(places(whole).plain)])
    place = [column.kind for column in names.leaving].index(kind)
    theta[at.delta.start] = 0.5
    theta[at.delta.start + place], theta[at.gamma.start + place] = leaving, buying
    drawn, _ = customers(np.random.default_rng(6), theta, whole)
    found = {each.kind: each for each in estimated(drawn, names, dict.fromkeys(KINDS, 3000))}
    one = found[kind]
    errors = np.sqrt(np.diag(one.effect.covariance))
    away = (np.array(one.effect[:2]) - (leaving, buying)) / errors
    assert np.abs(away).max() < 3
    assert abs(one.effect.buying) > 3 * errors[1]
    assert one.customers == 3000


KINDS = ("tenure", "constancy", "theirs_first")


def test_where_nothing_is_planted_nothing_is_loud(design):
    found = modifiers(design, theirs_of(design))
    assert [one.kind for one in found] == ["tenure", "theirs_first", "constancy"]
    for one in found:
        errors = np.sqrt(np.diag(one.effect.covariance))
        assert np.abs(np.array(one.effect[:2]) / errors).max() < 3
        assert one.customers > 100


def test_kinds_that_hardly_happen_are_left_out(design):
    few = type(design.dealings)(*(column[:5] for column in design.dealings))
    assert {one.kind for one in modifiers(design, few)} == {"tenure", "constancy"}
    assert {one.kind for one in modifiers(design)} == {"tenure", "constancy"}


def test_with_hardly_any_breaches_nothing_is_asked(design):
    family = design.families[0]
    few = family._replace(events=type(family.events)(*(c[:50] for c in family.events)))
    assert modifiers(design._replace(families=(few,))) == ()
    grievance = family._replace(grievance=True)
    assert modifiers(design._replace(families=(grievance,))) == ()
