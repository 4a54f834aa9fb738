"""Where to begin with a standard: what its causes, as kept at the close, say first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEAST_FIRST = 0.05
"""What is behind less than this is not where to begin."""


class First(NamedTuple):
    """What most lies behind, by its factor and name; `common` where nothing stands out."""

    factor: str
    name: str
    share: float
    low: float
    high: float


def begin_with(con: DuckDBPyConnection, standard: str) -> First | None:
    """Say where to begin with a standard: what is behind most of its broken cases for sure.

    None where nothing is told at all. A person is named by no more than the word.
    """
    shares = {
        cause: First(cause, "", share, low, high)
        for cause, share, low, high, untold in con.execute(
            "SELECT cause, share, low, high, untold FROM causes WHERE standard = ?", [standard]
        ).fetchall()
        if not untold
    }
    if not shares:
        return None
    named = [
        First(*row)
        for row in con.execute(
            "SELECT factor, name, share, low, high FROM excesses WHERE standard = ?", [standard]
        ).fetchall()
    ]
    channels = sum(one.share for one in named if one.factor == "channel")
    found = [*named]
    if "process" in shares and channels < shares["process"].share / 2:
        found.append(shares["process"]._replace(factor="local_week"))
    if "person" in shares:
        found.append(shares["person"])
    sure = [one for one in found if one.low > 0 and one.share >= LEAST_FIRST]
    if not sure:
        return shares["common"]
    first = max(sure, key=lambda one: one.share)
    return first._replace(high=min(first.high, 1.0))
