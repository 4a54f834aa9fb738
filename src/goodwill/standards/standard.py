"""A standard: one duty of one side, declared in one TOML file whose name is its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.problems import Problem, nearest
from goodwill.words import _, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from goodwill.house.settings import Settings

SHIPPED: Final = Path(__file__).parent
"""The folder with the standards that come with Goodwill, in `ours` and `theirs`."""

FAMILIES: Final = {
    "ours": (
        *("waiting", "runaround", "promise", "refusal", "pressure"),
        *("coldness", "quality", "billing", "silence", "change"),
    ),
    "theirs": ("payment", "overreach", "wavering", "rudeness", "abuse"),
}
"""The families of each side: the standards of a family are priced together."""

FALLS_ON: Final = (
    *("answered", "human", "next", "resolved", "opened", "promised", "fulfilled", "delivered"),
    *("credit", "refusal", "handover", "repeat", "elsewhere", "change", "complaint", "concession"),
    *("paid", "rating", "rated", "last"),
)
"""On which moment of its case a verdict may fall: the one in the column of this name with `_id`."""

CONVENIENCE: Final = ("theirs", "ours", "both")
"""Whom a standard serves: the other side, us, or both."""


class Words(NamedTuple):
    """What a standard is called and says in one language, and the reasons of its exemptions."""

    title: str
    sentence: str
    reasons: Mapping[str, str]


class Benchmark(NamedTuple):
    """The share kept elsewhere, where a public source tells it."""

    kept: float
    source: str
    date: date


@dataclass(frozen=True)
class Standard:
    """One duty: over what it is judged, when it is broken or exceeded, and how it is said."""

    name: str
    side: str
    family: str
    of: str
    whose_convenience: str
    where: str
    breach: str | None
    grace: str | None
    open: str | None
    size: str | None
    limits: Mapping[str, float]
    falls_on: str
    exempt: Mapping[str, str]
    benchmark: Benchmark | None
    story: str
    words: Mapping[str, Words]
    file: Path

    @property
    def title(self) -> str:
        """What it is called in the language now spoken."""
        return self.words[self._spoken()].title

    def sentence(self, settings: Settings | None = None) -> str:
        """Say it in the language now spoken, with the limits that this company has set."""
        limits = {**self.limits, **(settings.limits_of(self.name) if settings else {})}
        said = {name: f"{value:g}" for name, value in limits.items()}
        return self.words[self._spoken()].sentence.format(**said)

    def reason(self, name: str) -> str:
        """Say the reason of an exemption in the language now spoken."""
        return self.words[self._spoken()].reasons.get(name, name)

    def _spoken(self) -> str:
        return language() if language() in self.words else "en"


def load(*folders: Path) -> tuple[list[Standard], list[Problem]]:
    """Read the standards shipped and those of these folders; the last of a name counts."""
    found: dict[str, Standard] = {}
    problems: list[Problem] = []
    for side in FAMILIES:
        for folder in (SHIPPED, *folders):
            for file in sorted((folder / side).glob("*.toml")):
                standard, wrong = _read(file)
                problems += wrong
                if standard:
                    found[standard.name] = standard
    return list(found.values()), problems


_READ: dict[Path, tuple[tuple[int, int], Standard]] = {}


def _read(file: Path) -> tuple[Standard | None, list[Problem]]:
    """Read a standard, unless its file is as it was when it was read without a problem."""
    from goodwill.standards.declaration import read

    told = file.stat()
    state = (told.st_mtime_ns, told.st_size)
    kept = _READ.get(file)
    if kept is not None and kept[0] == state:
        return kept[1], []
    standard, problems = read(file)
    if standard is not None and not problems:
        _READ[file] = (state, standard)
    return standard, problems


def applied(
    standards: Iterable[Standard], settings: Settings
) -> tuple[list[Standard], list[Problem]]:
    """Leave out what the company switched off, and find limits set for what does not exist."""
    known = {standard.name: standard for standard in standards}
    problems = [_unknown_name(name, known) for name in settings.standards_off if name not in known]
    for name in {**settings.limits, **settings.segment_limits}:
        if name not in known:
            problems.append(_unknown_name(name, known))
            continue
        own = [settings.limits.get(name, {}), *settings.segment_limits.get(name, {}).values()]
        names = dict.fromkeys(limit for limits in own for limit in limits)
        missing = [limit for limit in names if limit not in known[name].limits]
        problems += [_unknown_limit(known[name], limit) for limit in missing]
    kept = [one for one in known.values() if one.name not in settings.standards_off]
    return kept, problems


def _unknown_name(name: str, known: Iterable[str]) -> Problem:
    like = nearest(name, known)
    hint = _("Did you mean '{word}'?", word=like) if like else _("See docs/standards.md.")
    return Problem("goodwill.toml", _("There is no standard '{name}'.", name=name), hint)


def _unknown_limit(standard: Standard, limit: str) -> Problem:
    what = _("The standard '{name}' has no limit '{limit}'.", name=standard.name, limit=limit)
    known = ", ".join(standard.limits)
    hint = _("It has: {words}.", words=known) if known else _("It has none.")
    return Problem("goodwill.toml", what, hint)
