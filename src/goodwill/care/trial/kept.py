"""The trials of a book at a close: counted, judged, and written down look by look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from goodwill.care.tables import FINDINGS, LOOKS, TRIALS
from goodwill.care.trial.course import Course, course
from goodwill.care.trial.judging import bounds, evidence, judge_all
from goodwill.care.trial.outcomes import write_outcomes
from goodwill.care.trial.statistics import statistics

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.care.trial.judging import Finding
    from goodwill.care.trial.terms import Terms

SHOWN: Final = 40
"""So many looks of each trial are kept for the page, the last among them."""
_DRAWN: Final = "SELECT party, min(CAST(drawn_at AS DATE)) AS drawn FROM exposures GROUP BY party"


def write_trials(
    con: DuckDBPyConnection,
    terms: Sequence[Terms],
    begun: Mapping[str, dt.datetime],
    day: dt.date,
    currency: str,
) -> list[Finding]:
    """Create `trials`, `trial_findings` and `trial_looks` from `firings`, and give the findings.

    A party is drawn at the end of the day of the close at which a play first fired for it; what
    happens from the next day on counts. `begun` tells since when each play's lot holds.
    """
    _expose(con, terms, begun)
    _declare(con, terms, begun)
    exposed = "party IN (SELECT party FROM exposures)"
    write_outcomes(con, {each.outcome for each in terms}, day, currency, exposed, _DRAWN)
    rows = statistics(con, day)
    pairs = [(each, course(each, rows, day)) for each in terms]
    findings = judge_all(pairs)
    _insert(con, "trial_findings", FINDINGS, (tuple(map(_told, each)) for each in findings))
    _insert(con, "trial_looks", LOOKS, (row for pair in pairs for row in _looks(*pair)))
    for table in ("exposures", "outcomes"):
        con.execute(f"DROP TABLE {table}")
    return findings


def _declare(
    con: DuckDBPyConnection, terms: Iterable[Terms], begun: Mapping[str, dt.datetime]
) -> None:
    drawn = {play: numbers for play, *numbers in con.execute(_REACHED).fetchall()}
    rows = (
        (each.play, each.outcome, each.kind, each.better, each.days, each.before_days,
         each.shares[each.held_out], each.rate, each.cap, each.error, each.harm_error,
         each.harm_after, begun[each.play],
         *drawn.get(each.play, (0, 0)))
        for each in terms
    )  # fmt: skip
    _insert(con, "trials", TRIALS, rows)


_REACHED: Final = """
SELECT e.play, count(DISTINCT e.party), count(DISTINCT m.party)
FROM exposures e LEFT JOIN moments m
  ON m.policy = 'play:' || e.play AND m.party = e.party AND m.happened_at >= e.fired_at
GROUP BY e.play
"""
"""Of each play, the parties drawn, and those of them to whom it was given after the lot."""


def _expose(
    con: DuckDBPyConnection, terms: Iterable[Terms], begun: Mapping[str, dt.datetime]
) -> None:
    """Create `exposures` from the firings of the lots that hold now."""
    from goodwill.moments.parquet import rows

    held = sorted({(each.play, begun[each.play]) for each in terms})
    rows(con, "lots_hold", {"play": "VARCHAR", "begun": "TIMESTAMP"}, held)
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE exposures AS
        SELECT f.play, f.party, f.arm, f.fired_at,
               CAST(f.closed_on AS TIMESTAMP) + INTERVAL '86399' SECOND AS drawn_at
        FROM firings f JOIN lots_hold l ON l.play = f.play AND f.fired_at > l.begun
        """
    )
    con.execute("DROP TABLE lots_hold")


def _looks(terms: Terms, whole: Course) -> Iterable[tuple[Any, ...]]:
    """Lay out what some of the looks have shown, in the outcome's own direction."""
    seen = _thinned(whole)
    if not seen.days:
        return
    for arm in terms.arms:
        effect = evidence(terms, seen, arm).effect * terms.sign
        low, high = bounds(terms, seen, arm)
        for place, day in enumerate(seen.days):
            numbers = (int(seen.sums[name].n[place]) for name in (arm, terms.held_out))
            figures = (_told(float(each[place])) for each in (effect, low, high))
            yield (terms.play, arm, terms.outcome, day, *numbers, *figures)


def _thinned(whole: Course) -> Course:
    from goodwill.pricing.trials.amounts import Sums

    last = len(whole.days) - 1
    if last < SHOWN:
        return whole
    chosen = sorted({round(last * place / (SHOWN - 1)) for place in range(SHOWN)})
    sums = {name: Sums(*(each[chosen] for each in of)) for name, of in whole.sums.items()}
    return whole._replace(days=[whole.days[place] for place in chosen], sums=sums)


def _insert(
    con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    from goodwill.moments.parquet import append

    append(con, table, columns, rows)


def findings_of(con: DuckDBPyConnection) -> list[Finding]:
    """Read the findings of a closed book; what is unknown is NaN, or without bound."""
    from goodwill.care.trial.judging import Finding

    rows = con.execute(f"SELECT {', '.join(FINDINGS)} FROM trial_findings ORDER BY play, outcome")
    return [Finding(*map(_read, FINDINGS, row)) for row in rows.fetchall()]


def _read(column: str, value: Any) -> Any:
    if value is None and FINDINGS[column] == "DOUBLE":
        return {"low": -math.inf, "high": math.inf}.get(column, math.nan)
    return value


def _told(value: Any) -> Any:
    """NaN and infinity are unknown in a table."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
