"""Why a customer is contacted: a closed list, and what each purpose has to heed."""

from __future__ import annotations

from typing import NamedTuple

from goodwill.house.guard import CHANNELS
from goodwill.words import _, mark

GIVING, ASKING, CHATTING = "giving", "asking", "chatting"
LOUD = frozenset({"call", "sms", "chat", "visit"})
"""The channels that ring, buzz or knock; a letter or an e-mail waits until it is opened."""


class Purpose(NamedTuple):
    """One purpose: what it is to the customer, and which rules it heeds."""

    name: str
    sentence: str
    sort: str
    """Whether we give, ask or chat."""
    sells: bool = False
    unasked: bool = True
    """Counts among all contacts that nobody asked for, and waits for their cap."""
    heeds_hours: bool = True
    heeds_absence: bool = True
    rests: bool = False
    """Is not done for some time after a gift."""


_ALL = (
    Purpose(
        *("answer", mark("An answer to their question"), CHATTING),
        unasked=False,
        heeds_absence=False,
    ),
    Purpose("service", mark("About what they bought"), GIVING, unasked=False),
    Purpose("care", mark("With nothing to sell"), GIVING),
    Purpose("offer", mark("An offer"), ASKING, sells=True, rests=True),
    Purpose("survey_case", mark("A question about one case"), ASKING, rests=True),
    Purpose("survey_year", mark("The yearly question"), ASKING, rests=True),
    Purpose("dunning", mark("A reminder to pay"), ASKING),
    Purpose(
        *("emergency", mark("An emergency"), GIVING),
        unasked=False,
        heeds_hours=False,
        heeds_absence=False,
    ),
)

PURPOSES: dict[str, Purpose] = {purpose.name: purpose for purpose in _ALL}
"""Every purpose by its name."""
UNASKED = frozenset(each.name for each in _ALL if each.unasked)
SELLING = frozenset(each.name for each in _ALL if each.sells)
NOT_SELLING = frozenset(each.name for each in _ALL if not each.sells and each.sort != ASKING)
"""Purposes that sell nothing and ask nothing."""

CHANNEL_NAMES: dict[str, str] = {
    "call": mark("by telephone"),
    "email": mark("by e-mail"),
    "sms": mark("by short message"),
    "chat": mark("in a chat"),
    "post": mark("by letter"),
    "visit": mark("in person"),
}
"""Every channel as a sentence names it."""

assert tuple(CHANNEL_NAMES) == CHANNELS, "each channel has its words"


def say_purpose(name: str) -> str:
    """Name a purpose in the language now spoken."""
    return _(PURPOSES[name].sentence)


def say_channel(name: str) -> str:
    """Say by which channel in the language now spoken."""
    return _(CHANNEL_NAMES[name])
