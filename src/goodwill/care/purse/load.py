"""Hidden load: the work of colleagues that somebody's concession caused, charged to the giver.

Whoever gives what others have to carry out gives out of a foreign pocket. What colleagues did in a
case within two weeks after its newest concession, by the kinds of work below, is charged to the
purse of whoever conceded, and credited to those who did it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.efforts import MINUTES as MINUTES_OF

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from goodwill.care.purse.purse import Purse

WORK = ("delivery", "visit", "change", "fulfilment", "refund", "handover")
"""The kinds of dealing by which a concession is carried out; to answer a question is not one."""
DAYS = 14


class Load(NamedTuple):
    """One piece of work that a concession caused: whose it was, and at whose expense it goes."""

    moment: int
    colleague: str
    minutes: int
    at: datetime
    giver: str
    party: str
    case: str
    play: str | None


_LOADS = f"""
SELECT id, person, kind, happened_at, giver, party, about, policy FROM (
    SELECT w.id, w.person, w.kind, w.happened_at, c.person AS giver, w.party, w.about, c.policy,
        row_number() OVER (PARTITION BY w.id ORDER BY c.happened_at DESC, c.id DESC) AS back
    FROM moments AS w JOIN moments AS c ON c.about = w.about AND c.kind = 'concession'
        AND c.direction = 'out' AND c.person IS NOT NULL AND c.happened_at < w.happened_at
        AND w.happened_at <= c.happened_at + INTERVAL {DAYS} DAY
    WHERE w.kind IN ({", ".join(f"'{kind}'" for kind in WORK)}) AND w.person IS NOT NULL
        AND w.direction <> 'in' AND w.happened_at >= $since
) AS worked
WHERE back = 1 AND giver <> person
ORDER BY happened_at, id
"""


def loads(con: DuckDBPyConnection, since: datetime) -> list[Load]:
    """Find the work since an instant (UTC) that colleagues' concessions caused, over `moments`."""
    rows = con.execute(_LOADS, {"since": since}).fetchall()
    return [
        Load(number, person, MINUTES_OF[kind], at, giver, party, about, _play(policy))
        for number, person, kind, at, giver, party, about, policy in rows
    ]


def _play(policy: str | None) -> str | None:
    return policy.removeprefix("play:") if policy and policy.startswith("play:") else None


def charge(purse: Purse, con: DuckDBPyConnection, now: datetime | None = None) -> list[int]:
    """Charge every load since the purse was opened, once; gives the entries made now.

    Work of a colleague whom the giver named when giving is charged already.
    """
    since = purse.opened_at()
    if since is None:
        return []
    named = {(each.case_id, each.time_of) for each in purse.entries("e.kind = 'give'", most=-1)}
    made = []
    for load in loads(con, since):
        if (load.case, load.colleague) in named:
            continue
        entry = purse.charge(
            load.giver, load.minutes, now=now, key=f"load:{load.moment}", time_of=load.colleague,
            party=load.party, case_id=load.case, play=load.play, counts_at=load.at,
        )  # fmt: skip
        made += [entry] if entry is not None else []
    return made
