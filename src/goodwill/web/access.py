"""The only functions that fetch anything of the book for somebody who asks.

In this first office every member is the owner or works for the owner's office and sees the whole
book; the functions take the member all the same, so that no page can fetch around them.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404

from goodwill import reports
from goodwill.book import Book
from goodwill.problems import InputError
from goodwill.reports.parts import parties_of
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.contrib.auth.models import AnonymousUser

    from goodwill.book import Closed
    from goodwill.reports.report import Report
    from goodwill.web.models import Member

OWNERS = ("owner",)
NUMBERS = {"limit": (1, 500), "offset": (0, 10_000_000)}
"""Parameters that are numbers, and the range in which each is believed."""


class Drawn(NamedTuple):
    """A report with the names of the parties in it, and the closed book it was drawn from."""

    report: Report
    names: Mapping[str, str]
    closed: str


def may_enter(member: Member | AnonymousUser) -> bool:
    """Tell whether somebody has a role in this book at all."""
    return bool(member.is_active and getattr(member, "role", None) in OWNERS)


def book_of(member: Member | AnonymousUser) -> Book:
    """Open the book for a member; somebody without a role in it finds nothing."""
    if not may_enter(member):
        raise Http404
    return Book.open(book_folder())


def closed_books(member: Member | AnonymousUser) -> list[str]:
    """Name the closed books that a member may read, the newest first."""
    return [path.stem for path in book_of(member).closed_files()][::-1]


@contextlib.contextmanager
def closed_for(member: Member | AnonymousUser, name: str | None = None) -> Iterator[Closed]:
    """Open the newest closed book, or an older one, for a member."""
    if name and name not in closed_books(member):
        raise Http404
    with book_of(member).closed(name or None) as closed:
        yield closed


def report_for(
    member: Member | AnonymousUser,
    name: str,
    asked: Mapping[str, str],
    closed_name: str | None = None,
) -> Drawn:
    """Draw a report for a member, with the names of the parties in it."""
    if name not in reports.names():
        raise Http404
    with closed_for(member, closed_name) as closed:
        try:
            drawn = reports.draw(name, closed, **_parameters(name, asked))
        except (InputError, TypeError, ValueError) as error:
            raise Http404(str(error)) from error
        return Drawn(drawn, closed.names(parties_of(drawn)), closed.name)


def _parameters(name: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Take from an address what the report knows; numbers are kept within reason.

    An empty word is left out, but for filters, where it means 'not recorded'.
    """
    page = reports.page(name)
    filters = getattr(page, "FILTERS", ())
    given: dict[str, Any] = {
        key: value
        for key, value in asked.items()
        if key in page.PARAMETERS and (value or key in filters)
    }
    for key, (least, most) in NUMBERS.items():
        if key in given:
            given[key] = min(max(int(given[key]), least), most)
    return given
