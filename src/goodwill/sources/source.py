"""A kind of record: which columns it has under which names, and how a row becomes moments."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import goodwill.sources as package
from goodwill.words import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Words = "Mapping[str, tuple[str, ...]]"
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_LETTERS = str.maketrans({"ł": "l", "ё": "е", "ґ": "г", "ß": "ss", "ø": "o", "№": "no", "#": "no"})
_PARENTHESIS = re.compile(r"[(\[][^)\]]*[)\]]")


def spoken(*, en: str, pl: str, ru: str, uk: str) -> Mapping[str, tuple[str, ...]]:
    """Write words in four languages, separated by bars, the most usual first."""
    given = {"en": en, "pl": pl, "ru": ru, "uk": uk}
    return MappingProxyType(
        {
            language: tuple(word.strip() for word in text.split("|"))
            for language, text in given.items()
        }
    )


@dataclass(frozen=True)
class Field:
    """One column that a kind of record may have: its type, and the headers it goes by."""

    name: str
    type: str
    """text, number, money, duration, flag, choice, instant, date, day_end, party or sealed."""
    sentence: str
    words: Mapping[str, tuple[str, ...]]
    required: bool = False
    sort: str = ""
    """Of a party: customer, colleague or unit."""
    of: str = ""
    """Whom it describes: the party field that this name, address, segment or zone belongs to."""
    item: str = ""
    """What it is to that party: name, email, phone, address, segment, zone or since."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    """Of a choice: the words (of any language) that stand for each known value."""
    future: bool = False
    """It may lie ahead, as a day to pay does."""
    lenient: bool = False
    """A value that is not understood is left out, not rejected or reported."""


class Check(NamedTuple):
    """What makes a line absurd: the field to show, the condition (SQL), and the sentence."""

    field: str
    bad: str
    reason: str


class Emit(NamedTuple):
    """One moment that a row may give; every text is SQL over the typed fields of the row."""

    kind: str
    way: str = "in"
    """in: they act towards us; out: we act towards them; else both sides are given below."""
    part: str = ""
    where: str = "TRUE"
    happened_at: str = "happened_at"
    from_party: str = ""
    to_party: str = ""
    about: str = "NULL"
    purpose: str = "NULL"
    channel: str = "NULL"
    amount: str = "NULL"
    currency: str = "NULL"
    quantity: str = "NULL"
    due_at: str = "NULL"
    policy: str = "NULL"
    desk: str = "NULL"
    text: str = ""
    """The sealed field that holds the words of this moment."""
    record: str = "record"
    times: str = ""
    """How many such moments, numbered in `part`; nothing means one."""


@dataclass(frozen=True)
class Source:
    """A kind of record, declared: nothing in it runs."""

    name: str
    sentence: str
    fields: tuple[Field, ...]
    record: str
    """SQL for the key by which the source itself knows the record; null where it has none."""
    identity: tuple[str, ...] = ()
    """The fields that together identify a row whose source has no key."""
    moments: tuple[Emit, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    """Groups of fields of which at least one is needed."""
    checks: tuple[Check, ...] = ()
    fates: Mapping[str, str] = field(default_factory=dict)
    """Lines that are read but tell of no dealing: fate -> condition (SQL)."""
    derived: Mapping[str, str] = field(default_factory=dict)
    """Further columns of a line, SQL over its typed fields and its neighbours."""
    rolled: Mapping[str, str] = field(default_factory=dict)
    """If given, the lines of a record become one row: column -> aggregate; the others take min."""
    otherwise: str = "NULL"
    """The record that a line belongs to when it gives no moment itself."""
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Rows for `lines` and `merges`: table -> column -> SQL."""
    missing: tuple[str, ...] = ()
    """Further signs of an absent value, beside those of every source."""
    by_day: bool = False
    """Its records often tell the day alone; it is then taken at noon."""

    def field(self, name: str) -> Field:
        """Give the field of this name."""
        return next(one for one in self.fields if one.name == name)

    @property
    def required(self) -> tuple[str, ...]:
        """Name the fields without which a row says nothing."""
        return tuple(one.name for one in self.fields if one.required)


