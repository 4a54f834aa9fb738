"""From SQLite to a real PostgreSQL and back: row for row, once, or not at all."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from goodwill.problems import InputError, IntegrityError
from tests.postgres import new_database

pytestmark = pytest.mark.postgres
VARIABLE = "GOODWILL_OFFICE_DATABASE"
WHEN = dt.datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=dt.UTC)


def quiet(_sentence):
    pass


@pytest.fixture
def full(office):
    """An office with rows in every table of ours, and in those of Django."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.sessions.backends.db import SessionStore

    from goodwill.web import models

    alice, bob = office.member(), office.member("bob@acme.example", role="staff", person="w1")
    deed = {"od": 1, "do": [1.5, None, True], "nazwa": "Zażółć gęślą jaźń", "'": '"\\'}
    models.Deed.objects.create(member=alice, what="saw", about="statement", detail=deed)
    models.Deed.objects.create(what="saw", made_at=WHEN)
    models.Errand.objects.create(member=bob, what="close", state="done", result={"a": {"b": 1}})
    models.Invitation.make("staff", person="w2", until=dt.date(2027, 1, 1))
    models.Attempt.failed("charlie@acme.example", "::1")
    models.Deputy.objects.create(
        principal=alice, deputy=bob, from_date="2026-01-01", until_date="2026-02-01", made_by=alice
    )
    models.Stay.objects.create(member=alice, session="s" * 64, agent="Браузер")
    door = models.Pass.objects.create(fingerprint="f" * 64, party="c1", expires_at=WHEN)
    models.Plea.objects.create(pass_used=door, party="c1", kind="complaint", text="Де мій\nзаказ?")
    models.Key.objects.create(
        member=alice, name="till", fingerprint="k" * 64, scopes=["read"], expires_at=WHEN
    )
    digest = models.Digest.objects.create(member=bob, rhythm="daily", secret="x")
    models.Letter.objects.create(
        digest=digest, from_date="2026-03-01", until_date="2026-03-01", outcome="sent"
    )
    models.Pulse.objects.create(name="scheduler", beat_at=WHEN)
    models.Guess.objects.create(
        member=bob, report="statement", figure="lost", value=-0.1, closed=""
    )
    models.View.objects.create(member=bob, name="mine", report="parties", asked={"order": "lost"})
    models.Tick.objects.create(member=bob, thing="call:1", state="later", until="2026-04-01")
    models.Label.objects.create(member=bob, rule="blame.told", language="uk", reason="wrong")
    models.Rehearsal.objects.create(member=bob, case="first_answer:1", card={"x": 1}, due_at=WHEN)
    promise = models.Promise.objects.create(
        party="c1", text="Дві шини", given_by=alice, owner=bob, due_at=WHEN
    )
    models.Moved.objects.create(promise=promise, due_before=WHEN, due_after=WHEN, member=bob)
    models.Backing.objects.create(member=bob, person="w1", party="c1", text="?", due_at=WHEN)
    models.Apart.objects.create(party="c1", person="w1", set_by=alice)
    models.Handing.objects.create(thing="call:1", party="c1", giver=alice, taker=bob)
    session = SessionStore()
    session["kept"] = "Ґ"
    session.create()
    group = Group.objects.create(name="back office")
    group.permissions.add(*Permission.objects.all()[:3])
    yield office
    group.delete()


@pytest.fixture
def elsewhere(postgres):
    return new_database(postgres)


def rows_of(database):
    from goodwill.web.moving import _models, _name, fingerprint

    return {_name(model): fingerprint(model, database) for model in _models()}


def test_every_table_has_rows_to_be_moved(full):
    empty = {name for name, (number, _sum) in rows_of("default").items() if not number}
    assert empty == set()


def test_every_row_of_every_table_comes_over_as_it_was(full, elsewhere):
    from goodwill.web.moving import OTHER, _other, in_postgres, move

    before = rows_of("default")
    moved = move(elsewhere, quiet)
    assert moved.tables == {name: number for name, (number, _sum) in before.items()}
    with _other(in_postgres(elsewhere)):
        assert rows_of(OTHER) == before
    assert rows_of("default") == before


def test_new_rows_are_numbered_after_those_that_came(full, elsewhere):
    from goodwill.web.models import Deed, Member
    from goodwill.web.moving import OTHER, _other, in_postgres, move

    move(elsewhere, quiet)
    with _other(in_postgres(elsewhere)):
        newest = Deed.objects.order_by("-pk").values_list("pk", flat=True)[0]
        assert Deed.objects.using(OTHER).create(what="later").pk == newest + 1
        member = Member(email="dora@acme.example", name="Dora")
        member.save(using=OTHER)
        assert member.pk > max(Member.objects.values_list("pk", flat=True))


