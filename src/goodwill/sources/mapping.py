"""Which column of a file is which field: given, saved from last time, or found by the headers."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from goodwill.problems import Problem, nearest
from goodwill.sources.source import headers_of, lacking, match, plain, sources
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Pairs

    from goodwill.sources.source import Source

ORDERS = ("ymd", "dmy", "mdy")
MARKS = (".", ",")


@dataclass(frozen=True)
class Mapping:
    """How the columns of one sort of file are to be read; made once, saved, and used again."""

    source: str
    fingerprint: str
    columns: Pairs[str, str]
    """Field -> header."""
    zone: str | None = None
    """The zone of its local times; without it, the company's."""
    date_order: str | None = None
    decimal_mark: str | None = None
    missing: tuple[str, ...] | None = None
    """What stands for an absent value; without it, the usual signs."""
    values: Pairs[str, Pairs[str, str]] = field(default_factory=dict)
    """Field -> the word in the file -> the value that it stands for."""
    origin: Pairs[str, str] = field(default_factory=dict)
    """Field -> given, saved or automatic."""

    @property
    def name(self) -> str:
        """Name the file under which it is saved: one for each kind of record and set of headers."""
        return f"{self.source}-{self.fingerprint}"


def fingerprint(columns: Iterable[str]) -> str:
    """Tell files with the same headers, in whatever order, from all others."""
    headers = "\n".join(sorted({plain(column) or column for column in columns}))
    return hashlib.sha256(headers.encode()).hexdigest()[:12]


def map_columns(
    source: Source,
    columns: tuple[str, ...],
    given: Pairs[str, str] | None = None,
    saved: Mapping | None = None,
) -> tuple[Mapping, list[Problem]]:
    """Pair fields with columns: as given (column -> field), else as saved, else by the headers.

    A column that is given as no field ("") is left out, whatever its header says.
    """
    left_out = {column for column, name in (given or {}).items() if not name}
    sort_of_file = fingerprint(columns)
    columns = tuple(column for column in columns if column not in left_out)
    wanted = {column: name for column, name in (given or {}).items() if name}
    chosen, problems = _as_given(source, columns, wanted)
    origin = dict.fromkeys(chosen, "given")
    if saved is not None and saved.source == source.name:
        kept = {name: column for name, column in saved.columns.items() if column in columns}
        _fill(chosen, kept, origin, "saved")
    free = tuple(column for column in columns if column not in chosen.values())
    if saved is None or saved.fingerprint != sort_of_file:
        _fill(chosen, match(source, free), origin, "automatic")
    mapping = Mapping(source.name, "", chosen, origin=origin)
    if saved is not None and saved.source == source.name:
        mapping = replace(saved, columns=chosen, origin=origin)
    problems += [_absent(source, name, columns) for name in lacking(source, chosen)]
    return replace(mapping, fingerprint=sort_of_file), problems


def _fill(chosen: dict[str, str], found: Pairs[str, str], origin: dict[str, str], how: str) -> None:
    for name, column in found.items():
        if name not in chosen and column not in chosen.values():
            chosen[name], origin[name] = column, how


