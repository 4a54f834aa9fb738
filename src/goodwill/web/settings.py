"""The settings of the book, for its owner: limits are tried before they hold, and all is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.book import previewing, settling
from goodwill.problems import GoodwillError
from goodwill.reports.parts import verdict_said
from goodwill.web import errands
from goodwill.web.access import book_of, closed_for
from goodwill.web.limits import LimitsForm, as_wishes, from_wishes, mark_of, words
from goodwill.web.models import Deed, Errand
from goodwill.web.plain import FILE_ONLY, PlainForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from goodwill.book import Book
    from goodwill.book.previewing import Preview
    from goodwill.house.toml import Key
    from goodwill.standards.standard import Standard

AT_ONCE = 1_500_000
"""So many cases and moments are judged again while the page waits; more are an errand."""


def overview(request: HttpRequest) -> HttpResponse:
    """Show every setting, and change the plain ones."""
    book = book_of(request.user)
    now = settling.as_is(book)
    form = PlainForm(now, book.settings, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, book, request.POST.get("digest", ""), form.changes(), "settings")
    ):
        return redirect("settings")
    context = {
        "name": "settings",
        "form": form,
        "digest": now.digest,
        "standards": [_line(one, book) for one in _all_standards(book) if one.limits],
        "without": [one for one in _all_standards(book) if not one.limits],
        "file_only": FILE_ONLY,
        "stale": _since_close(book),
    }
    return render(request, "settings.html", context)


def _line(standard: Standard, book: Book) -> dict[str, Any]:
    """Say of one standard which limits hold, and whether they are the company's own."""
    own = book.settings.limits.get(standard.name, {})
    return {
        "standard": standard,
        "sentence": standard.sentence(book.settings),
        "limits": [
            (words(name), own.get(name, value), name in own)
            for name, value in standard.limits.items()
        ],
        "segments": sorted(book.settings.segment_limits.get(standard.name, {})),
        "off": standard.name in book.settings.standards_off,
    }


def standard(request: HttpRequest, standard: str) -> HttpResponse:
    """Show the limits of one standard, what others would change, and save them."""
    book = book_of(request.user)
    found = next((one for one in _all_standards(book) if one.name == standard), None)
    if found is None:
        raise Http404
    now, segments = settling.as_is(book), _segments(request, book, found)
    form = LimitsForm(found, segments, now, request.POST or None)
    context = {"name": "settings", "standard": found, "digest": now.digest, "form": form}
    context["sentence"] = found.sentence(book.settings)
    if request.method == "POST":
        return _posted(request, book, form, context)
    if "errand" in request.GET:
        _take_up(request, form, context)
    return render(request, "settings_standard.html", context)


def _all_standards(book: Book) -> list[Standard]:
    """Give every standard that there is for this book, those not applied as well."""
    from goodwill.standards.standard import load

    return load(book.folder / "standards")[0]


def _segments(request: HttpRequest, book: Book, found: Standard) -> list[str]:
    """List the segments of customers: those of the newest close, and those in the settings."""
    known = set(book.settings.segment_limits.get(found.name, {}))
    if book.closed_files():
        with closed_for(request.user) as closed:
            rows = closed.con.execute(
                "SELECT DISTINCT segment FROM parties WHERE segment IS NOT NULL"
            ).fetchall()
        known |= {str(segment) for (segment,) in rows}
    return sorted(known)


def _posted(
    request: HttpRequest, book: Book, form: LimitsForm, context: dict[str, Any]
) -> HttpResponse:
    """Try what was given; save it where it is what was shown."""
    page = "settings_standard.html"
    name = form.standard.name
    if request.POST.get("digest") != form.now.digest:
        _say(request, settling.ChangedMeanwhileError(settling.meanwhile()))
        return redirect("settings_standard", standard=name)
    if not form.is_valid():
        return render(request, page, context)
    changes = form.changes()
    if not changes:
        messages.info(request, _("Nothing is changed."))
        return redirect("settings_standard", standard=name)
    seen = request.POST.get("seen") == mark_of(changes)
    if request.POST.get("do") == "save" and seen:
        if _saved(request, book, request.POST.get("digest", ""), changes, name):
            return redirect("settings")
        return redirect("settings_standard", standard=name)
    try:
        tried, _text = settling.tried(book, changes)
        if book.closed_files():
            if previewing.size(book) > AT_ONCE:
                return _sent(request, name, changes)
            _show(context, previewing.preview(book, name, tried))
    except GoodwillError as error:
        context["problems"] = error.problems
        return render(request, page, context)
    context |= {"seen": mark_of(changes), "changes": _told(changes, form)}
    return render(request, page, context)


