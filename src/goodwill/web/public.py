"""The public page: how each standard was kept, for everybody, where the company lets them see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from goodwill.reports import faces
from goodwill.web.access import public_for_all
from goodwill.web.window import remember
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodwill.web.access import Drawn

FRESH = "public, max-age=600"
"""It changes only when a book is closed, and is the same for everybody of one language."""


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Show the public page."""
    drawn, company = _drawn(request)
    chosen = request.GET.get("language")
    if chosen in LANGUAGES:
        return remember(redirect("quality"), request, chosen, "/quality")
    context = {
        "report": drawn.report,
        "names": {},
        "company": company,
        "simulated": "(simulated)" in company,
    }
    return _fresh(render(request, "window/quality.html", context))


@require_safe
def quality_csv(request: HttpRequest) -> HttpResponse:
    """Give the public page as CSV."""
    drawn, _company = _drawn(request)
    text = faces.as_csv(drawn.report) if drawn.report.tables else ""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="quality.csv"'
    return _fresh(response)


@require_safe
def quality_json(request: HttpRequest) -> HttpResponse:
    """Give the public page as JSON."""
    drawn, _company = _drawn(request)
    data = faces.as_data(drawn.report)
    return _fresh(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


def _drawn(request: HttpRequest) -> tuple[Drawn, str]:
    return public_for_all(request.GET.dict())


def _fresh(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = FRESH
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response
