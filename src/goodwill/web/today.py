"""Today's buttons: a thing is done, comes back later, or never again."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.web.access import may_draw, today_of
from goodwill.web.models import Tick

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RESTS = {Tick.DONE: 7, Tick.LATER: 1, Tick.NEVER: None}
"""For how many days a thing rests; whatever is still undone then comes back."""
_KEY = re.compile(r"[a-z]+:[^\s<>]{1,190}")


@require_POST
def tick(request: HttpRequest) -> HttpResponse:
    """Write down what became of a thing, and show what is left."""
    thing, state = request.POST.get("thing", ""), request.POST.get("state", "")
    if not may_draw(request.user, "today") or state not in RESTS or not _KEY.fullmatch(thing):
        raise Http404
    days = RESTS[state]
    today = today_of(request.user)
    until = today + dt.timedelta(days=days - 1) if days else None
    Tick.objects.update_or_create(
        member_id=request.user.pk, thing=thing, defaults={"state": state, "until": until}
    )
    said = {
        Tick.DONE: _("Well done. Should the records still show it in a week, it comes back."),
        Tick.LATER: _("It comes back tomorrow."),
        Tick.NEVER: _("You will not be reminded of it again."),
    }
    messages.success(request, said[state])
    return redirect("report", name="today")
