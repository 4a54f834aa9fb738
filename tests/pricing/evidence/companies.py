"""Planted companies assessed once per session, and small designs made by hand."""

from __future__ import annotations

from functools import cache

import numpy as np

from goodwill.pricing.design import Design, Events, Family
from goodwill.pricing.evidence.assess import Assessment, Belief, assess
from goodwill.pricing.evidence.finding import Estimate, Finding
from goodwill.pricing.evidence.recording import Signs, signs
from tests.recovery.plants import Planted, plant

BELIEF = Belief(Estimate(0.2, -0.1, np.diag([0.2**2, 0.15**2])), 6.0, 1.0)


@cache
def grown(name: str, seed: int = 1, customers: int = 2000) -> Planted:
    return plant(name, seed, customers)


@cache
def looked_at(name: str, seed: int = 1, customers: int = 2000) -> Signs:
    return signs(grown(name, seed, customers).design)


@cache
def assessed(name: str, seed: int = 1, customers: int = 2000) -> Assessment:
    return assess(grown(name, seed, customers).design, {("waiting", "breach"): BELIEF})


def finding(name: str, seed: int = 1, customers: int = 2000) -> Finding:
    return assessed(name, seed, customers).findings[0]


def guard(found: Finding, name: str):
    return next(each for each in found.guards if each.name == name)


def events(*pairs: tuple[int, float], server: int = -1) -> Events:
    who, when = (np.array(column) for column in zip(*pairs, strict=True)) if pairs else ([], [])
    who, when = np.asarray(who, dtype=np.int64), np.asarray(when, dtype=np.float64)
    return Events(who, when, np.ones(len(who)), np.full(len(who), server))


def design(**changes) -> Design:
    """Two customers of ten weeks to whom nothing happened but what is given."""
    plain = Design(np.zeros(2), np.full(2, 10.0), events(), events(), events(), ())
    return plain._replace(**changes)


def family(name: str, *pairs: tuple[int, float], verdict: str = "breach") -> Family:
    return Family(name, verdict, events(*pairs), grievance=False)
