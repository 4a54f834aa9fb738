"""What a customer asks of us: not to be disturbed until a day, at which hours, by what, how often.

A wish has no reason: there is no place for one. The guard heeds it from the next contact on.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.care.guard import wish, withdraw
from goodwill.care.guard.wishing import wishes
from goodwill.care.purposes import CHANNEL_NAMES, PURPOSES, say_channel, say_purpose
from goodwill.house.guard import CHANNELS
from goodwill.house.timetable import WEEKDAYS
from goodwill.house.wall import as_utc
from goodwill.problems import UsageError
from goodwill.reports.faces import say
from goodwill.web.access import customers_seen, note, today_of
from goodwill.web.guarding import guard_of_the_house

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.care.guard.store import Wish

ABSENCE, NEVER, HOURS, CAP, CONSENT = "absence", "never", "hours", "cap", "consent"
SORTS = {
    ABSENCE: gettext_lazy("Do not disturb until a day"),
    NEVER: gettext_lazy("Not this at all"),
    HOURS: gettext_lazy("Only at these hours, on working days"),
    CAP: gettext_lazy("No more often than"),
    CONSENT: gettext_lazy("They agree to this"),
}
ANYTHING = [("", gettext_lazy("whatever nobody asked for"))]


class WishForm(forms.Form):
    """One wish; which fields count follows from its sort."""

    sort = forms.ChoiceField(label=gettext_lazy("What they wish"), choices=list(SORTS.items()))
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("For what purpose"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("By what"), required=False)
    begin = forms.TimeField(
        label=gettext_lazy("From (their clock)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    end = forms.TimeField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    number = forms.IntegerField(
        label=gettext_lazy("At most so many"), required=False, min_value=0, max_value=99
    )
    days = forms.IntegerField(
        label=gettext_lazy("in so many days"), required=False, min_value=1, max_value=3650
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            *ANYTHING, *((name, say_purpose(name)) for name in PURPOSES)
        ]  # fmt: skip
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            ("", _("by any way")), *((name, say_channel(name)) for name in CHANNEL_NAMES)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for what a wish of this sort needs."""
        given = super().clean() or {}
        needed = {ABSENCE: ("until",), HOURS: ("begin", "end"), CAP: ("number", "days")}
        for name in needed.get(str(given.get("sort")), ()):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, _("This is needed here."))
        begin, end = given.get("begin"), given.get("end")
        if given.get("sort") == HOURS and begin and end and begin >= end:
            self.add_error("end", _("The end comes after the beginning."))
        return given


class Told(NamedTuple):
    """A wish as the page tells it."""

    number: int
    said: str


def page(request: HttpRequest, party: str) -> HttpResponse:
    """Show what a customer wishes, and write down one wish more."""
    name = _named(request, party)
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(party, form.cleaned_data)
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            note(request.user, "wish", party, sort=form.cleaned_data["sort"])
            messages.success(request, _("Noted; nobody is to ask why."))
            return redirect("wishes", party=party)
    guard = guard_of_the_house()
    zone = guard.zone_of(party)
    told = [Told(one.number, _said(one, zone)) for one in wishes(guard, party)]
    context = {"party": party, "customer": name, "told": told, "form": form, "zone": zone,
               "today": today_of(request.user), "name": "wishes"}  # fmt: skip
    return render(request, "care/wishes.html", context)


@require_POST
def take_back(request: HttpRequest, party: str, number: int) -> HttpResponse:
    """Take a wish back, because they said so."""
    _named(request, party)
    guard = guard_of_the_house()
    if number not in {one.number for one in wishes(guard, party)}:
        raise Http404
    withdraw(guard, number)
    note(request.user, "wish taken back", party)
    messages.success(request, _("That wish holds no more."))
    return redirect("wishes", party=party)


def _named(request: HttpRequest, party: str) -> str:
    names = customers_seen(request.user, [party])
    if party not in names:
        raise Http404
    return names[party]


def _keep(party: str, given: dict[str, Any]) -> None:
    guard = guard_of_the_house()
    zone = ZoneInfo(guard.zone_of(party))
    until = given["until"]
    value: str | dict[str, str] = ""
    if given["sort"] == HOURS:
        hours = f"{given['begin']:%H:%M}-{given['end']:%H:%M}"
        value = dict.fromkeys(WEEKDAYS[:5], hours)
    if given["sort"] == CAP:
        value = f"{given['number']} in {given['days']} days"
    # the day named is the last quiet one
    ends = until and as_utc(dt.datetime.combine(until + dt.timedelta(days=1), dt.time()), zone)
    wish(
        guard, party, given["sort"], value=value,
        purpose=(given["purpose"] if given["sort"] != ABSENCE else None) or None,
        channel=(given["channel"] if given["sort"] != ABSENCE else None) or None,
        until=ends if given["sort"] in {ABSENCE, NEVER} else None,
    )  # fmt: skip


def _said(one: Wish, zone: str) -> str:
    """Say a wish in one line."""
    what = " ".join(
        part for part in (
            say_purpose(one.purpose) if one.purpose in PURPOSES else "",
            say_channel(one.channel) if one.channel in CHANNELS else "",
        ) if part
    ) or str(ANYTHING[0][1])  # fmt: skip
    until = one.until and say(one.until, "clock", "", None, zone)
    if one.sort == ABSENCE:
        return (
            _("Not to be disturbed until {when}.").format(when=until)
            if until
            else _("Not to be disturbed.")
        )
    said = {
        NEVER: _("Not this: {what}."),
        HOURS: _("Only at certain hours: {what}, {value}."),
        CAP: _("No more often: {what}, {value}."),
        CONSENT: _("They agree: {what}."),
    }[one.sort]
    return said.format(what=what, value=_value(one))


def _value(one: Wish) -> str:
    if one.sort != HOURS or not one.value:
        return one.value or ""
    hours = json.loads(one.value)
    return ", ".join(sorted({str(each) for each in hours.values()}))
