"""What customers asked through the window reaches the journal once, and leaves it with them."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest

from goodwill.book import Book, pleas
from goodwill.book.closing import _day
from goodwill.book.importing import Request, import_file
from goodwill.sources.golden import sample
from tests.company import quiet

ASKED = {
    "number": "260312-AAAA", "kind": "complaint", "case": "", "text": "Nobody rang back",
    "reply": "", "made_at": "2026-03-12T09:00:00Z", "answered_at": None, "settled_at": None,
    "person": "",
}  # fmt: skip


@pytest.fixture
def book(tmp_path) -> Book:
    """A book with two customers and their tickets."""
    made = Book.create(tmp_path / "acme", "Acme", zone="Europe/Warsaw")
    import_file(made, Request(str(sample("tickets")), keep_good=True), quiet)
    return made


def _moments(book, where="source = 'pleas'"):
    with book.engine() as con:
        book.journal.attach(con)
        return con.execute(
            "SELECT kind, purpose, about, happened_at, direction, party, person, text_id"
            f" FROM moments WHERE {where} ORDER BY happened_at, kind"
        ).fetchall()


def test_a_plea_reaches_the_journal_once_however_often_it_is_read(book):
    acme = book.party("acme")
    pleas.note(book.folder, {**ASKED, "party": acme})
    for _time in range(3):
        pleas.bring_in(book, quiet)
    assert [row[:6] for row in _moments(book)] == [
        ("complaint", None, "plea:260312-AAAA", dt.datetime.fromisoformat("2026-03-12T09:00:00"),
         "in", acme),
    ]  # fmt: skip
    assert len(book.journal.batches()) == 2


def test_its_answer_joins_it_and_changes_nothing_that_was_there(book):
    acme, anna = book.party("acme"), book.party("anna")
    pleas.note(book.folder, {**ASKED, "party": acme})
    pleas.bring_in(book, quiet)
    before = _moments(book)
    pleas.note(
        book.folder,
        {**ASKED, "party": acme, "reply": "We are sorry", "person": anna,
         "answered_at": "2026-03-12T11:00:00Z", "settled_at": "2026-03-12T11:00:00Z"},
    )  # fmt: skip
    pleas.bring_in(book, quiet)
    after = _moments(book)
    assert after[:1] == before
    assert [(row[0], row[6]) for row in after[1:]] == [("answer", anna), ("resolution", anna)]
    assert sum(batch.corrected for batch in book.journal.batches()) == 0
    assert book.journal.text(after[1][7]) == "We are sorry"


def test_an_urgent_plea_is_an_emergency_and_one_about_a_case_joins_the_case(book):
    bolt = book.party("bolt")
    pleas.note(
        book.folder, {**ASKED, "party": bolt, "number": "a", "kind": "urgent", "text": "It leaks"}
    )
    pleas.note(book.folder, {**ASKED, "party": bolt, "number": "b", "case": "ticket:t2"})
    pleas.bring_in(book, quiet)
    assert {row[:3] for row in _moments(book)} == {
        ("request", "emergency", "plea:a"), ("complaint", None, "ticket:t2"),
    }  # fmt: skip


def test_a_close_reads_them_but_makes_no_day_of_its_own_for_them(book):
    pleas.note(book.folder, {**ASKED, "party": book.party("acme")})
    later = book.close(dt.date(2026, 3, 12), quiet)
    assert len(_moments(book)) == 1
    with book.engine() as con:
        book.journal.attach(con)
        assert _day(con, book, None) == dt.date(2026, 3, 5)  # of the newest ticket
    with book.closed(later.stem) as closed:
        judged = closed.con.execute(
            "SELECT standard, verdict FROM verdicts WHERE case_id = 'plea:260312-AAAA'"
            " ORDER BY standard"
        ).fetchall()
    assert ("first_answer", "breach") in judged  # nobody answered that day


def test_of_an_erased_customer_nothing_stays_in_the_file_nor_comes_back(book):
    acme, bolt = book.party("acme"), book.party("bolt")
    pleas.note(book.folder, {**ASKED, "party": acme})
    pleas.note(book.folder, {**ASKED, "party": bolt, "number": "b", "text": "Another"})
    pleas.bring_in(book, quiet)
    book.erase(acme)
    text = (book.folder / pleas.NAME).read_text(encoding="utf-8")
    assert "Nobody rang back" not in text
    assert "Another" in text
    pleas.note(book.folder, {**ASKED, "party": acme, "number": "c"})
    pleas.bring_in(book, quiet)
    assert not _moments(book, "about = 'plea:c'")


def test_a_line_that_a_crash_cut_short_is_passed_over(book):
    acme = book.party("acme")
    pleas.note(book.folder, {**ASKED, "party": acme})
    with (book.folder / pleas.NAME).open("a", encoding="utf-8") as file:
        file.write('{"number": "torn", "par')
    pleas.note(book.folder, {**ASKED, "party": acme, "number": "b"})
    assert [plea["number"] for plea in pleas.noted(book.folder)] == ["260312-AAAA", "b"]


def test_many_who_write_at_once_tear_no_line(book):
    acme = book.party("acme")

    def write(n):
        for each in range(20):
            pleas.note(book.folder, {**ASKED, "party": acme, "number": f"{n}-{each}"})

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = (book.folder / pleas.NAME).read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["number"] for line in lines}) == 80


def test_a_book_that_nobody_asked_anything_of_reads_nothing(book):
    pleas.bring_in(book, quiet)
    assert len(book.journal.batches()) == 1
    assert (book.folder / pleas.NAME).exists() is False
