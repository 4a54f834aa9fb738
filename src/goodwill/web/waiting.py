"""What the guard put off, and contacts of which nobody said what became of them: for who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.care.guard.store import Waiting
from goodwill.care.purposes import say_channel, say_purpose
from goodwill.ledger.sight import MANAGER, OWNER
from goodwill.web.access import customers_seen, note, role_of, sight_of
from goodwill.web.guarding import guard_of_the_house
from goodwill.web.models import Member

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from goodwill.care.guard.store import Contact

    Reader = Member | AnonymousUser

MOST = 200
"""So many of each list are shown."""


class Line(NamedTuple):
    """One contact that waits, or whose end is not known."""

    number: int
    customer: str
    party: str
    what: str
    who: str
    since: dt.datetime
    due: dt.datetime | None = None


def page(request: HttpRequest) -> HttpResponse:
    """Show what waits, the most urgent first."""
    _may(request)
    guard = guard_of_the_house()
    context = {
        "waiting": _lines(request.user, guard.waiting()),
        "open": _lines(request.user, guard.unresolved()),
        "name": "waiting",
    }
    return render(request, "care/waiting.html", context)


@require_POST
def settle(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Say what became of a reserved contact, or take one back that waits."""
    _may(request)
    guard = guard_of_the_house()
    rows: list[Waiting] | list[Contact] = (
        guard.waiting() if what == "withdraw" else guard.unresolved()
    )
    one = next((row for row in rows if row.number == number), None)
    if one is None or not customers_seen(request.user, [one.party]):
        raise Http404
    {"sent": guard.sent, "back": guard.give_back, "withdraw": guard.withdraw}[what](number)
    _write_down(request, what, one.party)
    messages.success(request, _("Noted."))
    return redirect("waiting")


def _write_down(request: HttpRequest, what: str, party: str) -> None:
    if what == "sent":
        note(request.user, "contact sent", party)
    elif what == "back":
        note(request.user, "contact given back", party)
    else:
        note(request.user, "contact withdrawn", party)


def may_see_waiting(member: Reader) -> bool:
    """Tell whether the list is there for a member: for owners and for whoever has people below."""
    return role_of(member) in {OWNER, MANAGER}


def _may(request: HttpRequest) -> None:
    if not may_see_waiting(request.user):
        raise Http404


def _lines(member: Reader, rows: Iterable[Waiting | Contact]) -> list[Line]:
    """Tell of the customers whom a member may see, and of nobody else."""
    some = list(rows)
    names = customers_seen(member, [row.party for row in some])
    seen = sight_of(member)
    people = {one.person: one.name for one in Member.objects.exclude(person="")}
    return [
        Line(
            row.number, names[row.party], row.party,
            f"{say_purpose(row.purpose)} {say_channel(row.channel)}",
            people.get(row.person or "", "") if seen.whole or row.person in seen.known else "",
            row.asked_at if isinstance(row, Waiting) else row.at,
            row.due_at if isinstance(row, Waiting) else None,
        )
        for row in some
        if row.party in names
    ][:MOST]  # fmt: skip
