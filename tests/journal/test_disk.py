"""Files that several write: each is whole, no line of anybody is lost, nothing is left aside."""

from __future__ import annotations

import threading

from goodwill.book import noting, remembered
from goodwill.care.one_writer import OneWriter
from goodwill.moments import disk
from goodwill.moments.journal import engine
from goodwill.moments.parquet import append
from tests.racing import at_once

ROUNDS = 30


def test_of_two_who_write_a_file_anew_each_adds_its_own_and_nothing_is_left_aside(tmp_path):
    path = tmp_path / "list"

    def add(names):
        for name in names:
            with disk.rewriting(path) as aside:
                before = path.read_text() if path.exists() else ""
                aside.write_text(f"{before}{name} ")

    names = [str(number) for number in range(2 * ROUNDS)]
    assert at_once(lambda: add(names[::2]), lambda: add(names[1::2])) == []
    assert sorted(path.read_text().split()) == sorted(names)
    assert sorted(each.name for each in tmp_path.iterdir()) == [".lock", "list"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_is_as_it_was_where_its_writer_failed_and_after_one_was_killed(tmp_path):
    path = tmp_path / "list"
    path.write_text("old")
    (tmp_path / ".list.aside").write_text("left by somebody killed")

    def fail():
        with disk.rewriting(path) as aside:
            aside.write_text("half")
            raise InterruptedError

    assert [type(fault) for fault in at_once(fail)] == [InterruptedError]
    assert path.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == [".lock", "list"]


def test_no_note_is_lost_while_others_are_forgotten(tmp_path):
    path = tmp_path / "office" / "notes.jsonl"
    over = threading.Event()

    def note():
        try:
            for number in range(5 * ROUNDS):
                noting.append(path, {"number": f"n{number}", "party": "kept"})
                noting.append(path, {"number": f"g{number}", "party": "gone"})
        finally:
            over.set()

    def forget():
        while not over.is_set():
            noting.forget(path, {"gone"})

    assert at_once(note, forget) == []
    noting.forget(path, {"gone"})
    assert [line["number"] for line in noting.lines(path)] == [f"n{n}" for n in range(5 * ROUNDS)]


def test_two_closes_may_write_down_at_once_what_they_remember(tmp_path):
    with engine("200MB") as one, engine("200MB") as other, engine("200MB") as reader:
        for con, owner in ((one, "one"), (other, "other")):
            remembered.recall(con, tmp_path)
            append(con, "opened", remembered.OPENED, [("i", owner, "n", "a", 1, True)])

        def remember(con):
            for _again in range(ROUNDS):
                remembered.remember(con, tmp_path)

        assert at_once(lambda: remember(one), lambda: remember(other)) == []
        remembered.recall(reader, tmp_path)
        owners = reader.execute("SELECT owner FROM opened").fetchall()
        assert owners in ([("one",)], [("other",)])


def test_many_may_open_a_new_file_of_the_book_at_the_same_instant(tmp_path):
    def add(path):
        opened = OneWriter(path, "CREATE TABLE IF NOT EXISTS seen (one INTEGER);")
        with opened.writing() as con:
            con.execute("INSERT INTO seen VALUES (1)")
        opened.close()

    for number in range(ROUNDS):
        path = tmp_path / f"{number}.sqlite3"
        assert at_once(*[lambda path=path: add(path)] * 8) == []
        with OneWriter(path, "").reading() as con:
            assert con.execute("SELECT count(*) FROM seen").fetchone() == (8,)
