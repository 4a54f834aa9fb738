"""Eight senders at once, in threads and in processes: no cap is ever exceeded."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from goodwill.care.guard import Ask, Guard
from goodwill.care.guard import store as stored
from goodwill.care.purposes import UNASKED
from goodwill.house.guard import CHANNELS
from tests.care.senders import PARTIES, SETTINGS, START, pester

ROOT = Path(__file__).parents[2]
SENDERS = 8


def contacts(guard):
    """Read everything that counts."""
    with guard.store.reading() as con:
        rows = con.execute("SELECT party, at, purpose, channel FROM contacts WHERE state > 0")
        return [(party, stored.instant(at), *rest) for party, at, *rest in rows]


def exceeded(rows, caps):
    """Find every stretch of time that holds more than a cap allows; each begins with a contact."""
    found = []
    for party in PARTIES:
        for name, each in caps.items():
            purposes = UNASKED if name == "all" or name in CHANNELS else {name}
            times = sorted(
                at
                for who, at, purpose, channel in rows
                if who == party and purpose in purposes and name in {"all", purpose, channel}
            )
            for cap in each:
                for begin in times:
                    inside = [at for at in times if begin <= at < begin + cap.window]
                    if len(inside) > cap.number:
                        found.append((party, name, inside))
    return found


def check(guard, kept):
    caps = SETTINGS.guard.everyone.caps
    rows = contacts(guard)
    assert len(rows) == kept
    assert exceeded(rows, caps) == []
    # the caps were what held them back: some stretch of each is full
    tighter = {name: [cap._replace(number=cap.number - 1) for cap in caps[name]] for name in caps}
    assert {name for _party, name, _times in exceeded(rows, tighter)} == set(caps)
    assert guard.waiting(), "nobody was put off"


def test_eight_threads_with_one_guard_exceed_no_cap(tmp_path):
    with Guard(tmp_path, SETTINGS) as guard, ThreadPoolExecutor(SENDERS) as pool:
        kept = sum(pool.map(lambda seed: pester(guard, seed, 40), range(SENDERS)))
        check(guard, kept)


def test_eight_threads_with_a_guard_each_exceed_no_cap(tmp_path):
    def one(seed):
        with Guard(tmp_path, SETTINGS) as guard:
            return pester(guard, seed, 40)

    with ThreadPoolExecutor(SENDERS) as pool:
        kept = sum(pool.map(one, range(SENDERS)))
    with Guard(tmp_path, SETTINGS) as guard:
        check(guard, kept)


def test_eight_processes_exceed_no_cap(tmp_path):
    here = [sys.executable, "-m", "tests.care.senders", str(tmp_path)]
    running = [
        subprocess.Popen([*here, str(seed)], stdout=subprocess.PIPE, cwd=ROOT, text=True)
        for seed in range(SENDERS)
    ]
    kept = [int(one.communicate()[0]) for one in running]
    with Guard(tmp_path, SETTINGS) as guard:
        check(guard, sum(kept))


@pytest.mark.parametrize("seed", range(12))
def test_no_interleaving_of_single_steps_exceeds_a_cap(tmp_path, seed):
    """Let eight senders take turns by lot, each between two steps of its own."""
    dice = random.Random(seed)
    with Guard(tmp_path, SETTINGS) as guard:
        held = [[] for _ in range(SENDERS)]
        kept = 0
        for turn in range(120):
            sender = held[dice.randrange(SENDERS)]
            now = START + (turn / 6 + dice.uniform(-2, 2)) * timedelta(days=1)
            if sender and dice.random() < 0.5:
                end = dice.choice([guard.sent, guard.sent, guard.give_back])
                end(sender.pop())
                kept -= end == guard.give_back
                continue
            ask = Ask(
                dice.choice(PARTIES), dice.choice(sorted(UNASKED)), dice.choice(["call", "email"])
            )
            decision = guard.reserve(ask, now)
            if decision.allowed:
                sender.append(decision.reservation)
                kept += 1
        rows = contacts(guard)
        assert len(rows) == kept > 0
        assert exceeded(rows, SETTINGS.guard.everyone.caps) == []


def test_of_many_who_ask_at_the_same_instant_one_is_allowed(tmp_path):
    gate = Barrier(SENDERS)

    def one(number):
        with Guard(tmp_path, SETTINGS) as guard:
            gate.wait()
            ask = Ask("acme", "survey_case", "email", f"sender {number}")
            return guard.reserve(ask, START).verdict

    with ThreadPoolExecutor(SENDERS) as pool:
        verdicts = sorted(pool.map(one, range(SENDERS)))
    assert verdicts == ["allowed"] + ["deferred"] * (SENDERS - 1)
    with Guard(tmp_path, SETTINGS) as guard:
        assert len(guard.waiting()) == SENDERS - 1


def test_a_guard_goes_on_in_a_child_that_was_forked(tmp_path):
    with Guard(tmp_path, SETTINGS) as guard:
        assert guard.reserve(Ask("acme", "survey_case", "email"), START).allowed
        child = os.fork()
        if not child:
            code = 2
            try:
                code = int(guard.reserve(Ask("acme", "survey_case", "email"), START).allowed)
            finally:
                os._exit(code)
        assert os.waitpid(child, 0)[1] == 0
        assert guard.reserve(Ask("bolt", "survey_case", "email"), START).allowed


def test_a_sender_that_dies_within_a_step_leaves_nothing_half_done(tmp_path):
    class FellOverError(Exception):
        """The machine, at the worst moment."""

    def die(guard):
        with guard.store.writing() as con:
            con.execute(
                "INSERT INTO contacts (party, at, purpose, channel, state)"
                " VALUES ('acme', 0, 'care', 'call', 1)"
            )
            raise FellOverError

    with Guard(tmp_path, SETTINGS) as guard:
        with pytest.raises(FellOverError):
            die(guard)
        assert contacts(guard) == []
        assert guard.reserve(Ask("acme", "care", "call"), START).allowed
