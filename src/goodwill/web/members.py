"""Members: an owner invites them, says who they are, names deputies, and shuts them out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.web import stays
from goodwill.web.access import house_of, is_owner, note, role_of, staff_of, today_of
from goodwill.web.models import Deputy, Invitation, Member, Stay

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = dt.timedelta(days=366)
"""A deputy stands in for a year at most; longer is no absence."""
ROLES = (
    (Member.STAFF, gettext_lazy("staff")),
    (Member.OUTSIDER, gettext_lazy("adviser from outside")),
    (Member.OWNER, gettext_lazy("owner")),
)
SAID = {
    "owner": gettext_lazy("owner"),
    "manager": gettext_lazy("manager"),
    "person": gettext_lazy("person"),
    "outsider": gettext_lazy("adviser from outside"),
    "nobody": gettext_lazy("sees nothing now"),
}
"""As whom a member reads today."""


class WhoForm(forms.Form):
    """What a member is: the role, who it is on the staff list, and until when."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=ROLES,
        help_text=gettext_lazy(
            "Staff see their own dealings and those of whoever stands below them; an adviser sees"
            " figures of the company alone; an owner sees and may do everything."
        ),
    )
    person = forms.ChoiceField(
        label=gettext_lazy("Who it is on the staff list"),
        required=False,
        help_text=gettext_lazy(
            "Staff see nothing without it: whose dealings somebody may see, the list tells."
        ),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty means until further notice."),
    )

    def __init__(self, staff: dict[str, str], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["person"].choices = [("", "–"), *staff.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the person where the role needs one."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("role") == Member.STAFF and not given.get("person"):
            self.add_error("person", _("Choose who this is, or this member would see nothing."))
        if given.get("role") == Member.OUTSIDER:
            given["person"] = ""
        return given


class DeputyForm(forms.Form):
    """Who stands in for a member, and from when until when."""

    deputy = forms.ModelChoiceField(Member.objects.none(), label=gettext_lazy("Deputy"))
    from_date = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until_date = forms.DateField(
        label=gettext_lazy("Until, this day included"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, principal: Member, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        others = Member.objects.filter(is_active=True, role=Member.STAFF).exclude(pk=principal.pk)
        self.fields["deputy"].queryset = others.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards, or for ever."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("from_date"), given.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _("This is before the first day."))
        elif first and last and last - first > LONGEST:
            self.add_error("until_date", _("A deputy stands in for a year at most."))
        return given


def overview(request: HttpRequest) -> HttpResponse:
    """List the members, and invite one."""
    staff = _staff(request)
    form = WhoForm(staff, request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        secret = Invitation.make(given["role"], person=given["person"], until=given["until"])
        link = request.build_absolute_uri(reverse("welcome", args=[secret]))
        note(request.user, "invited", given["role"], **_told(given))
        form = WhoForm(staff)
    zone = house_of(request.user).zone
    context = {
        "name": "members", "members": _rows(staff), "form": form, "link": link, "zone": zone,
    }  # fmt: skip
    return _once(render(request, "members.html", context), link)


def _staff(request: HttpRequest) -> dict[str, str]:
    """Name everybody on the staff list of today, for owners; for others this is not there."""
    if not is_owner(request.user):
        raise Http404
    return staff_of(request.user)


def _once(response: HttpResponse, link: str) -> HttpResponse:
    if link:
        response["Cache-Control"] = "no-store"
    return response


def _told(given: dict[str, Any]) -> dict[str, str]:
    return {key: str(given[key]) for key in ("person", "until") if given.get(key)}


def _rows(staff: dict[str, str]) -> list[dict[str, Any]]:
    seen = {stay.member_id: stay.seen_at for stay in Stay.objects.order_by("seen_at")}
    return [
        {
            "member": member,
            "role": SAID[role_of(member)],
            "person": staff.get(member.person, ""),
            "seen": seen.get(member.pk),
            "deputies": list(member.deputies.select_related("deputy").order_by("from_date")),
        }
        for member in Member.objects.order_by("-is_active", "name", "pk")
    ]


def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show one member: who it is, until when, and who stands in; and change it."""
    staff = _staff(request)
    member = get_object_or_404(Member, pk=number)
    known = {"role": member.role, "person": member.person, "until": member.until}
    form = WhoForm(staff, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        if _last_owner(request, member, form.cleaned_data):
            form.add_error("role", _("Somebody must remain an owner until further notice."))
        else:
            return _changed(request, member, form.cleaned_data)
    return _shown(request, member, form, DeputyForm(member))


def _shown(
    request: HttpRequest, member: Member, form: WhoForm, standing: DeputyForm, link: str = ""
) -> HttpResponse:
    context = {
        "name": "members", "member": member, "form": form, "standing": standing, "link": link,
        "role": SAID[role_of(member)], "today": today_of(request.user),
        "deputies": member.deputies.select_related("deputy").order_by("-until_date"),
        "own": member.pk == request.user.pk,
    }  # fmt: skip
    return _once(render(request, "member.html", context), link)


def _last_owner(request: HttpRequest, member: Member, given: dict[str, Any]) -> bool:
    """Tell whether a change would leave the book without an owner."""
    del request
    others = Member.objects.filter(role=Member.OWNER, is_active=True, until=None)
    stays_owner = given.get("role") == Member.OWNER and given.get("until") is None
    return not stays_owner and not others.exclude(pk=member.pk).exists()


def _changed(request: HttpRequest, member: Member, given: dict[str, Any]) -> HttpResponse:
    before = {key: str(getattr(member, key) or "") for key in ("role", "person", "until")}
    member.role, member.person, member.until = given["role"], given["person"], given["until"]
    member.save(update_fields=["role", "person", "until"])
    after = {key: str(getattr(member, key) or "") for key in before}
    changed = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    if changed:
        note(request.user, "changed member", str(member.pk), **changed)
    messages.success(request, _("That is noted."))
    return redirect("member", number=member.pk)


@require_POST
def shut_out(request: HttpRequest, number: int) -> HttpResponse:
    """Shut a member out at once, or let the member in again."""
    _staff(request)
    member = get_object_or_404(Member, pk=number)
    lets_in = not member.is_active
    if not lets_in and _last_owner(request, member, {}):
        messages.error(request, _("Somebody must remain an owner until further notice."))
        return redirect("member", number=number)
    Member.objects.filter(pk=number).update(is_active=lets_in)
    if not lets_in:
        stays.end_all(member)
    note(request.user, "let in" if lets_in else "shut out", str(number))
    messages.success(request, _("That is noted."))
    return redirect("member", number=number)


@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link by which a member chooses a new password, once, within a week."""
    staff = _staff(request)
    member = get_object_or_404(Member, pk=number, is_active=True)
    with transaction.atomic():
        Invitation.objects.filter(member=member, used_at=None).delete()  # one at a time
        secret = Invitation.make(member.role, member=member)
        note(request.user, "made link", str(member.pk))
    form = WhoForm(staff, initial={"role": member.role, "person": member.person,
                                   "until": member.until})  # fmt: skip
    address = request.build_absolute_uri(reverse("welcome", args=[secret]))
    return _shown(request, member, form, DeputyForm(member), address)


@require_POST
def appoint(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody stand in for a member for some days."""
    staff = _staff(request)
    member = get_object_or_404(Member, pk=number)
    if member.role == Member.OUTSIDER:
        raise Http404
    standing = DeputyForm(member, request.POST)
    if not standing.is_valid():
        known = {"role": member.role, "person": member.person, "until": member.until}
        return _shown(request, member, WhoForm(staff, initial=known), standing)
    made = Deputy.objects.create(
        principal=member, made_by_id=request.user.pk, **standing.cleaned_data
    )
    note(request.user, "named deputy", str(member.pk), deputy=str(made.deputy_id),
         first=str(made.from_date), last=str(made.until_date))  # fmt: skip
    messages.success(request, _("That is noted."))
    return redirect("member", number=number)


@require_POST
def dismiss(request: HttpRequest, number: int, deputy: int) -> HttpResponse:
    """End a deputyship at once."""
    _staff(request)
    found = get_object_or_404(Deputy, pk=deputy, principal_id=number)
    note(request.user, "ended deputy", str(number), deputy=str(found.deputy_id))
    found.delete()
    messages.success(request, _("That is noted."))
    return redirect("member", number=number)
