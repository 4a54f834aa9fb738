"""Views that a member keeps under a name: a report with its filters, opened again by one click.

What was searched for is not kept: names of customers have no place in the office's own records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill import reports
from goodwill.web.access import may_draw
from goodwill.web.models import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

NOT_KEPT = {"search", "limit", "offset", "closed", "party", "moment", "case"}
LONGEST, MOST = 100, 50
"""Letters of a name or a value, and views of one member."""


def views_of(request: HttpRequest, report: str) -> list[dict[str, Any]]:
    """List the member's views of a report, each with its address, and which one is open."""
    now = _kept(report, request.GET)
    return [
        {"name": view.name, "address": address_of(view), "open": view.asked == now}
        for view in _mine(request).filter(report=report).order_by("name")
    ]


def _mine(request: HttpRequest) -> QuerySet[View]:
    return View.objects.filter(member_id=request.user.pk or 0)


def address_of(view: View) -> str:
    """Give the address that opens a view."""
    address = reverse("report", args=[view.report])
    return f"{address}?{urlencode(view.asked)}" if view.asked else address


def _kept(report: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Take from an address what a view keeps: the report's own filters, without any name."""
    known = set(reports.page(report).PARAMETERS) - NOT_KEPT
    return {name: value[:LONGEST] for name, value in asked.items() if name in known and value}


@require_POST
def save(request: HttpRequest, report: str) -> HttpResponse:
    """Keep the filters that are now set under a name; one of that name gives way."""
    if not may_draw(request.user, report):
        raise Http404
    name = request.POST.get("name", "").strip()[:LONGEST]
    asked = _kept(report, request.POST)
    mine = _mine(request)
    if not name:
        messages.error(request, _("A view needs a name."))
    elif mine.exclude(name=name).count() >= MOST:
        messages.error(request, _("There are many views already. Delete one first."))
    else:
        values = {"report": report, "asked": asked}
        View.objects.update_or_create(member_id=request.user.pk, name=name, defaults=values)
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(f"{reverse('report', args=[report])}?{urlencode(asked)}")


def page(request: HttpRequest) -> HttpResponse:
    """List the member's views, to open, rename and delete them."""
    views = _mine(request).order_by("name")
    listed = [
        {"pk": each.pk, "name": each.name, "address": address_of(each), "asked": each.asked}
        for each in views
        if may_draw(request.user, each.report)
    ]
    return render(request, "saved_views.html", {"name": "views", "views": listed})


@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Give a view another name, or delete it."""
    view = get_object_or_404(_mine(request), pk=number)
    if request.POST.get("do") == "delete":
        view.delete()
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        return redirect("views")
    view.name = request.POST.get("name", "").strip()[:LONGEST] or view.name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        messages.error(request, _("There is a view of this name already."))
    return redirect("views")