def test_a_database_with_anything_in_it_is_refused_and_left_alone(full, elsewhere):
    from goodwill.web.moving import OTHER, _other, in_postgres, move

    move(elsewhere, quiet)
    with _other(in_postgres(elsewhere)):
        before = rows_of(OTHER)
    with pytest.raises(InputError, match="something in this database already"):
        move(elsewhere, quiet)
    with _other(in_postgres(elsewhere)):
        assert rows_of(OTHER) == before


def test_a_row_that_the_other_database_does_not_take_leaves_it_empty(full, elsewhere):
    from django.db import DataError, connection

    from goodwill.web.models import Deed
    from goodwill.web.moving import OTHER, _other, in_postgres, move

    if connection.vendor == "postgresql":  # where there can be no such row to be moved
        with pytest.raises(DataError):
            Deed.objects.create(what="w" * 50)
        return
    Deed.objects.create(what="w" * 50)  # SQLite does not count letters
    with pytest.raises(IntegrityError, match="web_deed"):
        move(elsewhere, quiet)
    with _other(in_postgres(elsewhere)):
        told = rows_of(OTHER)
    assert not any(number for name, (number, _sum) in told.items() if name.startswith("web_"))


def test_what_comes_over_otherwise_is_not_kept(full, elsewhere, monkeypatch):
    from goodwill.web import moving

    honest = moving.fingerprint

    def spoilt(model, database):
        number, whole = honest(model, database)
        wrong = database == moving.OTHER and moving._name(model) == "web_view"
        return number, whole + wrong

    monkeypatch.setattr(moving, "fingerprint", spoilt)
    with pytest.raises(IntegrityError, match="web_view"):
        moving.move(elsewhere, quiet)
    monkeypatch.undo()
    assert moving.move(elsewhere, quiet).rows > 20  # it is empty still


def test_a_database_that_is_not_there_is_told_without_its_password(full):
    from goodwill.web.moving import move

    with pytest.raises(InputError) as told:
        move("postgresql://alice:secret@/nothing?host=/nowhere", quiet)
    assert "cannot be used" in str(told.value)
    assert "secret" not in str(told.value)


def test_the_office_moves_there_and_back_by_one_command(elsewhere, tmp_path):
    folder = tmp_path / "bolt"
    told = goodwill("init", folder)
    assert told.returncode == 0
    make = (
        "from pathlib import Path; from goodwill.web.office import open_office;"
        "open_office(Path('.')); from goodwill.web.models import Deed;"
        "Deed.objects.bulk_create([Deed(what='x', about=str(n)) for n in range(1200)])"
    )
    here = {name: value for name, value in os.environ.items() if name != VARIABLE}
    subprocess.run([sys.executable, "-c", make], cwd=folder, check=True, env=here)
    with closing(sqlite3.connect(folder / "office.sqlite3")) as db:
        before = db.execute("SELECT * FROM web_deed ORDER BY id").fetchall()
    moved = goodwill("--book", folder, "office", "move", elsewhere)
    assert moved.returncode == 0, moved.stderr
    assert "rows moved, and compared" in moved.stderr
    assert not (folder / "office.sqlite3").exists()
    unsaid = goodwill("--book", folder, "office", "check")
    assert unsaid.returncode == 4
    assert VARIABLE in unsaid.stderr
    named = {VARIABLE: elsewhere}
    assert goodwill("--book", folder, "office", "check", **named).returncode == 0
    back = goodwill("--book", folder, "office", "move", "--back", **named)
    assert back.returncode == 0, back.stderr
    with closing(sqlite3.connect(folder / "office.sqlite3")) as db:
        assert db.execute("SELECT * FROM web_deed ORDER BY id").fetchall() == before
    assert (folder / "office.sqlite3").stat().st_mode & 0o077 == 0


def goodwill(*words, **named):
    there = {**os.environ, "GOODWILL_LANGUAGE": "en", **named}
    if not named:
        there.pop(VARIABLE, None)
    return subprocess.run(
        [sys.executable, "-m", "goodwill", *map(str, words)],
        capture_output=True, text=True, check=False, env=there,
    )  # fmt: skip


def test_an_open_office_is_not_moved(full, elsewhere):
    from goodwill.problems import UsageError
    from goodwill.web.serving import open_sign

    with (
        open_sign(full.folder),
        open_sign(full.folder),  # two may serve it
        pytest.raises(UsageError, match="office is open"),
        open_sign(full.folder, alone=True),
    ):
        pass
    with open_sign(full.folder, alone=True):
        pass
