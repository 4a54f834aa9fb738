"""The story of a play: moments in the order in which they became known, and what fires when.

Above each line `close` stands what has arrived by then; what is written below it arrives later.
`> play acme 2026-03-02 09:00` expects the play for acme at that instant, or on that day where no
time is given; `late` behind it says that the records came after a close had passed over it.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from goodwill.care.firing import Firing
    from goodwill.care.play import Play
    from goodwill.house.settings import Settings
    from goodwill.moments.story import Story
    from goodwill.standards.standard import Standard

_EXPECTED: Final = re.compile(
    r">\s+(?P<play>\w+)\s+(?P<party>\S+)\s+(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:\s+(?P<time>\d\d:\d\d))?(?P<late>\s+late)?\s*"
)


class Expected(NamedTuple):
    """What a story expects to fire: for whom, at which instant or on which day, and if late."""

    party: str
    day: dt.date
    at: dt.datetime | None
    late: bool
    text: str


class Told(NamedTuple):
    """A story told: what fired at each of its closes, and what it had expected."""

    firings: list[Firing]
    expected: list[Expected]
    names: dict[str, str]
    problems: list[Problem]


def untrue(play: Play, con: DuckDBPyConnection | None = None) -> list[Problem]:
    """Tell the story of a play, and give whatever did not fire as the story says."""
    return differences(play, tell(play, con))


def differences(play: Play, told: Told) -> list[Problem]:
    """Compare what fired in a story with what it expects."""
    where = str(play.file)
    if told.problems:
        return told.problems
    if play.trigger and not told.expected:
        hint = _("Write what fires as: > {play} acme 2026-03-02 09:00", play=play.name)
        return [Problem(where, _("The story expects nothing to fire."), hint)]
    left = list(told.firings)
    problems = []
    for one in told.expected:
        like = next((each for each in left if _as_expected(one, each, told.names)), None)
        if like:
            left.remove(like)
        else:
            what = _("The story expects what did not fire: {line}", line=one.text)
            problems.append(Problem(where, what))
    problems += [
        Problem(where, _("This fired and the story does not expect it: {line}",
                         line=_said(each, told.names)))
        for each in left
    ]  # fmt: skip
    return problems


def tell(play: Play, con: DuckDBPyConnection | None = None) -> Told:
    """Close a story at each of its closes, the last one twice, and give what fired."""
    from goodwill.moments.journal import engine

    lines = play.story.split("\n")
    expected, problems = _expectations(play, lines)
    closes = [number for number, line in enumerate(lines, 1) if line.startswith("close ")]
    if not closes and play.trigger:
        hint = _("End it with a line such as: close 2026-03-31 17:00")
        problems.append(Problem(str(play.file), _("The story has no close."), hint))
    plain = [line if not line.startswith(">") else "" for line in lines]
    if con is not None:
        return _at_closes(con, play, plain, closes, Told([], expected, {}, problems))
    with engine() as own:
        return _at_closes(own, play, plain, closes, Told([], expected, {}, problems))


def _at_closes(
    con: DuckDBPyConnection, play: Play, lines: list[str], closes: Sequence[int], told: Told
) -> Told:
    from goodwill.care.firing import fire
    from goodwill.moments import notation

    since: dt.datetime | None = None
    for number in [*closes, *closes[-1:]]:
        story, problems = notation.read("\n".join(lines[:number]), name=str(play.file))
        if problems or told.problems:
            return told._replace(problems=[*told.problems, *problems])
        assert story.closed_at is not None, "a story up to a line 'close' is closed"
        lay_out(con, play, story)
        fired = [each.fired for each in told.firings]
        told.firings.extend(fire(con, [play], settings_of_stories(), story.closed_at, fired, since))
        told.names.update({one.party: one.name for one in story.names.values()})
        since = story.closed_at
    return told


def lay_out(con: DuckDBPyConnection, play: Play, story: Story) -> None:
    """Make the tables that the play looks at: those of the close, without its prices."""
    from goodwill.moments.case import fold
    from goodwill.moments.story import story_tables

    assert story.closed_at is not None, "a story up to a line 'close' is closed"
    story_tables(con, story, settings_of_stories())
    con.execute("DELETE FROM moments WHERE happened_at > ?", [story.closed_at])
    of = play.trigger.of if play.trigger else None
    if of in {"case", "verdict"}:
        fold(con, story.closed_at, settings_of_stories())
    if of == "verdict":
        from goodwill.standards.judge import judge

        judge(con, _standards(), settings_of_stories(), story.closed_at)


def _expectations(play: Play, lines: Iterable[str]) -> tuple[list[Expected], list[Problem]]:
    expected, problems = [], []
    for number, line in enumerate(lines, 1):
        if not line.startswith(">"):
            continue
        found = _EXPECTED.fullmatch(line)
        if found is None or found["play"] != play.name:
            hint = _("Write it as: > {play} acme 2026-03-02 09:00", play=play.name)
            where = f"{play.file}:{number}"
            problems.append(Problem(where, _("This says of no firing what it is."), hint))
            continue
        day = dt.date.fromisoformat(found["day"])
        time = found["time"]
        at = dt.datetime.combine(day, dt.time.fromisoformat(time)) if time else None
        expected.append(Expected(found["party"], day, at, bool(found["late"]), line))
    return expected, problems


def _as_expected(one: Expected, firing: Firing, names: dict[str, str]) -> bool:
    at = firing.at.replace(second=0, microsecond=0)
    same = names.get(firing.party) == one.party and firing.late == one.late
    return same and (at == one.at if one.at else at.date() == one.day)


def _said(firing: Firing, names: dict[str, str]) -> str:
    late = " late" if firing.late else ""
    party = names.get(firing.party, firing.party)
    return f"> {firing.play} {party} {firing.at:%Y-%m-%d %H:%M}{late}"


@cache
def settings_of_stories() -> Settings:
    """Keep them: a calendar counts its hours anew in every copy."""
    from goodwill.house.settings import Settings

    return Settings(name="story")


@cache
def _standards() -> list[Standard]:
    from goodwill.standards.standard import load

    return load()[0]
