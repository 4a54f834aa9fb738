"""What a human decided after reading a colleague's evidence sheet: written down, never computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.web.access import report_for, sight_of
from goodwill.web.models import Deed

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from goodwill.web.models import Member

DECIDED = "decided"
OUTCOMES = {
    "chance": gettext_lazy("Nothing: it may be chance, or the rules"),
    "talk": gettext_lazy("We talked about it"),
    "teach": gettext_lazy("Teaching or help is agreed"),
    "again": gettext_lazy("To be looked at again in three months"),
    "move": gettext_lazy("Other work is agreed"),
    "part": gettext_lazy("We part ways"),
}
"""What may be decided about a colleague; the last one is never the only one offered."""


class Decision(NamedTuple):
    """An earlier decision: what, by whom, when."""

    said: str
    by: str
    made_at: dt.datetime


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Write down what was decided about a colleague whose sheet the member may open."""
    person, outcome = request.POST.get("person", ""), request.POST.get("outcome", "")
    if outcome not in OUTCOMES or not may_decide(request.user, person):
        raise Http404
    sheet = report_for(request.user, "mirror", {"person": person}, how="")
    detail = {"outcome": outcome, "closed": sheet.closed}
    Deed.objects.create(member_id=request.user.pk, what=DECIDED, about=person, detail=detail)
    messages.success(request, _("Written down, with your name and the day."))
    return redirect(f"{reverse('report', args=['mirror'])}?person={person}")


def may_decide(member: Member | AnonymousUser, person: str) -> bool:
    """Tell whether somebody is below the member: nobody decides about themselves."""
    sight = sight_of(member)
    return bool(person) and person not in sight.own and (sight.whole or person in sight.below)


def decisions(member: Member | AnonymousUser, person: str) -> list[Decision]:
    """List what was decided about a colleague, the newest first."""
    if not may_decide(member, person):
        return []
    found = Deed.objects.filter(what=DECIDED, about=person).select_related("member")
    return [
        Decision(
            str(OUTCOMES.get(each.detail.get("outcome"), "")),
            each.member.name if each.member else "",
            each.made_at,
        )
        for each in found.order_by("-made_at")[:20]
    ]
