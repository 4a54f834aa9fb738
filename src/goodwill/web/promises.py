"""Promises on their pages: written down, kept, moved with consent, taken back with words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.moments.moment import CHANNELS
from goodwill.reports.parts import case_said, channel_said
from goodwill.web import promising
from goodwill.web.access import customers_seen, sees_customers
from goodwill.web.keeping import kept_by
from goodwill.web.models import Deed, Moved, Promise
from goodwill.web.written import note_promise

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.web.models import Member
    from goodwill.web.promising import Place

LONGEST = 1000
AHEAD = dt.timedelta(days=3660)
"""Nobody promises anything for later than ten years from now."""
KINDS = (
    ("callback", gettext_lazy("to call back")),
    ("papers", gettext_lazy("to send papers")),
    ("delivery", gettext_lazy("to deliver")),
    ("repair", gettext_lazy("to repair")),
    ("other", gettext_lazy("anything else")),
)


def _words(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget)


class _Due(forms.Form):
    """A day, and perhaps a time of it."""

    day = forms.DateField(
        label=gettext_lazy("By which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=gettext_lazy("By what time of that day"),
        required=False,
        help_text=gettext_lazy("Without a time the whole day counts, until 23:59:59."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def due(self, zone: str) -> dt.datetime | None:
        """Give the instant that was chosen, by the customer's clock."""
        given = self.cleaned_data
        return promising.until(given["day"], given["time"], zone) if given.get("day") else None


