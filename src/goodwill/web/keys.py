"""The keys of programs: an owner makes them, sees each secret once, and takes them back."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.web.access import house_of, is_owner, may_enter
from goodwill.web.api.bearer import SCOPES
from goodwill.web.models import Deed, Key, Member
from goodwill.web.models.secret import fingerprint
from goodwill.web.templatetags.said import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MARK = "gw_"
"""How every secret begins, so that one left lying about is known for what it is."""
DAYS = (30, 90, 365)


class KeyForm(forms.Form):
    """What a new key is called, as whom it acts, what it may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        help_text=gettext_lazy("The program that will use it, as in “nightly export”."),
    )
    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=gettext_lazy("It acts as"),
        empty_label=None,
        help_text=gettext_lazy("It sees what this member sees, and nothing once the member left."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=gettext_lazy("It lasts"), coerce=int, initial=90)

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        members = Member.objects.filter(is_active=True).order_by("name")
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope, f"{say(sentence)} ({scope})") for scope, sentence in SCOPES.items()
        ]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, _("%(days)s days") % {"days": days}) for days in DAYS
        ]


def page(request: HttpRequest) -> HttpResponse:
    """List the keys, and make one; its secret is shown this once and never again."""
    _only_owners(request)
    form = KeyForm(request.POST or None, initial={"member": request.user.pk})
    secret, made = "", None
    if request.method == "POST" and form.is_valid():
        secret, made = _make(request, form)
        form = KeyForm(initial={"member": request.user.pk})
    keys = Key.objects.select_related("member").order_by("-pk")
    now = timezone.now()
    context = {
        "name": "keys",
        "form": form,
        "secret": secret,
        "made": made,
        "live": [key for key in keys if key.revoked_at is None and key.expires_at > now],
        "past": [key for key in keys if key.revoked_at or key.expires_at <= now][:50],
        "zone": house_of(request.user).zone,
        "address": request.build_absolute_uri("/api/v1/reports/statement"),
    }
    response = render(request, "keys.html", context)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _only_owners(request: HttpRequest) -> None:
    if not is_owner(request.user):
        raise Http404


def _make(request: HttpRequest, form: KeyForm) -> tuple[str, Key]:
    given = form.cleaned_data
    secret = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        key = Key.objects.create(
            name=given["name"],
            fingerprint=fingerprint(secret),
            member=given["member"],
            scopes=given["scopes"],
            expires_at=timezone.now() + dt.timedelta(days=given["days"]),
        )
        _note(request, "made key", key)
    if not may_enter(key.member):
        messages.warning(request, _("This member may not enter now, so the key opens nothing."))
    return secret, key


def _note(request: HttpRequest, what: str, key: Key) -> None:
    detail = {"scopes": key.scopes, "member": key.member_id}
    Deed.objects.create(member_id=request.user.pk, what=what, about=key.name, detail=detail)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take a key back; from now on it opens nothing."""
    _only_owners(request)
    key = get_object_or_404(Key, pk=number, revoked_at=None)
    with transaction.atomic():
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        _note(request, "revoked key", key)
    messages.success(request, _("The key is revoked; it opens nothing any more."))
    return redirect("keys")
