"""An import taken back leaves the journal as it was, to the byte."""

from __future__ import annotations

import pytest

from goodwill.problems import UsageError
from tests.journal import records


def test_undo_restores_the_journal_byte_for_byte_and_forgets_new_keys(con, journal, tmp_path):
    empty = records.tree(tmp_path / "journal")
    first = journal.write(con, **records.draft(con, range(20), customers=3))
    before, keys = records.tree(tmp_path / "journal"), journal.keys.parties()

    batch = journal.write(con, **records.draft(con, range(50), customers=30))
    assert records.tree(tmp_path / "journal") != before
    assert journal.keys.parties() > keys
    journal.undo(batch.name)

    assert records.tree(tmp_path / "journal") == before
    assert journal.keys.parties() == keys
    journal.undo(first.name)
    assert records.tree(tmp_path / "journal") == empty
    assert journal.keys.parties() == set()


def test_a_correction_undone_brings_the_older_version_back(con, journal):
    journal.write(con, **records.draft(con, range(20)))
    before = records.known(con, journal)
    corrected = journal.write(con, **records.draft(con, range(5), amount="7"))
    assert records.known(con, journal) != before

    journal.undo(corrected.name)

    assert records.known(con, journal) == before


def test_an_import_corrected_later_can_be_undone_and_the_correction_stays(con, journal):
    first = journal.write(con, **records.draft(con, range(20)))
    journal.write(con, **records.draft(con, range(5), amount="7"))

    journal.undo(first.name)

    rows = records.known(con, journal)
    assert sorted(int(row[9]) for row in rows) == [0, 1, 2, 3, 4]


def test_the_key_of_a_party_stays_while_another_import_needs_it(con, journal):
    first = journal.write(con, **records.draft(con, range(3), customers=3))
    journal.write(con, **records.draft(con, range(10, 13), customers=3))

    journal.undo(first.name)

    party = records.customer(1)
    assert party in journal.keys.parties()
    assert journal.text("text:10") == "Where is order 10?"
    assert journal.text("text:1") is None
    assert journal.check() == []


def test_the_same_import_after_an_undo_gives_the_same_files(con, journal, tmp_path):
    draft = records.draft(con, range(40))
    del draft["secrets"]  # keys are new each time
    batch = journal.write(con, **draft)
    files = {name for name in records.tree(tmp_path / "journal") if "manifest" not in name}

    journal.undo(batch.name)
    journal.write(con, **draft)

    assert {name for name in records.tree(tmp_path / "journal") if "manifest" not in name} == files


def test_an_unknown_import_is_refused_with_the_nearest_name(con, journal):
    batch = journal.write(con, **records.draft(con, range(3)))

    with pytest.raises(UsageError, match=batch.name):
        journal.undo(batch.name[:-1])


def test_undoing_a_staff_list_restores_the_stamps_byte_for_byte(con, journal, tmp_path):
    journal.write(con, **records.draft(con, range(20)))
    before = records.tree(tmp_path / "journal")
    con.execute(f"""
        CREATE TABLE staff AS SELECT '{records.ALICE}' AS person, '{records.BOB}' AS manager,
            'repairs' AS team, 'service' AS department, NULL AS role, NULL::INTEGER AS level,
            DATE '2020-01-01' AS from_date, NULL::DATE AS until_date
    """)
    staff = journal.write(con, source="staff", file="staff.csv", lines="staff")

    assert journal.restamp(con) == 1
    journal.attach(con)
    stamps = "SELECT DISTINCT person, team, department, level, manager FROM moments"
    assert con.execute(stamps).fetchall() == [(records.ALICE, "repairs", "service", 1, records.BOB)]
    journal.undo(staff.name)

    assert records.tree(tmp_path / "journal") == before
    journal.attach(con)
    assert con.execute(stamps).fetchall() == [(records.ALICE, "support", None, None, None)]
