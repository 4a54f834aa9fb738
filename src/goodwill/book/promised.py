"""Promises written down in the office, from its own file into the journal at the next close."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.book import noting
from goodwill.book.importing import Request, import_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from goodwill.book.book import Book

NAME = Path("office") / "promises.jsonl"
SOURCE = "given"


def note(folder: Path, promise: Mapping[str, Any]) -> None:
    """Append a promise, as it stands now, to the office's file."""
    noting.append(folder / NAME, promise)


def bring_in(book: Book, narrate: Callable[[str], None]) -> None:
    """Import the promises of the office; what is known already is not written again."""
    promises = noting.newest(book.folder / NAME)
    if not promises:
        return
    wanted = {str(each[key]) for each in promises for key in ("party", "person") if each.get(key)}
    refs = {party: items.get("ref") for party, items in book.journal.reveal(wanted).items()}
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / NAME.name
        path.write_text("".join(_rows(promises, refs)), encoding="utf-8")
        if path.stat().st_size:
            request = Request(str(path), source=SOURCE, keep_good=True, keep_bad=False)
            import_file(book, request, narrate)


def _rows(promises: Iterable[Mapping[str, Any]], refs: Mapping[str, str | None]) -> Iterator[str]:
    """Write each promise as the record of its kind; of erased customers nothing is written."""
    for each in promises:
        customer = refs.get(str(each.get("party")))
        if customer is None:
            continue
        row = {
            "number": each["number"],
            "customer": customer,
            "happened_at": each.get("given_at"),
            "word_due": each.get("due_at"),
            "word_kept_at": each.get("kept_at"),
            "word_kind": each.get("kind"),
            "withdrawn_at": each.get("withdrawn_at"),
            "released": "yes" if each.get("released") else "",
            "agent": refs.get(str(each.get("person"))),
            "channel": each.get("channel") or None,
            "text": each.get("text") or None,
            "reply": each.get("reply") or None,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without the promises to some parties; their texts are gone for good."""
    noting.forget(folder / NAME, parties)
