from __future__ import annotations

import hashlib
import json

import pytest

from goodwill.book import Book
from goodwill.book.importing import Request, import_file
from goodwill.problems import InputError
from tests.company import quiet


def picture(folder):
    """Take every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def book(tmp_path) -> Book:
    return Book.create(tmp_path / "acme", "Acme", "EUR", "Europe/Warsaw")


def orders(tmp_path, text, name="orders.csv"):
    path = tmp_path / name
    path.write_text("Order No;Customer No;Order Date;Article;Qty;Price\n" + text, encoding="utf-8")
    return str(path)


GOOD = "1;acme;2026-03-02 09:00;spade;2;10,50\n2;bolt;2026-03-03 10:00;rake;1;20,00\n"


def test_every_line_of_every_file_of_the_company_is_accounted_for(made):
    truth = json.loads(made.example.truth.read_text(encoding="utf-8"))["files"]
    for name, outcome in made.outcomes.items():
        if name in truth and "lines" in truth[name]:
            assert sum(outcome.fates.values()) == truth[name]["lines"], name


def test_importing_a_file_again_adds_nothing_and_writes_nothing(own):
    before = picture(own.book.journal.folder)
    for path in own.example.files[::3]:
        again = import_file(own.book, Request(str(path), keep_good=True), quiet)
        assert not again.written, path
        assert (again.batch.new, again.batch.corrected) == (0, 0)
    assert picture(own.book.journal.folder) == before


def test_undo_restores_the_journal_byte_for_byte(book, tmp_path):
    import_file(book, Request(orders(tmp_path, GOOD)), quiet)
    before = picture(book.journal.folder)
    more = orders(tmp_path, "3;cord;2026-03-04 10:00;hoe;1;5,00\n", "more.csv")
    batch = import_file(book, Request(more), quiet).batch
    assert picture(book.journal.folder) != before
    book.journal.undo(batch.name)
    assert picture(book.journal.folder) == before


def test_a_dry_run_shows_the_difference_and_changes_nothing(book, tmp_path):
    before = picture(book.folder)
    outcome = import_file(book, Request(orders(tmp_path, GOOD), dry_run=True), quiet)
    assert outcome.batch.new == 2
    assert not outcome.written
    assert picture(book.folder) == before


def test_a_corrected_record_supersedes_and_never_doubles(book, tmp_path):
    import_file(book, Request(orders(tmp_path, GOOD)), quiet)
    fixed = GOOD.replace("10,50", "11,50")
    outcome = import_file(book, Request(orders(tmp_path, fixed, "fixed.csv")), quiet)
    assert (outcome.batch.new, outcome.batch.corrected, outcome.batch.repeated) == (0, 1, 1)
    with book.engine() as con:
        book.journal.attach(con)
        rows = con.execute("SELECT sum(amount), count(*) FROM moments").fetchone()
    assert [float(rows[0]), rows[1]] == [43.0, 2]


def test_an_old_export_read_again_does_not_undo_a_correction(book, tmp_path):
    old = orders(tmp_path, GOOD)
    import_file(book, Request(old), quiet)
    import_file(book, Request(orders(tmp_path, GOOD.replace("10,50", "11,50"), "new.csv")), quiet)
    again = import_file(book, Request(old), quiet)
    assert not again.written
    assert (again.batch.corrected, again.batch.repeated) == (0, 2)


def test_of_a_file_with_a_bad_line_nothing_is_imported_unless_asked(book, tmp_path):
    path = orders(tmp_path, GOOD + "3;cord;the day before;hoe;1;5,00\n")
    with pytest.raises(InputError) as told:
        import_file(book, Request(path), quiet)
    problems = told.value.problems
    assert problems[0].where == "orders.csv:4"
    assert "Order Date" in problems[0].what
    assert "the day before" in problems[0].hint
    assert "--keep-good" in problems[-1].hint
    assert book.journal.batches() == []
    outcome = import_file(book, Request(path, keep_good=True), quiet)
    assert outcome.batch.new == 2
    kept = outcome.rejected.read_text(encoding="utf-8")
    assert kept.splitlines()[0].startswith("line,column_name,value,reason,Order No")
    assert "the day before" in kept


def test_a_bad_line_of_an_erased_person_is_not_kept(book, tmp_path):
    path = orders(tmp_path, GOOD + "3;acme;the day before;hoe;1;5,00\n4;bolt;never;hoe;1;5,00\n")
    import_file(book, Request(path, keep_good=True), quiet)
    book.erase(book.party("acme"))
    again = import_file(book, Request(path, keep_good=True), quiet)
    kept = again.rejected.read_text(encoding="utf-8")
    assert "acme" not in kept
    assert "bolt" in kept


def test_a_try_may_leave_no_file_behind(book, tmp_path):
    before = picture(book.folder)
    path = orders(tmp_path, GOOD + "3;cord;the day before;hoe;1;5,00\n")
    outcome = import_file(book, Request(path, dry_run=True, keep_bad=False), quiet)
    assert outcome.fates["rejected"] == 1
    assert picture(book.folder) == before


def test_a_file_of_an_unknown_kind_names_the_kinds_there_are(book, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("alpha,beta\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        import_file(book, Request(str(path)), quiet)
    assert "'alpha', 'beta'" in told.value.problems[0].what
    assert "orders" in told.value.problems[0].hint


def test_a_mapping_given_once_is_used_again_for_the_same_headers(book, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("zzz;Customer No;Order Date;Price\n1;acme;2026-03-02;5,00\n", encoding="utf-8")
    with pytest.raises(InputError):
        import_file(book, Request(str(path), source="orders"), quiet)
    given = Request(str(path), source="orders", columns={"zzz": "number"})
    assert import_file(book, given, quiet).batch.new == 1
    second = tmp_path / "odd2.csv"
    second.write_text("zzz;Customer No;Order Date;Price\n2;acme;2026-03-02;5,00\n")
    assert import_file(book, Request(str(second), source="orders"), quiet).batch.new == 1


def test_the_password_of_a_database_is_never_shown():
    from goodwill.book.importing import shown_name

    assert shown_name("postgresql://me:secret@db/shop") == "postgresql://db/shop"
    assert shown_name("/here/orders.csv") == "orders.csv"
