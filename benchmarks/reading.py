"""How fast records are read, against the bare `read_csv` of the engine in the same run."""

from __future__ import annotations

import codecs
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.moments.journal import engine
from goodwill.sources.reading import open_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

ROWS = 1_000_000
GENERATED = """
COPY (
    SELECT 536365 + i // 20 AS "InvoiceNo", 'SKU' || i % 4000 AS "StockCode",
        'WHITE HANGING HEART ' || i || {end} AS "Description", i % 50 AS "Quantity",
        strftime(TIMESTAMP '2010-12-01' + INTERVAL (i) MINUTE, '%d/%m/%Y %H:%M') AS "InvoiceDate",
        replace(CAST((i % 1000) / 100 AS VARCHAR), '.', ',') AS "UnitPrice",
        12000 + i % 4000 AS "CustomerID", 'United Kingdom' AS "Country"
    FROM range({rows}) AS t(i) ORDER BY i
) TO '{path}' (DELIMITER ';')
"""
KINDS = {
    "utf-8": ("utf-8", "''"),
    "utf-8 with line breaks in texts": (
        "utf-8",
        "CASE WHEN i % 10 = 0 THEN chr(10) || 'x' ELSE '' END",
    ),
    "cp1252": ("cp1252", "' Müller, Café, £'"),
    "utf-8 with one bad line": ("utf-8", "''"),
}


def generate(folder: Path, kind: str, rows: int) -> Path:
    """Write order lines as a shop would export them."""
    encoding, end = KINDS[kind]
    path = folder / "orders.csv"
    with engine() as con:
        con.execute("SET preserve_insertion_order = true")
        con.execute(GENERATED.format(end=end, rows=rows, path=path))
    if encoding != "utf-8":
        plain = folder / "plain.csv"
        path.rename(plain)
        with plain.open("rb") as source, path.open("wb") as target:
            recoder = codecs.EncodedFile(source, encoding, "utf-8")
            while piece := recoder.read(1 << 20):
                target.write(piece)
    if "bad line" in kind:
        with path.open("a", encoding="utf-8") as file:
            file.write("1;2;3\n")
    return path


def seconds(work: Callable[[], object]) -> float:
    """Give the CPU seconds of some work, over all threads."""
    before = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - before


def bare(con: DuckDBPyConnection, path: Path, encoding: str) -> None:
    """Read as the engine does by itself; for cp1252 it has only its nearest kin, latin-1."""
    known = "latin-1" if encoding == "cp1252" else encoding
    con.execute(
        f"CREATE OR REPLACE TABLE bare AS SELECT * FROM read_csv('{path}', all_varchar=true, "
        f"delim=';', encoding='{known}', ignore_errors=true)"
    )


def run(rows: int = ROWS) -> list[dict[str, object]]:
    """Read each kind of file both ways; rows a CPU second, and how many times longer ours takes."""
    found: list[dict[str, object]] = []
    for kind, (encoding, _end) in KINDS.items():
        with tempfile.TemporaryDirectory() as folder, engine() as con:
            path = generate(Path(folder), kind, rows)
            ours = seconds(lambda con=con, path=path: open_records(con, path))
            theirs = seconds(lambda con=con, path=path, known=encoding: bare(con, path, known))
            found.append(
                {
                    "file": kind,
                    "rows": rows,
                    "megabytes": path.stat().st_size >> 20,
                    "rows_per_cpu_second": round(rows / ours),
                    "bare_rows_per_cpu_second": round(rows / theirs),
                    "ratio": round(ours / theirs, 2),
                }
            )
    return found


if __name__ == "__main__":
    for line in run():
        print(line)
