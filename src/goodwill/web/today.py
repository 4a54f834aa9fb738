"""Today's buttons: a thing is done, not now, or not right; and all of it undone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.care.contact import contact_of
from goodwill.ledger.today import LEAVING, PLAY, together
from goodwill.web import noting
from goodwill.web.access import may_draw, today_of
from goodwill.web.guarding import ask_of, guard_of_the_house
from goodwill.web.listed import asked_of
from goodwill.web.models import Handing, Tick
from goodwill.web.orders import closed_since
from goodwill.web.saying import LONGEST, REASONS, of_today

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.web.listed import Listed

RESTS = 7
"""For so many days a thing rests that is done; whatever the records still show then comes back."""
RESTS_LONGER = {LEAVING: 30, PLAY: None}
"""Whoever was asked how they are is not asked again so soon; a play fires once."""


@require_POST
def tick(request: HttpRequest) -> HttpResponse:
    """Write down what became of a thing, and show what is left."""
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "")
    if reason not in REASONS.get(state, {}):
        raise Http404
    found = asked_of(request)
    today = today_of(request.user)
    until = _until(request, found, state, today)
    mine = Tick.objects.filter(member_id=request.user.pk or 0, thing=found.thing.key)
    before = mine.first()
    if before is not None and before.state == Tick.DONE and not _rests(before, today):
        before.number, before.contacts = Tick().number, []  # done once more: another doing
    one = before or Tick(member_id=request.user.pk or 0, thing=found.thing.key)
    put_off = one.since if one.state == Tick.LATER else None
    one.party, one.play = found.thing.party, found.thing.play or ""
    one.state, one.reason, one.until = state, reason, until
    one.since = (put_off or today) if state == Tick.LATER else None
    one.made_at = timezone.now()
    if state == Tick.DONE and not one.contacts:
        _done(request, one, found)
    one.save()
    if state == Tick.DONE or (state, reason) == (Tick.WRONG, Tick.NOT_MINE):
        Handing.objects.filter(thing=one.thing, ended_at=None).update(ended_at=timezone.now())
    messages.success(request, _said(one))
    return redirect("report", name="today")


def _rests(one: Tick, today: dt.date) -> bool:
    return one.until is None or one.until >= today


def _done(request: HttpRequest, one: Tick, found: Listed) -> None:
    """Tell the guard of a contact that was made, and the next close of what was done."""
    contact = contact_of(found.thing, found.plays)
    if contact is None:
        return
    guard, person = guard_of_the_house(), getattr(request.user, "person", "")
    whom = together(found.thing)
    one.contacts = [guard.made(ask_of(request.user, each.party, contact)) for each in whom]
    noting.done(one, whom, contact, person)


def _until(request: HttpRequest, found: Listed, state: str, today: dt.date) -> dt.date | None:
    """Say until which day a thing rests."""
    if state == Tick.WRONG:
        return None
    if state == Tick.DONE:
        days = RESTS_LONGER.get(found.thing.kind, RESTS)
        return None if days is None else today + dt.timedelta(days=days - 1)
    back = today + dt.timedelta(days=1)
    try:
        wished = dt.date.fromisoformat(request.POST.get("until") or back.isoformat())
    except ValueError:
        raise Http404 from None
    back = min(max(wished, back), today + dt.timedelta(days=LONGEST))
    return back - dt.timedelta(days=1)


def _said(one: Tick) -> str:
    if one.state == Tick.DONE and one.until is not None:
        return _("Well done. Should the records still show it then, it comes back.")
    if one.state == Tick.DONE:
        return _("Well done.")
    if one.state == Tick.LATER:
        return _("Put off; it comes back on the day you named.")
    if one.reason == Tick.NOT_MINE:
        return _("It goes to whoever stands above.")
    if one.play:
        return _("Noted; whoever answers for the play reads it.")
    return _("You will not be reminded of it again.")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what a member said of a thing today."""
    if not may_draw(request.user, "today"):
        raise Http404
    one = Tick.objects.filter(
        member_id=request.user.pk or 0, thing=request.POST.get("thing", "")[:200]
    ).first()
    if one is None or not of_today(request.user, one):
        raise Http404
    if one.contacts and closed_since(one.made_at):
        messages.error(request, _("The book has been closed since; it stands there now."))
        return redirect("report", name="today")
    if one.contacts:
        for number in one.contacts:
            guard_of_the_house().unmade(number)
        noting.undone(one)
    one.delete()
    messages.success(request, _("Taken back; it stands on the list again."))
    return redirect("report", name="today")
