"""The reporting line of today, as far as the office's own pages follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.web import who
from goodwill.web.access import posts_today, today_here

if TYPE_CHECKING:
    from goodwill.web.models import Member


def above(person: str) -> list[str]:
    """Name whoever stands above a person today, the nearest first."""
    managers = {post.person: post.manager for post in posts_today()}
    line: list[str] = []
    while (manager := managers.get(line[-1] if line else person)) and manager not in line:
        line.append(manager)
    return line


def team_of(person: str) -> str:
    """Name the team in which a person stands today; empty where there is none."""
    return teams().get(person, "")


def teams() -> dict[str, str]:
    """Give the team of everybody who stands in one today."""
    return {post.person: post.team for post in posts_today() if post.team}


def entering() -> dict[str, Member]:
    """Give the members who may enter today, by whom of the staff list they are."""
    from goodwill.web.models import Member

    day = today_here()
    some = Member.objects.exclude(person="").filter(role__in=(Member.OWNER, Member.STAFF))
    return {each.person: each for each in some if who.in_force(each, day)}
