"""Upgrades: an office of the first release comes up to date and loses none of its rows."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from goodwill.web import migrations
from tests.postgres import new_database

GOLDEN = Path(__file__).parent / "golden"
FIRST = "0002"
"""The newest migration of the first release."""
OLD = "old"


def golden() -> dict[str, list[dict[str, object]]]:
    """Read the rows of an office as the first release left it."""
    text = (GOLDEN / f"office-{FIRST}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(text)
        db.row_factory = sqlite3.Row
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = [name for (name,) in db.execute(names)]
        return {
            name: [dict(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in tables
        }


@contextmanager
def another(settings):
    """Let Django know a second database for a while."""
    from django.db import connections

    connections.databases[OLD] = settings
    connections.configure_settings(connections.databases)
    try:
        yield connections[OLD]
    finally:
        connections[OLD].close()
        del connections[OLD], connections.databases[OLD]


def up_to(name=None):
    from django.core.management import call_command

    call_command("migrate", *(("web", name) if name else ()), database=OLD, verbosity=0)


@pytest.fixture
def in_sqlite(office, tmp_path):
    """The old office in its file."""
    from goodwill.web.office import in_sqlite

    path = tmp_path / "office.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.executescript((GOLDEN / f"office-{FIRST}.sql").read_text(encoding="utf-8"))
    with another(in_sqlite(path)) as connection:
        yield connection


@pytest.fixture
def in_postgres(office, postgres):
    """The old office in PostgreSQL: the tables of then, and the same rows."""
    from goodwill.web.office import in_postgres

    with another(in_postgres(new_database(postgres))) as connection:
        for app in ("contenttypes", "auth", "sessions"):
            from django.core.management import call_command

            call_command("migrate", app, database=OLD, verbosity=0)
        up_to(FIRST)
        with connection.cursor() as cursor:
            for table in ("web_member", "web_attempt", "web_invitation", "web_deed", "web_errand"):
                for row in golden()[table]:
                    values = {name: bool(value) if name == "is_active" else value
                              for name, value in row.items()}  # fmt: skip
                    places = ", ".join(["%s"] * len(values))
                    cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})",
                                   list(values.values()))  # fmt: skip
        yield connection


def kept(connection) -> None:
    """Compare every value of the old rows with what stands in the same place now."""
    with connection.cursor() as cursor:
        for table, rows in golden().items():
            if not table.startswith("web_"):
                continue
            assert rows, table
            names = list(rows[0])
            cursor.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY id")
            now = [[told(value) for value in row] for row in cursor.fetchall()]
            before = sorted(rows, key=lambda row: row["id"])
            assert now == [[told(row[name]) for name in names] for row in before], table


def told(value: object) -> object:
    """Write a value as no database does: instants without their zone, JSON read, truth as text."""
    if value is None:
        return None
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if text.startswith(("{", "[")):
        return json.loads(text)
    return re.sub(r"(\.\d+)?\+00:00$", r"\1", text)


BOTH = ["in_sqlite", pytest.param("in_postgres", marks=pytest.mark.postgres)]


@pytest.mark.parametrize("there", BOTH)
def test_an_office_of_the_first_release_comes_up_to_date_and_loses_no_row(there, request):
    connection = request.getfixturevalue(there)
    kept(connection)
    up_to()
    kept(connection)
    connection.check_constraints()


def test_every_step_of_the_way_keeps_the_rows(in_sqlite):
    steps = sorted(path.stem for path in Path(migrations.__file__).parent.glob("0*.py"))
    later = [step for step in steps if step[:4] > FIRST]
    assert later
    for step in later:
        up_to(step)
        kept(in_sqlite)


def test_old_members_work_on_with_what_is_new(in_sqlite):
    from goodwill.web.models import Deed, Digest, Errand, Letter, Member

    up_to()
    alice = Member.objects.using(OLD).get(email="alice@acme.example")
    assert (alice.person, alice.until, alice.language) == ("", None, "uk")
    assert not Member.objects.using(OLD).get(email="charlie@acme.example").is_active
    assert Deed.objects.using(OLD).get(pk=1).detail == {}
    assert Errand.objects.using(OLD).get(pk=1).result["new"] == 3
    digest = Digest.objects.using(OLD).create(member=alice, rhythm="daily", secret="x")
    assert not Letter.objects.using(OLD).filter(digest=digest).exists()
    assert Deed.objects.using(OLD).create(what="saw").pk == 4


def test_the_models_say_what_the_migrations_made(office):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_doctor_knows_an_older_and_a_newer_office(office, tmp_path):
    from django.db.migrations.recorder import MigrationRecorder

    from goodwill.web import doctor

    assert doctor._database(office.folder).state == "well"
    from django.db import connection

    recorder = MigrationRecorder(connection)
    recorder.record_applied("web", "0999_of_tomorrow")
    try:
        assert doctor._database(office.folder).state == "wrong"
    finally:
        recorder.record_unapplied("web", "0999_of_tomorrow")
    newest = max(path.stem for path in Path(migrations.__file__).parent.glob("0*.py"))
    recorder.record_unapplied("web", newest)
    try:
        assert doctor._database(office.folder).state == "noted"
    finally:
        recorder.record_applied("web", newest)
