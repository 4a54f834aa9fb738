"""Closing the book: moments become cases, verdicts, prices and postings, published all at once."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from goodwill import __version__
from goodwill.house import money
from goodwill.house.hours import end_of_day
from goodwill.ledger.closed import openings
from goodwill.ledger.postings import post
from goodwill.ledger.worths import appraise
from goodwill.problems import InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.house.settings import Settings
    from goodwill.standards.standard import Standard

PUBLISHED = (
    "moments", "parties", "lines", "cases", "verdicts", "tallies", "worths", "totals", "sales",
    "postings", "readings", "standards", "meta",
)  # fmt: skip
"""The tables of a closed book."""


def close(book: Book, as_of: dt.date | None, narrate: Callable[[str], None]) -> Path:
    """Close the book at the end of a day (of its newest moment unless given) and publish it."""
    sweep(book.folder / "closed")
    standards = book.standards()
    with book.engine() as con:
        book.journal.restamp(con)
        book.journal.attach(con)
        day = as_of or _newest_day(con, book)
        _collect(con, book, day)
        narrate(_("Judging by {count} standards ...", count=len(standards)))
        _judge(con, book, standards, day)
        narrate(_("Pricing ..."))
        warnings = _price(con, book, day)
        _describe(con, book, standards, day, warnings)
        narrate(_("Publishing ..."))
        return publish(con, book.folder / "closed", day)


def _newest_day(con: DuckDBPyConnection, book: Book) -> dt.date:
    row = con.execute(
        "SELECT max(CAST(timezone(?, timezone('UTC', happened_at)) AS DATE)) FROM moments",
        [book.settings.zone],
    ).fetchone()
    if row is None or row[0] is None:
        raise InputError(
            Problem(
                str(book.folder),
                _("There is nothing to close: the journal is empty."),
                _("Import records first: `goodwill import FILE`."),
            )
        )
    newest: dt.date = row[0]
    return newest


def _collect(con: DuckDBPyConnection, book: Book, day: dt.date) -> None:
    """Take what had happened by the close out of the journal, as plain tables."""
    closed_at = end_of_day(day, book.settings.zone)
    for name in ("parties", "lines", "readings"):
        con.execute(f"CREATE TEMP TABLE closing_{name} AS SELECT * FROM {name}")
    con.execute(
        "CREATE TEMP TABLE closing_moments AS SELECT * FROM moments WHERE happened_at <= ?",
        [closed_at],
    )
    for name in ("moments", "parties", "lines", "readings"):
        con.execute(f"DROP VIEW IF EXISTS {name}")
        con.execute(f"ALTER TABLE closing_{name} RENAME TO {name}")


def _judge(con: DuckDBPyConnection, book: Book, standards: list[Standard], day: dt.date) -> None:
    from goodwill.moments.case import fold
    from goodwill.standards.judge import judge

    closed_at = end_of_day(day, book.settings.zone)
    fold(con, closed_at, book.settings)
    judge(con, standards, book.settings, closed_at)


def _price(con: DuckDBPyConnection, book: Book, day: dt.date) -> list[str]:
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
    post(con, appraisal.pricing, book.settings, scale)
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
        "warnings": warnings,
        "version": __version__,
    }
    con.execute("CREATE OR REPLACE TABLE meta AS SELECT ? AS facts", [json.dumps(facts)])
    con.execute("CREATE OR REPLACE TABLE standards (standard VARCHAR, definition VARCHAR)")
    con.executemany(
        "INSERT INTO standards VALUES (?, ?)",
        [[each.name, json.dumps(_definition(each, settings))] for each in standards],
    )


def _definition(standard: Standard, settings: Settings) -> dict[str, Any]:
    """Write a standard down as it held at this close: words, limits and benchmark."""
    benchmark = standard.benchmark
    return {
        "side": standard.side,
        "family": standard.family,
        "of": standard.of,
        "whose_convenience": standard.whose_convenience,
        "limits": {**standard.limits, **settings.limits.get(standard.name, {})},
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


def publish(con: DuckDBPyConnection, folder: Path, day: dt.date) -> Path:
    """Write the closed book aside, make it durable, and give it its name in one step.

    The name is never one that exists: a process that has the older file open would go on reading
    its old rows under the same name.
    """
    folder.mkdir(exist_ok=True)
    aside = folder / f".closing-{os.getpid()}.duckdb"
    con.execute(f"ATTACH '{str(aside).replace(chr(39), chr(39) * 2)}' AS closing")
    for table in PUBLISHED:
        con.execute(f"CREATE TABLE closing.{table} AS SELECT * FROM {table}")
    con.execute("DETACH closing")
    _to_disk(aside)
    target = _name(folder, day, aside)
    _to_disk(folder)
    return target


def _name(folder: Path, day: dt.date, aside: Path) -> Path:
    number = 1
    while True:
        target = folder / (f"{day}.duckdb" if number == 1 else f"{day}.{number}.duckdb")
        try:
            os.link(aside, target)  # fails where the name is taken, also by a close just now
        except FileExistsError:
            number += 1
            continue
        aside.unlink()
        return target


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what killed closes have left aside; those of living processes stay."""
    for path in folder.glob(".closing-*"):
        match = re.match(r"\.closing-(\d+)\.", path.name)
        if match and not _lives(int(match[1])):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
