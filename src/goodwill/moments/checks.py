"""Is the journal on disk what its manifest says? Every difference found is a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments import disk, manifest
from goodwill.moments.parquet import reading, rows
from goodwill.moments.views import attach
from goodwill.problems import IntegrityError, Problem
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.moments.manifest import Batch, Stored
    from goodwill.moments.seals import Keys

_SHOWN = 5


def check(con: DuckDBPyConnection, folder: Path, keys: Keys) -> list[Problem]:
    """Compare files, digests, keys and parties with the manifest and with each other."""
    try:
        batches = manifest.read(folder)
    except IntegrityError as error:
        return error.problems
    problems = [
        problem
        for batch in batches
        for _table, stored in batch.tables
        for problem in _file(con, folder / batch.name / stored.file, stored)
    ]
    problems += _strangers(folder, batches)
    if not problems:  # what follows reads the files themselves
        attach(con, folder, batches)
        problems += _keys(con, keys)
        problems += _parties(con)
        problems += _versions(con)
    return problems


def _file(con: DuckDBPyConnection, path: Path, stored: Stored) -> Iterator[Problem]:
    """Compare one file with what the manifest says of it."""
    restore = _("Restore the book from a backup, or undo this import and import the file again.")
    if not path.is_file():
        yield Problem(str(path), _("This file of an import is missing."), restore)
    elif disk.fingerprint(path) != stored.sha256:
        what = _("This file has changed since it was written.")
        if not _readable(con, path):
            what = _("This file is damaged and cannot be read.")
        yield Problem(str(path), what, restore)


def _readable(con: DuckDBPyConnection, path: Path) -> bool:
    import duckdb

    try:
        con.execute(f"SELECT count(*) FROM {reading([path])}").fetchall()
    except duckdb.Error:
        return False
    return True


def _strangers(folder: Path, batches: list[Batch]) -> Iterator[Problem]:
    """Find what somebody else has put into the journal.

    What an import left that was killed, or is still at work, is not there for any reader.
    """
    listed = {folder / manifest.NAME, *(folder / batch.name for batch in batches)}
    listed |= {
        folder / batch.name / stored.file for batch in batches for _table, stored in batch.tables
    }
    for path in sorted(folder.rglob("*")):
        if path not in listed and not disk.ours(path):
            what = _("This belongs to no import.")
            yield Problem(str(path), what, _("Move it out of the journal."))


def _keys(con: DuckDBPyConnection, keys: Keys) -> Iterator[Problem]:
    """Find sealed names and texts that no key opens any more."""
    rows(con, "check_keys", {"party": "VARCHAR"}, ((p,) for p in keys.parties() | keys.erased()))
    found = _some(con, "SELECT DISTINCT party FROM sealed WHERE party NOT IN (FROM check_keys)")
    if found:
        number, some = found
        yield Problem(
            str(keys.path),
            ngettext(
                "The key of {number} party is missing ({some}).",
                "The keys of {number} parties are missing ({some}).",
                number,
                some=some,
            ),
            _("Restore keys.sqlite3 from the backup that belongs to this journal."),
        )


def _parties(con: DuckDBPyConnection) -> Iterator[Problem]:
    """Find parties that deal but that no import has introduced."""
    found = _some(
        con,
        """
        SELECT DISTINCT party FROM (
            SELECT from_party AS party FROM all_versions UNION SELECT to_party FROM all_versions)
        WHERE party IS NOT NULL AND party NOT IN (SELECT party FROM every_party)
    """,
    )
    if found:
        number, some = found
        yield Problem(
            "parties",
            ngettext(
                "{number} party has moments but is in no list of parties ({some}).",
                "{number} parties have moments but are in no list of parties ({some}).",
                number,
                some=some,
            ),
            _("Import a list of customers or of staff that names them."),
        )


def _versions(con: DuckDBPyConnection) -> Iterator[Problem]:
    """Find moments that stand twice in the same version."""
    found = _some(
        con,
        """
        SELECT id::VARCHAR AS party FROM all_versions GROUP BY id, version HAVING count(*) > 1
    """,
    )
    if found:
        number, some = found
        yield Problem(
            "moments",
            ngettext(
                "{number} moment stands twice in one version ({some}).",
                "{number} moments stand twice in one version ({some}).",
                number,
                some=some,
            ),
            _("Undo the later of the imports that brought it."),
        )


def _some(con: DuckDBPyConnection, query: str) -> tuple[int, str] | None:
    """Give how many a query finds and the first few of them, or None when there are none."""
    found = con.execute(
        f"SELECT count(*), string_agg(party, ', ') FILTER (place <= {_SHOWN})"
        f" FROM (SELECT party, row_number() OVER (ORDER BY party) AS place FROM ({query}))"
    ).fetchone()
    return (found[0], found[1]) if found and found[0] else None
