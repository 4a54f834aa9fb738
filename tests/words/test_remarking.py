"""Texts are read once; what they drew becomes figures, and never words."""

from __future__ import annotations

import pytest

from goodwill.book import labels
from goodwill.book.erasing import erase
from goodwill.language.linter import Linter
from goodwill.moments.journal import Journal
from goodwill.problems import ConfigurationError
from tests.words.books import BLAME, FINE, HINT, add, book_of, message, read, rule

ASKED = message(1, "in", "Where is my parcel? I wait for it.", agent="")


@pytest.fixture
def heard(monkeypatch) -> list:
    """Every message that the linter was given."""
    given = []
    reading = Linter.remarks

    def remarks(self, message):
        given.append(message)
        return reading(self, message)

    monkeypatch.setattr(Linter, "remarks", remarks)
    return given


def rows(con, query) -> list:
    return con.execute(query).fetchall()


def test_a_text_that_hurts_counts_and_a_hint_does_not(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME), message(3, "out", HINT),
                              message(4, "out", FINE)])  # fmt: skip
    with read(book) as con:
        found = rows(con, "SELECT remarks_blame, remarks_refusal FROM texts ORDER BY happened_at")
        weights = rows(con, "SELECT rule, weight FROM remarks ORDER BY rule")
    assert found == [(1, 0), (0, 0), (0, 0)]
    assert weights == [("blame.own", "warn"), ("refusal.own", "hint")]


def test_the_tables_hold_no_word_of_any_text(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME), message(3, "note", "A grub nork.")])
    with read(book) as con:
        told = repr([rows(con, f"SELECT * FROM {name}") for name in ("texts", "remarks")])
    kept = b"".join(path.read_bytes() for path in (book.folder / "words").iterdir())
    for word in ("zonk", "parcel", "grub", "nork"):
        assert word not in told
        assert word.encode() not in kept


def test_a_note_is_told_of_a_team_and_of_nobody(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "note", "A grub nork."), message(3, "out", FINE)])
    with read(book) as con:
        for table in ("texts", "remarks"):
            (note,) = rows(
                con,
                "SELECT team, moment, happened_at, party, person, level, manager"
                f" FROM {table} WHERE sort = 'note'",
            )
            assert note == ("Desk", None, None, None, None, None, None)
        assert rows(con, "SELECT concern FROM remarks") == [("contempt",)]


def test_what_hurts_in_a_note_alone_is_not_remarked_on_where_a_customer_reads(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", "A grub nork.")])
    with read(book) as con:
        assert rows(con, "SELECT count(*) FROM remarks") == [(0,)]


def test_a_second_close_reads_only_what_is_new(tmp_path, heard, monkeypatch):
    first = [ASKED, message(2, "out", BLAME), message(3, "out", FINE)]
    book = book_of(tmp_path, first)
    with read(book) as con:
        before = rows(con, "SELECT * FROM remarks ORDER BY ALL")
    assert len(heard) == 2
    heard.clear()
    opened = []
    opening = Journal.texts
    monkeypatch.setattr(
        Journal, "texts",
        lambda self, con, asked: opened.extend(found := list(opening(self, con, asked))) or found,
    )  # fmt: skip
    with read(book) as con:
        assert rows(con, "SELECT * FROM remarks ORDER BY ALL") == before
    assert (heard, opened) == ([], [])
    add(book, tmp_path, [*first, message(9, "out", HINT)])
    with read(book) as con:
        assert rows(con, "SELECT count(*) FROM texts") == [(3,)]
    assert [one.text for one in heard] == [HINT]


def test_other_rules_read_everything_again(tmp_path, heard):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME)])
    with read(book):
        heard.clear()
    rule(book, "blame", level="hint")
    with read(book) as con:
        assert rows(con, "SELECT weight FROM remarks") == [("hint",)]
    assert len(heard) == 1


def test_the_thread_goes_along_as_the_journal_has_it(tmp_path, heard):
    book = book_of(
        tmp_path,
        [ASKED, message(2, "out", FINE), message(3, "in", "Thank you, and when?", agent=""),
         message(4, "out", HINT), message(5, "out", HINT, customer_id="bolt", thread_id="t2"),
         message(6, "out", FINE, thread_id="")],
    )  # fmt: skip
    with read(book):
        given = {(one.text, one.answers): one.facts for one in heard}
    assert set(given) == {
        (FINE, ASKED["text"]), (HINT, "Thank you, and when?"), (HINT, None), (FINE, None),
    }  # fmt: skip
    assert given[HINT, None].repeated == 2
    assert given[FINE, ASKED["text"]].repeated == 1
    assert given[HINT, None].first_contact is True
    assert given[FINE, None].first_contact is False
    assert given[FINE, None].sent_at is None  # a letter or an e-mail wakes nobody


def test_whoever_is_erased_is_forgotten_here_too(tmp_path):
    book = book_of(
        tmp_path,
        [ASKED, message(2, "out", BLAME),
         message(3, "out", BLAME, customer_id="bolt", thread_id="t2")],
    )  # fmt: skip
    with read(book) as con:
        assert rows(con, "SELECT count(*) FROM remarks") == [(2,)]
    acme, bolt = (book.party(name) for name in ("acme", "bolt"))
    erase(book, acme)
    with book.engine() as con:
        for name in ("opened", "read"):
            path = book.folder / "words" / f"{name}.parquet"
            owners = rows(con, f"SELECT DISTINCT owner FROM read_parquet('{path}')")
            assert owners == [(bolt,)], name
    with read(book) as con:
        assert rows(con, "SELECT party FROM remarks") == [(bolt,)]


def test_a_memory_that_cannot_be_believed_is_made_anew(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME)])
    with read(book) as con:
        before = rows(con, "SELECT * FROM remarks")
    for path in (book.folder / "words").iterdir():
        path.write_bytes(b"PAR1 nothing of the kind PAR1")
    with read(book) as con:
        assert rows(con, "SELECT * FROM remarks") == before


def test_a_remark_that_was_dismissed_counts_no_more(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME)])
    words = labels.digest(book.journal.secret, "Zonk  BRAK")
    labels.note(book.folder, labels.Label("blame.own", "en", labels.HERE, words))
    with read(book) as con:
        assert rows(con, "SELECT dismissed FROM remarks") == [(True,)]
        assert rows(con, "SELECT remarks_blame FROM texts") == [(0,)]


def test_a_rule_that_is_mostly_wrong_steps_back_until_an_owner_keeps_it(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME)])
    for number in range(4):
        said = labels.Label("blame.own", "en", labels.WRONG, f"other words {number}")
        labels.note(book.folder, said)
    with read(book) as con:
        assert rows(con, "SELECT weight FROM remarks") == [("hint",)]
        assert rows(con, "SELECT remarks_blame FROM texts") == [(0,)]
    labels.note(book.folder, labels.Label("blame.own", "en", labels.KEPT))
    with read(book) as con:
        assert rows(con, "SELECT weight FROM remarks") == [("warn",)]


def test_receipts_of_machines_are_nobodys_words(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME, agent=""), message(3, "out", FINE)])
    with read(book) as con:
        assert rows(con, "SELECT count(*), sum(remarks_blame) FROM texts") == [(1, 0)]


def test_a_rule_that_is_wrong_stops_a_close_and_says_where(tmp_path):
    book = book_of(tmp_path, [ASKED, message(2, "out", BLAME)])
    rule(book, "blame", level="loud")
    with pytest.raises(ConfigurationError) as told, read(book):
        pass
    assert "blame.yml" in str(told.value)
