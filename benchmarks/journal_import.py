"""Writing generated facts to the journal, against the engine's bare reading and copying of them."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.memory import peak_megabytes

from goodwill.house.settings import Settings
from goodwill.moments.journal import Journal, engine

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = """
    CREATE TABLE facts AS SELECT
        TIMESTAMP '2024-01-01' + to_microseconds((hash(i) % 63072000000000)::BIGINT) AS happened_at,
        CASE hash(i + 1) % 8 WHEN 0 THEN 'question' WHEN 1 THEN 'answer' WHEN 2 THEN 'purchase'
            WHEN 3 THEN 'payment' WHEN 4 THEN 'handover' WHEN 5 THEN 'resolution'
            WHEN 6 THEN 'delivery' ELSE 'rating' END AS kind,
        'c' || substr(md5((hash(i + 2) % 200000)::VARCHAR), 1, 11) AS from_party,
        'w' || substr(md5((hash(i + 3) % 60)::VARCHAR), 1, 11) AS to_party,
        'ticket:' || (i // 5) AS about, 'email' AS channel, NULL::VARCHAR AS purpose,
        (hash(i + 4) % 100000 / 100)::DECIMAL(18,2) AS amount, 'EUR' AS currency,
        NULL::DOUBLE AS quantity, NULL::TIMESTAMP AS due_at, NULL::VARCHAR AS policy,
        'support' AS desk, NULL::VARCHAR AS text_id, 'tickets' AS source, i::VARCHAR AS record,
        'question' AS part
    FROM range({rows}) t(i)
"""
PARTIES = """
    CREATE TABLE parties AS SELECT DISTINCT from_party AS party, 'customer' AS sort FROM facts
    UNION ALL SELECT DISTINCT to_party, 'colleague' FROM facts
"""
LINES = """
    CREATE TABLE lines AS SELECT DISTINCT to_party AS person, 'support' AS team,
        DATE '2024-01-01' AS from_date FROM facts
"""


def run(rows: int = 2_000_000, memory: str = "1GB") -> list[dict[str, object]]:
    """Measure once each: bare work of the engine, a first import, the same import again."""
    folder = Path(tempfile.mkdtemp(prefix="goodwill-bench-"))
    try:
        with closing(engine(memory, folder)) as con:
            for statement in (FACTS.format(rows=rows), PARTIES, LINES):
                con.execute(statement)
            journal = Journal.create(
                folder / "journal", Settings(name="Bench", zone="Europe/Warsaw")
            )
            given = {"source": "tickets", "file": "facts.csv", "facts": "facts"}
            given |= {"parties": "parties", "lines": "lines"}
            csv, parquet = folder / "facts.csv", folder / "facts.parquet"
            con.execute(f"COPY facts TO '{csv}'")
            work: dict[str, Callable[[], object]] = {
                "bare read_csv": lambda: con.execute(
                    f"CREATE OR REPLACE TABLE bare AS FROM read_csv('{csv}', all_varchar = true)"
                ),
                "bare COPY": lambda: con.execute(
                    f"COPY facts TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)"
                ),
                "first import": lambda: journal.write(con, **given),
                "the same again": lambda: journal.write(con, **given),
                "stamps of another zone": lambda: _elsewhere(journal).restamp(con),
            }
            measured = {name: _measure(task) for name, task in work.items()}
    finally:
        shutil.rmtree(folder)
    bare = measured["bare read_csv"]["cpu_s"]
    return [
        {
            "work": name,
            "rows": rows,
            **figures,
            "rows_per_cpu_s": round(rows / figures["cpu_s"]),
            "times_read_csv": round(figures["cpu_s"] / bare, 2),
        }
        for name, figures in measured.items()
    ]


def _elsewhere(journal: Journal) -> Journal:
    return Journal(journal.folder, Settings(name="Bench", zone="Asia/Tokyo"))


def _measure(task: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), _cpu()
    task()
    return {
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(_cpu() - cpu, 2),
        "peak_mb": peak_megabytes(),
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for row in run(*map(int, sys.argv[1:2])):
        print(row)
