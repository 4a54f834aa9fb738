"""From a table of text to moments: what an import would write, before anything is written."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.parties import pseudonym
from goodwill.problems import Problem
from goodwill.sources.emitted import (
    write_facts,
    write_parties,
    write_read_lines,
    write_secrets,
    write_tables,
)
from goodwill.sources.fates import write_fates, write_rejected
from goodwill.sources.rows import write_rows
from goodwill.sources.typed import Fields, Work, read_fields
from goodwill.words import _

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings
    from goodwill.sources.dictionary import Unknown
    from goodwill.sources.mapping import Mapping
    from goodwill.sources.reading import Records
    from goodwill.sources.source import Source
    from goodwill.sources.typed import Seen

_numbers = itertools.count(1)
OURSELVES = "us"
"""The reference of the company itself, a unit."""


class Draft(NamedTuple):
    """Tables in the engine, ready for the journal, and what was found out on the way."""

    facts: str
    parties: str
    lines: str | None
    merges: str | None
    secrets: str
    read_lines: str
    rejected: str
    fates: dict[str, int]
    """How many lines of the file met which fate; they sum to the lines of the file."""
    seen: tuple[Seen, ...]
    unknown: tuple[Unknown, ...]
    notes: tuple[Problem, ...]
    """What to know and to mend, though nothing of it keeps the lines from being read."""
    missing: tuple[str, ...]


def draft(
    con: DuckDBPyConnection,
    records: Records,
    source: Source,
    mapping: Mapping,
    settings: Settings,
    secret: bytes,
    *,
    now: datetime | None = None,
    known: str | None = None,
) -> tuple[Draft | None, list[Problem]]:
    """Turn records into moments in a few passes of SQL; nothing but tables of `con` is written.

    `known` may name a table of parties with their zones, from earlier imports; `now` is the
    instant after which (by a day) nothing can have happened yet.
    """
    prefix = f"draft_{next(_numbers)}"
    work = Work(
        con, records, source, mapping, settings.zone, settings.currency, secret, prefix,
        (now or datetime.now(UTC).replace(tzinfo=None)) + timedelta(days=1),
        pseudonym(secret, "unit", OURSELVES), settings.not_goods, known,
    )  # fmt: skip
    fields, problems = read_fields(work)
    if problems:
        return None, problems
    return _write(work, fields), []


def _write(work: Work, fields: Fields) -> Draft:
    write_fates(work, fields)
    write_rows(work)
    facts = write_facts(work)
    write_read_lines(work)
    write_parties(work)
    write_secrets(work)
    tables = write_tables(work)
    write_rejected(work)
    for table in ("typed", "used", "rows"):
        work.con.execute(f"DROP TABLE IF EXISTS {work.table(table)}")
    return Draft(
        facts,
        work.table("parties"),
        tables.get("lines"),
        tables.get("merges"),
        work.table("secrets"),
        work.table("read_lines"),
        work.table("rejected"),
        _fates(work),
        fields.seen,
        fields.unknown,
        tuple(_strangers(fields)),
        work.missing,
    )


def _fates(work: Work) -> dict[str, int]:
    counted = work.con.execute(
        f"SELECT fate, count(*) FROM {work.table('read_lines')} GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return {str(fate): int(lines) for fate, lines in counted}


def _strangers(fields: Fields) -> list[Problem]:
    """Say which words of a column are not understood; their lines are read without them."""
    by_field: dict[tuple[str, str], list[Unknown]] = {}
    for word in fields.unknown:
        by_field.setdefault((word.field, word.column), []).append(word)
    return [
        Problem(
            _("column '{column}'", column=column),
            _("These words are not understood, so their lines say less than they could: {words}.",
              words=", ".join(f"'{one.word}' ({one.lines})" for one in words[:10])),
            _('Say what they stand for in the saved mapping: [values.{field}] "{word}" = "...".',
              field=field, word=words[0].word),
        )
        for (field, column), words in by_field.items()
    ]  # fmt: skip
