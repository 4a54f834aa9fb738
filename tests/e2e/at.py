"""Goodwill as it runs at another instant: `python -m tests.e2e.at "2026-11-02 08:10" serve`."""

from __future__ import annotations

import sys

import freezegun

LEFT_ALONE = ["threading", "queue", "selectors", "waitress", "multiprocessing", "concurrent"]
"""What waits for other threads keeps the machine's own clock."""


def main() -> None:
    """Move the clock, let it run on from there, and do the command."""
    freezegun.configure(extend_ignore_list=LEFT_ALONE)
    freezegun.freeze_time(sys.argv[1], tick=True).start()
    sys.argv[:2] = ["goodwill"]
    from goodwill.cli import main as goodwill

    sys.exit(goodwill())


if __name__ == "__main__":
    main()
