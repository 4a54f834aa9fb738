"""The queue of pleas: what customers asked through the window, taken, answered and settled."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.web.access import closed_for, customers_seen, erased, sees_customers
from goodwill.web.models import Deed, Plea
from goodwill.web.noting import note
from goodwill.web.orders import settings_of_the_house
from goodwill.web.pairs import apart_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from goodwill.web.models import Member

SHOWN = dt.timedelta(days=90)
"""Pleas that were answered are listed for so long."""
MATCHED = dt.timedelta(days=30)
"""Urgent help before any order is matched by an order within so long, or it was given away."""
LONGEST = 4000


class ReplyForm(forms.Form):
    """What a member answered, for the customer to read, and whether all is settled with it."""

    reply = forms.CharField(
        label=gettext_lazy("What you answered, as the customer reads it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )
    settled = forms.BooleanField(label=gettext_lazy("It is settled with this"), required=False)


class Listed(NamedTuple):
    """A plea with the name of its customer, and of urgent help the order that came of it."""

    plea: Plea
    customer: str
    order: str = ""
    matched: bool = False
    overdue: bool = False
    """No order has followed in time, as far as the newest closed book knows."""


def waiting_for(member: Member | AnonymousUser) -> list[Listed]:
    """List the pleas that a member may see and nobody has answered, the most urgent first."""
    return _seen(member, Plea.objects.filter(state__in=Plea.OPEN))


def queue(request: HttpRequest) -> HttpResponse:
    """Show what customers asked: unanswered first, by when each was promised an answer."""
    if not sees_customers(request.user):
        raise Http404
    recent = Q(state__in=Plea.OPEN) | Q(made_at__gt=timezone.now() - SHOWN)
    seen = _seen(request.user, Plea.objects.filter(recent | Q(settled_at=None)))
    context = {
        "open": [one for one in seen if one.plea.state in Plea.OPEN],
        "done": _ordered(request, [one for one in seen if one.plea.state not in Plea.OPEN]),
        "form": ReplyForm(),
        "zone": settings_of_the_house().zone,
        "name": "pleas",
    }
    return render(request, "window/pleas.html", context)


def _seen(member: Member | AnonymousUser, found: Iterable[Plea]) -> list[Listed]:
    """Keep the pleas of customers whom a member may see and meet; the erased are wiped out."""
    pleas = list(found)
    gone = erased(plea.party for plea in pleas)
    if gone:
        Plea.objects.filter(party__in=gone).update(text="", reply="")
    out = gone | apart_from(getattr(member, "person", ""), (plea.party for plea in pleas))
    names = customers_seen(member, [plea.party for plea in pleas if plea.party not in out])
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    kept = [Listed(plea, names[plea.party]) for plea in pleas if plea.party in names]
    return sorted(kept, key=lambda one: (one.plea.kind != Plea.URGENT, one.plea.due_at or never))


def _ordered(request: HttpRequest, listed: list[Listed]) -> list[Listed]:
    """Match urgent help with the order that followed, so that what is given away is seen."""
    urgent = {
        one.plea.number: (one.plea.party, one.plea.made_at.replace(tzinfo=None))
        for one in listed
        if one.plea.kind == Plea.URGENT
    }
    orders = _orders_since(request.user, urgent)
    return [_matched(one, orders.get(one.plea.number), one.plea.number in urgent) for one in listed]


def _orders_since(
    member: Member | AnonymousUser, asked: Mapping[str, tuple[str, dt.datetime]]
) -> dict[str, tuple[str, dt.datetime]]:
    """Find the first order after each call for help: by its number, the case and the instant.

    `asked` has the customer and the instant (UTC) of each; a member finds what a member may see.
    """
    if not asked:
        return {}
    found = {}
    with closed_for(member) as closed:
        for number, (party, since) in asked.items():
            row = closed.con.execute(_FIRST_ORDER, [party, since]).fetchone()
            if row is not None:
                found[number] = row
    return found


_FIRST_ORDER = """
SELECT coalesce(about, ''), happened_at FROM moments
WHERE kind = 'purchase' AND direction = 'in' AND party = ? AND happened_at >= ?
ORDER BY happened_at LIMIT 1
"""


def _matched(one: Listed, order: tuple[str, dt.datetime] | None, urgent: bool) -> Listed:
    if not urgent:
        return one
    until = one.plea.made_at + MATCHED
    if order is not None and order[1].replace(tzinfo=dt.UTC) <= until:
        return one._replace(order=order[0], matched=True)
    return one._replace(overdue=until < timezone.now())


def _one(request: HttpRequest, number: str) -> Plea:
    """Find a plea of a customer whom the member may see."""
    plea = get_object_or_404(Plea, number=number)
    if not _seen(request.user, [plea]):
        raise Http404
    return plea


@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take a plea on; of two who try at once, one succeeds."""
    plea = _one(request, number)
    taken = Plea.objects.filter(pk=plea.pk, state=Plea.WAITING).update(
        state=Plea.TAKEN, taken_by_id=request.user.pk, taken_at=timezone.now()
    )
    if taken:
        _write_down(request, "plea taken", plea)
    else:
        messages.info(request, _("Somebody has taken it already."))
    return redirect("pleas")


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Note that a plea has been answered, with the words that the customer shall read."""
    plea = _one(request, number)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please keep to four thousand characters."))
        return redirect("pleas")
    now = timezone.now()
    with transaction.atomic():
        plea = Plea.objects.select_for_update().get(pk=plea.pk)
        if plea.answered_at is None:
            plea.taken_by_id = request.user.pk
            plea.taken_at = plea.taken_at or now
            plea.answered_at = now
        plea.reply = form.cleaned_data["reply"].strip() or plea.reply
        if form.cleaned_data["settled"]:
            plea.settled_at = plea.settled_at or now
        plea.state = Plea.SETTLED if plea.settled_at else Plea.ANSWERED
        plea.save()
        _write_down(request, f"plea {plea.state}", plea)
        note(plea)
    messages.success(request, _("Noted; the customer sees it in the window."))
    return redirect("pleas")


def _write_down(request: HttpRequest, what: str, plea: Plea) -> None:
    Deed.objects.create(member_id=request.user.pk, what=what, about=plea.number)
