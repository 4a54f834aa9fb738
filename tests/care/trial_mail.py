"""A simulated trial of e-mails in the shape of the one that Hillstrom (2008) made public.

64,000 customers who bought in the last year, a third each: an e-mail with men's goods, one with
women's, or none. Two weeks later: who came to the shop's pages, who bought, and for how much. All
shares and sums are set here, so that the truth is known; nothing of the public records is in it.
"""

from __future__ import annotations

import numpy as np

from goodwill.care.trial.terms import AMOUNT, HAPPENS, Terms
from goodwill.pricing.trials.amounts import Sums
from tests.care.trial_company import course_of, sums_of

CUSTOMERS, LOOKS = 64_000, 8
SHARES = {"none": 1 / 3, "men": 1 / 3, "women": 1 / 3}
VISIT = {"none": 0.106, "men": 0.183, "women": 0.151}
BUY = {"none": 0.0057, "men": 0.0125, "women": 0.0088}
MEAN, SIGMA = 114.0, 0.9
"""What a buyer spends: log-normal, without a cap."""
SPEND = {arm: share * MEAN for arm, share in BUY.items()}
TRUE = {"visit": VISIT, "purchase": BUY, "spend": SPEND}

TERMS = {
    "visit": Terms("mail", SHARES, "visit", days=14, rate=0.1, worth=0.02, held_out="none"),
    "purchase": Terms("mail", SHARES, "purchase", days=14, rate=0.006, worth=0.003,
                      held_out="none"),
    "spend": Terms("mail", SHARES, "spend", AMOUNT, days=14, before_days=0, rate=15.0, worth=0.4,
                   held_out="none"),
}  # fmt: skip


def bought(rng, number):
    return rng.lognormal(np.log(MEAN) - SIGMA**2 / 2, SIGMA, number)


def replicated(seed):
    """Send the mail once, in as many portions as there are looks; a course per outcome."""
    rng = np.random.default_rng(seed)
    n = rng.multinomial(CUSTOMERS // LOOKS, list(SHARES.values()), LOOKS).T
    visits = {arm: rng.binomial(k, VISIT[arm]) for arm, k in zip(SHARES, n, strict=True)}
    buyers = {arm: rng.binomial(k, BUY[arm]) for arm, k in zip(SHARES, n, strict=True)}
    sums = {"visit": {}, "purchase": {}, "spend": {}}
    for arm, k in zip(SHARES, n, strict=True):
        paid = [bought(rng, number) for number in buyers[arm]]
        y = np.array([each.sum() for each in paid]).cumsum()
        yy = np.array([(each**2).sum() for each in paid]).cumsum()
        none = np.zeros(LOOKS)
        sums["visit"][arm] = sums_of(k, visits[arm])
        sums["purchase"][arm] = sums_of(k, buyers[arm])
        some = buyers[arm].cumsum() * 1.0
        sums["spend"][arm] = Sums(k.cumsum() * 1.0, some, y, yy, none, none, none)
    return {name: course_of(each) for name, each in sums.items()}


def truth(outcome, arm):
    return TRUE[outcome][arm] - TRUE[outcome]["none"]


assert all(TERMS[name].kind == HAPPENS for name in ("visit", "purchase"))
