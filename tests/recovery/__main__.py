"""Run the recovery suite: `python -m tests.recovery [--plants A,B] [--replications 200] [--write]`.

Results are kept in `.recovery/` as they come; the same call goes on where another stopped. Only
`--write` touches docs/recovery.md.
"""

# ruff: noqa: T201 -- a program of the command line prints

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from tests.recovery.page import lines, table, write
from tests.recovery.plants import PLANTS
from tests.recovery.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.recovery.verdict import Row


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


def size(name: str, most: int) -> int:
    """How many customers a company of this plant has in a run of at most so many."""
    return min(most, PLANTS[name].customers)


def run(
    store: Store, names: Sequence[str], replications: int, most: int, processes: int
) -> dict[str, list[Row]]:
    """Replicate every plant with seeds 0, 1, .. unless it is in the store already."""
    had = {name: {row["seed"] for row in store.rows(name, size(name, most))} for name in names}
    tasks = [
        (name, seed, size(name, most))
        for seed in range(replications)
        for name in names
        if seed not in had[name]
    ]
    # one thread each: the linear algebra library would otherwise ask for every core in each process
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", NUMBA_NUM_THREADS="1")
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_replicate, *task) for task in tasks]
        for number, future in enumerate(as_completed(futures), 1):
            store.add(future.result())
            if number % 50 == 0:
                print(f"{number} of {len(tasks)}", file=sys.stderr, flush=True)
    return {
        name: [row for row in store.rows(name, size(name, most)) if row["seed"] < replications]
        for name in names
    }


def _replicate(name: str, seed: int, customers: int) -> Row:
    from tests.recovery.replication import replicate

    return replicate(name, seed, customers)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
