"""Names that were opened lately: opened again only when the journal has changed.

What was opened is given out only while the key of its party is there with which it was opened, so
that a party that is erased is gone at once, whoever erased it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from goodwill.moments.seals import Keys

    Items = Mapping[str, str]
    Reveal = Callable[[Iterable[str]], Mapping[str, Items]]

MOST = 20_000
"""Names of so many parties are kept; the one that was asked for longest ago goes first."""


class _Kept(NamedTuple):
    key: bytes
    items: Items


class Opened:
    """The names kept open, of one state of a journal; used under the journal's lock."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._state: Any = None
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def of(
        self, state: Any, keys: Keys, parties: Iterable[str], reveal: Reveal
    ) -> dict[str, dict[str, str]]:
        """Give the names of parties that have a key, and have those opened that are not open."""
        if state != self._state:
            self._state = state
            self._kept.clear()
        wanted = sorted(set(parties))
        known = keys.of(wanted)
        for party in wanted:
            if party in self._kept and self._kept[party].key != known.get(party):
                del self._kept[party]
        sealed = [party for party in known if party not in self._kept]
        fresh = reveal(sealed) if sealed else {}
        found = {}
        for party in (each for each in wanted if each in known):
            items = fresh.get(party, {}) if party in fresh else self._items(party)
            self._kept[party] = _Kept(known[party], items)
            self._kept.move_to_end(party)
            if items:
                found[party] = dict(items)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found

    def _items(self, party: str) -> Items:
        kept = self._kept.get(party)
        return kept.items if kept else {}
