"""Dates as people write them: in which order day and month stand, and the SQL that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.sources.reading.records import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MONTHS = (
    "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|"
    "STY|LUT|MAR|KWI|MAJ|CZE|LIP|SIE|WRZ|PAŹ|LIS|GRU|"
    "ЯНВ|ФЕВ|МАР|АПР|МАЯ|ИЮН|ИЮЛ|АВГ|СЕН|ОКТ|НОЯ|ДЕК|"
    "СІЧ|ЛЮТ|БЕР|КВІ|ТРА|ЧЕР|ЛИП|СЕР|ВЕР|ЖОВ|ЛИС|ГРУ|"
    "---|---|---|---|МАЙ|---|---|---|---|PAZ|---|---|"
)
"""How the names of the months begin in English, Polish, Russian and Ukrainian, twelve a line."""

ORDERS = {"dmy", "mdy"}
MAILED = ("%a %b %d %H:%M:%S %z %Y", "%a, %d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S %z")
"""The forms of RFC 5322 and of the C library, which say their own offset."""

NUMERIC = "^\\s*(\\d{1,2})[./ -](\\d{1,2})[./ -]\\d{2,4}(\\D|$)"
LETTER = "[^\\s0-9.,/:+-]"  # not \p{L}, which takes 10 ms to compile at each use
WEEKDAY = f"^(?:{LETTER}+,? )?"
CLOCK = "(\\d{1,2}:\\d{2}(?::\\d{2})?(?:\\.\\d+)?(?: [AP]M)?)"
FILLER = "(?:,? ?(?:R\\.|Г\\.|Р\\.|ГОДА|РОКУ|ROKU))?,?(?: (?:AT|O|O GODZ\\.|В|О|ОБ))?"
"""What may stand between a year and a time of day, such as "r." or "года в"."""


def date_order(con: DuckDBPyConnection, table: str, column: str) -> str:
    """Tell 'ymd', 'dmy', 'mdy' or 'ambiguous' from all values of a column.

    A number above 12 can be no month; dots are written by those who put the day first. 'ymd'
    also stands for a column without dates of two small numbers, which need no order.
    """
    name = identifier(column)
    row = con.execute(
        f"""
        SELECT count(*), count(*) FILTER (a > 12), count(*) FILTER (b > 12),
            count(*) FILTER (a <> b AND a <= 12 AND b <= 12), count(*) FILTER (dotted)
        FROM (
            SELECT TRY_CAST(regexp_extract({name}, '{NUMERIC}', 1) AS INTEGER) AS a,
                TRY_CAST(regexp_extract({name}, '{NUMERIC}', 2) AS INTEGER) AS b,
                regexp_matches({name}, '^\\s*\\d{{1,2}}\\.\\d') AS dotted
            FROM {table}
        ) WHERE a IS NOT NULL
        """
    ).fetchone() or (0, 0, 0, 0, 0)
    dates, day_first, month_first, unclear, dotted = row
    if not dates:
        return "ymd"
    if day_first and month_first:
        return "ambiguous"
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    return "ambiguous" if unclear and dotted < dates else "dmy"


def instant_sql(column: str, order: str = "ymd", zone: str = "UTC") -> str:
    """Give the SQL that reads a column as instants in naive UTC; NULL where a value is none.

    Read are ISO, the numeric order given, names of months in four languages, Excel's days since
    1900 and seconds, milli- or microseconds since 1970. A time without an offset is in the zone.
    """
    text = f"upper(regexp_replace(trim({identifier(column)}), '[\\s\u00a0]+', ' ', 'g'))"
    usual = _placed((_iso(text), *_ordered(text, order)), zone)
    rare = _placed((_named(text), _serial(text)), zone)
    return f"coalesce({usual}, {_offset(text)}, {_epoch(text)}, {rare}, {_mailed(text)})"


def _placed(local: tuple[str, ...], zone: str) -> str:
    """Turn local times of a zone into UTC."""
    instant = f"coalesce({', '.join(local)})"
    if zone == "UTC":
        return instant
    return f"timezone('UTC', timezone({literal(zone)}, {instant}))"


def _when(text: str, shape: str, value: str) -> str:
    return f"CASE WHEN regexp_matches({text}, {literal(shape)}) THEN {value} END"


def _iso(text: str) -> str:
    """Read ISO dates without an offset, also written together or with dots."""
    dashed = f"regexp_replace({text}, '^(\\d{{4}})[./](\\d{{1,2}})[./]', '\\1-\\2-')"
    forms = "['%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%dT%H%M%S']"
    together = f"TRY_STRPTIME({text}, {forms})"
    plain = "^\\d{4}[-./]\\d{1,2}[-./]\\d{1,2}([T ]\\d{1,2}:[0-9:.]+)?$"
    return (
        f"coalesce({_when(text, plain, f'TRY_CAST({dashed} AS TIMESTAMP)')}, "
        f"{_when(text, '^(19|20)[0-9]{6}(T?[0-9]{6})?$', together)})"
    )


def _offset(text: str) -> str:
    """Read ISO instants that say their own offset."""
    shape = "^\\d{4}-\\d{1,2}-\\d{1,2}[T ]\\d{1,2}:[0-9:.]+ ?(Z|UTC|[+-]\\d{2}(:?\\d{2})?)$"
    tidy = f"regexp_replace(replace({text}, ' UTC', 'Z'), '([+-]\\d{{2}})(\\d{{2}})$', '\\1:\\2')"
    return _when(text, shape, f"timezone('UTC', TRY_CAST({tidy} AS TIMESTAMPTZ))")


def _ordered(text: str, order: str) -> tuple[str, ...]:
    """Read day, month and year in the order given; an ambiguous order is read by nobody."""
    if order not in ORDERS:
        return ()
    return (_when(text, NUMERIC, _turned(text, order)),)


def _turned(text: str, order: str) -> str:
    """Read a numeric date by turning it into ISO; half a day is known only to TRY_STRPTIME."""
    day, month = ("\\1", "\\2") if order == "dmy" else ("\\2", "\\1")
    turned = text
    for digits, century in (("\\d{4}", ""), ("[0-6]\\d", "20"), ("[7-9]\\d", "19")):
        shape = f"^(\\d{{1,2}})[./ -](\\d{{1,2}})[./ -]({digits})(?:,| |$)+"
        turned = f"regexp_replace({turned}, '{shape}', '{century}\\3-{month}-{day} ')"
    turned = f"trim({turned})"
    halves = f"regexp_replace({turned}, ' ?([AP]M)$', ' \\1')"
    forms = "['%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S %p']"
    return (
        f"CASE WHEN ends_with({text}, 'M') THEN TRY_STRPTIME({halves}, {forms}) "
        f"ELSE TRY_CAST({turned} AS TIMESTAMP) END"
    )


def _named(text: str) -> str:
    """Read dates whose month is a name: 3 March 2026, March 3, 2026, 3 marca 2026 r. 14:05."""
    month, tail = f"({LETTER}+)\\.?", f"{FILLER}(?: {CLOCK})?$"
    tidy = text
    for shape, kept in (
        (f"{WEEKDAY}(\\d{{1,2}})[ .-]+{month}[ ,-]+(\\d{{4}}|\\d{{2}}){tail}", "\\1/\\2/\\3 \\4"),
        (f"{WEEKDAY}{month} (\\d{{1,2}})(?:ST|ND|RD|TH)?,? (\\d{{4}}){tail}", "\\2/\\1/\\3 \\4"),
    ):
        tidy = f"regexp_replace({tidy}, {literal(shape)}, '{kept}')"
    day, name, rest = (f"split_part({tidy}, '/', {part})" for part in (1, 2, 3))
    place = f"nullif(instr({literal(MONTHS)}, left({name}, 3) || '|'), 0)"
    number = f"(({place} - 1) // 4 % 12 + 1)"
    numeric = f"trim({day} || '/' || {number} || '/' || {rest})"
    return _when(text, f"{LETTER}{{3}}.*[0-9]|[0-9].*{LETTER}{{3}}", _turned(numeric, "dmy"))


def _mailed(text: str) -> str:
    forms = ", ".join(literal(form) for form in MAILED)
    return f"timezone('UTC', TRY_STRPTIME({text}, [{forms}]))"


def _serial(text: str) -> str:
    """Read Excel's days since 1900 between 1954 and 2119; fewer digits are no date."""
    days = f"CAST(replace({text}, ',', '.') AS DOUBLE)"
    instant = f"TIMESTAMP '1899-12-30' + to_milliseconds(CAST(round({days} * 86400000) AS BIGINT))"
    return _when(text, "^[2-7][0-9]{4}([.,][0-9]+)?$", instant)


def _epoch(text: str) -> str:
    """Read seconds, milli- or microseconds since 1970, told apart by their number of digits."""
    seconds = f"CAST({text} AS DECIMAL(38, 6))"
    places = f"CASE length(split_part({text}, '.', 1)) WHEN 13 THEN 3 WHEN 16 THEN 0 ELSE 6 END"
    shape = "^([0-9]{9,10}([.][0-9]+)?|[0-9]{13}|[0-9]{16})$"
    return _when(text, shape, f"make_timestamp(CAST({seconds} * 10 ** ({places}) AS BIGINT))")
