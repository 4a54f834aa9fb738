"""At a close every play fires once, the lot holds some out, and what is left is to be done."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.book import Book, lots
from goodwill.care.guard import Guard
from goodwill.care.trial.assignment import HELD_OUT, PLAYED, arm, two_arms
from goodwill.problems import ConfigurationError, InputError
from tests.book.played import FIRST, alone, close, complaint, done, everything, told, write_toy

DAY = dt.timedelta(days=1)
STAFF = [
    ("w-anna", "w-bob", "desk", None, None),
    ("w-carl", "w-bob", "desk", None, None),
    ("w-bob", "w-dora", "desk", None, None),
    ("w-dora", None, "top", None, None),
]


@pytest.fixture
def book(tmp_path):
    """A book in which one play holds: after the first complaint of a customer."""
    made = Book.create(tmp_path / "acme", "Acme")
    alone(made)
    return made


def things(path):
    return told(path, "things", "key, party, doer, number")


def of_all(number, day=1.0):
    return [complaint(each, f"c-{each}", day) for each in range(1, number + 1)]


def test_it_fires_from_the_day_before_the_first_close_on_and_once(book):
    known = [complaint(1, "c-old", 0), complaint(2, "c-new", 3)]
    first = close(book, known, FIRST + 3 * DAY)
    assert told(first, "firings", "party") == [("c-new",)]
    later = close(book, [*known, complaint(3, "c-new", 4)], FIRST + 9 * DAY)
    assert told(later, "firings") == told(first, "firings")


def test_closing_again_on_one_day_changes_nothing(book):
    known = of_all(40)
    before = everything(close(book, known, FIRST + DAY))
    assert before["firings"]
    assert before["things"]
    drawn = (book.folder / lots.NAME).read_bytes()
    assert everything(close(book, known, FIRST + DAY)) == before
    assert (book.folder / lots.NAME).read_bytes() == drawn


def test_a_close_that_was_killed_leaves_nothing_but_lots_that_nobody_has_used(book):
    known = of_all(40)
    path = close(book, known, FIRST + DAY)
    before = everything(path)
    path.unlink()  # as if it had been killed before it was published
    assert everything(close(book, known, FIRST + DAY)) == before


def test_the_arm_is_that_of_the_lot_and_nobody_held_out_is_on_a_list(book):
    path = close(book, of_all(60), FIRST + DAY)
    salt = lots.read(book.folder)["toy"].salt
    found = dict(told(path, "firings", "party, arm"))
    assert found == {party: arm(salt, party, two_arms(0.3)) for party in found}
    assert {HELD_OUT, PLAYED} == set(found.values())
    listed = {party for _key, party, *_rest in things(path)}
    assert listed == {party for party, each in found.items() if each == PLAYED}


def test_another_share_held_out_is_another_trial_with_a_lot_of_its_own(book):
    close(book, of_all(40), FIRST + DAY)
    salt = lots.read(book.folder)["toy"].salt
    write_toy(book, held_out=0.5)
    path = close(book, of_all(40), FIRST + 2 * DAY)
    assert lots.read(book.folder)["toy"].salt != salt
    assert told(path, "trials", "DISTINCT drawn, held_out") == [(0, 0.5)]


def test_a_late_record_fires_at_its_own_instant_marked_late(book):
    close(book, [complaint(1, "c-1", 1)], FIRST + DAY)
    early = complaint(2, "c-2", 0.9)
    path = close(book, [complaint(1, "c-1", 1), early], FIRST + 5 * DAY)
    assert told(path, "firings", "party, fired_at, late, closed_on") == [
        ("c-1", complaint(1, "c-1", 1).at, False, FIRST + DAY),
        ("c-2", early.at, True, FIRST + 5 * DAY),
    ]


TOLD = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(2, 20), st.integers(0, 3)),
    min_size=1,
    max_size=7,
)
"""Complaints: whose, on which day, and before which close they are known."""
CLOSES = st.lists(st.integers(2, 22), min_size=1, max_size=2)
"""The days of the closes, in any order; whatever their order, two more follow at the end."""
FEW = settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
COUNT = itertools.count()


@FEW
@given(history=TOLD, closes=CLOSES)
def test_any_order_of_closes_and_late_imports_fires_everything_once(tmp_path, history, closes):
    book = Book.create(tmp_path / f"acme-{next(COUNT)}", "Acme")
    alone(book, stale=400)
    dealings = [
        (complaint(number, f"c-{party}", day + number / 100), arrives)
        for number, (party, day, arrives) in enumerate(history, 1)
    ]
    close(book, [], FIRST + DAY)  # the book plays from here on
    path, fired = None, set()
    for number, day in enumerate([*closes, 30, 30]):
        known = [each for each, arrives in dealings if arrives <= number or day == 30]
        path = close(book, known, FIRST + day * DAY)
        keys = told(path, "firings", "key, party, fired_at")
        assert len({party for _key, party, _at in keys}) == len(keys)
        assert {at for *_rest, at in keys} <= {each.at for each in known}
        assert all(at.date() <= FIRST + day * DAY for *_rest, at in keys)
        fired = {party for _key, party, _at in keys}
    assert fired == {each.party for each, _arrives in dealings}
    assert everything(path) == everything(path.with_name(f"{FIRST + 30 * DAY}.duckdb"))


def test_what_was_done_since_is_not_shown_again(book):
    alone(book, held_out=0)
    known = [complaint(1, "c-1", 1), complaint(2, "c-2", 1)]
    assert len(things(close(book, known, FIRST + DAY))) == 2
    known += [done(3, "c-1", 1.5), done(4, "c-2", 0.5)]  # the other was done before
    path = close(book, known, FIRST + 2 * DAY)
    assert [party for _key, party, *_rest in things(path)] == ["c-2"]
    assert len(told(path, "firings")) == 2


def test_what_is_stale_undone_merged_or_erased_is_not_to_be_done(book, monkeypatch):
    alone(book, held_out=0, stale=5)
    known = of_all(5)
    assert len(things(close(book, known, FIRST + DAY))) == 5
    monkeypatch.setattr(type(book.journal.keys), "erased", lambda _keys: {"c-1"})
    left = known[:2] + known[3:]  # the records of the third were undone
    left[2] = complaint(4, "c-5", 1)  # the fourth turned out to be the fifth
    path = close(book, left, FIRST + 2 * DAY)
    assert [party for _key, party, *_rest in things(path)] == ["c-2", "c-5"]
    assert len(told(path, "firings")) == 5
    assert things(close(book, left, FIRST + 8 * DAY)) == []


def test_a_play_that_is_off_or_was_stopped_is_on_nobody_s_list(book):
    alone(book, held_out=0)
    path = close(book, of_all(3), FIRST + DAY)
    assert len(things(path)) == 3
    (book.folder / "plays" / "toy.toml").write_text("off = true\n", encoding="utf-8")
    path = close(book, of_all(3), FIRST + 2 * DAY)
    assert things(path) == []
    assert len(told(path, "firings")) == 3


def test_what_harms_is_stopped_for_good_and_fires_no_more(book):
    known = of_all(400)
    path = close(book, known, FIRST + DAY)
    arms = dict(told(path, "firings", "party, arm"))
    begun = lots.read(book.folder)["toy"].begun
    # a third of those who had it say that they leave, and nobody of those held out
    leaving = [party for party, lot in sorted(arms.items()) if lot == PLAYED][::3]
    known += [
        complaint(1000 + number, party, 5, kind="request", purpose="end")
        for number, party in enumerate(leaving)
    ]
    path = close(book, known, FIRST + 40 * DAY)
    ((verdict, stopped, parties, held_out),) = [
        row[1:] for row in told(path, "trial_findings",
                                "outcome, verdict, stopped_on, parties, held_out")
        if row[0] == "left"
    ]  # fmt: skip
    assert (verdict, stopped) == ("harms", FIRST + 29 * DAY)
    assert parties + held_out == 400
    assert told(path, "trial_looks", "DISTINCT day, parties") == [(FIRST + 29 * DAY, parties)]
    known += [complaint(5000, "c-new", 41)]
    later = close(book, known, FIRST + 42 * DAY)
    for each in (path, later):
        definition = json.loads(told(each, "plays", "definition")[0][0])
        assert (definition["stopped"], definition["begun"]) == (True, begun.isoformat())
        assert things(each) == []
    assert told(later, "firings") == told(path, "firings")


def test_many_of_one_person_and_day_are_one_thing(book):
    alone(book, held_out=0, many=True)
    known = [*of_all(3), complaint(9, "c-9", 1, person="w-carl"), complaint(10, "c-10", 0.5)]
    close(book, [], FIRST)
    found = things(close(book, known, FIRST + DAY, STAFF))
    assert sorted((doer, number) for _key, _party, doer, number in found) == [
        ("w-anna", 1),
        ("w-anna", 3),
        ("w-carl", 1),
    ]
    path = close(book, [*known, done(20, "c-2", 1.9)], FIRST + 2 * DAY, STAFF)
    many = [row for row in told(path, "things", "key, number, figures") if row[1] > 1]
    ((key, number, figures),) = many
    assert (key, number) == ("play:toy:w-anna:2026-03-03", 2)
    assert [party for _key, party, _case in json.loads(figures)["together"]] == ["c-1", "c-3"]


def test_whoever_is_gone_or_never_to_meet_them_again_hands_it_up(book):
    alone(book, held_out=0)
    known = [*of_all(2), complaint(3, "c-3", 1, person="w-gone"), complaint(4, "c-4", 1)]
    with Guard(book.folder, book.settings) as guard:
        guard.keep_apart("c-2", "w-anna")
        for person in ("w-anna", "w-bob"):
            guard.keep_apart("c-4", person)
    path = close(book, known, FIRST + DAY, STAFF)
    doers = {party: doer for _key, party, doer, _number in things(path)}
    assert doers == {"c-1": "w-anna", "c-2": "w-bob", "c-3": "w-bob", "c-4": "w-dora"}
    assert {row[0] for row in told(path, "things", "person = doer")} == {True}


@pytest.mark.parametrize(("done_by", "doer"), [("manager", "w-bob"), ("owner", "w-dora")])
def test_a_play_says_who_does_it(book, done_by, doer):
    alone(book, held_out=0, done_by=done_by)
    path = close(book, of_all(1), FIRST + DAY, STAFF)
    assert [row[2] for row in things(path)] == [doer]


def test_weeks_count_what_fired_what_was_done_and_what_it_cost(book):
    alone(book, held_out=0)
    money = {"kind": "concession", "amount": 12.5, "local_week": FIRST}
    known = [*of_all(3), done(7, "c-1", 1.5, **money), done(8, "c-1", 1.6, local_week=FIRST)]
    path = close(book, known, FIRST + DAY)
    assert told(path, "play_weeks") == [("toy", FIRST, 3, 0, 1, 1250, 30.0)]


def test_lots_that_cannot_be_read_are_told_and_not_drawn_anew(book):
    close(book, of_all(1), FIRST + DAY)
    (book.folder / lots.NAME).write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="backup"):
        close(book, of_all(1), FIRST + 2 * DAY)
    assert (book.folder / lots.NAME).read_text(encoding="utf-8") == "{"


def test_lots_are_for_their_owner_alone_and_the_first_one_stays(book):
    close(book, of_all(1), FIRST + DAY)
    path = book.folder / lots.NAME
    assert path.stat().st_mode & 0o077 == 0
    known = lots.read(book.folder)
    other = known["toy"]._replace(salt="0" * 32)
    assert lots.keep(book.folder, {"toy": other}) == known


def test_an_earlier_book_that_cannot_be_read_stops_the_close(book):
    close(book, of_all(1), FIRST + DAY)
    (book.folder / "closed" / f"{FIRST + DAY}.duckdb").write_bytes(b"nothing")
    with pytest.raises(InputError, match="cannot be read"):
        close(book, of_all(1), FIRST + 2 * DAY)


def test_a_fault_in_an_own_play_is_told_by_check(book):
    (book.folder / "plays" / "mine.toml").write_text("title = 1\n", encoding="utf-8")
    assert any("mine.toml" in problem.where for problem in book.check())
    with pytest.raises(ConfigurationError):
        book.plays()
