"""The guard and a book: past contacts out of the journal, and the command that asks."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from goodwill.book import Book
from goodwill.care.guard import REFUSED, Ask, Guard, catch_up
from goodwill.care.guard import store as stored
from goodwill.care.guard.past import CHANNEL_OF, PURPOSE_OF, purpose_of
from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS as WAYS
from goodwill.house.settings import Settings
from goodwill.moments.journal import engine
from goodwill.moments.moment import CHANNELS, KINDS
from goodwill.moments.moment import PURPOSES as MOMENT_PURPOSES
from goodwill.problems import FINDINGS, OK, USAGE
from tests.cli.running import run

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC).replace(tzinfo=None)
CALLS = """Call No;Started at;Direction;Customer;Agent;Group;Talk, s;Purpose
1;2026-03-02 11:00;out;acme;anna;sales;90;sale
2;2026-03-03 11:00;out;bolt;anna;sales;;sale
3;2026-03-03 12:00;in;charlie;anna;support;60;
"""
LATE = """Call No;Started at;Direction;Customer;Agent;Group;Talk, s;Purpose
9;2026-02-20 11:00;out;acme;boris;sales;90;sale
"""
CUSTOMERS = "Customer No;Name;Time zone;Segment\nacme;Acme;America/New_York;business\n"


@pytest.fixture(scope="module")
def first_days(tmp_path_factory):
    """A book with three calls of March, made once."""
    tmp_path = tmp_path_factory.mktemp("first")
    assert run("init", "acme", "--zone", "Europe/Warsaw", folder=tmp_path).code == OK
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    (tmp_path / "late.csv").write_text(LATE, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    assert do(tmp_path, "import", "calls.csv", "--as", "calls").code == OK
    return tmp_path


@pytest.fixture
def folder(first_days, tmp_path):
    """A book of one's own with three calls of March."""
    shutil.copytree(first_days, tmp_path, dirs_exist_ok=True)
    return tmp_path


def do(folder, *words):
    return run(*words, "--book", "acme", folder=folder)


@contextmanager
def caught_up(folder):
    """Open the guard of the book once it knows what the journal knows."""
    book = Book.open(folder / "acme")
    with Guard(book.folder, book.settings) as guard:
        with book.engine() as con:
            book.journal.attach(con)
            catch_up(guard, con, [batch.name for batch in book.journal.batches()])
        yield book, guard


def contacts(guard):
    with guard.store.reading() as con:
        rows = con.execute("SELECT party, at, purpose, channel, state FROM contacts ORDER BY at")
        return [(party, stored.instant(at), *rest) for party, at, *rest in rows]


def test_every_kind_and_channel_that_is_a_contact_is_one_of_the_guards():
    assert set(CHANNEL_OF) <= set(CHANNELS)
    assert set(CHANNEL_OF.values()) <= set(WAYS)
    assert set(PURPOSE_OF.values()) <= set(PURPOSES)
    for kind, purpose in PURPOSE_OF:
        assert kind in KINDS
        assert not purpose or purpose in MOMENT_PURPOSES[kind]
    assert purpose_of("answer", "receipt", None) is None
    assert purpose_of("request", "", "invoice:7") == "dunning"
    assert purpose_of("request", "waiting", "ticket:7") == "service"
    assert purpose_of("purchase", "", None) is None


def test_peoples_calls_out_of_the_journal_count(folder):
    with caught_up(folder) as (book, guard):
        acme, bolt, charlie = (book.party(name) for name in ("acme", "bolt", "charlie"))
        offers = [row[:4] for row in contacts(guard) if row[2] == "offer"]
        assert [(row[0], row[3]) for row in offers] == [(acme, "call"), (bolt, "call")]
        due = guard.may(Ask(acme, "offer", "email"), NOON).spoken[0]
        assert (due.rule, due.facts["sent"]) == ("cap", 1)
        assert not guard.may(Ask(bolt, "offer", "email"), NOON).allowed  # nobody picked up
        assert guard.may(Ask(charlie, "offer", "email"), NOON).allowed
        assert not guard.behind([batch.name for batch in book.journal.batches()])


def test_catching_up_again_changes_nothing_and_late_calls_come_in(folder):
    with caught_up(folder) as (_book, guard):
        before = contacts(guard)
    with caught_up(folder) as (_book, guard):
        assert contacts(guard) == before
    assert do(folder, "import", "late.csv", "--as", "calls").code == OK
    with caught_up(folder) as (book, guard):
        assert len(contacts(guard)) == len(before) + 1
        cap = guard.may(Ask(book.party("acme"), "offer", "email"), NOON).spoken[0]
        assert cap.facts["sent"] == 2


def test_an_import_that_is_undone_takes_its_contacts_along(folder):
    with caught_up(folder) as (_book, guard):
        before = contacts(guard)
    assert do(folder, "import", "late.csv", "--as", "calls").code == OK
    with caught_up(folder) as (book, guard):
        assert contacts(guard) != before
        batch = book.journal.batches()[-1].name
    assert do(folder, "undo", batch).code == OK
    with caught_up(folder) as (_book, guard):
        assert contacts(guard) == before


def test_zone_and_segment_come_with_the_customers(folder):
    assert do(folder, "import", "customers.csv", "--as", "customers").code == OK
    with caught_up(folder) as (book, guard):
        acme = book.party("acme")
        assert guard.zone_of(acme) == "America/New_York"
        due = guard.may(Ask(acme, "service", "call"), NOON)  # seven in the morning in New York
        assert due.until == NOON + timedelta(hours=2)


