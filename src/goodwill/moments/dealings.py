"""The moments of all cases, laid out for folding: each with its place in the order of its case.

The place is one whole number made of the instant, the order within the instant, and the id. So the
first and the last moment of any sort are a plain minimum and maximum, whatever order they came in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.hours import FIRST, LAST, clock_rows
from goodwill.moments.parquet import one, quoted, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings

CONTACTS = ("question", "complaint", "claim", "request", "reopening", "call_attempt")
"""The kinds by which they turn to us."""

ANSWERS = ("answer", "refusal", "resolution", "decision", "offer", "visit", "concession")
"""The kinds by which we answer them, whatever we say."""

NO_ANSWERS = ("receipt", "priority", "missed")
"""The purposes that answer nothing: an automatic note, a new order of work, a visit not paid."""

_ID_BITS = 64
_STEPS = 4
_SINCE = 1 << 56
_FIRST_ID = 1 << 63
_DAY = timedelta(days=1)


def zone_of(party: str, settings: Settings) -> str:
    """Write in SQL the time zone of a row of parties: its own, its segment's, or the company's."""
    segments = settings.zones_of_segment.items()
    whens = " ".join(f"WHEN {quoted(name)} THEN {quoted(zone)}" for name, zone in segments)
    own = f"CASE WHEN {party}.zone IN (SELECT name FROM pg_timezone_names()) THEN {party}.zone END"
    by_segment = f"CASE {party}.segment {whens} END, " if whens else ""
    return f"coalesce({own}, {by_segment}{quoted(settings.zone)})"


def among(column: str, words: Iterable[str]) -> str:
    """Write in SQL that a column holds one of some words."""
    return f"{column} IN ({', '.join(map(quoted, words))})"


IS_CONTACT = f"direction = 'in' AND {among('kind', CONTACTS)}"
IS_ANSWER = (
    f"direction = 'out' AND {among('kind', ANSWERS)}"
    f" AND NOT {among('coalesce(purpose, ' + quoted('') + ')', NO_ANSWERS)}"
)

_STEP = f"""
    CASE WHEN kind IN ('purchase', 'invoice') OR ({IS_CONTACT}) THEN 0
        WHEN direction = 'in' THEN 1
        WHEN kind = 'resolution' OR purpose = 'resumed' THEN 3
        ELSE 2 END"""
"""At one instant comes first what opens a matter, then theirs, then ours, then what closes it."""

PLACE = (
    f"((({_SINCE} + epoch_us(happened_at)) * {_STEPS} + {_STEP})::HUGEINT << {_ID_BITS})"
    f" + (id::HUGEINT + {_FIRST_ID}::HUGEINT)"
)


def instant_of(place: str) -> str:
    """Write in SQL the instant of a place."""
    # a shift takes a twentieth of the time of a division of so long a number
    return f"make_timestamp(({place} >> {_ID_BITS})::BIGINT // {_STEPS} - {_SINCE})"


def id_of(place: str) -> str:
    """Write in SQL the id of the moment at a place."""
    return f"(({place} & {(1 << _ID_BITS) - 1}::HUGEINT) - {_FIRST_ID}::HUGEINT)::BIGINT"


class Share(NamedTuple):
    """One of several shares of the cases, of about the same size; a case is in one share only."""

    number: int
    of: int

    @property
    def sql(self) -> str:
        """Write in SQL that a moment belongs to a case of this share."""
        return f"hash(about) % {self.of} = {self.number}" if self.of > 1 else "true"


def shares(con: DuckDBPyConnection, at_once: int) -> list[Share]:
    """Divide the cases so that about so many moments are folded at once, however many there are."""
    parts = one(con, "SELECT count(about) FROM moments") // at_once + 1
    return [Share(number, parts) for number in range(parts)]


def lay_out(con: DuckDBPyConnection, closed_at: datetime, settings: Settings, share: Share) -> None:
    """Make `fold_moments` of a share of the cases, of all their moments that the close has seen.

    Where teams keep different hours, each case runs by one clock: that of whoever it came to.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fold_moments AS
        SELECT about AS case_id, {PLACE} AS place, happened_at, kind, direction, purpose,
            {IS_CONTACT} AS is_contact, {IS_ANSWER} AS is_answer,
            person IS NOT NULL AS by_person, party, channel, policy, amount, currency, quantity,
            CASE WHEN kind <> 'absence' AND purpose IS DISTINCT FROM 'priority' THEN due_at END
                AS due_at,
            worked, due_worked, {"team" if several(settings) else "NULL"} AS team
        FROM moments
        WHERE about IS NOT NULL AND happened_at <= TIMESTAMP '{closed_at}' AND {share.sql}
    """)
    if several(settings):
        _lay_out_clocks(con, closed_at, settings)


def several(settings: Settings) -> bool:
    """Tell whether some teams keep other hours than the company."""
    return len(settings.calendars) > 1


def _lay_out_clocks(con: DuckDBPyConnection, closed_at: datetime, settings: Settings) -> None:
    """Make `fold_clocks` of cases, and tell all moments of a case by the clock of its first."""
    numbers = {calendar.name: n for n, calendar in enumerate(settings.calendars)}
    teams = sorted({team for calendar in settings.calendars for team in calendar.teams})
    own = [(team, numbers[settings.calendar_of(team).name]) for team in teams]
    rows(con, "fold_teams", {"team": "VARCHAR", "calendar": "INTEGER"}, own)
    closes = [(n, calendar.worked(closed_at)) for n, calendar in enumerate(settings.calendars)]
    rows(con, "fold_closes", {"calendar": "INTEGER", "closed_worked": "DOUBLE"}, closes)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE fold_clocks AS
        SELECT case_id, calendar, closed_worked, mixed
        FROM (
            SELECT case_id, arg_min(coalesce(calendar, 0), place) AS calendar,
                count(DISTINCT coalesce(calendar, 0)) > 1 AS mixed
            FROM fold_moments LEFT JOIN fold_teams USING (team) GROUP BY case_id
        ) JOIN fold_closes USING (calendar)
    """)
    span = con.execute("""
        SELECT least(min(happened_at), min(due_at)), greatest(max(happened_at), max(due_at))
        FROM fold_moments JOIN fold_clocks USING (case_id) WHERE mixed
    """).fetchone()
    if span and span[0]:
        rows(con, "fold_days", _CLOCK, _clock_days(settings, *span))
        con.execute(_TOLD_BY_ONE_CLOCK)


