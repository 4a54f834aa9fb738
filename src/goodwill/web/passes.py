"""Passes: a member gives a customer a link to the window, sees who has one, and withdraws it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from goodwill.web.access import customers_seen, is_owner, sees_customers
from goodwill.web.models import Deed, Pass
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LASTS = (7, 30, 90, 365)
SHOWN = dt.timedelta(days=180)
"""Passes that no longer open are listed for so long."""


class PassForm(forms.Form):
    """How long a pass opens."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Opens for"),
        coerce=int,
        choices=[(days, days) for days in LASTS],
        initial=Pass.LASTS.days,
    )


class Listed(NamedTuple):
    """A pass with the name of its customer."""

    door: Pass
    customer: str


def overview(request: HttpRequest) -> HttpResponse:
    """Show every pass for customers whom the member may see, and the state of the public page."""
    if not sees_customers(request.user):
        raise Http404
    context = {
        "passes": _listed(request, Pass.objects.all()),
        "owner": is_owner(request.user),
        "zone": settings_of_the_house().zone,
        "public": settings_of_the_house().public_window,
        "name": "window",
    }
    return render(request, "window/overview.html", context)


@never_cache
def passes(request: HttpRequest, party: str) -> HttpResponse:
    """Show the passes of one customer, and make a new one whose link is shown this once."""
    customer = customers_seen(request.user, [party]).get(party)
    if customer is None:
        raise Http404
    link, form = "", PassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = _issue(request, party, form.cleaned_data["days"])
    context: dict[str, Any] = {
        "party": party,
        "customer": customer,
        "form": form if form.is_bound and not link else PassForm(),
        "link": link,
        "passes": _listed(request, Pass.objects.filter(party=party)),
        "owner": is_owner(request.user),
        "zone": settings_of_the_house().zone,
        "name": "party",
    }
    return render(request, "window/passes.html", context)


def _issue(request: HttpRequest, party: str, days: int) -> str:
    """Make a pass, write it down, and give its link."""
    assert request.user.is_authenticated
    door, secret = Pass.issue(party, request.user, dt.timedelta(days=days))
    Deed.objects.create(
        member_id=request.user.pk, what="pass", about=party, detail={"pass": door.pk, "days": days}
    )
    address = settings_of_the_house().office_address
    path = reverse("pane", args=[secret])
    return f"{address.rstrip('/')}{path}" if address else request.build_absolute_uri(path)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a pass: its link opens nothing from now on."""
    door = get_object_or_404(Pass, pk=number)
    if door.party not in customers_seen(request.user, [door.party]):
        raise Http404
    if Pass.objects.filter(pk=number, revoked_at=None).update(revoked_at=timezone.now()):
        Deed.objects.create(
            member_id=request.user.pk, what="pass withdrawn", about=door.party,
            detail={"pass": door.pk},
        )  # fmt: skip
        messages.success(request, _("Withdrawn: the link opens nothing from now on."))
    return redirect("passes", door.party)


def _listed(request: HttpRequest, found: Any) -> list[Listed]:
    recent = found.filter(expires_at__gt=timezone.now() - SHOWN).order_by("-made_at")[:500]
    doors = list(recent.select_related("made_by"))
    names = customers_seen(request.user, [door.party for door in doors])
    listed = [Listed(door, names[door.party]) for door in doors if door.party in names]
    return sorted(listed, key=lambda one: not one.door.opens)
