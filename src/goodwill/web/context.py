"""What every page shows: whose book it is, as of when, and the menu of what its reader may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import NoReverseMatch, reverse

from goodwill.web.access import (
    closed_books,
    home_of,
    house_of,
    is_owner,
    openable_by,
    role_of,
    sees_customers,
)
from goodwill.words import LANGUAGES, _, mark

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from goodwill.web.models import Member


class Entry(NamedTuple):
    """One entry of the menu."""

    address: str
    label: str
    pages: tuple[str, ...]
    """The pages on which it is the current one."""


REPORTS = (
    ("statement", mark("Statement"), ("conduct", "movements")),
    ("mirror", mark("My mirror"), ()),
    ("today", mark("Today"),
     ("promises", "backing", "boundaries", "recognition", "purse", "waiting")),
    ("parties", mark("Customers"),
     ("party", "moments", "moment", "cases", "handover", "farewell", "wishes", "views")),
    ("teams", mark("Teams"), ("team",)),
    ("standards", mark("Standards"), ("standard", "said")),
    ("portfolio", mark("Portfolio"), ("attention", "buyers")),
    ("costs", mark("What it costs us"), ()),
    ("plays", mark("Plays"), ("play", "lot")),
    ("outlook", mark("Outlook"), ()),
    ("quality", mark("Data quality"), ()),
)  # fmt: skip
"""The reports of the menu: name, words, and the pages that belong to it."""
OFFICE = (
    ("import", mark("Import")),
    ("settings", mark("Settings")),
    ("members", mark("Members")),
)
"""The pages of the menu that are for owners, by the name of their address."""


def book(request: HttpRequest) -> dict[str, Any]:
    """Give templates the company's name, its closed books and the menu; strangers learn nothing."""
    member = getattr(request, "user", None)
    if member is None or role_of(member) == "nobody":
        return {"company": "Goodwill", "languages": LANGUAGES}
    books = closed_books(member)
    asked = request.GET.get("closed")
    older = asked if asked in books[1:] else ""
    name = house_of(member).name
    return {
        "company": name,
        "simulated": "(simulated)" in name,
        "books": books,
        "older": older,
        "keep": f"?closed={older}" if older else "",
        "languages": LANGUAGES,
        "menu": menu(member),
        "owns": is_owner(member),
    }


def menu(member: Member | AnonymousUser) -> list[Entry]:
    """List what a member may open; the report at which the member arrives is the home page."""
    may, home = openable_by(member), home_of(member)
    there = [
        Entry(
            reverse("home") if name == home else reverse("report", args=[name]),
            _(label),
            (name, *others),
        )
        for name, label, others in REPORTS
        if name in may
    ]
    if sees_customers(member):
        there.append(Entry(reverse("words"), _("Words"), ("words", "rehearsal")))
        there.append(Entry(reverse("window"), _("Window"), ("window", "pleas")))
    return there + (_of_owner() if is_owner(member) else [])


def _of_owner() -> list[Entry]:
    found = []
    for name, label in OFFICE:
        try:
            found.append(Entry(reverse(name), _(label), (name,)))
        except NoReverseMatch:
            continue
    return found
