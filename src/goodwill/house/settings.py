"""The settings of a book: each declared once, with its default and the sentence that explains it.

The file `goodwill.toml`, the page `docs/settings.md` and every message come from these
declarations.
"""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from goodwill.house import dictionary, guard, mail, purse, timetable, values
from goodwill.house.claims import claims as declared_claims
from goodwill.house.hours import NINE_TO_FIVE, Calendar
from goodwill.house.toml import Reading, load
from goodwill.words import LANGUAGES, _, mark, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from goodwill.house.claims import Claim
    from goodwill.house.values import Reader
    from goodwill.problems import Problem

PERIODS = ("month", "quarter", "year")
"""How long a statement reaches."""

NOT_GOODS = (
    *("POST", "DOT", "D", "M", "C2", "S", "BANK CHARGES", "CRUK", "AMAZONFEE", "PADS", "B"),
)


def setting(
    sentence: str, reader: Reader, default: Any = MISSING, *, key: str = "", example: str = ""
) -> Any:
    """Declare a setting: its sentence, how its value is read, its default, and an example."""
    notes = {"sentence": sentence, "reader": reader, "key": key, "example": example}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=notes)
    return field(default=default, metadata=notes)


@dataclass(frozen=True)
class Settings:
    """How one company keeps its book."""

    name: str = setting(mark("The name of the company."), values.text)
    currency: str = setting(
        mark("The currency of the book, by its three letters; other money is shown apart."),
        values.currency,
        "EUR",
    )
    zone: str = setting(
        mark("The time zone of the company, as in Europe/Warsaw."), values.zone, "UTC"
    )
    language: str = setting(
        mark("The language of reports: en, pl, ru or uk; each reader may choose another."),
        values.one_of(tuple(LANGUAGES)),
        "en",
    )
    margin: float = setting(
        mark("The share of a sale that is left after its direct costs, from 0 to 1."),
        values.number(0, 1),
        1.0,
    )
    discount: float = setting(
        mark("What money is worth less a year later: 0.10 is ten percent."),
        values.number(0, 1),
        0.10,
    )
    horizon_years: int = setting(
        mark("How many years ahead the worth of a customer is counted."),
        values.whole(1, 50),
        10,
    )
    period: str = setting(
        mark("How long a statement reaches: a month, a quarter or a year."),
        values.one_of(PERIODS),
        "quarter",
    )
    minimum_count: int = setting(
        mark("Below so many cases nothing is shown of one person; five is the least."),
        values.whole(5, 1000),
        5,
    )
    backing_hours: int = setting(
        mark("Within how many working hours whoever asks for backing gets an answer."),
        values.whole(1, 200),
        8,
    )
    baseline_until: date | None = setting(  # noqa: RUF009  # setting() calls field()
        mark("Until this day the book only learns what is usual, and nobody sees single persons."),
        values.day,
        None,
        example="baseline_until = 2026-06-30",
    )
    close_daily: str | None = setting(
        mark("When the book is closed every day, by the company's clock; never unless it is set."),
        mail.clock,
        None,
        example='close_daily = "03:00"',
    )
    office_address: str | None = setting(
        mark("The address of the office as its members type it; links in letters begin with it."),
        mail.address,
        None,
        example='office_address = "https://goodwill.acme.example"',
    )
    guess_first: bool = setting(
        mark("Whether everybody is asked what they believe before a headline figure is shown."),
        values.flag,
        True,
    )
    claims: tuple[Claim, ...] = setting(
        mark("What you say of yourselves in public, each with the standard that measures it."),
        declared_claims,
        (),
        example=(
            'claims = [{ sentence = "Every question is answered the same day.",'
            ' standard = "first_answer" }]'
        ),
    )
    public_window: bool = setting(
        mark("Whether everybody may see how often each standard is kept, on the page /quality."),
        values.flag,
        False,
    )
    public_minimum: int = setting(
        mark("Below so many cases nothing is shown on the public page; five is the least."),
        values.whole(5, 1000),
        10,
    )
    window_names: bool = setting(
        mark(
            "Whether customers see first names of colleagues in their window, beside their teams."
        ),
        values.flag,
        False,
    )
    hour_costs: float | None = setting(
        mark("What an hour of a colleague costs, in the currency of the book."),
        values.number(0, 100_000),
        None,
        example="hour_costs = 25",
    )
    levels: tuple[str, ...] = setting(
        mark("What the levels of the company are called, from the top."),
        values.texts,
        (),
        example='levels = ["owner", "directors", "heads of team", "staff"]',
    )
    not_goods: tuple[str, ...] = setting(
        mark("Codes of articles that are not goods, such as postage and bank charges."),
        values.texts,
        NOT_GOODS,
    )
    standards_off: tuple[str, ...] = setting(
        mark("Names of the standards that this company does not apply."),
        values.texts,
        (),
        example='standards_off = ["papers_in_time"]',
    )
    zones_of_segment: Mapping[str, str] = setting(
        mark("The time zone of the customers of a segment, where their records name none."),
        values.zones,
        {},
        example='[zones_of_segment]\noverseas = "America/New_York"',
    )
    mail: mail.Mail | None = setting(  # noqa: RUF009  # setting() calls field()
        mark(
            "The server that takes the letters of the office (security: starttls, tls or none)."
            " Its password is read from GOODWILL_MAIL_PASSWORD."
        ),
        mail.mail,
        None,
        example=(
            '[mail]\nhost = "mail.acme.example"\nsecurity = "starttls"\nuser = "goodwill"\n'
            'from = "Goodwill <goodwill@acme.example>"'
        ),
    )
    words: dictionary.Words | None = setting(  # noqa: RUF009  # setting() calls field()
        mark(
            "What this house says instead of which words, what it calls jargon, and words on which"
            " nothing is remarked; all forms of each are meant."
        ),
        dictionary.words,
        None,
        example=(
            '[words]\nwords = { patient = "guest" }\njargon = ["RMA"]\nallow = ["deductible"]\n'
            'product_terms = ["Escalation Pro"]\nstock_phrases = false'
        ),
    )
    guard: guard.Guard | None = setting(  # noqa: RUF009  # setting() calls field()
        mark(
            "How often and when customers are contacted: caps over all, by purpose and by channel,"
            " hours by the customer's own clock, floors of law, what lies between two offers, and"
            " for how many days after a gift nothing is asked. The strictest rule counts."
        ),
        guard.guard,
        None,
        example=(
            '[guard]\nfloors = ["us"]\nbetween_offers = "1 in 90 days"\nafter_gift = 30\n\n'
            '[guard.hours]\nmon = "9:00-20:00"\nsat = "10:00-18:00"\n\n'
            '[guard.caps]\nall = "4 in 30 days"\noffer = ["1 in 30 days", "6 in 365 days"]\n'
            'call = "2 in 7 days"\n\n[guard.segments.business.caps]\nsurvey_case = "1 in 90 days"'
        ),
    )
    purse: purse.Purse | None = setting(  # noqa: RUF009  # setting() calls field()
        mark(
            "What may be given away: the reserve of money and hours to which each period fills up,"
            " below which share of it only breaches are made good, and what each level, play and"
            " team may give without asking (money at once, money and hours in a period, loan units"
            " out at one time)."
        ),
        purse.purse,
        None,
        example=(
            '[purse]\nperiod = "month"\nmoney = 1000\nhours = 40\nstop = 0.2\n'
            "promise_days = 14\nloan_days = 28\n\n"
            "[purse.levels.person]\neach = 50\nmoney = 200\nhours = 8\nloans = 2\n\n"
            "[purse.plays.refund_on_word]\nmoney = 150\n\n"
            "[purse.teams.warehouse]\neach = 20\nmoney = 80\nhours = 4"
        ),
    )
    limits: Mapping[str, Mapping[str, float]] = setting(
        mark("Limits of standards that this company sets otherwise."),
        values.limits,
        {},
        example="[limits.first_answer]\nhours = 4",
    )
    segment_limits: Mapping[str, Mapping[str, Mapping[str, float]]] = setting(
        mark("Limits of standards for the customers of one segment."),
        values.segment_limits,
        {},
        key="limits",
        example="[limits.first_answer.segments.business]\nhours = 2",
    )
    calendars: tuple[Calendar, ...] = setting(
        mark("When which teams work. Teams named nowhere keep the hours of the default calendar."),
        timetable.calendars,
        (),
        example=(
            '[calendars.support]\nzone = "Europe/Warsaw"\nmon = "8:00-12:00, 13:00-20:00"\n'
            'sat = "10:00-14:00"\nholidays = [2026-12-25, 2026-12-26]\nteams = ["support"]'
        ),
    )

    def __post_init__(self) -> None:
        """Complete the calendars: zones left out are the company's, the default comes first."""
        named = [
            calendar if calendar.zone else replace(calendar, zone=self.zone)
            for calendar in self.calendars
        ]
        if not any(calendar.name == "default" for calendar in named):
            named.insert(0, Calendar("default", self.zone, NINE_TO_FIVE))
        named.sort(key=lambda calendar: calendar.name != "default")
        object.__setattr__(self, "calendars", tuple(named))

    def calendar_of(self, team: str | None) -> Calendar:
        """Give the calendar of a team; of the company as a whole where the team has none."""
        own = (calendar for calendar in self.calendars if team in calendar.teams)
        return next(own, self.calendars[0])

    def limits_of(self, standard: str, segment: str | None = None) -> dict[str, float]:
        """Give the limits that this company sets for a standard, those of the segment first."""
        everyone = self.limits.get(standard, {})
        return {**everyone, **self.segment_limits.get(standard, {}).get(segment or "", {})}


