"""What a breach or a grace does to customers here, on what grounds, kept with its price."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.designs import Gathered
    from goodwill.pricing.design import Design
    from goodwill.pricing.evidence.assess import Assessment
    from goodwill.pricing.evidence.belief import Belief
    from goodwill.pricing.evidence.finding import Estimate, Finding

    Assess = Callable[[Design, Mapping[tuple[str, str], Belief]], Assessment]

Kind = tuple[str, str]
"""A family and a verdict."""

SIMULATIONS, FEW_ENOUGH = 10, 5_000
"""How often the company's own design is lived again at nothing and at the estimate (KERNEL A5: 20
fits), and up to how many customers: with more, power is seldom in question and it takes longer."""

BREACH_AS_GAIN = "sign"
"""The guard of the ledger: what the records take for a breach that keeps customers is no price."""


class Grounds(NamedTuple):
    """What is believed of every kind of breach and grace in the book."""

    findings: Mapping[Kind, Finding]
    beliefs: Mapping[Kind, Belief]

    def without(self, kind: Kind, figures: Mapping[str, float]) -> Grounds:
        """Withhold the company's own figure of a kind of breach, because it would be a gain."""
        from goodwill.pricing.evidence.finding import Guard, Outcome

        told, prior = self.findings[kind], assumed(kind, self.beliefs[kind])
        guard = Guard(BREACH_AS_GAIN, Outcome.FAILED, figures)
        instead = prior._replace(
            own=told.own,
            between=told.between,
            guards=(*told.guards, guard),
            withheld=told.withheld or BREACH_AS_GAIN,
        )
        return self._replace(findings={**self.findings, kind: instead})


def grounds(
    con: DuckDBPyConnection, design: Design | None, assess: Assess | None = None
) -> Grounds:
    """Ask the company's own records about every kind of breach and grace of ours in the book.

    Where there is no design to ask, and for kinds that no record of a customer tells of, the
    assumption stands as it is. Kinds on which no study says anything have no ground and no price.
    """
    from goodwill.pricing.evidence.belief import Belief
    from goodwill.pricing.priors import belief

    kinds = con.execute(
        """
        SELECT DISTINCT family, verdict FROM verdicts
        WHERE side = 'ours' AND verdict IN ('breach', 'grace') AND party LIKE 'c%' ORDER BY ALL
        """
    ).fetchall()
    believed = {(family, verdict): belief(family, verdict) for family, verdict in kinds}
    beliefs = {kind: Belief(*one) for kind, one in believed.items() if one is not None}
    findings = {kind: assumed(kind, one) for kind, one in beliefs.items()}
    if design is not None and beliefs:
        findings |= _asked(design, beliefs, assess)
    return Grounds(findings, beliefs)


def _asked(
    design: Design, beliefs: Mapping[Kind, Belief], assess: Assess | None
) -> dict[Kind, Finding]:
    from goodwill.pricing.evidence.assess import assess as ask
    from goodwill.pricing.evidence.living import living

    families = tuple(one for one in design.families if (one.name, one.verdict) in beliefs)
    if not families:
        return {}
    alive, contacts = living(design._replace(families=families))
    times = SIMULATIONS if len(design.T) <= FEW_ENOUGH else 0
    found = (assess or partial(ask, simulations=times))(alive, beliefs).findings
    return {
        (one.family, one.verdict): one._replace(guards=(contacts, *one.guards)) for one in found
    }


def assumed(kind: Kind, belief: Belief) -> Finding:
    """What is believed without any evidence, as a finding."""
    from goodwill.pricing.evidence.belief import memories
    from goodwill.pricing.evidence.finding import Finding

    half_lives, weights = memories(belief)
    return Finding(
        *kind,
        grade="assumed",
        effect=belief.effect,
        half_lives=half_lives,
        half_life_weights=weights,
        effects=(belief.effect,) * len(half_lives),
        own=None,
        between=None,
        prior_share=1.0,
        guards=(),
        withheld=None,
    )


def write_findings(con: DuckDBPyConnection, told: Grounds) -> None:
    """Create `findings` and `guards`; the prices are the means over `postings`."""
    con.execute(_FINDINGS)
    con.execute(_GUARDS)
    prices = {
        (family, verdict): tuple(figures)
        for family, verdict, *figures in con.execute(_PRICES).fetchall()
    }
    for kind, one in sorted(told.findings.items()):
        customers, number, *price = prices.get(kind, (0, 0, None, None, None))
        row = [*kind, one.grade, customers, number, *_figures(one, told.beliefs[kind])]
        row += [one.withheld, *price, *_wear(one)]
        con.execute(f"INSERT INTO findings VALUES ({', '.join('?' * len(row))})", row)
        for guard in one.guards:
            con.execute(
                "INSERT INTO guards VALUES (?, ?, ?, ?, ?)",
                [*kind, guard.name, str(guard.outcome), _json(guard.figures)],
            )


