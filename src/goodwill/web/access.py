"""The only functions that fetch anything of the book for somebody who asks.

In this first office every member is the owner or works for the owner's office and sees the whole
book; the functions take the member all the same, so that no page can fetch around them.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404

from goodwill import reports
from goodwill.book import Book
from goodwill.problems import InputError
from goodwill.reports.parts import parties_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goodwill.book import Closed
    from goodwill.reports.report import Report
    from goodwill.web.models import Member

OWNERS = ("owner",)


def book_of(member: Member) -> Book:
    """Open the book for a member; somebody without a role in it finds nothing."""
    if not member.is_active or member.role not in OWNERS:
        raise Http404
    return Book.open(settings.GOODWILL_BOOK)


@contextlib.contextmanager
def closed_for(member: Member, name: str | None = None) -> Iterator[Closed]:
    """Open the newest closed book, or an older one, for a member."""
    with book_of(member).closed(name) as closed:
        yield closed


def report_for(
    member: Member, name: str, parameters: Mapping[str, Any], closed_name: str | None = None
) -> tuple[Report, Mapping[str, str]]:
    """Draw a report for a member, with the names of the parties in it."""
    if name not in reports.names():
        raise Http404
    known = reports.page(name).PARAMETERS
    nothing = getattr(reports.page(name), "FILTERS", ())  # where an empty word means 'not recorded'
    given = {k: v for k, v in parameters.items() if k in known and (v != "" or k in nothing)}
    with closed_for(member, closed_name) as closed:
        try:
            drawn = reports.draw(name, closed, **given)
        except (InputError, TypeError, ValueError) as error:
            raise Http404(str(error)) from error
        return drawn, closed.names(parties_of(drawn))
