"""A crash at any step of any change leaves the journal as it was before or as it is after."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from goodwill.moments import disk, seals
from goodwill.moments.journal import Journal
from tests.journal import killing, records

STEPS = (
    (os, "fsync"),
    (Path, "rename"),
    (Path, "write_bytes"),
    (Path, "mkdir"),
    (Path, "unlink"),
    (shutil, "rmtree"),
)
"""Whatever touches the disk in Python; writing Parquet lies between two of them."""


class Crash(BaseException):
    """The power fails; nothing, not even tidying up, happens after it."""


class _Power:
    """Counts the steps on disk and fails at one of them, and at all that follow."""

    def __init__(self, patch: pytest.MonkeyPatch, fails_at: int) -> None:
        self.steps, self.fails_at = 0, fails_at
        for owner, name in STEPS:
            patch.setattr(owner, name, self._counted(getattr(owner, name)))
        patch.setattr(seals.sqlite3, "connect", self._counted(sqlite3.connect))
        patch.setattr(disk, "vacate", lambda _place: None)  # no step of any change

    def _counted(self, step):
        def counted(*words, **named):
            self.steps += 1
            if self.steps >= self.fails_at:
                raise Crash
            return step(*words, **named)

        return counted


def _free(folder: Path) -> None:
    """The kernel frees the locks of the dead."""
    for place in [place for place in disk._held if folder in place.parents]:
        os.close(disk._held.pop(place))


def _state(con, folder: Path) -> tuple[object, ...]:
    """What a reader sees: moments with their stamps, names that can be opened, the erased."""
    journal = Journal(folder / "journal", records.SETTINGS)
    journal.attach(con)
    moments = con.execute(
        "SELECT id, version, digest, party, person, team, manager, level FROM moments ORDER BY id"
    ).fetchall()
    parties = [party for (party,) in con.execute("SELECT party FROM parties").fetchall()]
    return moments, sorted(parties), journal.reveal(parties), sorted(journal.keys.erased())


def _write(con, journal: Journal) -> None:
    journal.write(con, **records.draft(con, range(5, 30), customers=7, amount="n"))


def _undo(con, journal: Journal) -> None:
    journal.undo(journal.batches()[1].name)


def _restamp(con, journal: Journal) -> None:
    journal.restamp(con)


def _erase(con, journal: Journal) -> None:
    journal.erase(records.customer(1))


def _prepared(con, folder: Path, *, stamped: bool) -> None:
    """A book of three imports, the last of them a staff list."""
    journal = records.new_journal(folder)
    journal.write(con, **records.draft(con, range(10), customers=3))
    journal.write(con, **records.draft(con, range(8, 16), customers=5, amount="7"))
    con.execute(f"""
        CREATE OR REPLACE TABLE staff AS SELECT '{records.ALICE}' AS person,
            '{records.BOB}' AS manager, 'repairs' AS team, DATE '2020-01-01' AS from_date
    """)
    con.execute(f"""
        CREATE OR REPLACE TABLE staff_parties AS
        SELECT unnest(['{records.ALICE}', '{records.BOB}']) AS party, 'colleague' AS sort
    """)
    journal.write(con, source="staff", file="staff.csv", lines="staff", parties="staff_parties")
    if stamped:
        assert journal.restamp(con) == 2


@pytest.mark.parametrize("change", [_write, _undo, _restamp, _erase])
def test_a_crash_at_each_step_shows_the_old_state_or_the_new(con, tmp_path, monkeypatch, change):
    _prepared(con, tmp_path / "before", stamped=change is not _restamp)
    before = _state(con, tmp_path / "before")
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    change(con, Journal(tmp_path / "after" / "journal", records.SETTINGS))
    after = _state(con, tmp_path / "after")
    assert before != after

    seen = []
    for step in range(1, 1000):
        folder = tmp_path / f"crash-{step}"
        shutil.copytree(tmp_path / "before", folder)
        journal = Journal(folder / "journal", records.SETTINGS)
        with monkeypatch.context() as patch:
            _Power(patch, step)
            try:
                change(con, journal)
                finished = True
            except Crash:
                finished = False
        _free(folder)
        seen.append(_outcome(con, folder, before, after))
        assert journal.sweep() >= 0
        assert journal.check() == [], step
        assert records.unclaimed(folder) == []
        if step % 3 == 0:
            _again(con, journal, change, after, step)
        shutil.rmtree(folder)
        if finished:
            break
    assert finished
    assert seen[0] == "old"
    assert seen[-1] == "new"
    assert seen == sorted(seen, key=["old", "erasing", "new"].index)
    assert len(seen) > 10


def _outcome(con, folder: Path, before: tuple[object, ...], after: tuple[object, ...]) -> str:
    state = _state(con, folder)
    if state in (before, after):
        return "old" if state == before else "new"
    # an erasure is done when the key is gone; the boxes that nobody can open go a moment later
    assert state[2:] == after[2:], "neither old nor new"
    return "erasing"


def _again(con, journal: Journal, change, after: tuple[object, ...], step: int) -> None:
    """What was interrupted can be done again, and ends where it would have ended."""
    if change is not _undo or len(journal.batches()) == 3:
        change(con, journal)
    state = _state(con, journal.folder.parent)
    assert state[0] == after[0], step
    assert state[3] == after[3], step


def test_leftovers_of_the_dead_are_swept_and_those_of_the_living_are_not(con, journal, tmp_path):
    journal.write(con, **records.draft(con, range(5)))
    aside, folder = tmp_path / "aside", tmp_path / "journal"
    living = set(aside.iterdir())
    (aside / "0123").mkdir()
    (aside / "0123" / "half.parquet").write_bytes(b"PAR1")
    (aside / "4567.alive").touch()
    (aside / "4567").mkdir()
    (folder / "tickets-unlisted").mkdir()
    (folder / "tickets-unlisted" / "moments.parquet").write_bytes(b"PAR1")
    (folder / journal.batches()[0].name / "moments-old.parquet").write_bytes(b"PAR1")
    assert journal.check() == []

    assert journal.sweep() == 4

    assert set(aside.iterdir()) == living
    assert set(folder.iterdir()) == {folder / "manifest.jsonl", folder / journal.batches()[0].name}
    assert journal.sweep() == 0


def test_a_place_occupied_while_somebody_sweeps_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "4567.alive").touch()
    freed, occupied = disk._freed, []

    def late(mark: Path) -> bool:
        occupied.append(disk.occupy(tmp_path))
        return freed(mark)

    monkeypatch.setattr(disk, "_freed", late)
    assert disk.sweep(tmp_path) == 0
    assert len(occupied) == 1
    assert occupied[0].is_dir()
    disk.vacate(occupied[0])


@pytest.mark.parametrize("seed", [2026])
def test_three_hundred_rounds_of_kill_9_lose_nothing_and_show_no_half_batch(tmp_path, seed):
    script = Path(__file__).with_name("kill_imports.py")

    outcome = killing.run(script, tmp_path, 300, seed)

    assert outcome.violations == []
    assert (outcome.rounds, outcome.killed) == (300, 300)
    assert outcome.acknowledged > 100
    assert outcome.cut_short > 100


def test_a_reader_keeps_what_it_attached_while_others_undo_and_restamp(con, journal, tmp_path):
    first = journal.write(con, **records.draft(con, range(5)))
    journal.attach(con)
    seen = con.execute("SELECT count(*), max(team) FROM moments").fetchone()

    journal.undo(first.name)

    assert not (tmp_path / "journal" / first.name).exists()
    assert (
        con.execute("SELECT count(*), max(team) FROM moments").fetchone() == seen == (5, "support")
    )
    journal.attach(con)
    assert con.execute("SELECT count(*) FROM moments").fetchone() == (0,)


def test_what_somebody_else_puts_into_the_journal_is_told_and_never_removed(con, journal):
    note = journal.folder / "notes" / "why.txt"
    note.parent.mkdir()
    note.write_text("Ask Bob.")

    journal.write(con, **records.draft(con, range(5)))

    assert note.read_text() == "Ask Bob."
    assert {problem.where for problem in journal.check()} == {str(note), str(note.parent)}