def write_modifiers(con: DuckDBPyConnection, gathered: Gathered | None) -> None:
    """Create `modifiers`: what changes the effect of a breach; empty where nothing can be asked."""
    con.execute(_MODIFIERS)
    if gathered is None:
        return
    from goodwill.pricing.evidence.living import living
    from goodwill.pricing.evidence.modifiers import modifiers

    theirs = gathered.theirs if len(gathered.theirs.time) else None
    for one in modifiers(living(gathered.design)[0], theirs):
        row = [one.kind, one.customers, *map(_told, _estimate(one.effect))]
        con.execute("INSERT INTO modifiers VALUES (?, ?, ?, ?, ?, ?)", row)


_MODIFIERS = """
CREATE OR REPLACE TABLE modifiers (
  modifier VARCHAR, customers BIGINT, leaving DOUBLE, leaving_se DOUBLE, buying DOUBLE,
  buying_se DOUBLE)
"""

_FINDINGS = """
CREATE OR REPLACE TABLE findings (
  family VARCHAR, verdict VARCHAR, grade VARCHAR, customers BIGINT, number BIGINT,
  leaving DOUBLE, leaving_sd DOUBLE, buying DOUBLE, buying_sd DOUBLE,
  half_life DOUBLE, half_life_low DOUBLE, half_life_high DOUBLE,
  own_leaving DOUBLE, own_leaving_se DOUBLE, own_buying DOUBLE, own_buying_se DOUBLE,
  between_leaving DOUBLE, between_leaving_se DOUBLE,
  between_buying DOUBLE, between_buying_se DOUBLE,
  prior_leaving DOUBLE, prior_leaving_sd DOUBLE, prior_buying DOUBLE, prior_buying_sd DOUBLE,
  prior_share DOUBLE, withheld VARCHAR, price BIGINT, price_low BIGINT, price_high BIGINT,
  wear DOUBLE, wear_low DOUBLE, wear_high DOUBLE)
"""

_GUARDS = """
CREATE OR REPLACE TABLE guards (
  family VARCHAR, verdict VARCHAR, guard VARCHAR, outcome VARCHAR, figures VARCHAR)
"""

_PRICES = """
SELECT family, CASE sign WHEN 1 THEN 'grace' ELSE 'breach' END AS verdict,
       count(DISTINCT party), count(*), CAST(round(avg(amount)) AS BIGINT),
       CAST(round(avg(low)) AS BIGINT), CAST(round(avg(high)) AS BIGINT)
FROM postings WHERE side = 'ours' AND party LIKE 'c%' GROUP BY family, sign
"""
"""The limits of one family rise and fall together, so the mean has the mean limits."""


def _figures(one: Finding, belief: Belief) -> list[float | None]:
    """Effects, memory and the prior's share, in the order of the table."""
    from goodwill.pricing.treatment import at_half_life, effect_of

    effect = effect_of(one)
    middle, low, high = (
        at_half_life(effect, share).each[0].half_life for share in (0.5, 0.025, 0.975)
    )
    figures = [*_estimate(one.effect), middle, low, high, *_estimate(one.own)]
    figures += [*_estimate(one.between), *_estimate(belief.effect), one.prior_share]
    return [_told(figure) for figure in figures]


def _estimate(found: Estimate | None) -> Sequence[float]:
    """Leaving and its standard deviation, buying and its own; NaN where nothing was found."""
    if found is None:
        return (math.nan,) * 4
    leaving, buying = (math.sqrt(max(float(v), 0.0)) for v in found.covariance.diagonal())
    return (found.leaving, leaving, found.buying, buying)


def _wear(one: Finding) -> list[float | None]:
    from goodwill.pricing.treatment import effect_of, wear_limits

    return [_told(figure) for figure in wear_limits(effect_of(one))]


def _told(figure: float) -> float | None:
    """NaN and infinity are unknown in a table."""
    return float(figure) if math.isfinite(figure) else None


def _json(figures: Mapping[str, float]) -> str:
    told = {name: _told(figure) for name, figure in figures.items()}
    return json.dumps({name: figure for name, figure in told.items() if figure is not None})
