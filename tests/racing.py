"""Tasks that begin at the same instant, for tests of who comes between whom."""

from __future__ import annotations

import threading


def at_once(*tasks) -> list[BaseException]:
    """Run tasks at the same time, and give what went wrong."""
    faults: list[BaseException] = []
    ready = threading.Barrier(len(tasks))

    def run(task) -> None:
        ready.wait()
        try:
            task()
        except BaseException as fault:  # noqa: BLE001  # whatever it was, the test has to see it
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults
