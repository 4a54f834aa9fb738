"""Legal floors: what the law of a place says at least, as dated presets with their sources.

A preset is a reading of the law by lay people on the day it names, and no legal advice.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS, Cap, cap, week
from goodwill.house.toml import Reading, load
from goodwill.house.values import day, flag, text, texts
from goodwill.problems import ConfigurationError, Problem, nearest
from goodwill.words import LANGUAGES, _, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from goodwill.house.timetable import Intervals
    from goodwill.house.toml import Key

FOLDER = Path(__file__).parent / "floors"
STALE_DAYS = 400
"""A floor that nobody has checked for so long is to be checked again."""
_TOP = ("checked_on", "names", "rules")
_RULE = (
    *("source", "says", "since", "purposes", "channels"),
    *("hours", "holidays", "caps", "consent"),
)


class Floor(NamedTuple):
    """One rule of a law: for which purposes and channels, and what it demands."""

    place: str
    source: str
    says: str
    since: date
    purposes: frozenset[str]
    channels: frozenset[str]
    hours: Mapping[int, Intervals] | None
    holidays: bool
    """Whether the hours also hold on public holidays; else these are closed."""
    caps: tuple[Cap, ...]
    consent: bool


class Preset(NamedTuple):
    """The floors of one place, with its name in each language and the day of checking."""

    name: str
    names: Mapping[str, str]
    checked_on: date
    floors: tuple[Floor, ...]

    def said(self) -> str:
        """Name the place in the language now spoken."""
        return self.names.get(language(), self.names["en"])


def names() -> list[str]:
    """List the presets that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def preset(name: str) -> Preset:
    """Read a preset; one that cannot be used tells every fault of it."""
    reading, problems = load(FOLDER / f"{name}.toml")
    found = None if reading is None else read(reading, name)
    if reading is None or found is None or reading.problems:
        raise ConfigurationError([*problems, *(reading.problems if reading else ())])
    return found


def chosen(wanted: Iterable[str], where: str) -> list[Preset]:
    """Give the presets that a company has chosen; an unknown one is a problem with its place."""
    known = names()
    wrong = [name for name in wanted if name not in known]
    if wrong:
        raise ConfigurationError(
            Problem(where, _('There is no floor of law named "{name}".', name=name), _hint(name))
            for name in wrong
        )
    return [preset(name) for name in wanted]


def stale(presets: Iterable[Preset], today: date) -> list[Preset]:
    """Give the presets that nobody has checked for more than a year."""
    return [one for one in presets if (today - one.checked_on).days > STALE_DAYS]


def read(reading: Reading, name: str) -> Preset | None:
    """Read a preset from its table."""
    for key in set(reading.table) - set(_TOP):
        reading.unknown((key,), _TOP)
    checked = day(reading, ("checked_on",), reading.table.get("checked_on"))
    called = reading.table.get("names")
    said = {
        code: text(reading, ("names", code), called.get(code)) if isinstance(called, dict) else None
        for code in LANGUAGES
    }
    rules = reading.table.get("rules") or []
    floors = [_floor(reading, ("rules",), name, rule) for rule in rules]
    if checked is None or not floors or None in floors or None in said.values():
        return None
    whole = {code: word for code, word in said.items() if word is not None}
    return Preset(name, whole, checked, tuple(floor for floor in floors if floor is not None))


def page() -> str:
    """Write the part of the documentation that tells every floor."""
    lines = []
    for name in names():
        one = preset(name)
        lines += ["", f"### {one.names['en']} (`{name}`), checked on {one.checked_on}", ""]
        for floor in one.floors:
            what = f"{', '.join(sorted(floor.purposes))} by {', '.join(sorted(floor.channels))}"
            lines.append(f"- {floor.says} ({floor.source}, since {floor.since}; {what})")
    return "\n".join(lines).strip()


def _floor(reading: Reading, key: Key, place: str, rule: Mapping[str, Any]) -> Floor | None:
    for name in set(rule) - set(_RULE):
        reading.unknown((*key, name), _RULE)
    source = text(reading, (*key, "source"), rule.get("source"))
    says = text(reading, (*key, "says"), rule.get("says"))
    since = day(reading, (*key, "since"), rule.get("since"))
    purposes = _chosen(reading, (*key, "purposes"), rule.get("purposes"), PURPOSES)
    channels = _chosen(reading, (*key, "channels"), rule.get("channels"), CHANNELS)
    hours = week(reading, (*key, "hours"), rule["hours"]) if "hours" in rule else None
    caps = [cap(reading, (*key, "caps"), each) for each in rule.get("caps", [])]
    holidays = flag(reading, (*key, "holidays"), rule.get("holidays", True))
    consent = flag(reading, (*key, "consent"), rule.get("consent", False))
    if source is None or says is None or since is None or not purposes or not channels:
        return None
    good = tuple(each for each in caps if each is not None)
    return Floor(place, source, says, since, purposes, channels, hours, holidays is not False,
                 good, consent is True)  # fmt: skip


def _chosen(reading: Reading, key: Key, value: object, known: Iterable[str]) -> frozenset[str]:
    words = texts(reading, key, value) or ()
    for word in words:
        if word not in known:
            reading.unknown((*key, word), known)
    return frozenset(words)


def _hint(name: str) -> str:
    near = nearest(name, names())
    if near:
        return _('Did you mean "{name}"?', name=near)
    return _("There are: {names}.", names=", ".join(names()))
