"""What an import brings, and what it does not bring twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.moments.journal import Journal, engine
from goodwill.problems import InputError
from tests.journal import records


def test_an_import_is_read_back_as_it_was_given(con, journal):
    batch = journal.write(con, **records.draft(con, range(20)))

    journal.attach(con)
    assert (batch.new, batch.corrected, batch.repeated) == (20, 0, 0)
    assert [kept.name for kept in journal.batches()] == [batch.name]
    same = """
        SELECT happened_at, kind, from_party, to_party, about, channel, amount, currency, desk,
            text_id, source, record, part FROM {}
    """
    assert (
        con.execute(f"{same.format('moments')} EXCEPT {same.format('draft_facts')}").fetchall()
        == []
    )
    assert con.execute(
        "SELECT count(DISTINCT id), min(version), max(version) FROM moments"
    ).fetchall() == [(20, 1, 1)]
    assert con.execute("SELECT DISTINCT batch FROM moments").fetchall() == [(batch.name,)]


def test_a_batch_lies_sorted_by_kind_party_and_time_in_zstd(con, journal):
    batch = journal.write(con, **records.draft(con, range(500)))

    path = journal.folder / batch.name / dict(batch.tables)["moments"].file
    rows = con.execute(f"SELECT kind, party, happened_at FROM read_parquet('{path}')").fetchall()
    codecs = con.execute(f"SELECT DISTINCT compression FROM parquet_metadata('{path}')").fetchall()
    assert len(rows) == 500
    assert rows == sorted(rows)
    assert codecs == [("ZSTD",)]


def test_a_file_imported_again_writes_nothing_at_all(con, journal, tmp_path):
    draft = records.draft(con, range(20))
    journal.write(con, **draft)
    before = records.tree(tmp_path / "journal")

    again = journal.write(con, **draft)

    assert (again.name, again.new, again.repeated) == ("", 0, 20)
    assert [tuple(reading) for reading in again.readings] == [("repeated", 20, 0)]
    assert records.tree(tmp_path / "journal") == before


def test_a_longer_file_brings_only_what_is_new(con, journal):
    journal.write(con, **records.draft(con, range(20)))

    longer = journal.write(con, **records.draft(con, range(25)))

    assert (longer.new, longer.repeated) == (5, 20)
    assert [tuple(reading) for reading in longer.readings] == [("repeated", 20, 0), ("used", 5, 5)]
    assert len(records.known(con, journal)) == 25


def test_a_changed_record_is_a_new_version_and_both_are_kept(con, journal):
    journal.write(con, **records.draft(con, range(20)))

    corrected = journal.write(con, **records.draft(con, range(3, 5), amount="9.99"))

    assert (corrected.new, corrected.corrected, corrected.repeated) == (0, 2, 0)
    assert [tuple(reading) for reading in corrected.readings] == [("corrected", 2, 2)]
    rows = records.known(con, journal)
    assert len(rows) == 20
    assert sorted((int(row[9]), row[1], str(row[8])) for row in rows if row[1] == 2) == [
        (3, 2, "9.99"),
        (4, 2, "9.99"),
    ]
    assert con.execute("SELECT count(*) FROM all_versions").fetchone() == (22,)


def test_an_old_export_read_again_does_not_undo_a_correction(con, journal):
    """See docs/decisions/002-old-exports.md."""
    for amount in ("1.00", "2.00"):
        journal.write(con, **records.draft(con, [7], amount=amount))
    again = journal.write(con, **records.draft(con, [7], amount="1.00"))

    [row] = records.known(con, journal)
    assert (row[1], str(row[8])) == (2, "2.00")
    assert (again.name, again.repeated) == ("", 1)


def test_a_correction_of_a_correction_is_the_third_version(con, journal):
    for amount in ("1.00", "2.00", "3.00"):
        journal.write(con, **records.draft(con, [7], amount=amount))

    [row] = records.known(con, journal)
    assert (row[1], str(row[8])) == (3, "3.00")
    assert len({batch.name for batch in journal.batches()}) == 3


def test_a_record_twice_in_one_file_is_one_moment_whatever_the_order(con, journal):
    records.draft(con, range(5))
    draft = records.draft(con, [3, 1, 3, 0, 1], name="double")
    con.execute("UPDATE double_facts SET amount = amount + rowid")

    batch = journal.write(con, **draft)
    first = records.known(con, journal)
    con.execute("CREATE TABLE turned_facts AS SELECT * FROM double_facts ORDER BY rowid DESC")
    again = journal.write(con, **draft | {"facts": "turned_facts"})

    assert (batch.new, again.new, again.corrected, again.repeated) == (3, 0, 0, 3)
    assert records.known(con, journal) == first


def test_a_preview_tells_what_a_write_then_does_and_changes_nothing(con, journal, tmp_path):
    journal.write(con, **records.draft(con, range(10)))
    before = records.tree(tmp_path)
    draft = records.draft(con, range(5, 30), amount="n")

    told = journal.preview(con, **draft)
    untouched = records.tree(tmp_path)
    done = journal.write(con, **draft)

    assert untouched == before
    counts = ("new", "corrected", "repeated", "parties", "secrets", "readings")
    assert [getattr(told, name) for name in counts] == [getattr(done, name) for name in counts]
    assert (told.new, told.corrected) == (20, 5)


def test_facts_may_lie_in_a_view_and_columns_may_be_missing(con, journal):
    records.draft(con, range(4))
    con.execute(
        "CREATE VIEW narrow AS SELECT * EXCLUDE (policy, due_at, quantity) FROM draft_facts"
    )

    batch = journal.write(con, source="tickets", file="narrow.csv", facts="narrow")
    again = journal.write(con, source="tickets", file="draft.csv", facts="draft_facts")

    assert (batch.new, again.repeated, again.corrected) == (4, 4, 0)


def test_an_unknown_kind_is_refused_before_anything_is_written(con, journal, tmp_path):
    draft = records.draft(con, range(4))
    con.execute("UPDATE draft_facts SET kind = 'sulking' WHERE record = '2'")
    before = records.tree(tmp_path / "journal")

    with pytest.raises(InputError, match="sulking"):
        journal.write(con, **draft)
    assert records.tree(tmp_path / "journal") == before


def test_lines_that_were_not_used_keep_their_fate(con, journal):
    draft = records.draft(con, range(4))
    con.execute("INSERT INTO draft_read VALUES (90, 'rejected', NULL), (91, 'no_party', NULL)")

    journal.write(con, **draft)

    journal.attach(con)
    rows = con.execute("SELECT fate, lines, moments FROM readings ORDER BY fate").fetchall()
    assert rows == [("no_party", 1, 0), ("rejected", 1, 0), ("used", 4, 4)]


def test_newer_values_of_a_party_replace_older_ones_and_gaps_do_not(con, journal):
    con.execute("CREATE TABLE p (party VARCHAR, sort VARCHAR, segment VARCHAR, zone VARCHAR)")
    for segment, zone in (("private", "Asia/Tokyo"), (None, None), ("business", None)):
        con.execute("DELETE FROM p")
        con.execute("INSERT INTO p VALUES ('cAcme', 'customer', ?, ?)", [segment, zone])
        journal.write(con, source="customers", file="c.csv", parties="p")

    journal.attach(con)
    assert con.execute("FROM parties").fetchall() == [
        ("cAcme", "customer", "business", "Asia/Tokyo", None)
    ]
    assert [batch.parties for batch in journal.batches()] == [1, 1]


STEPS = st.lists(
    st.tuples(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(0, 1)),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_repeating_and_shuffling_imports_changes_nothing(tmp_path, con, steps, order):
    """Each import, its rows shuffled, is given twice in a row; the second brings nothing."""
    journal = records.new_journal(tmp_path / uuid4().hex)
    versions: dict[int, list[str]] = {}
    for numbers, amount in steps:
        shuffled = order.sample(numbers, len(numbers))
        draft = records.draft(con, numbers, amount=str(amount), texts=False)
        batch = journal.write(con, **draft)
        again = journal.write(con, **records.draft(con, shuffled, amount=str(amount), texts=False))
        assert again.name == ""
        for number in set(numbers):
            known = versions.setdefault(number, [])
            known += [f"{amount}.00"] if f"{amount}.00" not in known else []
        assert batch.new + batch.corrected + batch.repeated == len(set(numbers))
    rows = records.known(con, journal)
    truth = {number: (len(known), known[-1]) for number, known in versions.items()}
    assert {int(row[9]): (row[1], str(row[8])) for row in rows} == truth


IMPORTER = """
import random, sys
from pathlib import Path
from tests.journal import records
from goodwill.moments.journal import Journal, engine

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(seed)
journal, con = Journal(folder / "journal", records.SETTINGS), engine("200MB", folder)
parts = [range(start, start + 25) for start in range(0, 150, 15)]  # they overlap
print(sum(journal.write(con, **records.draft(con, part)).new for part in chance.sample(parts, 10)))
"""


def test_eight_importers_at_once_bring_every_moment_once(con, journal, tmp_path):
    root = Path(__file__).parents[2]
    importers = [
        subprocess.Popen(
            [sys.executable, "-c", IMPORTER, str(tmp_path), str(seed)],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(8)
    ]
    counts = [int(importer.communicate()[0]) for importer in importers]

    assert [importer.returncode for importer in importers] == [0] * 8
    assert sum(counts) == 160
    rows = records.known(con, journal)
    assert sorted(int(row[9]) for row in rows) == list(range(160))
    assert {row[1] for row in rows} == {1}
    assert con.execute("SELECT count(*) FROM all_versions").fetchone() == (160,)
    assert sum(batch.new for batch in journal.batches()) == 160
    assert journal.check() == []
    alone = records.new_journal(tmp_path / "alone_folder_made_here")
    alone.write(con, **records.draft(con, range(160)))
    assert records.known(con, alone) == rows


def test_a_waiting_importer_is_not_swept(tmp_path, journal):
    living = engine("100MB", tmp_path)
    place = set((tmp_path / "aside").iterdir())
    assert place

    journal.sweep()

    assert place == set((tmp_path / "aside").iterdir())
    living.close()
    del living


def test_ids_depend_on_nothing_but_source_record_and_part(con, tmp_path):
    ids = []
    for place, amount in (("one", "1"), ("two", "2")):
        journal: Journal = records.new_journal(tmp_path / place)
        numbers = random.Random(amount).sample(range(50), 50)
        journal.write(con, **records.draft(con, numbers, amount=amount))
        ids.append([row[0] for row in records.known(con, journal)])
    assert ids[0] == ids[1]
    assert min(ids[0]) < 0 < max(ids[0])
