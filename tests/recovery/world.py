"""One planted company, lived week by week: who buys, calls, is treated badly, and leaves.

Within a week of a customer's life every rate is constant, so that counts are Poisson, moments are
uniform and leaving is exponential: exact, not approximate. A breach weighs from the week after the
one it happened in: in week w one of week v weighs 2^(-(w - v) / half-life).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.pricing.design import Design, Events, Family

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers

OPEN, WEEKS = 52.0, 104.0
"""New customers come during the first year; the records end after two."""
LAST_WEEKS = 4
"""How long before leaving those who have decided behave otherwise."""
NO_SERVER = -1


class Plan(NamedTuple):
    """How a company is; the defaults are the base plant. Rates are per week."""

    loss: float = 0.5  # what one breach adds to the log rate of leaving
    lull: float = 0.0  # and to the log rate of buying
    half_life: float = 6.0
    loss_spread: float = 0.0  # standard deviation of the loss between customers
    r: float = 1.0
    alpha: float = 8.0
    s: float = 0.8
    beta: float = 60.0
    dealings: str = "always"  # always | there | contacts | purchases
    pace: float = 0.15  # mean dealings a week, where they are neither contacts nor purchases
    bad: float = 0.1  # share of dealings breached
    bad_with_mu: float = 0.0  # power of the fragility by which customers are treated worse
    calls: float = 0.15  # mean contacts a week
    calls_with_lambda: float = 0.0  # power of the rate of buying by which they contact more
    calls_with_mu: float = 0.0  # power of the fragility by which they contact more
    calls_alike: float = 1.5  # shape of the gamma of the customers' own rates of contact
    louder: float = 0.0  # what one breach adds to the log rate of contact
    surge: float = 1.0  # contacts in the last weeks, as a multiple
    complaints: float = 0.0  # complaints a week in the last weeks: contact, dealing and breach
    families: int = 1  # of breaches, equally frequent; only the first has an effect
    grievance: bool = False  # whether the records admit that complaints make them
    season: float = 0.0  # amplitude of the log rate of buying over the calendar year
    servers: int = 12
    servers_spread: float = 0.3  # of the log of their propensities to breach
    contract: bool = False  # leaving is seen


class Lives(NamedTuple):
    """What no company knows of its N customers."""

    buying: Floats  # lambda, purchases a week
    fragility: Floats  # mu, the untroubled rate of leaving a week
    calling: Floats  # contacts a week
    gone: Floats  # weeks from the first purchase to leaving; inf where it is after the close


class _Traits(NamedTuple):
    """What each of N customers brings along."""

    buying: Floats
    fragility: Floats
    calling: Floats
    dealing: Floats  # dealings a week that are neither contacts nor purchases
    bad: Floats  # chance that a dealing is breached, but for the server
    loss: Floats
    patience: Floats  # the run of the leaving clock, times mu, at which they leave: Exp(1)


class _Week(NamedTuple):
    """The customers of one week of life, and for what part of it each is there."""

    number: int
    who: Integers
    there: Floats
    open: Floats  # the part before the close, there or not


class _Log:
    """Happenings in the order they are made, to be sorted at the end."""

    def __init__(self) -> None:
        self.parts: list[tuple[Integers, Floats, Integers, Integers]] = []

    def add(self, who: Integers, time: Floats, server: Integers, broken: Integers) -> None:
        """Add some; broken is the number of the family whose standard was broken, 0 if none."""
        self.parts.append((who, time, server, broken))

    def quiet(self, who: Integers, time: Floats) -> None:
        """Add what nobody served."""
        self.add(who, time, np.full(len(who), NO_SERVER), np.zeros(len(who), np.int64))

    def events(self, end: Floats, family: int | None = None) -> Events:
        """All, or one family's breaches, up to the end of each customer's records."""
        who, time, server, broken = (
            np.concatenate(column) for column in zip(*self.parts, strict=True)
        )
        kept = (time <= end[who]) & ((broken == family) | (family is None))
        order = np.lexsort((time[kept], who[kept]))
        who, time, server = (column[kept][order] for column in (who, time, server))
        return Events(who.astype(np.int64), time, np.ones(len(who)), server.astype(np.int64))

    def hurt(self, since: int, n: int) -> Floats:
        """How many breaches with an effect each of N customers suffered in the parts since then."""
        breaches = np.zeros(n)
        for who, _, _, broken in self.parts[since:]:
            np.add.at(breaches, who[broken == 1], 1.0)
        return breaches


class _World(NamedTuple):
    """All that is needed to live on."""

    plan: Plan
    rng: np.random.Generator
    traits: _Traits
    clerks: Floats  # by how much each of ours breaches more often than the mean
    born: Floats
    purchases: _Log
    contacts: _Log
    dealings: _Log


FAMILIES = ("waiting", "promise", "refusal", "pressure")


def lived(plan: Plan, rng: np.random.Generator, customers: int) -> tuple[Design, Lives]:
    """Let a company live for two years; give its records and what they hide."""
    born = rng.uniform(0, OPEN, customers)
    traits = _traits(plan, rng, customers)
    habits = np.exp(rng.normal(size=plan.servers) * plan.servers_spread)
    world = _World(plan, rng, traits, habits / habits.mean(), born, _Log(), _Log(), _Log())
    if plan.dealings == "purchases":
        _deal(world, np.arange(customers), np.zeros(customers))
    gone = _years(world)
    window = WEEKS - born
    end = np.minimum(window, gone) if plan.contract else window
    names = enumerate(FAMILIES[: plan.families], 1)
    design = Design(
        born=born,
        T=end,
        purchases=world.purchases.events(end),
        contacts=world.contacts.events(end),
        dealings=world.dealings.events(end),
        families=tuple(
            Family(name, "breach", world.dealings.events(end, number), plan.grievance)
            for number, name in names
        ),
        left=(gone <= window).astype(np.int64) if plan.contract else None,
    )
    seen = np.where(gone <= window, gone, np.inf)
    return design, Lives(traits.buying, traits.fragility, traits.calling, seen)


def _traits(plan: Plan, rng: np.random.Generator, n: int) -> _Traits:
    """Draw N customers."""
    buying = rng.gamma(plan.r, 1 / plan.alpha, n)
    fragility = rng.gamma(plan.s, 1 / plan.beta, n)
    own = rng.gamma(plan.calls_alike, 1 / plan.calls_alike, n)
    leaning = _leaning(buying, plan.calls_with_lambda) * _leaning(fragility, plan.calls_with_mu)
    return _Traits(
        buying,
        fragility,
        calling=plan.calls * own * leaning,
        dealing=plan.pace * rng.gamma(plan.calls_alike, 1 / plan.calls_alike, n),
        bad=plan.bad * _leaning(fragility, plan.bad_with_mu),
        loss=plan.loss + plan.loss_spread * rng.normal(size=n),
        patience=rng.exponential(size=n),
    )


def _leaning(trait: Floats, power: float) -> Floats:
    """A multiple of mean one that rises with the power of a trait."""
    raised = trait**power
    return np.asarray(raised / raised.mean())


def _years(world: _World) -> Floats:
    """Live week after week until the close; when each customer left, inf if later."""
    plan, traits = world.plan, world.traits
    window = WEEKS - world.born
    gone, clock, stock, fresh = (np.full(len(window), start) for start in (np.inf, 0.0, 0.0, 0.0))
    fade = 2.0 ** (-1 / plan.half_life)
    for number in range(int(WEEKS)):
        stock = (stock + fresh) * fade
        who = np.flatnonzero(window > number)
        left = np.clip(traits.patience[who] - clock[who], 0, None)
        hazard = traits.fragility[who] * np.exp(traits.loss[who] * stock[who])
        leaves = np.where(gone[who] < np.inf, 0.0, left / np.maximum(hazard, 1e-300))
        open_ = np.minimum(window[who] - number, 1.0)
        going = np.isinf(gone[who]) & (leaves <= open_)
        gone[who[going]] = number + leaves[going]
        week = _Week(number, who, np.minimum(leaves, open_), open_)
        before = len(world.dealings.parts) if number else 0
        deciding = _deciding(world, who, left, stock[who]) & (week.there > 0)
        _happenings(world, week, stock[who], deciding)
        clock[who] += hazard
        fresh = world.dealings.hurt(before, len(window))
    return gone


def _deciding(world: _World, who: Integers, left: Floats, stock: Floats) -> Flags:
    """Who leaves within the last weeks if nothing more happens to them."""
    fade = 2.0 ** (-np.arange(LAST_WEEKS) / world.plan.half_life)
    ahead = np.exp(world.traits.loss[who, None] * stock[:, None] * fade).sum(axis=1)
    return np.asarray(left <= world.traits.fragility[who] * ahead)


def _happenings(world: _World, week: _Week, stock: Floats, deciding: Flags) -> None:
    """Draw the purchases, contacts and dealings of one week."""
    plan, rng, traits, who = world.plan, world.rng, world.traits, week.who
    year = np.cos(2 * np.pi * (world.born[who] + week.number + 0.5) / 52)
    pull = np.exp(plan.lull * stock + plan.season * year)
    bought = _moments(rng, week, traits.buying[who] * pull, week.there)
    world.purchases.quiet(*bought)
    eager = np.where(deciding, plan.surge, 1.0) * np.exp(plan.louder * stock)
    called = _moments(rng, week, traits.calling[who] * eager, week.there)
    world.contacts.quiet(*called)
    if plan.dealings in {"contacts", "purchases"}:
        dealt = called if plan.dealings == "contacts" else bought
    else:
        present = week.there if plan.dealings == "there" else week.open
        dealt = _moments(rng, week, traits.dealing[who], present)
    _deal(world, *dealt)
    if plan.complaints:
        angry = _moments(rng, week, np.where(deciding, plan.complaints, 0.0), week.there)
        server = rng.integers(plan.servers, size=len(angry[0]))
        world.contacts.quiet(*angry)
        world.dealings.add(*angry, server, np.ones(len(server), np.int64))


def _moments(
    rng: np.random.Generator, week: _Week, rate: Floats, part: Floats
) -> tuple[Integers, Floats]:
    """Poisson happenings, spread evenly over the part of the week."""
    count = rng.poisson(rate * part)
    times = week.number + rng.random(int(count.sum())) * np.repeat(part, count)
    return np.repeat(week.who, count), times


def _deal(world: _World, who: Integers, time: Floats) -> None:
    """Somebody of ours serves each dealing, met by chance, and keeps or breaks a standard."""
    plan, rng = world.plan, world.rng
    server = rng.integers(plan.servers, size=len(who))
    broken = rng.random(len(who)) < world.traits.bad[who] * world.clerks[server]
    family = rng.integers(1, 1 + plan.families, size=len(who))
    world.dealings.add(who, time, server, np.where(broken, family, 0))
