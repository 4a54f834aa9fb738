"""Replications kept as lines of JSON, so that an interrupted run goes on where it stopped.

A set of results belongs to the code that made it: its folder is named after a digest of the
evidence, the kernel, the exposures and the plants.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.recovery.verdict import Row

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".recovery"
MAKERS = (
    "src/goodwill/pricing/design.py",
    "src/goodwill/pricing/fit.py",
    "src/goodwill/pricing/evidence/*.py",
    "src/goodwill/pricing/exposure/*.py",
    "src/goodwill/pricing/kernel/*.py",
    "tests/recovery/plants.py",
    "tests/recovery/replication.py",
    "tests/recovery/world.py",
)


def digest() -> str:
    """Name the code on which a replication depends."""
    files = sorted(path for pattern in MAKERS for path in ROOT.glob(pattern))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:12]


class Store:
    """The results of one state of the code."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or FOLDER / digest()
        self.folder.mkdir(parents=True, exist_ok=True)

    def add(self, row: Row) -> None:
        """Keep one replication."""
        with self._file(row["plant"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def rows(self, plant: str, customers: int) -> list[Row]:
        """Give the replications of a plant at this size; a torn last line is left out."""
        if not self._file(plant).exists():
            return []
        kept = {}
        for text in self._file(plant).read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(text)
            except json.JSONDecodeError:
                continue
            if row["customers"] == customers:
                kept[row["seed"]] = row
        return [kept[seed] for seed in sorted(kept)]

    def _file(self, plant: str) -> Path:
        return self.folder / f"{plant}.jsonl"
