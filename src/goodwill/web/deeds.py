"""The record of deeds: who saw, changed and took what; for owners, to look through and to take."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from goodwill.reports.faces import FORMULAE, clock
from goodwill.web.access import House, house_of, is_owner, note
from goodwill.web.deed_words import SORTS, WORDS
from goodwill.web.models import Deed, Member

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest

PAGE = 100
MOST = 100_000
"""Lines of one file."""


class FilterForm(forms.Form):
    """Which deeds to show."""

    member = forms.ModelChoiceField(
        Member.objects.order_by("name"),
        label=gettext_lazy("Who"),
        required=False,
        empty_label=gettext_lazy("everybody"),
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=(
            ("", gettext_lazy("everything")),
            ("saw", gettext_lazy("seen")),
            ("took", gettext_lazy("taken as a file")),
            ("changed", gettext_lazy("changed")),
            ("came", gettext_lazy("came and went")),
        ),
    )
    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def overview(request: HttpRequest) -> HttpResponse:
    """List the deeds, the newest first, one page at a time."""
    house = _house(request)
    form = FilterForm(request.GET)
    found = _found(form)
    total = found.count()
    asked = request.GET.get("offset", "0")
    offset = min(int(asked), total) if asked.isdigit() and len(asked) < 10 else 0
    context = {
        "name": "members", "form": form, "deeds": [_told(d) for d in found[offset : offset + PAGE]],
        "zone": house.zone, "total": total, "first": min(offset + 1, total),
        "last": min(offset + PAGE, total), "back": max(offset - PAGE, 0) if offset else None,
        "further": offset + PAGE if offset + PAGE < total else None,
    }  # fmt: skip
    return render(request, "deeds.html", context)


def as_csv(request: HttpRequest) -> HttpResponse:
    """Give the deeds as CSV, no cell of which a spreadsheet would run."""
    house = _house(request)
    found = _found(FilterForm(request.GET))[:MOST]
    note(request.user, "took csv", "deeds")
    response = HttpResponse(_written(found, house), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deeds.csv"'
    return response


def _house(request: HttpRequest) -> House:
    if not is_owner(request.user):
        raise Http404
    return house_of(request.user)


def _found(form: FilterForm) -> QuerySet[Deed]:
    """Find the deeds that a filter asks for; what it says wrongly is left out of it."""
    form.is_valid()
    given = form.cleaned_data
    found = Deed.objects.select_related("member").order_by("-made_at", "-pk")
    if given.get("member"):
        found = found.filter(member=given["member"])
    if given.get("sort"):
        found = found.filter(what__in=SORTS[given["sort"]])
    if given.get("first"):
        found = found.filter(made_at__date__gte=given["first"])
    if given.get("last"):
        found = found.filter(made_at__date__lte=given["last"])
    return found


def _told(deed: Deed) -> dict[str, Any]:
    what = str(WORDS[deed.what]) if deed.what in WORDS else deed.what
    return {"deed": deed, "what": what, "detail": _said(deed.detail)}


def _said(detail: dict[str, Any]) -> str:
    """Say the details in one line and one order, as 'closed: 2026-03-31; period: year'."""
    flat = {**detail.get("asked", {}), **{k: v for k, v in detail.items() if k != "asked"}}
    return "; ".join(f"{key}: {_value(value)}" for key, value in sorted(flat.items()))


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{value[0] or '–'} → {value[1] or '–'}"
    return str(value)


def _written(found: Iterable[Deed], house: House) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["when", "who", "what", "about", "details"])
    for deed in found:
        when = clock(deed.made_at.replace(tzinfo=None), house.zone)
        row = [when, str(deed.member or ""), deed.what, deed.about, _said(deed.detail)]
        writer.writerow([_harmless(cell) for cell in row])
    return file.getvalue()


def _harmless(text: str) -> str:
    """Let no spreadsheet take a text for a formula."""
    return f"'{text}" if text.lstrip().startswith(FORMULAE) else text
