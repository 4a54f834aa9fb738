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

GRADE = "assumed"
"""The grade of every price that rests on a prior alone."""


class Prior(NamedTuple):
    """One assumption, with where it comes from; no effect means that it has no price."""

    effect: Effect | None
    rows: tuple[int, ...]  # of the project's list of studies
    cites: str
    derivation: str
    words: Mapping[str, str]  # language -> the sentence for the reader
    grade: str = GRADE


def families() -> tuple[str, ...]:
    """Every family that has an entry, ours before theirs."""
    return tuple(_table()["breach"])


def prior(family: str, verdict: str = "breach") -> Prior:
    """The assumption for a breach or a grace of a family; KeyError for an unknown one."""
    table = _table()
    breach = table["breach"][family]
    if verdict == "breach":
        return _read(breach, table["sources"])
    if verdict != "grace":
        raise KeyError(verdict)
    side = "theirs" if breach["source"] == "none" else "ours"
    return _read(table["grace"][side], table["sources"])


def _read(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> Prior:
    source = sources[entry["source"]]
    effect = (
        Effect(*(float(entry[field]) for field in Effect._fields)) if "delta" in entry else None
    )
    return Prior(
        effect, tuple(source["rows"]), source["cites"], source["derivation"], source["words"]
    )


@cache
def _table() -> dict[str, Any]:
    text = files("goodwill.pricing").joinpath("priors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
