"""Reading the TOML file of a play, with the line of everything that is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from goodwill.care.clock import UNITS, WORKING
from goodwill.care.figures import DAY, FORMS, PERCENT, places
from goodwill.care.occasions import BEGIN, COLUMNS, FORECAST
from goodwill.care.play import (
    BETTER,
    DONE_BY,
    LEVELS,
    MEASURES,
    ONCE_PER,
    ROWS,
    TRIGGERS,
    Cost,
    Harm,
    Outcome,
    Play,
    Span,
    Trigger,
    Words,
)
from goodwill.care.purposes import PURPOSES
from goodwill.house import toml
from goodwill.house.guard import CHANNELS
from goodwill.problems import nearest
from goodwill.standards.columns import INSTANT
from goodwill.standards.standard import CONVENIENCE
from goodwill.words import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from goodwill.house.toml import Key, Reading
    from goodwill.problems import Problem

SAID: Final = ("title", "sentence", "reason", "say")
"""The texts that a play has in each language."""

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "triggered_by": TRIGGERS,
    "whose_convenience": CONVENIENCE,
    "done_by": DONE_BY,
    "purpose": tuple(PURPOSES),
    "channel": tuple(CHANNELS),
    "level": LEVELS,
}
"""The keys at the top that are one word of a closed list."""

TRIGGERED: Final = {"of": ROWS, "once_per": ONCE_PER}
"""The same for plays that records trigger."""

_USUAL: Final = {"triggered_by": "records", "done_by": "person"}
_TOP: Final = (*SAID, "why_all", "many", "practice", *CHOICES)
_TRIGGER: Final = (*TRIGGERED, "where", "at", "after", "before", "weeks", "stale_after")
_NUMBERS: Final = ("held_out", "hush_days")
_TABLES: Final = ("due", "cost", "outcome", "harm", "limits", "story", "words")
KNOWN: Final = (*_TOP, *_TRIGGER, *_NUMBERS, *_TABLES, "off")
"""Every key that may stand at the top of a play."""


def read(file: Path) -> tuple[Play | None, list[Problem]]:
    """Read one play; everything that is wrong with it is told at once. One that is off is none."""
    reading, problems = toml.load(file)
    if reading is None:
        return None, problems
    if reading.table == {"off": True}:
        return None, []
    for key in reading.table:
        if key not in KNOWN:
            _not_one_of(reading, (key,), key, KNOWN)
    limits = _limits(reading)
    chosen = {key: _choice(reading, key, known) for key, known in CHOICES.items()}
    trigger = _trigger(reading, limits) if chosen["triggered_by"] == "records" else None
    held_out = _number(reading, ("held_out",), 0, 0.9)
    words = _words(reading, limits, trigger, everybody=held_out == 0)
    play = Play(
        name=file.stem,
        practice=_text(reading, ("practice",)),
        whose_convenience=chosen["whose_convenience"],
        trigger=trigger,
        due=_span(reading, "due", (*UNITS, *WORKING)),
        done_by=chosen["done_by"],
        purpose=chosen["purpose"],
        channel=chosen["channel"],
        level=chosen["level"],
        cost=_cost(reading),
        held_out=held_out,
        outcome=_outcome(reading),
        harm=_harm(reading),
        hush_days=int(_number(reading, ("hush_days",), 0, 365, usual=0)),
        limits=limits,
        story=_text(reading, ("story", "text")),
        words=words,
        file=file,
    )
    return (None, reading.problems) if reading.problems else (play, [])


def _not_one_of(reading: Reading, key: Key, word: str, known: Iterable[str]) -> None:
    like = nearest(word, known)
    every = _("It may be one of: {words}.", words=", ".join(known))
    hint = _("Did you mean '{word}'?", word=like) if like else every
    reading.wrong(key, _("A play has no '{word}'.", word=word), hint)


def _value(reading: Reading, key: Key) -> Any:
    value: Any = reading.table
    for part in key:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(reading: Reading, key: Key) -> str:
    value = _value(reading, key)
    if value is None:
        reading.wrong(key, _("The line '{key}' is missing.", key=key[-1]), f'{key[-1]} = "..."')
    elif not isinstance(value, str) or not value.strip():
        reading.wrong(key, _("'{key}' must be a text.", key=key[-1]), f'{key[-1]} = "..."')
    return value if isinstance(value, str) else ""


def _choice(reading: Reading, key: str, known: tuple[str, ...]) -> str:
    if key not in reading.table and key in _USUAL:
        return _USUAL[key]
    word = _text(reading, (key,))
    if word and word not in known:
        _not_one_of(reading, (key,), word, known)
    return word


def _number(
    reading: Reading, key: Key, low: float, high: float, usual: float | None = None
) -> float:
    value = _value(reading, key)
    if value is None and usual is not None:
        return usual
    right = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not right:
        what = _("'{key}' must be a number from {low} to {high}.", key=".".join(key),
                 low=f"{low:g}", high=f"{high:g}")  # fmt: skip
        reading.wrong(key, what, f"{key[-1]} = {low:g}")
    return float(value) if right and isinstance(value, int | float) else low


def _span(
    reading: Reading, key: str, units: Iterable[str], usual: Span | None = None, least: float = 0
) -> Span:
    """Read a length of time such as { working_hours = 4 }."""
    value = reading.table.get(key)
    if value is None and usual is not None:
        return usual
    if isinstance(value, dict) and len(value) == 1:
        ((unit, number),) = value.items()
        if unit in units and isinstance(number, int | float) and number >= least:
            return Span(float(number), unit)
    what = _("'{key}' must be a length of time, such as {example}.",
             key=key, example=f"{{ {next(iter(units))} = 3 }}")  # fmt: skip
    reading.wrong((key,), what, _("Units are: {words}.", words=", ".join(units)))
    return Span(1.0, next(iter(units)))


def _limits(reading: Reading) -> dict[str, float]:
    numbers = {}
    given = reading.table.get("limits", {})
    for name, value in given.items() if isinstance(given, dict) else ():
        if isinstance(value, bool) or not isinstance(value, int | float):
            reading.wrong(("limits", name), _("The limit '{name}' must be a number.", name=name))
        else:
            numbers[name] = float(value)
    return numbers


def _trigger(reading: Reading, limits: dict[str, float]) -> Trigger | None:
    """Read when a play fires, and check its expression against the columns of its sort."""
    chosen = {}
    for key, known in TRIGGERED.items():
        chosen[key] = _text(reading, (key,))
        if chosen[key] and chosen[key] not in known:
            _not_one_of(reading, (key,), chosen[key], known)
    where, of = _text(reading, ("where",)), chosen["of"]
    if of not in ROWS:
        return None
    from goodwill.care.trigger import check

    reading.problems += check(where, of, limits, reading.place(("where",)))[1]
    if chosen["once_per"] == "term" and of != "usage":
        reading.wrong(("once_per",), _("Only usage happens in a term."))
    at = str(reading.table.get("at", BEGIN[of]))
    return Trigger(
        of=of,
        where=where,
        at=at,
        shift=_shift(reading, of, at),
        once_per=chosen["once_per"],
        weeks=_weeks(reading, chosen["once_per"]),
        stale_after=_span(reading, "stale_after", UNITS, least=1),
    )


def _shift(reading: Reading, of: str, at: str) -> Span:
    """Read how long after the instant `at`; before it only where that lies ahead by itself."""
    if COLUMNS[of].get(at) != INSTANT:
        instants = [name for name, sort in COLUMNS[of].items() if sort == INSTANT]
        _not_one_of(reading, ("at",), at, instants)
    if of == "case" and at == "due_at":
        reading.wrong(("at",), _("What is due is known of moments, not of cases."))
    if "before" not in reading.table:
        return _span(reading, "after", UNITS, Span(0.0, "minutes"))
    before = _span(reading, "before", UNITS)
    if (of, at) != ("moment", "due_at"):
        what = _("Nobody knows of an instant before it comes, except of what is due.")
        reading.wrong(("before",), what, 'of = "moment", at = "due_at"')
    return Span(-before.number, before.unit)


def _weeks(reading: Reading, once_per: str) -> int | None:
    if "weeks" not in reading.table:
        return None
    if once_per != "party":
        reading.wrong(("weeks",), _("Only once per party can come again after some weeks."))
    return int(_number(reading, ("weeks",), 1, 520))


def _cost(reading: Reading) -> Cost:
    share = _value(reading, ("cost", "share"))
    return Cost(
        _number(reading, ("cost", "money"), 0, 1e9),
        _number(reading, ("cost", "minutes"), 0, 1e5),
        int(_number(reading, ("cost", "loan"), 0, 100, usual=0)),
        None if share is None else _number(reading, ("cost", "share"), 0, 1),
    )


def _measure(reading: Reading, table: str) -> str:
    measure = _text(reading, (table, "measure"))
    if measure and measure not in MEASURES:
        _not_one_of(reading, (table, "measure"), measure, MEASURES)
    return measure


def _outcome(reading: Reading) -> Outcome:
    better = _text(reading, ("outcome", "better"))
    if better and better not in BETTER:
        _not_one_of(reading, ("outcome", "better"), better, BETTER)
    weeks = int(_number(reading, ("outcome", "weeks"), 1, 260))
    key: Key = ("outcome", "worth")
    worth = None if _value(reading, key) is None else _number(reading, key, 0.001, 1e9)
    return Outcome(_measure(reading, "outcome"), better, weeks, worth)


def _harm(reading: Reading) -> Harm:
    return Harm(
        _measure(reading, "harm"),
        _number(reading, ("harm", "chance"), 0.5, 0.999),
        int(_number(reading, ("harm", "after"), 1, 100_000)),
    )


def _words(
    reading: Reading, limits: Mapping[str, float], trigger: Trigger | None, *, everybody: bool
) -> dict[str, Words]:
    words = {}
    for spoken in LANGUAGES:
        key: Key = () if spoken == "en" else ("words", spoken)
        if spoken != "en" and not isinstance(_value(reading, key), dict):
            reading.wrong(("words",), _("The words in '{language}' are missing.", language=spoken))
            continue
        texts = {name: _text(reading, (*key, name)) for name in SAID}
        if "many" in reading.table:
            texts["many"] = _text(reading, (*key, "many"))
        for name, text in texts.items():
            _check_places(reading, (*key, name), text, spoken, limits, trigger)
        if everybody:
            texts["all"] = _text(reading, (*key, "why_all"))
        words[spoken] = Words(**texts)
    for spoken in _value(reading, ("words",)) or ():
        if spoken not in LANGUAGES:
            _not_one_of(reading, ("words", spoken), spoken, LANGUAGES)
    return words


def _check_places(
    reading: Reading,
    key: Key,
    text: str,
    spoken: str,
    limits: Mapping[str, float],
    trigger: Trigger | None,
) -> None:
    columns = COLUMNS[trigger.of] if trigger else {}
    forecast = FORECAST if trigger and trigger.of == "usage" else {}
    known = {*limits, *columns, *forecast, *(["number"] if key[-1] == "many" else [])}
    try:
        found = list(places(text))
    except ValueError:
        reading.wrong(key, _("A brace in the sentence is not closed."))
        return
    for place in found:
        if place.name not in known:
            what = _("'{{{name}}}' in the sentence is neither a column nor a limit.",
                     name=place.name)  # fmt: skip
            reading.wrong(key, what, _("docs/plays.md lists the columns."))
        elif place.counted and len(place.counted) != FORMS[spoken]:
            what = _("'{{{name}}}' has {found} forms; in this language it needs {wanted}.",
                     name=place.name, found=len(place.counted), wanted=FORMS[spoken])  # fmt: skip
            reading.wrong(key, what)
        elif place.form and not place.counted and place.form not in {PERCENT, DAY}:
            hint = _("There are % for a share, day for a day, and a|b|c for a counted word.")
            reading.wrong(key, _("'{form}' is no form of a figure.", form=place.form), hint)
