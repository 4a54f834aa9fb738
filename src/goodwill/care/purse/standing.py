"""At which level somebody of the staff list stands on a day, in which team, and under whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goodwill.house.people import Post


class Standing(NamedTuple):
    """What the purse needs to know of a giver."""

    level: str = "person"
    team: str | None = None
    manager: str | None = None


def standings(posts: Iterable[Post], day: date) -> dict[str, Standing]:
    """Tell how everybody stands on a day: a person, a manager, a director, or at the top.

    A manager has people below, a director has managers below; whoever has people below and nobody
    above is an owner.
    """
    here = [post for post in posts if post.from_date <= day
            and (post.until_date is None or day <= post.until_date)]  # fmt: skip
    managers = {post.manager for post in here if post.manager}
    directors = {post.manager for post in here if post.manager and post.person in managers}
    return {post.person: Standing(_level(post, managers, directors), post.team, post.manager)
            for post in here}  # fmt: skip


def _level(post: Post, managers: set[str], directors: set[str]) -> str:
    if post.person in managers and post.manager is None:
        return "owner"
    if post.person in directors:
        return "director"
    return "manager" if post.person in managers else "person"
