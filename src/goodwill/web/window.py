"""The window: a customer looks through it by a signed link, complains, or asks for urgent help.

Whoever has the link is the customer; no cookie opens it, so nothing can be sent in their name from
another page. A link that is wrong, expired or withdrawn gives the same page: nothing is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from goodwill.reports.parts import case_said
from goodwill.web.access import place_of, promise_for, window_for
from goodwill.web.models import Attempt, Deed, Pass, Plea, Promise
from goodwill.web.noting import note
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.reports.report import Report
    from goodwill.web.access import Drawn, Place

FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
LONGEST = 4000
MOST_A_DAY = 10
AGAIN = dt.timedelta(minutes=10)
"""The very same words within this time are one plea, sent twice by impatience or by mishap."""
BAD_LINKS = 50
"""So many wrong links from one address within a quarter of an hour are a machine that guesses."""
PRIVATE = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
"""A page whose address is its key is neither indexed, nor kept, nor named to other pages."""


class PleaForm(forms.Form):
    """What a customer writes: to complain, perhaps about a case, or what cannot wait."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in Plea.KINDS])
    case = forms.CharField(max_length=200, required=False)
    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": _("Write in a few words what has happened."),
            "max_length": _("Please keep to four thousand characters; we shall ask for the rest."),
        },
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def pane(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a customer their side of the book, and take what they ask."""
    door = Pass.open_one(secret)
    if door is None:
        return _nothing(request)
    chosen = request.GET.get("language")
    if chosen in LANGUAGES:
        return _private(remember(redirect("pane", secret), request, chosen, "/w/"))
    if request.method == "POST":
        return _take(request, door, secret)
    door.look()
    return _page(request, door, secret)


def _take(request: HttpRequest, door: Pass, secret: str) -> HttpResponse:
    """Take what a customer asks, or say what is missing; nothing that was written is lost."""
    form = PleaForm(request.POST)
    if not form.is_valid():
        return _page(request, door, secret, form, 400)
    plea = _ask(door, form.cleaned_data)
    if plea is None:
        return _page(request, door, secret, form, 429)
    return _private(redirect("pane_asked", secret, plea.number))


def _page(
    request: HttpRequest,
    door: Pass,
    secret: str,
    form: PleaForm | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        drawn, place = window_for(door), place_of(door)
    except Http404:
        return _nothing(request)
    promises = promised_to(door.party)
    context = {
        **_surroundings(door, place, secret),
        "report": _without(drawn.report, promises),
        "names": drawn.names,
        "promises": promises,
        "pleas": Plea.objects.filter(party=door.party).order_by("-made_at")[:20],
        "cases": _choices(drawn),
        "form": form,
        "asked_kind": form.data.get("kind") if form else "",
        "too_many": status == 429,
        "most": MOST_A_DAY,
        "longest": LONGEST,
    }
    return _private(render(request, "window/window.html", context, status=status))


def promised_to(party: str) -> list[Promise]:
    """List what we promised a customer in the office, what is open first; the rest for a year."""
    since = timezone.now() - dt.timedelta(days=366)
    found = Promise.objects.filter(Q(state=Promise.OPEN) | Q(ended_at__gt=since), party=party)
    newest = found.prefetch_related("moves").order_by("-given_at")[:200]
    return sorted(newest, key=lambda each: (not each.open, each.due_at if each.open else FIRST))


def _without(report: Report, promises: list[Promise]) -> Report:
    """Leave out of a report the promises that stand beside it as they are now."""
    here = {f"promise:{each.number}" for each in promises}
    tables = (
        replace(table, rows=tuple(row for row in table.rows if row.values[0] not in here))
        if table.name == "promises" else table
        for table in report.tables
    )  # fmt: skip
    return replace(report, tables=tuple(table for table in tables if table.rows))


def asked(request: HttpRequest, secret: str, number: str) -> HttpResponse:
    """Confirm what a customer asked, and by when a person answers."""
    door = Pass.open_one(secret)
    plea = Plea.objects.filter(number=number, party=door.party).first() if door else None
    if door is None or plea is None:
        return _nothing(request)
    try:
        place = place_of(door)
    except Http404:
        return _nothing(request)
    context = {**_surroundings(door, place, secret), "plea": plea}
    return _private(render(request, "window/asked.html", context))


def _surroundings(door: Pass, place: Place, secret: str) -> dict[str, Any]:
    return {
        "company": place.company,
        "simulated": "(simulated)" in place.company,
        "zone": place.zone,
        "door": door,
        "secret": secret,
    }


def _choices(drawn: Drawn) -> list[tuple[str, str]]:
    """List what a complaint may be about: whatever the customer sees on the page."""
    cases = {
        str(record["case"]): None for table in drawn.report.tables for record in table.records()
        if "case" in record
    }  # fmt: skip
    return [(case, case_said(case)) for case in cases]


def _ask(door: Pass, given: dict[str, Any]) -> Plea | None:
    """Take a plea once; None where too many came through this pass within a day."""
    now = timezone.now()
    mine = Plea.objects.filter(party=door.party)
    text = given["text"].strip()
    same = mine.filter(
        kind=given["kind"], case=given["case"], text=text, made_at__gt=now - AGAIN
    ).first()
    if same is not None:
        return same
    if mine.filter(made_at__gt=now - dt.timedelta(days=1)).count() >= MOST_A_DAY:
        return None
    promise = promise_for(door, given["case"], urgent=given["kind"] == Plea.URGENT)
    until = promise.until and promise.until.replace(tzinfo=dt.UTC)
    with transaction.atomic():
        plea = Plea.objects.create(
            pass_used=door,
            party=door.party,
            kind=given["kind"],
            case=promise.case or "",
            text=text,
            due_at=until,
        )
        Deed.objects.create(what="plea", about=plea.number, detail={"kind": plea.kind})
        note(plea)
    return plea


def remember(
    response: HttpResponse, request: HttpRequest, language: str, path: str
) -> HttpResponse:
    """Speak another language on the pages below a path from now on, and nowhere else."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, path=path,
        samesite="Lax", httponly=True, secure=request.is_secure(),
    )  # fmt: skip
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    """Say that the link opens nothing, for whatever reason, and what to do next."""
    address = f"window {request.META.get('REMOTE_ADDR', '')}"[:45]
    recent = timezone.now() - Attempt.WINDOW
    failed = Attempt.objects.filter(address=address, made_at__gt=recent).count()
    if failed < BAD_LINKS:
        Attempt.failed("", address)
    status = 404 if failed < BAD_LINKS else 429
    return _private(render(request, "window/nothing.html", {"company": ""}, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address of this page to whoever has it; it does not stand in a log either."""
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  # Django's mark
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
