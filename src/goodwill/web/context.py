"""What every page shows of the book: whose it is, as of when, and whether it is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.web.access import book_of, closed_books, may_enter
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest


def book(request: HttpRequest) -> dict[str, Any]:
    """Give templates the company's name and its closed books; strangers learn nothing."""
    member = getattr(request, "user", None)
    if member is None or not may_enter(member):
        return {"company": "Goodwill", "languages": LANGUAGES}
    books = closed_books(member)
    asked = request.GET.get("closed")
    older = asked if asked in books[1:] else ""
    name = book_of(member).settings.name
    return {
        "company": name,
        "simulated": "(simulated)" in name,
        "books": books,
        "older": older,
        "keep": f"?closed={older}" if older else "",
        "languages": LANGUAGES,
    }
