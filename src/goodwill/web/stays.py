"""Stays: in which browsers a member is logged in, and logging each of them out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.web.access import house_of, note
from goodwill.web.models import Member, Stay
from goodwill.web.models.secret import fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NOTED = dt.timedelta(minutes=1)
"""How exactly it is known when a browser was last seen."""
KEPT = dt.timedelta(days=90)
"""For so long stays that have ended are listed."""


def noted(request: HttpRequest) -> bool:
    """Note in which browser a member is; tells whether the member was not logged out there."""
    key = request.session.session_key
    if key is None:
        return True
    now = timezone.now()
    stay, made = Stay.objects.get_or_create(
        session=fingerprint(key),
        defaults={
            "member_id": request.user.pk,
            "address": str(request.META.get("REMOTE_ADDR", ""))[:45],
            "agent": str(request.headers.get("User-Agent", ""))[:200],
        },
    )
    if stay.ended_at is not None or stay.member_id != request.user.pk:
        logout(request)
        return False
    if not made and now - stay.seen_at > NOTED:
        Stay.objects.filter(pk=stay.pk).update(seen_at=now)
    return True


def end_all(member: Member) -> None:
    """Log a member out wherever it is logged in."""
    Stay.objects.filter(member=member, ended_at=None).update(ended_at=timezone.now())


def overview(request: HttpRequest) -> HttpResponse:
    """List the browsers in which a member is or lately was logged in."""
    key = request.session.session_key or ""
    since = timezone.now() - KEPT
    mine = Stay.objects.filter(member_id=request.user.pk or 0, seen_at__gt=since)
    found = mine.order_by("-seen_at")
    context = {
        "name": "stays",
        "stays": found[:100],
        "here": fingerprint(key),
        "zone": house_of(request.user).zone,
    }
    return render(request, "stays.html", context)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Log a member out of one browser."""
    stay = get_object_or_404(Stay, pk=number, member_id=request.user.pk)
    Stay.objects.filter(pk=stay.pk, ended_at=None).update(ended_at=timezone.now())
    note(request.user, "ended stay")
    if stay.session == fingerprint(request.session.session_key or ""):
        logout(request)
        return redirect("login")
    messages.success(request, _("Logged out there."))
    return redirect("stays")
