"""Importing in the browser: give a file, see how it is understood, try it, import, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from goodwill.problems import GoodwillError, Problem
from goodwill.web import errands, parcels
from goodwill.web.access import book_of
from goodwill.web.models import Deed, Errand

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodwill.web.parcels import Look

PATIENCE = 2
"""Seconds until a waiting page looks again."""


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(label=gettext_lazy("File"), max_length=500)


def arrive(request: HttpRequest) -> HttpResponse:
    """Take in a file, and list what was imported before."""
    book = book_of(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.META.get("goodwill.too_large"):
        form.errors["file"] = form.error_class([_too_large()])
    elif form.is_valid():
        try:
            return redirect("import_look", parcel=parcels.take(book, form.cleaned_data["file"]))
        except parcels.Full:
            form.add_error("file", _("Too many files lie here already. Try again tomorrow."))
    closing = next(
        (e for e in Errand.objects.filter(state__in=Errand.ACTIVE) if errands.lives(e)), None
    )
    context = {
        "form": form,
        "name": "import",
        "batches": book.journal.batches()[::-1],
        "zone": book.settings.zone,
        "running": closing,
        "stale": _changed_since_close(request),
    }
    return render(request, "import.html", context)


def _too_large() -> str:
    return _("This file is larger than %(size)s MB. Import it with the command line.") % {
        "size": parcels.LARGEST // 1024 // 1024
    }


def _changed_since_close(request: HttpRequest) -> bool:
    """Tell whether something was imported or undone after the newest close."""
    book = book_of(request.user)
    files = book.closed_files()
    manifest = book.folder / "journal" / "manifest.jsonl"
    if not files or not manifest.is_file():
        return False
    return manifest.stat().st_mtime > max(path.stat().st_mtime for path in files)


def look(request: HttpRequest, parcel: str) -> HttpResponse:
    """Show how a file is understood, and what a try or a failed import said; or begin one."""
    book = book_of(request.user)
    path = parcels.file_of(book, parcel)
    if request.method == "POST":
        seen = parcels.look_at(book, parcel, request.POST.get("source") or None)
        if request.POST.get("do") in {"try", "import"}:
            return _begin(request, parcel, seen)
        tried = None
    else:
        seen = None
        tried = Errand.objects.filter(parcel=parcel).exclude(state__in=Errand.ACTIVE).last()
    wishes = tried.wishes if tried else _wishes(request, [])
    seen = seen or parcels.look_at(book, parcel, wishes.get("source"))
    context = {
        "name": "import",
        "parcel": parcel,
        "file": path.name,
        "seen": seen,
        "columns": _columns(seen, wishes),
        "fields": _fields(seen.source),
        "sources": _sources(),
        "wishes": wishes,
        "orders": _orders(),
        "marks": [(".", "1,234.56"), (",", "1.234,56")],
        "outcome": tried.result if tried and tried.state == Errand.DONE else None,
        "problems": _problems(seen, tried),
        "rejected": parcels.rejected_of(book, parcel).is_file() if tried else False,
    }
    return render(request, "import_look.html", context)


def _begin(request: HttpRequest, parcel: str, seen: Look) -> HttpResponse:
    wishes = _wishes(request, seen.columns)
    errand = errands.begin(request.user, request.POST["do"], parcel, wishes)
    return _wait_for(request, errand)


def _wait_for(request: HttpRequest, errand: Errand | None) -> HttpResponse:
    if errand is None:
        messages.error(request, _("Too much is under way. Try again in a minute."))
        return redirect("import")
    return redirect("errand", number=errand.pk)


def _wishes(request: HttpRequest, columns: list[str]) -> dict[str, Any]:
    """Gather what was chosen on the page; columns go by their place, whatever their name is."""
    given = request.POST
    known = {field.name for field in _fields(given.get("source") or None)}
    chosen = {
        column: given[key]
        for place, column in enumerate(columns)
        if (key := f"column{place}") in given
        and (given[key] in known or not known or not given[key])
    }
    return {
        "source": given.get("source", ""),
        "columns": chosen,
        "keep_good": given.get("keep_good") == "on",
        "date_order": given.get("date_order", ""),
        "decimal_mark": given.get("decimal_mark", ""),
    }


def _columns(seen: Look, wishes: dict[str, Any]) -> list[dict[str, Any]]:
    """Pair each column with its samples and the field that it is taken for."""
    chosen = wishes["columns"]
    return [
        {
            "name": column[:80] or "–",
            "samples": samples,
            "field": chosen.get(column, field),
        }
        for column, samples, field in zip(seen.columns, seen.samples, seen.fields, strict=True)
    ]


def _fields(name: str | None) -> list[Any]:
    from goodwill.sources.source import sources

    found = sources().get(name or "")
    return list(found.fields) if found else []


def _sources() -> list[str]:
    from goodwill.sources.source import sources

    return sorted(sources())


def _orders() -> list[tuple[str, str]]:
    return [
        ("ymd", _("year, month, day")),
        ("dmy", _("day, month, year")),
        ("mdy", _("month, day, year")),
    ]


def _problems(seen: Look, tried: Errand | None) -> list[Problem]:
    """Say each problem once: those of the file, and those of the last try."""
    told = [Problem(*each) for each in (tried.result.get("problems", []) if tried else [])]
    return list(dict.fromkeys([*told, *seen.problems]))


def errand(request: HttpRequest, number: int) -> HttpResponse:
    """Wait for an errand, saying how far it is; when it has ended, go where its result is."""
    book = book_of(request.user)
    found = get_object_or_404(Errand, pk=number)
    if errands.lives(found):
        response = render(request, "errand.html", {"errand": found, "name": "import"})
        response.headers["Refresh"] = str(PATIENCE)
        return response
    if found.what == "close":
        return _closed(request, found)
    if found.what == "preview":
        address = reverse("settings_standard", args=[found.wishes["standard"]])
        return redirect(f"{address}?errand={found.pk}")
    if found.what == "import" and found.state == Errand.DONE:
        _say_imported(request, found.result)
        if found.result["fates"].get("rejected"):
            return redirect("import_look", parcel=found.parcel)
        return redirect("import")
    parcels.file_of(book, found.parcel)
    return redirect("import_look", parcel=found.parcel)


def _closed(request: HttpRequest, found: Errand) -> HttpResponse:
    if found.state == Errand.DONE:
        messages.success(request, _("The book is closed."))
        return redirect("home")
    for problem in found.result.get("problems", []):
        messages.error(request, " ".join(part for part in problem[1:] if part))
    return redirect("import")


def _say_imported(request: HttpRequest, result: dict[str, Any]) -> None:
    new = ngettext("%(number)s new moment", "%(number)s new moments", result["new"]) % {
        "number": result["new"]
    }
    told = _("%(file)s: %(new)s, %(corrected)s corrected, %(repeated)s known already.")
    messages.success(request, told % {**result, "new": new})


def rejected(request: HttpRequest, parcel: str) -> FileResponse:
    """Give the rejected lines of a file as CSV."""
    path = parcels.rejected_of(book_of(request.user), parcel)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def undo(request: HttpRequest, batch: str) -> HttpResponse:
    """Ask whether an import shall be taken back, and take it back."""
    book = book_of(request.user)
    found = next((each for each in book.journal.batches() if each.name == batch), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        context = {"batch": found, "name": "import", "zone": book.settings.zone}
        return render(request, "undo.html", context)
    try:
        book.journal.undo(batch)
    except GoodwillError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("import")
    Deed.objects.create(member_id=request.user.pk, what="undo", about=batch[:200])
    messages.success(request, _("The import is undone. Close the book to see it without."))
    return redirect("import")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Begin closing the book as of its newest moment; a second wish joins the first."""
    book_of(request.user)
    return _wait_for(request, errands.begin(request.user, "close"))
