"""Lots that a company drew before it had a book: checked, kept, and forgotten with the customer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from goodwill.book import Book, earlier
from goodwill.book.erasing import erase
from goodwill.book.importing import Request, import_file
from goodwill.care.trial.assignment import HELD_OUT, PLAYED, arm, two_arms
from goodwill.problems import InputError
from goodwill.sources.golden import sample
from tests.book.played import FIRST, alone, close, complaint, told
from tests.cli.running import run
from tests.company import quiet

SALT = "1f" * 16
HEAD = "Play;Customer;Arm;Drawn at;Done at;Salt;Held out\n"
at = datetime.fromisoformat
OTHER = {PLAYED: HELD_OUT, HELD_OUT: PLAYED}


def own(customer):
    """Give the arm that the lot gives a customer."""
    return arm(SALT, customer, two_arms(0.3))


def line(customer, play="welcome_call", drawn="2026-03-02 09:00", **other):
    cells = {"arm": own(customer), "done": "", "salt": SALT, "share": "0.3"} | other
    given = (play, customer, cells["arm"], drawn, cells["done"], cells["salt"], cells["share"])
    return ";".join(given) + "\n"


@pytest.fixture(scope="module")
def tickets(tmp_path_factory) -> Book:
    """A book with two customers, acme and bolt."""
    made = Book.create(tmp_path_factory.mktemp("earlier") / "acme", "Acme", zone="Europe/Warsaw")
    import_file(made, Request(str(sample("tickets")), keep_good=True), quiet)
    return made


@pytest.fixture
def book(tickets):
    """The same without any list."""
    (tickets.folder / earlier.NAME).unlink(missing_ok=True)
    return tickets


@pytest.fixture
def bring(book, tmp_path):
    """Take in a list of these lines."""

    def take(*lines, head=HEAD):
        file = tmp_path / "lots.csv"
        file.write_text(head + "".join(lines), encoding="utf-8")
        return earlier.bring_in(book, file)

    return take


def test_a_list_is_kept_in_utc_and_by_pseudonym(book, bring):
    done = "2026-03-03 10:30"
    brought = bring(line("acme", done=done), line("bolt", drawn="2026-07-02T09:00:00+00:00"))
    acme, bolt = earlier.known(book.folder)
    assert brought.lots == [acme, bolt]
    assert acme == earlier.Earlier(
        "welcome_call", book.party("acme"), own("acme"), at("2026-03-02 08:00"),
        at("2026-03-03 09:30"), 0.3,
    )  # fmt: skip
    assert (bolt.drawn_at, bolt.done_at) == (at("2026-07-02 09:00"), None)
    assert "acme" not in (book.folder / earlier.NAME).read_text(encoding="utf-8")


def test_the_first_lot_of_a_customer_in_a_play_stays(book, bring):
    bring(line("acme", drawn="2026-03-05 09:00"), line("acme", drawn="2026-03-02 09:00"))
    bring(line("acme", drawn="2026-03-01 09:00"), line("bolt"))
    bring(line("acme"), line("bolt"))
    kept = {lot.party: lot.drawn_at.day for lot in earlier.known(book.folder)}
    assert kept == {book.party("acme"): 2, book.party("bolt"): 2}


def test_whom_the_book_does_not_know_is_left_out_and_told(book, bring):
    brought = bring(line("acme"), line("nobody"), line("anna"))
    assert brought.unknown == ["nobody"]
    assert {lot.party for lot in brought.lots} == {book.party("acme"), book.party("anna")}


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"arm": OTHER[own("bolt")]}, "not the arm that the lot with this salt gives"),
        ({"arm": "spared"}, "The arm is one of: held_out, played"),
        ({"play": "welcome_cal"}, "Did you mean 'welcome_call'"),
        ({"share": "0.5"}, "The play holds out 0.3"),
        ({"share": "few"}, "The play holds out 0.3"),
        ({"drawn": "last week"}, "'drawn_at' must be an instant"),
        ({"done": "soon"}, "'done_at' must be an instant"),
    ],
)
def test_a_list_with_a_fault_is_refused_wholly_and_says_where(book, bring, wrong, what):
    with pytest.raises(InputError) as refused:
        bring(line("acme"), line("bolt", **wrong))
    assert "lots.csv:3" in str(refused.value)
    assert what in str(refused.value)
    assert earlier.known(book.folder) == []


def test_a_lot_without_its_salt_is_believed(book, bring):
    bring(line("acme", salt="", arm=OTHER[own("acme")]))
    assert [lot.arm for lot in earlier.known(book.folder)] == [OTHER[own("acme")]]


def test_a_list_without_a_needed_column_says_which(bring):
    with pytest.raises(InputError, match=r"no column customer, drawn_at, held_out"):
        bring("welcome_call;acme;played\n", head="Play;Party;Arm\n")


def test_who_is_erased_is_forgotten(book, bring, tmp_path):
    import shutil

    bring(line("acme"), line("bolt"))
    shutil.copytree(book.folder, tmp_path / "acme")
    copy = Book.open(tmp_path / "acme")
    gone = copy.party("acme")
    erase(copy, gone)
    assert [lot.party for lot in earlier.known(copy.folder)] == [book.party("bolt")]
    assert gone not in (copy.folder / earlier.NAME).read_text(encoding="utf-8")


def test_the_command_says_how_many_of_each_arm_it_took(book, tmp_path):
    file = tmp_path / "lots.csv"
    file.write_text(HEAD + line("acme") + line("bolt") + line("nobody"), encoding="utf-8")
    ran = run("plays", "take-lots", file, "--book", book.folder)
    assert (ran.code, "welcome_call" in ran.out, "nobody" in ran.err) == (0, True, True)
    assert len(earlier.known(book.folder)) == 2


def test_lots_drawn_before_count_in_the_trial_and_are_nothing_to_do(tmp_path):
    book = Book.create(tmp_path / "acme", "Acme")
    alone(book)
    drawn, day = at("2026-02-02 09:00"), timedelta(days=1)
    before = [
        earlier.Earlier("toy", f"c-{n}", HELD_OUT if n < 4 else PLAYED, drawn, None, 0.3)
        for n in range(1, 11)
    ]
    other = before[0]._replace(party="c-x", held_out=0.5, drawn_at=drawn - day)
    older = before[0]._replace(party="c-y", drawn_at=drawn - 2 * day)
    earlier.keep(book.folder, [other, *before, older])
    known = [complaint(n, f"c-{n}", 1.5) for n in range(1, 13)]
    for path in [close(book, known, FIRST + n * day) for n in (1, 1, 3)]:
        fired = {party for (party,) in told(path, "firings", "party")}
        assert fired == {f"c-{n}" for n in range(1, 13)} | {"c-x", "c-y"}
        assert len(told(path, "firings")) == len(fired)  # nobody fires a second time
        assert {party for (party,) in told(path, "things", "party")} <= {"c-11", "c-12"}
        # c-x, held out by another share, was of another trial, and c-y before that
        trials = told(path, "trials", "DISTINCT drawn, begun")
        assert trials == [(12, drawn - timedelta(seconds=1))]
