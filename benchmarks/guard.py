"""Decisions of the guard over ten million past contacts, against a bare point query of SQLite.

    python -m benchmarks guard

The file lies aside and goes at the end. Whom to ask about is drawn as often as they were contacted,
so that customers with a long past weigh more; two hundred partners have thousands of contacts each.
Each decision is timed by the processor's own time, by the clock on the wall, and by the clock where
the machine took no turn for others in between; the bare query in the same run says how busy it was.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_THREAD, getrusage
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.memory import peak_megabytes

from goodwill.care.guard import Ask, Guard
from goodwill.care.guard import store as stored
from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS
from goodwill.house.guard import Guard as Said
from goodwill.house.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTACTS = 10_000_000
PARTIES = 200_000
ASKS = 5_000
NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001  # naive UTC, as everywhere
PARTNERS = 200
SPAN = 3 * 365 * 86_400_000_000
WANTED = ("care", "offer", "survey_case", "survey_year", "dunning", "service", "answer")
SETTINGS = Settings(name="benchmark", guard=Said())
FLOORS = Said(Said().everyone._replace(floors=("us", "fr")))


class Took(NamedTuple):
    """What one step took: of the processor, by the clock, and whether nobody else broke in."""

    worked: float
    passed: float
    alone: bool


def run(contacts: int = CONTACTS) -> list[dict[str, Any]]:
    """Fill a file, decide, reserve, and ask the bare file the simplest of questions in turns."""
    with tempfile.TemporaryDirectory(prefix="guard-") as name:
        folder = Path(name)
        began = time.process_time()
        generate(folder, contacts)
        filling = time.process_time() - began
        return [
            {"name": "past contacts", "value": contacts, "unit": ""},
            {"name": "file", "value": (folder / stored.FILE).stat().st_size / 1e6, "unit": "MB"},
            {"name": "filling the file", "value": filling, "unit": "CPU s"},
            *measure(folder),
            {"name": "memory", "value": peak_megabytes(), "unit": "MB"},
        ]


def generate(folder: Path, contacts: int) -> None:
    """Write the past in the order of time; a tenth of it is that of two hundred partners."""
    with Guard(folder, SETTINGS) as guard:
        guard.waiting()  # lays out the tables
    con = sqlite3.connect(folder / stored.FILE, isolation_level=None)
    con.execute("PRAGMA journal_mode = OFF")
    con.execute("PRAGMA synchronous = OFF")
    con.execute("DROP INDEX contacts_of")
    con.execute(_PAST, (contacts, stored.micro(NOW) - SPAN, SPAN // contacts))
    con.execute("CREATE INDEX contacts_of ON contacts (party, purpose, at, channel, state)")
    con.execute("INSERT INTO parties SELECT DISTINCT party, 'Europe/Warsaw', NULL FROM contacts")
    con.execute("PRAGMA journal_mode = WAL")
    con.close()


_PURPOSES = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(PURPOSES))
_CHANNELS = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(CHANNELS))
_PAST = f"""
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1),
    drawn AS (SELECT i, (i * 2654435761) % 4294967296 AS dice FROM n)
    INSERT INTO contacts (party, at, purpose, channel, state, person, moment, batch)
    SELECT CASE WHEN i % 10 = 0 THEN printf('r%011d', dice / 16 % {PARTNERS})
            ELSE printf('c%011d', dice / 16 % {PARTIES}) END,
        ?2 + i * ?3, CASE dice / 65536 % {len(PURPOSES)} {_PURPOSES} END,
        CASE dice / 1048576 % {len(CHANNELS)} {_CHANNELS} END, 2,
        printf('w%011d', dice % 50), i, 1
    FROM drawn"""


def measure(folder: Path) -> list[dict[str, Any]]:
    """Time each sort of question in small turns, so that all meet the same machine."""
    dice = random.Random(2)
    with sqlite3.connect(folder / stored.FILE) as con:
        last = con.execute("SELECT max(id) FROM contacts").fetchone()[0]
        drawn = [dice.randint(1, last) for _ in range(ASKS)]
        parties = [
            con.execute("SELECT party FROM contacts WHERE id = ?", (number,)).fetchone()[0]
            for number in drawn
        ]
    bare = sqlite3.connect(folder / stored.FILE)
    plain = Guard(folder, SETTINGS)
    strict = Guard(folder, SETTINGS.__class__(name="benchmark", guard=FLOORS))
    asks = [
        Ask(party, dice.choice(WANTED), dice.choice(CHANNELS), "w00000000001") for party in parties
    ]
    whole: dict[str, list[Took]] = {}
    for number, (ask, again) in enumerate(zip(asks, drawn, strict=True)):
        steps: dict[str, Callable[[], object]] = {
            "bare query": lambda number=again: bare.execute(
                "SELECT at FROM contacts WHERE id = ?", (number,)
            ).fetchone(),
            "decision": lambda ask=ask: plain.may(ask, NOW),
            "decision, with two floors of law": lambda ask=ask: strict.may(ask, NOW),
        }
        if number % 10 == 0:
            steps["decision and reservation, on disk"] = lambda ask=ask: plain.reserve(ask, NOW)
        for name, step in steps.items():
            pushed = getrusage(RUSAGE_THREAD).ru_nivcsw
            began, worked = time.perf_counter(), time.thread_time()
            step()
            took = (time.thread_time() - worked, time.perf_counter() - began)
            alone = getrusage(RUSAGE_THREAD).ru_nivcsw == pushed
            whole.setdefault(name, []).append(Took(*took, alone))
    return list(_told(whole))


def _told(whole: dict[str, list[Took]]) -> Iterator[dict[str, Any]]:
    for name, took in whole.items():
        alone = [one.passed for one in took if one.alone]
        for seconds, unit in (
            ([one.worked for one in took], "CPU ms"),
            (alone, "ms, nobody breaking in"),
            ([one.passed for one in took], "ms"),
        ):
            cuts = statistics.quantiles(seconds, n=100)
            yield {"name": f"{name}, median", "value": cuts[49] * 1000, "unit": unit}
            yield {"name": f"{name}, p99", "value": cuts[98] * 1000, "unit": unit}
        broken = 100 * (1 - len(alone) / len(took))
        yield {"name": f"{name}, others broke in", "value": broken, "unit": "%"}
    bare = statistics.median(one.worked for one in whole["bare query"])
    ratio = statistics.median(one.worked for one in whole["decision"]) / bare
    yield {"name": "decision / bare query, medians of CPU time", "value": ratio, "unit": "times"}


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']:>40}  {float(row['value']):>14,.3f} {row['unit']}")
