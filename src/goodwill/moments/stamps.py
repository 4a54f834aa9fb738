"""Stamps: what follows from an instant, the settings and the reporting lines, worked out in SQL."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.people import Line, chart
from goodwill.moments.moment import FACTS
from goodwill.moments.parquet import one, quoted, reading, rows, store
from goodwill.moments.views import LINES, attach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.house.hours import Calendar
    from goodwill.house.people import Post
    from goodwill.house.settings import Settings
    from goodwill.moments.manifest import Batch, Stored

_FORMULA = 1
"""To be raised whenever a stamp is worked out differently, so that older batches are restamped."""

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_FIRST, _LAST = date(1900, 1, 2), date(2199, 12, 30)
_SINCE_EVER, _STILL = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001  # naive UTC
_DAY_OF = "greatest(least({}::DATE, DATE '{}'), DATE '{}')"
_POST = {
    "person": "VARCHAR",
    "from_date": "DATE",
    "until_date": "DATE",
    "manager": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
}

Span = tuple[datetime, datetime]
"""The first and the last instant of a batch, those due included."""


class ClockDay(NamedTuple):
    """One day in UTC of one calendar: minutes worked before it, and the stretches worked in it."""

    calendar: int
    day: date
    before: float
    stretches: tuple[tuple[float, float], ...]


class Ground(NamedTuple):
    """The queries of what stamps follow from: reporting lines, zones of parties, teams named."""

    lines: str
    zones: str
    teams: str


KNOWN = Ground(
    f"SELECT {', '.join(LINES)} FROM known_lines",
    "SELECT party, zone FROM known_every_party",
    "SELECT desk AS team FROM known_all_versions",
)
"""What the views of the journal say."""


class Stamper(NamedTuple):
    """What was laid out in the engine to stamp with."""

    zone: str
    calendars: int
    stretches: int
    zones: bool
    settled: str
    hashes: Mapping[date, int]


def clock(calendar: Calendar, number: int, first: date, last: date) -> list[ClockDay]:
    """Lay a calendar out by UTC days, so that the clock of any instant is one look-up and a sum."""
    days: dict[date, list[tuple[float, float]]] = {
        first + _DAY * n: [] for n in range((last - first).days + 1)
    }
    for start, end, _before in calendar.pieces(first - _DAY, last + _DAY):
        while start < end:  # a night shift is cut at midnight
            midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001  # naive UTC
            stop = min(end, midnight + _DAY)
            if midnight.date() in days:
                stretch = ((start - midnight) / _MINUTE, (stop - midnight) / _MINUTE)
                days[midnight.date()].append(stretch)
            start = stop  # noqa: PLW2901  # the rest of the night
    opening = calendar.worked(datetime(first.year, first.month, first.day))  # noqa: DTZ001
    sums = accumulate((sum(b - a for a, b in day) for day in days.values()), initial=opening)
    return [
        ClockDay(number, day, before, tuple(stretches))
        for (day, stretches), before in zip(days.items(), sums, strict=False)
    ]


def lay_out(
    con: DuckDBPyConnection, settings: Settings, ground: Ground, spans: Iterable[Span]
) -> Stamper:
    """Lay out posts, zones and clock for some spans as the temporary tables `stamp_…`."""
    lines = con.execute(f"{ground.lines} ORDER BY ALL").fetchall()
    posts, _problems = chart(Line(*line) for line in lines)  # told when the list was imported
    _lay_out_posts(con, settings.zone, posts)
    zones = _lay_out_zones(con, settings.zone, ground.zones)
    calendars = list(settings.calendars)
    days_seen = [_within(instant) for span in spans for instant in span]
    first, last = min(days_seen), max(days_seen)
    days = [day for n, calendar in enumerate(calendars) for day in clock(calendar, n, first, last)]
    stretches = max((len(day.stretches) for day in days), default=0)
    _lay_out_clock(con, days, stretches)
    if len(calendars) > 1:
        _lay_out_teams(con, settings, ground.teams)
    shared = [(calendar.name, sorted(calendar.teams)) for calendar in calendars]
    settled = repr((_FORMULA, settings.zone, shared))
    return Stamper(settings.zone, len(calendars), stretches, zones, settled, _hashes(days))


def _within(instant: datetime) -> date:
    return min(max(instant.date(), _FIRST), _LAST)


def _lay_out_posts(con: DuckDBPyConnection, zone: str, posts: Sequence[Post]) -> None:
    """Turn days into instants, and cut what overlaps: nobody has two posts at one instant."""
    rows(con, "stamp_post_days", _POST, posts)
    midnight = f"timezone('UTC', timezone({quoted(zone)}, {{}}::TIMESTAMP))"
    ever, still = f"TIMESTAMP '{_SINCE_EVER}'", f"TIMESTAMP '{_STILL}'"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE stamp_posts AS
        WITH posts AS (
            SELECT person, manager, team, department, level,
                CASE WHEN from_date > {ever} THEN {midnight.format("from_date")} ELSE {ever} END
                    AS from_at,
                CASE WHEN until_date < {still} THEN {midnight.format("(until_date + 1)")}
                    ELSE {still} END AS until_at
            FROM stamp_post_days
        )
        SELECT * REPLACE (least(until_at, coalesce(
            lead(from_at) OVER (PARTITION BY person ORDER BY from_at, until_at), until_at
        )) AS until_at)
        FROM posts
    """)


