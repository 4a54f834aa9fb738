"""Importing in the browser: upload, see how the file is understood, try it dry, import, take back."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.book.importing import Outcome, Request, chosen_source, import_file, shown_name
from goodwill.problems import GoodwillError, Problem
from goodwill.web.access import book_of
from goodwill.web.models import Deed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodwill.book import Book
    from goodwill.sources.source import Source

SAMPLES = 3


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(label=gettext_lazy("File"))


class Look(NamedTuple):
    """How an uploaded file is understood so far."""

    source: Source | None
    columns: tuple[str, ...]
    samples: dict[str, list[str]]
    problems: list[Problem]


def arrive(request: HttpRequest) -> HttpResponse:
    """Take in a file, and list what was imported before."""
    book = book_of(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        parcel = secrets.token_hex(8)
        folder = _parcels(book) / parcel
        folder.mkdir(parents=True)
        sent = form.cleaned_data["file"]
        with (folder / _safe(sent.name)).open("wb") as target:
            for chunk in sent.chunks():
                target.write(chunk)
        return redirect("import_look", parcel=parcel)
    batches = book.journal.batches()[::-1]
    return render(request, "import.html", {"form": form, "batches": batches})


def look(request: HttpRequest, parcel: str) -> HttpResponse:
    """Show how a file is understood; try it dry, or import it."""
    book = book_of(request.user)
    path = _file(book, parcel)
    wishes = _wishes(request, path)
    seen = _look(book, path, wishes)
    outcome: Outcome | None = None
    problems: list[Problem] = list(seen.problems)
    if request.method == "POST" and seen.source is not None:
        try:
            outcome = import_file(book, wishes, lambda _sentence: None)
            problems = outcome.problems
        except GoodwillError as error:
            problems = error.problems
        if outcome is not None and not wishes.dry_run:
            return _done(request, path, outcome)
    context = {
        "parcel": parcel,
        "file": path.name,
        "seen": seen,
        "fields": _fields(seen, request),
        "sources": _sources(),
        "outcome": outcome,
        "problems": problems,
        "wishes": wishes,
        "rejected": _rejected_path(book, path).is_file(),
    }
    return render(request, "import_look.html", context)


def rejected(request: HttpRequest, parcel: str) -> FileResponse:
    """Give the rejected lines of a file as CSV."""
    book = book_of(request.user)
    path = _rejected_path(book, _file(book, parcel))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_POST
def undo(request: HttpRequest, batch: str) -> HttpResponse:
    """Take an import back."""
    book = book_of(request.user)
    try:
        book.journal.undo(batch)
    except GoodwillError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("import")
    Deed.objects.create(member=request.user, what="undo", about=batch)
    messages.success(request, _("The import is undone. Close the book to see it without."))
    return redirect("import")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the book as of its newest moment."""
    book = book_of(request.user)
    try:
        path = book.close(None, lambda _sentence: None)
    except GoodwillError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("import")
    Deed.objects.create(member=request.user, what="close", about=path.stem)
    messages.success(request, _("The book is closed."))
    return redirect("home")


def _done(request: HttpRequest, path: Path, outcome: Outcome) -> HttpResponse:
    Deed.objects.create(member=request.user, what="import", about=outcome.batch.name or path.name)
    shutil.rmtree(path.parent, ignore_errors=True)
    messages.success(
        request,
        _("%(file)s: %(new)s new moments, %(corrected)s corrected, %(repeated)s known already.")
        % {
            "file": outcome.file,
            "new": outcome.batch.new,
            "corrected": outcome.batch.corrected,
            "repeated": outcome.batch.repeated,
        },
    )
    return redirect("import")


def _wishes(request: HttpRequest, path: Path) -> Request:
    given = request.POST
    columns = {
        key.removeprefix("column:"): field
        for key, field in given.items()
        if key.startswith("column:") and field
    }
    return Request(
        str(path),
        source=given.get("source") or request.GET.get("source") or None,
        columns=columns,
        dry_run=given.get("do") != "import",
        keep_good=given.get("keep_good") == "on",
        date_order=given.get("date_order") or None,
        decimal_mark=given.get("decimal_mark") or None,
    )


def _look(book: Book, path: Path, wishes: Request) -> Look:
    """Read the file's headers and a few values, and recognise what kind of record it holds."""
    from goodwill.sources.reading import open_records

    with book.engine() as con:
        records, problems = open_records(con, str(path))
        if records is None:
            return Look(None, (), {}, problems)
        samples = {
            column: [
                str(value)
                for (value,) in con.execute(
                    f'SELECT "{column.replace(chr(34), chr(34) * 2)}" FROM {records.table}'
                    f" ORDER BY line LIMIT {SAMPLES}"
                ).fetchall()
                if value is not None
            ]
            for column in records.columns
        }
        try:
            source = chosen_source(wishes.source, records.columns, shown_name(str(path)))
        except GoodwillError as error:
            return Look(None, records.columns, samples, [*problems, *error.problems])
        return Look(source, records.columns, samples, problems)


def _fields(seen: Look, request: HttpRequest) -> list[dict[str, Any]]:
    """Pair each column with its samples and the field that it is taken for."""
    from goodwill.sources.source import match

    if seen.source is None:
        return [{"column": c, "samples": seen.samples[c], "field": ""} for c in seen.columns]
    found = {column: field for field, column in match(seen.source, seen.columns).items()}
    return [
        {
            "column": column,
            "samples": seen.samples[column],
            "field": request.POST.get(f"column:{column}", found.get(column, "")),
        }
        for column in seen.columns
    ]


def _sources() -> list[Source]:
    from goodwill.sources.source import sources

    return sorted(sources().values(), key=lambda source: source.name)


def _parcels(book: Book) -> Path:
    return book.folder / "uploads"


def _file(book: Book, parcel: str) -> Path:
    """Find the file of a parcel; its name was made safe when it came."""
    if not re.fullmatch(r"[0-9a-f]{16}", parcel):
        raise Http404
    files = sorted((_parcels(book) / parcel).glob("*"))
    if not files:
        raise Http404
    return files[0]


def _rejected_path(book: Book, path: Path) -> Path:
    from goodwill.book.importing import rejected_path

    return rejected_path(book, str(path))


def _safe(name: str) -> str:
    """Keep of a file's name what is harmless on any disk."""
    kept = re.sub(r"[^\w.\- ]", "_", Path(name).name).strip(". ")
    return kept[-120:] or "file"
