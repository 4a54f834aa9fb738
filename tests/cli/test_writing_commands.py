"""Commands that change a book: what they do, what they say of it, and how it is taken back."""

from __future__ import annotations

import json

import pytest

from goodwill.book import Book
from goodwill.problems import BAD_INPUT, FINDINGS, OK
from tests.cli.gallery import BAD, ORDERS
from tests.cli.running import run

STAFF = "Employee No;Name;Manager No;Team\nE1;Alice;;support\nE2;Bob;E1;support\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with the new book acme and some exports."""
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "exports/people.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "exports/notes.txt").write_text("Nothing to see here.\n", encoding="utf-8")
    assert run("init", "acme", "--zone", "Europe/Warsaw", folder=tmp_path).code == OK
    return tmp_path


def do(folder, *words):
    return run(*words, "--book", "acme", folder=folder)


def test_init_asks_nothing_and_says_what_it_has_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Kyiv")
    ran = run("init", "bolt", folder=tmp_path)
    assert ran.code == OK
    assert "Europe/Kyiv" in ran.err
    settings = Book.open(tmp_path / "bolt").settings
    assert (settings.name, settings.zone, settings.currency) == ("bolt", "Europe/Kyiv", "EUR")


def test_init_leaves_no_half_book_where_a_setting_is_wrong(tmp_path):
    assert run("init", "bolt", "--currency", "EURO", folder=tmp_path).code != OK
    assert run("init", "bolt", folder=tmp_path).code == OK


def test_init_without_a_place_takes_the_book_named_for_every_command(tmp_path):
    assert run("--book", "charlie", "init", folder=tmp_path).code == OK
    assert (tmp_path / "charlie/goodwill.toml").is_file()


def test_an_import_shows_how_it_read_each_column_and_where_each_line_went(folder):
    ran = do(folder, "import", "exports/orders.csv")
    assert ran.code == OK
    assert "Order Date   ->  happened_at" in ran.out
    assert "the decimal mark is ','" in ran.out
    assert "became moments" in ran.out
    assert "2 new, 0 corrected, 0 known already" in ran.out
    assert "`goodwill --book acme close`" in ran.err
    again = do(folder, "import", "exports/orders.csv")
    assert "as last time" in again.out
    assert "nothing was written" in again.out


def test_columns_that_are_not_used_are_named(folder):
    (folder / "more.csv").write_text(ORDERS.replace("Article", "Colour"), encoding="utf-8")
    assert "not used: Colour" in do(folder, "import", "more.csv").out


def test_a_folder_is_imported_as_a_whole_people_first_and_the_sums_add_up(folder):
    ran = do(folder, "import", "exports")
    assert ran.code == OK
    rows = [line.split() for line in ran.out.splitlines()[2:]]
    assert [row[-1] for row in rows] == ["people.csv", "orders.csv", "all"]
    for place in range(6):
        numbers = [int(row[place]) for row in rows]
        assert numbers[-1] == sum(numbers[:-1])
    assert "notes.txt" in ran.err


def test_a_pattern_is_taken_as_the_shell_takes_it(folder):
    ran = do(folder, "import", "exports/o*.csv", "--json")
    assert [each["file"] for each in json.loads(ran.out)] == ["orders.csv"]


def test_bad_lines_keep_the_file_out_unless_the_good_are_wanted(folder):
    (folder / "bad.csv").write_text(BAD, encoding="utf-8")
    refused = do(folder, "import", "bad.csv", "exports/people.csv")
    assert refused.code == BAD_INPUT
    assert "not imported" in refused.out
    assert "bad.csv:4" in refused.err
    assert [each.source for each in Book.open(folder / "acme").journal.batches()] == ["staff"]
    kept = do(folder, "import", "bad.csv", "--keep-good")
    assert kept.code == FINDINGS
    assert "2 new" in kept.out
    rejected = next((folder / "acme/rejected").iterdir())
    assert rejected.name in kept.out


def test_a_dry_run_shows_what_it_would_correct_from_what_to_what(folder):
    do(folder, "import", "exports/orders.csv")
    (folder / "new.csv").write_text(ORDERS.replace("10,50", "11,50"), encoding="utf-8")
    ran = do(folder, "import", "new.csv", "--dry-run")
    assert ran.code == OK
    assert "0 new, 1 corrected, 1 known already" in ran.out
    assert "1 amount: 21.0 -> 23.0" in ran.out
    assert "Nothing was changed" in ran.err
    assert len(Book.open(folder / "acme").journal.batches()) == 1


def test_json_of_an_import_tells_of_files_that_were_refused_too(folder):
    (folder / "bad.csv").write_text(BAD, encoding="utf-8")
    told = json.loads(do(folder, "import", "bad.csv", "exports/orders.csv", "--json").out)
    assert [each["written"] for each in told] == [False, True]
    assert told[0]["problems"][0]["where"] == "bad.csv:4"


def test_an_import_is_taken_back_by_its_name(folder):
    do(folder, "import", "exports/orders.csv")
    name = json.loads(do(folder, "batches", "--json").out)[0]["name"]
    ran = do(folder, "undo", name)
    assert ran.code == OK
    assert "2 moments are gone" in ran.err
    assert json.loads(do(folder, "batches", "--json").out) == []
    assert "goodwill import" in do(folder, "batches").err


def test_a_close_says_what_it_came_to_and_prints_its_name(folder):
    do(folder, "import", "exports/orders.csv")
    ran = do(folder, "close")
    assert ran.code == OK
    assert ran.out == "2026-03-03\n"
    for word in ("moments", "cases", "verdicts", "priced", "second", "serve`"):
        assert word in ran.err
    again = json.loads(do(folder, "close", "--json").out)
    assert again["closed"] == "2026-03-03.2"
    assert again["moments"] == 2


def test_a_quiet_close_says_nothing_but_its_name(folder):
    do(folder, "import", "exports/orders.csv")
    ran = do(folder, "close", "--quiet")
    assert (ran.out, ran.err) == ("2026-03-03\n", "")


def test_an_erased_party_is_nowhere_not_even_among_the_bad_lines(folder):
    (folder / "bad.csv").write_text(BAD.replace("two", "acme"), encoding="utf-8")
    do(folder, "import", "bad.csv", "--keep-good")
    rejected = next((folder / "acme/rejected").iterdir())
    assert "acme" in rejected.read_text(encoding="utf-8")
    assert do(folder, "erase", "acme", "--yes").code == OK
    assert "acme" not in rejected.read_text(encoding="utf-8")
    assert "the day before" in rejected.read_text(encoding="utf-8")
    assert do(folder, "export", "acme").code == BAD_INPUT
    assert do(folder, "export", "bolt").code == OK


def test_a_damaged_closed_book_is_found_by_check(folder):
    do(folder, "import", "exports/orders.csv")
    do(folder, "close")
    assert do(folder, "check").code == OK
    (folder / "acme/closed/2026-03-03.duckdb").write_bytes(b"half a book")
    ran = do(folder, "check")
    assert ran.code == 5
    assert "2026-03-03.duckdb" in ran.err


def test_the_example_company_is_written_and_labelled_as_simulated(tmp_path):
    ran = run("example", "there", "--size", "20", folder=tmp_path)
    assert ran.code == OK
    assert all((tmp_path / line).is_file() for line in ran.out.splitlines())
    assert "simulated" in ran.err


def test_a_demonstration_never_touches_what_is_not_its_own(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/dear.txt").write_text("Dear Alice", encoding="utf-8")
    assert run("demo", "letters", "--no-serve", folder=tmp_path).code == BAD_INPUT
    assert (tmp_path / "letters/dear.txt").is_file()
