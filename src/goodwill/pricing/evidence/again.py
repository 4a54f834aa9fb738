"""The company's own design lived again, with effects that are known.

Births, ends of observation, rates, and shares and doses of breaches are the company's; who lives
how long, buys and calls is drawn from the fitted model, without its season. Dealings that go on
when customers have gone stay as they were; others happen at contacts and purchases anew. Within a
week every rate is constant, and a dealing weighs from the next week on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.design import Events
from goodwill.pricing.evidence.layout import Clocks, stock
from goodwill.pricing.evidence.near import near, picked
from goodwill.pricing.evidence.recording import AT_ONCE
from goodwill.pricing.exposure import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodwill.pricing.design import Design
    from goodwill.pricing.evidence.study import Study
    from goodwill.pricing.rows import Floats, Integers

NOBODY = -1
STEEPEST = 3.0
"""A log rate is not pulled further, or calls could breed calls without end."""


class _Happened(NamedTuple):
    """Things that happened: to whom, and when."""

    who: Integers
    when: Floats


class _People(NamedTuple):
    """What each of N customers brings along."""

    buying: Floats  # per week
    calling: Floats
    patience: Floats  # the run of the leaving clock at which they leave


class _Plan(NamedTuple):
    """What is the same every time the design is lived."""

    design: Design
    theta: Floats
    calls: bool
    effects: Floats  # (3, F + 1): of each family, and of all dealings, on the three clocks
    fade: Floats  # (F + 1,) per week
    meeting: tuple[float, float] | None  # shares of purchases, contacts that are dealings
    bad: tuple[tuple[float, Floats], ...]  # of each family, then of all: share of dealings, doses

    @property
    def kinds(self) -> tuple[Events, ...]:
        """The events of each family, then all dealings."""
        return (*(each.events for each in self.design.families), self.design.dealings)


def plan(study: Study, scale: float) -> _Plan:
    """Read a design's habits; the families' effects on buying and leaving times `scale`."""
    design, theta = _to_the_close(study.design), study.fit.theta
    columns = [*(stock(family) for family in design.families), Column("dealings")]
    effects = np.zeros((3, len(columns)))
    for place, column in enumerate(columns):
        for row, clock in enumerate(Clocks._fields):
            at = study.view.place(clock, column)
            effects[row, place] = 0.0 if at is None else theta[at]
    effects[:2, :-1] *= scale
    number = max(len(design.dealings.time), 1)
    bad = tuple((len(f.events.time) / number, f.events.size) for f in design.families)
    return _Plan(
        design,
        theta,
        study.view.logs == 6,
        effects,
        np.exp2(-1 / np.array([*study.memories, study.dealing_memory])),
        _meeting(design),
        (*bad, (1.0, np.ones(1))),
    )


def _to_the_close(design: Design) -> Design:
    """The design as if nobody had left before the records end."""
    if design.left is None:
        return design
    close = float((design.born + design.T).max(initial=0.0))
    return design._replace(T=np.where(design.left == 1, close - design.born, design.T))


def _meeting(design: Design) -> tuple[float, float] | None:
    """Which shares of purchases and contacts are dealings; None where most are neither."""
    dealings = picked(design.dealings, design.dealings.time > 0)
    bought = near(dealings, design.purchases, AT_ONCE, 0.0)
    called = near(dealings, design.contacts, AT_ONCE, 0.0) & ~bought
    if (bought | called).mean() < 0.5:
        return None
    shares = (
        min(float(which.sum()) / max(len(of.time), 1), 1.0)
        for which, of in ((bought, design.purchases), (called, design.contacts))
    )
    first, second = shares
    return first, second


def lived(given: _Plan, rng: np.random.Generator) -> Design:
    """Live the design once."""
    design = given.design
    people = _drawn(given, rng)
    n = len(design.T)
    fixed = None if given.meeting else [_weekly(each, n) for each in given.kinds]
    stocks, broken = _begun(given)
    clock, gone = np.zeros(n), np.full(n, np.inf)
    bought: list[_Happened] = []
    called: list[_Happened] = []
    for week in range(int(np.ceil(design.T.max()))):
        pull = np.exp(np.clip(given.effects @ stocks, -STEEPEST, STEEPEST))
        observed = np.clip(design.T - week, 0.0, 1.0)
        part = np.where(gone < np.inf, 0.0, observed)
        left = (people.patience - clock) / pull[1]
        leaves = (part > 0) & (left <= part)
        part[leaves] = left[leaves]
        gone[leaves] = week + left[leaves]
        clock += pull[1] * observed
        bought.append(_happened(rng, week, people.buying * pull[0], part))
        called.append(_happened(rng, week, people.calling * pull[2], part))
        stocks = (stocks + (0.0 if fixed is None else _at(fixed, week))) * given.fade[:, None]
        if given.meeting:
            meetings = _met(rng, given.meeting, bought[-1], called[-1])
            fresh = _broken(rng, given, meetings, broken, n)
            stocks += fresh * given.fade[:, None]
    whole = design._replace(purchases=_events(bought), contacts=_events(called))
    if given.meeting:
        *told, dealings = (_events([w for w, _ in each], [d for _, d in each]) for each in broken)
        families = zip(design.families, told, strict=True)
        whole = whole._replace(
            dealings=dealings, families=tuple(f._replace(events=e) for f, e in families)
        )
    return whole if design.left is None else _cut(whole, gone)


def _begun(given: _Plan) -> tuple[Floats, list[list[tuple[_Happened, Floats]]]]:
    """The stocks (F + 1, N) and happenings at the first purchase, which are as they were."""
    stocks = np.zeros((len(given.bad), len(given.design.T)))
    broken = []
    for place, events in enumerate(given.kinds):
        first = picked(events, events.time == 0)
        np.add.at(stocks[place], first.customer, first.size)
        broken.append([(_Happened(first.customer, first.time), first.size)])
    return np.zeros_like(stocks) if given.meeting is None else stocks, broken


def _drawn(given: _Plan, rng: np.random.Generator) -> _People:
    n, theta = len(given.design.T), np.exp(given.theta)
    frailty = np.maximum(rng.gamma(theta[2], 1 / theta[3], n), 1e-300)
    return _People(
        rng.gamma(theta[0], 1 / theta[1], n),
        rng.gamma(theta[4], 1 / theta[5], n) if given.calls else np.zeros(n),
        rng.exponential(size=n) / frailty,
    )


def _happened(rng: np.random.Generator, week: int, rate: Floats, part: Floats) -> _Happened:
    """Poisson happenings, spread evenly over the part of the week."""
    count = rng.poisson(rate * part)
    who = np.repeat(np.arange(len(count)), count)
    return _Happened(who, week + rng.random(len(who)) * part[who])


def _met(rng: np.random.Generator, shares: tuple[float, float], *signs: _Happened) -> _Happened:
    """The purchases and contacts that are dealings."""
    parts = [
        (sign.who[taken], sign.when[taken])
        for share, sign in zip(shares, signs, strict=True)
        for taken in [rng.random(len(sign.who)) < share]
    ]
    return _Happened(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _broken(
    rng: np.random.Generator,
    given: _Plan,
    met: _Happened,
    broken: list[list[tuple[_Happened, Floats]]],
    n: int,
) -> Floats:
    """Let some of the meetings be breaches; their doses by family and customer, (F, N)."""
    fresh = np.zeros((len(given.bad), n))
    for place, (share, doses) in enumerate(given.bad):
        which = rng.random(len(met.who)) < share
        dose = rng.choice(doses, int(which.sum())) if len(doses) else np.zeros(int(which.sum()))
        np.add.at(fresh[place], met.who[which], dose)
        broken[place].append((_Happened(met.who[which], met.when[which]), dose))
    return fresh


def _weekly(events: Events, n: int) -> tuple[Integers, Integers, Floats, int]:
    """Events in order of their week."""
    week = np.floor(events.time).astype(np.int64)
    order = np.argsort(week, kind="stable")
    return week[order], events.customer[order], events.size[order], n


def _at(fixed: list[tuple[Integers, Integers, Floats, int]], week: int) -> Floats:
    """The doses of one week by family and customer, (F, N)."""
    rows = []
    for weeks, customer, size, n in fixed:
        one = slice(*np.searchsorted(weeks, (week, week + 1)).tolist())
        rows.append(np.bincount(customer[one], size[one], minlength=n))
    return np.array(rows)


def _events(parts: Sequence[_Happened], sizes: Sequence[Floats] | None = None) -> Events:
    who = np.concatenate([each.who for each in parts])
    when = np.concatenate([each.when for each in parts])
    size = np.ones(len(who)) if sizes is None else np.concatenate(sizes)
    order = np.lexsort((when, who))
    return Events(who[order], when[order], size[order], np.full(len(who), NOBODY))


def _cut(whole: Design, gone: Floats) -> Design:
    """End the records of those who are seen to leave."""
    end = np.minimum(whole.T, gone)

    def kept(events: Events) -> Events:
        return picked(events, events.time <= end[events.customer])

    families = tuple(each._replace(events=kept(each.events)) for each in whole.families)
    return whole._replace(
        T=end,
        left=(gone <= whole.T).astype(np.int64),
        dealings=kept(whole.dealings),
        families=families,
    )
