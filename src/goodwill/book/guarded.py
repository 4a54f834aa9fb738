"""The guard learns from the journal: what was imported since, people's telephone calls included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.care.guard import Guard
from goodwill.care.guard import catch_up as take_over

if TYPE_CHECKING:
    from goodwill.book.book import Book


def catch_up(book: Book, guard: Guard | None = None) -> None:
    """Tell the guard of a book what the journal has learnt since it was told last."""
    if guard is None:
        with Guard(book.folder, book.settings) as own:
            return catch_up(book, own)
    names = [batch.name for batch in book.journal.batches()]
    if not guard.behind(names):
        return None
    with book.engine() as con:
        book.journal.attach(con)
        take_over(guard, con, names)
    return None
