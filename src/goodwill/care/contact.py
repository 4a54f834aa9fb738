"""Which things of today are contacts that the guard is asked about before they are proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS
from goodwill.ledger.today import DEBT, LEAVING, PLAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.care.told import Told
    from goodwill.ledger.today import Thing


class Contact(NamedTuple):
    """For what and by what a customer is contacted, and whether something is given."""

    purpose: str
    channel: str
    gift: bool = False


_UNASKED = {LEAVING: Contact("care", "call"), DEBT: Contact("dunning", "call")}


def contact_of(thing: Thing, plays: Mapping[str, Told]) -> Contact | None:
    """Tell what contact a thing is; none where they asked for it, or nobody is contacted."""
    if thing.kind != PLAY:
        return _UNASKED.get(thing.kind)
    play = plays.get(thing.play or "")
    if play is None or play.purpose not in PURPOSES or play.channel not in CHANNELS:
        return None
    return Contact(play.purpose, play.channel, play.gift)
