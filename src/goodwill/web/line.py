"""The reporting line of today, as far as the office's own pages follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from goodwill.book import Book
from goodwill.web import who
from goodwill.web.branches import posts_of, stands
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from goodwill.house.people import Post
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser


def today_here() -> dt.date:
    """Say which day it is by the clock of the house."""
    return _today(Book.open(book_folder()))


def _today(book: Book) -> dt.date:
    return timezone.now().astimezone(ZoneInfo(book.settings.zone)).date()


def above(person: str) -> list[str]:
    """Name whoever stands above a person today, the nearest first."""
    book = Book.open(book_folder())
    day = _today(book)
    managers = {post.person: post.manager for post in posts_of(book) if stands(post, day)}
    line: list[str] = []
    while (manager := managers.get(line[-1] if line else person)) and manager not in line:
        line.append(manager)
    return line


def team_of(person: str) -> str:
    """Name the team in which a person stands today; empty where there is none."""
    book = Book.open(book_folder())
    day = _today(book)
    mine = (post for post in posts_of(book) if post.person == person and stands(post, day))
    return next((post.team or "" for post in mine), "")


def teams() -> dict[str, str]:
    """Give the team of everybody who stands in one today."""
    book = Book.open(book_folder())
    day = _today(book)
    return {post.person: post.team for post in posts_of(book) if post.team and stands(post, day)}


def posts_today() -> list[Post]:
    """Give everybody who has a post today, with the team and whoever is above."""
    book = Book.open(book_folder())
    day = _today(book)
    return [post for post in posts_of(book) if stands(post, day)]


def entering() -> dict[str, Member]:
    """Give the members who may enter today, by whom of the staff list they are."""
    from goodwill.web.models import Member

    day = today_here()
    some = Member.objects.exclude(person="").filter(role__in=(Member.OWNER, Member.STAFF))
    return {each.person: each for each in some if who.in_force(each, day)}
