"""One of several senders in a process of its own: `python -m tests.care.senders FOLDER SEED`."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from goodwill.care.guard import ALLOWED, Ask, Guard
from goodwill.house.guard import Cap, Restraint
from goodwill.house.guard import Guard as Said
from goodwill.house.settings import Settings

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 9)  # noqa: DTZ001  # naive UTC, as everywhere
PARTIES = ("acme", "bolt", "charlie")
SETTINGS = Settings(
    name="acme",
    guard=Said(
        Restraint(
            {
                "all": (Cap(5, 10 * DAY),),
                "offer": (Cap(2, 10 * DAY),),
                "survey_case": (Cap(1, 4 * DAY),),
                "call": (Cap(3, 6 * DAY),),
            },
            None,
        ),
        between_offers=Cap(0, DAY),
    ),
)
PURPOSES = ("offer", "survey_case", "care", "dunning")


def pester(guard, seed, times=60):
    """Try to reach customers again and again, with a clock that is not that of the others."""
    dice = random.Random(seed)
    kept = 0
    for turn in range(times):
        now = START + (turn / 3 + dice.uniform(-1.5, 1.5)) * DAY
        ahead = now + dice.randint(0, 5) * DAY if dice.random() < 0.3 else None
        channel = dice.choice(("call", "email"))
        ask = Ask(dice.choice(PARTIES), dice.choice(PURPOSES), channel, f"sender {seed}", ahead)
        decision = guard.reserve(ask, now)
        if decision.verdict == ALLOWED:
            fate = dice.random()
            if fate < 0.2:
                guard.give_back(decision.reservation)
            else:
                kept += 1
                if fate < 0.8:
                    guard.sent(decision.reservation)
    return kept


if __name__ == "__main__":
    with Guard(Path(sys.argv[1]), SETTINGS) as opened:
        sys.stdout.write(str(pester(opened, int(sys.argv[2]))))
