"""A standard: one duty of one side, declared in one TOML file whose name is its name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodwill.house import toml
from goodwill.problems import Problem, nearest
from goodwill.words import LANGUAGES, _, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goodwill.house.settings import Settings
    from goodwill.house.toml import Reading

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

_TEXTS: Final = ("title", "sentence", "family", "of", "whose_convenience", "where")
_EXPRESSIONS: Final = ("where", "breach", "grace", "open", "size")
_RUNNING: Final = ("breach", "size")
_KNOWN: Final = (
    *(*_TEXTS, "breach", "grace", "open", "size", "limits", "falls_on", "exempt"),
    *("reasons", "benchmark", "story", "words"),
)


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
        for file in _files((SHIPPED, *folders), side):
            standard, wrong = read(file)
            problems += wrong
            if standard:
                found[standard.name] = standard
    return list(found.values()), problems


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


def read(file: Path) -> tuple[Standard | None, list[Problem]]:
    """Read one standard; everything that is wrong with it is told at once."""
    reading, problems = toml.load(file)
    if reading is None:
        return None, problems
    standard = _standard(reading, file)
    _check_words(reading)
    if standard:
        _check_expressions(reading, standard)
    return (None, reading.problems) if reading.problems else (standard, [])


def _files(folders: Iterable[Path], side: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((folder / side).glob("*.toml"))


def _unknown_name(name: str, known: Iterable[str]) -> Problem:
    like = nearest(name, known)
    hint = _("Did you mean '{word}'?", word=like) if like else _("See docs/standards.md.")
    return Problem("goodwill.toml", _("There is no standard '{name}'.", name=name), hint)


def _unknown_limit(standard: Standard, limit: str) -> Problem:
    what = _("The standard '{name}' has no limit '{limit}'.", name=standard.name, limit=limit)
    known = ", ".join(standard.limits)
    hint = _("It has: {words}.", words=known) if known else _("It has none.")
    return Problem("goodwill.toml", what, hint)


def _standard(reading: Reading, file: Path) -> Standard | None:
    side = file.parent.name
    for key in reading.table:
        if key not in _KNOWN:
            like = nearest(key, _KNOWN)
            hint = _("Did you mean '{word}'?", word=like) if like else ""
            reading.wrong((key,), _("A standard has no '{word}'.", word=key), hint)
    texts = {key: _text(reading, key, required=key in _TEXTS) for key in (*_TEXTS, *_EXPRESSIONS)}
    _one_of(reading, "family", FAMILIES.get(side, ()))
    _one_of(reading, "of", ("case", "moment"))
    _one_of(reading, "whose_convenience", CONVENIENCE)
    if not texts["breach"] and not texts["grace"]:
        hint = _("Add a line: breach = \"...\"")
        reading.wrong((), _("The standard can be neither broken nor exceeded."), hint)
    falls_on = _text(reading, "falls_on", required=False) or "opened"
    _one_of(reading, "falls_on", FALLS_ON)
    benchmark = _benchmark(reading)
    story = _table(reading, "story").get("text", "")
    limits = {key: float(value) for key, value in _numbers(reading, "limits").items()}
    exempt = _texts_of(reading, ("exempt",), reading.table.get("exempt", {}))
    if reading.problems:
        return None
    return Standard(
        name=file.stem,
        side=side,
        **{key: texts[key] for key in ("family", "of", "whose_convenience", *_EXPRESSIONS)},  # type: ignore[arg-type]
        limits=limits,
        falls_on=falls_on,
        exempt=exempt,
        benchmark=benchmark,
        story=str(story),
        words=_words(reading),
        file=file,
    )
