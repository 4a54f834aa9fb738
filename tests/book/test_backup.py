"""A backup holds a book as it was at one instant; what comes back is the same, or nothing."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from goodwill import reports
from goodwill.book import Book
from goodwill.book.backup import CONTENTS, backup
from goodwill.book.restoring import restore
from goodwill.moments.journal import engine
from goodwill.problems import InputError, IntegrityError, UsageError
from goodwill.reports import faces
from goodwill.reports.parts import parties_of
from tests.book import kill_backups
from tests.cli.running import run
from tests.journal import killing, records

SHOWN = ("statement", "parties", "verdicts", "standards", "quality", "digest")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A small book with two imports and an office."""
    book = Book.create(tmp_path_factory.mktemp("backup") / "acme", "Acme")
    with closing(engine("200MB", book.folder)) as con:
        for number in (0, 1):
            numbers = range(number * 30, number * 30 + 30)
            book.journal.write(con, **records.draft(con, numbers, customers=7))
    with closing(sqlite3.connect(book.folder / "office.sqlite3")) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE deeds (what)")
        db.execute("INSERT INTO deeds VALUES ('welcome')")
    (book.folder / "office.secret").write_text("x" * 64)
    (book.folder / "notes").mkdir()
    (book.folder / "notes" / "Łódź.txt").write_text("our own")
    return book.folder


@pytest.fixture
def acme(first, tmp_path):
    """A copy of it."""
    return Book.open(shutil.copytree(first, tmp_path / "acme"))


def drawn(book):
    with book.closed() as closed:
        for name in SHOWN:
            report = reports.draw(name, closed)
            yield faces.as_json(report, closed.names(parties_of(report)))


def test_a_restored_book_gives_the_very_same_reports(made, tmp_path):
    before = list(drawn(made.book))
    taken = backup(made.book, tmp_path / "b.tar.gz")
    restored = restore(taken.path, tmp_path / "back")
    assert restored.problems == []
    assert list(drawn(restored.book)) == before
    assert len(before) == len(SHOWN)
    assert restored.book.journal.batches() == made.book.journal.batches()


def test_everything_comes_back_and_work_under_way_does_not(acme, tmp_path):
    (acme.folder / "uploads").mkdir()
    (acme.folder / "uploads" / "big.csv").write_text("a")
    (acme.folder / "closed" / ".closing-1-x.duckdb").write_text("half")
    taken = backup(acme, tmp_path / "b.tar.gz")
    restored = restore(taken.path, tmp_path / "back")
    assert restored.problems == []
    assert restored.files == taken.files
    back = {p.relative_to(tmp_path / "back").as_posix() for p in (tmp_path / "back").rglob("*")}
    assert {"goodwill.toml", "keys.sqlite3", "office.sqlite3", "office.secret",
            "notes/Łódź.txt"} <= back  # fmt: skip
    assert not [name for name in back if "upload" in name or "closing" in name or "lock" in name]
    with closing(sqlite3.connect(tmp_path / "back" / "office.sqlite3")) as db:
        assert db.execute("SELECT what FROM deeds").fetchall() == [("welcome",)]


def test_a_backup_and_what_comes_of_it_are_for_their_owner_alone(acme, tmp_path):
    taken = backup(acme, tmp_path / "b.tar.gz", keys=tmp_path / "keys")
    restore(taken.path, tmp_path / "back", tmp_path / "keys")
    secrets = ["keys.sqlite3", "office.sqlite3", "office.secret", "goodwill.toml", "."]
    for path in (taken.path, tmp_path / "keys", *(tmp_path / "back" / name for name in secrets)):
        assert path.stat().st_mode & 0o077 == 0, path


def test_backups_taken_while_others_import_and_undo_are_whole(acme, tmp_path):
    stop = threading.Event()

    def busy():
        with closing(engine("200MB", acme.folder)) as con:
            number = 2
            while not stop.is_set():
                numbers = range(number * 30, number * 30 + 30)
                batch = acme.journal.write(con, **records.draft(con, numbers, customers=7))
                if number % 3 == 0:
                    acme.journal.undo(batch.name)
                number += 1

    worker = threading.Thread(target=busy)
    worker.start()
    try:
        taken = [backup(acme, tmp_path / f"{n}.tar.gz") for n in range(6)]
    finally:
        stop.set()
        worker.join()
    sizes = []
    for each in taken:
        restored = restore(each.path, tmp_path / f"back-{each.path.name}")
        assert restored.problems == []
        sizes.append(len(restored.book.journal.batches()))
        known = restored.book.journal.reveal(records.customer(n) for n in range(7))
        assert all(items["name"] for items in known.values())
    assert sizes[-1] > sizes[0]


