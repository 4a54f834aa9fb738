"""The registry of planted companies: each a sentence, a plan, and what a good answer is.

The truth of a plant is what one breach of dose 1 does to the log rates of leaving and of buying in
the week after it. Every plant is a pure function of its name, the seed and the number of customers.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.evidence.finding import Estimate
from tests.recovery.verdict import NORMAL_95
from tests.recovery.world import Lives, Plan, lived

if TYPE_CHECKING:
    from goodwill.pricing.design import Design

KNOWN, WITHIN = 1.0, 3.0
"""How far the half-life is believed, as a factor: exactly, or as the table of priors has it."""
BELIEVED_HALF_LIFE = 6.0
BELIEVED = Estimate(0.2, -0.1, np.diag([0.2**2, 0.15**2]))
"""What companies believe of any family before they look."""
VAGUE = Estimate(0.0, 0.0, np.eye(2))
"""What a company believes that leaves the word to its records."""


class Plant(NamedTuple):
    """A kind of company."""

    note: str  # one sentence
    plan: Plan
    customers: int = 4000  # for a full replication
    factor: float = KNOWN  # how far the half-life of 6 weeks is believed: 1 is exactly
    bad: bool = False  # no latent model can be right here: it must be withheld
    drawn: bool = False  # the truth of each company is drawn from what companies believe
    priced: bool = False  # the price of a breach is looked at as well
    believed: Estimate = BELIEVED
    family: int = 0  # which of the company's families is looked at; only the first has an effect


class Planted(NamedTuple):
    """One company grown from a plant."""

    design: Design
    truth: Estimate
    half_life: float  # the true one, weeks
    note: str
    believed: float  # the half-life that the company believes in, weeks
    factor: float  # and how far
    belief: Estimate
    family: int
    lives: Lives


def plant(name: str, seed: int, customers: int | None = None) -> Planted:
    """Grow the company of this name; KeyError where there is none."""
    kind = PLANTS[name]
    rng = np.random.default_rng([zlib.crc32(name.encode()), seed])
    plan = _drawn(kind.plan, rng) if kind.drawn else kind.plan
    design, lives = lived(plan, rng, customers or kind.customers)
    return Planted(
        design,
        Estimate(*_effect(kind, plan), np.zeros((2, 2))),
        plan.half_life,
        kind.note,
        BELIEVED_HALF_LIFE,
        kind.factor,
        kind.believed,
        kind.family,
        lives,
    )


def _effect(kind: Plant, plan: Plan) -> tuple[float, float]:
    """The true loss and lull of the family that is looked at."""
    return (0.0, 0.0) if kind.family else (plan.loss, plan.lull)


def nothing(kind: Plant) -> bool:
    """Whether what is looked at has no effect."""
    return not kind.drawn and _effect(kind, kind.plan) == (0.0, 0.0)


def _drawn(plan: Plan, rng: np.random.Generator) -> Plan:
    """A truth that companies have reason to believe in."""
    spread = np.sqrt(np.diag(BELIEVED.covariance))
    loss, lull = BELIEVED[:2] + spread * rng.normal(size=2)
    log = np.log(WITHIN) / NORMAL_95 * rng.normal()
    half_life = float(BELIEVED_HALF_LIFE * np.exp(log))
    return plan._replace(loss=float(loss), lull=float(lull), half_life=half_life)


NULL = Plan(loss=0.0, lull=0.0)
BASE = Plan(loss=0.5, lull=-0.2)
AT_CONTACTS = BASE._replace(dealings="contacts", calls=0.2, bad=0.075)


def _without_effect(plan: Plan) -> Plan:
    return plan._replace(loss=0.0, lull=0.0, loss_spread=0.0)


_HEAVY = AT_CONTACTS._replace(calls_with_lambda=1.0)
_FRAGILE = AT_CONTACTS._replace(calls_with_mu=0.7)
_SURGE = AT_CONTACTS._replace(surge=6.0)
_LEAVERS = AT_CONTACTS._replace(complaints=0.25)
_WORSE = AT_CONTACTS._replace(bad_with_mu=0.7)
_LOUDER = BASE._replace(louder=0.5)  # were dealings contacts, this would feed on itself
_THREE = AT_CONTACTS._replace(bad=0.2, families=3)
_SEASON = AT_CONTACTS._replace(season=0.6)
_LOTTERY = AT_CONTACTS._replace(calls=0.4, bad=0.08, servers=25, servers_spread=0.8)
_CONTRACT = AT_CONTACTS._replace(contract=True)

PLANTS: dict[str, Plant] = {
    "recorded_always": Plant(
        "Breaches are recorded whether or not the customer is still there.", BASE
    ),
    "priced": Plant(
        "Customers leave but do not pause; nothing is believed beforehand.",
        BASE._replace(lull=0.0),
        priced=True,
        believed=VAGUE,
    ),
    "as_believed": Plant(
        "Loss, lull and half-life of each company are drawn from what companies believe.",
        AT_CONTACTS,
        factor=WITHIN,
        drawn=True,
        priced=True,
    ),
    "lull_only": Plant(
        "Breaches are recorded always; customers pause (-.5) but do not leave.",
        BASE._replace(loss=0.0, lull=-0.5),
    ),
    "recorded_while_there": Plant(
        "Dealings, apart from contacts, happen only while the customer is there.",
        BASE._replace(dealings="there"),
    ),
    "at_contacts": Plant("Breaches happen at contacts.", AT_CONTACTS),
    "heavy_contact_more": Plant("Those who buy more contact more.", _HEAVY),
    "fragile_contact_more": Plant("Those who leave more easily contact more.", _FRAGILE),
    "at_purchases": Plant(
        "Breaches happen at purchases.", BASE._replace(dealings="purchases", bad=0.12)
    ),
    "surge": Plant("Contacts surge sixfold in the last four weeks before leaving.", _SURGE),
    "surge_null": Plant(
        "Contacts surge before leaving; breaches do nothing.", _without_effect(_SURGE)
    ),
    "leavers_complain": Plant(
        "Those who have decided to leave complain in their last four weeks: a breach on record.",
        _LEAVERS,
        bad=True,
    ),
    "leavers_complain_told": Plant(
        "Leavers complain, and the records say that complaints make the breaches.",
        _LEAVERS._replace(grievance=True),
        bad=True,
    ),
    "leavers_complain_null": Plant(
        "Leavers complain; breaches do nothing.", _without_effect(_LEAVERS), bad=True
    ),
    "fragile_worse": Plant(
        "Those who leave more easily are treated worse at each contact (as mu to the .7).", _WORSE
    ),
    "fragile_worse_null": Plant(
        "Those who leave more easily are treated worse; breaches do nothing.",
        _without_effect(_WORSE),
    ),
    "louder": Plant("The badly treated contact more (.5 on the log rate).", _LOUDER),
    "seasonal": Plant("Buying has a strong season.", _SEASON),
    "heterogeneous": Plant(
        "Customers differ in the loss, with a standard deviation of .3; the truth is the mean.",
        AT_CONTACTS._replace(loss_spread=0.3),
    ),
    "half_life_2": Plant(
        "Customers remember for 2 weeks; 6 within a factor of 3 is believed.",
        AT_CONTACTS._replace(half_life=2.0),
        factor=WITHIN,
        priced=True,
        believed=VAGUE,
    ),
    "half_life_6": Plant(
        "Customers remember for 6 weeks; 6 within a factor of 3 is believed.",
        AT_CONTACTS,
        factor=WITHIN,
        priced=True,
        believed=VAGUE,
    ),
    "half_life_12": Plant(
        "Customers remember for 12 weeks; 6 within a factor of 3 is believed.",
        AT_CONTACTS._replace(half_life=12.0),
        factor=WITHIN,
        priced=True,
        believed=VAGUE,
    ),
    "half_life_26": Plant(
        "Customers remember for 26 weeks; 6 within a factor of 3 is believed.",
        AT_CONTACTS._replace(half_life=26.0),
        factor=WITHIN,
        priced=True,
        believed=VAGUE,
    ),
    "half_life_null": Plant(
        "Breaches do nothing; a memory of 6 weeks within a factor of 3 is believed.",
        _without_effect(AT_CONTACTS),
        factor=WITHIN,
    ),
    "tiny": Plant("A firm of 250 customers.", AT_CONTACTS, customers=250),
    "tiny_null": Plant(
        "A firm of 250 customers; breaches do nothing.", _without_effect(AT_CONTACTS), customers=250
    ),
    "tiny_leavers": Plant(
        "A firm of 250 customers, of whom those who have decided to leave complain.",
        _LEAVERS,
        customers=250,
        bad=True,
    ),
    "one_of_three": Plant("Of three families of breaches one has an effect: this one.", _THREE),
    "idle_of_three": Plant(
        "Of three families of breaches one has an effect: not this one.", _THREE, family=1
    ),
    "contract": Plant("A contract: leaving is seen.", _CONTRACT),
    "contract_null": Plant("A contract; breaches do nothing.", _without_effect(_CONTRACT)),
    "lottery": Plant("Twenty-five clerks, unlike each other, are met by chance.", _LOTTERY),
    "lottery_null": Plant(
        "Unlike clerks met by chance; breaches do nothing.", _without_effect(_LOTTERY)
    ),
    "null": Plant("Breaches, recorded always, do nothing.", NULL),
    "null_while_there": Plant(
        "Dealings only while the customer is there; breaches do nothing.",
        NULL._replace(dealings="there"),
    ),
    "null_at_contacts": Plant("Breaches at contacts do nothing.", _without_effect(AT_CONTACTS)),
    "null_heavy": Plant("Heavy buyers contact more; breaches do nothing.", _without_effect(_HEAVY)),
    "null_fragile": Plant(
        "Fragile customers contact more; breaches do nothing.", _without_effect(_FRAGILE)
    ),
    "null_louder": Plant(
        "The badly treated contact more, and neither leave nor pause for it.",
        _without_effect(_LOUDER),
    ),
    "null_seasonal": Plant(
        "Buying has a strong season; breaches do nothing.", _without_effect(_SEASON)
    ),
}
