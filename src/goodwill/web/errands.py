"""Errands: imports and closes run in a process of their own, while the page waits politely.

The process lives on when the office is closed and finishes what it began; what it had not begun
stays undone, and one that was killed leaves the journal as it was. Of several errands, one works
and the others wait for it.

    python -m goodwill.web.errands BOOK ERRAND
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.moments import disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from goodwill.book import Book
    from goodwill.book.importing import Outcome
    from goodwill.web.models import Errand, Member

MOST = 5
"""How many errands may be under way at a time; each is a process."""


def begin(
    member: Member | AnonymousUser,
    what: str,
    parcel: str = "",
    wishes: dict[str, Any] | None = None,
) -> Errand | None:
    """Begin an errand, or find the same one under way; None where too many are."""
    from django.db import transaction

    from goodwill.web.models import Errand
    from goodwill.words import language

    with transaction.atomic():
        active = [each for each in Errand.objects.filter(state__in=Errand.ACTIVE) if lives(each)]
        same = next((e for e in active if e.what == what == "close"), None)
        same = same or next((e for e in active if parcel and e.parcel == parcel), None)
        if same or len(active) >= MOST:
            return same
        errand = Errand.objects.create(
            member_id=member.pk, what=what, parcel=parcel, wishes=wishes or {}, language=language()
        )
    launch(errand)
    return errand


def launch(errand: Errand) -> None:
    """Start the process of an errand."""
    from goodwill.web.office import book_folder

    process = subprocess.Popen(
        [sys.executable, "-m", "goodwill.web.errands", book_folder(), str(errand.pk)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # so that Ctrl-C on the office does not cut an import short
    )
    type(errand).objects.filter(pk=errand.pk).update(process=process.pid)
    _CHILDREN[errand.pk] = process


_CHILDREN: dict[int, subprocess.Popen[bytes]] = {}


def lives(errand: Errand) -> bool:
    """Tell whether an errand is still under way; one whose process is gone has failed."""
    from goodwill.problems import Problem
    from goodwill.words import _

    errand.refresh_from_db()
    if not errand.active:
        return False
    child = _CHILDREN.get(errand.pk)
    gone = child.poll() is not None if child else not _runs(errand.process)
    if not gone or errand.process is None:
        return True
    errand.refresh_from_db()  # it may have ended well between the two looks
    if errand.active:
        problem = Problem("", _("This was interrupted; nothing half done is left behind."),
                          _("Try it again."))  # fmt: skip
        _end(errand, errand.FAILED, {"problems": [list(problem)]})
    return False


def _runs(process: int | None) -> bool:
    try:
        os.kill(process or 0, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _end(errand: Errand, state: str, result: dict[str, Any]) -> None:
    errand.state, errand.result = state, result
    errand.save(update_fields=["state", "result"])


def run(book_folder: Path, number: int) -> None:
    """Run one errand to its end, whatever that is, and write down what came of it."""
    from goodwill.book import Book
    from goodwill.problems import GoodwillError, Problem
    from goodwill.web.models import Errand
    from goodwill.words import _, speaking

    errand = Errand.objects.get(pk=number)

    def narrate(sentence: str) -> None:
        errand.said = sentence[:300]
        errand.save(update_fields=["said"])

    with speaking(errand.language), disk.locked(book_folder / "errands.lock"):
        errand.state = Errand.RUNNING
        errand.save(update_fields=["state"])
        try:
            result = _DO[errand.what](Book.open(book_folder), errand, narrate)
        except GoodwillError as error:
            result = {"problems": [list(problem) for problem in error.problems], "failed": True}
        except Exception:  # noqa: BLE001  # the page must learn of it, and the log must show it
            traceback.print_exc()
            problem = Problem("", _("This is our fault, not yours."), _("Your records are safe."))
            result = {"problems": [list(problem)], "failed": True}
        _end(errand, Errand.FAILED if result.pop("failed", False) else Errand.DONE, result)


def _import(book: Book, errand: Errand, narrate: Callable[[str], None]) -> dict[str, Any]:
    from goodwill.book.importing import import_file
    from goodwill.web import parcels
    from goodwill.web.models import Deed

    path = parcels.file_of(book, errand.parcel)
    request = parcels.request_of(path, errand.wishes, dry_run=errand.what == "try")
    outcome = import_file(book, request, narrate)
    if errand.what == "import":
        about = (outcome.batch.name or outcome.file)[:200]
        Deed.objects.create(member_id=errand.member_id, what="import", about=about)
        if not outcome.fates.get("rejected"):
            parcels.discard(book, errand.parcel)
    return _told(outcome)


def _told(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome down as plain values."""
    batch = outcome.batch
    return {
        "file": outcome.file,
        "source": outcome.source,
        "batch": batch.name,
        "new": batch.new,
        "corrected": batch.corrected,
        "repeated": batch.repeated,
        "fates": dict(outcome.fates),
        "seen": [list(pair) for pair in outcome.seen],
        "problems": [list(problem) for problem in outcome.problems],
    }


def _close(book: Book, errand: Errand, narrate: Callable[[str], None]) -> dict[str, Any]:
    from goodwill.web.models import Deed

    path = book.close(None, narrate)
    Deed.objects.create(member_id=errand.member_id, what="close", about=path.stem)
    return {"closed": path.stem, "problems": []}


def _preview(book: Book, errand: Errand, narrate: Callable[[str], None]) -> dict[str, Any]:
    """Find out what other limits of a standard would change; nothing is changed by that."""
    from goodwill.book.previewing import preview
    from goodwill.book.settling import tried
    from goodwill.web.limits import from_wishes
    from goodwill.words import _

    narrate(_("Judging every case by the new limits ..."))
    settings, _text = tried(book, from_wishes(errand.wishes["changes"]))
    return {"preview": preview(book, errand.wishes["standard"], settings).as_data()}


_DO: dict[str, Callable[[Book, Errand, Callable[[str], None]], dict[str, Any]]] = {
    "import": _import,
    "try": _import,
    "close": _close,
    "preview": _preview,
}


def main() -> None:
    """Run the errand that the command line names."""
    from goodwill.web.office import open_office

    book = Path(sys.argv[1])
    open_office(book)
    run(book, int(sys.argv[2]))


if __name__ == "__main__":
    main()
