"""What customers asked through the window, from the office's file into the journal.

The office appends a line to `office/pleas.jsonl` whenever a plea is made, answered or settled; each
line tells the whole plea, and the last one of a number counts. A close reads the file first, as
one more source, so that the office's own work is judged like everything else.
"""

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

NAME = Path("office") / "pleas.jsonl"
SOURCE = "pleas"


def note(folder: Path, plea: Mapping[str, Any]) -> None:
    """Append a plea to the office's file, wholly or not at all; parties go by their pseudonyms."""
    noting.append(folder / NAME, plea)


def noted(folder: Path) -> list[dict[str, Any]]:
    """Give the last line of every plea, in the order in which they were made."""
    return noting.newest(folder / NAME)


def bring_in(book: Book, narrate: Callable[[str], None]) -> None:
    """Import the pleas of the office; what is known already is not written again."""
    pleas = noted(book.folder)
    if not pleas:
        return
    wanted = {str(plea[key]) for plea in pleas for key in ("party", "person") if plea.get(key)}
    refs = {party: items.get("ref") for party, items in book.journal.reveal(wanted).items()}
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / NAME.name
        path.write_text("".join(_rows(pleas, refs)), encoding="utf-8")
        if path.stat().st_size:
            request = Request(str(path), source=SOURCE, keep_good=True, keep_bad=False)
            import_file(book, request, narrate)


def _rows(pleas: Iterable[Mapping[str, Any]], refs: Mapping[str, str | None]) -> Iterator[str]:
    """Write each plea as the record of its kind; of erased customers nothing is written."""
    for plea in pleas:
        customer = refs.get(str(plea.get("party")))
        if customer is None:
            continue
        row = {
            "number": plea["number"],
            "customer": customer,
            "happened_at": plea.get("made_at"),
            "kind": plea.get("kind"),
            "matter": plea.get("case") or None,
            "answered_at": plea.get("answered_at"),
            "settled_at": plea.get("settled_at"),
            "agent": refs.get(str(plea.get("person"))),
            "channel": "web",
            "text": plea.get("text") or None,
            "reply": plea.get("reply") or None,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without the pleas of some parties; their texts are gone for good."""
    noting.forget(folder / NAME, parties)
