"""The purse from the terminal, and that erasing, backups and the doctor know its file."""

from __future__ import annotations

import json

import pytest

from goodwill.book import Book, done
from goodwill.book.backup import backup
from goodwill.book.doctor import WELL, WRONG, of_book
from goodwill.book.erasing import erase
from goodwill.book.restoring import restore
from goodwill.care.purse import FILE, Purse
from goodwill.problems import FINDINGS, OK
from tests.cli.running import run

STAFF = "Employee No;Name;Manager No;Team\nE0;Olga;;\nE1;Alice;E0;desk\nE2;Bob;E1;desk\n"
CUSTOMERS = "Customer Number,Customer Name\nacme,Acme Anvils\nbolt,Bolt Bros\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with a book of three colleagues and two customers."""
    assert run("init", "acorn", "--zone", "Europe/Warsaw", folder=tmp_path).code == OK
    for name, text, *more in (
        ("people", STAFF),
        ("customers", CUSTOMERS, "--as", "customers"),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        assert do(tmp_path, "import", f"{name}.csv", *more).code == OK
    return tmp_path


def do(folder, *words):
    return run(*words, "--book", "acorn", folder=folder)


def purse_of(folder):
    book = Book.open(folder / "acorn")
    return Purse(book.folder, book.settings)


def test_a_gift_is_given_told_and_listed(folder):
    ran = do(
        folder, "purse", "give", "acme", "--by", "E2", "--money", "20.50", "--case", "ticket:1"
    )
    assert ran.code == OK, ran.err
    assert "You may give this." in ran.out
    (row,) = done.noted(folder / "acorn")
    assert (row["amount"], row["case"]) == ("20.50", "ticket:1")
    listed = do(folder, "purse", "entries").out
    assert "€20.50" in listed
    assert "Acme Anvils" in listed
    assert "Bob" in listed
    told = json.loads(do(folder, "purse", "balance", "E2", "--json").out)
    assert told["level"] == "person"
    assert told["limits"][1]["used"] == 2050
    assert "€979.50" in do(folder, "purse").out


def test_beyond_a_limit_it_is_a_finding_until_somebody_backs_it(folder):
    asked = ("purse", "give", "acme", "--by", "E2", "--money", "80")
    ran = do(folder, *asked)
    assert ran.code == FINDINGS
    assert "managers may give it" in ran.out
    backed = do(folder, *asked, "--backed-by", "E1", "--set-aside", "--json")
    told = json.loads(backed.out)
    assert (backed.code, told["verdict"], told["bearer"] == told["giver"]) == (OK, "allowed", False)
    assert do(folder, "purse", "keep", told["reservation"], "--money", "75").code == OK
    (row,) = done.noted(folder / "acorn")
    assert row["amount"] == "75.00"


def test_a_play_says_its_own_limit(folder):
    ran = do(folder, "purse", "give", "acme", "--by", "E2", "--money", "30", "--play", "recovery")
    assert ran.code == FINDINGS
    assert "One playing may cost €25.00 at most." in ran.out
    assert (
        do(folder, "purse", "give", "acme", "--by", "E2", "--money", "3", "--play", "no").code > 1
    )


def test_units_go_out_and_come_back(folder):
    assert do(folder, "purse", "units", "till", "T1", "T2", "--team", "desk").code == OK
    ran = do(folder, "purse", "lend", "acme", "till", "--by", "E2", "--until", "2099-01-31")
    assert "It is number T1." in ran.out
    units = json.loads(do(folder, "purse", "--json").out)["units"]
    assert [unit["state"] for unit in units] == ["lent", "shelf"]
    assert do(folder, "purse", "return", "till", "T1").code == OK
    assert do(folder, "purse", "return", "till", "T1").code != OK
    assert do(folder, "purse", "units", "till", "T1", "--retire").code == OK


def test_what_was_wrong_is_reversed_and_the_close_hears_no_more_of_it(folder):
    do(folder, "purse", "give", "acme", "--by", "E2", "--money", "20")
    with purse_of(folder) as purse:
        (gift,) = purse.entries("e.kind = 'give'")
    assert do(folder, "purse", "reverse", gift.id).code == OK
    assert done.noted(folder / "acorn") == []
    with purse_of(folder) as purse:
        assert purse.balance("welcome") == 0


def test_the_reserve_advertising_and_reasons_are_noted(folder):
    assert do(folder, "purse", "fund", "--money", "100").code == OK
    assert do(folder, "purse", "fund", "--money", "-5000").code != OK
    assert do(folder, "purse", "advertise", "250", "--note", "fair").code == OK
    assert do(folder, "purse", "told", "desk", "--by", "E1").code == OK
    assert do(folder, "purse", "advertise", "much").code != OK
    listed = do(folder, "purse", "entries").out
    assert "€250.00" in listed
    assert "a team was told why" in listed


def test_the_erased_go_out_of_the_purse_and_of_what_the_close_is_told(folder):
    do(folder, "purse", "give", "acme", "--by", "E2", "--money", "20")
    book = Book.open(folder / "acorn")
    party = book.party("acme")
    erase(book, party)
    files = [folder / "acorn" / FILE, folder / "acorn" / done.NAME]
    assert not any(party.encode() in path.read_bytes() for path in files)
    with purse_of(folder) as purse:
        assert purse.balance("welcome") == 2000


def test_a_backup_holds_the_purse_and_the_doctor_adds_it_up(folder, tmp_path):
    do(folder, "purse", "give", "acme", "--by", "E2", "--money", "20")
    book = Book.open(folder / "acorn")
    backup(book, tmp_path / "kept.tar.gz")
    there = restore(tmp_path / "kept.tar.gz", tmp_path / "again").book
    with Purse(there.folder, there.settings) as purse:
        assert purse.balance("welcome") == 2000
    found = {one.name: one for one in of_book(there)}
    assert found["purse"].state == WELL
    with Purse(there.folder, there.settings) as purse, purse.file.writing() as con:
        con.execute("DROP TRIGGER postings_stay")
        con.execute("UPDATE postings SET amount = amount + 1 WHERE account = 'welcome'")
    found = {one.name: one for one in of_book(there)}
    assert found["purse"].state == WRONG
