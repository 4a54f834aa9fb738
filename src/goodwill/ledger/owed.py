"""What we owe an answer to, and until when: every clock that runs for somebody who turned to us."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.moments.dealings import IS_ANSWER, IS_CONTACT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.house.hours import Calendar
    from goodwill.ledger.closed import Closed

FIRST, NEXT, CALLBACK, EMERGENCY = "first_answer", "next_answer", "callback_kept", "emergency_first"
"""The standards that tell until when somebody is to be answered."""


class Owed(NamedTuple):
    """An answer that is owed: in which case, by which standard, since and until when (UTC)."""

    case: str
    standard: str
    since: dt.datetime
    until: dt.datetime | None
    """None where the company does not apply the standard."""
    late: bool


class Promise(NamedTuple):
    """By which standard and until when (UTC) somebody who asks now is answered."""

    standard: str
    until: dt.datetime | None
    case: str | None
    """The case it is about; none where it is a new one, or not one of theirs."""


def answers_owed(closed: Closed, party: str | None = None) -> list[Owed]:
    """List what waits for an answer of ours at the close, to all or one, the most urgent first."""
    standards = closed.standards()
    closed_at = end_of_day(closed.as_of, closed.zone)
    found = []
    among, values = ("party = $party", {"party": party}) if party else ("TRUE", {})
    whose = f"c.{among}" if party else "TRUE"
    together = party is not None and closed.has("asides")
    moments = "dealings" if together else "moments"
    query = WAITING.format(among=among, moments=moments, whose=whose)
    if together:
        query = f"WITH dealings AS MATERIALIZED {TOGETHER} SELECT * FROM ({query})"
    rows = closed.con.execute(query, values).fetchall()
    for case, standard, since, paused, team, segment in rows:
        until = deadline(
            limits_of(standards, standard, segment), standard, since, closed.calendar_of(team),
            paused=paused,
        )  # fmt: skip
        found.append(Owed(case, standard, since, until, until is not None and until < closed_at))
    return sorted(found, key=lambda one: (one.until is None, one.until or one.since, one.case))


def limits_of(
    standards: Mapping[str, Mapping[str, Any]], standard: str, segment: str | None
) -> dict[str, float] | None:
    """Give the limits of a standard for a segment of customers; None where it is not applied."""
    definition = standards.get(standard)
    if definition is None:
        return None
    own = definition.get("segments", {}).get(segment or "", {})
    return {**definition["limits"], **own}


def deadline(
    limits: Mapping[str, float] | None,
    standard: str,
    since: dt.datetime,
    calendar: Calendar,
    *,
    paused: float = 0,
) -> dt.datetime | None:
    """Give the instant (UTC) until which an answer is in time; None where nothing says so.

    In an emergency the clock on the wall counts, and nothing pauses it.
    """
    if limits is None:
        return None
    if standard == EMERGENCY:
        return since + dt.timedelta(minutes=limits["minutes_at_most"])
    return calendar.after(since, limits["hours"] * 60 + paused)


def answer_by(
    pane: Closed, party: str, now: dt.datetime, case: str = "", *, urgent: bool
) -> Promise:
    """Say by when a person answers who asks now (UTC), and in which case, where it is a known one.

    The standard is the one by which the next close will judge the answer.
    """
    known = pane.con.execute(_OF_CASE, {"party": party, "case": case}).fetchone()
    segment, found, answered, team = known or (None, None, None, None)
    standard = EMERGENCY if urgent else NEXT if answered else FIRST
    limits = limits_of(pane.standards(), standard, segment)
    return Promise(standard, deadline(limits, standard, now, pane.calendar_of(team)), found)


_OF_CASE = """
SELECT p.segment, c.case_id, c.answered_at, first.team
FROM parties p LEFT JOIN cases c ON c.party = p.party AND c.case_id = $case
LEFT JOIN moments first ON first.id = c.opened_id
WHERE p.party = $party
"""

TOGETHER = """(SELECT * FROM moments WHERE party = $party
  UNION ALL SELECT * EXCLUDE (whose) FROM asides WHERE whose = $party)"""
"""What happened with one party or in its cases, from where it lies together."""
WAITING = f"""
WITH said AS (
  SELECT about, max(happened_at) AS said_at FROM {{moments}}
  WHERE ({IS_ANSWER} OR direction = 'out' AND kind = 'fulfilment') AND {{among}} GROUP BY about),
asked AS (
  SELECT about, min(happened_at) AS since FROM {{moments}} LEFT JOIN said USING (about)
  WHERE {IS_CONTACT} AND about IS NOT NULL AND (said_at IS NULL OR happened_at > said_at)
    AND {{among}}
  GROUP BY about)
SELECT c.case_id,
  CASE WHEN c.urgent THEN '{EMERGENCY}'
       WHEN coalesce(c.purpose, '') = 'callback' THEN '{CALLBACK}'
       WHEN c.answered_at IS NULL THEN '{FIRST}' ELSE '{NEXT}' END AS standard,
  asked.since, CASE WHEN c.answered_at IS NULL THEN c.answer_paused ELSE 0 END AS paused,
  first.team, c.segment
FROM cases c JOIN asked ON asked.about = c.case_id
LEFT JOIN {{moments}} first ON first.id = c.opened_id
LEFT JOIN {{moments}} last ON last.id = c.last_id
WHERE {{whose}} AND c.opened_direction = 'in' AND c.resolved_at IS NULL
  AND c.sort NOT IN ('order', 'invoice')
  AND (c.sort <> 'call' OR coalesce(c.purpose, '') = 'callback')
  AND NOT (last.direction = 'out' AND last.kind = 'request' AND last.purpose = 'waiting')
"""
"""The first contact of theirs in each open case that nobody has answered, of all or of whom `among`
tells; while we wait for something of theirs, we owe nothing. A call that nobody took is over,
unless they asked for another.
"""
