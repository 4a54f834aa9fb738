"""One company's folder: records come in, the book is closed, and closed books are read."""

from goodwill.book.book import SETTINGS, Book
from goodwill.book.shelf import Shelf
from goodwill.ledger.closed import Closed

__all__ = ["SETTINGS", "Book", "Closed", "Shelf"]
