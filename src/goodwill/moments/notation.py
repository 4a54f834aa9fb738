"""The notation: one moment a line, in plain text, read and written without loss (docs/notation.md).

2026-03-02 09:00  acme > anna  question  ^t1  "Where is my order?"
"""

from __future__ import annotations

import calendar
import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from goodwill.house.hours import end_of_day
from goodwill.moments.moment import Moment, problems_of
from goodwill.moments.story import WORDS, Mark, Name, Story, usual
from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

MARKS = {"!": "breach", "+": "grace", "~": "exempt", "?": "open"}
"""What stands before a line that says which verdict a story expects."""

_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"(?:[\^@#]|desk:|policy:)?{_STRING}(?=\s|$)|\S+")
_BARE = re.compile(r"\w[\w.:/+-]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z?", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_QUANTITY = re.compile(r"x(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_Read = TypeVar("_Read")


class _Line(NamedTuple):
    number: int
    text: str
    tokens: list[str]


class _LineError(Exception):
    """A line cannot be read; the reader makes it a problem and goes on with the next line."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.problem = Problem("", what, hint)


def read(text: str, zone: str = "UTC", name: str = "line") -> tuple[Story, list[Problem]]:
    """Read a story whose times are local in the zone; every line that is wrong is a problem."""
    lines = list(_lines(text))
    found: list[tuple[int, Problem]] = []

    def each(first: Callable[[str], bool], reader: Callable[[_Line], _Read]) -> list[_Read]:
        """Read the lines that begin so, and note what is wrong with them."""
        results = []
        for line in lines:
            if first(line.tokens[0]):
                result, problems = _try(reader, line, name)
                found.extend((line.number, problem) for problem in problems)
                results += [] if result is None or problems else [result]
        return results

    declared = {one.name: one for one in each(WORDS.__contains__, _name)}
    marks = each(MARKS.__contains__, partial(_mark, zone=zone))
    closes = each("close".__eq__, partial(_closing, zone=zone))
    known = {*WORDS, *MARKS, "close"}
    moments = each(lambda word: word not in known, partial(_moment, zone=zone, declared=declared))
    closed_at = closes[-1] if closes else _three_months_after(moments)
    names = _everybody(moments, marks, declared)
    story = Story(tuple(moments), names, tuple(marks), closed_at)
    return story, [problem for _number, problem in sorted(found, key=lambda pair: pair[0])]


def write(moments: Iterable[Moment], zone: str = "UTC") -> str:
    """Write moments in the notation, one a line, with times local in the zone."""
    return "".join(f"{_written(moment, zone)}\n" for moment in moments)


def write_story(story: Story, zone: str = "UTC") -> str:
    """Write a whole story: who is who, the moments, the verdicts expected and the close."""
    heads = [_written_name(one) for one in story.names.values() if one != usual(one.name)]
    signs = {verdict: sign for sign, verdict in MARKS.items()}
    tails = [
        f"{signs[mark.verdict]} {_value(mark.name)} {_when(mark.happened_at, zone)}"
        for mark in story.marks
    ]
    tails += [f"close {_when(story.closed_at, zone)}"] if story.closed_at else []
    return (
        "".join(f"{line}\n" for line in heads)
        + write(story.moments, zone)
        + "\n".join([*tails, ""])
    )


def _lines(text: str) -> Iterator[_Line]:
    # not splitlines: it would cut a text at every rare separator that Unicode knows
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _Line(number, line.strip(), _TOKEN.findall(line.strip()))


def _try(
    reader: Callable[[_Line], _Read], line: _Line, name: str
) -> tuple[_Read | None, list[Problem]]:
    try:
        result = reader(line)
        problems = problems_of(result) if isinstance(result, Moment) else []
    except _LineError as error:
        result, problems = None, [error.problem]
    where = f"{name}:{line.number}" if name != "line" else _("line {number}", number=line.number)
    return result, [
        problem._replace(where=where, what=f"{problem.what}  [{line.text}]") for problem in problems
    ]


def _name(line: _Line) -> Name:
    sort, *words = (_unquoted(token) for token in line.tokens)
    if not words:
        raise _LineError(_("Nobody is named."), _("Write '{sort} NAME'.", sort=sort))
    if sort == "staff":
        team, manager = (*words[1:3], "", "")[:2]
        return Name(words[0], WORDS[sort], team or None, manager or None)
    zones = [word for word in words[1:] if _is_zone(word)]
    segments = [word for word in words[1:] if not _is_zone(word)]
    return Name(
        words[0], WORDS[sort], segment=next(iter(segments), None), zone=next(iter(zones), None)
    )


def _is_zone(word: str) -> bool:
    try:
        ZoneInfo(word)
    except (ValueError, OSError, KeyError):
        if "/" in word:
            hint = _("Use a name of the IANA list, such as 'Europe/Kyiv'.")
            raise _LineError(_("'{word}' is not a time zone.", word=word), hint) from None
        return False
    return True


def _mark(line: _Line, *, zone: str) -> Mark:
    sign, *words = line.tokens
    if len(words) < 2:
        raise _LineError(
            _("An expected verdict needs a name and an instant."),
            _("Write '{sign} acme 2026-03-02 09:00'.", sign=sign),
        )
    return Mark(MARKS[sign], _unquoted(words[0]), _instant(words[1:], zone), line.number)


def _closing(line: _Line, *, zone: str) -> datetime:
    return _instant(line.tokens[1:], zone)


def _moment(line: _Line, *, zone: str, declared: Mapping[str, Name]) -> Moment:
    tokens = line.tokens
    if len(tokens) < 6 or tokens[3] != ">":
        raise _LineError(
            _("This is not a moment."),
            _(
                "Write the day, the time, who > whom, and the kind: "
                "'2026-03-02 09:00  acme > anna  question'."
            ),
        )
    happened_at = _instant(tokens[:2], zone)
    sides = _unquoted(tokens[2]), _unquoted(tokens[4])
    zones = [declared[side].zone for side in sides if side in declared and declared[side].zone]
    columns = _columns(tokens[6:], zone, zones[0] or zone if zones else zone)
    return Moment(happened_at, *sides, tokens[5], **columns)


def _columns(tokens: list[str], zone: str, zone_of_party: str) -> dict[str, Any]:
    """Read what follows the kind, in any order; a day promised ends where the party lives."""
    columns: dict[str, Any] = {}
    rest = list(tokens)
    while rest:
        found = _column(rest, zone, zone_of_party)
        twice = next((column for column in found if column in columns), None)
        if twice:
            raise _LineError(_("'{word}' stands twice.", word=twice))
        columns |= found
    return columns


def _column(rest: list[str], zone: str, zone_of_party: str) -> dict[str, Any]:
    token = rest.pop(0)
    if token.startswith(_WORDS) and len(token) > len(_WORDS):
        return {"words": tuple(token.removeprefix(_WORDS).split(","))}
    prefix = next((one for one in _PREFIXES if token.startswith(one)), None)
    if prefix and len(token) > len(prefix):
        value = _unquoted(token.removeprefix(prefix))
        return {_PREFIXES[prefix]: _case(value) if prefix == "^" else value}
    if token.startswith('"'):
        return {"text": _unquoted(token)}
    if quantity := _QUANTITY.fullmatch(token):
        return {"quantity": float(quantity[1])}
    if token == "due":  # noqa: S105 - a word of the notation
        return {"due_at": _due(rest, zone, zone_of_party)}
    if _NUMBER.fullmatch(token) and rest and _CURRENCY.fullmatch(rest[0]):
        return {"amount": Decimal(token), "currency": rest.pop(0)}
    raise _LineError(
        _("'{word}' cannot be read.", word=token),
        _(
            "After the kind may stand: ^case #purpose @channel 120.00 EUR x3 "
            'due 2026-03-05 desk:team policy:rule "words".'
        ),
    )


_WORDS = "#words:"
_PREFIXES = {"^": "about", "#": "purpose", "@": "channel", "desk:": "desk", "policy:": "policy"}


def _due(rest: list[str], zone: str, zone_of_party: str) -> datetime:
    day = rest.pop(0) if rest else ""
    if rest and _TIME.fullmatch(rest[0]):
        return _instant([day, rest.pop(0)], zone)
    try:
        return end_of_day(_day(day), zone_of_party)
    except OverflowError:
        raise _LineError(_("'{word}' is not a day.", word=day)) from None


def _case(word: str) -> str:
    return word if ":" in word else f"ticket:{word}"


def _unquoted(token: str) -> str:
    if not token.startswith('"'):
        return token
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        hint = _('Put a backslash before a quotation mark that belongs to the text: \\".')
        raise _LineError(_("{word} is not a closed quotation.", word=token), hint) from None


def _instant(words: list[str], zone: str) -> datetime:
    day, clock = (*words, "00:00")[:2] if len(words) == 1 else (*words, "", "")[:2]
    if not _TIME.fullmatch(clock):
        raise _LineError(_("'{word}' is not a time.", word=clock), _("Write it as 09:00."))
    try:
        local = datetime.combine(_day(day), time.fromisoformat(clock.removesuffix("Z")))
    except ValueError:
        raise _LineError(
            _("'{word}' is not a time.", word=clock), _("Write it as 09:00.")
        ) from None
    return local if clock.endswith("Z") else _utc(local, zone)


def _day(word: str) -> date:
    try:
        if _DAY.fullmatch(word):
            return date.fromisoformat(word)
    except ValueError:
        pass
    raise _LineError(_("'{word}' is not a day.", word=word), _("Write it as 2026-03-02."))


def _utc(local: datetime, zone: str) -> datetime:
    try:
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise _LineError(_("'{word}' is not a day.", word=local.date())) from None


def _three_months_after(moments: list[Moment]) -> datetime | None:
    if not moments:
        return None
    last = max(moment.happened_at for moment in moments)
    year, month = divmod(last.year * 12 + last.month - 1 + 3, 12)
    if year > 9999:
        return last
    day = min(last.day, calendar.monthrange(year, month + 1)[1])
    return last.replace(year=year, month=month + 1, day=day)


def _everybody(
    moments: list[Moment], marks: list[Mark], declared: Mapping[str, Name]
) -> dict[str, Name]:
    managers = {one.manager for one in declared.values() if one.manager}
    names = {name: Name(name, "colleague") for name in sorted(managers)} | dict(declared)
    said = [name for moment in moments for name in (moment.from_party, moment.to_party)]
    for name in [*said, *(mark.name for mark in marks)]:
        names.setdefault(name, usual(name))
    return names


def _written(moment: Moment, zone: str) -> str:
    words = [
        _when(moment.happened_at, zone),
        f"{_value(moment.from_party)} > {_value(moment.to_party)}",
        moment.kind,
    ]
    words += [f"^{_value(_short(moment.about))}"] if moment.about is not None else []
    words += [f"#{moment.purpose}"] if moment.purpose else []
    words += [f"{_WORDS}{','.join(moment.words)}"] if moment.words else []
    words += [f"@{moment.channel}"] if moment.channel else []
    words += [f"{moment.amount:f} {moment.currency}"] if moment.amount is not None else []
    words += [f"x{moment.quantity!r}".removesuffix(".0")] if moment.quantity is not None else []
    words += [f"due {_when(moment.due_at, zone)}"] if moment.due_at else []
    words += [f"desk:{_value(moment.desk)}"] if moment.desk is not None else []
    words += [f"policy:{_value(moment.policy)}"] if moment.policy is not None else []
    words += [_quoted(moment.text)] if moment.text is not None else []
    return "  ".join(words)


def _short(about: str) -> str:
    number = about.removeprefix("ticket:")
    return about if ":" in number else number


def _written_name(one: Name) -> str:
    sort = next(word for word, sort in WORDS.items() if sort == one.sort)
    team = "" if one.manager and not one.team else one.team
    words = [one.name, team, one.manager, one.segment, one.zone]
    return " ".join([sort, *(_value(word) for word in words if word is not None)])


def _value(word: str) -> str:
    return word if _BARE.fullmatch(word) else _quoted(word)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _when(instant: datetime, zone: str) -> str:
    local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    # the hour that a clock shows twice in autumn is told in UTC
    exact, sign = (local, "") if _utc(local, zone) == instant else (instant, "Z")
    precise = "minutes" if exact.second == exact.microsecond == 0 else "auto"
    return exact.isoformat(" ", timespec=precise) + sign
