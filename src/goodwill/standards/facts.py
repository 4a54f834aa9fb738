"""What is judged: the columns of cases and moments that the standards need, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.moments.wording import COUNTED
from goodwill.standards.columns import ADDED
from goodwill.standards.ruling import KIND, Group, quoted, told_by_kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duckdb import DuckDBPyConnection
    from sqlglot import exp

    from goodwill.house.settings import Settings

STAMPS: Final = (
    *("local_week", "team", "department", "level", "manager", "person", "policy", "channel"),
)
"""The columns of a moment by which verdicts are counted."""

PLACE: Final = (*STAMPS, "party", "happened_at")
"""The columns of a moment that a verdict takes over."""

HOUR: Final = 3600
"""How many seconds back the judge looks for a party that turned to us: `asked_ago`."""


class Facts(NamedTuple):
    """A selection of what is judged; `placed` where the rows themselves are the moments."""

    sql: str
    placed: bool
    moments: tuple[str, ...]
    """For each group the column with the moment on which its verdicts fall."""


def of_cases(
    con: DuckDBPyConnection, together: list[Group], settings: Settings, closed_at: datetime
) -> Facts:
    """Select the cases, with what their clocks need to run to the close."""
    needed = _needed(together)
    moments = tuple(
        "opened_id" if one.falls_on == "opened" else f"coalesce({one.falls_on}_id, opened_id)"
        for one in together
    )
    fall = {f"{one.falls_on}_id" for one in together}
    columns = {"case_id", "party", "segment", "opened_id"} | fall | (needed - set(ADDED["case"]))
    chosen = [f"c.{name}" for name in sorted(columns)]
    joins = ""
    if "zone" in needed:
        zone, everywhere = _zone(con, settings)
        joins += "" if everywhere else " LEFT JOIN parties AS p ON p.party = c.party"
        chosen.append(f"{zone} AS zone")
    if "closed_worked" in needed and any(one.teams for one in settings.calendars):
        joins += f" LEFT JOIN ({_own_hours(settings)}) AS o ON o.id = c.opened_id"
    if "closed_worked" in needed:
        chosen.append(f"{_closed_worked(settings, closed_at)} AS closed_worked")
    if "closed_at" in needed:
        chosen.append(f"{_instant(closed_at)} AS closed_at")
    return Facts(
        f"SELECT {', '.join(chosen)} FROM cases AS c{joins}", placed=False, moments=moments
    )


def of_moments(
    con: DuckDBPyConnection, together: list[Group], settings: Settings, closed_at: datetime
) -> Facts:
    """Select the moments, with the segment and zone of their party."""
    facts, asked = moments_and_asked(con, together, settings, closed_at)
    if asked:
        con.execute(asked)
    return facts


def moments_and_asked(
    con: DuckDBPyConnection, together: list[Group], settings: Settings, closed_at: datetime
) -> tuple[Facts, str]:
    """Write the selection of moments, and the table `asked` that it may need to be made first."""
    needed = _needed(together)
    columns = {"id", *PLACE} | (needed - set(ADDED["moment"]))
    chosen = [f"m.{name}" for name in sorted(columns)] + ["p.segment"]
    if "zone" in needed:
        chosen.append(f"{_zone(con, settings)[0]} AS zone")
    if "closed_at" in needed:
        chosen.append(f"{_instant(closed_at)} AS closed_at")
    if "personal" in needed:
        chosen.append("m.person IS NOT NULL AS personal")
    chosen += [f"w.{name}" for name in sorted(needed & set(COUNTED))]
    joins = "LEFT JOIN parties AS p ON p.party = m.party"
    joins += " LEFT JOIN texts AS w ON w.moment = m.id" if needed & set(COUNTED) else ""
    until = f"WHERE m.happened_at <= {_instant(closed_at)}"
    plain = f"SELECT {', '.join(chosen)} FROM moments AS m {joins} {until}"
    moments = tuple("id" for _one in together)
    if "asked_ago" not in needed:
        return Facts(plain, placed=True, moments=moments), ""
    rules = [one for group in together for one in group.rules]
    noticed = [one.noticed for one in rules if "asked_ago" in one.columns]
    told = f"SELECT f.*, asked.asked_ago FROM ({plain}) AS f LEFT JOIN asked ON asked.id = f.id"
    return Facts(told, placed=True, moments=moments), _asked(plain, noticed)


def _needed(together: Iterable[Group]) -> set[str]:
    return {name for group in together for one in group.rules for name in one.columns}


def _zone(con: DuckDBPyConnection, settings: Settings) -> tuple[str, bool]:
    """Write in SQL the zone of a party `p`, and tell whether it is that of the company for all."""
    zones = settings.zones_of_segment.items()
    whens = " ".join(f"WHEN {quoted(segment)} THEN {quoted(zone)}" for segment, zone in zones)
    by_segment = f"CASE p.segment {whens} END, " if whens else ""
    zone = f"coalesce(p.zone, {by_segment}{quoted(settings.zone)})"
    # where all live in one zone, which is usual, nobody needs to be looked up
    elsewhere = f"SELECT 1 FROM parties AS p WHERE {zone} <> {quoted(settings.zone)} LIMIT 1"
    everywhere = con.execute(elsewhere).fetchone() is None
    return (quoted(settings.zone), True) if everywhere else (zone, False)


def _instant(instant: datetime) -> str:
    return f"CAST('{instant.isoformat(' ')}' AS TIMESTAMP)"


def _own_hours(settings: Settings) -> str:
    """Select the moments of the teams that have hours of their own."""
    teams = sorted({team for one in settings.calendars for team in one.teams})
    return f"SELECT id, team FROM moments WHERE team IN ({', '.join(map(quoted, teams))})"


def _closed_worked(settings: Settings, closed_at: datetime) -> str:
    """Tell the working minutes at the close, by the calendar of the team where the case began."""
    usual = settings.calendar_of(None).worked(closed_at)
    whens = " ".join(
        f"WHEN {quoted(team)} THEN {settings.calendar_of(team).worked(closed_at)!r}e0"
        for team in sorted({team for one in settings.calendars for team in one.teams})
    )
    return f"CASE o.team {whens} ELSE {usual!r}e0 END" if whens else f"{usual!r}e0"


def _asked(facts: str, noticed: list[exp.Expr]) -> str:
    """Write the table of how many minutes before a moment noticed the party had turned to us.

    Each is looked up in its own hour and the one before, so that a party with very many moments
    costs no more than its share.
    """
    test = " OR ".join(f"({told_by_kind(truth, KIND['moment'])})" for truth in noticed)
    return f"""
        CREATE OR REPLACE TEMP TABLE asked AS
        WITH ours AS (
            SELECT id, party, floor(epoch(happened_at)) AS second, back
            FROM ({facts}) CROSS JOIN (VALUES (0), (1)) AS hours (back)
            WHERE {test}
        ), theirs AS (
            SELECT party, floor(epoch(happened_at)) AS second
            FROM moments WHERE direction = 'in'
        )
        SELECT ours.id, CAST(min(ours.second - theirs.second) / 60 AS DOUBLE) AS asked_ago
        FROM ours JOIN theirs ON theirs.party = ours.party
            AND floor(theirs.second / {HOUR}) = floor(ours.second / {HOUR}) - ours.back
        WHERE theirs.second <= ours.second AND ours.second - theirs.second <= {HOUR}
        GROUP BY ours.id"""
