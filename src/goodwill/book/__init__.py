"""One company's folder: records come in, the book is closed, and closed books are read."""

from goodwill.book.book import Book
from goodwill.ledger.closed import Closed

__all__ = ["Book", "Closed"]
