"""Readers: any file or database of records becomes one table of text with line numbers."""

from goodwill.sources.reading.instants import date_order, instant_sql
from goodwill.sources.reading.numerals import decimal_mark, number_sql
from goodwill.sources.reading.opening import open_records
from goodwill.sources.reading.records import Limits, Records

__all__ = [
    "Limits",
    "Records",
    "date_order",
    "decimal_mark",
    "instant_sql",
    "number_sql",
    "open_records",
]
