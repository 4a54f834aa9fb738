"""Finding parties by name or number, although both lie under seal with a key for each party.

A number is turned into the pseudonym that it gives and looked up at once, however many parties
there are. A name must be opened to be compared, so only the parties of most worth are tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.reports.listing import valuable

if TYPE_CHECKING:
    from goodwill.book import Closed

OPENED = 2000
"""Names that one search opens: about a tenth of a second of work."""


class Found(NamedTuple):
    """The parties found, and among how many names, where not among all."""

    parties: list[str]
    bounded: int = 0


def search(closed: Closed, words: str) -> Found:
    """Find parties by all the words of their name or number, or by their pseudonym."""
    asked = words.casefold().split()
    tried = valuable(closed, OPENED + 1)
    known = closed.reveal(tried[:OPENED])
    named = [
        party
        for party, items in known.items()
        if all(
            word in f"{items.get('name', '')} {items.get('ref', '')}".casefold() for word in asked
        )
    ]
    exact = [words.strip(), *closed.pseudonyms(words.strip())]
    return Found(list(dict.fromkeys([*exact, *named])), OPENED if len(tried) > OPENED else 0)
