"""What other limits would change: one standard judged again beside the newest closed book."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.ledger.closed import months_before
from goodwill.ledger.rates import first_monday

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.house.settings import Settings

SHOWN = 12
"""Cases that are shown for each way in which they turn out otherwise."""
JUDGED = ("moments", "cases", "parties")
"""The tables of a closed book from which is judged."""


class Count(NamedTuple):
    """How many cases of one team (or of all) came out how, before and after."""

    team: str | None
    breaches_before: int
    breaches_after: int
    graces_before: int
    graces_after: int
    judged_before: int
    judged_after: int


class Turn(NamedTuple):
    """How many cases turn from one verdict to another, with some of them, the newest first."""

    before: str
    after: str
    number: int
    cases: tuple[tuple[str, str, str, str], ...]
    """Party, case (else empty), moment, and the day on which the verdict falls."""


class Preview(NamedTuple):
    """What would change over the year before a close."""

    standard: str
    closed: str
    whole: Count
    teams: tuple[Count, ...]
    turns: tuple[Turn, ...]

    def as_data(self) -> dict[str, Any]:
        """Give it as plain values, for keeping."""
        return {
            "standard": self.standard,
            "closed": self.closed,
            "whole": list(self.whole),
            "teams": [list(one) for one in self.teams],
            "turns": [[*one[:3], [list(each) for each in one.cases]] for one in self.turns],
        }


def from_data(data: dict[str, Any]) -> Preview:
    """Read what `as_data` gave."""
    turns = (
        Turn(before, after, number, tuple(tuple(each) for each in cases))
        for before, after, number, cases in data["turns"]
    )
    teams = tuple(Count(*one) for one in data["teams"])
    return Preview(data["standard"], data["closed"], Count(*data["whole"]), teams, tuple(turns))


def size(book: Book) -> int:
    """Say how many cases and moments would be judged again."""
    with book.closed() as closed:
        row = closed.con.execute(
            "SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM moments)"
        ).fetchone()
    return int(row[0]) if row else 0


def preview(book: Book, standard: str, settings: Settings) -> Preview:
    """Judge one standard again under other settings over the newest closed book.

    The book is attached for reading only; what is found stays in memory and goes with it.
    """
    from goodwill.standards.judge import judge

    with book.closed() as closed:
        name, as_of, zone = closed.name, closed.as_of, closed.zone
    path = next(each for each in book.closed_files() if each.stem == name)
    since = first_monday(months_before(as_of, 12))
    kept = [one for one in book.standards() if one.name == standard]
    with book.engine() as con:
        con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS before (READ_ONLY)")
        for table in JUDGED:
            con.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM before.{table}")
        judge(con, kept, settings, end_of_day(as_of, zone))
        given = {"standard": standard, "since": since}
        con.execute(_TURNED, given)
        return Preview(
            standard,
            name,
            _counts(con, given, whole=True)[0],
            tuple(_counts(con, given, whole=False)),
            tuple(_turns(con)),
        )


def _counts(con: DuckDBPyConnection, given: dict[str, Any], *, whole: bool) -> list[Count]:
    """Count verdicts before and after, of all or by team, those with most breaches first."""
    rows = con.execute(_COUNTED.format(team="NULL::VARCHAR" if whole else "team"), given).fetchall()
    if whole and not rows:
        return [Count(None, 0, 0, 0, 0, 0, 0)]
    return [Count(*row) for row in rows]


_COUNTED = """
SELECT team,
       coalesce(sum(number) FILTER (old AND verdict = 'breach'), 0)::BIGINT,
       coalesce(sum(number) FILTER (NOT old AND verdict = 'breach'), 0)::BIGINT AS broken,
       coalesce(sum(number) FILTER (old AND verdict = 'grace'), 0)::BIGINT,
       coalesce(sum(number) FILTER (NOT old AND verdict = 'grace'), 0)::BIGINT,
       coalesce(sum(number) FILTER (old AND verdict IN ('kept', 'grace', 'breach')), 0)::BIGINT,
       coalesce(sum(number) FILTER (NOT old AND verdict IN ('kept', 'grace', 'breach')), 0)::BIGINT
FROM (SELECT {team} AS team, verdict, number, true AS old FROM before.tallies
      WHERE standard = $standard AND local_week >= $since
      UNION ALL
      SELECT {team} AS team, verdict, number, false AS old FROM tallies
      WHERE standard = $standard AND local_week >= $since)
GROUP BY team ORDER BY broken DESC, team NULLS LAST
"""

_TURNED = """
CREATE OR REPLACE TEMP TABLE turned AS
SELECT coalesce(o.verdict, 'kept') AS was, coalesce(n.verdict, 'kept') AS becomes,
       coalesce(n.party, o.party) AS party, coalesce(n.case_id, o.case_id, '') AS case_id,
       coalesce(n.moment, o.moment) AS moment,
       coalesce(n.happened_at, o.happened_at) AS happened_at
FROM (SELECT * FROM before.verdicts WHERE standard = $standard AND local_week >= $since) o
FULL OUTER JOIN (SELECT * FROM verdicts WHERE standard = $standard AND local_week >= $since) n
  USING (verdict_id)
WHERE coalesce(o.verdict, 'kept') <> coalesce(n.verdict, 'kept')
"""


def _turns(con: DuckDBPyConnection) -> list[Turn]:
    """Give every way in which cases turn, the commonest first."""
    found = con.execute(
        "SELECT was, becomes, count(*) AS number FROM turned GROUP BY ALL"
        " ORDER BY number DESC, was, becomes"
    ).fetchall()
    return [Turn(was, becomes, number, _cases(con, was, becomes)) for was, becomes, number in found]


def _cases(
    con: DuckDBPyConnection, was: str, becomes: str
) -> tuple[tuple[str, str, str, str], ...]:
    rows = con.execute(
        "SELECT party, case_id, moment, happened_at FROM turned WHERE was = ? AND becomes = ?"
        f" ORDER BY happened_at DESC, moment LIMIT {SHOWN}",
        [was, becomes],
    ).fetchall()
    return tuple(
        (party or "", case, str(moment), dt.datetime.isoformat(happened))
        for party, case, moment, happened in rows
    )