def _sent(request: HttpRequest, name: str, changes: Mapping[Key, Any]) -> HttpResponse:
    """Let an errand look at a large book."""
    wishes = {"standard": name, "changes": as_wishes(changes)}
    errand = errands.begin(request.user, "preview", wishes=wishes)
    if errand is None:
        messages.error(request, _("Too much is under way. Try again in a minute."))
        return redirect("settings_standard", standard=name)
    return redirect("errand", number=errand.pk)


def _take_up(request: HttpRequest, form: LimitsForm, context: dict[str, Any]) -> None:
    """Show what an errand of this member found, with the limits that were tried."""
    number = request.GET["errand"]
    if not number.isdecimal():
        raise Http404
    errand = get_object_or_404(Errand, pk=int(number), what="preview", member_id=request.user.pk)
    if errand.wishes.get("standard") != form.standard.name:
        raise Http404
    changes = from_wishes(errand.wishes["changes"])
    for line in form.lines:
        for cell in line.cells:
            if cell.key in changes:
                form.initial[cell.field] = changes[cell.key]
    if ("standards_off",) in changes:
        form.initial["applies"] = form.standard.name not in (changes["standards_off",] or [])
    if errand.state == Errand.DONE:
        _show(context, previewing.from_data(errand.result["preview"]))
        context |= {"seen": mark_of(changes), "changes": _told(changes, form)}
    else:
        context["problems"] = errand.result.get("problems", [])


def _show(context: dict[str, Any], preview: Preview) -> None:
    context["preview"] = preview
    context["turns"] = [
        (_said(turn.before), _said(turn.after), turn.number, turn.cases) for turn in preview.turns
    ]


def _said(verdict: str) -> str:
    return _("kept") if verdict == "kept" else verdict_said(verdict)


def _told(changes: Mapping[Key, Any], form: LimitsForm) -> list[tuple[str, Any, Any]]:
    """Say each change: of what, from what, to what."""
    told = []
    for line in form.lines:
        for cell in line.cells:
            if cell.key in changes:
                label = str(form.fields[cell.field].label)
                default = form.fields[cell.field].widget.attrs["placeholder"]
                before, after = form.now.value(cell.key), changes[cell.key]
                told.append((label, _number(before, default), _number(after, default)))
    return told


def _number(value: float | None, default: str) -> str:
    return default if value is None else f"{value:g}"


def _saved(
    request: HttpRequest, book: Book, digest: str, changes: Mapping[Key, Any], about: str
) -> bool:
    """Save changes and note them; say why where they cannot be saved."""
    try:
        made = settling.settle(book, digest, changes)
    except GoodwillError as error:
        _say(request, error)
        return False
    if not made:
        messages.info(request, _("Nothing is changed."))
        return True
    told = [[one.key, _plain(one.before), _plain(one.after)] for one in made]
    Deed.objects.create(
        member_id=request.user.pk, what="settings", about=about, detail={"changes": told}
    )
    messages.success(request, _("Saved. Close the book to see it with the new settings."))
    return True


def _say(request: HttpRequest, error: GoodwillError) -> None:
    for problem in error.problems:
        messages.error(request, " ".join(part for part in problem[1:] if part))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str | list) else str(value)


def _since_close(book: Book) -> bool:
    """Tell whether the settings are newer than the newest close."""
    files = book.closed_files()
    changed = (book.folder / settling.FILE).stat().st_mtime
    return bool(files) and changed > max(path.stat().st_mtime for path in files)
