"""The pages that show a report, and those that say that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from goodwill.reports import faces
from goodwill.web import guess
from goodwill.web.access import closed_books, home_of, is_owner
from goodwill.web.files import shown
from goodwill.web.middleware import BY_KEY
from goodwill.web.views import views_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def home(request: HttpRequest) -> HttpResponse:
    """Show the page at which a member arrives: the statement, or the member's own."""
    return report(request, home_of(request.user))


def report(request: HttpRequest, name: str) -> HttpResponse:
    """Show a report as a page."""
    if not closed_books(request.user):
        if is_owner(request.user):
            return redirect("import")
        raise Http404
    asked = guess.first(request, name)
    if asked is not None:
        return asked
    drawn = shown(request, name)
    context = {
        "report": drawn.report,
        "names": drawn.names,
        "name": name,
        "closed": drawn.closed,
        "views": views_of(request, name) if drawn.report.asks else None,
        "grades": faces.explained(figure.grade for figure in drawn.report.figures),
    }
    return render(request, [f"report_{name}.html", "report.html"], context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, to whoever may not see it and to whoever mistyped."""
    del exception
    if request.path_info.startswith(BY_KEY):
        return HttpResponse(status=404)  # programs are told as data
    return render(request, "not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be understood, and what to do."""
    del exception
    if request.path_info.startswith(BY_KEY):
        return HttpResponse(status=400)
    return render(request, "refused.html", status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was sent from a page that is too old, or from elsewhere."""
    del reason
    return render(request, "stale_form.html", status=403)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Own up when the office itself fails."""
    if request.path_info.startswith(BY_KEY):
        return HttpResponse(status=500)
    return render(request, "our_fault.html", status=500)
