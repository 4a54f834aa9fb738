"""Numbers as people write them: which mark is the decimal one, and the SQL that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.sources.reading.records import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CURRENCY = (
    "(?:[$€£¥₴₽₺₹₪₩]|EUR|USD|GBP|PLN|UAH|RUB|CHF|CZK|HUF|RON|BGN|SEK|NOK|DKK|CAD|AUD|JPY|CNY|TRY"
    "|zł|грн|руб|р|kr|Kč|Ft)\\.?"
)
SPACE = "\\s\u00a0\u2007\u2009\u202f"
MINUS = "-\u2212"
OUTWEIGH = 20
"""So many times more values must speak for one mark than for the other where they disagree."""


def decimal_mark(con: DuckDBPyConnection, table: str, column: str) -> str:
    """Tell '.' or ',' from all values of a column; 'ambiguous' where 1,234 could be either.

    A mark is decimal where it stands last after the other one, or before other than three digits;
    a mark that occurs twice in one number groups thousands.
    """
    mantissa = f"regexp_replace({identifier(column)}, '[eE][+-]?\\d+ *$', '')"
    bare = f"regexp_replace({mantissa}, '[^0-9.,]', '', 'g')"
    row = con.execute(
        f"SELECT count(*) FILTER ({_speaks_for(',', '.')}), "
        f"count(*) FILTER ({_speaks_for('.', ',')}), count(*) "
        f"FROM (SELECT {bare} AS bare FROM {table}) WHERE regexp_matches(bare, '[.,]')"
    ).fetchone() or (0, 0, 0)
    commas, points, marked = row
    if not marked or points > OUTWEIGH * commas:
        return "."
    return "," if commas > OUTWEIGH * points else "ambiguous"


def _speaks_for(mark: str, other: str) -> str:
    """Give the SQL condition under which one number shows which mark is its decimal one."""
    shapes = (
        f"^[^{mark}]*[{mark}](\\d{{0,2}}|\\d{{4,}})$",  # not three digits behind it
        f"^(0|\\d{{4,}})?[{mark}]\\d+$",  # no group of thousands before it
        f"[{other}].*[{mark}][^{other}]*$",  # last behind the other
        f"[{other}].*[{other}]",  # the other one groups
    )
    return " OR ".join(f"regexp_matches(bare, {literal(shape)})" for shape in shapes)


def number_sql(column: str, mark: str = ".", kind: str = "DOUBLE") -> str:
    """Give the SQL that reads a column as numbers of a kind; NULL where a value is none.

    Thousands may be grouped, a currency may stand before or behind, a minus on either side, and
    parentheses mean less than nothing. Infinite numbers are none.
    """
    text = f"trim({identifier(column)})"
    groups = f"[{'.' if mark == ',' else ','}{SPACE}'\u2019]"
    digits = f"\\d{{1,3}}(?:{groups}\\d{{3}})+|\\d+|"
    money = f"[{SPACE}]*(?:{CURRENCY})?[{SPACE}]*"
    before = f"^\\(?(?:[{MINUS}+]?{money}|{money}[{MINUS}+])"
    behind = f"{money}[{MINUS}]?\\)?$"
    shape = f"{before}({digits})([{mark}]\\d*)?([eE][-+]?\\d{{1,3}})?{behind}"
    parts = [f"regexp_extract({text}, {literal(shape)}, {number})" for number in (1, 2, 3)]
    below = f"regexp_matches({text}, {literal(f'^[^0-9]*[{MINUS}(]|[{MINUS}]$')})"
    joined = (
        f"CASE WHEN {below} THEN '-' ELSE '' END || regexp_replace({parts[0]}, '[^0-9]', '', 'g') "
        f"|| replace({parts[1]}, '{mark}', '.') || {parts[2]}"
    )
    plain = f"regexp_full_match({text}, '-?[0-9]+([{mark}][0-9]+)?')"  # the usual case
    chosen = f"CASE WHEN {plain} THEN replace({text}, ',', '.') ELSE {joined} END"
    read = f"TRY_CAST({chosen} AS {kind})"
    return f"NULLIF(NULLIF({read}, 'inf'), '-inf')" if kind == "DOUBLE" else read
