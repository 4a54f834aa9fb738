"""Moving the office from one database to another, row for row, and proving that nothing changed.

The source is read at one instant and left as it is; the target must be empty. Every table is
compared afterwards by number and fingerprint of its rows, before anything is kept.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.problems import InputError, IntegrityError, Problem, UsageError
from goodwill.web.office import FILE, MOVED, in_postgres, in_sqlite, open_office
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.db.models import Model, QuerySet

OTHER = "other"
"""The name under which Django knows the second database."""
AT_ONCE = 500
MADE = {"django_content_type", "auth_permission"}
"""Tables that Django fills by itself in a new database; their rows are replaced."""


class Moved(NamedTuple):
    """What was moved: the rows of each table."""

    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(self.tables.values())


def move(url: str, narrate: Callable[[str], None] = print) -> Moved:
    """Move the office into the empty PostgreSQL database at an address."""
    with _other(in_postgres(url)):
        return _move("default", OTHER, narrate)


def move_into_file(path: Path, narrate: Callable[[str], None] = lambda _said: None) -> Moved:
    """Move the office into a new SQLite file, as a backup holds it or to leave PostgreSQL."""
    if path.exists():
        what = _("There is a file of this name already.")
        raise InputError(Problem(str(path), what, _("Name another, or put it away first.")))
    settings = in_sqlite(path)
    settings["OPTIONS"]["init_command"] = "PRAGMA journal_mode=DELETE;"  # one file, all in it
    try:
        with _other(settings):
            return _move("default", OTHER, narrate)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def leave_file(folder: Path, url: str, narrate: Callable[[str], None]) -> Moved:
    """Move the office of a book out of its file, which stays under another name."""
    from django.db import connection

    if not (folder / FILE).exists():
        what = _("There is no office in this folder.")
        raise UsageError(Problem(str(folder / FILE), what, _("It is made by `goodwill serve`.")))
    open_office(folder, database=in_sqlite(folder / FILE))
    moved = move(url, narrate)
    connection.close()
    (folder / FILE).rename(folder / MOVED)
    return moved


def return_to_file(folder: Path, url: str, narrate: Callable[[str], None]) -> Moved:
    """Move the office of a book back into a file of its folder, for its owner alone."""
    open_office(folder, database=in_postgres(url))
    moved = move_into_file(folder / FILE, narrate)
    (folder / FILE).chmod(0o600)
    return moved


@contextmanager
def _other(settings: dict[str, Any]) -> Iterator[None]:
    """Let Django know a second database for a while."""
    from django.db import connections

    connections.databases[OTHER] = settings
    connections.configure_settings(connections.databases)
    try:
        yield
    finally:
        connections[OTHER].close()
        del connections[OTHER]
        del connections.databases[OTHER]


def _move(source: str, target: str, narrate: Callable[[str], None]) -> Moved:
    from django.db import connections, transaction

    _make_tables(target)
    with transaction.atomic(using=source):
        if connections[source].vendor == "postgresql":
            with connections[source].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with transaction.atomic(using=target):
            _refuse_full(target)
            for model in _models():
                if _name(model) in MADE:  # before any row comes: what leans on them goes too
                    _rows(model, target).delete()
            counts = {_name(model): _copy(model, source, target) for model in _models()}
            _reset_sequences(target)
            connections[target].check_constraints()
            _compare(source, target)
    for table, number in counts.items():
        if number:
            narrate(f"  {table}: {number}")
    return Moved(counts)


def _make_tables(database: str) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", database=database, verbosity=0, interactive=False)
    except DatabaseError as error:
        what = _("The database cannot be used: {reason}", reason=str(error).strip())
        hint = _("Write it like this: {example}",
                 example="postgresql://user:password@host:5432/goodwill")  # fmt: skip
        raise InputError(Problem("", what, hint)) from None


def _models() -> list[type[Model]]:
    """Give every table of the office, those between two tables too."""
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def _name(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001  # Django's own name for its public place


def _rows(model: type[Model], database: str) -> QuerySet[Model]:
    return model._base_manager.using(database)  # noqa: SLF001  # the same: no row is left out


def _refuse_full(database: str) -> None:
    """Refuse a database in which anything is written already."""
    full = [
        _name(model)
        for model in _models()
        if _name(model) not in MADE and _rows(model, database).exists()
    ]
    if full:
        what = _("There is something in this database already: {tables}.", tables=", ".join(full))
        raise InputError(Problem("", what, _("Name one that is empty.")))


def _copy(model: type[Model], source: str, target: str) -> int:
    """Copy the rows of a table as they are."""
    from django.db import DataError

    rows = _rows(model, source).order_by("pk").iterator(AT_ONCE)
    number = 0
    try:
        while batch := list(itertools.islice(rows, AT_ONCE)):
            number += len(_rows(model, target).bulk_create(batch))
    except DataError as error:
        what = _("The database does not take these rows: {reason}", reason=str(error).strip())
        hint = _("Nothing was kept; the office is as it was.")
        raise IntegrityError(Problem(_name(model), what, hint)) from None
    return number


def _reset_sequences(database: str) -> None:
    """Let new rows be numbered after those that came."""
    from django.core.management.color import no_style
    from django.db import connections

    with connections[database].cursor() as cursor:
        for sentence in connections[database].ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(sentence)


def _compare(source: str, target: str) -> None:
    """Compare every table of both databases, by the number and the fingerprint of its rows."""
    different = [
        _name(model)
        for model in _models()
        if fingerprint(model, source) != fingerprint(model, target)
    ]
    if different:
        what = _("These tables came over otherwise than they were: {tables}.",
                 tables=", ".join(different))  # fmt: skip
        raise IntegrityError(Problem("", what, _("Nothing was kept; the office is as it was.")))


def fingerprint(model: type[Model], database: str) -> tuple[int, int]:
    """Give the number of rows of a table, and a fingerprint of all of them in any order.

    Two databases need not agree on how words are sorted.
    """
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001  # as above
    number = whole = 0
    for row in _rows(model, database).values_list(*names).iterator(AT_ONCE):
        written = json.dumps(row, default=str, sort_keys=True).encode()
        whole += int.from_bytes(hashlib.sha256(written).digest())
        number += 1
    return number, whole % 2**256
