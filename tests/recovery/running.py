"""Many replications over several processes, each kept as it comes."""

# ruff: noqa: T201 -- a long run says how far it is

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.recovery.plants import PLANTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.recovery.store import Store
    from tests.recovery.verdict import Row


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
