"""What the distinct values of one column mean: each is read once, however many lines hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.sources.reading.records import identifier, literal
from goodwill.sources.source import plain
from goodwill.sources.vocabulary import NO, YES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duckdb import DuckDBPyConnection

    from goodwill.sources.source import Field

MISSING = ("", "?", "-", "NULL", "null", "None", "NaN", "nan", "N/A", "n/a", "#N/A", "(null)")
"""What stands for an absent value in any file."""
BLANKS = " \t\r\n\u00a0\ufeff"
RAW, VALUE, LINES = "_goodwill_raw", "_goodwill_value", "_goodwill_lines"
"""Columns of our own beside those of a file, whose names may be any word."""
MOST_WORDS = 5_000
SYMBOLS = {
    "€": "EUR", "zł": "PLN", "$": "USD", "£": "GBP", "₽": "RUB", "руб": "RUB", "₴": "UAH",
    "грн": "UAH", "kč": "CZK", "chf": "CHF",
}  # fmt: skip


class Unknown(NamedTuple):
    """A word of the file that no value is known for, and on how many lines it stands."""

    field: str
    column: str
    word: str
    lines: int


def present(column: str, missing: Iterable[str]) -> str:
    """Give the SQL of a cell without the blanks around it, null where it says that it is absent."""
    cell = f"trim({identifier(column)}, '{BLANKS}')"
    signs = ", ".join(literal(sign) for sign in missing)
    return f"CASE WHEN {cell} NOT IN ({signs}) THEN {cell} END"


def meanings(one: Field, own: Mapping[str, str]) -> Mapping[str, str]:
    """Give what each plain word of a choice stands for; the mapping's own words come first."""
    known: dict[str, str] = {}
    if one.type == "flag":
        groups = {"true": YES, "false": NO}
        known = {plain(w): v for v, said in groups.items() for ws in said.values() for w in ws}
    for value, words in one.values.items():
        known |= {plain(word): value for word in (value, *words)}
    return known | {plain(word): value for word, value in own.items()}


def write_meanings(
    con: DuckDBPyConnection,
    table: str,
    values: str,
    one: Field,
    column: str,
    own: Mapping[str, str],
) -> tuple[Unknown, ...]:
    """Write what each word of a column stands for into a table; tell the words not known."""
    rows = con.execute(
        f"SELECT {RAW}, sum({LINES}) FROM {values} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_WORDS}"
    ).fetchall()
    said = _reader(con, one, own)
    read = [(raw, said(raw), int(lines)) for raw, lines in rows]
    con.execute(f"CREATE TABLE {table} ({RAW} VARCHAR, {VALUE} VARCHAR)")
    tuples = [
        f"({literal(raw)}, {'NULL' if value is None else literal(value)})"
        for raw, value, _lines in read
    ]
    if tuples:
        con.execute(f"INSERT INTO {table} VALUES {', '.join(tuples)}")
    if one.lenient or one.required or one.type != "choice":
        return ()  # passed over in silence, or rejected line by line
    return tuple(Unknown(one.name, column, raw, n) for raw, value, n in read if value is None)


def _reader(
    con: DuckDBPyConnection, one: Field, own: Mapping[str, str]
) -> Callable[[str], str | None]:
    """Give the function that says what a word of this field stands for."""
    if one.type == "currency":
        return _currency
    if one.type == "zone":
        names = con.execute("SELECT name FROM pg_timezone_names()").fetchall()
        zones = {str(name).casefold(): str(name) for (name,) in names}
        return lambda word: zones.get(word.casefold())
    known = meanings(one, own)
    return lambda word: known.get(plain(word))


def _currency(text: str) -> str | None:
    if len(text) == 3 and text.isascii() and text.isalpha():
        return text.upper()
    return SYMBOLS.get(text.casefold().strip("."))
