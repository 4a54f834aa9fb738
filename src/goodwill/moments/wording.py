"""What a close keeps of the texts that we sent: which remarks they drew, never the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodwill.moments.moment import CONCERNS
from goodwill.moments.parquet import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

JUDGED: Final = tuple(each for each in CONCERNS if each != "contempt")
"""The concerns that standards judge; contempt in notes is told by team alone, and of no dealing."""

COUNTED: Final = {f"remarks_{concern}": concern for concern in JUDGED}
"""The columns that a standard may name: how often a text that was read drew such a remark."""

TEXTS: Final = {
    "moment": "BIGINT",
    "happened_at": "TIMESTAMP",
    "sort": "VARCHAR",
    "language": "VARCHAR",
    "party": "VARCHAR",
    "person": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "manager": "VARCHAR",
    "local_week": "DATE",
    "kind": "VARCHAR",
    "purpose": "VARCHAR",
    "case_id": "VARCHAR",
    "asked": "VARCHAR",
    "alike": "VARCHAR",
    "repeated": "INTEGER",
    "polite": "BOOLEAN",
    "letters": "INTEGER",
    **dict.fromkeys(COUNTED, "INTEGER"),
}
"""The columns of `texts`: one row for each text of ours that was read."""

REMARKS: Final = {
    "moment": "BIGINT",
    "happened_at": "TIMESTAMP",
    "sort": "VARCHAR",
    "party": "VARCHAR",
    "person": "VARCHAR",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "manager": "VARCHAR",
    "local_week": "DATE",
    "concern": "VARCHAR",
    "rule": "VARCHAR",
    "weight": "VARCHAR",
    "language": "VARCHAR",
    "pack": "VARCHAR",
    "dismissed": "BOOLEAN",
}
"""The columns of `remarks`: one row for each remark on a text; `weight` is hint, warn or ask."""

BREACHING: Final = ("warn", "ask")
"""A remark of these weights counts where a text is judged; a hint never does."""


def count_remarks(con: DuckDBPyConnection) -> None:
    """Write into `texts` how many remarks of each concern count, from `remarks`."""
    counts = ", ".join(
        f"CAST(count(*) FILTER (concern = '{concern}') AS INTEGER) AS {column}"
        for column, concern in COUNTED.items()
    )
    replaced = ", ".join(f"coalesce(c.{column}, 0) AS {column}" for column in COUNTED)
    kept = ", ".join(name for name in TEXTS if name not in COUNTED)
    weights = ", ".join(f"'{weight}'" for weight in BREACHING)
    con.execute(f"""
        CREATE OR REPLACE TABLE texts AS
        SELECT {kept}, {replaced} FROM texts LEFT JOIN (
            SELECT moment AS judged, {counts} FROM remarks
            WHERE weight IN ({weights}) AND NOT dismissed AND moment IS NOT NULL
            GROUP BY moment) AS c ON c.judged = texts.moment""")


def tell_remarks(con: DuckDBPyConnection, told: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    """Lay out the texts of a story: each moment with the concerns that its words drew."""
    every = list(told)
    nothing = dict.fromkeys(TEXTS)
    rows(
        con,
        "story_texts",
        TEXTS,
        (
            tuple(
                {
                    **nothing,
                    "moment": moment,
                    **{column: concerns.count(name) for column, name in COUNTED.items()},
                }.values()
            )
            for moment, concerns in every
        ),
    )
    con.execute("CREATE OR REPLACE TABLE texts AS SELECT * FROM story_texts")
