"""Runs the program with lots that are always the same: `python -m tests.e2e.fixed COMMAND ...`.

Whom a play holds out follows from a salt and from the pseudonyms, both drawn by chance; a document
that is done again needs the same chance again.
"""

from __future__ import annotations

import itertools
import sys
from unittest.mock import patch


def main() -> int:
    """Run a command with the same salts and the same pseudonyms each time."""
    from goodwill.book import playing
    from goodwill.cli.main import main as goodwill
    from goodwill.moments import seals

    number = itertools.count(1)  # with these the gift of the day is not held out
    create = seals.Keys.create

    def created(keys: seals.Keys) -> None:
        with patch.object(seals.os, "urandom", bytes):  # the secret of the pseudonyms
            create(keys)

    with (
        patch.object(playing, "new_salt", lambda: f"{next(number):032x}"),
        patch.object(seals.Keys, "create", created),
    ):
        return goodwill()


if __name__ == "__main__":
    sys.exit(main())