def _as_given(
    source: Source, columns: tuple[str, ...], given: Pairs[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    names = [one.name for one in source.fields]
    by_header = {plain(column): column for column in columns}
    for header, name in given.items():
        column = header if header in columns else by_header.get(plain(header))
        if column is None:
            problems.append(_no_column(header, columns))
        elif name not in names:
            problems.append(_no_field(source, name, names))
        else:
            chosen[name] = column
    return chosen, problems


def _no_column(header: str, columns: tuple[str, ...]) -> Problem:
    like = nearest(header, columns)
    return Problem(
        _("column '{column}'", column=header),
        _("There is no such column; there are: {columns}.", columns=listed(columns)),
        _("Did you mean '{word}'?", word=like) if like else "",
    )


def _no_field(source: Source, name: str, names: list[str]) -> Problem:
    like = nearest(name, names)
    return Problem(
        _("field '{field}'", field=name),
        _("A record of kind '{source}' has no such field; it has: {names}.",
          source=source.name, names=", ".join(names)),
        _("Did you mean '{word}'?", word=like) if like else "",
    )  # fmt: skip


def _absent(source: Source, name: str, columns: tuple[str, ...]) -> Problem:
    """Say which column is needed, which there are, and which of these comes nearest."""
    one = source.field(name)
    likeness = {plain(column): column for column in columns}
    close = (nearest(plain(word), likeness) for word in headers_of(one))
    like = next((likeness[found] for found in close if found in likeness), None)
    example = like or _("YOUR COLUMN")
    return Problem(
        source.name,
        _("No column was found for '{field}' ({sentence}) The columns are: {columns}.",
          field=name, sentence=_(one.sentence), columns=listed(columns)),
        _("Name it with --map '{column}={field}'.", column=example, field=name),
    )  # fmt: skip


def listed(columns: tuple[str, ...], most: int = 40) -> str:
    """Name the columns of a file, the first of very many."""
    shown = ", ".join(f"'{column}'" for column in columns[:most])
    return f"{shown}, ..." if len(columns) > most else shown


def mapping_to_toml(mapping: Mapping) -> str:
    """Write a mapping as the text that is saved in the book and may be edited by hand."""
    lines = [f"source = {_text(mapping.source)}", f"fingerprint = {_text(mapping.fingerprint)}"]
    lines += [
        f"{name} = {_text(value)}"
        for name in ("zone", "date_order", "decimal_mark")
        if (value := getattr(mapping, name)) is not None
    ]
    if mapping.missing is not None:
        lines.append(f"missing = [{', '.join(_text(sign) for sign in mapping.missing)}]")
    lines += ["", "[columns]", *_pairs(mapping.columns)]
    for name, words in mapping.values.items():
        lines += ["", f"[values.{name}]", *(_pairs(words))]
    return "\n".join(lines) + "\n"


def _pairs(pairs: Pairs[str, str]) -> list[str]:
    return [f"{_text(name)} = {_text(value)}" for name, value in pairs.items()]


def _text(text: str) -> str:
    """Write a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in escaped
    ) + '"'  # fmt: skip


def mapping_from_toml(text: str, where: str = "mapping") -> tuple[Mapping | None, list[Problem]]:
    """Read a saved mapping; whatever in it is unknown is a problem with the nearest known."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [Problem(where, _("This is not TOML: {error}.", error=error))]
    source = sources().get(str(read.get("source")))
    if source is None:
        return None, [_unknown(where, "source", str(read.get("source")), sources())]
    problems = _problems_of_keys(where, read, source)
    mapping = Mapping(
        source.name,
        str(read.get("fingerprint", "")),
        _words(read.get("columns")),
        zone=read.get("zone"),
        date_order=read.get("date_order"),
        decimal_mark=read.get("decimal_mark"),
        missing=tuple(map(str, read["missing"])) if "missing" in read else None,
        values={str(name): _words(words) for name, words in _table(read.get("values")).items()},
    )
    return (None if problems else mapping), problems


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _words(value: object) -> dict[str, str]:
    return {str(name): str(word) for name, word in _table(value).items()}


def _problems_of_keys(where: str, read: dict[str, object], source: Source) -> list[Problem]:
    names = [one.name for one in source.fields]
    known = (
        "source",
        "fingerprint",
        "zone",
        "date_order",
        "decimal_mark",
        "missing",
        "columns",
        "values",
    )
    found = [_unknown(where, "", key, known) for key in read if key not in known]
    for table in ("columns", "values"):
        found += [
            _unknown(where, table, key, names)
            for key in _table(read.get(table))
            if key not in names
        ]
    for key, allowed in (("date_order", ORDERS), ("decimal_mark", MARKS)):
        if read.get(key) is not None and read[key] not in allowed:
            found.append(_unknown(where, key, str(read[key]), allowed))
    zone = read.get("zone")
    if zone is not None and str(zone) not in available_timezones():
        found.append(_unknown(f"{where}: zone", "", str(zone), available_timezones(), shown=False))
    if "missing" in read and not isinstance(read["missing"], list):
        found.append(Problem(f"{where}: missing", _("This must be a list of texts.")))
    return found + _problems_of_values(where, read, source)


def _problems_of_values(where: str, read: dict[str, object], source: Source) -> list[Problem]:
    known = {one.name: tuple(one.values) for one in source.fields if one.values}
    return [
        _unknown(where, f"values.{name}", value, known[name])
        for name, words in _table(read.get("values")).items()
        if name in known
        for value in _words(words).values()
        if value not in known[name]
    ]


def _unknown(
    where: str, key: str, word: str, known: Iterable[str], *, shown: bool = True
) -> Problem:
    choices = tuple(known)
    like = nearest(word, choices)
    others = _("It may be one of: {words}.", words=", ".join(choices)) if shown else ""
    return Problem(
        f"{where}: {key}" if key else where,
        _("'{word}' is not known here.", word=word),
        _("Did you mean '{word}'?", word=like) if like else others,
    )
