"""What may be read: reports with their tables, closed books, standards, and that we are up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpRequest
from pydantic import Field

from goodwill import __version__, reports
from goodwill.problems import Problem
from goodwill.reports import faces
from goodwill.reports.standards import sentence_of, title_of
from goodwill.web.access import closed_books, closed_for, house_of, may_draw, report_for, role_of
from goodwill.web.api.answers import Refused
from goodwill.web.api.bearer import Bearer
from goodwill.web.api.routes import router
from goodwill.web.api.shapes import (
    BookList,
    ClosedName,
    Health,
    ReportList,
    ReportName,
    ReportShape,
    StandardList,
    TableShape,
)
from goodwill.words import _, mark

if TYPE_CHECKING:
    from goodwill.web.access import Drawn
    from goodwill.web.models import Member

READER = Bearer("read:reports")
OWN: dict[str, Any] = {
    "in": "query",
    "name": "parameters",
    "description": mark(
        "The report's own parameters, each by its name, as `GET /reports` lists them."
    ),
    "required": False,
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}
READS = {"x-faults": [404, 409], "parameters": [OWN]}
Limit = Annotated[int | None, Field(ge=1, le=500)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]


def member_of(request: HttpRequest) -> Member:
    """Give the member as whom a key acts."""
    member: Member = request.auth.member  # type: ignore[attr-defined]  # set by the interface
    return member


@router.get("/health", response=Health, auth=Bearer(""), operation_id="health", tags=["Office"])
def health(request: HttpRequest) -> dict[str, Any]:
    """Say that the office is up, and how fresh its newest closed book is."""
    member = member_of(request)
    newest = next(iter(closed_books(member)), None)
    return {"status": "ok", "version": __version__, "company": house_of(member).name,
            "role": role_of(member), "newest": newest}  # fmt: skip


@router.get(
    "/reports", response=ReportList, auth=READER, operation_id="list_reports", tags=["Reports"]
)
def list_reports(request: HttpRequest) -> dict[str, Any]:
    """List the reports that this key may draw, with their parameters."""
    member = member_of(request)
    return {"reports": [_card(name) for name in reports.names() if may_draw(member, name)]}


def _card(name: str) -> dict[str, Any]:
    page = reports.page(name)
    return {
        "name": name,
        "sentence": _(str(page.__doc__)).partition("\n")[0],
        "parameters": list(page.PARAMETERS),
        "needed": reports.needed(name),
        "readers": list(reports.readers(name)),
    }


@router.get(
    "/reports/{name}", response=ReportShape, auth=READER, operation_id="get_report",
    tags=["Reports"],
    openapi_extra=READS,
)  # fmt: skip
def get_report(
    request: HttpRequest,
    name: ReportName,
    closed: ClosedName = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Draw a report as data."""
    drawn = _drawn(request, name, closed, limit, offset)
    return faces.as_data(drawn.report, drawn.names)


@router.get(
    "/reports/{name}/tables/{table}", response=TableShape, auth=READER, operation_id="get_table",
    tags=["Reports"], openapi_extra=READS,
)  # fmt: skip
def get_table(
    request: HttpRequest,
    name: ReportName,
    table: ReportName,
    closed: ClosedName = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Give one table of a report."""
    drawn = _drawn(request, name, closed, limit, offset)
    data = faces.as_data(drawn.report, drawn.names)
    for each in drawn.report.tables:
        if each.name == table:
            return data | {"table": table, "title": each.title, "rows": data["tables"][table],
                           "columns": data["columns"][table]}  # fmt: skip
    raise Http404


def _drawn(
    request: HttpRequest, name: str, closed: str | None, limit: int | None, offset: int
) -> Drawn:
    """Draw a report with its own parameters; one that it does not know is a problem."""
    member = member_of(request)
    if not may_draw(member, name):
        raise Http404
    asked = request.GET.dict()
    for common in ("closed", "limit", "offset"):
        asked.pop(common, None)
    known = reports.page(name).PARAMETERS
    wrong = [_no_such(name, key, known) for key in asked if key not in known]
    absent = [_absent(name, key) for key in reports.needed(name) if not asked.get(key)]
    if wrong or absent:
        raise Refused(422, *wrong, *absent)
    if "limit" in known:
        asked |= {"offset": str(offset), **({"limit": str(limit)} if limit else {})}
    return report_for(member, name, asked, closed, how="took json")


def _no_such(name: str, key: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        f"query.{key}",
        _("The report {name} has no such parameter.", name=name),
        _("It has: {known}.", known=", ".join(known)) if known else _("It has none."),
    )


def _absent(name: str, key: str) -> Problem:
    return Problem(f"query.{key}", _("The report {name} is given no value for it.", name=name), "")


@router.get("/books", response=BookList, auth=READER, operation_id="list_books", tags=["Books"])
def list_books(request: HttpRequest) -> dict[str, Any]:
    """List the closed books, the newest first."""
    names = closed_books(member_of(request))
    return {
        "books": [
            {"name": name, "as_of": name.partition(".")[0], "newest": not place}
            for place, name in enumerate(names)
        ]
    }


@router.get(
    "/standards", response=StandardList, auth=READER, operation_id="list_standards",
    tags=["Books"],
    openapi_extra={"x-faults": [404, 409]},
)  # fmt: skip
def list_standards(request: HttpRequest, closed: ClosedName = None) -> dict[str, Any]:
    """List the standards by which a book was judged, in the key's language."""
    with closed_for(member_of(request), closed) as opened:
        words = opened.standards()
        return {
            "closed": opened.name,
            "standards": [
                {
                    "name": name,
                    "title": title_of(words, name),
                    "sentence": sentence_of(words, name),
                    "side": definition["side"],
                    "family": definition["family"],
                    "limits": definition.get("limits", {}),
                }
                for name, definition in words.items()
            ],
        }
