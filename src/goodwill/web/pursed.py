"""The purse as one member may see it: whose it is, who may be named, and what may be answered."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.book import given
from goodwill.care.playbook import load
from goodwill.care.purse import Purse
from goodwill.care.purse.standing import Standing, standings
from goodwill.house.money import minor
from goodwill.ledger.sight import MANAGER, OWNER
from goodwill.problems import InputError
from goodwill.web.access import closed_for, customers_seen, posts_today, sight_of, today_here
from goodwill.web.limits import DecimalField
from goodwill.web.models import Member
from goodwill.web.office import book_folder
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from django.contrib.auth.models import AnonymousUser

    from goodwill.care.play import Play
    from goodwill.care.purse import Entry
    from goodwill.ledger.sight import Sight

    Reader = Member | AnonymousUser

MOST = 1e9
"""No single amount is larger, in the currency of the house."""
OTHERS = "team:another"
"""Stands for a team that the giver cannot name."""
APART = "member:"
"""Begins the name of a giver who stands on no staff list."""


def opened() -> Purse:
    """Open the purse of this office's book."""
    return Purse(book_folder(), settings_of_the_house())


def tell() -> None:
    """Write down for the next close what was given."""
    given.tell(book_folder(), settings_of_the_house())


def plays() -> dict[str, Play]:
    """Give the plays of the house by their names."""
    folder = book_folder() / "plays"
    state = tuple(sorted((each.name, each.stat().st_mtime_ns) for each in folder.glob("*.toml")))
    return {play.name: play for play in _plays(folder, state)}


@lru_cache(maxsize=4)
def _plays(folder: Path, _state: tuple[tuple[str, int], ...]) -> tuple[Play, ...]:
    """Read the plays again whenever a file of the book's own has changed."""
    return tuple(load(folder)[0])


class MoneyField(DecimalField):
    """An amount of money as people write it, with a comma or a point."""

    def clean(self, value: Any) -> int | None:
        """Give the amount in minor units of the currency of the house."""
        read = super().clean(value)
        if read is None:
            return None
        return minor(Decimal(str(read)), settings_of_the_house().currency)


def person_of(member: Reader) -> str:
    """Say by which name the purse knows a member."""
    return getattr(member, "person", "") or f"{APART}{member.pk}"


def standing_of(member: Reader) -> Standing:
    """Say at which level and in which team a member gives; an owner gives as an owner."""
    mine = everybody().get(person_of(member), Standing())
    return mine._replace(level="owner") if getattr(member, "role", "") == Member.OWNER else mine


def everybody() -> dict[str, Standing]:
    """Say of everybody on the staff list how they stand today."""
    return standings(posts_today(), today_here())


class Viewed(NamedTuple):
    """A member who looks into the purse: as whom, and whose entries may be seen."""

    member: Reader
    person: str
    sight: Sight

    @property
    def leads(self) -> bool:
        """Whether the member sees more than their own."""
        return self.sight.role in {OWNER, MANAGER}

    def sees(self, entry: Entry) -> bool:
        """Tell whether an entry may be shown: one's own, and those of whoever is below."""
        who = {entry.giver, entry.bearer, entry.by_person} - {None}
        return self.sight.whole or self.person in who or bool(who & self.sight.below)

    def answers(self, request: Entry) -> bool:
        """Tell whether the member may back a request: of somebody below, never one's own."""
        below = self.sight.whole or request.giver in self.sight.below
        return below and request.giver != self.person


def viewed(member: Reader) -> Viewed:
    """Say as whom a member looks into the purse."""
    return Viewed(member, person_of(member), sight_of(member))


def teams_known(view: Viewed) -> list[str]:
    """Name the teams that a member may know: all, or one's own and those of people below."""
    known = {
        stands.team
        for person, stands in everybody().items()
        if stands.team and (view.sight.whole or person in view.sight.known)
    }
    return sorted(known | view.sight.teams)


def names_of(
    view: Viewed, people: Iterable[str | None], parties: Iterable[str | None]
) -> dict[str, str]:
    """Name those colleagues and customers whom a member may know by name."""
    wanted = {each for each in people if each and (view.sight.whole or each in view.sight.known)}
    named = {view.person: getattr(view.member, "name", "")}
    named |= {f"team:{team}": team for team in teams_known(view)}
    if view.sight.whole:
        off = [int(each.removeprefix(APART)) for each in wanted if each.startswith(APART)]
        named |= {f"{APART}{one.pk}": one.name for one in Member.objects.filter(pk__in=off)}
    try:
        named |= customers_seen(view.member, {each for each in parties if each})
        with closed_for(view.member) as closed:
            named |= closed.names(each for each in wanted if not each.startswith(APART))
    except InputError:  # nothing is closed yet
        return named
    return named
