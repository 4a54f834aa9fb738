"""Plays as things to do: what fired, was not held out, still makes sense and is not done yet."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.care.clock import length
from goodwill.care.definition import figures_as_json
from goodwill.care.trial.assignment import PLAYED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.care.doers import Staff
    from goodwill.care.play import Play
    from goodwill.care.trial.judging import Finding

KIND: Final = "play"
"""The kind of a thing that a play asks for."""


class Close(NamedTuple):
    """What a close knows of its plays besides the tables."""

    day: dt.date
    closed_at: dt.datetime
    zone: str
    scale: int
    """Minor units in one of the currency."""
    margin: float
    plays: Mapping[str, Play]
    """Those that hold and are not stopped."""
    standing: Mapping[tuple[str, str], str]
    """Of each play and subject on which its trigger holds by the records of now, the party."""
    staff: Staff
    apart: Callable[[str], Collection[str]]
    """Who is never to meet a party again."""
    erased: Collection[str]
    findings: Iterable[Finding]


class _Open(NamedTuple):
    """One firing that is still to be played."""

    key: str
    play: str
    subject: str
    fired_at: dt.datetime
    party: str
    case_id: str | None
    due_at: dt.datetime
    figures: str
    person: str | None
    manager: str | None
    team: str | None
    department: str | None
    level: int | None
    local_week: dt.date
    worth: int | None


def write_play_things(con: DuckDBPyConnection, close: Close) -> None:
    """Add to `things` what is to be played, of plays that fold many as one."""
    from goodwill.moments.parquet import append

    open_ones = [each for each in _undone(con, close.day) if _holds(each, close)]
    gains = _gains(close.findings)
    append(
        con,
        f"things ({', '.join(_COLUMNS)})",
        _COLUMNS,
        [_thing(doer, some, gains, close) for doer, some in _folded(open_ones, close)],
    )


def _undone(con: DuckDBPyConnection, day: dt.date) -> list[_Open]:
    """Read what was not held out and of which nobody has noted that it was done since."""
    columns = ", ".join(f"f.{name}" for name in _Open._fields if name != "worth")
    rows = con.execute(
        f"""
        SELECT {columns}, w.worth
        FROM firings f LEFT JOIN worths w ON w.party = f.party AND w.day = $day
        WHERE f.arm = $played AND f.due_at IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM moments m
          WHERE m.policy = 'play:' || f.play AND m.party = f.party AND m.happened_at >= f.fired_at)
        ORDER BY f.fired_at, f.key
        """,
        {"day": day, "played": PLAYED},
    ).fetchall()
    return [_Open(*row) for row in rows]


def _holds(one: _Open, close: Close) -> bool:
    """Tell whether it still makes sense: not stale, by records that stand, for whom we know."""
    play = close.plays.get(one.play)
    if play is None or play.trigger is None or one.party in close.erased:
        return False
    fresh = one.fired_at > close.closed_at - length(play.trigger.stale_after)
    return fresh and close.standing.get((one.play, one.subject)) == one.party


def _folded(open_ones: Iterable[_Open], close: Close) -> list[tuple[str | None, Sequence[_Open]]]:
    """Put together what is one thing for the person who does it, with that person."""
    found: dict[tuple[object, ...], list[_Open]] = {}
    zone = ZoneInfo(close.zone)
    for each in open_ones:
        play = close.plays[each.play]
        doer = close.staff.doer(
            play.done_by, each.person, each.manager, each.team, close.apart(each.party)
        )
        day = each.fired_at.replace(tzinfo=dt.UTC).astimezone(zone).date()
        key = (each.play, doer, day) if play.folds and doer else (each.key, doer)
        found.setdefault(key, []).append(each)
    return [(key[1], some) for key, some in found.items()]  # type: ignore[misc]


def _thing(
    doer: str | None,
    some: Sequence[_Open],
    gains: Mapping[tuple[str, str], float],
    close: Close,
) -> tuple[Any, ...]:
    """Write one thing, in the order of its columns."""
    first = some[0]
    due = min(each.due_at for each in some)
    stakes = [stake for each in some if (stake := _stake(each, gains, close)) is not None]
    handed = doer != first.person
    return (
        _key(first, doer, some, close), KIND, first.party, first.case_id, due,
        due <= close.closed_at, sum(stakes) if stakes else None, _urgency(due, close.closed_at),
        first.fired_at, len(some), first.worth, doer,
        close.staff.leads.get(doer or "") if handed else first.manager,
        first.team, first.department, None if handed else first.level, first.local_week,
        first.play, _figures(some), doer,
    )  # fmt: skip


_COLUMNS: Final = {
    "key": "VARCHAR",
    "kind": "VARCHAR",
    "party": "VARCHAR",
    "case_id": "VARCHAR",
    "due_at": "TIMESTAMP",
    "late": "BOOLEAN",
    "stake": "BIGINT",
    "urgency": "DOUBLE",
    "since": "TIMESTAMP",
    "number": "BIGINT",
    "worth": "BIGINT",
    "person": "VARCHAR",
    "manager": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "local_week": "DATE",
    "play": "VARCHAR",
    "figures": "VARCHAR",
    "doer": "VARCHAR",
}


def _key(first: _Open, doer: str | None, some: Sequence[_Open], close: Close) -> str:
    if len(some) == 1:
        return first.key
    day = first.fired_at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(close.zone)).date()
    return f"play:{first.play}:{doer}:{day.isoformat()}"


def _figures(some: Sequence[_Open]) -> str:
    """Give the figures of the first, and of many together also whom else they concern."""
    if len(some) == 1:
        return some[0].figures
    together = [[each.key, each.party, each.case_id] for each in some]
    return figures_as_json(
        {**json.loads(some[0].figures), "number": len(some), "together": together}
    )


def _urgency(due: dt.datetime, closed_at: dt.datetime) -> float:
    """Give the share of the stake that a day of waiting puts at risk, as of all other things."""
    days = (due - closed_at).total_seconds() / 86_400
    return 1.0 if days <= 0 else 1 / (1 + days)


def _gains(findings: Iterable[Finding]) -> dict[tuple[str, str], float]:
    """Give the best guess of what each play gains per customer, where one stands on figures."""
    return {
        (each.play, each.outcome): each.guess if each.better == "more" else -each.guess
        for each in findings
        if each.parties and each.held_out and each.guess == each.guess
    }


def _stake(one: _Open, gains: Mapping[tuple[str, str], float], close: Close) -> int | None:
    """Give what hangs on it in minor units, where that is told in customers kept or in money."""
    kept = gains.get((one.play, "left"))
    if kept is not None and one.worth is not None:
        return max(0, round(kept * one.worth))
    spent = gains.get((one.play, "spent"))
    return None if spent is None else max(0, round(spent * close.margin * close.scale))