@cache
def sources() -> Mapping[str, Source]:
    """Find every kind of record: each module of this package that declares a SOURCE."""
    modules = (
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
        if not found.ispkg
    )
    declared = (module.SOURCE for module in modules if hasattr(module, "SOURCE"))
    return MappingProxyType({source.name: source for source in declared})


TELLING = 5
"""A header that more kinds of record than these may have does not tell one from another."""


@cache
def plain(header: str) -> str:
    """Reduce a header or a value to its letters and digits, without case and accents."""
    lowered = unicodedata.normalize("NFKD", header.casefold().translate(_LETTERS))
    return "".join(sign for sign in lowered if sign.isalnum())


def headers_of(one: Field) -> tuple[str, ...]:
    """List the headers by which a field is known, its own name first."""
    return (one.name, *(word for code in LANGUAGES for word in one.words.get(code, ())))


def match(source: Source, columns: Iterable[str]) -> dict[str, str]:
    """Pair each field with the column whose header is one of its words, each column once."""
    by_header: dict[str, str] = {}
    headers = list(columns)
    # Units stand in parentheses; event logs put "case:" before what is said of the whole case.
    for simplified in (str, partial(_PARENTHESIS.sub, ""), lambda text: text.removeprefix("case:")):
        for column in headers:
            by_header.setdefault(plain(simplified(column)), column)
    found: dict[str, str] = {}
    for one in source.fields:
        known = (by_header.get(plain(word)) for word in headers_of(one))
        free = [column for column in known if column and column not in found.values()]
        if free:
            found[one.name] = free[0]
    return found


@cache
def _owners() -> Counter[str]:
    """Count in how many kinds of record each header occurs: a rare one tells more."""
    return Counter(
        header
        for source in sources().values()
        for header in {plain(word) for one in source.fields for word in headers_of(one)}
    )


@cache
def _usual(name: str) -> frozenset[str]:
    """Give the most usual headers of a kind of record: each field's first three by language."""
    return frozenset(
        plain(word)
        for one in sources()[name].fields
        for words in ((one.name,), *one.words.values())
        for word in words[:3]
    )


def lacking(source: Source, found: Iterable[str]) -> tuple[str, ...]:
    """Name the fields still needed when these are found; of a choice of fields, the first."""
    have = set(found)
    groups = tuple(group[0] for group in source.any_of if not have.intersection(group))
    return (*(name for name in source.required if name not in have), *groups)


def score(source: Source, columns: tuple[str, ...]) -> float:
    """Say from 0 to 1 how well the headers fit; below a half something needed is absent."""
    found = match(source, columns)
    if not found:
        return 0.0
    owners = _owners()
    usual = _usual(source.name)
    told = sum(
        (1 if plain(column) in usual else 0.5) / max(owners[plain(column)], 1)
        for column in found.values()
    )
    fit = told / (told + 0.1 * (len(columns) - len(found)) + 0.1)
    absent = lacking(source, found)
    needed = len(source.required) + len(source.any_of)
    if absent:
        return fit / 2 * (1 - len(absent) / needed)
    # A customer and a date are in nearly every record: alone they tell of no kind.
    telling = min(owners[plain(column)] for column in found.values()) <= TELLING
    return 0.5 + fit / 2 if telling else fit / 2


def recognise(columns: Iterable[str]) -> list[tuple[Source, float]]:
    """Rank the kinds of record that these headers may be, the best first."""
    headers = tuple(columns)
    ranked = [(source, score(source, headers)) for source in sources().values()]
    return sorted(
        (pair for pair in ranked if pair[1] > 0), key=lambda pair: (-pair[1], pair[0].name)
    )


def reason(source: Source, columns: Iterable[str]) -> str:
    """Say why the headers look like this kind of record, and what it would still need."""
    found = match(source, columns)
    pairs = ", ".join(f"{name} = '{column}'" for name, column in found.items())
    absent = lacking(source, found)
    if absent:
        return _("{source}: {pairs}; not found: {names}", source=source.name,
                 pairs=pairs or "-", names=", ".join(absent))  # fmt: skip
    return _("{source}: {pairs}", source=source.name, pairs=pairs)
