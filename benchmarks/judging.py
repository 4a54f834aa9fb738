"""Judging millions of generated moments, against the bare scan of the columns that it needs.

    python benchmarks/judging.py [MOMENTS]

The moments are those of a firm with tickets, orders, invoices, promises, visits and calls; they lie
in one Parquet file in the order in which the journal keeps a batch. Both figures are CPU seconds of
the same process, so that a busy machine changes neither much.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.memory import peak_megabytes

from goodwill.house.settings import Settings
from goodwill.moments.case import fold
from goodwill.moments.journal import engine
from goodwill.standards import facts as selection
from goodwill.standards.judge import coded, judge
from goodwill.standards.ruling import groups, rule
from goodwill.standards.standard import Standard, load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOMENTS = 10_000_000
CLOSE = datetime(2026, 7, 1)  # noqa: DTZ001  # naive UTC, as everywhere
SETTINGS = Settings(name="benchmark")
RUNS = 3
MEMORY = "600MB"
"""What the engine may hold: less than the moments themselves, so that flat means flat."""


class Step(NamedTuple):
    """One moment in the life of a case: when after its beginning, of what, and how often."""

    sort: str
    number: int
    after_minutes: int
    kind: str
    direction: str
    share: int
    """Out of a hundred cases of the sort, so many have it."""
    purpose: str = ""
    channel: str = ""
    due_days: int = 0


LIFE = (
    Step("ticket", 1, 0, "question", "in", 100, channel="email"),
    Step("ticket", 2, 1, "answer", "out", 40, "receipt", "email"),
    Step("ticket", 3, 90, "handover", "inside", 30),
    Step("ticket", 4, 200, "answer", "out", 92, channel="email"),
    Step("ticket", 5, 900, "question", "in", 30, "repeat", "phone"),
    Step("ticket", 6, 1100, "answer", "out", 28, channel="phone"),
    Step("ticket", 7, 1200, "refusal", "out", 8, channel="email"),
    Step("ticket", 8, 2500, "resolution", "out", 70),
    Step("ticket", 9, 6000, "reopening", "in", 2),
    Step("order", 1, 0, "purchase", "in", 100, channel="web", due_days=4),
    Step("order", 2, 0, "purchase", "in", 90, channel="web", due_days=4),
    Step("order", 3, 0, "purchase", "in", 80, channel="web", due_days=4),
    Step("order", 4, 0, "purchase", "in", 60, channel="web", due_days=4),
    Step("order", 5, 0, "purchase", "in", 40, channel="web", due_days=4),
    Step("order", 6, 0, "purchase", "in", 30, channel="web", due_days=4),
    Step("order", 7, 5500, "delivery", "out", 98),
    Step("order", 8, 9000, "refund", "out", 3, "credit"),
    Step("invoice", 1, 0, "invoice", "out", 100, due_days=14),
    Step("invoice", 2, 19000, "payment", "in", 95),
    Step("promise", 1, 0, "promise", "out", 100, "callback", "phone", 1),
    Step("promise", 2, 1300, "fulfilment", "out", 90, "callback", "phone"),
    Step("visit", 1, 0, "visit", "out", 45, "appointment"),
    Step("visit", 2, 0, "visit", "in", 5, "missed"),
    Step("call", 1, 0, "offer", "out", 50, "sale", "phone"),
)
"""Per hundred cases of each sort; every sort has as many cases as every other."""


def run(number: int = MOMENTS) -> list[dict[str, Any]]:
    """Measure in a process of its own, so that the memory is that of judging alone."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), number)
        here = [sys.executable, "-m", "benchmarks.judging", "--measure", folder]
        lines = subprocess.run(here, check=True, capture_output=True, text=True).stdout.split("\n")
    rows = (line.split("\t") for line in lines if line)
    return [{"name": name, "value": float(value), "unit": unit} for name, value, unit in rows]


