"""Every way in which a journal can be wrong is told, with its place and the next step."""

from __future__ import annotations

import json
import sqlite3

import pytest

from goodwill.problems import INTEGRITY, IntegrityError
from tests.journal import records


@pytest.fixture
def filled(con, journal):
    journal.write(con, **records.draft(con, range(40)))
    journal.write(con, **records.draft(con, range(40, 50), amount="2"))
    assert journal.check() == []
    return journal


def _only(journal):
    problems = journal.check()
    assert len(problems) == 1, problems
    assert problems[0].hint
    return problems[0]


def _moments(journal):
    [first, _second] = journal.batches()
    return journal.folder / first.name / first.stored("moments").file


def test_a_missing_file_is_told(filled):
    path = _moments(filled)
    path.unlink()

    assert _only(filled).where == str(path)
    assert "missing" in _only(filled).what


def test_a_file_that_cannot_be_read_is_told(filled):
    path = _moments(filled)
    path.write_bytes(path.read_bytes()[:-500])

    assert "cannot be read" in _only(filled).what


def test_a_file_changed_by_somebody_is_told(con, filled):
    path = _moments(filled)
    con.execute(
        f"CREATE TABLE forged AS SELECT * REPLACE (0.01 AS amount) FROM read_parquet('{path}')"
    )
    con.execute(f"COPY forged TO '{path}' (FORMAT parquet)")

    assert "changed" in _only(filled).what


def test_lost_keys_are_told(filled):
    with sqlite3.connect(filled.keys.path) as db:
        db.execute("DELETE FROM keys WHERE party = ?", [records.customer(3)])
    db.close()

    assert records.customer(3) in _only(filled).what


def test_moments_of_parties_that_nobody_introduced_are_told(con, journal):
    draft = records.draft(con, range(3))
    del draft["parties"], draft["secrets"]
    journal.write(con, **draft)

    assert "4 parties" in _only(journal).what


def test_a_damaged_manifest_is_told_by_line_and_stops_every_change(con, filled):
    path = filled.folder / "manifest.jsonl"
    first, second = path.read_text().splitlines()
    path.write_text(f"{first}\n{second[:-40]}\n")

    assert _only(filled).where == f"{path}:2"
    with pytest.raises(IntegrityError) as refused:
        filled.write(con, **records.draft(con, range(60)))
    assert refused.value.exit_code == INTEGRITY
    assert (filled.folder / json.loads(second)["name"]).is_dir()


def test_a_missing_manifest_is_told_and_nothing_is_swept(con, filled):
    (filled.folder / "manifest.jsonl").unlink()
    before = records.tree(filled.folder)

    assert "list of imports" in _only(filled).what
    for change in (filled.sweep, lambda: filled.undo("x"), lambda: filled.text("t")):
        with pytest.raises(IntegrityError):
            change()
    assert records.tree(filled.folder) == before


def test_a_moment_twice_in_one_version_is_told(con, filled):
    lines = (filled.folder / "manifest.jsonl").read_text().splitlines()
    first = filled.batches()[0]
    copy = filled.folder / "copied"
    (filled.folder / first.name).rename(copy)
    (filled.folder / first.name).symlink_to(copy)
    (filled.folder / "manifest.jsonl").write_text(
        "\n".join([*lines, lines[0].replace(f'"name":"{first.name}"', '"name":"copied"')]) + "\n"
    )

    problems = filled.check()

    assert any("40 moments stand twice" in problem.what for problem in problems), problems