_CLOCK = {
    "calendar": "INTEGER",
    "day": "DATE",
    "from_at": "TIMESTAMP",
    "works_until": "TIMESTAMP",
    "until_at": "TIMESTAMP",
    "before": "DOUBLE",
}


def _clock_days(
    settings: Settings, first: datetime, last: datetime
) -> Iterator[tuple[int, date, datetime, datetime, datetime, float]]:
    """Give the rows of the clocks once for each day they touch, so that days can be looked up."""
    numbers = {calendar.name: n for n, calendar in enumerate(settings.calendars)}
    begin, end = (
        min(max(edge, FIRST + 2 * _DAY), LAST - 2 * _DAY).date() for edge in (first, last)
    )
    for row in clock_rows(settings.calendars, begin - _DAY, end + _DAY):
        for n in range((row.until_at.date() - row.from_at.date()).days + 1):
            yield (numbers[row.calendar], row.from_at.date() + n * _DAY, *row[1:])


_TOLD_BY_ONE_CLOCK = """
    CREATE OR REPLACE TEMP TABLE fold_moments AS
    SELECT m.* REPLACE (
        CASE WHEN mixed AND h.before IS NOT NULL
            THEN h.before + epoch_us(least(happened_at, h.works_until)) / 6e7
                - epoch_us(h.from_at) / 6e7
            ELSE worked END AS worked,
        CASE WHEN mixed AND d.before IS NOT NULL
            THEN d.before + epoch_us(least(due_at, d.works_until)) / 6e7
                - epoch_us(d.from_at) / 6e7
            ELSE due_worked END AS due_worked)
    FROM fold_moments m JOIN fold_clocks c USING (case_id)
    LEFT JOIN fold_days h ON mixed AND h.calendar = c.calendar AND h.day = happened_at::DATE
        AND h.from_at <= happened_at AND happened_at < h.until_at
    LEFT JOIN fold_days d ON mixed AND d.calendar = c.calendar AND d.day = due_at::DATE
        AND d.from_at <= due_at AND due_at < d.until_at
"""