@pytest.mark.parametrize("rounds", [5, pytest.param(120, marks=pytest.mark.slow)])
def test_a_killed_backup_leaves_nothing_under_its_name(tmp_path, rounds):
    outcome = killing.run(Path(kill_backups.__file__), tmp_path / "kill", rounds, 11)
    assert outcome.violations == []
    assert outcome.killed >= rounds // 2
    left = list((tmp_path / "kill/kept").glob(".*"))
    assert len(left) <= 1  # of the last round: the next backup sweeps it


def test_keys_kept_apart_are_not_in_the_archive(acme, tmp_path):
    taken = backup(acme, tmp_path / "b.tar.gz", keys=tmp_path / "keys")
    with tarfile.open(taken.path) as archive:
        assert "keys.sqlite3" not in archive.getnames()
    with pytest.raises(UsageError, match="--keys"):
        restore(taken.path, tmp_path / "back")
    assert not (tmp_path / "back").exists()
    restored = restore(taken.path, tmp_path / "back", tmp_path / "keys")
    assert restored.problems == []
    assert restored.book.journal.reveal([records.customer(1)])[records.customer(1)]["name"]


def test_who_is_erased_later_is_erased_in_earlier_backups_whose_keys_are_apart(acme, tmp_path):
    early = backup(acme, tmp_path / "early.tar.gz", keys=tmp_path / "early.keys")
    acme.journal.erase(records.customer(1))
    backup(acme, tmp_path / "late.tar.gz", keys=tmp_path / "late.keys")
    restored = restore(early.path, tmp_path / "back", tmp_path / "late.keys")
    assert restored.book.journal.reveal([records.customer(1)]) == {}
    assert restored.book.journal.reveal([records.customer(2)])[records.customer(2)]["name"]
    restored.book.journal.sweep()
    assert restored.book.check() == []
    assert not restored.book.journal.keys.pending()


def test_the_keys_of_another_book_are_refused(acme, tmp_path):
    other = Book.create(tmp_path / "bolt", "Bolt")
    backup(other, tmp_path / "o.tar.gz", keys=tmp_path / "other.keys")
    taken = backup(acme, tmp_path / "b.tar.gz", keys=tmp_path / "keys")
    for wrong in (tmp_path / "other.keys", acme.folder / "goodwill.toml"):
        with pytest.raises(IntegrityError, match="not the keys of this book"):
            restore(taken.path, tmp_path / "back", wrong)
        assert not (tmp_path / "back").exists()


