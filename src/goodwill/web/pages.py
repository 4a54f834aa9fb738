"""The pages that show a report, its pictures and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from goodwill.problems import InputError
from goodwill.reports import faces
from goodwill.web.access import book_of, report_for
from goodwill.web.pictures import draw_svg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from goodwill.reports.report import Report

MAIN = ("statement", "parties", "standards", "portfolio", "quality")
"""The reports that have a place in the menu."""


def home(request: HttpRequest) -> HttpResponse:
    """Show the statement; a book that has no closed book yet begins with importing."""
    if not book_of(request.user).closed_files():
        return redirect("import")
    return report(request, "statement")


def report(request: HttpRequest, name: str) -> HttpResponse:
    """Show a report as a page."""
    try:
        drawn, names = _drawn(request, name)
    except InputError:
        return redirect("import")
    context = {
        "report": drawn,
        "names": names,
        "name": name,
        "parameters": _parameters(request),
        "query": request.GET.urlencode(),
        "period": request.GET.get("period", ""),
    }
    return render(request, "report.html", context)


def report_json(request: HttpRequest, name: str) -> JsonResponse:
    """Give a report as JSON."""
    drawn, names = _drawn(request, name)
    return JsonResponse(faces.as_data(drawn, names), json_dumps_params={"default": str})


def table_csv(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give one table of a report as CSV."""
    drawn, names = _drawn(request, name)
    if table not in {each.name for each in drawn.tables}:
        raise Http404
    response = HttpResponse(faces.as_csv(drawn, table, names), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}-{table}.csv"'
    return response


def picture(request: HttpRequest, name: str, chart: str) -> HttpResponse:
    """Give a chart of a report as SVG."""
    drawn, _names = _drawn(request, name)
    found = next((each for each in drawn.charts if each.name == chart), None)
    if found is None:
        raise Http404
    dark = request.GET.get("dark") == "1"
    return HttpResponse(draw_svg(found, dark=dark), content_type="image/svg+xml")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, to whoever may not see it and to whoever mistyped."""
    del exception
    return render(request, "not_found.html", status=404)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Own up when the office itself fails."""
    return render(request, "our_fault.html", status=500)


def _drawn(request: HttpRequest, name: str) -> tuple[Report, Mapping[str, str]]:
    parameters = _parameters(request)
    return report_for(request.user, name, parameters, request.GET.get("closed"))


def _parameters(request: HttpRequest) -> dict[str, Any]:
    """Take the parameters of a report from the address; numbers are numbers."""
    numbers = {"limit", "offset"}
    given: dict[str, Any] = {}
    for key, value in request.GET.items():
        if key in numbers:
            if value.isdigit():
                given[key] = min(int(value), 10_000)
        elif key not in {"closed", "dark"}:
            given[key] = value
    return given
