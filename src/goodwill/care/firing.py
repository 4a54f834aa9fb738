"""What fires when: a pure function of the records and of what has fired already.

A play fires at the first row on which its trigger holds, once for what it is once per. The same
records give the same firings at any number of closes and in any order of arrival: what has fired
never fires again, what arrives late fires at the instant at which it should have, marked late, and
what is too old to make sense stays away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.care.clock import due_of, length
from goodwill.care.occasions import FORECAST, about_party
from goodwill.care.trigger import figures_of, needed_of, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.care.play import Play
    from goodwill.house.settings import Settings


class Fired(NamedTuple):
    """What has fired already: which play, for which subject, at which instant (UTC)."""

    play: str
    subject: str
    at: dt.datetime


class Firing(NamedTuple):
    """One play for one party, with the figures of its reason; instants are UTC."""

    play: str
    subject: str
    at: dt.datetime
    """The instant of the crossing."""
    party: str
    case: str | None
    moment: int | None
    due: dt.datetime
    late: bool
    """The records that tell of it arrived after an earlier close had passed over that instant."""
    figures: Mapping[str, Any]
    person: str | None
    """Who of us dealt with the party last."""
    manager: str | None
    team: str | None
    department: str | None
    level: int | None

    @property
    def key(self) -> str:
        """By which it is known again."""
        return f"play:{self.play}:{self.subject}:{self.at.isoformat(timespec='seconds')}"

    @property
    def fired(self) -> Fired:
        """What the next close needs to know of it."""
        return Fired(self.play, self.subject, self.at)


class Crossing(NamedTuple):
    """One instant (UTC) at which the trigger of a play holds, with the figures of its reason."""

    subject: str
    at: dt.datetime
    party: str
    case: str | None
    moment: int | None
    team: str | None
    figures: dict[str, Any]


def fire(
    con: DuckDBPyConnection,
    plays: Iterable[Play],
    settings: Settings,
    closed_at: dt.datetime,
    fired: Iterable[Fired] = (),
    since: dt.datetime | None = None,
    begun: dt.datetime | None = None,
) -> list[Firing]:
    """Give what fires by a close (UTC) over the tables of a connection, in the order of time.

    Needs `moments` and `parties`; `cases`, `verdicts`, `worths` and `habits` as far as the plays
    look at them. `fired` is what fired at earlier closes, `since` the instant of the last of them.
    `begun` is the instant from which this book plays at all, a day before its first close: years
    of records shall not begin with a flood.
    """
    found = crossed(con, plays, settings, closed_at, begun)
    return fresh(con, found, settings, closed_at, fired, since)


def crossed(
    con: DuckDBPyConnection,
    plays: Iterable[Play],
    settings: Settings,
    closed_at: dt.datetime,
    begun: dt.datetime | Mapping[str, dt.datetime] | None = None,
) -> list[tuple[Play, list[Crossing]]]:
    """Give where the triggers hold by a close and are not too old, whether fired before or not.

    `begun` may be told of each play by its name.
    """
    triggered = [play for play in plays if play.trigger]
    needed = {name for play in triggered for name in needed_of(play)}
    owners, zone = about_party(con, needed, settings), ZoneInfo(settings.zone)
    each = (
        begun if isinstance(begun, Mapping) else dict.fromkeys((p.name for p in triggered), begun)
    )
    return [
        (play, _crossings(con, play, owners, closed_at, zone, each.get(play.name)))
        for play in triggered
    ]


def fresh(
    con: DuckDBPyConnection,
    found: Iterable[tuple[Play, Sequence[Crossing]]],
    settings: Settings,
    closed_at: dt.datetime,
    fired: Iterable[Fired] = (),
    since: dt.datetime | None = None,
) -> list[Firing]:
    """Give what of the crossings has not fired yet, in the order of time."""
    known: dict[str, list[Fired]] = {}
    for each in fired:
        known.setdefault(each.play, []).append(each)
    new = [(play, one) for play, crossings in found for one in _fresh(play, crossings, known)]
    new.sort(key=lambda pair: (pair[1].at, pair[0].name, pair[1].subject))
    people = _people(con, [crossing for _play, crossing in new])
    return [
        _firing(con, play, crossing, who, settings, closed_at, since)
        for (play, crossing), who in zip(new, people, strict=True)
    ]


def folded(firings: Iterable[Firing], plays: Iterable[Play], zone: str) -> list[tuple[Firing, ...]]:
    """Put together what is one thing to do: of plays that fold, all of one person and local day."""
    folding = {play.name for play in plays if play.folds}
    found: dict[tuple[Any, ...], list[Firing]] = {}
    for each in firings:
        day = _told(each.at, ZoneInfo(zone))
        alone = each.play not in folding or each.person is None
        key = (each.key,) if alone else (each.play, each.person, day)
        found.setdefault(key, []).append(each)
    return [tuple(together) for together in found.values()]


def _crossings(
    con: DuckDBPyConnection,
    play: Play,
    owners: str,
    closed_at: dt.datetime,
    zone: ZoneInfo,
    begun: dt.datetime | None,
) -> list[Crossing]:
    """Find where the trigger of a play is crossed and not too old, in the order of time."""
    assert play.trigger is not None
    stale = closed_at - length(play.trigger.stale_after)
    stale = stale if begun is None else max(stale, begun)
    names = figures_of(play)
    rows = con.execute(query(play, owners), {"closed_at": closed_at, "stale": stale}).fetchall()
    return [
        Crossing._make(
            (*row[:6], {name: _told(it, zone) for name, it in zip(names, row[6:], strict=True)})
        )
        for row in rows
    ]


def _told(value: Any, zone: ZoneInfo) -> Any:
    """Turn a figure into what a sentence and a file can hold: an instant into its local day."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC).astimezone(zone).date()
    return float(value) if isinstance(value, Decimal) else value


