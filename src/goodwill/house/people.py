"""People and their reporting lines, as they were on each day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.staff_faults import (
    MOST_ABOVE,
    Faults,
    backwards,
    nameless,
    two_at_once,
    unlisted,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from goodwill.problems import Problem

_DAY = timedelta(days=1)


class Line(NamedTuple):
    """One line of a staff list: from a day to a day, both included, somebody reports to somebody.

    No first day means since ever, no last day means still. A person's later line replaces the
    earlier one from its first day on, as lists that note only moves expect.
    """

    person: str
    manager: str | None = None
    team: str | None = None
    department: str | None = None
    role: str | None = None
    level: int | None = None
    from_date: date | None = None
    until_date: date | None = None


class Post(NamedTuple):
    """Where a person stood from a day to a day, both included; no last day means still.

    The level is 0 for somebody with nobody above, then one more than the manager's; none where
    it cannot be told.
    """

    person: str
    from_date: date
    until_date: date | None
    manager: str | None
    team: str | None
    department: str | None
    level: int | None


class _Span(NamedTuple):
    """A line with certain days, cut where the person's next line begins."""

    first: date
    last: date
    line: Line


def chart(lines: Iterable[Line]) -> tuple[list[Post], list[Problem]]:
    """Lay out who stood where and under whom on every day; a forest, whatever the list says.

    Alice reports to Bob; from May Bob reports to Alice and nobody noticed. From May on neither
    has a manager or a level, and a problem names both and the day.
    """
    problems: list[Problem] = []
    spans = _spans(lines, problems)
    _add_unlisted_managers(spans, problems)
    faults = Faults()
    posts: list[Post] = []
    for person in sorted(spans):
        pieces = [post for span in spans[person] for post in _posts(span, spans, faults)]
        posts.extend(_joined(sorted(pieces, key=lambda post: post.from_date)))
    problems.extend(faults.problems())
    return posts, problems


def _spans(lines: Iterable[Line], problems: list[Problem]) -> dict[str, list[_Span]]:
    """Give each person's lines in order of time, never two on one day."""
    by_person: defaultdict[str, list[_Span]] = defaultdict(list)
    for line in dict.fromkeys(_without_blanks(line) for line in lines):
        span = _Span(line.from_date or date.min, line.until_date or date.max, line)
        if not line.person.strip():
            problems.append(nameless())
        elif span.last < span.first:
            problems.append(backwards(line))
        else:
            by_person[line.person].append(span)
    return {person: _in_turn(spans, problems) for person, spans in by_person.items()}


def _without_blanks(line: Line) -> Line:
    """Take a manager of blanks, as spreadsheets have them at the top, for none."""
    return line if line.manager is None or line.manager.strip() else line._replace(manager=None)


def _in_turn(spans: list[_Span], problems: list[Problem]) -> list[_Span]:
    """Let each line end where the next begins; a dated one goes on after one that lay within it."""
    waiting = sorted(spans, key=lambda span: span.first)
    done: list[_Span] = []
    while waiting:
        span = waiting.pop(0)
        if waiting and waiting[0].first <= span.last:
            following = waiting[0]
            # some lists end a line on the day on which the next begins: that is no fault
            overlap = span.line.until_date is not None and following.first < span.last
            clash = overlap or span.first == following.first
            if clash and _place(span.line) != _place(following.line):
                last = min(span.last, following.last)
                problems.append(two_at_once(span.line, following.line, following.first, last))
            if span.line.until_date and following.last < span.last:
                rest = span._replace(first=following.last + _DAY)
                at = sum(other.first < rest.first for other in waiting)
                waiting.insert(at, rest)
            if span.first == following.first:
                continue
            span = span._replace(last=following.first - _DAY)
        done.append(span)
    return done


def _place(line: Line) -> tuple[str | None, ...]:
    return line.manager, line.team, line.department


def _add_unlisted_managers(spans: dict[str, list[_Span]], problems: list[Problem]) -> None:
    """Give whoever is named only as a manager a place at the top while anybody reports there."""
    nowhere: defaultdict[str, list[_Span]] = defaultdict(list)
    for span in (span for of_person in spans.values() for span in of_person):
        manager = span.line.manager
        if manager is not None and manager not in spans:
            nowhere[manager].append(span)
    for manager, below in nowhere.items():
        first, last = min(span.first for span in below), max(span.last for span in below)
        spans[manager] = [_Span(first, last, Line(manager))]
        problems.append(unlisted(manager, below[0].line.person))


class _Climb(NamedTuple):
    """On the way up from a person: days for which the way is the same, and who was passed."""

    first: date
    last: date
    line: Line
    path: tuple[str, ...]
    level: int | None

    def step(self, span: _Span) -> _Climb:
        """Go up to a manager's line for the days that both share."""
        line, height = span.line, len(self.path)
        level = self.level
        if level is None and line.level is not None:
            level = line.level + height
        first, last = max(self.first, span.first), min(self.last, span.last)
        return _Climb(first, last, line, (*self.path, line.person), level)


def _posts(span: _Span, spans: Mapping[str, Sequence[_Span]], faults: Faults) -> Iterator[Post]:
    """Climb from a person's line to the top, splitting the days wherever somebody above moved."""
    own = span.line
    climbs = [_Climb(span.first, span.last, own, (own.person,), own.level)]
    while climbs:
        climb = climbs.pop()
        above = climb.line.manager
        if above == climb.line.person:
            faults.note("self", (above,), climb.first, climb.last)
            above = None
        if above is None:
            height = len(climb.path) - 1
            direct = own.manager if height else None
            yield _post(climb, own, direct, height if climb.level is None else climb.level)
        elif above in climb.path:
            circle = climb.path[climb.path.index(above) :]
            faults.note("circle", circle, climb.first, climb.last)
            yield _post(climb, own, None if own.person in circle else own.manager, climb.level)
        elif len(climb.path) > MOST_ABOVE:
            faults.note("deep", (own.person,), climb.first, climb.last)
            yield _post(climb, own, None, climb.level)
        else:
            there = [climb.step(s) for s in spans[above] if _meet(climb, s)]
            climbs.extend(there)
            for gap in _gaps(climb, there):
                own_step = len(climb.path) == 1
                # a line without a first day says only that the day is not known
                if own_step and (own.from_date or gap.first != date.min):
                    faults.note("absent", (own.person, above), gap.first, gap.last)
                yield _post(gap, own, None if own_step else own.manager, climb.level)


def _post(days: _Climb, own: Line, manager: str | None, level: int | None) -> Post:
    until = None if days.last == date.max else days.last
    return Post(own.person, days.first, until, manager, own.team, own.department, level)


def _meet(climb: _Climb, span: _Span) -> bool:
    return span.first <= climb.last and climb.first <= span.last


def _gaps(climb: _Climb, there: list[_Climb]) -> Iterator[_Climb]:
    """Give the days of a climb on which the manager had no line."""
    first = climb.first
    for part in there:
        if first < part.first:
            yield climb._replace(first=first, last=part.first - _DAY)
        if part.last == date.max:
            return
        first = part.last + _DAY
    if first <= climb.last:
        yield climb._replace(first=first)


def _joined(posts: list[Post]) -> Iterator[Post]:
    """Join posts that follow each other and differ in nothing but the days."""
    held: Post | None = None
    for post in posts:
        if held and held.until_date and held.until_date + _DAY == post.from_date:
            longer = held._replace(until_date=post.until_date)
            if longer == post._replace(from_date=held.from_date):
                held = longer
                continue
        if held:
            yield held
        held = post
    if held:
        yield held
