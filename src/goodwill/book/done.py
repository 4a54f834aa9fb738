"""What people did of their own accord, from the office's file into the journal.

The office appends a line to `office/done.jsonl` whenever somebody has done a thing of today that is
a contact, or has given something; each line tells the whole, and the last one of a number counts.
A line that is marked as withdrawn takes the doing back, as long as no close has read it.
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

NAME = Path("office") / "done.jsonl"
SOURCE = "done"


def note(folder: Path, row: Mapping[str, Any]) -> None:
    """Append what was done: `number`, `party`, `done_at`, and as far as they are known the rest.

    `person` who did it, `play`, `purpose` and `channel` as the guard names them, `case` (such as
    ticket:4711), `thing` (its key on the list of today), `given` (gift, discount,
    outside_procedure) with `amount` in the book's currency, `withdrawn`.
    """
    noting.append(folder / NAME, row)


def noted(folder: Path) -> list[dict[str, Any]]:
    """Give the last line of everything that was done and not taken back."""
    return [row for row in noting.newest(folder / NAME) if not row.get("withdrawn")]


def bring_in(book: Book, narrate: Callable[[str], None]) -> None:
    """Import what was done; what is known already is not written again."""
    rows = noted(book.folder)
    if not rows:
        return
    wanted = {str(row[key]) for row in rows for key in ("party", "person") if row.get(key)}
    refs = {party: items.get("ref") for party, items in book.journal.reveal(wanted).items()}
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / NAME.name
        path.write_text("".join(_rows(rows, refs, book.settings.currency)), encoding="utf-8")
        if path.stat().st_size:
            request = Request(str(path), source=SOURCE, keep_good=True, keep_bad=False)
            import_file(book, request, narrate)


def _rows(
    rows: Iterable[Mapping[str, Any]], refs: Mapping[str, str | None], currency: str
) -> Iterator[str]:
    """Write each doing as the record of its kind; of erased customers nothing is written."""
    for row in rows:
        customer = refs.get(str(row.get("party")))
        if customer is None:
            continue
        record = {
            "number": row["number"],
            "customer": customer,
            "happened_at": row.get("done_at"),
            "play": row.get("play") or None,
            "contact_for": row.get("purpose") or None,
            "contact_by": row.get("channel") or None,
            "matter": row.get("case") or None,
            "given": row.get("given") or None,
            "amount": row.get("amount"),
            "currency": currency if row.get("amount") is not None else None,
            "agent": refs.get(str(row.get("person"))),
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without what was done for some parties."""
    noting.forget(folder / NAME, parties)
