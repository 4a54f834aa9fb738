"""Run every benchmark, or those named: `python -m benchmarks [NAME...] [--write]`.

With --write the ratios go to docs/benchmarks.md, with the date and the machine's size; sections of
benchmarks that were not named stay as they are.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def names() -> list[str]:
    """List the benchmarks that there are."""
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if not name.startswith("_"))


def lines(name: str) -> list[str]:
    """Run one benchmark and lay out what it measured."""
    module = importlib.import_module(f"benchmarks.{name}")
    rows: list[dict[str, Any]] = module.run()
    said = (module.__doc__ or name).strip().splitlines()[0]
    return [f"## {name}", said, "", *table(rows), ""]


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Lay out rows as a Markdown table with the columns they have."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    body = [" | ".join(shown(row.get(column, "")) for column in columns) for row in rows]
    return [
        f"| {' | '.join(columns)} |",
        f"|{'---|' * len(columns)}",
        *(f"| {row} |" for row in body),
    ]


def shown(value: Any) -> str:
    """Show a number with what digits it has to say."""
    if isinstance(value, float) and abs(value) < 1000:
        return f"{value:.3g}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def apart(name: str) -> str:
    """Run one benchmark in a process of its own, so that its memory is not that of another."""
    here = [sys.executable, "-m", "benchmarks", "--here", name]
    done = subprocess.run(here, check=True, capture_output=True, text=True, cwd=PAGE.parents[1])
    return done.stdout


def main(words: list[str]) -> int:
    """Run, print, and write the page if asked."""
    wanted = [word for word in words if not word.startswith("-")] or names()
    if "--here" in words:
        print("\n".join(line for name in wanted for line in lines(name)))
        return 0
    found = {}
    for name in wanted:
        print(f"{name} ...", file=sys.stderr)
        found[name] = apart(name).strip()
        print(found[name] + "\n")
    if "--write" in words:
        kept = sections(PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(page(kept | found), encoding="utf-8")
    return 0


def sections(text: str) -> dict[str, str]:
    """Take a page apart: the section of each benchmark by its name."""
    parts = text.split("\n## ")[1:]
    return {part.split("\n", 1)[0].strip(): f"## {part}".strip() for part in parts}


def page(found: dict[str, str]) -> str:
    """Put a page together, the benchmarks in the order of their names."""
    day = dt.datetime.now(tz=dt.UTC).date()
    head = (
        f"# Benchmarks\n\nLast measured on {day} by `make bench`, on {os.cpu_count()} cores.\n"
        "CPU seconds, since the machine is shared. Ratios are what counts."
    )
    body = (found[name] for name in sorted(found, key=lambda name: name.lstrip("_")))
    return "\n\n".join([head, *body]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
