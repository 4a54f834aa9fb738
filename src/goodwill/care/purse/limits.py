"""How much a giver may give: limits by level, play and period, the reserve, and its stop level."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from goodwill.care.one_writer import micro
from goodwill.care.purse import journal
from goodwill.care.purse.asking import ALLOWED, BACKING, REFUSED, Ask, Decision, Hurdle
from goodwill.care.purse.journal import MINUTES, MONEY, PROMISED, RESERVE, WELCOME
from goodwill.house.money import exponent
from goodwill.house.purse import LEVELS, USUAL, Allowance, Purse, minutes, over
from goodwill.house.wall import as_utc

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from goodwill.house.settings import Settings

MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """A stretch of the calendar: its name, and its first instant and that of the next (UTC)."""

    name: str
    begin: datetime
    end: datetime


class Room(NamedTuple):
    """A limit of one giver: how much there is of it, and how much is given and promised already."""

    name: str
    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        """What may still be given; none where there is no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


class Terms(NamedTuple):
    """What the company's settings say, in minor units and minutes."""

    said: Purse
    currency: str
    zone: str

    def minor(self, amount: float | None) -> int | None:
        """Give money of the settings in minor units."""
        return None if amount is None else round(amount * 10 ** exponent(self.currency))

    @property
    def target(self) -> dict[str, int]:
        """Up to how much the reserve is filled at the beginning of a period."""
        return {MONEY: self.minor(self.said.money) or 0, MINUTES: minutes(self.said.hours) or 0}

    @property
    def stop(self) -> dict[str, int]:
        """Below how much of the reserve only what restores a breach is given."""
        return {unit: round(self.said.stop * amount) for unit, amount in self.target.items()}

    def allowance(self, level: str, team: str | None) -> Allowance:
        """Give what somebody may give; of persons the team's own words count first."""
        usual = self.said.levels.get(level, USUAL[level])
        own = self.said.teams.get(team or "") if level == "person" else None
        return over(usual, own) if own else usual

    def period(self, now: datetime) -> Period:
        """Give the period in which an instant lies, by the company's own clock."""
        zone = ZoneInfo(self.zone)
        here = now.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()
        months = MONTHS[self.said.period]
        first = date(here.year, (here.month - 1) // months * months + 1, 1)
        after = (first + timedelta(days=31 * months)).replace(day=1)
        begin, end = (as_utc(datetime(each.year, each.month, 1), zone)  # noqa: DTZ001
                      for each in (first, after))  # fmt: skip
        return Period(f"{self.said.period}:{first:%Y-%m}", begin, end)


def terms(settings: Settings) -> Terms:
    """Give the terms of a book, with the defaults where it says nothing of its purse."""
    return Terms(settings.purse or Purse(), settings.currency, settings.zone)


def used(
    con: sqlite3.Connection, bearer: str, unit: str, since: datetime, play: str | None = None
) -> int:
    """Sum what a purse has promised and given since an instant, in one play or in all."""
    row = con.execute(
        "SELECT coalesce(sum(p.amount), 0) FROM entries e JOIN postings p ON p.entry = e.id"
        " WHERE e.bearer = ?1 AND e.counts_at >= ?2 AND p.unit = ?3"
        f" AND p.account IN ('{PROMISED}', '{WELCOME}') AND (?4 IS NULL OR e.play = ?4)",
        (bearer, micro(since), unit, play),
    ).fetchone()
    return int(row[0])


def out_now(con: sqlite3.Connection, bearer: str) -> int:
    """Count the loan units that a purse has promised or lent."""
    row = con.execute(
        "SELECT count(*) FROM held h JOIN entries e ON e.id = h.entry WHERE e.bearer = ?", (bearer,)
    ).fetchone()
    return int(row[0])


def rooms(
    con: sqlite3.Connection,
    terms: Terms,
    bearer: str,
    level: str,
    team: str | None,
    now: datetime,
    play: str | None = None,
) -> list[Room]:
    """Give every limit under which a purse stands in this period."""
    since = terms.period(now).begin
    own = terms.allowance(level, team)
    found = [
        Room("each", terms.minor(own.each), 0),
        Room("money", terms.minor(own.money), used(con, bearer, MONEY, since)),
        Room("hours", minutes(own.hours), used(con, bearer, MINUTES, since)),
        Room("loans", own.loans, out_now(con, bearer)),
    ]
    special = terms.said.plays.get(play or "")
    if special:
        found += [
            Room("play_each", terms.minor(special.each), 0),
            Room("play_money", terms.minor(special.money), used(con, bearer, MONEY, since, play)),
            Room("play_hours", minutes(special.hours), used(con, bearer, MINUTES, since, play)),
        ]
    return [room for room in found if room.limit is not None]


def decide(con: sqlite3.Connection, terms: Terms, ask: Ask, now: datetime) -> Decision:
    """Decide on what is asked; nothing is changed."""
    hurdles = tuple(_hurdles(con, terms, ask, now))
    if not hurdles:
        return Decision(ALLOWED, ask)
    if not all(each.backing for each in hurdles):
        return Decision(REFUSED, ask, hurdles)
    above = LEVELS[LEVELS.index(ask.bearing_level) + 1 :]
    could = next((level for level in above if _could(terms, ask, level)), None)
    return Decision(BACKING if could else REFUSED, ask, hurdles, could)


def _hurdles(con: sqlite3.Connection, terms: Terms, ask: Ask, now: datetime) -> Iterator[Hurdle]:
    yield from _reserve(con, terms, ask)
    yield from _units(con, ask)
    level = ask.bearing_level
    if LEVELS.index(level) < LEVELS.index(ask.needs):
        yield Hurdle("level", {"level": ask.needs})
    if ask.most is not None and ask.money > ask.most and ask.backer is None and level != LEVELS[-1]:
        yield Hurdle("most", {"limit": ask.most, "play": ask.play})
    wanted = {"each": ask.money, "money": ask.money, "hours": ask.minutes, "loans": bool(ask.loan)}
    for room in rooms(con, terms, ask.bearer, level, ask.team, now, ask.play):
        want = wanted[room.name.removeprefix("play_")]
        if want and room.used + want > (room.limit or 0):
            yield Hurdle(room.name, {"limit": room.limit, "left": room.left, "play": ask.play})


def _reserve(con: sqlite3.Connection, terms: Terms, ask: Ask) -> Iterator[Hurdle]:
    for unit, want in ((MONEY, ask.money), (MINUTES, ask.minutes)):
        there, stop = journal.balance(con, RESERVE, unit), terms.stop[unit]
        if want > there:
            yield Hurdle(f"reserve_{unit}", {"left": there}, backing=False)
        elif want and not ask.restores and there - want < stop:
            yield Hurdle(f"stop_{unit}", {"left": there, "limit": stop}, backing=False)


def _units(con: sqlite3.Connection, ask: Ask) -> Iterator[Hurdle]:
    from goodwill.care.purse.loans import due_next, free

    if ask.loan and free(con, ask.loan) is None:
        yield Hurdle("unit", {"loan": ask.loan, "back": due_next(con, ask.loan)}, backing=False)


def _could(terms: Terms, ask: Ask, level: str) -> bool:
    """Tell whether a level may give so much at once, whatever it has given already."""
    own = terms.allowance(level, None)
    if LEVELS.index(level) < LEVELS.index(ask.needs):
        return False
    most = {
        "money": [terms.minor(own.each), terms.minor(own.money)],
        "minutes": [minutes(own.hours)],
        "loans": [own.loans],
    }
    want = {"money": ask.money, "minutes": ask.minutes, "loans": int(bool(ask.loan))}
    return all(
        limit is None or want[name] <= limit for name, limits in most.items() for limit in limits
    )