def _fresh(
    play: Play, crossings: Sequence[Crossing], known: Mapping[str, list[Fired]]
) -> list[Crossing]:
    """Leave out what has fired, and what comes too soon before or after what has."""
    assert play.trigger is not None
    weeks = play.trigger.weeks
    apart = dt.timedelta(weeks=weeks) if weeks else None
    had: dict[str, list[dt.datetime]] = {}
    for each in known.get(play.name, ()):
        had.setdefault(each.subject, []).append(each.at)
    fresh = []
    for one in crossings:
        earlier = had.setdefault(one.subject, [])
        if not any(apart is None or abs(one.at - at) < apart for at in earlier):
            earlier.append(one.at)
            fresh.append(one)
    return fresh


_TALKS = (
    *("answer", "question", "promise", "fulfilment", "offer", "news", "visit", "decision"),
    *("refusal", "resolution", "request", "concession"),
)
"""The kinds in which somebody is met; whoever drives a van or writes a bill may never be."""

_TALK = f"m.kind IN ({', '.join(map(repr, _TALKS))})"
_PEOPLE = f"""
SELECT place, person, manager, team, department, level FROM (
    SELECT a.place, m.person, m.manager, m.team, m.department, m.level,
        row_number() OVER (PARTITION BY a.place ORDER BY
            CASE WHEN m.id = a.moment AND {_TALK} THEN 0 WHEN {_TALK} THEN 1 ELSE 2 END,
            m.happened_at DESC, m.id) AS back
    FROM asked_people AS a JOIN moments AS m ON m.party = a.party AND m.happened_at <= a.crossed_at
    WHERE m.person IS NOT NULL AND m.direction <> 'inside'
) AS dealt
WHERE back = 1
"""


def _people(con: DuckDBPyConnection, crossings: Sequence[Crossing]) -> list[tuple[Any, ...]]:
    """Tell of each crossing who knows the party: whoever took part, else who met them last."""
    from goodwill.moments.parquet import rows

    columns = {
        "place": "INTEGER",
        "party": "VARCHAR",
        "moment": "BIGINT",
        "crossed_at": "TIMESTAMP",
    }
    asked = ((place, one.party, one.moment, one.at) for place, one in enumerate(crossings))
    rows(con, "asked_people", columns, asked)
    found = {row[0]: row[1:] for row in con.execute(_PEOPLE).fetchall()}
    con.execute("DROP TABLE asked_people")
    return [
        found.get(place, (None, None, one.team, None, None)) for place, one in enumerate(crossings)
    ]


def _firing(
    con: DuckDBPyConnection,
    play: Play,
    crossing: Crossing,
    who: Sequence[Any],
    settings: Settings,
    closed_at: dt.datetime,
    since: dt.datetime | None,
) -> Firing:
    person, manager, team, department, level = who
    figures = dict(crossing.figures)
    if crossing.case and any(name in FORECAST for name in figures):
        figures |= _forecast(con, crossing)
    late = since is not None and crossing.at <= since
    due = due_of(play.due, crossing.at, closed_at, settings.calendar_of(team))
    return Firing(
        *(play.name, crossing.subject, crossing.at, crossing.party, crossing.case),
        *(crossing.moment, due, late, figures),
        *(person, manager, team, department, level),
    )


def _forecast(con: DuckDBPyConnection, crossing: Crossing) -> dict[str, dt.date | None]:
    """Tell when what was bought will be used up, from the uses up to the crossing."""
    from goodwill.care.running_out import LATELY, Use, runs_out

    dealt = con.execute(
        "SELECT kind, happened_at, quantity FROM moments WHERE about = ? AND happened_at <= ?"
        " AND kind IN ('usage', 'purchase') AND direction = 'in' ORDER BY happened_at, id",
        [crossing.case, crossing.at],
    ).fetchall()
    uses = [Use(at, quantity or 0.0) for kind, at, quantity in dealt if kind == "usage"]
    bought = sum(quantity or 0.0 for kind, _at, quantity in dealt if kind == "purchase")
    left = bought - sum(use.quantity for use in uses)
    begun = uses[-LATELY - 1].at if len(uses) > LATELY else dealt[0][1]
    days = runs_out(uses[-LATELY:], left, begun)
    return dict(zip(FORECAST, days or (None, None, None), strict=True))
