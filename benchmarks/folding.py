"""Folding ten million generated moments into two million cases, against the bare scan of them.

    python benchmarks/folding.py [MOMENTS]

The moments come in order of time, as records do, so that those of one case lie far apart. All
figures of time are CPU seconds of one process; memory is the most that the process ever held.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.memory import peak_megabytes

from goodwill.house.settings import Settings
from goodwill.moments.case import fold
from goodwill.moments.journal import engine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOMENTS = 10_000_000
CLOSE = datetime(2027, 1, 1)  # noqa: DTZ001  # naive UTC, as everywhere
COLUMNS = (
    *("id", "happened_at", "kind", "direction", "purpose", "person", "party", "about", "channel"),
    *("policy", "amount", "currency", "quantity", "due_at", "worked", "due_worked"),
)
"""The columns of `moments` that the fold reads."""


def run(number: int = MOMENTS) -> list[dict[str, Any]]:
    """Measure in a process of its own, so that the memory is that of folding alone."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), number)
        here = [sys.executable, "-m", "benchmarks.folding", "--measure", folder]
        lines = subprocess.run(here, check=True, capture_output=True, text=True).stdout.split("\n")
    rows = (line.split("\t") for line in lines if line)
    return [{"name": name, "value": float(value), "unit": unit} for name, value, unit in rows]


def generate(folder: Path, number: int) -> None:
    """Write moments as Parquet: five a case; six cases of ten are tickets, four are orders."""
    with engine(folder=folder) as con:
        con.execute(
            f"COPY ({_MOMENTS.format(number=number)}) TO"
            f" '{folder}/moments.parquet' (COMPRESSION zstd)"
        )


def measure(folder: Path) -> list[tuple[str, float, str]]:
    """Measure the bare scan, then the fold."""
    with engine(folder=folder) as con:
        con.execute(f"CREATE VIEW moments AS FROM '{folder}/moments.parquet'")
        con.execute(_PARTIES)
        # a mere maximum is answered from the statistics of the file, without reading it
        scan = f"SELECT bit_xor(hash({', '.join(COLUMNS)})) FROM moments"
        scans = [_seconds(lambda: con.execute(scan).fetchall()) for _turn in range(3)]
        folding = _seconds(lambda: fold(con, CLOSE, Settings(name="benchmark")))
        counts = _counts(con)
    memory = peak_megabytes()
    return [
        *counts,
        ("bare scan of the columns folded", min(scans), "CPU s"),
        ("folding", folding, "CPU s"),
        ("folding / bare scan", folding / min(scans), "times"),
        ("memory, with the cases held in it", memory, "MB"),
    ]


def _counts(con: DuckDBPyConnection) -> list[tuple[str, float, str]]:
    row = con.execute("""
        SELECT sum(moments), count(*), count(next_wait),
            count(*) FILTER (WHERE resolve_paused > 0), count(days_late)
        FROM cases
    """).fetchone()
    names = ("moments", "cases", "with a later contact", "with a pause", "with days late")
    return [(name, value, "") for name, value in zip(names, row or (), strict=True)]


def _seconds(work: Any) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


_PARTIES = """
    CREATE TABLE parties AS
    SELECT 'c' || n AS party, 'customer' AS sort, 'business' AS segment,
        NULL::VARCHAR AS zone, NULL::DATE AS since
    FROM range(200000) AS numbers (n)
"""

# the luck of a moment is drawn from its number, so that every run has the same moments
_MOMENTS = """
    WITH kinds (family, luck, kind, direction, purpose) AS (VALUES
        ('ticket', 0, 'question', 'in', NULL), ('ticket', 1, 'answer', 'out', 'receipt'),
        ('ticket', 2, 'answer', 'out', NULL), ('ticket', 3, 'answer', 'out', NULL),
        ('ticket', 4, 'handover', 'inside', NULL), ('ticket', 5, 'request', 'out', 'waiting'),
        ('ticket', 6, 'request', 'out', 'repeat'), ('ticket', 7, 'complaint', 'in', 'wait'),
        ('ticket', 8, 'resolution', 'out', NULL), ('ticket', 9, 'rating', 'in', NULL),
        ('order', 0, 'purchase', 'in', NULL), ('order', 1, 'invoice', 'out', NULL),
        ('order', 2, 'delivery', 'out', NULL), ('order', 3, 'payment', 'in', NULL),
        ('order', 4, 'payment', 'in', NULL), ('order', 5, 'refund', 'out', 'credit'),
        ('order', 6, 'request', 'in', 'change'), ('order', 7, 'question', 'in', NULL),
        ('order', 8, 'answer', 'out', NULL), ('order', 9, 'delivery', 'out', 'partial')
    ), drawn AS (
        SELECT n // 5 AS cased, n % 5 AS nth,
            CASE WHEN hash(n // 5) % 10 < 6 THEN 'ticket' ELSE 'order' END AS family,
            (hash(n) % 1000000)::BIGINT AS luck, (hash(-n) >> 1)::BIGINT AS id
        FROM range({number}) AS numbers (n)
    ), timed AS (
        SELECT *, TIMESTAMP '2025-01-01' + INTERVAL (cased % 500) DAY
            + INTERVAL (nth * 300 + luck % 5000) MINUTE AS happened_at
        FROM drawn
    )
    SELECT id, happened_at, kind, direction, purpose, timed.family || ':' || cased AS about,
        'c' || cased % 200000 AS party,
        CASE WHEN id % 5 > 0 THEN 'w' || id % 60 END AS person,
        CASE WHEN id % 3 > 0 THEN 'phone' END AS channel,
        CASE WHEN kind = 'delivery' THEN 'terms' END AS policy,
        CASE WHEN kind IN ('purchase', 'invoice', 'payment', 'refund')
            THEN (10 + id % 90)::DECIMAL(18,2) END AS amount,
        CASE WHEN kind IN ('purchase', 'invoice', 'payment', 'refund') THEN 'EUR' END AS currency,
        CASE WHEN kind = 'rating' THEN (id % 6)::DOUBLE END AS quantity,
        CASE WHEN kind IN ('purchase', 'invoice') THEN happened_at + INTERVAL 10 DAY END AS due_at,
        epoch(happened_at) / 60 * 0.25 AS worked,
        CASE WHEN kind IN ('purchase', 'invoice')
            THEN epoch(happened_at + INTERVAL 10 DAY) / 60 * 0.25 END AS due_worked,
        NULL::VARCHAR AS team
    FROM timed JOIN kinds ON kinds.family = timed.family
        AND kinds.luck = CASE WHEN nth < 2 AND timed.family = 'order' THEN nth
            WHEN nth = 0 THEN 0 ELSE timed.luck % 10 END
    ORDER BY happened_at
"""


def main(words: list[str]) -> None:
    """Measure a folder, or make one and measure it, and print the figures."""
    if words[:1] == ["--measure"]:
        for row in measure(Path(words[1])):
            print(*row, sep="\t")
        return
    for line in run(int(words[0]) if words else MOMENTS):
        print(f"{line['name']:40} {line['value']:>14,.2f} {line['unit']}")


if __name__ == "__main__":
    main(sys.argv[1:])
