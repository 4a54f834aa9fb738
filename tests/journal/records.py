"""Small drafts as a source would give them, and journals to write them to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from goodwill.house.settings import Settings
from goodwill.moments.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

SETTINGS = Settings(name="Acme", zone="Europe/Warsaw")
ALICE, BOB = "wAlice______", "wBob________"


def customer(number: int) -> str:
    return f"c{number:011d}"


def new_journal(folder: Path, settings: Settings = SETTINGS) -> Journal:
    return Journal.create(folder / "journal", settings)


def draft(
    con: DuckDBPyConnection,
    records: Iterable[int],
    *,
    amount: str = "1.50",
    customers: int = 10,
    name: str = "draft",
    source: str = "tickets",
    texts: bool = True,
) -> dict[str, str]:
    """Make the tables of an import: one question a record, from one of the customers to Alice."""
    numbers = list(records)
    con.execute(f"CREATE OR REPLACE TABLE {name}_numbers (n BIGINT)")
    con.execute(f"INSERT INTO {name}_numbers SELECT unnest(?::BIGINT[])", [numbers])
    con.execute(f"""
        CREATE OR REPLACE TABLE {name}_facts AS
        SELECT TIMESTAMP '2026-03-02 09:00:00' + to_minutes(n * 7) AS happened_at,
            'question' AS kind, printf('c%011d', n % {customers}) AS from_party,
            '{ALICE}' AS to_party, 'ticket:' || n AS about, 'email' AS channel,
            NULL::VARCHAR AS purpose, ({amount})::DECIMAL(18,2) AS amount, 'EUR' AS currency,
            NULL::DOUBLE AS quantity, NULL::TIMESTAMP AS due_at, NULL::VARCHAR AS policy,
            'support' AS desk, {"'text:' || n" if texts else "NULL::VARCHAR"} AS text_id,
            '{source}' AS source, n::VARCHAR AS record, 'question' AS part
        FROM {name}_numbers;
        CREATE OR REPLACE TABLE {name}_parties AS
        SELECT DISTINCT from_party AS party, 'customer' AS sort, NULL::VARCHAR AS segment,
            NULL::VARCHAR AS zone, NULL::DATE AS since FROM {name}_facts
        UNION ALL SELECT '{ALICE}', 'colleague', NULL, NULL, NULL;
        CREATE OR REPLACE TABLE {name}_secrets AS
        SELECT party, 'name' AS item, 'Name of ' || party AS plain FROM {name}_parties
        UNION ALL SELECT from_party, text_id, 'Where is order ' || record || '?'
        FROM {name}_facts WHERE text_id IS NOT NULL;
        CREATE OR REPLACE TABLE {name}_read AS
        SELECT row_number() OVER () AS line, 'used' AS fate, n::VARCHAR AS record
        FROM {name}_numbers
    """)
    return {
        "source": source,
        "file": f"{name}.csv",
        "facts": f"{name}_facts",
        "parties": f"{name}_parties",
        "secrets": f"{name}_secrets",
        "read_lines": f"{name}_read",
    }


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def known(con: DuckDBPyConnection, journal: Journal) -> list[tuple[object, ...]]:
    """The facts of the newest versions, whatever batch brought them."""
    journal.attach(con)
    return con.execute("""
        SELECT id, version, digest, happened_at, kind, from_party, to_party, about, amount, record
        FROM moments ORDER BY id, version
    """).fetchall()


def unclaimed(folder: Path) -> list[str]:
    """What lies aside and belongs to nobody who lives."""
    return sorted(
        path.name
        for path in (folder / "aside").iterdir()
        if path.suffix != ".alive" and not path.with_suffix(".alive").exists()
    )
