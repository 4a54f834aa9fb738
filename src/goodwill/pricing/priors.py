"""What is assumed of a breach or a grace before the company's own records have spoken."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from goodwill.pricing.treatment import Effect

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from goodwill.pricing.evidence.finding import Estimate

FIELDS = ("delta", "sd", "half_life", "half_life_factor", "gamma", "gamma_sd")

GRADE = "assumed"
"""The grade of every price that rests on a prior alone."""


class Belief(NamedTuple):
    """The same assumption as evidence takes it: an effect on both clocks, and its memory."""

    effect: Estimate
    half_life: float  # weeks
    half_life_factor: float  # 95 % of belief lies between half_life / factor and times factor


class Prior(NamedTuple):
    """One assumption, with where it comes from; no effect means that it has no price."""

    effect: Effect | None
    rows: tuple[int, ...]  # of the project's list of studies
    cites: str
    derivation: str
    words: Mapping[str, str]  # language -> the sentence for the reader
    lull: Mapping[str, str]  # the same of what is assumed about customers who stay but pause
    grade: str = GRADE


def families() -> tuple[str, ...]:
    """Every family that has an entry, ours before theirs."""
    return tuple(_table()["breach"])


def prior(family: str, verdict: str = "breach") -> Prior:
    """The assumption for a breach or a grace of a family; KeyError for an unknown one."""
    table = _table()
    breach = table["breach"][family]
    if verdict == "breach":
        return _read(breach, table)
    if verdict != "grace":
        raise KeyError(verdict)
    side = "theirs" if breach["source"] == "none" else "ours"
    return _read(table["grace"][side], table)


def belief(family: str, verdict: str = "breach") -> Belief | None:
    """The assumption as evidence takes it; None where no study supports an effect."""
    import numpy as np

    from goodwill.pricing.evidence.finding import Estimate

    effect = prior(family, verdict).effect
    if effect is None:
        return None
    both = effect.together * effect.sd * effect.gamma_sd
    covariance = np.array([[effect.sd**2, both], [both, effect.gamma_sd**2]])
    estimate = Estimate(effect.delta, effect.gamma, covariance)
    return Belief(estimate, effect.half_life, effect.half_life_factor)


def _read(entry: Mapping[str, Any], table: Mapping[str, Any]) -> Prior:
    source = table["sources"][entry["source"]]
    numbers = {field: float(entry[field]) for field in FIELDS if field in entry}
    effect = Effect(**numbers) if numbers else None  # type: ignore[arg-type]
    return Prior(
        effect,
        tuple(source["rows"]),
        source["cites"],
        source["derivation"],
        source["words"],
        table["lull"]["words"] if effect else {},
    )


@cache
def _table() -> dict[str, Any]:
    text = files("goodwill.pricing").joinpath("priors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
