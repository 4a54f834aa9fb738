"""Stamps: what follows from an instant, the settings and the reporting lines, worked out in SQL."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.people import Line, chart
from goodwill.moments import clocks
from goodwill.moments.moment import FACTS
from goodwill.moments.parquet import one, quoted, reading, rows, store
from goodwill.moments.views import LINES, attach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.house.people import Post
    from goodwill.house.settings import Settings
    from goodwill.moments.clocks import Clocks
    from goodwill.moments.manifest import Batch, Stored

_FORMULA = 2
"""To be raised whenever a stamp is worked out differently, so that older batches are restamped."""

_SINCE_EVER, _STILL = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001  # naive UTC
_POST = {
    "person": "VARCHAR",
    "from_date": "DATE",
    "until_date": "DATE",
    "manager": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
}


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
    zones: bool
    clocks: Clocks
    settled: str


def lay_out(
    con: DuckDBPyConnection, settings: Settings, ground: Ground, months: Iterable[str]
) -> Stamper:
    """Lay out posts, zones and the clocks of some months as the temporary tables `stamp_…`."""
    lines = con.execute(f"{ground.lines} ORDER BY ALL").fetchall()
    posts, _problems = chart(Line(*line) for line in lines)  # told when the list was imported
    _lay_out_posts(con, settings.zone, posts)
    desks = _lay_out_desks(con)
    zones = _lay_out_zones(con, settings.zone, ground.zones)
    if len(settings.calendars) > 1:
        _lay_out_teams(con, settings, ground.teams)
    shared = [(calendar.name, sorted(calendar.teams)) for calendar in settings.calendars]
    settled = repr((_FORMULA, settings.zone, shared, desks))
    return Stamper(settings.zone, zones, clocks.lay_out(con, settings.calendars, months), settled)


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


def _lay_out_desks(con: DuckDBPyConnection) -> list[tuple[str, str]]:
    """Tell of each team within one department which that is; records may name the team alone."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE stamp_desks AS
        SELECT team, min(department) AS department FROM stamp_posts
        WHERE team IS NOT NULL AND department IS NOT NULL
        GROUP BY team HAVING count(DISTINCT department) = 1
    """)
    return con.execute("SELECT team, department FROM stamp_desks ORDER BY team").fetchall()


def _lay_out_zones(con: DuckDBPyConnection, zone: str, parties: str) -> bool:
    """Keep the zones that differ from the company's; an unknown zone counts as the company's."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE stamp_zones AS
        SELECT party, zone FROM ({parties})
        WHERE zone <> {quoted(zone)} AND zone IN (SELECT name FROM pg_timezone_names())
    """)
    return one(con, "SELECT count(*) FROM stamp_zones") > 0


def _lay_out_teams(con: DuckDBPyConnection, settings: Settings, teams: str) -> None:
    """Tell for every team that occurs which calendar is its own."""
    numbers = {calendar.name: n for n, calendar in enumerate(settings.calendars)}
    named = con.execute(
        f"SELECT DISTINCT team FROM (SELECT team FROM stamp_posts UNION ALL {teams})"
        " WHERE team IS NOT NULL"
    ).fetchall()
    own = [(team, numbers[settings.calendar_of(team).name]) for (team,) in named]
    rows(con, "stamp_teams", {"team": "VARCHAR", "calendar": "INTEGER"}, own)


def fingerprints(
    con: DuckDBPyConnection, stamper: Stamper, files: Mapping[str, Batch]
) -> dict[str, str]:
    """Give for each file of moments a word for all that its stamps follow from.

    It changes when the stamps would, and not when a holiday or a post lies outside its time.
    """
    spans = {"path": "VARCHAR", "first": "TIMESTAMP", "last": "TIMESTAMP"}
    rows(con, "stamp_spans", spans, [(path, b.first, b.last) for path, b in files.items()])
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
            FROM (SELECT DISTINCT path, party FROM {reading(files)})
            JOIN stamp_zones USING (party) GROUP BY path
        """,
        )
    found = {}
    for path, batch in files.items():
        months = [stamper.clocks.hashes[month] for month in batch.months]
        ground = (stamper.settled, months, posts.get(path), zones.get(path))
        found[path] = hashlib.sha256(repr(ground).encode()).hexdigest()[:16]
    return found


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
                coalesce(p.department, k.department) AS department, p.level
            FROM sided f {zone_join}
            LEFT JOIN stamp_posts p ON p.person = f.person
                AND f.happened_at >= p.from_at AND f.happened_at < p.until_at
            LEFT JOIN stamp_desks k ON k.team = f.desk AND p.team IS NULL
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
    if stamper.clocks.calendars > 1:
        teams, number = "LEFT JOIN stamp_teams t ON t.team = p.team", "coalesce(t.calendar, 0)"
    return f"""
        SELECT p.*, {clocks.elapsed(stamper.clocks, "c", "p.happened_at")} AS worked,
            {clocks.elapsed(stamper.clocks, "d", "p.due_at")} AS due_worked
        FROM placed p {teams}
        {clocks.join("c", "p.happened_at", number)} {clocks.join("d", "p.due_at", number)}
    """


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
        str(folder / batch.name / kept.file): batch
        for batch in batches
        if (kept := batch.stored("moments"))
    }
    if not old:
        return
    months = {month for batch in old.values() for month in batch.months}
    stamper = lay_out(con, settings, KNOWN, months)
    for path, stamp in fingerprints(con, stamper, old).items():
        batch = old[path]
        if stamp != batch.stamp:
            target = place / batch.name / "moments.parquet"
            target.parent.mkdir()
            facts = f"SELECT {', '.join(FACTS)} FROM {reading([path])}"
            stored = store(con, stamped(facts, stamper), "moments", target)
            tables = dict(batch.tables) | {"moments": named(target, stamp, stored)}
            yield batch.name, batch._replace(stamp=stamp, tables=tuple(tables.items()))
