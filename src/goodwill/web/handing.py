"""Giving a thing of today to a colleague: both see it, and nobody a customer they may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.reports.reasons import what
from goodwill.web import who
from goodwill.web.access import customers_seen, may_draw, note, role_of, sight_of, today_of
from goodwill.web.listed import asked_of, shown_of
from goodwill.web.models import Handing, Member
from goodwill.web.pairs import kept_from

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    Reader = Member | AnonymousUser


class Given(NamedTuple):
    """A thing that a member gave away, as the member's own list shows it."""

    number: int
    what: str
    customer: str
    taker: str
    made_at: dt.datetime


def colleagues_of(member: Reader) -> list[Member]:
    """List the members to whom a member may give something: of those whom the member may see."""
    seen = sight_of(member)
    today = today_of(member)
    others: Iterable[Member] = Member.objects.filter(
        role__in=(Member.OWNER, Member.STAFF), is_active=True
    ).exclude(pk=member.pk or 0)
    return sorted(
        (
            one
            for one in others
            if (seen.whole or one.person in seen.known - {""}) and who.in_force(one, today)
        ),
        key=lambda one: one.name.casefold(),
    )


@require_POST
def hand(request: HttpRequest) -> HttpResponse:
    """Give a thing to a colleague who may see the customer anyway."""
    found = asked_of(request)
    to = request.POST.get("to", "")
    taker = next((one for one in colleagues_of(request.user) if str(one.pk) == to), None)
    if taker is None:
        raise Http404
    thing = found.thing
    if taker.person in kept_from(thing.party):
        messages.error(request, _("{name} and this customer are kept apart.").format(name=taker))
        return redirect("report", name="today")
    if role_of(taker) not in {"owner", "manager", "person"} or not customers_seen(
        taker, [thing.party]
    ):
        messages.error(
            request, _("{name} may not see this customer, so nothing was given.").format(name=taker)
        )
        return redirect("report", name="today")
    now = timezone.now()
    Handing.objects.filter(thing=thing.key, ended_at=None).update(ended_at=now)
    Handing.objects.create(
        thing=thing.key, party=thing.party, giver_id=request.user.pk or 0, taker=taker
    )
    note(request.user, "gave a thing", thing.key, to=taker.pk)
    messages.success(request, _("{name} has it now; you see it below.").format(name=taker))
    return redirect("report", name="today")


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a thing back that one gave away."""
    mine = Handing.objects.filter(pk=number, giver_id=request.user.pk or 0, ended_at=None)
    if not may_draw(request.user, "today") or not mine.update(ended_at=timezone.now()):
        raise Http404
    messages.success(request, _("Taken back; it stands on the list again."))
    return redirect("report", name="today")


def given_by(member: Reader) -> list[Given]:
    """List what a member gave away and is not done yet, of customers whom the member may see."""
    open_ones = list(
        Handing.objects.filter(giver_id=member.pk or 0, ended_at=None).select_related("taker")
    )
    names = customers_seen(member, [one.party for one in open_ones])
    things = shown_of(member, [one.thing for one in open_ones])
    return [
        Given(one.pk, what(things[one.thing].thing, things[one.thing].plays), names[one.party],
              one.taker.name, one.made_at)
        for one in open_ones
        if one.party in names and one.thing in things
    ]  # fmt: skip