def read(path: Path) -> tuple[Settings, list[Problem]]:
    """Read a settings file; what is wrong keeps its default and is told, all of it at once."""
    reading, problems = load(path)
    if reading is None:
        return Settings(name=path.resolve().parent.name), problems
    known = {_key(declared) for declared in fields(Settings)}
    for name in reading.table:
        if name not in known:
            reading.unknown((name,), known)
    good = {
        declared.name: value
        for declared in fields(Settings)
        if (value := _value(reading, declared)) is not None
    }
    if "name" not in reading.table:
        what = _("The name of the company is missing.")
        reading.wrong(("name",), what, _('Add a line at the top: name = "acme"'))
    good.setdefault("name", path.resolve().parent.name)
    return Settings(**good), sorted(reading.problems, key=_line)


def template(name: str, currency: str, zone: str, language: str) -> str:
    """Write a settings file with each setting under its sentence; defaults are commented out."""
    own = {"name": name, "currency": currency, "zone": zone, "language": language}
    with speaking(language):
        parts = [
            _comment(_("The settings of this book. Take away a # to change a default.")),
            *(_entry(declared, own) for declared in fields(Settings)),
        ]
    return "\n".join(parts)


def page() -> str:
    """Write the page of the documentation that lists every setting."""
    with speaking("en"):
        return "\n".join(_page_lines())