def generate(folder: Path, number: int) -> None:
    """Write moments and cases as Parquet, in the order in which the journal keeps them."""
    per_case = sum(step.share for step in LIFE) / 100
    with engine(folder=folder) as con:
        con.execute(_MOMENTS.format(steps=_steps(), cases=round(number / per_case)))
        con.execute("CREATE TABLE parties AS " + _PARTIES)
        con.execute(
            f"COPY (SELECT * FROM moments ORDER BY kind, party, happened_at, id)"
            f" TO '{folder}/moments.parquet' (COMPRESSION zstd)"
        )
        con.execute(f"COPY parties TO '{folder}/parties.parquet'")
    with engine(folder=folder) as con:
        _views(con, folder)
        begin = time.process_time()
        fold(con, CLOSE, SETTINGS)
        (folder / "fold").write_text(f"{time.process_time() - begin}")
        con.execute(f"COPY cases TO '{folder}/cases.parquet' (COMPRESSION zstd)")


def measure(folder: Path) -> list[tuple[str, float, str]]:
    """Measure the bare scan and the judging in turns, and give the best of each."""
    standards = load()[0]
    with engine(MEMORY, folder) as con:
        _views(con, folder)
        con.execute(f"CREATE VIEW cases AS SELECT * FROM '{folder}/cases.parquet'")
        scan = _scan(con, standards)
        scans, counts, judgements = [], [], []
        for _turn in range(RUNS):
            scans.append(_seconds(lambda: con.execute(scan).fetchall()))
            counts.append(_seconds(lambda: _count(con, standards)))
            judgements.append(_seconds(lambda: judge(con, standards, SETTINGS, CLOSE)))
        (judged,) = con.execute("SELECT sum(number) FROM tallies").fetchone() or (0,)
        (found,) = con.execute("SELECT count(*) FROM verdicts").fetchone() or (0,)
        (moments,) = con.execute("SELECT count(*) FROM moments").fetchone() or (0,)
        (cases,) = con.execute("SELECT count(*) FROM cases").fetchone() or (0,)
    memory = peak_megabytes()
    return [
        ("standards", len(standards), ""),
        ("moments", moments, ""),
        ("cases", cases, ""),
        ("judged", judged, ""),
        ("verdicts other than kept", found, ""),
        ("folding the cases", float((folder / "fold").read_text()), "CPU s"),
        ("bare scan of the columns judged", min(scans), "CPU s"),
        ("judging, verdicts counted by standard", min(counts), "CPU s"),
        ("the same / bare scan", min(counts) / min(scans), "times"),
        ("judging, with tallies and verdicts", min(judgements), "CPU s"),
        ("the same / bare scan", min(judgements) / min(scans), "times"),
        (f"memory, of {MEMORY} given to the engine", memory, "MB"),
    ]


def _views(con: DuckDBPyConnection, folder: Path) -> None:
    con.execute(f"CREATE VIEW moments AS SELECT * FROM '{folder}/moments.parquet'")
    con.execute(f"CREATE TABLE parties AS SELECT * FROM '{folder}/parties.parquet'")


def _scan(con: DuckDBPyConnection, standards: list[Standard]) -> str:
    """Write the scan of every value that judging reads: merely to count would not read them."""
    columns: dict[str, set[str]] = {"case": {"case_id", "party", "segment", "opened_id"}}
    columns["moment"] = {"id", *selection.PLACE}
    for one in standards:
        columns[one.of] |= rule(one, SETTINGS).columns
        columns[one.of] |= {f"{one.falls_on}_id"} if one.of == "case" else set()
    scans = []
    for of, table in (("case", "cases"), ("moment", "moments")):
        held = {name for name, *_rest in con.execute(f"DESCRIBE {table}").fetchall()}
        most = ", ".join(f"max({name})" for name in sorted(columns[of] & held))
        scans.append(f"(SELECT concat({most}) FROM {table})")
    return " UNION ALL ".join(scans)


def _count(con: DuckDBPyConnection, standards: list[Standard]) -> None:
    """Judge everything and keep only how often each combination of verdicts was given."""
    for of, facts_of in (("case", selection.of_cases), ("moment", selection.of_moments)):
        together = groups(rule(one, SETTINGS) for one in standards if one.of == of)
        facts = facts_of(con, together, SETTINGS, CLOSE)
        rows = f"SELECT grouped, pack, count(*) FROM ({coded(facts, together)}) GROUP BY ALL"
        con.execute(rows).fetchall()


