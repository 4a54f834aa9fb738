"""The plays at a close: what fires, for whom the lot lets it, and what their trials show by now.

All of it follows from the journal, the settings, the lots and the newest closed book of no later
day: closing twice on one day changes nothing, and a close that was killed leaves all as it was.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from goodwill.book import earlier, lots
from goodwill.book.fired_before import carry
from goodwill.book.lots import Lot
from goodwill.care.definition import definition_of, figures_as_json
from goodwill.care.doers import staff
from goodwill.care.firing import crossed, fresh
from goodwill.care.guard import Guard
from goodwill.care.guard.store import FILE as GUARD
from goodwill.care.tables import FIRINGS, create
from goodwill.care.today import Close, write_play_things
from goodwill.care.trial.assignment import arm, new_salt, two_arms
from goodwill.care.trial.declared import HAPPENING, halted, trials_of
from goodwill.care.trial.kept import write_trials
from goodwill.care.trial.outcomes import MONEY, expected, write_outcomes
from goodwill.house import money
from goodwill.house.hours import end_of_day
from goodwill.ledger.lots import write_drawn
from goodwill.ledger.sight import monday

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.care.firing import Crossing, Firing
    from goodwill.care.play import Play
    from goodwill.care.trial.terms import Terms


def write_plays(con: DuckDBPyConnection, book: Book, day: dt.date) -> None:
    """Create the tables of the plays, and add to `things` what is to be played."""
    create(con)
    settings, plays = book.settings, {play.name: play for play in book.plays()}
    closed_at, scale = end_of_day(day, settings.zone), 10 ** money.exponent(settings.currency)
    before = carry(con, book, day)
    fired = [*before.fired, *earlier.stand(con, book.folder, closed_at, settings.zone)]
    drawn = _lots(con, book, plays.values(), before.since or closed_at - dt.timedelta(days=1))
    stopped = {
        name for name, begun in before.stopped.items()
        if name in plays and drawn[name].begun == begun
    }  # fmt: skip
    begun = {name: drawn[name].begun for name in plays}
    found = crossed(con, plays.values(), settings, closed_at, begun)
    playing = [(play, crossings) for play, crossings in found if play.name not in stopped]
    firings = fresh(con, playing, settings, closed_at, fired, before.since)
    _store(con, firings, plays, drawn, day, settings.zone)
    terms = [each for play in plays.values() for each in _terms(play, drawn[play.name])]
    since = earlier.begun(book.folder, {name: _share(drawn[name]) for name in plays})
    findings = write_trials(con, terms, since, day, settings.currency)
    stopped |= halted(findings)
    _describe(con, plays, begun, stopped)
    _count(con, plays, scale, settings.currency)
    write_drawn(con)
    with _apart(book) as apart:
        close = Close(
            day, closed_at, settings.zone, scale, settings.margin,
            {name: play for name, play in plays.items() if name not in stopped},
            _standing(found), staff(con, day), apart, book.journal.keys.erased(), findings,
        )  # fmt: skip
        write_play_things(con, close)


def _lots(
    con: DuckDBPyConnection, book: Book, plays: Iterable[Play], begun: dt.datetime
) -> dict[str, Lot]:
    """Draw the lots that are missing, each with what was usual here before."""
    known = lots.read(book.folder)
    missing = [each for each in plays if not lots.holds(known.get(each.name), each.held_out)]
    if not missing:
        return known
    measures = {
        measure
        for each in missing
        for measure in (each.outcome.measure, each.harm.measure)
        if each.held_out
    }
    write_outcomes(con, measures, begun.date(), book.settings.currency)
    since = earlier.begun(book.folder, {each.name: (begun, each.held_out) for each in missing})
    drawn = {each.name: _lot(con, each, begun, since[each.name].date()) for each in missing}
    con.execute("DROP TABLE outcomes")
    return lots.keep(book.folder, drawn)


def _lot(con: DuckDBPyConnection, play: Play, begun: dt.datetime, until: dt.date) -> Lot:
    """Draw a lot; what is usual is that of the days before anybody was drawn for the play."""
    rates, caps = {}, {}
    for measure in {play.outcome.measure, play.harm.measure} if play.held_out else ():
        usual = expected(con, measure, 7 * play.outcome.weeks, until)
        rate = usual.share if measure in HAPPENING else usual.spread
        if rate is not None:
            rates[measure] = rate
        if measure in MONEY and usual.cap is not None:
            caps[measure] = usual.cap
    return Lot(new_salt(), begun, play.held_out, rates, caps)


def _share(lot: Lot) -> tuple[dt.datetime, float]:
    return lot.begun, lot.held_out


def _terms(play: Play, lot: Lot) -> list[Terms]:
    return [each._replace(cap=lot.caps.get(each.outcome)) for each in trials_of(play, lot.expected)]


def _store(
    con: DuckDBPyConnection,
    firings: Iterable[Firing],
    plays: Mapping[str, Play],
    drawn: Mapping[str, Lot],
    day: dt.date,
    zone: str,
) -> None:
    """Write down what fires at this close, each with the arm of its party."""
    from goodwill.moments.parquet import append

    append(
        con, "firings", FIRINGS,
        (
            (
                each.key, each.play, each.subject, each.at, each.party, each.case, each.moment,
                each.due, each.late,
                arm(drawn[each.play].salt, each.party, two_arms(plays[each.play].held_out)),
                figures_as_json(each.figures), each.person, each.manager, each.team,
                each.department, each.level, _week(each.at, zone), day,
            )
            for each in firings
        ),
    )  # fmt: skip


def _week(at: dt.datetime, zone: str) -> dt.date:
    return monday(at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date())


def _standing(
    found: Iterable[tuple[Play, Sequence[Crossing]]],
) -> dict[tuple[str, str], str]:
    """Give on what each trigger holds by the records of now, with the party of it."""
    return {(play.name, each.subject): each.party for play, some in found for each in some}


def _describe(
    con: DuckDBPyConnection,
    plays: Mapping[str, Play],
    begun: Mapping[str, dt.datetime],
    stopped: Collection[str],
) -> None:
    from goodwill.moments.parquet import append

    rows = [
        (
            name,
            json.dumps(
                {
                    **definition_of(play),
                    "begun": begun[name].isoformat(),
                    "stopped": name in stopped,
                },
                ensure_ascii=False,
                sort_keys=True,
            ),
        )
        for name, play in sorted(plays.items())
    ]
    append(con, "plays", {"play": "VARCHAR", "definition": "VARCHAR"}, rows)


def _count(con: DuckDBPyConnection, plays: Mapping[str, Play], scale: int, currency: str) -> None:
    """Create `play_weeks`: what fired, what was done and what that cost, by weeks."""
    from goodwill.moments.parquet import rows

    minutes = [(name, play.cost.minutes) for name, play in plays.items()]
    rows(con, "play_minutes", {"play": "VARCHAR", "minutes": "DOUBLE"}, minutes)
    con.execute(_COUNT, {"scale": scale, "currency": currency})
    con.execute("DROP TABLE play_minutes")


_COUNT = """
INSERT INTO play_weeks
SELECT play, local_week, sum(fired)::BIGINT, sum(held_out)::BIGINT, sum(given)::BIGINT,
       sum(money)::BIGINT, sum(given) * any_value(coalesce(minutes, 0))
FROM (
  SELECT play, local_week, 1 AS fired, CASE WHEN arm = 'held_out' THEN 1 ELSE 0 END AS held_out,
         0 AS given, 0 AS money
  FROM firings
  UNION ALL
  SELECT substr(policy, 6) AS play, local_week, 0, 0, count(DISTINCT (party || local_date)),
         coalesce(round(sum(CASE WHEN coalesce(currency, $currency) = $currency
                                 THEN amount END) * $scale), 0)
  FROM moments WHERE policy LIKE 'play:%' GROUP BY policy, local_week
) AS each_week LEFT JOIN play_minutes USING (play)
GROUP BY play, local_week ORDER BY play, local_week
"""
"""What somebody noted twice of one party on one day was done once."""


@contextlib.contextmanager
def _apart(book: Book) -> Iterator[Callable[[str], Collection[str]]]:
    """Give who is never to meet a party again, as far as a guard of this book remembers anybody."""
    if not (book.folder / GUARD).is_file():
        yield lambda _party: ()
        return
    with Guard(book.folder, book.settings) as kept:
        yield kept.apart