def _page_lines() -> Iterator[str]:
    yield "# Settings\n"
    yield "Written by `python -m goodwill.house.settings`; the settings stand in `goodwill.toml`."
    for declared in fields(Settings):
        notes = declared.metadata
        heading = "" if notes["key"] else f"\n## {declared.name}\n"
        yield f"{heading}\n{notes['sentence']}\n"
        if declared.default is MISSING and declared.default_factory is MISSING:
            yield "There is no default."
        elif declared.default not in ((), None, MISSING):
            yield f"Default: `{declared.name} = {_toml(declared.default)}`"
        if notes["example"]:
            yield f"```toml\n{notes['example']}\n```"
    yield ""


def _entry(declared: Field[Any], own: dict[str, str]) -> str:
    sentence = _comment(_(declared.metadata["sentence"]))
    if declared.name == "calendars":
        week = timetable.written(NINE_TO_FIVE)
        default = "".join(f'{day} = "{hours}"\n' for day, hours in week.items())
        example = _comment(declared.metadata["example"])
        return f"{sentence}[calendars.default]\n{default}{example}"
    if declared.name in own:
        return f"{sentence}{declared.name} = {_toml(own[declared.name])}\n"
    if declared.metadata["example"]:
        return sentence + _comment(declared.metadata["example"])
    return f"{sentence}#{declared.name} = {_toml(declared.default)}\n"


def _comment(words: str) -> str:
    return "".join(f"# {line}\n" for line in words.splitlines())


def _toml(value: object) -> str:
    # JSON's texts, numbers and lists are TOML's, but for one letter that TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(reading: Reading, declared: Field[Any]) -> Any:
    key = _key(declared)
    if key not in reading.table:
        return None
    return declared.metadata["reader"](reading, (key,), reading.table[key])


def _key(declared: Field[Any]) -> str:
    return str(declared.metadata["key"] or declared.name)


def _line(problem: Problem) -> int:
    number = problem.where.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0


if __name__ == "__main__":
    sys.stdout.write(page())
