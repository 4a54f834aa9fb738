"""Run every benchmark, or those named: `python -m benchmarks [NAME...] [--write]`.

With --write the ratios go to docs/benchmarks.md, with the date and the machine's size.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import pkgutil
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


def main(words: list[str]) -> int:
    """Run, print, and write the page if asked."""
    wanted = [word for word in words if not word.startswith("-")] or names()
    page = [
        "# Benchmarks",
        "",
        f"Measured on {dt.datetime.now(tz=dt.UTC).date()} with {os.cpu_count()} cores by `make bench`.",
        "CPU seconds, since the machine is shared. Ratios are what counts.",
        "",
    ]
    for name in wanted:
        print(f"{name} ...", file=sys.stderr)
        found = lines(name)
        print("\n".join(found))
        page += found
    if "--write" in words:
        PAGE.write_text("\n".join(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
