"""What somebody wants to give, and what the purse says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.purse import LEVELS
from goodwill.problems import Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goodwill.care.play import Play

ALLOWED, BACKING, REFUSED = "allowed", "backing", "refused"
"""It may be given; it may be given if somebody above backs it; nobody can give it now."""


class Ask(NamedTuple):
    """What is to be given, by whom, to whom, and whose time or stock it takes."""

    giver: str
    level: str = "person"
    """At which level the giver stands: person, manager, director or owner."""
    money: int = 0
    """In minor units of the book's currency."""
    minutes: int = 0
    loan: str | None = None
    """A unit of this kind is lent."""
    party: str | None = None
    case: str | None = None
    play: str | None = None
    needs: str = "person"
    """The level that the play asks for."""
    most: int | None = None
    """What one playing may cost, in minor units."""
    team: str | None = None
    """The giver's team."""
    time_of: str | None = None
    """The colleague whose minutes they are; none where they are the giver's own."""
    stock_of: str | None = None
    """The team out of whose stock it comes; none where it is the giver's own."""
    restores: bool = False
    """It makes good a breach of ours."""
    lent_until: datetime | None = None
    backer: str | None = None
    """Who backs it, and whose purse then bears it."""
    backer_level: str | None = None
    note: str | None = None

    @property
    def bearer(self) -> str:
        """Whose purse bears it."""
        return self.backer or self.giver

    @property
    def bearing_level(self) -> str:
        """The level of whoever bears it."""
        return (self.backer_level or self.level) if self.backer else self.level


class Hurdle(NamedTuple):
    """What stands in the way: its name, the figures of its sentence, and whether backing helps."""

    name: str
    facts: Mapping[str, Any]
    backing: bool = True


class Decision(NamedTuple):
    """What the purse says."""

    verdict: str
    ask: Ask
    hurdles: tuple[Hurdle, ...] = ()
    backing: str | None = None
    """The lowest level that could give it without asking."""
    reservation: int | None = None
    unit: str | None = None
    """The number of the unit that is held."""

    @property
    def allowed(self) -> bool:
        """Whether it may be given."""
        return self.verdict == ALLOWED


def of_play(ask: Ask, play: Play, most: int | None) -> Ask:
    """Complete what is asked by what a play says: its level, and what one playing may cost."""
    return ask._replace(play=play.name, needs=play.level, most=most)


def check(ask: Ask) -> None:
    """Refuse what makes no sense: nothing at all, less than nothing, a level that there is not."""
    if ask.money < 0 or ask.minutes < 0 or not (ask.money or ask.minutes or ask.loan):
        what = _("Nothing is asked for: say how much money, how many minutes, or which unit.")
        raise UsageError(Problem("", what))
    for level in (ask.level, ask.needs, ask.bearing_level):
        if level not in LEVELS:
            what = _("There is no level {name}.", name=level)
            raise UsageError(Problem(level, what, ", ".join(LEVELS)))
    if not ask.giver:
        raise UsageError(Problem("", _("Nobody gives it: say who does.")))
