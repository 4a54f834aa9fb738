"""The lot: a pure function of the trial's salt and the party, the same on every machine.

BLAKE2b (RFC 7693) with a digest of 8 bytes over the salt, a zero byte and the party's id, all in
UTF-8, read as a big-endian whole number; that number over 2^64 falls into the arms' shares, laid
end to end in the order in which they are named. Anybody can do it again in any language, and nobody
can choose. Trials with other salts are independent of one another. Where the share of the first arm
alone grows, no party leaves it.
"""

from __future__ import annotations

import secrets
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HELD_OUT, PLAYED = "held_out", "played"
"""The two arms of an ordinary trial."""
RANGE = 2**64
_MOST_OFF = Fraction(1, 10**9)


class Drawn(NamedTuple):
    """One party's lot, as it is exported."""

    play: str
    party: str
    arm: str
    position: int
    """From 0 to 2^64 - 1: where in the shares the party lies."""


def new_salt() -> str:
    """Draw the salt of a new trial, once: 128 random bits, so that nobody foresees the arms."""
    return secrets.token_hex(16)


def two_arms(held_out: float) -> dict[str, float]:
    """Give the shares of a trial that holds out so much, the held out first."""
    return {HELD_OUT: held_out, PLAYED: 1 - held_out}


def position(salt: str, party: str) -> int:
    """Give where a party lies, from 0 to 2^64 - 1."""
    if "\0" in salt:
        raise ValueError("a salt holds no zero byte, or two pairs could be one")
    told = f"{salt}\0{party}".encode()
    return int.from_bytes(blake2b(told, digest_size=8).digest(), "big")


def arm(salt: str, party: str, shares: Mapping[str, float]) -> str:
    """Give the arm of a party; `shares` per arm sum to one."""
    return _arm(position(salt, party), _ends(tuple(shares.items())))


def draw(play: str, salt: str, parties: Iterable[str], shares: Mapping[str, float]) -> list[Drawn]:
    """Draw all parties, in their order: the table that is exported."""
    ends = _ends(tuple(shares.items()))
    placed = ((party, position(salt, party)) for party in parties)
    return [Drawn(play, party, _arm(place, ends), place) for party, place in placed]


def astray(drawn: Iterable[Drawn], salt: str, shares: Mapping[str, float]) -> Iterator[Drawn]:
    """Give those whose recorded arm is not the one of the lot."""
    return (each for each in drawn if each.arm != arm(salt, each.party, shares))


@lru_cache(maxsize=256)
def _ends(shares: tuple[tuple[str, float], ...]) -> list[tuple[int, str]]:
    """Give where each arm's stretch ends; decimals as they are written, so that none is rounded."""
    whole = {name: Fraction(repr(float(share))) for name, share in shares}
    if (
        not whole
        or min(whole.values()) < 0
        or abs(sum(whole.values(), Fraction(0)) - 1) > _MOST_OFF
    ):
        raise ValueError(f"the shares of a lot sum to one and none is below nought: {dict(shares)}")
    ends, so_far = [], Fraction(0)
    for name, share in whole.items():
        so_far += share
        ends.append((int(so_far * RANGE), name))
    last = max(place for place, share in enumerate(whole.values()) if share > 0)
    return [*ends[:last], (RANGE, ends[last][1])]  # what rounding left over


def _arm(place: int, ends: list[tuple[int, str]]) -> str:
    return next(name for end, name in ends if place < end)
