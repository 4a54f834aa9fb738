"""What stands in the purse, laid out once for terminal, page and programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.care.one_writer import micro
from goodwill.care.purse import outlook
from goodwill.care.purse.journal import MINUTES, MONEY, PROMISED, RESERVE, WELCOME
from goodwill.care.purse.standing import Standing
from goodwill.care.purse.telling import say_level, say_minutes
from goodwill.house import money
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from goodwill.care.purse.limits import Room
    from goodwill.care.purse.outlook import Forecast
    from goodwill.care.purse.purse import Purse

UNIT_NAMES = {MONEY: mark("Money"), MINUTES: mark("Time")}
ROOM_NAMES = {
    "each": mark("Money at one time"),
    "money": mark("Money in this period"),
    "hours": mark("Time in this period"),
    "loans": mark("Units out at one time"),
    "play_each": mark("Money at one time in this play"),
    "play_money": mark("Money in this play and period"),
    "play_hours": mark("Time in this play and period"),
}
"""Each limit as a table names it."""


class Shown(NamedTuple):
    """A small table with notes under it, and the same as data."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    right: str
    notes: list[str]
    data: dict[str, Any]


class Reserve(NamedTuple):
    """How the reserve of one unit stands."""

    unit: str
    left: int
    promised: int
    given: int
    """In this period."""
    stop: int
    forecast: Forecast

    @property
    def stopped(self) -> bool:
        """Whether only what restores a breach is given now."""
        return self.left <= self.stop

    @property
    def weeks(self) -> float | None:
        """For how many weeks it lasts at the rate of late; none where nothing is spent."""
        return outlook.lasts(self.left, self.forecast.per_week)


def reserves(purse: Purse, now: datetime) -> list[Reserve]:
    """Tell how the reserves of money and time stand."""
    balances, begin = purse.balances(now), purse.terms.period(now).begin
    stop = purse.terms.stop
    with purse.file.reading() as con:
        return [
            Reserve(
                unit,
                balances.get((RESERVE, unit), 0),
                balances.get((PROMISED, unit), 0),
                _given(con, unit, begin),
                stop[unit],
                outlook.forecast(outlook.weekly(con, unit, now)),
            )
            for unit in (MONEY, MINUTES)
        ]


def _given(con: sqlite3.Connection, unit: str, since: datetime) -> int:
    row = con.execute(
        "SELECT coalesce(sum(p.amount), 0) FROM entries e JOIN postings p ON p.entry = e.id"
        " WHERE p.account = ? AND p.unit = ? AND e.counts_at >= ?",
        (WELCOME, unit, micro(since)),
    ).fetchone()
    return int(row[0])


def amount(unit: str, number: float, currency: str) -> str:
    """Say an amount of money or time in the language now spoken."""
    return money.say(round(number), currency) if unit == MONEY else say_minutes(round(number))


def forecast_said(one: Reserve, currency: str) -> str:
    """Say how fast a reserve is spent, and what will go, in the language now spoken."""
    told = one.forecast
    if told.most is None:
        return _("Too early to say how fast it goes: {weeks} of {least} weeks are known.",
                 weeks=told.weeks, least=outlook.LEAST)  # fmt: skip
    said = _(
        "{rate} a week; in the next {weeks} weeks no more than {most} with a chance of 95 %.",
        rate=amount(one.unit, told.per_week, currency),
        weeks=outlook.AHEAD,
        most=amount(one.unit, told.most, currency),
    )
    if told.covered is None or told.tested < outlook.TESTS:
        return f"{said} {_('This has not been tested on enough weeks of your own yet.')}"
    tested = _("Of {number} such forecasts in the past {share} would have held.",
               number=told.tested, share=f"{told.covered:.0%}")  # fmt: skip
    return f"{said} {tested}"


def room_said(room: Room, currency: str) -> tuple[str, str, str, str]:
    """Say a limit: its name, how much it is, how much of it is used, and what is left."""
    if room.name == "loans":
        numbers = [str(room.limit), str(room.used), str(room.left)]
    else:
        unit = MINUTES if room.name.endswith("hours") else MONEY
        numbers = [amount(unit, each or 0, currency) for each in (room.limit, room.used, room.left)]
    if room.name.endswith("each"):
        numbers[1:] = ["", ""]
    return (_(ROOM_NAMES[room.name]), *numbers)  # type: ignore[return-value]


def overview(purse: Purse, now: datetime) -> Shown:
    """Show the reserve, what is promised and given, and what is lent."""
    currency = purse.terms.currency
    found = reserves(purse, now)
    rows = [
        (
            _(UNIT_NAMES[one.unit]),
            *(amount(one.unit, each, currency)
              for each in (one.left, one.promised, one.given, one.stop)),
            forecast_said(one, currency),
        )
        for one in found
    ]  # fmt: skip
    heads = (
        *(_("What"), _("Reserve"), _("Set aside"), _("Given in this period")),
        *(_("Stop level"), _("How fast it goes")),
    )
    out = [unit for unit in purse.units() if unit.state != "shelf"]
    late = purse.overdue(now)
    notes = [
        _("Only what makes good a breach of ours is given now: {unit}.",
          unit=_(UNIT_NAMES[one.unit]))
        for one in found if one.stopped
    ]  # fmt: skip
    notes += [ngettext("{number} unit is out.", "{number} units are out.", len(out))] if out else []
    notes += [
        _("Overdue since {day}: {kind} {number}.", day=unit.until.date(), kind=unit.kind,
          number=unit.number)
        for unit in late if unit.until
    ]  # fmt: skip
    data = {
        "period": purse.terms.period(now).name,
        "reserves": [_reserve_data(one, currency) for one in found],
        "units": [_unit_data(unit) for unit in purse.units()],
        "overdue": [f"{unit.kind} {unit.number}" for unit in late],
    }
    return Shown(heads, rows, ".rrrr", notes, data)


def _reserve_data(one: Reserve, currency: str) -> dict[str, Any]:
    def plain(number: float | None) -> Any:
        if number is None or math.isnan(number):
            return None
        return str(money.major(round(number), currency)) if one.unit == MONEY else round(number)

    return {
        "unit": currency if one.unit == MONEY else one.unit,
        "reserve": plain(one.left),
        "promised": plain(one.promised),
        "given": plain(one.given),
        "stop": plain(one.stop),
        "stopped": one.stopped,
        "per_week": plain(one.forecast.per_week),
        "most_in_4_weeks": plain(one.forecast.most),
        "tested": one.forecast.tested,
        "covered": one.forecast.covered,
    }


def _unit_data(unit: Any) -> dict[str, Any]:
    return {
        name: value.isoformat(timespec="seconds") + "Z" if hasattr(value, "isoformat") else value
        for name, value in unit._asdict().items()
    }


def limits_of(purse: Purse, person: str, stands: Standing | None) -> Shown:
    """Show what one person may give, and what of it is left."""
    stands = stands or Standing()
    currency = purse.terms.currency
    rooms = purse.rooms(person, stands.level, stands.team)
    heads = (_("Limit"), _("How much"), _("Used"), _("Left"))
    rows: list[tuple[str, ...]] = [room_said(room, currency) for room in rooms]
    note = _("Level: {level}.", level=say_level(stands.level))
    data = {
        "person": person,
        "level": stands.level,
        "team": stands.team,
        "limits": [{**room._asdict(), "left": room.left} for room in rooms],
    }
    return Shown(heads, rows, ".rrr", [note], data)
