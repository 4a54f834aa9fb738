"""What was given out of the purse, told to the next close as concessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.book import done
from goodwill.care.purse import FILE, Purse, load
from goodwill.house.money import major

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.care.purse import Entry
    from goodwill.house.settings import Settings


def tell(folder: Path, settings: Settings) -> int:
    """Note every gift that was not noted yet, and take back those that were reversed since.

    Called after each gift and before each close: what a crash has kept from being noted is noted
    then, and what is noted twice is one moment, because it has one number.
    """
    if not (folder / FILE).exists():
        return 0
    with Purse(folder, settings) as purse:
        waiting = purse.untold()
        for entry in waiting:
            if entry.kind == "reverse" or entry.money or entry.loan:
                done.note(folder, _row(entry, settings.currency))
            purse.was_told(entry.id)
    return len(waiting)


def charge(book: Book, con: DuckDBPyConnection) -> int:
    """Charge the givers with what their concessions cost colleagues, where there is a purse."""
    if not (book.folder / FILE).exists():
        return 0
    with Purse(book.folder, book.settings) as purse:
        return len(load.charge(purse, con))


def _row(entry: Entry, currency: str) -> dict[str, Any]:
    """Write a gift as the office notes it; parties go by their pseudonyms."""
    withdrawn = entry.kind == "reverse"
    return {
        "number": f"purse-{entry.reverses if withdrawn else entry.id}",
        "party": entry.party,
        "done_at": entry.at.isoformat(timespec="seconds") + "Z",
        "person": entry.giver,
        "play": entry.play,
        "case": entry.case_id,
        "given": "gift",
        "amount": str(major(entry.money, currency)) if entry.money else None,
        "withdrawn": withdrawn,
    }
