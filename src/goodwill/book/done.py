"""What people did of their own accord, from the office's file into the journal.

The office appends a line to `office/done.jsonl` whenever somebody has done a thing of today that is
a contact, or has given something; each line tells the whole, and the last one of a number counts.
A line that is marked as withdrawn takes the doing back, as long as no close has read it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.book import noting, returning

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

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
    record_of = partial(_record, book.settings.currency)
    returning.bring_in(book, SOURCE, noted(book.folder), record_of, narrate)


def _record(currency: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Say a doing in the fields of its source."""
    return {
        "number": row["number"],
        "happened_at": row.get("done_at"),
        "play": row.get("play") or None,
        "contact_for": row.get("purpose") or None,
        "contact_by": row.get("channel") or None,
        "matter": row.get("case") or None,
        "given": row.get("given") or None,
        "amount": row.get("amount"),
        "currency": currency if row.get("amount") is not None else None,
    }


def forget(folder: Path, parties: Collection[str]) -> None:
    """Write the file again without what was done for some parties."""
    noting.forget(folder / NAME, parties)
