"""Names and texts: kept apart, shown to those who may, gone for ever on request."""

from __future__ import annotations

import os

import pytest

from goodwill.moments.seals import Seal, new_key
from tests.journal import records

ACME, BOLT = records.customer(1), records.customer(2)


@pytest.fixture
def filled(con, journal):
    journal.write(con, **records.draft(con, range(9), customers=3))
    return journal


def _bytes_on_disk(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_names_and_texts_are_revealed_and_never_lie_open_on_disk(filled, tmp_path):
    assert filled.reveal([ACME, "cNobody"]) == {ACME: {"name": f"Name of {ACME}"}}
    assert filled.text("text:4") == "Where is order 4?"
    assert filled.text("text:400") is None
    on_disk = _bytes_on_disk(tmp_path)
    assert b"Where is order" not in on_disk
    assert b"Name of" not in on_disk


def test_a_name_that_changes_is_shown_as_it_is_now(con, filled):
    con.execute(f"CREATE TABLE s AS SELECT '{ACME}' AS party, 'name' AS item, 'Acme Ltd' AS plain")

    batch = filled.write(con, source="crm", file="s.csv", secrets="s")

    assert batch.secrets == 1
    assert filled.reveal([ACME]) == {ACME: {"name": "Acme Ltd"}}
    filled.undo(batch.name)
    assert filled.reveal([ACME]) == {ACME: {"name": f"Name of {ACME}"}}


def test_an_erased_party_is_gone_from_disk_and_the_others_are_not(con, filled, tmp_path):
    before = records.known(con, filled)

    assert filled.erase(ACME) == [ACME]

    assert filled.reveal([ACME, BOLT]) == {BOLT: {"name": f"Name of {BOLT}"}}
    assert filled.text("text:1") is None
    assert filled.text("text:2") == "Where is order 2?"
    filled.attach(con)
    assert con.execute("SELECT count(*) FROM sealed WHERE party = ?", [ACME]).fetchone() == (0,)
    assert records.known(con, filled) == before
    assert ACME not in filled.keys.parties()
    assert filled.check() == []


def test_records_of_an_erased_party_are_set_aside_when_they_come_again(con, filled):
    filled.erase(ACME)

    again = filled.write(con, **records.draft(con, range(9), customers=3))
    longer = filled.write(con, **records.draft(con, range(12), customers=3))

    assert (again.name, again.erased, again.repeated) == ("", 3, 6)
    assert [tuple(reading) for reading in again.readings] == [("erased", 3, 0), ("repeated", 6, 0)]
    assert (longer.new, longer.erased) == (2, 4)
    filled.attach(con)
    fates = con.execute("SELECT fate, lines, moments FROM readings WHERE batch = ?", [longer.name])
    assert fates.fetchall() == [("erased", 4, 0), ("repeated", 6, 0), ("used", 2, 2)]
    assert filled.reveal([ACME]) == {}
    assert ACME not in filled.keys.parties()


def test_erasing_reaches_the_records_merged_with_the_party(con, filled):
    con.execute(f"CREATE TABLE m AS SELECT '{ACME}' AS party, '{BOLT}' AS into_party")
    filled.write(con, source="crm", file="m.csv", merges="m")

    assert filled.erase(BOLT) == [ACME, BOLT]
    assert filled.reveal([ACME, BOLT]) == {}


def test_an_import_of_only_an_erased_party_keeps_its_moments_without_a_sealed_file(con, journal):
    con.execute(f"CREATE TABLE s AS SELECT '{ACME}' AS party, 'name' AS item, 'Acme' AS plain")
    batch = journal.write(con, source="crm", file="s.csv", secrets="s")
    assert [table for table, _stored in batch.tables] == ["sealed"]

    journal.erase(ACME)

    assert [kept.tables for kept in journal.batches()] == [()]
    assert journal.check() == []
    journal.undo(batch.name)
    assert journal.batches() == []
    assert journal.keys.erased() == {ACME}


def test_the_export_of_a_party_holds_everything_known_of_it(con, filled):
    filled.write(con, **records.draft(con, [4], customers=3, amount="9"))
    con.execute("CREATE TABLE m AS SELECT 'cOld' AS party, ? AS into_party", [ACME])
    filled.write(con, source="crm", file="m.csv", merges="m")

    export = filled.export(ACME)

    assert export["also_known_as"] == ["cOld"]
    assert export["sealed"][ACME] == {
        "name": f"Name of {ACME}",
        **{f"text:{n}": f"Where is order {n}?" for n in (1, 4, 7)},
    }
    assert [(row["record"], row["version"]) for row in export["moments"]] == [
        ("1", 1), ("4", 1), ("4", 2), ("7", 1)
    ]  # fmt: skip
    assert [row["party"] for row in export["parties"]] == [ACME]
    assert export["merges"] == [{"party": "cOld", "into_party": ACME}]
    assert BOLT not in repr(export)


def test_a_seal_opens_only_with_its_key_its_party_and_its_item():
    key = new_key()
    sealed = Seal(key, ACME).close("name", "Zażółć gęślą jaźń")
    assert Seal(key, ACME).open(sealed) == "Zażółć gęślą jaźń"
    assert Seal(key, ACME).close("name", "Zażółć gęślą jaźń") == sealed
    assert Seal(new_key(), ACME).open(sealed) is None
    assert Seal(key, BOLT).open(sealed._replace(party=BOLT)) is None
    assert Seal(key, ACME).open(sealed._replace(item="email")) is None
    assert Seal(key, ACME).open(sealed._replace(box=os.urandom(len(sealed.box)))) is None
    assert Seal(key, ACME).close("name", "other").nonce != sealed.nonce


def test_more_secrets_than_one_chunk_are_all_sealed(con, journal, monkeypatch):
    monkeypatch.setattr("goodwill.moments.sealing._CHUNK", 7)

    batch = journal.write(con, **records.draft(con, range(40), customers=13))

    assert batch.secrets == 40 + 13 + 1
    names = journal.reveal([records.customer(n) for n in range(13)])
    assert {party: items["name"] for party, items in names.items()} == {
        records.customer(n): f"Name of {records.customer(n)}" for n in range(13)
    }
