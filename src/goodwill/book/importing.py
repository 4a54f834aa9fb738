"""Importing a file: read, recognise, map, draft, compare, and write all of it or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from goodwill.book.corrections import Correction, corrections
from goodwill.moments import disk
from goodwill.problems import ConfigurationError, InputError, Problem, UsageError, nearest
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.moments.manifest import Batch
    from goodwill.sources.draft import Draft
    from goodwill.sources.mapping import Mapping as ColumnMapping
    from goodwill.sources.reading.records import Records
    from goodwill.sources.source import Source
    from goodwill.sources.typed import Seen

SHOWN = 20
"""How many bad lines a message lists; all of them are in the file that it names."""
CERTAIN = 0.5
"""From this score on, everything that a kind of record needs was found in the headers."""


class Request(NamedTuple):
    """What to import and how; what is not said is found out."""

    path: str
    """A file, or the connection string of a database."""
    source: str | None = None
    columns: Mapping[str, str] = {}
    """Column -> field, where the headers do not say it."""
    dry_run: bool = False
    keep_bad: bool = True
    """Write the bad lines to a file of their own, beside the journal."""
    keep_good: bool = False
    """Import the good lines although others are bad."""
    sheet: str | None = None
    table: str | None = None
    zone: str | None = None
    date_order: str | None = None
    decimal_mark: str | None = None


class Outcome(NamedTuple):
    """What an import did, or would do: where every line went, and what came of it."""

    file: str
    source: str
    reading: Mapping[str, object]
    """What was found out about the file: encoding, delimiter, and so on."""
    mapping: ColumnMapping
    seen: tuple[tuple[str, str], ...]
    """Of each column that was typed: its name, and how it is written."""
    fates: Mapping[str, int]
    batch: Batch
    written: bool
    rejected: Path | None
    problems: list[Problem]
    unused: tuple[str, ...] = ()
    """Columns that the mapping leaves out."""
    corrections: tuple[Correction, ...] = ()
    """Of a dry run: some of what it would correct."""


def import_file(book: Book, request: Request, narrate: Callable[[str], None]) -> Outcome:
    """Import one file; raises with every problem when nothing of it may be imported."""
    name = shown_name(request.path)
    with book.engine() as con:
        narrate(_("Reading {file} ...", file=name))
        records, problems = _open(con, request)
        source = chosen_source(request.source, records.columns, name)
        mapping = _mapping(book, request, source, records)
        narrate(
            ngettext("{number} line of {source} ...", "{number} lines of {source} ...",
                     records.lines, source=source.name)
        )  # fmt: skip
        drafted, more = _draft(con, book, records, source, mapping)
        rejected = None
        if request.keep_bad and drafted.fates.get("rejected"):
            rows = _bad_rows(book, records, source, mapping, drafted)
            rejected = _keep_bad(con, rejected_path(book, request.path), rows)
        problems += more
        bad = _bad_lines(con, name, drafted)
        if bad and not request.keep_good and not request.dry_run:
            raise InputError([*bad, *problems, _nothing_imported(drafted, rejected)])
        batch = _write(con, book, request, source.name, drafted)
        examples = corrections(con, drafted.facts) if request.dry_run and batch.corrected else ()
        if not request.dry_run:
            save_mapping(book, mapping)
        return Outcome(
            name, source.name, records.facts, mapping,
            tuple((each.column, _written(each)) for each in drafted.seen if _written(each)),
            fates_of(batch, drafted), batch, bool(batch.name) and not request.dry_run,
            rejected, [*bad, *problems],
            tuple(c for c in records.columns if c not in mapping.columns.values()), examples,
        )  # fmt: skip


def shown_name(path: str) -> str:
    """Name a file for people, and a database without its password."""
    if "://" not in path:
        return Path(path).name
    scheme, _sep, rest = path.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _open(con: DuckDBPyConnection, request: Request) -> tuple[Records, list[Problem]]:
    from goodwill.sources.reading import open_records

    records, problems = open_records(con, request.path, sheet=request.sheet, table=request.table)
    if records is None:
        raise InputError(problems)
    return records, problems


def chosen_source(named: str | None, columns: tuple[str, ...], file: str) -> Source:
    """Find the kind of record: the one named, else the one that the headers clearly tell."""
    from goodwill.sources.mapping import listed
    from goodwill.sources.source import reason, recognise, sources

    if named is not None:
        if named in sources():
            return sources()[named]
        near = nearest(named, sources())
        hint = _("Did you mean `{near}`?", near=near) + " " if near else ""
        hint += _("There are: {names}.", names=", ".join(sources()))
        raise UsageError(Problem(named, _("There is no such kind of record."), hint))
    ranked = recognise(columns)
    if ranked and ranked[0][1] >= CERTAIN:
        return ranked[0][0]
    guesses = "\n    ".join(reason(source, columns) for source, _score in ranked[:3])
    hint = _("Name it with --as, and its columns with --map. There are: {names}.",
             names=", ".join(sources()))  # fmt: skip
    raise InputError(
        Problem(
            file,
            _("The headers do not tell what kind of records these are: {columns}.",
              columns=listed(columns)),
            f"{hint}\n    {guesses}" if guesses else hint,
        )
    )  # fmt: skip


def _mapping(book: Book, request: Request, source: Source, records: Records) -> ColumnMapping:
    from goodwill.sources.mapping import map_columns

    mapping, problems = map_columns(
        source, records.columns, request.columns, saved_mapping(book, source, records.columns)
    )
    if problems:
        raise InputError(problems)
    given = {
        name: value
        for name in ("zone", "date_order", "decimal_mark")
        if (value := getattr(request, name)) is not None
    }
    return replace(mapping, **given)


def saved_mapping(book: Book, source: Source, columns: tuple[str, ...]) -> ColumnMapping | None:
    """Find the mapping saved for this kind of record and these headers."""
    from goodwill.sources.mapping import fingerprint, mapping_from_toml

    path = book.folder / "mappings" / f"{source.name}-{fingerprint(columns)}.toml"
    if not path.is_file():
        return None
    mapping, problems = mapping_from_toml(path.read_text(encoding="utf-8"), str(path))
    if problems:
        raise ConfigurationError(problems)
    return mapping


def save_mapping(book: Book, mapping: ColumnMapping) -> Path:
    """Save a mapping, to be reused for the next file with the same headers."""
    from goodwill.sources.mapping import mapping_to_toml

    path = book.folder / "mappings" / f"{mapping.name}.toml"
    path.parent.mkdir(exist_ok=True)
    with disk.rewriting(path, private=False) as aside:
        aside.write_text(mapping_to_toml(mapping), encoding="utf-8")
    return path


def _draft(
    con: DuckDBPyConnection, book: Book, records: Records, source: Source, mapping: ColumnMapping
) -> tuple[Draft, list[Problem]]:
    from goodwill.sources.draft import draft

    book.journal.attach(con)
    drafted, problems = draft(
        con, records, source, mapping, book.settings, book.journal.secret, known="parties"
    )
    if drafted is None:
        raise InputError(problems)
    return drafted, [*problems, *drafted.notes]


def _written(seen: Seen) -> str:
    """Say how the dates or numbers of a column are written, where there was a choice."""
    orders = {
        "ymd": _("dates are year-month-day"),
        "dmy": _("dates are day-month-year"),
        "mdy": _("dates are month-day-year"),
    }
    if seen.date_order in orders:
        return orders[seen.date_order]
    if seen.decimal_mark:
        return _("the decimal mark is '{mark}'", mark=seen.decimal_mark)
    return ""


def _write(
    con: DuckDBPyConnection, book: Book, request: Request, source: str, drafted: Draft
) -> Batch:
    do = book.journal.preview if request.dry_run else book.journal.write
    return do(
        con,
        source=source,
        file=shown_name(request.path),
        facts=drafted.facts,
        parties=drafted.parties,
        lines=drafted.lines,
        merges=drafted.merges,
        secrets=drafted.secrets,
        read_lines=drafted.read_lines,
    )


def fates_of(batch: Batch, drafted: Draft) -> dict[str, int]:
    """Say what became of every line; the journal knows which records it had already."""
    if not batch.readings:
        return dict(drafted.fates)
    return {each.fate: each.lines for each in batch.readings}


def rejected_path(book: Book, path: str) -> Path:
    """Say where the rejected lines of a file are kept."""
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return book.folder / "rejected" / f"{Path(shown_name(path)).name}-{digest}.csv"


def _bad_rows(
    book: Book, records: Records, source: Source, mapping: ColumnMapping, drafted: Draft
) -> str:
    """Write the query of every rejected line: its place, column, value, reason and words.

    A line that names an erased person is left out: it would bring the name back.
    """
    from goodwill.house.parties import pseudonym_sql
    from goodwill.sources.dictionary import present
    from goodwill.sources.reading.records import identifier, literal
    from goodwill.sources.typed import reference

    columns = ", ".join(f"r.{identifier(column)}" for column in records.columns)
    gone = ", ".join(literal(party) for party in sorted(book.journal.keys.erased()))
    missing = mapping.missing or drafted.missing
    named = [
        pseudonym_sql(
            literal(one.sort), reference(present(mapping.columns[one.name], missing)),
            book.journal.secret,
        )
        for one in source.fields
        if one.type == "party" and one.name in mapping.columns
    ] if gone else []  # fmt: skip
    known = " AND ".join(f"coalesce({party} NOT IN ({gone}), true)" for party in named) or "true"
    return f"""
        SELECT b.line, b.column_name, b.value, b.reason, {columns}
        FROM {drafted.rejected} b LEFT JOIN {records.table} r USING (line)
        WHERE {known} ORDER BY b.line
    """


def _keep_bad(con: DuckDBPyConnection, path: Path, rows: str) -> Path:
    """Keep the rejected lines beside the journal."""
    path.parent.mkdir(exist_ok=True)
    target = str(path).replace("'", "''")
    con.execute(f"COPY ({rows}) TO '{target}' (FORMAT csv, HEADER)")
    return path


def _bad_lines(con: DuckDBPyConnection, name: str, drafted: Draft) -> list[Problem]:
    rows = con.execute(
        f"SELECT line, column_name, value, reason FROM {drafted.rejected}"
        f" ORDER BY line LIMIT {SHOWN}"
    ).fetchall()
    return [
        Problem(
            f"{name}:{line}",
            _("column '{column}': {reason}", column=column, reason=reason) if column else reason,
            _("It says: {value}", value=value) if value else "",
        )
        for line, column, value, reason in rows
    ]


def _nothing_imported(drafted: Draft, rejected: Path | None) -> Problem:
    return Problem(
        str(rejected or ""),
        ngettext(
            "Nothing was imported: {number} line is bad; it is kept in this file.",
            "Nothing was imported: {number} lines are bad; they are kept in this file.",
            drafted.fates.get("rejected", 0),
        ),
        _("Mend them and import again, or import the good lines with --keep-good."),
    )
