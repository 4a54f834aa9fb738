"""Closing the book: moments become cases, verdicts, prices and postings, published all at once."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from goodwill import __version__
from goodwill.book import done, given, guarded, pleas, promised
from goodwill.book.house_words import write_house_words
from goodwill.book.playing import write_plays
from goodwill.book.publishing import publish, sweep
from goodwill.book.remarking import read_texts
from goodwill.care.guard import Guard
from goodwill.care.guard.store import FILE as GUARD
from goodwill.care.parting import hand_on, pairs
from goodwill.house import money, timetable
from goodwill.house.hours import end_of_day
from goodwill.ledger.attention import write_attention
from goodwill.ledger.boundaries import write_boundaries
from goodwill.ledger.cause import write_causes
from goodwill.ledger.closed import Closed, openings
from goodwill.ledger.conduct import write_conduct
from goodwill.ledger.constancy import write_loads
from goodwill.ledger.designs import gather
from goodwill.ledger.efforts import write_efforts
from goodwill.ledger.findings import grounds, write_findings, write_modifiers
from goodwill.ledger.habits import write_habits
from goodwill.ledger.outlooks import write_outlook
from goodwill.ledger.postings import post
from goodwill.ledger.roster import write_roster
from goodwill.ledger.shrinkage import write_standings
from goodwill.ledger.summed import write_summed
from goodwill.ledger.today import write_things
from goodwill.ledger.unseen import write_unseen
from goodwill.ledger.worst import write_team_tallies, write_worst
from goodwill.ledger.worths import appraise
from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.house.settings import Settings
    from goodwill.standards.standard import Standard


def close(book: Book, as_of: dt.date | None, narrate: Callable[[str], None]) -> Path:
    """Close the book at the end of a day (of its newest moment unless given) and publish it."""
    sweep(book.folder / "closed")
    standards = book.standards()
    pleas.bring_in(book, narrate)
    promised.bring_in(book, narrate)
    given.tell(book.folder, book.settings)
    done.bring_in(book, narrate)
    guarded.catch_up(book)
    with book.engine() as con:
        narrate(_("Collecting what has happened ..."))
        book.journal.restamp(con)
        book.journal.attach(con)  # from now on, what others change is not seen
        day = _day(con, book, as_of)
        _collect(con, end_of_day(day, book.settings.zone))
        narrate(_("Reading what was written ..."))
        read_texts(con, book)
        write_house_words(con, book)
        narrate(_("Judging by {count} standards ...", count=len(standards)))
        _judge(con, book, standards, day)
        warnings = _price(con, book, standards, day, narrate)
        write_roster(con, day, book.settings.zone)
        _describe(con, book, standards, day, warnings)
        write_conduct(con, day)
        scale = 10 ** money.exponent(book.settings.currency)
        write_efforts(con, day, scale)
        write_boundaries(con, day)
        given.charge(book, con)
        write_summed(con, day, scale, book.settings.currency)
        write_things(Closed(con, str(day), _facts(con), book.journal.reveal))
        write_plays(con, book, day)
        _keep_apart(con, book)
        narrate(_("Publishing ..."))
        return publish(con, book.folder / "closed", day)


def _keep_apart(con: DuckDBPyConnection, book: Book) -> None:
    """Let nothing of today go to somebody who shall never meet the customer again."""
    if (book.folder / GUARD).is_file():
        with Guard(book.folder, book.settings) as kept:
            hand_on(con, pairs(kept))


def _day(con: DuckDBPyConnection, book: Book, as_of: dt.date | None) -> dt.date:
    """Give the day to close at: of the newest moment unless given; then one that makes sense.

    What the office itself notes is known at once and makes no day of its own: until the other
    records of that day are here, all that they tell would seem to be left undone.
    """
    local = "CAST(timezone($zone, timezone('UTC', {}(happened_at){})) AS DATE)"
    others = f" FILTER (source NOT IN ('{pleas.SOURCE}', '{promised.SOURCE}'))"
    newest_of = f"coalesce({local.format('max', others)}, {local.format('max', '')})"
    row = con.execute(
        f"SELECT {local.format('min', '')}, {newest_of} FROM moments",
        {"zone": book.settings.zone},
    ).fetchone()
    first, newest = row or (None, None)
    if newest is None:
        raise InputError(
            Problem(
                str(book.folder),
                _("There is nothing to close: the journal is empty."),
                _("Import records first: `goodwill import FILE`."),
            )
        )
    day: dt.date = as_of or newest
    if day < first:
        what = _("By then nothing had happened.")
        raise InputError(Problem(str(day), what, _("The first moment is of {day}.", day=first)))
    if day > max(newest, dt.datetime.now(ZoneInfo(book.settings.zone)).date()):
        what = _("This day has not come yet, so nobody can say what is late by then.")
        raise InputError(Problem(str(day), what, _("The newest moment is of {day}.", day=newest)))
    return day


def _collect(con: DuckDBPyConnection, closed_at: dt.datetime) -> None:
    """Take what had happened by the close out of the journal, as plain tables."""
    for name in ("moments", "parties", "lines", "readings"):
        until = "WHERE happened_at <= $1" if name == "moments" else ""
        con.execute(
            f"CREATE TEMP TABLE closing_{name} AS SELECT * FROM {name} {until}",
            [closed_at] if until else [],
        )
    for name in ("moments", "parties", "lines", "readings"):
        con.execute(f"DROP VIEW IF EXISTS {name}")
        con.execute(f"ALTER TABLE closing_{name} RENAME TO {name}")


def _judge(con: DuckDBPyConnection, book: Book, standards: list[Standard], day: dt.date) -> None:
    from goodwill.moments.case import fold
    from goodwill.standards.judge import judge
    from goodwill.standards.rejudging import write_kept, write_rulings

    closed_at = end_of_day(day, book.settings.zone)
    fold(con, closed_at, book.settings)
    judge(con, standards, book.settings, closed_at)
    write_rulings(con, standards, book.settings, closed_at)
    write_kept(con, standards, book.settings, closed_at)


def _price(
    con: DuckDBPyConnection,
    book: Book,
    standards: list[Standard],
    day: dt.date,
    narrate: Callable[[str], None],
) -> list[str]:
    """Value the customers, ask the records what treatment does to them, and post its prices."""
    narrate(_("Working out what customers are worth ..."))
    scale = 10 ** money.exponent(book.settings.currency)
    days = sorted({*openings(day).values(), day})
    con.execute(
        """
        CREATE OR REPLACE TABLE sales AS
        SELECT party, local_date AS day,
               sum(CASE kind WHEN 'refund' THEN -amount ELSE amount END * $scale)::BIGINT AS amount
        FROM moments
        WHERE kind IN ('purchase', 'refund') AND party LIKE 'c%' AND amount IS NOT NULL
          AND coalesce(currency, $currency) = $currency
        GROUP BY party, local_date
        """,
        {"scale": scale, "currency": book.settings.currency},
    )
    appraisal = appraise(con, book.settings, days, scale)
    narrate(_("Asking your records what breaches cost ..."))
    known = appraisal.pricing is not None
    gathered = gather(con, standards, book.settings, day) if known else None
    told = grounds(con, gathered and gathered.design)
    write_modifiers(con, gathered)
    narrate(_("Pricing breaches and graces ..."))
    told = post(con, appraisal.pricing, told, book.settings, scale)
    write_findings(con, told)
    narrate(_("Telling apart who keeps their habits, and what nobody reported ..."))
    write_habits(con, book.settings, day)
    write_unseen(con, book.settings, day)
    write_attention(con, book.settings, day)
    write_standings(con, book.settings, day)
    write_causes(con, day)
    write_loads(con, book.settings, day)
    write_worst(con, day)
    write_team_tallies(con)
    narrate(_("Looking ten years ahead ..."))
    write_outlook(con, appraisal.pricing, told, day, scale)
    return appraisal.warnings


def _describe(
    con: DuckDBPyConnection,
    book: Book,
    standards: list[Standard],
    day: dt.date,
    warnings: list[str],
) -> None:
    """Write down under which settings and standards the book was closed."""
    settings = book.settings
    facts: dict[str, Any] = {
        "company": settings.name,
        "currency": settings.currency,
        "scale": 10 ** money.exponent(settings.currency),
        "zone": settings.zone,
        "as_of": day.isoformat(),
        "period": settings.period,
        "margin": settings.margin,
        "discount": settings.discount,
        "horizon_years": settings.horizon_years,
        "levels": list(settings.levels),
        "minimum_count": settings.minimum_count,
        "baseline_until": settings.baseline_until and settings.baseline_until.isoformat(),
        "hour_costs": settings.hour_costs,
        "claims": [each._asdict() for each in settings.claims],
        "calendars": [timetable.as_facts(each) for each in settings.calendars],
        "warnings": warnings,
        "version": __version__,
    }
    con.execute("CREATE OR REPLACE TABLE meta AS SELECT ? AS facts", [json.dumps(facts)])
    con.execute("CREATE OR REPLACE TABLE standards (standard VARCHAR, definition VARCHAR)")
    con.executemany(
        "INSERT INTO standards VALUES (?, ?)",
        [[each.name, json.dumps(_definition(each, settings))] for each in standards],
    )


def _facts(con: DuckDBPyConnection) -> dict[str, Any]:
    row = con.execute("SELECT facts FROM meta").fetchone()
    assert row is not None
    facts: dict[str, Any] = json.loads(row[0])
    return facts


def _definition(standard: Standard, settings: Settings) -> dict[str, Any]:
    """Write a standard down as it held at this close: words, limits and benchmark."""
    benchmark = standard.benchmark
    return {
        "side": standard.side,
        "family": standard.family,
        "of": standard.of,
        "whose_convenience": standard.whose_convenience,
        "limits": {**standard.limits, **settings.limits.get(standard.name, {})},
        "segments": {
            segment: dict(own)
            for segment, own in settings.segment_limits.get(standard.name, {}).items()
        },
        "benchmark": benchmark
        and {
            "kept": benchmark.kept,
            "source": benchmark.source,
            "date": benchmark.date.isoformat(),
        },
        "words": {
            language: {
                "title": words.title,
                "sentence": words.sentence,
                "reasons": dict(words.reasons),
            }
            for language, words in standard.words.items()
        },
    }
