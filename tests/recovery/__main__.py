"""Run the recovery suite: `python -m tests.recovery [--plants A,B] [--replications 200] [--write]`.

Results are kept in `.recovery/` as they come; the same call goes on where another stopped. Only
`--write` touches docs/recovery.md.
"""

# ruff: noqa: T201 -- a program of the command line prints

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.recovery.page import lines, table, write
from tests.recovery.plants import PLANTS
from tests.recovery.running import run
from tests.recovery.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str]) -> int:
    """Run what is missing, print the table, and write the page if asked."""
    asked = arguments().parse_args(words)
    names = asked.plants.split(",") if asked.plants else list(PLANTS)
    unknown = set(names) - set(PLANTS)
    if unknown:
        print(f"no such plant: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    store = Store(asked.results)
    rows = run(store, names, asked.replications, asked.customers, asked.processes)
    print(table(lines(rows)))
    if asked.write:
        write(rows)
    return 0


def arguments() -> argparse.ArgumentParser:
    """Say what may be asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--plants", help="names, separated by commas; all if left out")
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--customers", type=int, default=4000, help="the most in a company")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--results", type=Path, help="a folder; by the code's digest if left out")
    parser.add_argument("--write", action="store_true", help="put the table into docs/recovery.md")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
