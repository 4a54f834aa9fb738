from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from goodwill.house.settings import Settings
from goodwill.moments.journal import engine
from goodwill.sources.draft import draft
from goodwill.sources.mapping import map_columns
from goodwill.sources.reading import open_records
from goodwill.sources.source import recognise, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from goodwill.problems import Problem
    from goodwill.sources.draft import Draft

SETTINGS = Settings(name="Test", zone="Europe/Warsaw")
NOW = datetime(2026, 6, 30, 12)  # noqa: DTZ001 - naive UTC, as everywhere
SECRET = b"s" * 32


class Drafted(NamedTuple):
    """What a text of records gave, with its tables at hand."""

    con: DuckDBPyConnection
    made: Draft | None
    problems: list[Problem]

    def rows(self, table: str, columns: str, where: str = "TRUE") -> list[tuple[Any, ...]]:
        return self.con.execute(
            f"SELECT {columns} FROM {getattr(self.made, table)} WHERE {where} ORDER BY ALL"
        ).fetchall()

    def moments(
        self, columns: str = "kind, happened_at", where: str = "TRUE"
    ) -> list[tuple[Any, ...]]:
        return self.rows("facts", columns, where)

    @property
    def refs(self) -> dict[str, str]:
        """The names behind the pseudonyms."""
        return dict(self.rows("secrets", "party, plain", "item = 'ref'"))


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    with engine("512MB") as opened:
        yield opened


@pytest.fixture
def drafted(con: DuckDBPyConnection, tmp_path: Path) -> Callable[..., Drafted]:
    """Read a text (or a file) as records of a kind and draft its moments."""

    def make(
        text: str | Path,
        kind: str | None = None,
        *,
        given: dict[str, str] | None = None,
        settings: Settings = SETTINGS,
        known: str | None = None,
        suffix: str = ".csv",
        now: datetime = NOW,
        **changed: Any,
    ) -> Drafted:
        path = text if isinstance(text, Path) else tmp_path / f"records{suffix}"
        if isinstance(text, str):
            path.write_text(text, encoding="utf-8")
        records, problems = open_records(con, path)
        assert records is not None, problems
        source = sources()[kind] if kind else recognise(records.columns)[0][0]
        mapping, problems = map_columns(source, records.columns, given)
        assert not problems, problems
        for name, value in changed.items():
            object.__setattr__(mapping, name, value)
        made, problems = draft(
            con, records, source, mapping, settings, SECRET, now=now, known=known
        )
        return Drafted(con, made, problems)

    return make


@pytest.fixture(scope="session")
def real() -> Path:
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("GOODWILL_REAL_DATA", root / "../shared/data"))
    if not folder.is_dir():
        pytest.skip(f"the real records are not at {folder}: set GOODWILL_REAL_DATA")
    return folder
