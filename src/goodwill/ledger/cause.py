"""What lies behind broken standards: rules and processes first, then teams, and persons last.

Over the year before the close. Persons enter the reckoning and never leave it by name: what is
told is only which part of the breaches lies with single persons at all.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodwill.ledger.closed import months_before
from goodwill.ledger.rates import first_monday

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.pricing.causes import Behind
    from goodwill.pricing.crossed import Factor, Fitted
    from goodwill.pricing.rows import Floats

CAUSES: Final = ("policy", "process", "team", "person")
"""In the order in which they are to be asked: the company before the person."""

FACTORS: Final = {
    "policy": "policy",
    "channel": "process",
    "local_week": "process",
    "team": "team",
    "person": "person",
}
"""What is looked at, and the cause to which it belongs: what strikes all teams in the same week or
on the same channel is the way of working, and nobody's own."""

BEST_FIFTH: Final = (0.0, 0.2)
"""Rules are measured by the best of them, which the company has shown to be within reach; channels,
weeks, teams and persons by what is usual, so that nobody is blamed for being average."""

NAMED: Final = ("policy", "channel", "team")
"""The factors whose levels are told by name."""

FEWEST = 20
"""Of broken cases, and of kept ones: below it nothing is told apart."""
WIDEST = 0.5
"""An interval wider than this tells nothing."""
TANGLED = -0.8
"""Shares that vary so much against one another are told together or not at all."""
NARROW = 0.3
"""However tangled, an interval no wider than this tells enough."""
MOST_LEVELS = 1500
"""Beyond so many effects a share of the persons stands for all."""
MOST_NAMES = 20


class Cells(NamedTuple):
    """One standard's dealings, counted by all factors at once; the codes of a factor are dense."""

    judged: Floats
    broken: Floats
    codes: dict[str, Any]
    names: dict[str, list[str]]


def write_causes(con: DuckDBPyConnection, day: dt.date) -> None:
    """Create `causes`, `excesses` and `rules` from `tallies` and `moments` at a close.

    A share is withheld with its reason where the records cannot tell it: `few` cases, only `one`
    rule or team, a name that comes with the breach (`unnamed`), or an interval too `wide`. Where it
    is `tangled` with another cause, as when each rule is applied by one team, the share is that of
    both together.
    """
    since = first_monday(months_before(day, 12))
    con.execute(_TABLES)
    con.execute(_RULES)
    con.execute(_COUNTED, {"since": since, "day": day})
    standards = con.execute(
        "SELECT standard FROM counted GROUP BY standard"
        f" HAVING sum(broken) >= {FEWEST} AND sum(judged - broken) >= {FEWEST} ORDER BY standard"
    ).fetchall()
    for (standard,) in standards:
        told = decompose(_cells(con, standard))
        for table, rows in told.items():
            if rows:
                places = ", ".join("?" * (len(rows[0]) + 1))
                con.executemany(
                    f"INSERT INTO {table} VALUES ({places})", [(standard, *row) for row in rows]
                )
    con.execute("DROP TABLE counted")


_TABLES = """
CREATE OR REPLACE TABLE causes (
  standard VARCHAR, cause VARCHAR, share DOUBLE, low DOUBLE, high DOUBLE, untold VARCHAR,
  beside VARCHAR);
CREATE OR REPLACE TABLE excesses (
  standard VARCHAR, factor VARCHAR, name VARCHAR, judged BIGINT, broken BIGINT, share DOUBLE,
  low DOUBLE, high DOUBLE)
"""

_RULES = """
CREATE OR REPLACE TABLE rules AS
SELECT policy, moment, set_at, team, department, level FROM (
  SELECT policy, id AS moment, happened_at AS set_at, team, department, level,
         row_number() OVER (PARTITION BY policy ORDER BY happened_at DESC, id) AS newest
  FROM moments WHERE kind = 'change' AND policy IS NOT NULL)
WHERE newest = 1
"""

_COUNTED = """
CREATE OR REPLACE TEMP TABLE counted AS
SELECT standard, policy, channel, CAST(local_week AS VARCHAR) AS local_week, team, person,
       CAST(sum(number) AS DOUBLE) AS judged,
       CAST(coalesce(sum(number) FILTER (verdict = 'breach'), 0) AS DOUBLE) AS broken
FROM tallies
WHERE side = 'ours' AND verdict IN ('kept', 'grace', 'breach')
  AND local_week >= $since AND local_week <= $day
GROUP BY ALL
"""


def _cells(con: DuckDBPyConnection, standard: str) -> Cells:
    """Read the counted dealings of one standard, of a part of the persons where they are many."""
    (levels,) = con.execute(
        f"SELECT {' + '.join(f'count(DISTINCT {name})' for name in FACTORS)} FROM counted"
        " WHERE standard = ?",
        [standard],
    ).fetchone() or (0,)
    # the same persons at every close: by a hash that every engine has
    part = math.floor(1000 * min(1.0, MOST_LEVELS / max(levels, 1)))
    rows = con.execute(
        f"""
        SELECT {", ".join(FACTORS)}, judged, broken FROM counted
        WHERE standard = ? AND ({part} >= 1000 OR CAST('0x' || substr(md5(
          coalesce(person, concat_ws(' ', team, channel, policy, local_week))), 1, 6) AS BIGINT)
          % 1000 < {part})
        ORDER BY ALL
        """,
        [standard],
    ).fetchnumpy()
    return _coded({name: rows[name] for name in FACTORS}, rows["judged"], rows["broken"])


