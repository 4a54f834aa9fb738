"""Reports as files: tables as CSV, XLSX and JSON, charts as SVG and PNG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse

from goodwill.problems import InputError
from goodwill.reports import faces, paper
from goodwill.web.access import house_of, report_for
from goodwill.web.pictures import draw_png, draw_svg

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodwill.reports.report import Chart
    from goodwill.web.access import Drawn

MOST = 10_000
"""Lines of a list that one file holds; a page shows some hundreds at most."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def shown(request: HttpRequest, name: str, how: str = "saw") -> Drawn:
    """Draw the report that an address asks for."""
    try:
        return report_for(
            request.user, name, request.GET.dict(), request.GET.get("closed"), how=how
        )
    except InputError as error:  # nothing is closed yet
        raise Http404 from error


def taken(request: HttpRequest, name: str, form: str) -> Drawn:
    """Draw a report for a file, its list from the first line on."""
    asked = {**request.GET.dict(), "offset": "0", "limit": str(MOST)}
    closed, how = request.GET.get("closed"), f"took {form}"
    try:
        return report_for(request.user, name, asked, closed, how=how, most=MOST)
    except InputError as error:
        raise Http404 from error


def report_json(request: HttpRequest, name: str) -> JsonResponse:
    """Give a report as JSON."""
    drawn = shown(request, name, "took json")
    data = faces.as_data(drawn.report, drawn.names)
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def report_xlsx(request: HttpRequest, name: str) -> HttpResponse:
    """Give a whole report as a workbook with a sheet for each table."""
    return _workbook(taken(request, name, "xlsx"), None)


def report_pdf(request: HttpRequest, name: str) -> HttpResponse:
    """Give a report on paper, with its pictures; of a long list the part that is shown."""
    query, closed = request.GET.dict(), request.GET.get("closed")
    try:
        drawn = report_for(request.user, name, query, closed, how="took pdf")
    except InputError as error:
        raise Http404 from error
    pictures = {chart.name: draw_svg(chart, width=paper.WIDE) for chart in drawn.report.charts}
    written = paper.pdf(drawn.report, drawn.names, pictures, house_of(request.user).name)
    return _file(written, "application/pdf", _named(drawn, "", "pdf"))


def table_csv(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give one table of a report as CSV."""
    drawn = _with_table(request, name, table, "csv")
    text = faces.as_csv(drawn.report, table, drawn.names)
    return _file(text, "text/csv; charset=utf-8", _named(drawn, table, "csv"))


def table_xlsx(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give one table of a report as a workbook."""
    return _workbook(_with_table(request, name, table, "xlsx"), table)


def table_json(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give one table of a report as JSON."""
    drawn = _with_table(request, name, table, "json")
    found = next(each for each in drawn.report.tables if each.name == table)
    data = {
        "report": name,
        "table": table,
        "title": found.title,
        "currency": drawn.report.currency,
        "as_of": drawn.report.as_of,
        "columns": faces.columns_data(found),
        "rows": faces.table_data(found, drawn.names),
    }
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{_named(drawn, table, "json")}"'
    return answer


def picture(request: HttpRequest, name: str, chart: str) -> HttpResponse:
    """Give a chart of a report as SVG, for a desk or a phone, light or dark, or to take away."""
    asked = request.GET
    alone = asked.get("alone") == "1"
    _drawn, found = _with_chart(request, name, chart, "took svg" if alone else "")
    svg = draw_svg(
        found, narrow=asked.get("narrow") == "1", dark=asked.get("dark") == "1", alone=alone
    )
    return HttpResponse(svg, content_type="image/svg+xml")


def picture_png(request: HttpRequest, name: str, chart: str) -> HttpResponse:
    """Give a chart of a report as PNG, to take away."""
    drawn, found = _with_chart(request, name, chart, "took png")
    return _file(draw_png(found), "image/png", _named(drawn, chart, "png"))


def _with_table(request: HttpRequest, name: str, table: str, form: str) -> Drawn:
    drawn = taken(request, name, form)
    if table not in {each.name for each in drawn.report.tables}:
        raise Http404
    return drawn


def _with_chart(request: HttpRequest, name: str, chart: str, how: str) -> tuple[Drawn, Chart]:
    drawn = shown(request, name, how)
    for each in drawn.report.charts:
        if each.name == chart:
            return drawn, each
    raise Http404


def _workbook(drawn: Drawn, table: str | None) -> HttpResponse:
    from goodwill.reports.workbook import as_xlsx

    written = as_xlsx(drawn.report, drawn.names, [table] if table else None)
    return _file(written, XLSX, _named(drawn, table or "", "xlsx"))


def _named(drawn: Drawn, part: str, form: str) -> str:
    """Name a file by its report, its part and the day of its book."""
    parts = (drawn.report.name, part, drawn.closed)
    return re.sub(r"[^\w.-]", "_", "-".join(filter(None, parts)), flags=re.ASCII) + f".{form}"


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
