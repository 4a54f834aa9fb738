"""Eight givers at once, in threads and in processes: nothing is promised twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from goodwill.care.purse import MINUTES, MONEY, Purse
from tests.care.givers import NOON, PEOPLE, SETTINGS, UNITS, spend

ROOT = Path(__file__).parents[2]
GIVERS = 8


def filled(folder):
    with Purse(folder, SETTINGS) as purse:
        purse.stock("till", UNITS, now=NOON)


def check(purse, kept):
    assert purse.unbalanced() == []
    assert len(kept) == len(set(kept))
    reserve = {unit: purse.balance("reserve", unit, NOON) for unit in (MONEY, MINUTES)}
    assert reserve[MONEY] >= 2000
    assert reserve[MINUTES] >= 120
    used = {each: {room.name: room for room in purse.rooms(each, "person", now=NOON)}
            for each in PEOPLE}  # fmt: skip
    for rooms in used.values():
        assert all(room.used <= room.limit for room in rooms.values())
    # limits or the reserve were what held them back
    assert reserve[MONEY] < 4000 or any(rooms["money"].left < 2000 for rooms in used.values())
    given = {each.id: each for each in purse.entries("e.kind = 'promise'", most=-1)}
    counted = Counter()
    for number in kept:
        counted[given[number].bearer] += given[number].money
    assert counted == {each: rooms["money"].used for each, rooms in used.items()}
    check_units(purse)


def check_units(purse):
    """Follow each unit through the journal: it is never taken while it is away."""
    away: dict[str, int] = {}
    taken = 0
    for each in purse.entries("e.loan IS NOT NULL", most=-1)[::-1]:
        if each.kind == "promise":
            assert each.number not in away
            away[each.number] = each.id
            taken += 1
        elif each.kind in {"back", "return"}:
            assert away.pop(each.number)
    held = {unit.number for unit in purse.units() if unit.state != "shelf"}
    assert held == set(away)
    assert taken > len(UNITS), "no unit was taken twice in turn"
    out = purse.balance("lent", "loan:till", NOON) + purse.balance("promised", "loan:till", NOON)
    assert out == len(held)


def test_eight_threads_with_one_purse_promise_nothing_twice(tmp_path):
    filled(tmp_path)
    with Purse(tmp_path, SETTINGS) as purse, ThreadPoolExecutor(GIVERS) as pool:
        kept = [
            n for each in pool.map(lambda seed: spend(purse, seed), range(GIVERS)) for n in each
        ]
        check(purse, kept)


def test_eight_processes_promise_nothing_twice(tmp_path):
    filled(tmp_path)
    here = [sys.executable, "-m", "tests.care.givers", str(tmp_path)]
    running = [
        subprocess.Popen([*here, str(seed)], stdout=subprocess.PIPE, cwd=ROOT, text=True)
        for seed in range(GIVERS)
    ]
    told = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0] * GIVERS
    with Purse(tmp_path, SETTINGS) as purse:
        check(purse, [int(number) for each in told for number in each.split()])


def test_one_unit_is_lent_to_one_of_eight_who_ask_at_once(tmp_path):
    filled(tmp_path)

    def one(number):
        from goodwill.care.purse import Ask

        with Purse(tmp_path, SETTINGS) as purse:
            decision, _loan = purse.lend(Ask(f"person {number}", loan="till"), NOON)
            return decision.unit

    with ThreadPoolExecutor(GIVERS) as pool:
        lent = [unit for unit in pool.map(one, range(GIVERS)) if unit]
    assert sorted(lent) == list(UNITS)
