"""Pairs of a customer and a colleague who shall not meet again, set and ended without blame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from goodwill.care.guard import Guard
from goodwill.ledger.sight import MANAGER, OWNER
from goodwill.web.access import closed_for, customers_seen, role_of, sight_of
from goodwill.web.line import teams
from goodwill.web.models import Apart, Deed, Plea, Promise
from goodwill.web.office import book_folder
from goodwill.web.orders import settings_of_the_house
from goodwill.web.written import note_promise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

SETTERS = (OWNER, MANAGER)
"""Who may keep a customer and a colleague apart; anybody else asks for it in private."""


class Pair(NamedTuple):
    """A colleague who is, or was, kept from a customer."""

    row: Apart
    name: str


def kept_from(party: str) -> set[str]:
    """Name the colleagues whom a customer shall never meet again, under any of its records."""
    with _guard() as guard:
        return guard.apart(party)


def apart_from(person: str, parties: Iterable[str]) -> set[str]:
    """Name those of some customers whom a colleague shall never meet again."""
    if not person:
        return set()
    with _guard() as guard:
        return {party for party in set(parties) if person in guard.apart(party)}


def things_of_pairs(member: Reader) -> list[str]:
    """Name the things of the newest close that a member shall have nothing to do with any more."""
    person = getattr(member, "person", "")
    parties = Apart.objects.filter(person=person, ended_at=None).values_list("party", flat=True)
    wanted = sorted(set(parties)) if person else []
    if not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    with closed_for(member) as closed:
        if not closed.has("things"):
            return []
        rows = closed.con.execute(f"SELECT key FROM things WHERE party IN ({marks})", wanted)
        return [key for (key,) in rows.fetchall()]


def _guard() -> Guard:
    return Guard(book_folder(), settings_of_the_house())


@never_cache
def page(request: HttpRequest, party: str) -> HttpResponse:
    """Show who is kept from a customer, since when and until when; set a pair apart, or end it."""
    customer = customers_seen(request.user, [party]).get(party)
    if customer is None or role_of(request.user) not in SETTERS:
        raise Http404
    able = _able(request.user)
    if request.method == "POST":
        person = request.POST.get("person", "")
        if person not in able:
            raise Http404
        _settle(request, party, person, apart=request.POST.get("do") == "apart")
        return redirect("apart", party)
    rows = Apart.objects.filter(party=party, person__in=able).select_related("set_by", "ended_by")
    pairs = [Pair(row, able[row.person]) for row in rows.order_by("-set_at")]
    now = {pair.row.person for pair in pairs if pair.row.ended_at is None}
    context = {
        "party": party,
        "customer": customer,
        "pairs": pairs,
        "able": [(person, name) for person, name in able.items() if person not in now],
        "zone": settings_of_the_house().zone,
        "name": "party",
    }
    return render(request, "apart.html", context)


def _able(member: Reader) -> dict[str, str]:
    """Name the colleagues whom a member may keep from a customer: those below, or all."""
    seen = sight_of(member)
    people = [each for each in teams() if seen.whole or each in seen.known]
    with closed_for(member) as closed:
        names = closed.names(people)
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _take_over(request: HttpRequest, party: str, person: str) -> None:
    """Take over the open promises of somebody to a customer, and free the messages taken."""
    for promise in Promise.objects.filter(party=party, owner__person=person, state=Promise.OPEN):
        promise.owner_id = request.user.pk
        promise.save()
        note_promise(promise)
    taken = Plea.objects.filter(party=party, taken_by__person=person, state=Plea.TAKEN)
    taken.update(state=Plea.WAITING, taken_by=None, taken_at=None)


def _settle(request: HttpRequest, party: str, person: str, *, apart: bool) -> None:
    """Keep a pair apart or bring it together, in the guard and in its history, or in neither."""
    now = timezone.now()
    open_rows = Apart.objects.filter(party=party, person=person, ended_at=None)
    with transaction.atomic(), _guard() as guard:
        if apart:
            Apart.objects.get_or_create(
                party=party, person=person, ended_at=None,
                defaults={"set_by_id": request.user.pk, "set_at": now},
            )  # fmt: skip
            guard.keep_apart(party, person)
            _take_over(request, party, person)
            messages.success(request, _("They will not meet again. Nobody is told why."))
        else:
            open_rows.update(ended_at=now, ended_by_id=request.user.pk)
            guard.bring_together(party, person)
            messages.success(request, _("They may meet again."))
        what = "pair apart" if apart else "pair together"
        Deed.objects.create(member_id=request.user.pk, what=what, about=party)
