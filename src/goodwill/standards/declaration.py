"""Reading the TOML file of a standard, with the line of everything that is wrong in it."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from goodwill.house import toml
from goodwill.problems import nearest
from goodwill.standards.columns import NUMBER, TRUTH
from goodwill.standards.standard import (
    CONVENIENCE,
    FALLS_ON,
    FAMILIES,
    Benchmark,
    Standard,
    Words,
)
from goodwill.words import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from goodwill.house.toml import Key, Reading
    from goodwill.problems import Problem

REQUIRED: Final = ("title", "sentence", "family", "of", "whose_convenience", "where")
"""The texts that no standard can do without."""

EXPRESSIONS: Final = ("where", "breach", "grace", "open", "size")
"""The keys that hold an expression; `exempt` holds one for each reason."""

RUNNING: Final = ("breach", "size")
"""The expressions in which a clock without an end runs to the close."""

_TABLES: Final = ("limits", "exempt", "reasons", "benchmark", "story", "words")
_KNOWN: Final = (*REQUIRED, *EXPRESSIONS, "falls_on", *_TABLES)


def read(file: Path) -> tuple[Standard | None, list[Problem]]:
    """Read one standard; everything that is wrong with it is told at once."""
    reading, problems = toml.load(file)
    if reading is None:
        return None, problems
    texts = _checked(reading, file.parent.name)
    limits = _limits(reading)
    exempt = _texts(reading, ("exempt",))
    _check_expressions(reading, texts, limits, exempt)
    words = _words(reading, limits)
    benchmark = _benchmark(reading)
    if reading.problems:
        return None, reading.problems
    standard = Standard(
        name=file.stem,
        side=file.parent.name,
        family=texts["family"],
        of=texts["of"],
        whose_convenience=texts["whose_convenience"],
        where=texts["where"],
        breach=texts.get("breach"),
        grace=texts.get("grace"),
        open=texts.get("open"),
        size=texts.get("size"),
        limits=limits,
        falls_on=texts.get("falls_on", "opened"),
        exempt=exempt,
        benchmark=benchmark,
        story=_texts(reading, ("story",)).get("text", ""),
        words=words,
        file=file,
    )
    return standard, []


def _checked(reading: Reading, side: str) -> dict[str, str]:
    """Give the texts at the top of the file, and find what is missing or unknown there."""
    for key in reading.table:
        if key not in _KNOWN:
            _not_one_of(reading, (key,), key, _KNOWN)
    given = {
        key: reading.table[key] for key in _KNOWN if key not in _TABLES and key in reading.table
    }
    for key in REQUIRED:
        if key not in given:
            reading.wrong((), _("The line '{key}' is missing.", key=key), f'{key} = "..."')
    for key, value in given.items():
        if not isinstance(value, str) or not value.strip():
            reading.wrong((key,), _("'{key}' must be a text.", key=key), f'{key} = "..."')
    if "breach" not in given and "grace" not in given:
        what = _("The standard can be neither broken nor exceeded.")
        reading.wrong((), what, _("Add a line: {line}", line='breach = "..."'))
    texts: dict[str, str] = {key: value for key, value in given.items() if isinstance(value, str)}
    choices = {"family": FAMILIES.get(side, ()), "of": ("case", "moment")}
    choices |= {"whose_convenience": CONVENIENCE, "falls_on": FALLS_ON}
    for key, known in choices.items():
        if key in texts and texts[key] not in known:
            _not_one_of(reading, (key,), texts[key], known)
    return texts


def _not_one_of(reading: Reading, key: Key, word: str, known: Iterable[str]) -> None:
    like = nearest(word, known)
    every = _("It may be one of: {words}.", words=", ".join(known))
    hint = _("Did you mean '{word}'?", word=like) if like else every
    reading.wrong(key, _("A standard has no '{word}'.", word=word), hint)


def _texts(reading: Reading, key: Key) -> dict[str, str]:
    """Give a table of texts, and find what is none."""
    table = _table(reading, key)
    for name, value in table.items():
        if not isinstance(value, str) or not value.strip():
            reading.wrong((*key, name), _("'{key}' must be a text.", key=name))
    return {name: value for name, value in table.items() if isinstance(value, str)}


def _table(reading: Reading, key: Key) -> dict[str, Any]:
    table: Any = reading.table
    for part in key:
        table = table.get(part, {}) if isinstance(table, dict) else {}
    if isinstance(table, dict):
        return table
    reading.wrong(key, _("'{key}' must be a table.", key=".".join(key)), f"[{'.'.join(key)}]")
    return {}


def _limits(reading: Reading) -> dict[str, float]:
    numbers = {}
    for name, value in _table(reading, ("limits",)).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            reading.wrong(("limits", name), _("The limit '{name}' must be a number.", name=name))
        else:
            numbers[name] = float(value)
    return numbers


def _check_expressions(
    reading: Reading,
    texts: Mapping[str, str],
    limits: Mapping[str, float],
    exempt: Mapping[str, str],
) -> None:
    from goodwill.standards.expression import parse
    from goodwill.standards.terms import Limit

    if texts.get("of") not in {"case", "moment"}:
        return
    named = {name: Limit(value) for name, value in limits.items()}
    keys: list[Key] = [(key,) for key in EXPRESSIONS if key in texts]
    for key in [*keys, *(("exempt", reason) for reason in exempt)]:
        text = exempt[key[1]] if len(key) > 1 else texts[key[0]]
        term, problems = parse(
            text,
            texts["of"],
            named,
            want=NUMBER if key == ("size",) else TRUTH,
            running=key[0] in RUNNING,
            where=reading.place(key),
        )
        reading.problems += problems
        if term and "asked_ago" in term.columns and key[0] != "exempt":
            what = _("'asked_ago' may stand in an exemption only.")
            reading.wrong(key, what, _('Write it as: exempt = { asked = "asked_ago <= 60" }'))


def _words(reading: Reading, limits: Mapping[str, float]) -> dict[str, Words]:
    words = {}
    for spoken in LANGUAGES:
        key: Key = () if spoken == "en" else ("words", spoken)
        table = _table(reading, key)
        if spoken != "en" and not table:
            continue
        reasons = _texts(reading, (*key, "reasons"))
        title, sentence = (str(table.get(name, "")) for name in ("title", "sentence"))
        for name, text in (("title", title), ("sentence", sentence)):
            if not text and spoken != "en":
                reading.wrong(key, _("'{key}' must be a text.", key=name))
        _check_places(reading, (*key, "sentence"), sentence, limits)
        words[spoken] = Words(title, sentence, reasons)
    for spoken in _table(reading, ("words",)):
        if spoken not in LANGUAGES:
            _not_one_of(reading, ("words", spoken), spoken, LANGUAGES)
    return words


def _check_places(reading: Reading, key: Key, sentence: str, limits: Mapping[str, float]) -> None:
    try:
        # a form such as {hours:>9} is refused with the name that it makes
        places = [
            f"{place}{f'!{turn}' if turn else ''}{f':{form}' if form else ''}"
            for _text, place, form, turn in Formatter().parse(sentence)
            if place is not None
        ]
    except ValueError:
        reading.wrong(key, _("A brace in the sentence is not closed."))
        return
    for place in places:
        if place not in limits:
            hint = _("Limits are: {words}.", words=", ".join(limits)) if limits else ""
            reading.wrong(key, _("'{{{name}}}' in the sentence is not a limit.", name=place), hint)


def _benchmark(reading: Reading) -> Benchmark | None:
    table = _table(reading, ("benchmark",))
    if not table:
        return None
    kept, source, day = (table.get(name) for name in ("kept", "source", "date"))
    right = isinstance(kept, float) and 0 <= kept <= 1 and isinstance(source, str)
    if right and isinstance(day, date) and isinstance(kept, float) and isinstance(source, str):
        return Benchmark(kept, source, day)
    what = _("A benchmark needs the share kept, its source and its date.")
    reading.wrong(("benchmark",), what, '{ kept = 0.9, source = "...", date = 2025-06-30 }')
    return None
