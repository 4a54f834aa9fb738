"""What a member may say of a thing of today, and what was said today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.reports import faces
from goodwill.reports.reasons import what
from goodwill.web.access import customers_seen, house_of, today_of
from goodwill.web.listed import shown_of
from goodwill.web.models import Tick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser

    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

LONGEST = 90
"""So many days ahead a thing may be put off."""
MOST = 20
"""So many of a day's taps are shown, the last first."""
NOT_NOW = {
    "time": gettext_lazy("no time today"),
    "reach": gettext_lazy("could not reach them"),
    "wait": gettext_lazy("something is missing first"),
    "better": gettext_lazy("another day suits them better"),
}
"""Why a thing is not done now."""
NOT_RIGHT = {
    "untrue": gettext_lazy("it is not true"),
    "already": gettext_lazy("it is done already"),
    "unwanted": gettext_lazy("they do not want it"),
    Tick.NOT_MINE: gettext_lazy("I am not the one to do it"),
    "harms": gettext_lazy("it would do harm"),
}
"""Why a thing should not stand here; it goes to whoever declares the play."""
REASONS: dict[str, Mapping[str, object]] = {
    Tick.DONE: {"": ""},
    Tick.LATER: NOT_NOW,
    Tick.WRONG: NOT_RIGHT,
}


class Choices(NamedTuple):
    """The closed lists of reasons, and from when to when a thing may come back."""

    now: list[tuple[str, str]]
    right: list[tuple[str, str]]
    back: str
    latest: str


class Said(NamedTuple):
    """One tap of today."""

    thing: str
    what: str
    customer: str
    said: str


def choices(member: Reader) -> Choices:
    """List what a member may choose from today."""
    today = today_of(member)
    return Choices(
        [(value, str(words)) for value, words in NOT_NOW.items()],
        [(value, str(words)) for value, words in NOT_RIGHT.items()],
        (today + dt.timedelta(days=1)).isoformat(),
        (today + dt.timedelta(days=LONGEST)).isoformat(),
    )


def of_today(member: Reader, one: Tick) -> bool:
    """Tell whether something was said today, by the company's clock."""
    zone = ZoneInfo(house_of(member).zone)
    return one.made_at.astimezone(zone).date() == today_of(member)


def said_today(member: Reader) -> list[Said]:
    """List what a member said today of things of customers whom the member may see."""
    mine = Tick.objects.filter(member_id=member.pk or 0).order_by("-made_at")[:MOST]
    ticks = [one for one in mine if one.party and of_today(member, one)]
    if not ticks:
        return []
    names = customers_seen(member, [one.party for one in ticks])
    things = shown_of(member, [one.thing for one in ticks])
    return [
        Said(one.thing, what(things[one.thing].thing, things[one.thing].plays), names[one.party],
             _said(one))
        for one in ticks
        if one.party in names and one.thing in things
    ]  # fmt: skip


def _said(one: Tick) -> str:
    if one.state == Tick.DONE:
        return _("done")
    words = str(REASONS.get(one.state, {}).get(one.reason, ""))
    if one.state == Tick.LATER and one.until is not None:
        back = one.until + dt.timedelta(days=1)
        return _("not now: {why}; back on {day}").format(why=words, day=faces.say(back, "day", ""))
    return _("not right: {why}").format(why=words)