def _coded(columns: dict[str, Any], judged: Any, broken: Any) -> Cells:
    """Number the names of each factor; what is not recorded has the number -1."""
    import numpy as np

    codes, names = {}, {}
    for name, column in columns.items():
        known = ~np.ma.getmaskarray(column)
        found, place = np.unique(np.asarray(column[known], dtype=str), return_inverse=True)
        code = np.full(len(known), -1, dtype=np.int64)
        code[known] = place
        codes[name], names[name] = code, found.tolist()
    return Cells(np.asarray(judged, float), np.asarray(broken, float), codes, names)


def decompose(cells: Cells) -> dict[str, list[tuple[Any, ...]]]:
    """Tell the share of each cause, and of each rule, channel and team by name."""
    from goodwill.pricing.crossed import fit

    untold = {name: _untold(cells, name) for name in FACTORS}
    used = [name for name in FACTORS if not untold[name]]
    factors = [_factor(cells, name) for name in used]
    fitted = fit(cells.judged, cells.broken, factors)
    shares = _shares(cells, fitted, factors, untold)
    tangled = {row[0] for row in shares if row[4]}
    named = [
        row
        for place, name in enumerate(used)
        if name in NAMED and FACTORS[name] not in tangled
        for row in _names(cells, fitted, factors, place, name)
    ]
    return {"causes": shares, "excesses": named}


def _untold(cells: Cells, name: str) -> str:
    """Say why a factor tells nothing: it has one level, or names come with the breach.

    A credit note names the team that made the fault, and no sale names one that made none. Rules
    and weeks in which nothing at all is kept are a finding, not such a name.
    """
    import numpy as np

    code, number = cells.codes[name], len(cells.names[name])
    known = code >= 0
    kept = np.bincount(code[known], (cells.judged - cells.broken)[known], number)
    broken = np.bincount(code[known], cells.broken[known], number)
    named_kept = kept.sum() / (cells.judged - cells.broken).sum()
    named_broken = broken.sum() / cells.broken.sum()
    if named_kept < named_broken / 2:
        return "unnamed"
    if name in ("team", "person") and broken[kept == 0].sum() > cells.broken.sum() / 2:
        return "unnamed"
    return "one" if number < 2 else ""


def _factor(cells: Cells, name: str) -> Factor:
    from goodwill.pricing.crossed import Factor

    cause = CAUSES.index(FACTORS[name])
    if name == "policy":
        return Factor(cells.codes[name], cause, BEST_FIFTH)
    return Factor(cells.codes[name], cause, kinds=name == "channel")


def _shares(
    cells: Cells, fitted: Fitted, factors: Sequence[Factor], untold: dict[str, str]
) -> list[tuple[Any, ...]]:
    """Give cause, share, low, high, why it is untold, and the cause it is tangled with."""
    import numpy as np

    from goodwill.pricing.causes import NORMAL_95, behind

    found = behind(fitted, cells.judged, cells.broken, factors, len(CAUSES))
    half = NORMAL_95 * found.se
    sd = np.where(found.se > 0, found.se, 1.0)
    likeness = found.covariance / np.outer(sd, sd)
    rows: list[tuple[Any, ...]] = []
    for place, cause in enumerate(CAUSES):
        reasons = {untold[name] for name, of in FACTORS.items() if of == cause}
        reason = "" if "" in reasons else max(reasons)
        beside, together = "", [place]
        against = int(likeness[place].argmin())
        if not reason and 2 * half[place] > NARROW and likeness[place, against] < TANGLED:
            reason, beside = "tangled", CAUSES[against]
            together = [place, against]
        elif not reason and 2 * half[place] > WIDEST:
            reason = "wide"
        told = not reason or beside
        rows.append((cause, *(_limits(found, together) if told else _NOTHING), reason, beside))
    common = _limits(found, list(range(len(CAUSES))))
    rest = (1 - common[0], 1 - common[2], 1 - common[1])
    rows.append(("common", *rest, "", ""))
    return rows


_NOTHING: Final = (None, None, None)


def _limits(found: Behind, together: Sequence[int]) -> tuple[float, float, float]:
    """Give the share of some causes together with its interval, within what a share can be."""
    import numpy as np

    from goodwill.pricing.causes import NORMAL_95

    share = float(found.share[together].sum())
    se = float(np.sqrt(max(found.covariance[np.ix_(together, together)].sum(), 0.0)))
    low, high = share - NORMAL_95 * se, share + NORMAL_95 * se
    return min(max(share, 0.0), 1.0), min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)


def _names(
    cells: Cells, fitted: Fitted, factors: Sequence[Factor], place: int, name: str
) -> list[tuple[Any, ...]]:
    """Give the levels behind which breaches lie, the most first."""
    import numpy as np

    from goodwill.pricing.causes import NORMAL_95, behind_levels

    code, number = cells.codes[name], len(cells.names[name])
    known = code >= 0
    judged = np.bincount(code[known], cells.judged[known], number)
    broken = np.bincount(code[known], cells.broken[known], number)
    most = np.argsort(-broken, kind="stable")[:MOST_NAMES].tolist()
    found = behind_levels(fitted, cells.judged, cells.broken, factors, place, most)
    rows = [
        (name, cells.names[name][level], int(judged[level]), int(broken[level]),
         float(share), float(share - half), float(share + half))
        for level, share, half in zip(most, found.share, NORMAL_95 * found.se, strict=True)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row[4])
