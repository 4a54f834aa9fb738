"""The page on which a member asks for letters, tries one, and sees what became of the last ones."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from goodwill.web.access import may_draw
from goodwill.web.letters import periods
from goodwill.web.letters.composing import rhythm_said
from goodwill.web.letters.sending import deliver, why
from goodwill.web.models import Deed, Digest, Letter
from goodwill.web.orders import closed_as_of, settings_of_the_house

if TYPE_CHECKING:
    from django.http import HttpRequest

REST = dt.timedelta(minutes=1)
"""How long to wait between two trials."""
LAST = 12
"""How many of the last letters are listed."""


class DigestForm(forms.Form):
    """Whether, when and with what a digest comes."""

    active = forms.BooleanField(label=gettext_lazy("Send it"), required=False)
    hour = forms.TypedChoiceField(
        label=gettext_lazy("From"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
    )
    attached = forms.MultipleChoiceField(
        label=gettext_lazy("With these files"),
        required=False,
        choices=[("pdf", "PDF"), ("csv", "CSV")],
        widget=forms.CheckboxSelectMultiple,
    )


class Card(NamedTuple):
    """One rhythm as the page shows it."""

    rhythm: str
    title: str
    digest: Digest | None
    form: DigestForm


def page(request: HttpRequest) -> HttpResponse:
    """Show which letters a member gets, and the last ones."""
    if not may_draw(request.user, "digest"):
        raise Http404
    mine = Digest.objects.filter(member_id=request.user.pk or 0)
    asked = {digest.rhythm: digest for digest in mine}
    house = settings_of_the_house()
    context = {
        "cards": [_card(rhythm, asked.get(rhythm)) for rhythm in Digest.RHYTHMS],
        "letters": [_told(each) for each in _last(request)],
        "zone": house.zone,
        "mail": house.mail,
        "name": "digests",
    }
    return render(request, "digests.html", context)


def _card(rhythm: str, digest: Digest | None) -> Card:
    given: dict[str, Any] = {"active": False, "hour": 7, "attached": []}
    if digest is not None:
        given = {"active": digest.active, "hour": digest.hour, "attached": digest.attached}
    form = DigestForm(initial=given, prefix=rhythm)
    return Card(rhythm, rhythm_said(rhythm), digest, form)


def _last(request: HttpRequest) -> list[Letter]:
    found = Letter.objects.filter(digest__member_id=request.user.pk or 0).select_related("digest")
    return list(found.order_by("-made_at", "-pk")[:LAST])


def _told(letter: Letter) -> dict[str, Any]:
    said = {
        Letter.BEGUN: _("is being written"),
        Letter.SENT: _("sent"),
        Letter.KEPT: _("kept in {place}").format(place=letter.said),
        Letter.NOTHING: _("nothing to do, so not sent"),
        Letter.FAILED: _("could not be sent: {why}").format(why=letter.said),
    }
    return {
        "rhythm": rhythm_said(letter.digest.rhythm),
        "letter": letter,
        "said": said[letter.outcome],
        "failed": letter.outcome == Letter.FAILED,
    }


@require_POST
def save(request: HttpRequest, rhythm: str) -> HttpResponse:
    """Keep what a member wishes for one rhythm."""
    form = DigestForm(request.POST, prefix=_known(request, rhythm))
    if form.is_valid():
        given = form.cleaned_data
        digest = _own(request, rhythm)
        if given["active"] and not digest.active:
            digest.made_at = timezone.now()  # asked for anew: what was before is not told
        digest.active, digest.hour = given["active"], given["hour"]
        digest.attached = given["attached"]
        digest.save()
        detail = {"active": digest.active, "hour": digest.hour, "attached": digest.attached}
        Deed.objects.create(
            member_id=request.user.pk or 0, what="digest", about=rhythm, detail=detail
        )
        messages.success(request, _("That is noted."))
    else:
        messages.error(request, _("That could not be understood; nothing was changed."))
    return redirect("digests")


@require_POST
def attempt(request: HttpRequest, rhythm: str) -> HttpResponse:
    """Send a member the newest letter of one rhythm at once, whether due or not."""
    form = DigestForm(request.POST, prefix=_known(request, rhythm))
    digest = _own(request, rhythm)
    if form.is_valid():
        digest.attached = form.cleaned_data["attached"]  # as it is ticked, saved or not
    house, closed = settings_of_the_house(), closed_as_of()
    recent = Deed.objects.filter(
        member_id=request.user.pk or 0, what="digest trial", made_at__gt=timezone.now() - REST
    )
    if closed is None:
        messages.error(request, _("The book has not been closed yet, so there is nothing to tell."))
    elif recent.exists():
        messages.error(request, _("One a minute is enough; please wait a little."))
    else:
        Deed.objects.create(member_id=request.user.pk or 0, what="digest trial", about=rhythm)
        address = house.office_address or f"{request.scheme}://{request.get_host()}"
        period = periods.known(rhythm, closed, timezone.now(), house.zone)
        try:
            posted = deliver(digest, period, house, address, trial=True)
        except Exception as error:  # noqa: BLE001  # the member is told what the server said
            messages.error(request, _("could not be sent: {why}").format(why=why(error)))
        else:
            if posted is None:
                raise Http404
            messages.success(request, _said(digest, posted.kept))
    return redirect("digests")


def _said(digest: Digest, kept: str) -> str:
    if kept:
        told = _("No mail server is set, so the letter lies in the book's folder: {place}")
        return told.format(place=kept)
    return _("Sent to {address}.").format(address=digest.member.email)


def _known(request: HttpRequest, rhythm: str) -> str:
    if rhythm not in Digest.RHYTHMS or not may_draw(request.user, "digest"):
        raise Http404
    return rhythm


def _own(request: HttpRequest, rhythm: str) -> Digest:
    """Find the member's digest of a rhythm, or make it, to be asked for yet."""
    digest, _made = Digest.objects.select_related("member").get_or_create(
        member_id=request.user.pk or 0,
        rhythm=rhythm,
        defaults={"secret": secrets.token_urlsafe(24), "active": False},
    )
    return digest


@csrf_exempt  # a mail program posts here for its reader, without our cookies (RFC 8058)
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """Stop a digest by the link in its letters, in one step and without logging in.

    Only a POST stops it: programs that look at every link in a mail must not.
    """
    digest = get_object_or_404(Digest, secret=secret)
    if request.method == "POST":
        Digest.objects.filter(pk=digest.pk).update(active=False)
        Deed.objects.create(member_id=digest.member_id, what="unsubscribe", about=digest.rhythm)
        digest.active = False
    context = {"digest": digest, "rhythm": rhythm_said(digest.rhythm)}
    return render(request, "unsubscribe.html", context)
