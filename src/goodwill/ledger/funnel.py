"""How a standard is kept under each rule, at each level, in each team, and who stands apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodwill.ledger.rates import Rate, first_monday, rate_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.pricing.rows import Floats

BY: Final = ("policy", "level", "team")
"""What the counts are cut by: the rule before the team."""
VERDICTS: Final = ("good", "breach", "exempt", "open")


class Cut(NamedTuple):
    """The rates by one heading, and for each name whether more is broken than elsewhere (1),
    less (-1), or neither (0) by more than chance; None is 'not recorded'.
    """

    rates: tuple[Rate, ...]
    calls: Mapping[str, int]


def cuts(
    con: DuckDBPyConnection,
    opening: dt.date,
    closing: dt.date,
    standard: str,
    table: str = "tallies",
) -> dict[str, Cut]:
    """Cut one standard's counts after a day by rule, by level and by team, in one pass."""
    import numpy as np

    rows = con.execute(
        f"""
        SELECT CASE WHEN grouping(policy) = 0 THEN 0 WHEN grouping(level) = 0 THEN 1 ELSE 2 END
                 AS heading,
               CASE WHEN grouping(policy) = 0 THEN policy
                    WHEN grouping(level) = 0 THEN CAST(level AS VARCHAR) ELSE team END AS name,
               local_week, verdict, CAST(sum(number) AS DOUBLE) AS number
        FROM {table}
        WHERE standard = $standard AND local_week >= $monday AND local_week <= $closing
        GROUP BY GROUPING SETS
          ((policy, local_week, verdict), (level, local_week, verdict), (team, local_week, verdict))
        ORDER BY heading, name NULLS LAST, local_week, verdict
        """,
        {"standard": standard, "monday": first_monday(opening), "closing": closing},
    ).fetchnumpy()
    heading = np.asarray(rows["heading"])
    return {
        by: _cut(standard, {key: column[heading == place] for key, column in rows.items()})
        for place, by in enumerate(BY)
    }


def _cut(standard: str, rows: dict[str, Any]) -> Cut:
    """Sum the rows of one heading by name, and set the names beside one another week by week."""
    import numpy as np

    unnamed = np.ma.getmaskarray(rows["name"])
    names, level = np.unique(np.where(unnamed, "", rows["name"]).astype(str), return_inverse=True)
    # a name may be empty for real; what is not recorded is a level of its own, behind all others
    level = np.where(unnamed, len(names), level)
    verdict = rows["verdict"].astype(str)
    kinds = {
        "good": np.isin(verdict, ("kept", "grace")),
        **{name: verdict == name for name in VERDICTS[1:]},
    }
    number = np.asarray(rows["number"], dtype=np.float64)
    sums = {name: np.bincount(level, number * at, len(names) + 1) for name, at in kinds.items()}
    counted = np.bincount(level, number, len(names) + 1) > 0
    rates = tuple(
        rate_of(
            standard,
            None if place == len(names) else str(names[place]),
            *(round(float(sums[name][place])) for name in VERDICTS),
        )
        for place in np.flatnonzero(counted).tolist()
    )
    return Cut(rates, _calls(names, level, rows["local_week"], number, kinds))


def _calls(
    names: Any, level: Any, week: Any, number: Floats, kinds: dict[str, Any]
) -> dict[str, int]:
    import numpy as np

    from goodwill.pricing.funnel import apart

    judged_here = (level < len(names)) & (kinds["good"] | kinds["breach"])
    if not judged_here.any():
        return {}
    _weeks, place = np.unique(week[judged_here], return_inverse=True)
    cell, at = np.unique(level[judged_here] * (int(place.max()) + 1) + place, return_inverse=True)
    judged = np.bincount(at, number[judged_here]).astype(np.float64)
    broken = np.bincount(at, (number * kinds["breach"])[judged_here]).astype(np.float64)
    who, of = np.unique(cell // (int(place.max()) + 1), return_inverse=True)
    told = apart(of, judged, broken)
    return {str(names[name]): int(call) for name, call in zip(who, told, strict=True)}