def test_a_folder_with_anything_in_it_is_refused_and_left_alone(acme, tmp_path):
    taken = backup(acme, tmp_path / "b.tar.gz")
    with pytest.raises(InputError, match="something else"):
        restore(taken.path, acme.folder)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError):
        restore(taken.path, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    assert restore(taken.path, tmp_path / "empty").problems == []


def test_a_backup_does_not_replace_a_file_nor_lie_in_the_book(acme, tmp_path):
    (tmp_path / "b.tar.gz").write_text("an older one")
    with pytest.raises(InputError, match="already"):
        backup(acme, tmp_path / "b.tar.gz")
    with pytest.raises(InputError, match="within the book"):
        backup(acme, acme.folder / "b.tar.gz")
    with pytest.raises(InputError, match="no such folder"):
        backup(acme, tmp_path / "nowhere" / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_text() == "an older one"


# Archives that others have had in their hands


def spoilt(path: Path, target: Path, change) -> Path:
    """Write an archive again with its files changed by a function of their names and contents."""
    with tarfile.open(path) as before, tarfile.open(target, "w:gz") as after:
        for told in before:
            for name, content, kind in change(told.name, before.extractfile(told).read()):
                info = tarfile.TarInfo(name)
                info.type, info.size = kind, len(content)
                info.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
                after.addfile(info, io.BytesIO(content))
    return target


PLAIN = tarfile.REGTYPE


@pytest.mark.parametrize(
    "extra",
    [
        ("../outside", PLAIN), ("/tmp/outside", PLAIN), ("a/../../outside", PLAIN),
        ("a\\..\\outside", PLAIN), ("link", tarfile.SYMTYPE), ("link", tarfile.LNKTYPE),
        ("folder", tarfile.DIRTYPE), ("pipe", tarfile.FIFOTYPE), ("goodwill.toml", PLAIN),
        ("./x", PLAIN), ("unlisted", PLAIN), ("x/", PLAIN),
    ],
)  # fmt: skip
def test_an_archive_that_reaches_beyond_its_folder_or_its_list_is_refused(acme, tmp_path, extra):
    taken = backup(acme, tmp_path / "b.tar.gz")

    def change(name, content):
        yield name, content, PLAIN
        if name == "goodwill.toml":
            yield extra[0], b"x" if extra[1] == PLAIN else b"", extra[1]

    wrong = spoilt(taken.path, tmp_path / "w.tar.gz", change)
    with pytest.raises(IntegrityError):
        restore(wrong, tmp_path / "deep" / "back")
    assert not list((tmp_path / "deep").iterdir())
    assert not (tmp_path / "outside").exists()


def test_a_changed_a_missing_and_a_cut_archive_are_refused(acme, tmp_path):
    taken = backup(acme, tmp_path / "b.tar.gz")

    def changed(name, content):
        yield name, content + b" " if name.startswith("notes") else content, PLAIN

    def missing(name, content):
        if not name.startswith("notes"):
            yield name, content, PLAIN

    def unlisted(name, content):
        if name != CONTENTS:
            yield name, content, PLAIN

    def newer(name, content):
        if name == CONTENTS:
            content = json.dumps({**json.loads(content), "form": 99}).encode()
        yield name, content, PLAIN

    for number, change in enumerate((changed, missing, unlisted, newer)):
        wrong = spoilt(taken.path, tmp_path / f"w{number}.tar.gz", change)
        with pytest.raises(IntegrityError):
            restore(wrong, tmp_path / "back")
    whole = taken.path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    cuts = [whole[: len(whole) * n // 7] for n in range(7)]
    for number, content in enumerate([*cuts, bytes(flipped), gzip.compress(b"nothing"), b"PK"]):
        wrong = tmp_path / f"c{number}.tar.gz"
        wrong.write_bytes(content)
        with pytest.raises(IntegrityError):
            restore(wrong, tmp_path / "back")
    with pytest.raises(InputError):
        restore(tmp_path / "nothing.tar.gz", tmp_path / "back")
    assert not (tmp_path / "back").exists()
    assert not list(tmp_path.glob(".goodwill*"))


# The commands


def test_the_commands_say_what_they_did(acme, tmp_path):
    told = run("--book", acme.folder, "backup", tmp_path)
    assert told.code == 0
    path = Path(told.out.strip())
    assert path.parent == tmp_path
    assert path.name.startswith("acme-20")
    assert "holds the keys" in told.err
    back = run("restore", path, tmp_path / "back")
    assert (back.code, back.out.strip()) == (0, str(tmp_path / "back"))
    assert "The book of Acme is back" in back.err
    told = run("--book", acme.folder, "backup", tmp_path / "c.tar.gz", "--json",
               "--keys", tmp_path / "c.keys")  # fmt: skip
    assert json.loads(told.out)["keys"] == str(tmp_path / "c.keys")
    assert run("restore", tmp_path / "c.tar.gz", tmp_path / "no").code == 2
    (tmp_path / "d").write_text("x")
    assert run("restore", tmp_path / "d", tmp_path / "no").code == 5


def test_a_book_that_was_damaged_before_is_restored_as_it_was_and_said_to_be_so(acme, tmp_path):
    (acme.folder / "closed" / "2026-03-02.duckdb").write_text("no book at all")
    told = run("--book", acme.folder, "backup", tmp_path / "b.tar.gz")
    assert told.code == 0
    back = run("restore", tmp_path / "b.tar.gz", tmp_path / "back")
    assert back.code == 1
    assert "2026-03-02" in back.err
