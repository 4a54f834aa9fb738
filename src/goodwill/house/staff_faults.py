"""What can be wrong with a staff list, in sentences that name the people and the days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.house.people import Line

MOST_ABOVE = 50
"""No company has so many people one over the other; a list that does is wrong."""


class Faults:
    """Faults met on the way up, each told once with its first and last day."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, tuple[str, ...]], tuple[date, date]] = {}

    def note(self, fault: str, people: tuple[str, ...], first: date, last: date) -> None:
        """Remember a fault; a circle is the same wherever one enters it."""
        turn = people.index(min(people)) if fault == "circle" else 0
        key = (fault, people[turn:] + people[:turn])
        if fault == "deep":  # whoever is below is as deep, and to be told once is enough
            key = next((known for known in self._days if known[0] == fault), key)
        known_first, known_last = self._days.get(key, (first, last))
        self._days[key] = (min(first, known_first), max(last, known_last))

    def problems(self) -> list[Problem]:
        """Tell each fault in a sentence that names the people and the days."""
        sayings = {"self": _own_manager, "circle": _circle, "absent": _absent, "deep": _deep}
        return [
            sayings[fault](people, _days(first, last))
            for (fault, people), (first, last) in sorted(self._days.items())
        ]


def _days(first: date, last: date) -> str:
    if first == date.min:
        return _("until {last}", last=last) if last != date.max else _("all the time")
    if last == date.max:
        return _("from {first}", first=first)
    return _("from {first} until {last}", first=first, last=last)


def _wrong(what: str, hint: str) -> Problem:
    return Problem(_("reporting lines"), what, hint)


def nameless() -> Problem:
    """Tell of a line without a person."""
    return _wrong(_("A line names no person."), _("Give the person's name."))


def backwards(line: Line) -> Problem:
    """Tell of a line that ends before it begins."""
    what = _(
        "A line of {person} ends on {last}, before it begins on {first}.",
        person=line.person,
        first=line.from_date,
        last=line.until_date,
    )
    return _wrong(what, _("Correct one of the two days; the line was left out."))


def two_at_once(one: Line, two: Line, first: date, last: date) -> Problem:
    """Tell of two lines that hold on the same days."""
    names = {"person": one.person, "days": _days(first, last)}
    if one.manager != two.manager:
        nobody = _("nobody")
        bosses = {"one": one.manager or nobody, "two": two.manager or nobody}
        what = _("{person} reports to {one} and to {two} at once, {days}.", **names, **bosses)
    else:
        what = _("{person} has two lines at once, {days}.", **names)
    return _wrong(what, _("The later line was used. Give the earlier one its last day."))


def unlisted(manager: str, person: str) -> Problem:
    """Tell of somebody who manages and is not in the list."""
    what = _(
        "{manager} manages {person} but has no line; taken to have nobody above.",
        manager=manager,
        person=person,
    )
    return _wrong(what, _("Add a line for {manager}.", manager=manager))


def _own_manager(people: tuple[str, ...], days: str) -> Problem:
    what = _("{person} is named as the own manager, {days}.", person=people[0], days=days)
    return _wrong(what, _("Taken to have nobody above. Leave the manager empty at the top."))


def _circle(people: tuple[str, ...], days: str) -> Problem:
    names = ", ".join(people)
    what = _("{people} report to each other in a circle, {days}.", people=names, days=days)
    return _wrong(what, _("None of them was given a manager. Correct one of their lines."))


def _deep(people: tuple[str, ...], days: str) -> Problem:
    what = _(
        "{person} has more than {number} people above, one over the other, {days}.",
        person=people[0],
        number=MOST_ABOVE,
        days=days,
    )
    return _wrong(what, _("No manager was put above. Check the column with the managers."))


def _absent(people: tuple[str, ...], days: str) -> Problem:
    what = _(
        "{person} reports to {manager}, who is not there {days}.",
        person=people[0],
        manager=people[1],
        days=days,
    )
    return _wrong(what, _("Nobody was put above. Add a line that says who manages then."))
