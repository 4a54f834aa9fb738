"""The plays that the simulated firm tried: drawn by the rule, planted as said, and told apart."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.company import quiet
from tests.example.planted_plays import UNTIL, judged

from goodwill.book import Book, earlier
from goodwill.book.importing import Request, import_file
from goodwill.care.playbook import load
from goodwill.care.tables import create
from goodwill.care.trial.assignment import HELD_OUT, arm, two_arms
from goodwill.care.trial.judging import HARMS, NO_GAIN, STOPPED, WORKS
from goodwill.example import customers, life, plan, playing, write
from goodwill.example.customers import number
from goodwill.example.firm import Firm, found
from goodwill.moments.journal import engine

if TYPE_CHECKING:
    from goodwill.example import Example

RIGHT = {
    "welcome_call": ("bought", {WORKS}, 1_500),
    "explain_and_help": ("asked_again", {NO_GAIN}, 1_100),
    "useful_tip": ("bought", {HARMS, STOPPED}, 1_100),
}
"""By play: by what it is judged, its verdicts, and the exposures within which one of them falls."""


@pytest.fixture(scope="module")
def firm() -> Firm:
    return found(11, 400, 24, UNTIL, plays=True, bills=False)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return write(tmp_path_factory.mktemp("tried"), seed=3, size=40, months=12, plays=True)


def test_the_plays_are_ones_that_are_shipped_and_hold_out_what_those_hold_out() -> None:
    shipped = {play.name: play for play in load()[0]}
    for tried in plan.PLAYS:
        play = shipped[tried.play]
        assert tried.held_out == play.held_out
        assert (tried.purpose, tried.channel) == (play.purpose, play.channel)
        assert RIGHT[tried.play][0] == play.outcome.measure
    assert {tried.sort for tried in plan.PLAYS} == {"helpful", "useless", "harmful"}


def test_the_lot_is_the_one_that_goodwill_draws(firm: Firm) -> None:
    for lots in firm.lots:
        shares = two_arms(lots.tried.held_out)
        drawn = [arm(lots.salt, number(int(who)), shares) for who in lots.customer]
        assert [each != HELD_OUT for each in drawn] == lots.played.tolist()
        assert 0.5 < lots.played.mean() / (1 - lots.tried.held_out) < 1.5
        assert not np.isnan(lots.done[lots.played]).all()
        assert np.isnan(lots.done[~lots.played]).all()
    assert len({lots.salt for lots in firm.lots}) == 3


def test_what_is_tried_draws_from_a_stream_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    never = [tried._replace(buying=0.0, leaving=0.0) for tried in plan.PLAYS]
    monkeypatch.setattr(playing, "PLAYS", never)
    plain = found(5, 60, 12, UNTIL, bills=False)
    tried = found(5, 60, 12, UNTIL, plays=True, bills=False)
    assert not plain.lots
    assert len(tried.lots) == 3
    for one, other in zip(plain.orders[:-1], tried.orders[:-1], strict=True):
        assert (one == other).all()
    assert (plain.tickets.opened == tried.tickets.opened).all()
    assert np.array_equal(plain.lives.left, tried.lives.left, equal_nan=True)


def test_customers_buy_and_leave_as_much_more_as_is_planted_and_only_for_so_long() -> None:
    size, weeks, start = 6_000, 60, 0.0
    people = customers.draw(np.random.default_rng(5), size, weeks)
    people = replace(people, born=np.zeros(size), leaving=np.zeros(size), buying=np.full(size, 0.5))
    tried = plan.PLAYS[0]._replace(buying=0.7, weeks=20.0)
    half = np.arange(size) % 2 == 0
    done = np.where(half, 10.5 * life.WEEK, np.nan)
    every = np.arange(size)
    lots = playing.Lots(tried, "", every, np.zeros(size), half, done, np.full(size, ""))
    reacted = playing.reactions([lots], size, weeks, start)
    lives = life.live(
        np.random.default_rng(6), people, life.Hits(size, weeks, start), lambda _: [], reacted
    )
    week, who = lives.purchases.minute // life.WEEK, lives.purchases.customer
    for first, last, true in ((1, 11, 1.0), (11, 31, np.exp(0.7)), (31, 60, 1.0)):
        during = (week >= first) & (week < last)
        ratio = half[who[during]].sum() / (~half[who[during]]).sum()
        assert ratio == pytest.approx(true, rel=0.05), (first, last)
    assert (reacted.leaving[11:31, half] == tried.leaving).all()
    assert (reacted.leaving[:, ~half] == 0).all()


def test_what_is_held_out_is_written_down_with_the_truth_beside_it(written: Example) -> None:
    told: dict[str, Any] = json.loads(written.truth.read_text(encoding="utf-8"))
    assert written.lots is not None
    lines = written.lots.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == sum(play["drawn"] for play in told["plays"])
    assert {play["play"]: play["sort"] for play in told["plays"]} == {
        "welcome_call": "helpful", "explain_and_help": "useless", "useful_tip": "harmful"
    }  # fmt: skip
    done = (written.folder / "done.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(done) == sum(play["done"] for play in told["plays"]) > 0
    assert written.sources[-1] == "done"


def test_a_firm_that_tries_nothing_says_nothing_of_it(small: Example, told: dict[str, Any]) -> None:
    assert small.lots is None
    assert "plays" not in told
    assert not (small.folder / "lots.csv").exists()
    assert "done" not in small.sources


def test_the_book_takes_the_list_in_and_lets_it_stand_among_what_has_fired(
    written: Example, tmp_path: Any
) -> None:
    book = Book.create(tmp_path / "book", "Acme", zone="Europe/Warsaw")
    import_file(book, Request(str(written.folder / "customers.csv"), keep_good=True), quiet)
    assert written.lots is not None
    brought = earlier.bring_in(book, written.lots)
    assert brought.unknown == []
    with engine() as con:
        create(con)
        fired = earlier.stand(con, book.folder, brought.lots[-1].drawn_at, "Europe/Warsaw")
        assert earlier.stand(con, book.folder, brought.lots[-1].drawn_at, "Europe/Warsaw") == []
        rows = con.execute("SELECT play, arm, count(*) FROM firings GROUP BY ALL").fetchall()
        due = con.execute("SELECT count(due_at) FROM firings").fetchone()
    assert due == (0,)  # so that nothing of it is to be done
    assert len(fired) == len(brought.lots) == sum(number for _play, _arm, number in rows) > 60
    assert len(rows) == 6


@pytest.mark.parametrize("seed", [1, 2])
def test_the_planted_plays_get_their_verdicts(seed: int) -> None:
    found_of = judged(seed)
    for play, (outcome, right, within) in RIGHT.items():
        told = found_of.of(play, outcome)
        assert told.verdict in right, play
        assert told.after <= within, play
    stopped = found_of.of("useful_tip", "bought").stopped_on
    assert stopped is not None
    assert stopped < UNTIL


@pytest.mark.slow
def test_the_planted_plays_get_their_verdicts_in_95_of_100_seeds() -> None:
    in_time = dict.fromkeys(RIGHT, 0)
    wrong = stopped = 0
    after: dict[str, list[int]] = {play: [] for play in RIGHT}
    for seed in range(1, 101):
        found_of = judged(seed)
        for play, (outcome, right, within) in RIGHT.items():
            told = found_of.of(play, outcome)
            in_time[play] += told.verdict in right and told.after <= within
            after[play].append(told.after)
        useless = found_of.of("explain_and_help", "asked_again")
        wrong += useless.verdict in {WORKS, HARMS}
        stopped += found_of.of("explain_and_help", "left").stopped
    for play, number_in_time in in_time.items():
        middle, late = np.quantile(after[play], [0.5, 0.95])
        sys.stdout.write(
            f"{play}: {number_in_time} of 100, half by {middle:.0f}, 95 by {late:.0f}\n"
        )
    sys.stdout.write(f"useless: misled {wrong}, stopped by leaving {stopped}\n")
    assert min(in_time.values()) >= 95
    assert wrong <= 5 + 4  # 5 % and what a hundred seeds may add
    assert stopped <= 15 + 7  # as often as the play declares
