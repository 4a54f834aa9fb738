"""The purse's pages: one's own, and for those who lead the reserve, the teams and what waits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.care.purse import clock
from goodwill.care.purse.journal import PROMISE
from goodwill.care.purse.showing import room_said
from goodwill.care.purse.telling import lines
from goodwill.problems import GoodwillError
from goodwill.web import purse_house, purse_tables, pursed
from goodwill.web.access import is_owner, sees_customers
from goodwill.web.models import Deed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from goodwill.care.purse import Entry, Purse

SHOWN, MOST = 20, 500
"""So many entries stand on the page of the purse, and so many on their own page."""
RECENT = dt.timedelta(days=90)


def overview(request: HttpRequest) -> HttpResponse:
    """Show one's own limits and what one has set aside and lent; to those who lead the rest."""
    if not sees_customers(request.user):
        raise Http404
    view = pursed.viewed(request.user)
    stands, now = pursed.standing_of(request.user), clock()
    with pursed.opened() as purse:
        held = [each for each in purse.commitments(now) if view.sees(each)]
        asked = purse.requests()
        out = [each for each in purse_tables.out(purse) if view.sees(each[1])]
        recent = [each for each in purse.entries(most=MOST) if view.sees(each)]
        names = purse_tables.names(view, [*held, *asked, *recent, *(entry for _u, entry in out)])
        context = {
            "name": "purse",
            "limits": [
                room_said(room, purse.terms.currency)
                for room in purse.rooms(view.person, stands.level, stands.team, now)
            ],
            "zone": purse.terms.zone,
            "held": [purse_tables.line(each, names, purse) for each in held],
            "asked": [purse_tables.line(each, names, purse) for each in asked
                      if view.answers(each)],
            "waiting": [purse_tables.line(each, names, purse) for each in asked
                        if each.giver == view.person],
            "out": [purse_tables.unit(one, entry, names, purse, now) for one, entry in out],
            "entries": [
                purse_tables.line(each, names, purse)
                for each in recent
                if each.kind != PROMISE or each.settled_by is None
            ][:SHOWN],
            "leads": view.leads,
            "owns": is_owner(request.user),
        }  # fmt: skip
        if view.leads:
            context |= purse_house.led(purse, view, now)
    return render(request, "purse/overview.html", context)


def entries(request: HttpRequest) -> HttpResponse:
    """List the entries that a member may see, the newest first."""
    if not sees_customers(request.user):
        raise Http404
    view = pursed.viewed(request.user)
    with pursed.opened() as purse:
        found = [each for each in purse.entries(most=20 * MOST) if view.sees(each)][:MOST]
        names = purse_tables.names(view, found)
        context = {
            "name": "purse",
            "entries": [purse_tables.line(each, names, purse) for each in found],
            "zone": purse.terms.zone,
            "most": MOST if len(found) == MOST else None,
            "owns": is_owner(request.user),
        }
    return render(request, "purse/entries.html", context)


def _step(
    request: HttpRequest,
    number: int,
    what: str,
    said: str,
    step: Callable[[Purse, Entry], object],
) -> HttpResponse:
    """Do a step with an entry that the member may see, and note it."""
    view = pursed.viewed(request.user)
    if not sees_customers(request.user):
        raise Http404
    with pursed.opened() as purse:
        found = purse.entry(number)
        if found is None or not view.sees(found[0]):
            raise Http404
        try:
            step(purse, found[0])
        except GoodwillError as error:
            for problem in error.problems:
                messages.error(request, f"{problem.what} {problem.hint}".strip())
            return redirect("purse")
    Deed.objects.create(member_id=request.user.pk, what=what, about=str(number))
    pursed.tell()
    messages.success(request, said)
    return redirect("purse")


@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Note that what was set aside has been given."""
    by = pursed.person_of(request.user)
    said = _("Given, and noted for the next close.")
    return _step(request, number, "purse kept", said, lambda purse, _e: purse.give(number, by=by))


@require_POST
def give_back(request: HttpRequest, number: int) -> HttpResponse:
    """Put back what was set aside."""
    by = pursed.person_of(request.user)
    said = _("It is back in the reserve.")
    return _step(
        request, number, "purse given back", said, lambda purse, _e: purse.give_back(number, by=by)
    )


@require_POST
def returned(request: HttpRequest, number: int) -> HttpResponse:
    """Note that a lent unit is back."""
    by = pursed.person_of(request.user)
    said = _("It is on the shelf again.")
    return _step(
        request, number, "purse returned", said, lambda purse, _e: purse.returned(number, by=by)
    )


@require_POST
def reverse(request: HttpRequest, number: int) -> HttpResponse:
    """Correct an entry by its opposite, which is for owners."""
    if not is_owner(request.user):
        raise Http404
    by = pursed.person_of(request.user)
    said = _("Reversed by an entry of its own.")
    return _step(
        request, number, "purse reversed", said, lambda purse, _e: purse.reverse(number, by=by)
    )


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Back what a colleague below wants to give, or say no."""
    view = pursed.viewed(request.user)
    with pursed.opened() as purse:
        asked = next((each for each in purse.requests() if each.id == number), None)
        if asked is None or not view.answers(asked):
            raise Http404
        if request.POST.get("do") != "back":
            purse.refuse(number, view.person, note=request.POST.get("note", "")[:300].strip())
            return _answered(request, number, "purse refused", _("You said no; they see it."))
        decision = purse.back(number, view.person, pursed.standing_of(request.user).level)
        if decision.allowed:
            said = _("Backed: it is set aside for them out of your purse.")
            return _answered(request, number, "purse backed", said)
        for line in lines(decision, purse.terms.currency):
            messages.error(request, line)
    return redirect("purse")


def _answered(request: HttpRequest, number: int, what: str, said: str) -> HttpResponse:
    Deed.objects.create(member_id=request.user.pk, what=what, about=str(number))
    messages.success(request, said)
    return redirect("purse")


@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Note that a team was told why we give, by whoever leads it."""
    view, team = pursed.viewed(request.user), request.POST.get("team", "")
    if team not in purse_house.teams_of(view):
        raise Http404
    with pursed.opened() as purse:
        purse.told_why(team, view.person)
    return _answered(request, 0, "purse told", _("Noted for a year."))


@require_POST
def house(request: HttpRequest) -> HttpResponse:
    """Change the reserve, note advertising, or add units: for owners."""
    if not is_owner(request.user):
        raise Http404
    form = purse_house.HouseForm(request.POST)
    if not form.is_valid():
        for problems in form.errors.values():
            for each in problems:
                messages.error(request, str(each))
        return redirect("purse")
    kinds: dict[str, Any] = {
        "fund": ("purse funded", _("The reserve is changed.")),
        "advertise": ("purse advertised", _("Noted beside the cost of welcome.")),
        "units": ("purse units", _("They are on the shelf.")),
    }
    what, said = kinds[form.cleaned_data["do"]]
    try:
        with pursed.opened() as purse:
            form.carry_out(purse, pursed.person_of(request.user))
    except GoodwillError as error:
        for problem in error.problems:
            messages.error(request, problem.what)
        return redirect("purse")
    return _answered(request, 0, what, said)
