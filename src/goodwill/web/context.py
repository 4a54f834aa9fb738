"""What every page shows of the book: whose it is, as of when, and whether it is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from goodwill.book import Book
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest


def book(request: HttpRequest) -> dict[str, Any]:
    """Give templates the company's name and the dates of its closed books."""
    opened = Book.open(settings.GOODWILL_BOOK)
    files = [path.stem for path in opened.closed_files()]
    return {
        "company": opened.settings.name,
        "simulated": "(simulated)" in opened.settings.name,
        "closed_books": files[::-1],
        "newest": files[-1] if files else None,
        "languages": LANGUAGES,
    }
