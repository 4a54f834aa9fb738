"""One of several givers in a process of its own: `python -m tests.care.givers FOLDER SEED`."""

from __future__ import annotations

import random
import sys
from datetime import datetime
from pathlib import Path

from goodwill.care.purse import Ask, Purse
from goodwill.house.purse import Allowance
from goodwill.house.purse import Purse as Said
from goodwill.house.settings import Settings

NOON = datetime(2026, 3, 10, 12)  # noqa: DTZ001  # naive UTC, as everywhere
PEOPLE = ("anna", "bert", "carl")
SETTINGS = Settings(
    name="acme",
    purse=Said(
        money=200,
        hours=20,
        stop=0.1,
        levels={"person": Allowance(20, 70, 5, 2), "owner": Allowance()},
    ),
)
UNITS = ("T1", "T2", "T3")


def spend(purse, seed, times=40):
    """Try to give away more than there is; gives what was promised or given by each, and loans."""
    dice = random.Random(seed)
    kept = []
    for _turn in range(times):
        giver = dice.choice(PEOPLE)
        if dice.random() < 0.3:
            decision = purse.reserve(Ask(giver, loan="till"), NOON)
        else:
            money, minutes = dice.randint(1, 2000), dice.choice((0, 15, 60))
            decision = purse.reserve(Ask(giver, money=money, minutes=minutes), NOON)
        if not decision.allowed:
            continue
        fate = dice.random()
        if fate < 0.2:
            purse.give_back(decision.reservation, NOON)
        elif fate < 0.7:
            entry = purse.give(decision.reservation, NOON)
            if decision.unit and dice.random() < 0.5:
                purse.returned(entry, NOON)
            kept.append(decision.reservation)
        else:
            kept.append(decision.reservation)
    return kept


if __name__ == "__main__":
    with Purse(Path(sys.argv[1]), SETTINGS) as opened:
        sys.stdout.write(" ".join(map(str, spend(opened, int(sys.argv[2])))))