def _lay_out_zones(con: DuckDBPyConnection, zone: str, parties: str) -> bool:
    """Keep the zones that differ from the company's; an unknown zone counts as the company's."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE stamp_zones AS
        SELECT party, zone FROM ({parties})
        WHERE zone <> {quoted(zone)} AND zone IN (SELECT name FROM pg_timezone_names())
    """)
    return one(con, "SELECT count(*) FROM stamp_zones") > 0


def _lay_out_clock(con: DuckDBPyConnection, days: Sequence[ClockDay], stretches: int) -> None:
    columns = {"calendar": "INTEGER", "day": "DATE", "before": "DOUBLE"}
    for n in range(stretches):
        columns |= {f"s{n}": "DOUBLE", f"e{n}": "DOUBLE"}
    rows(con, "stamp_clock", columns, (_flat(day, stretches) for day in days))


def _flat(day: ClockDay, stretches: int) -> list[object]:
    edges = [edge for stretch in day.stretches for edge in stretch]
    return [*day[:3], *edges, *[0.0] * (2 * stretches - len(edges))]


def _lay_out_teams(con: DuckDBPyConnection, settings: Settings, teams: str) -> None:
    """Tell for every team that occurs which calendar is its own."""
    numbers = {calendar.name: n for n, calendar in enumerate(settings.calendars)}
    named = con.execute(
        f"SELECT DISTINCT team FROM (SELECT team FROM stamp_posts UNION ALL {teams})"
        " WHERE team IS NOT NULL"
    ).fetchall()
    own = [(team, numbers[settings.calendar_of(team).name]) for (team,) in named]
    rows(con, "stamp_teams", {"team": "VARCHAR", "calendar": "INTEGER"}, own)


def _hashes(days: Iterable[ClockDay]) -> dict[date, int]:
    """Sum the days up by hash, so that the clock of any span is one subtraction."""
    by_day: dict[date, int] = {}
    for day in days:
        digest = hashlib.blake2b(repr(day).encode(), digest_size=8).digest()
        by_day[day.day] = by_day.get(day.day, 0) + int.from_bytes(digest, "big")
    return dict(zip(sorted(by_day), accumulate(by_day[day] for day in sorted(by_day)), strict=True))


def fingerprints(
    con: DuckDBPyConnection, stamper: Stamper, spans: Mapping[str, Span]
) -> dict[str, str]:
    """Give for each file of moments and its span a word for all that its stamps follow from.

    It changes when the stamps would, and not when a holiday or a post lies outside the span.
    """
    if not spans:
        return {}
    rows(
        con,
        "stamp_spans",
        {"path": "VARCHAR", "first": "TIMESTAMP", "last": "TIMESTAMP"},
        [(path, *span) for path, span in spans.items()],
    )
    posts = _sums(
        con,
        """
        SELECT path, sum(md5_number_lower(concat_ws('|', person, greatest(from_at, first),
            least(until_at, last), coalesce(manager, ''), coalesce(team, ''),
            coalesce(department, ''), level)))
        FROM stamp_spans JOIN stamp_posts ON from_at <= last AND until_at > first GROUP BY path
    """,
    )
    zones = {}
    if stamper.zones:
        zones = _sums(
            con,
            f"""
            SELECT path, sum(md5_number_lower(party || '|' || zone))
            FROM (SELECT DISTINCT path, party FROM {reading(spans)})
            JOIN stamp_zones USING (party) GROUP BY path
        """,
        )
    return {
        path: hashlib.sha256(
            repr(
                (stamper.settled, _between(stamper, span), posts.get(path), zones.get(path))
            ).encode()
        ).hexdigest()[:16]
        for path, span in spans.items()
    }


def _between(stamper: Stamper, span: Span) -> int:
    first, last = map(_within, span)
    return stamper.hashes[last] - stamper.hashes.get(first - _DAY, 0)


def _sums(con: DuckDBPyConnection, query: str) -> dict[str, int]:
    return {path: int(total) for path, total in con.execute(query).fetchall()}