def _seconds(work: Any) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _steps() -> str:
    rows = (
        f"('{s.sort}', {s.number}, {s.after_minutes}, '{s.kind}', '{s.direction}', {s.share},"
        f" nullif('{s.purpose}', ''), nullif('{s.channel}', ''), nullif({s.due_days}, 0))"
        for s in LIFE
    )
    return ", ".join(rows)


_WORKED = """
    CAST((((date_diff('day', DATE '1970-01-05', {0}::DATE)) // 7) * 5
    + least(isodow({0}) - 1, 5)) * 480 + 960
    + CASE WHEN isodow({0}) <= 5
        THEN least(greatest(hour({0}) * 60 + minute({0}) - 540, 0), 480) ELSE 0 END AS DOUBLE)"""

_PARTIES = """
    SELECT printf('c%011d', range) AS party, 'customer' AS sort,
        CASE WHEN range % 5 = 0 THEN 'business' ELSE 'private' END AS segment,
        'UTC' AS zone, DATE '2024-01-01' AS since
    FROM range(200000)"""

_MOMENTS = f"""
    CREATE TABLE moments AS
    WITH steps(sort, number, after_minutes, kind, direction, share, purpose, channel, due_days) AS (
        VALUES {{steps}}
    ), lives AS (
        SELECT s.*, c.range AS n, hash(c.range * 32 + s.number) AS dice,
            TIMESTAMP '2024-07-01' + to_minutes(CAST(hash(c.range) % 1030000 AS BIGINT)) AS began_at
        FROM range({{cases}}) AS c CROSS JOIN steps AS s
        WHERE hash(c.range * 32 + s.number) % 100 < s.share
    ), placed AS (
        SELECT *, n % 200000 AS who, n % 60 AS whom,
            began_at + to_minutes(CAST(after_minutes * (40 + dice % 120) // 100 AS BIGINT))
                AS happened_at
        FROM lives
    ), dated AS (
        SELECT *, date_trunc('day', began_at) + to_days(CAST(due_days AS INTEGER))
            + INTERVAL '23:59:59' AS due_at,
            printf('c%011d', who) AS party, printf('w%011d', whom) AS person
        FROM placed WHERE happened_at < TIMESTAMP '2026-07-01'
    )
    SELECT row_number() OVER () AS id, 1 AS version, CAST(dice // 2 AS BIGINT) AS digest,
        happened_at, kind,
        CASE WHEN direction = 'in' THEN party ELSE person END AS from_party,
        CASE WHEN direction = 'in' THEN person ELSE party END AS to_party,
        CASE WHEN sort <> 'call' THEN sort || ':' || n END AS about, channel, purpose,
        CAST(CASE WHEN kind IN ('purchase', 'invoice', 'payment') THEN 100 END AS DECIMAL(18,2))
            AS amount,
        CASE WHEN kind IN ('purchase', 'invoice', 'payment') THEN 'EUR' END AS currency,
        CAST(NULL AS DOUBLE) AS quantity, due_at,
        CASE WHEN kind = 'refusal' THEN 'policy ' || n % 7 END AS policy,
        CAST(NULL AS VARCHAR) AS desk, CAST(NULL AS VARCHAR) AS text_id,
        'benchmark' AS source, CAST(n AS VARCHAR) AS record, CAST(number AS VARCHAR) AS part,
        'one' AS batch, party,
        CASE WHEN purpose = 'receipt' THEN NULL ELSE person END AS person, direction,
        happened_at::DATE AS local_date, CAST(hour(happened_at) AS INTEGER) AS local_hour,
        CAST(hour(happened_at) * 60 + minute(happened_at) AS INTEGER) AS local_minute,
        CAST(isodow(happened_at) AS INTEGER) AS local_weekday,
        CAST(date_trunc('week', happened_at) AS DATE) AS local_week,
        {_WORKED.format("happened_at")} AS worked, {_WORKED.format("due_at")} AS due_worked,
        'team ' || whom // 8 AS team, 'department ' || whom // 20 AS department,
        CAST(3 AS INTEGER) AS level, printf('w%011d', 100 + whom // 8) AS manager
    FROM dated"""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        for row in measure(Path(sys.argv[2])):
            print(*row, sep="\t")
    else:
        for row in run(int(sys.argv[1]) if sys.argv[1:] else MOMENTS):
            print(f"{row['name']:>40}  {float(row['value']):>14,.2f} {row['unit']}")
