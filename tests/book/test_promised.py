"""Promises written down in the office reach the journal once, as they stand, and are judged."""

from __future__ import annotations

import datetime as dt

import pytest

from goodwill.book import Book, promised
from goodwill.book.closing import _day
from goodwill.book.erasing import erase
from goodwill.book.importing import Request, import_file
from goodwill.sources.golden import sample
from tests.company import quiet

GIVEN = {
    "number": "260302-AAAA", "kind": "other", "channel": "phone", "text": "I send you the plan",
    "given_at": "2026-03-02T08:00:00Z", "due_at": "2026-03-04T22:59:59Z", "kept_at": None,
    "withdrawn_at": None, "released": False, "reply": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def tickets(tmp_path_factory) -> Book:
    """A book with two customers and their tickets."""
    made = Book.create(tmp_path_factory.mktemp("promised") / "acme", "Acme", zone="Europe/Warsaw")
    import_file(made, Request(str(sample("tickets")), keep_good=True), quiet)
    return made


@pytest.fixture
def book(tickets, tmp_path) -> Book:
    import shutil

    shutil.copytree(tickets.folder, tmp_path / "acme")
    return Book.open(tmp_path / "acme")


def _moments(book):
    with book.engine() as con:
        book.journal.attach(con)
        return con.execute(
            "SELECT kind, purpose, about, due_at, party, person, text_id FROM moments"
            " WHERE source = 'given' ORDER BY happened_at, kind"
        ).fetchall()


def _note(book, **given):
    party = given.pop("party", None) or book.party("acme")
    row = {**GIVEN, "party": party, "person": book.party("anna")}
    promised.note(book.folder, {**row, **given})


def test_a_promise_reaches_the_journal_once_however_often_it_is_read(book):
    _note(book)
    for _time in range(3):
        promised.bring_in(book, quiet)
    ((*told, text),) = _moments(book)
    assert told == [
        "promise", "other", "promise:260302-AAAA", dt.datetime.fromisoformat("2026-03-04T22:59:59"),
        book.party("acme"), book.party("anna"),
    ]  # fmt: skip
    assert book.journal.text(text) == "I send you the plan"
    assert len(book.journal.batches()) == 2


def test_a_promise_that_was_moved_is_due_when_it_was_moved_to_and_stays_one(book):
    _note(book)
    promised.bring_in(book, quiet)
    _note(book, due_at="2026-03-09T22:59:59Z")
    promised.bring_in(book, quiet)
    ((*_others, due, _party, _person, _text),) = _moments(book)
    assert due == dt.datetime.fromisoformat("2026-03-09T22:59:59")


def test_a_promise_taken_back_says_so_and_one_that_they_let_us_off_has_no_clock(book):
    _note(book)
    _note(book, number="260302-BBBB", kind="callback")
    promised.bring_in(book, quiet)
    at = "2026-03-03T08:00:00Z"
    _note(book, withdrawn_at=at, reply="We cannot")
    _note(book, number="260302-BBBB", kind="callback", withdrawn_at=at, released=True)
    promised.bring_in(book, quiet)
    told = {(row[0], row[2]): row for row in _moments(book)}
    assert set(told) == {
        ("promise", "promise:260302-AAAA"), ("news", "promise:260302-AAAA"),
        ("promise", "promise:260302-BBBB"),
    }  # fmt: skip
    assert told["promise", "promise:260302-BBBB"][1:4] == ("other", "promise:260302-BBBB", None)


def test_a_close_judges_them_by_the_standards_that_exist_and_makes_no_day_of_its_own(book):
    late, kept = "260302-LATE", "260302-KEPT"
    _note(book, number=late, kind="callback", due_at="2026-03-02T13:00:00Z",
          kept_at="2026-03-02T13:01:00Z")  # fmt: skip
    _note(book, number=kept, kept_at="2026-03-04T22:59:59Z")
    _note(book, number="260302-OPEN", due_at="2026-04-30T21:59:59Z")
    _note(book, number="260302-OFF", due_at="2026-03-03T21:59:59Z", released=True,
          withdrawn_at="2026-03-02T09:00:00Z")  # fmt: skip
    _note(book, number="270101-NEXT", given_at="2026-05-01T09:00:00Z",
          due_at="2026-05-02T21:59:59Z")  # fmt: skip
    name = book.close(None, quiet).stem
    assert name.startswith("2026-03-05")  # of the newest ticket
    with book.closed(name) as closed:
        told = closed.con.execute(
            "SELECT case_id, standard, verdict FROM verdicts WHERE case_id LIKE 'promise:%'"
        ).fetchall()
        judged = closed.con.execute(
            "SELECT standard, verdict, sum(number) FROM tallies"
            " WHERE standard IN ('callback_kept', 'promise_kept') GROUP BY ALL"
        ).fetchall()
    assert sorted(told) == [
        (f"promise:{late}", "callback_kept", "breach"),
        ("promise:260302-OPEN", "promise_kept", "open"),
    ]  # fmt: skip
    assert ("promise_kept", "kept", 1) in judged
    with book.engine() as con:
        book.journal.attach(con)
        assert _day(con, book, None) == dt.date(2026, 3, 5)


def test_what_was_promised_to_whoever_is_erased_is_gone_from_the_file(book):
    acme, bolt = book.party("acme"), book.party("bolt")
    _note(book)
    _note(book, number="260302-BOLT", party=bolt, text="Bolt only")
    erase(book, acme)
    text = (book.folder / promised.NAME).read_text(encoding="utf-8")
    assert "I send you the plan" not in text
    assert "Bolt only" in text
    _note(book, party=acme)  # a page that was open still
    promised.bring_in(book, quiet)
    assert [row[4] for row in _moments(book)] == [bolt]
