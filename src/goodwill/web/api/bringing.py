"""What may be brought: records row by row, files, and the wish to close the book."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Status
from ninja.files import UploadedFile  # noqa: TC002  # read while running
from pydantic import Field

from goodwill.problems import GoodwillError, Problem
from goodwill.web import errands, parcels
from goodwill.web.access import book_of
from goodwill.web.api.answers import Refused
from goodwill.web.api.bearer import Bearer
from goodwill.web.api.reading import member_of
from goodwill.web.api.routes import router
from goodwill.web.api.shapes import ErrandShape, FileGiven, MomentsGiven, OutcomeShape
from goodwill.web.models import Deed, Errand
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from goodwill.book import Book
    from goodwill.book.importing import Outcome
    from goodwill.web.models import Key

ROWS, FILES = Bearer("write:moments"), Bearer("write:import")
Number = Annotated[int, Field(ge=1, le=2**53)]


@router.post(
    "/moments", response=OutcomeShape, auth=ROWS, operation_id="send_moments", tags=["Moments"],
    openapi_extra={"x-faults": [404, 503]},
)  # fmt: skip
def send_moments(request: HttpRequest, given: MomentsGiven) -> dict[str, Any]:
    """Import records of one kind, all of them or none; the same rows again change nothing."""
    member = member_of(request)
    book = book_of(member)
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in given.rows)
    key: Key = request.auth  # type: ignore[attr-defined]  # set by the interface
    name = f"{parcels.safe(key.name)}.jsonl"
    sent = SimpleUploadedFile(name, lines.encode())
    try:
        parcel = parcels.take(book, sent)
    except parcels.Full as error:
        raise Refused(503) from error
    try:
        outcome = _imported(book, parcels.file_of(book, parcel), given)
    except GoodwillError as error:
        raise Refused(422, *error.problems) from error
    finally:
        parcels.discard(book, parcel)
    if outcome.written:
        Deed.objects.create(member=member, what="import", about=(outcome.batch.name or "")[:200])
    return _told(outcome, dry_run=given.dry_run)


def _imported(book: Book, path: Path, given: MomentsGiven) -> Outcome:
    from goodwill.book.importing import Request, import_file

    wishes = Request(
        str(path),
        source=str(given.source),
        columns=given.columns,
        dry_run=given.dry_run,
        keep_bad=False,
        keep_good=given.keep_good,
        zone=given.zone,
        date_order=given.date_order,
        decimal_mark=given.decimal_mark,
    )
    return import_file(book, wishes, lambda _sentence: None)


def _told(outcome: Outcome, *, dry_run: bool) -> dict[str, Any]:
    batch = outcome.batch
    return {
        "dry_run": dry_run,
        "source": outcome.source,
        "batch": batch.name if outcome.written and batch.name else None,
        "new": batch.new,
        "corrected": batch.corrected,
        "repeated": batch.repeated,
        "fates": {fate: lines for fate, lines in outcome.fates.items() if lines},
        "unused": list(outcome.unused),
        "problems": _problems([list(each) for each in outcome.problems]),
    }


def _problems(found: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(("where", "what", "next"), each, strict=True)) for each in found]


@router.post(
    "/imports", response={202: ErrandShape}, auth=FILES, operation_id="send_file",
    tags=["Imports"], openapi_extra={"x-faults": [404, 503]},
)  # fmt: skip
def send_file(
    request: HttpRequest,
    response: HttpResponse,
    file: File[UploadedFile],
    given: Form[FileGiven],
) -> Status[dict[str, Any]]:
    """Begin importing a file; the answer names the errand that does it."""
    member = member_of(request)
    book = book_of(member)
    if request.META.get("goodwill.too_large"):
        raise Refused(413)
    try:
        parcel = parcels.take(book, file)
    except parcels.Full as error:
        raise Refused(503) from error
    wishes = {
        "source": str(given.source or ""),
        "keep_good": given.keep_good,
        "date_order": given.date_order or "",
        "decimal_mark": given.decimal_mark or "",
    }
    begun = errands.begin(member, "try" if given.dry_run else "import", parcel, wishes)
    return _begun(begun, response)


@router.post(
    "/books", response={202: ErrandShape}, auth=FILES, operation_id="close_book", tags=["Books"],
    openapi_extra={"x-faults": [404, 503]},
)  # fmt: skip
def close_book(request: HttpRequest, response: HttpResponse) -> Status[dict[str, Any]]:
    """Begin closing the book as of its newest moment; a second wish joins the first."""
    member = member_of(request)
    book_of(member)
    return _begun(errands.begin(member, "close"), response)


def _begun(errand: Errand | None, response: HttpResponse) -> Status[dict[str, Any]]:
    if errand is None:
        raise Refused(503, Problem("", _("Too much is under way. Try again in a minute."), ""))
    response["Location"] = f"/api/v1/errands/{errand.pk}"
    return Status(202, _state(errand))


@router.get(
    "/errands/{number}", response=ErrandShape, auth=FILES, operation_id="get_errand",
    tags=["Imports"], openapi_extra={"x-faults": [404]},
)  # fmt: skip
def get_errand(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Say how far an errand of this member is, or what came of it."""
    member = member_of(request)
    book_of(member)
    found = Errand.objects.filter(pk=number, member=member).first()
    if found is None:
        raise Http404
    errands.lives(found)
    return _state(found)


def _state(errand: Errand) -> dict[str, Any]:
    result = dict(errand.result)
    problems = _problems(result.pop("problems", []))
    return {"errand": errand.pk, "what": errand.what, "state": errand.state, "said": errand.said,
            "result": result, "problems": problems}  # fmt: skip
