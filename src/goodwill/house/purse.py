"""What may be given away by whom, and the reserve behind it, as the company sets it."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.values import as_table, number, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodwill.house.toml import Key, Reading

PERIODS = ("month", "quarter", "year")
"""For how long a limit holds, by the calendar of the company's own zone."""
LEVELS = ("person", "manager", "director", "owner")
"""Who may give, from the lowest: staff, whoever has people below, whoever has managers below."""
MOST = 1e9

_AMOUNTS = ("each", "money", "hours", "loans")
_TOP_KEYS = (
    *("period", "money", "hours", "stop", "promise_days", "loan_days"),
    *("levels", "plays", "teams"),
)


class Allowance(NamedTuple):
    """What one giver may give without asking: money at once, and in a period; None: no limit."""

    each: float | None = None
    """Money at one time, in the currency of the book."""
    money: float | None = None
    """Money in a period."""
    hours: float | None = None
    """Hours in a period, those of colleagues included."""
    loans: int | None = None
    """Units out at one time."""


USUAL: Mapping[str, Allowance] = MappingProxyType(
    {
        "person": Allowance(50, 200, 8, 2),
        "manager": Allowance(250, 1000, 24, 6),
        "director": Allowance(1000, 4000, 60, 12),
        "owner": Allowance(),
    }
)
"""What the levels may give in a company that says nothing; an owner is held by the reserve alone.

A person may do the dearest play for persons (50) four times a month, and spend an hour in twenty.
"""


class Purse(NamedTuple):
    """The reserve of a period, when it stops, and what each level, play and team may give."""

    period: str = "month"
    money: float = 1000
    """To so much the reserve is filled up at the beginning of each period."""
    hours: float = 40
    stop: float = 0.2
    """Below this share of the reserve only what restores a breach is given."""
    promise_days: int = 14
    """What is promised and not given goes back after so many days."""
    loan_days: int = 28
    """A unit is lent for so many days where nobody says until when."""
    levels: Mapping[str, Allowance] = USUAL
    plays: Mapping[str, Allowance] = MappingProxyType({})
    """What one giver may give within one play, whatever the level."""
    teams: Mapping[str, Allowance] = MappingProxyType({})
    """What a person of this team may give, instead of what persons may."""


def purse(reading: Reading, key: Key, value: object) -> Purse | None:
    """Read the table of the purse; what is not named keeps its default."""
    table = as_table(reading, key, value, _TOP_KEYS)
    if table is None:
        return None
    readers: dict[str, Any] = {
        "period": one_of(PERIODS),
        "money": number(0, MOST),
        "hours": number(0, 1e6),
        "stop": number(0, 1),
        "promise_days": whole(1, 3660),
        "loan_days": whole(1, 3660),
    }
    plain = {
        name: reader(reading, (*key, name), table[name])
        for name, reader in readers.items()
        if name in table
    }
    found = Purse(**{name: item for name, item in plain.items() if item is not None})
    levels = _allowances(reading, (*key, "levels"), table.get("levels", {}), LEVELS)
    return found._replace(
        levels={
            name: over(USUAL[name], levels[name]) if name in levels else USUAL[name]
            for name in LEVELS
        },
        plays=_allowances(reading, (*key, "plays"), table.get("plays", {})),
        teams=_allowances(reading, (*key, "teams"), table.get("teams", {})),
    )


def over(usual: Allowance, own: Allowance) -> Allowance:
    """Let what is named stand before what is usual."""
    named = {name: item for name, item in own._asdict().items() if item is not None}
    return usual._replace(**named)


def _allowances(
    reading: Reading, key: Key, value: object, known: Collection[str] | None = None
) -> dict[str, Allowance]:
    table = as_table(reading, key, value, known)
    return {
        name: _allowance(reading, (*key, name), item)
        for name, item in (table or {}).items()
        if known is None or name in known
    }


def _allowance(reading: Reading, key: Key, value: object) -> Allowance:
    table = as_table(reading, key, value, _AMOUNTS) or {}
    found = {
        name: (whole(0, 10_000) if name == "loans" else number(0, MOST))(
            reading, (*key, name), table[name]
        )
        for name in _AMOUNTS
        if name in table
    }
    return Allowance(**found)


def minutes(hours: float | None) -> int | None:
    """Give hours as whole minutes; none for no limit."""
    return None if hours is None or math.isinf(hours) else round(hours * 60)
