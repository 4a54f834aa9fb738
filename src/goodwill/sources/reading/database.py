"""Databases by connection string: a table or a query, read only, row after row."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from goodwill.problems import InputError, Problem, nearest
from goodwill.sources.reading.cells import as_text
from goodwill.sources.reading.places import check_file
from goodwill.sources.reading.records import Records, unique_headers
from goodwill.sources.reading.refusals import nothing, too_many_columns
from goodwill.sources.reading.spool import Spool
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

from goodwill.sources.reading.records import Task

QUERY = re.compile(r"\s*(select|with|values)\b", re.IGNORECASE)
BATCH = 10_000
PATIENCE = 10
SCHEMES = {"postgresql": "psycopg", "postgres": "psycopg", "mysql": "pymysql", "sqlite": "sqlite3"}
"""The database of each kind of address, and the package that speaks with it."""
TABLES = (
    "SELECT CASE WHEN table_schema = 'public' THEN '' ELSE table_schema || '.' END || table_name "
    "FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
)
MY_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
LITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
)


def without_password(url: str) -> str:
    """Name a database without telling the password to whoever reads over the shoulder."""
    return re.sub(r"//([^/@:]*)(:[^/]*)?@", r"//\1@", url).split("?")[0]


def read(task: Task, url: str) -> tuple[Records, list[Problem]]:
    """Read a table or query of a database by its address."""
    scheme = url.split("://", maxsplit=1)[0].lower().split("+")[0]
    package = SCHEMES.get(scheme)
    if package is None:
        raise InputError(_unknown(task, scheme))
    if importlib.util.find_spec(package) is None:
        raise InputError(
            Problem(
                task.name,
                _("the package that speaks with this database is not installed."),
                _("Install it: pip install {package}", package=package),
            )
        )
    if package == "sqlite3":
        return _read_lite(task, _lite_path(url))
    return _read_postgres(task, url) if package == "psycopg" else _read_mysql(task, url)


def read_sqlite(task: Task) -> tuple[Records, list[Problem]]:
    """Read a table of an SQLite file that was given as a file."""
    return _read_lite(task, task.path)


def _unknown(task: Task, scheme: str) -> Problem:
    if scheme in {"http", "https", "ftp", "s3"}:
        hint = _("Download the file first, and name it where it lies.")
    else:
        near = nearest(scheme, SCHEMES)
        known = "postgresql://, mysql://, sqlite:///"
        hint = (
            _("Did you mean “{near}://”?", near=near)
            if near
            else _("Known are {known}.", known=known)
        )
    return Problem(task.name, _("addresses with {scheme}:// are not read.", scheme=scheme), hint)


def _lite_path(url: str) -> Path:
    """Give the file of sqlite:///relative or sqlite:////absolute, forgiving one slash too few."""
    path = unquote(url.split("://", 1)[1].split("?", maxsplit=1)[0]).removeprefix("/")
    return Path(path) if Path(path).exists() or not Path("/" + path).exists() else Path("/" + path)


def _read_lite(task: Task, path: Path) -> tuple[Records, list[Problem]]:
    check_file(path)
    try:
        address = f"file:{quote(str(path.resolve()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as db:
            known = [row[0] for row in db.execute(LITE_TABLES)]
            rows = db.execute(_query(task, known, '"'))
            return _keep(task, _names(rows.description), rows)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise InputError(_failed(task, str(error))) from None


def _read_postgres(task: Task, url: str) -> tuple[Records, list[Problem]]:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=PATIENCE) as db:
            db.read_only = True
            db.execute("SET timezone TO 'UTC'")
            known = [str(row[0]) for row in db.execute(TABLES)]
            # a named cursor stays on the server, so that memory holds one batch
            with db.cursor(name="records") as rows:
                rows.itersize = BATCH
                rows.execute(_query(task, known, '"').encode())
                first = rows.fetchmany(BATCH)
                return _keep(task, _names(rows.description), _chained(first, rows))
    except (psycopg.Error, UnicodeError, OverflowError, ValueError) as error:
        raise InputError(_failed(task, str(error))) from None


def _read_mysql(task: Task, url: str) -> tuple[Records, list[Problem]]:
    import pymysql  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from pymysql.cursors import (  # type: ignore[import-untyped,import-not-found,unused-ignore]
        SSCursor,
    )

    at = urlsplit(url)
    try:
        with closing(
            pymysql.connect(
                host=at.hostname or "localhost",
                port=at.port or 3306,
                user=unquote(at.username or ""),
                password=unquote(at.password or ""),
                database=at.path.lstrip("/"),
                connect_timeout=PATIENCE,
                cursorclass=SSCursor,
            )
        ) as db:
            with db.cursor() as words:
                words.execute("SET SESSION TRANSACTION READ ONLY")
                words.execute(MY_TABLES)
                known = [str(row[0]) for row in words.fetchall()]
            with db.cursor() as rows:
                rows.execute(_query(task, known, "`"))
                return _keep(task, _names(rows.description), rows)
    except (pymysql.Error, UnicodeError, ValueError) as error:
        raise InputError(_failed(task, str(error))) from None


def _chained(
    first: list[tuple[Any, ...]], rest: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    yield from first
    yield from rest


def _names(description: Sequence[Sequence[Any]] | None) -> list[str]:
    return [str(column[0]) for column in description or ()]


def _query(task: Task, known: list[str], mark: str) -> str:
    """Give the query for what was asked; where nothing was, the only table there is."""
    asked = task.table or (known[0] if len(known) == 1 else None)
    if asked and QUERY.match(asked):
        return asked
    tables = ", ".join(sorted(known)[:20])
    if asked is None:
        what = _("it has {count} tables; which one holds the records?", count=len(known))
        raise InputError(Problem(task.name, what, _("Name one of them: {names}.", names=tables)))
    if asked not in known:
        near = nearest(asked, known)
        hint = (
            _("Did you mean “{near}”?", near=near) if near else _("It has: {names}.", names=tables)
        )
        raise InputError(Problem(task.name, _("it has no table “{table}”.", table=asked), hint))
    quoted = (mark + part.replace(mark, 2 * mark) + mark for part in asked.split("."))
    return f"SELECT * FROM {'.'.join(quoted)}"


def _keep(
    task: Task, names: list[str], rows: Iterable[tuple[Any, ...]]
) -> tuple[Records, list[Problem]]:
    """Spool the rows under unique names; their line is their number."""
    if len(names) > task.limits.columns:
        raise InputError(too_many_columns(task, len(names)))
    columns, notes = unique_headers(names)
    with Spool(task) as spool:
        for number, row in enumerate(rows, start=1):
            spool.add(number, [as_text(value) for value in row])
        if not spool.lines:
            raise InputError(nothing(task.name))
        table, _rejects = spool.load(columns)
    facts: dict[str, object] = {"format": "database", "query": task.table, "notes": notes}
    return Records(table, columns, spool.lines, facts), []


def _failed(task: Task, reason: str) -> Problem:
    """Say what the database said, in its own words but on one line."""
    said = " ".join(reason.split())[:300]
    if "refused" in said:  # the driver's own words differ from one release to the next
        what = _("nothing answers at this address.")
        return Problem(task.name, what, _("Check the host and the port, and that the server runs."))
    return Problem(
        task.name,
        _("the database answered: {said}", said=said),
        _("Check the address, the rights of the user, and the query."),
    )