class PromiseForm(_Due):
    """What is promised to a customer, by when, and by whom."""

    text = _words(gettext_lazy("What we promise, as the customer reads it in the window"))
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=KINDS, initial="other")
    case = forms.ChoiceField(label=gettext_lazy("In which case"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("How it was promised"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who answers for it"))
    next_step = _words(gettext_lazy("The next step, for ourselves alone"), required=False, rows=2)
    field_order = ("text", "kind", "day", "time", "owner", "next_step", "case", "channel")

    def __init__(self, data: Any, place: Place, owners: list[Member], me: int) -> None:
        """Offer the cases of the customer and those who may answer for it."""
        super().__init__(data, initial={"owner": str(me), "channel": "phone"})
        self._place = place
        cases = [(case, case_said(case)) for case in place.cases]
        self._choose("case", [("", _("in none")), *cases])
        self._choose("channel", [(each, channel_said(each)) for each in CHANNELS])
        self._choose("owner", [(str(each.pk), each.name) for each in owners])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Find until when the promise runs; a call-back has a clock of its own."""
        given = super().clean() or {}
        due = self.due(self._place.zone)
        if due is None and given.get("kind") == "callback" and self._place.callback:
            due = self._place.callback.replace(tzinfo=dt.UTC)
            given["clocked"] = True
        if due is None and "day" not in self.errors:
            self.add_error("day", _("Say until when; a promise without a day is none."))
        elif due is not None and not timezone.now() < due < timezone.now() + AHEAD:
            self.add_error("day", _("This time has passed already, or is too far away."))
        given["due_at"] = due
        return given


class MoveForm(_Due):
    """To when a promise is moved, which the customer must have agreed to."""

    agreed = forms.BooleanField(label=gettext_lazy("The customer has agreed to it"))


class BackForm(forms.Form):
    """With which words a promise is taken back, or whether they let us off it."""

    reply = _words(gettext_lazy("What you said, as the customer reads it in the window"))
    released = forms.BooleanField(
        label=gettext_lazy("They need it no more and let us off it"), required=False
    )


def overview(request: HttpRequest) -> HttpResponse:
    """List the open promises of a member and of those below, late first, and how words are kept."""
    if not sees_customers(request.user):
        raise Http404
    found = Promise.objects.filter(promising.recent()).select_related("owner", "given_by")
    seen = promising.seen_by(request.user, found.prefetch_related("moves"))
    context = {
        "mine": [one for one in seen if one.promise.open and one.mine],
        "others": [one for one in seen if one.promise.open and not one.mine],
        "ended": [one for one in reversed(seen) if not one.promise.open],
        "kept": kept_by(request.user),
        "name": "promises",
    }
    return render(request, "promises/overview.html", context)


def give(request: HttpRequest, party: str) -> HttpResponse:
    """Write down a promise to a customer, with or without a case."""
    customer = customers_seen(request.user, [party]).get(party)
    if customer is None or request.user.pk is None:
        raise Http404
    place = promising.place_of(request.user, party)
    owners = promising.possible_owners(request.user, party)
    form = PromiseForm(request.POST or None, place, owners, request.user.pk)
    if request.method == "POST" and form.is_valid():
        promise = _write(request, party, form.cleaned_data)
        messages.success(request, _("Written down; the customer sees it in the window at once."))
        return redirect(f"{_page_of(party)}#promise-{promise.number}")
    context = {
        "form": form,
        "party": party,
        "customer": customer,
        "place": place,
        "promises": of_customer(request, party),
        "name": "party",
    }
    return render(request, "promises/give.html", context)


def of_customer(request: HttpRequest, party: str) -> list[promising.Listed]:
    """List what was promised to a customer of late, open promises first."""
    found = Promise.objects.filter(promising.recent(), party=party)
    related = found.select_related("owner", "given_by").prefetch_related("moves")
    return promising.seen_by(request.user, related, of_customer=True)


def _page_of(party: str) -> str:
    from django.urls import reverse

    return reverse("promise_give", args=[party])


def _write(request: HttpRequest, party: str, given: dict[str, Any]) -> Promise:
    with transaction.atomic():
        promise = Promise.objects.create(
            party=party,
            kind=given["kind"],
            text=given["text"].strip(),
            case=given["case"],
            channel=given["channel"],
            given_by_id=request.user.pk,
            due_at=given["due_at"].replace(microsecond=0),
            whole_day=not given["time"] and not given.get("clocked"),
            owner_id=int(given["owner"]),
            next_step=given["next_step"].strip(),
        )
        _write_down(request, "promise given", promise)
    return promise


def _write_down(request: HttpRequest, what: str, promise: Promise) -> None:
    """Note a step for the record and for the next close."""
    Deed.objects.create(member_id=request.user.pk, what=what, about=promise.number)
    note_promise(promise)


def _open_one(request: HttpRequest, number: str) -> promising.Listed:
    """Find an open promise that the member may act on, held until the step is done."""
    promise = get_object_or_404(Promise.objects.select_for_update(of=("self",)), number=number)
    seen = promising.seen_by(request.user, [promise])
    if not seen:
        raise Http404
    return seen[0]


def _again(request: HttpRequest) -> HttpResponse:
    """Go back to the page on which the button stood."""
    party = request.POST.get("party", "")
    return redirect(_page_of(party) if party.isalnum() else "promises")


@require_POST
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """Note that a promise has been kept, now."""
    with transaction.atomic():
        promise = _open_one(request, number).promise
        if promise.open:
            promise.state, promise.ended_at = Promise.KEPT, timezone.now()
            promise.save()
            _write_down(request, "promise kept", promise)
    messages.success(request, _("Kept. The customer sees it in the window."))
    return _again(request)


@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Move a promise to another time, before it is due and with the customer's consent alone."""
    form = MoveForm(request.POST)
    valid = form.is_valid()
    with transaction.atomic():
        one = _open_one(request, number)
        due = form.due(one.zone) if valid else None
        said = _not_movable(one.promise, form, due)
        if said or due is None:
            messages.error(request, said)
            return _again(request)
        promise, before = one.promise, one.promise.due_at
        promise.due_at = due.replace(microsecond=0)
        promise.whole_day = not form.cleaned_data["time"]
        promise.save()
        Moved.objects.create(promise=promise, due_before=before, due_after=promise.due_at,
                             member_id=request.user.pk)  # fmt: skip
        _write_down(request, "promise moved", promise)
    messages.success(request, _("Moved; the window shows the new time."))
    return _again(request)


def _not_movable(promise: Promise, form: MoveForm, due: dt.datetime | None) -> str:
    """Say why a promise cannot be moved so; nothing where it can."""
    if not promise.open or promise.late:
        return _("What is over cannot be moved any more; do it, and promise anew if need be.")
    if not form.cleaned_data.get("agreed"):
        return _("A promise is moved only when the customer has agreed; ask them first.")
    if due is None or not timezone.now() < due < timezone.now() + AHEAD:
        return _("Say to which day it is moved; it must lie ahead.")
    return ""


@require_POST
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """Take a promise back with words, or note that the customer let us off it before it was due."""
    form = BackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A promise is taken back with words; write what you said."))
        return _again(request)
    with transaction.atomic():
        promise = _open_one(request, number).promise
        if promise.open:
            released = form.cleaned_data["released"] and not promise.late
            promise.state = Promise.RELEASED if released else Promise.BACK
            promise.ended_at, promise.reply = timezone.now(), form.cleaned_data["reply"].strip()
            promise.save()
            _write_down(request, "promise taken back", promise)
    messages.success(request, _("Noted, with your words."))
    return _again(request)


@require_POST
def hand(request: HttpRequest, number: str) -> HttpResponse:
    """Say who answers for a promise from now on, and which step is next."""
    with transaction.atomic():
        promise = _open_one(request, number).promise
        assert request.user.is_authenticated
        able = {one.pk: one for one in promising.possible_owners(request.user, promise.party)}
        chosen = request.POST.get("owner", "")
        if chosen.isdigit() and int(chosen) in able:
            promise.owner = able[int(chosen)]
        promise.next_step = request.POST.get("next_step", "").strip()[:LONGEST]
        promise.save()
        _write_down(request, "promise handed", promise)
    return _again(request)
