"""Merges of parties: which record stays when two turn out to be the same party."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def resolve(merges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give for each party given up the one that stays in the end, through chains of merges.

    A later merge of the same party replaces the earlier one. Parties merged in a circle, which
    only two contradictory lists can do, stay as the one whose pseudonym comes first.
    """
    into = {given_up: stays for given_up, stays in merges if given_up != stays}
    final: dict[str, str] = {}
    for start in list(into):
        trail: dict[str, None] = {}
        party = start
        while party in into and party not in trail and party not in final:
            trail[party] = None
            party = into[party]
        if party in trail:
            walked = list(trail)
            end = min(walked[walked.index(party) :])
        else:
            end = final.get(party, party)
        final |= dict.fromkeys(trail, end)
    return {party: end for party, end in final.items() if party != end}