def stamped(facts: str, stamper: Stamper) -> str:
    """Write the query that gives facts (a query of the fact columns) their stamps."""
    zone = quoted(stamper.zone)
    if stamper.zones:
        here = f"coalesce(z.zone, {zone})"
        zone_join = "LEFT JOIN stamp_zones z ON z.party = f.party"
    else:
        here, zone_join = zone, ""
    local = f"timezone({here}, timezone('UTC', f.happened_at))"
    if here == "'UTC'":
        local = "f.happened_at"
    return f"""
        WITH sided AS ({_sided(facts)}),
        placed AS (
            SELECT f.*, {local} AS local_at, p.manager, coalesce(p.team, f.desk) AS team,
                p.department, p.level
            FROM sided f {zone_join}
            LEFT JOIN stamp_posts p ON p.person = f.person
                AND f.happened_at >= p.from_at AND f.happened_at < p.until_at
        ),
        clocked AS ({_clocked(stamper)})
        SELECT * EXCLUDE (local_at),
            local_at::DATE AS local_date,
            hour(local_at)::INTEGER AS local_hour,
            (hour(local_at) * 60 + minute(local_at))::INTEGER AS local_minute,
            isodow(local_at)::INTEGER AS local_weekday,
            date_trunc('week', local_at)::DATE AS local_week
        FROM clocked
    """


def _sided(facts: str) -> str:
    """Tell whose moment it is, who of us it was, and which way it went."""
    theirs = "(left({}, 1) IN ('c', 'p', 'r', 's'))"
    from_them, to_them = theirs.format("from_party"), theirs.format("to_party")
    return f"""
        SELECT *,
            CASE WHEN {from_them} THEN from_party ELSE to_party END AS party,
            CASE WHEN left(from_party, 1) = 'w' THEN from_party
                WHEN left(to_party, 1) = 'w' THEN to_party END AS person,
            CASE WHEN {from_them} THEN 'in'
                WHEN {to_them} OR to_party IS NULL THEN 'out' ELSE 'inside' END AS direction
        FROM ({facts})
    """


def _clocked(stamper: Stamper) -> str:
    """Read the company's clock at the instant and at the instant due."""
    teams, number = "", "0"
    if stamper.calendars > 1:
        teams, number = "LEFT JOIN stamp_teams t ON t.team = p.team", "coalesce(t.calendar, 0)"
    join = "LEFT JOIN stamp_clock {0} ON {0}.day = {1} AND {0}.calendar = " + number
    sums = ", ".join(
        _elapsed(table, instant, stamper.stretches) + f" AS {name}"
        for table, instant, name in (
            ("c", "p.happened_at", "worked"),
            ("d", "p.due_at", "due_worked"),
        )
    )
    joins = " ".join(
        join.format(table, _DAY_OF.format(instant, _LAST, _FIRST))
        for table, instant in (("c", "p.happened_at"), ("d", "p.due_at"))
    )
    return f"SELECT p.*, {sums} FROM placed p {teams} {joins}"


def _elapsed(table: str, instant: str, stretches: int) -> str:
    minute = f"((epoch_us({instant}) - epoch_us({table}.day::TIMESTAMP)) / 6e7)"
    worked = " + ".join(
        f"greatest(least({minute}, {table}.e{n}) - {table}.s{n}, 0)" for n in range(stretches)
    )
    # least and greatest pass over nulls, so an instant that is missing must be told apart
    return f"CASE WHEN {instant} IS NOT NULL THEN {table}.before + {worked or 0} END"


def named(path: Path, stamp: str, stored: Stored) -> Stored:
    """Name a file of moments after its stamps, so that restamping there and back is no change."""
    name = f"moments-{stamp}.parquet"
    path.rename(path.with_name(name))
    return stored._replace(file=name)


def redo(
    con: DuckDBPyConnection,
    place: Path,
    folder: Path,
    settings: Settings,
    batches: Sequence[Batch],
) -> Iterator[tuple[str, Batch]]:
    """Write the moments of outdated batches again, each into its own folder in a place aside."""
    attach(con, folder, batches, "known_")
    old = {
        str(folder / batch.name / kept.file): (batch, (batch.first, batch.last))
        for batch in batches
        if (kept := batch.stored("moments")) and batch.first and batch.last
    }
    if not old:
        return
    spans = {path: span for path, (_batch, span) in old.items()}
    stamper = lay_out(con, settings, KNOWN, spans.values())
    for path, stamp in fingerprints(con, stamper, spans).items():
        batch, _span = old[path]
        if stamp != batch.stamp:
            target = place / batch.name / "moments.parquet"
            target.parent.mkdir()
            facts = f"SELECT {', '.join(FACTS)} FROM {reading([path])}"
            stored = store(con, stamped(facts, stamper), "moments", target)
            tables = dict(batch.tables) | {"moments": named(target, stamp, stored)}
            yield batch.name, batch._replace(stamp=stamp, tables=tuple(tables.items()))
