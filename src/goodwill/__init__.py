"""Goodwill: book-keeping for how a company treats its customers, and what that costs."""

__version__ = "0.1.0"
