"""The pages that show a report, its pictures and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from goodwill.problems import InputError
from goodwill.reports import faces
from goodwill.web.access import closed_books, report_for
from goodwill.web.pictures import draw_svg

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodwill.web.access import Drawn


def home(request: HttpRequest) -> HttpResponse:
    """Show the statement; a book that has no closed book yet begins with importing."""
    return report(request, "statement")


def report(request: HttpRequest, name: str) -> HttpResponse:
    """Show a report as a page."""
    if not closed_books(request.user):
        return redirect("import")
    drawn = _drawn(request, name)
    context = {
        "report": drawn.report,
        "names": drawn.names,
        "name": name,
        "closed": drawn.closed,
        "grades": faces.explained(figure.grade for figure in drawn.report.figures),
    }
    return render(request, "report.html", context)


def report_json(request: HttpRequest, name: str) -> JsonResponse:
    """Give a report as JSON."""
    drawn = _drawn(request, name)
    data = faces.as_data(drawn.report, drawn.names)
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def table_csv(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give one table of a report as CSV."""
    drawn = _drawn(request, name)
    if table not in {each.name for each in drawn.report.tables}:
        raise Http404
    text = faces.as_csv(drawn.report, table, drawn.names)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{table}.csv"'
    return response


def picture(request: HttpRequest, name: str, chart: str) -> HttpResponse:
    """Give a chart of a report as SVG, for a desk or a phone, light or dark."""
    drawn = _drawn(request, name).report
    found = next((each for each in drawn.charts if each.name == chart), None)
    if found is None:
        raise Http404
    svg = draw_svg(
        found, narrow=request.GET.get("narrow") == "1", dark=request.GET.get("dark") == "1"
    )
    return HttpResponse(svg, content_type="image/svg+xml")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, to whoever may not see it and to whoever mistyped."""
    del exception
    return render(request, "not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be understood, and what to do."""
    del exception
    return render(request, "refused.html", status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was sent from a page that is too old, or from elsewhere."""
    del reason
    return render(request, "stale_form.html", status=403)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Own up when the office itself fails."""
    return render(request, "our_fault.html", status=500)


def _drawn(request: HttpRequest, name: str) -> Drawn:
    try:
        return report_for(request.user, name, request.GET.dict(), request.GET.get("closed"))
    except InputError as error:  # nothing is closed yet
        raise Http404 from error
