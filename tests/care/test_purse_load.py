"""Work that a concession causes for colleagues is found and charged to whoever conceded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodwill.care.purse import MINUTES, Ask, Purse
from goodwill.care.purse.load import charge, loads
from goodwill.house.settings import Settings
from goodwill.moments.journal import engine
from tests.care.moments_told import BEGIN, Dealing, lay_out

OUT = (("direction", "out"),)


def dealing(number, day, kind, person, about="ticket:1", **more):
    rest = {"direction": "out", "person": person, "about": about, **more}
    return Dealing(number, "acme", day, kind, tuple(rest.items()))


PLANTED = (
    dealing(1, 1, "delivery", "dirk"),  # before anything was conceded
    dealing(2, 2, "concession", "anna", policy="play:urgent"),
    dealing(3, 3, "delivery", "dirk"),  # the hidden load
    dealing(4, 4, "visit", "anna"),  # her own work
    dealing(5, 5, "answer", "dirk"),  # no work that a concession causes
    dealing(6, 6, "visit", "eve", about="ticket:2"),  # another case
    dealing(7, 7, "visit", "eve", direction="in"),
    dealing(8, 17, "change", "dirk"),  # too late to be its consequence
    dealing(9, 20, "concession", "bert"),
    dealing(10, 21, "concession", "anna"),
    dealing(11, 22, "visit", "bert"),  # the newest concession counts
)


@pytest.fixture
def con():
    with engine("256MB") as opened:
        lay_out(opened, PLANTED)
        yield opened


@pytest.fixture
def purse(tmp_path):
    with Purse(tmp_path, Settings(name="acme")) as opened:
        opened.fund(100, now=BEGIN)
        yield opened
        assert opened.unbalanced() == []


def used(purse, person, now):
    return {room.name: room.used for room in purse.rooms(person, "person", now=now)}["hours"]


def test_the_planted_load_is_found_and_nothing_else(con):
    found = loads(con, BEGIN)
    assert [(each.moment, each.colleague, each.giver) for each in found] == [
        (3, "dirk", "anna"), (11, "bert", "anna"),
    ]  # fmt: skip
    assert found[0].play == "urgent"
    assert (found[0].minutes, found[1].minutes) == (15, 60)
    assert loads(con, BEGIN + timedelta(days=10)) == found[1:]


def test_it_is_charged_to_the_giver_and_credited_to_the_colleague_once(con, purse):
    now = BEGIN + timedelta(days=23)
    assert len(charge(purse, con, now)) == 2
    assert charge(purse, con, now) == []
    assert used(purse, "anna", now) == 75
    assert used(purse, "dirk", now) == 0
    assert purse.balance("welcome", MINUTES, now) == 75
    held = {}
    for each in purse.entries("e.kind = 'charge'"):
        for line in purse.entry(each.id)[1]:
            if line.account == "load":
                held[line.holder] = held.get(line.holder, 0) + line.amount
    assert held == {"anna": 75, "dirk": -15, "bert": -60}


def test_what_was_named_when_giving_is_not_charged_twice(con, purse):
    purse.give_at_once(
        Ask("anna", minutes=20, time_of="dirk", party="acme", case="ticket:1"), BEGIN
    )
    made = charge(purse, con, BEGIN + timedelta(days=23))
    assert [purse.entry(number)[0].time_of for number in made] == ["bert"]


def test_work_before_the_purse_was_opened_is_charged_to_nobody(con, tmp_path):
    with Purse(tmp_path, Settings(name="acme")) as purse:
        assert charge(purse, con, BEGIN) == []
        purse.fund(100, now=BEGIN + timedelta(days=30))
        assert charge(purse, con, BEGIN + timedelta(days=31)) == []
