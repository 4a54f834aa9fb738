"""A temporary table on disk between readers that go row by row and the engine."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from goodwill.house.opened import Opened
from goodwill.problems import Problem
from goodwill.sources.reading.records import identifier, literal, new_table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goodwill.sources.reading.records import Task

EXCERPT = 500


class Spool(Opened):
    """An open file of rows with their lines, and of rejected lines with their reasons."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.lines = self.rejected = 0
        self.problems: list[Problem] = []
        self._path, self._rejects = task.folder / "rows.csv", task.folder / "rejects.csv"
        self._files = [
            path.open("w", encoding="utf-8", newline="") for path in (self._path, self._rejects)
        ]
        self._add, self._add_reject = (
            csv.writer(file, lineterminator="\n").writerow for file in self._files
        )

    def close(self) -> None:
        """Let the files be read."""
        for file in self._files:
            file.close()

    def add(self, line: int, cells: Iterable[str | None]) -> None:
        """Keep a row."""
        self._add([line, *cells])
        self.lines += 1

    def reject(self, line: int, reason: str, hint: str, text: str) -> None:
        """Leave out a line, keep what it says, and report it unless very many were reported."""
        self._add_reject([line, reason, text[:EXCERPT]])
        self.rejected += 1
        if self.rejected <= self.task.limits.problems:
            self.problems.append(Problem(self.task.at(line), reason, hint))

    def load(self, columns: tuple[str, ...]) -> tuple[str, str | None]:
        """Move the rows into the engine; give their table and that of the rejected lines."""
        self.close()
        self._summarise()
        rejects = None
        if self.rejected:
            rejects = new_table()
            self._copy(self._rejects, rejects, ("reason", "text"))
        table = new_table()
        self._copy(self._path, table, columns)
        return table, rejects

    def _summarise(self) -> None:
        more = self.rejected - self.task.limits.problems
        if more > 0:
            self.problems.append(
                Problem(
                    self.task.name,
                    ngettext(
                        "one more line was left out.", "{number} more lines were left out.", more
                    ),
                    _("All of them are kept with their reasons beside the import."),
                )
            )

    def _copy(self, path: Path, table: str, columns: tuple[str, ...]) -> None:
        kinds = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
        names = ", ".join(identifier(name) for name in columns)
        # null_padding: columns that appear late (JSON, XES) are missing in earlier rows
        self.task.con.execute(
            f"CREATE TABLE {table} AS SELECT {names}, line FROM read_csv({literal(str(path))}, "
            f"auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
            f"null_padding=true, parallel=false, columns={{'line': 'BIGINT', {kinds}}})"
        )