def test_whoever_asked_not_to_be_disturbed_is_left_alone_until_then(tmp_path):
    settings = Settings(name="acme")
    with engine(folder=tmp_path) as con, Guard(tmp_path, settings) as guard:
        con.execute("CREATE TABLE merges (party VARCHAR, into_party VARCHAR)")
        con.execute("CREATE TABLE every_party (party VARCHAR, zone VARCHAR, segment VARCHAR)")
        con.execute(
            "CREATE TABLE moments AS SELECT 1 AS id, 1 AS version, 'absence' AS kind,"
            " 'in' AS direction, TIMESTAMP '2026-03-01 08:00' AS happened_at,"
            " TIMESTAMP '2026-03-20 22:59:59' AS due_at, 'acme' AS party, NULL AS purpose,"
            " 'email' AS channel, NULL AS person, 'one' AS batch, NULL AS about"
        )
        con.execute("CREATE TABLE all_versions AS SELECT id, version, party FROM moments")
        assert catch_up(guard, con, ["one"]) == 0
        assert guard.may(Ask("acme", "care", "email"), NOON).until == datetime(
            2026, 3, 20, 22, 59, 59, tzinfo=UTC
        ).replace(tzinfo=None)
        con.execute("UPDATE moments SET batch = 'two', due_at = NULL")  # corrected: for ever
        catch_up(guard, con, ["one", "two"])
        assert guard.may(Ask("acme", "care", "email"), NOON).verdict == REFUSED
        catch_up(guard, con, ["one"])
        assert guard.may(Ask("acme", "care", "email"), NOON).allowed


def test_erasing_a_customer_from_the_book_erases_it_from_the_guard(folder):
    with caught_up(folder) as (book, guard):
        acme = book.party("acme")
        assert acme in {row[0] for row in contacts(guard)}
    assert do(folder, "erase", "acme", "--yes").code == OK
    with caught_up(folder) as (_book, guard):
        assert acme not in {row[0] for row in contacts(guard)}
        assert contacts(guard)


def test_a_backup_holds_the_guard_and_none_of_its_loose_files(folder):
    import tarfile

    with caught_up(folder) as (book, guard):
        from goodwill.book.backup import backup

        guard.reserve(Ask(book.party("charlie"), "care", "email"), NOON)
        backup(book, folder / "whole.tar.gz")
        with tarfile.open(folder / "whole.tar.gz") as archive:
            assert [n for n in archive.getnames() if "guard" in n] == ["guard.sqlite3"]
            archive.extract("guard.sqlite3", folder / "out", filter="data")
        with Guard(folder / "out", book.settings) as copy:
            assert contacts(copy) == contacts(guard)


def test_the_command_says_yes_or_when_and_why(folder):
    yes = do(folder, "may", "charlie", "--purpose", "care", "--channel", "email")
    assert (yes.code, yes.out) == (OK, "With nothing to sell by e-mail: yes.\n")
    asked = ("may", "acme", "--purpose", "offer", "--channel", "call", "--at", "2099-03-04T21:30")
    night = do(folder, *asked)
    assert night.code == FINDINGS
    first, why = night.out.splitlines()
    assert first.startswith("An offer by telephone: not before 2099-03-05 09:00 by their clock")
    assert why.startswith(
        "By their clock it is 21:30 on Wed; open hours are Mon-Fri 9:00-20:00; Sat"
    )
    told = json.loads(do(folder, *asked, "--json").out)
    assert (told["verdict"], told["until_local"]) == ("deferred", "2099-03-05T09:00:00+01:00")
    assert [one["rule"] for one in told["spoken"]] == ["hours"]
    assert "anna" not in str(told)


def test_the_command_books_gives_back_and_lets_wait(folder):
    ask = ("may", "charlie", "--purpose", "survey_year", "--channel", "email", "--by", "anna")
    booked = do(folder, *ask, "--book-it")
    assert booked.code == OK
    number = int("".join(c for c in booked.out.splitlines()[-1].split(";")[0] if c.isdigit()))
    waits = do(folder, *ask, "--book-it")
    assert waits.code == FINDINGS
    assert "The yearly question: at most 1 in 365 days (our own rule)" in waits.out
    assert "It waits as number 1." in waits.out
    assert do(folder, "may", "charlie", "--give-back", number).code == OK
    again = do(folder, *ask, "--book-it", "--json")
    number = json.loads(again.out)["reservation"]
    assert do(folder, "may", "acme", "--sent", number).code == USAGE  # not theirs
    assert do(folder, "may", "charlie", "--sent", number).code == OK
    assert do(folder, "may", "charlie", "--give-back", number).code == USAGE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("charlie",), "The guard wants to know what for and how."),
        (("charlie", "--purpose", "ofer", "--channel", "call"), 'Did you mean "offer"?'),
        (("charlie", "--purpose", "care", "--channel", "call", "--at", "noon"), "not a time"),
        (("nobody", "--purpose", "care", "--channel", "call"), "No party of this book"),
    ],
)
def test_what_the_command_does_not_understand_it_tells(folder, words, said):
    ran = do(folder, "may", *words)
    assert ran.code not in (OK, FINDINGS)
    assert said in ran.err
