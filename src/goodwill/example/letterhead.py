"""The firm's name, its settings file, and the note in four languages that it does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.example.clock import HOLIDAYS, HOURS
from goodwill.example.plan import LIMITS
from goodwill.example.staff import LEVELS

if TYPE_CHECKING:
    from datetime import date

NAME = "Spade & Spoon (simulated)"

CLAIMS = (
    ("Every question is answered within half a day.", "first_answer"),
    ("We deliver on the day we name.", "delivered_as_promised"),
    ("Papers for your books come in time.", "papers_in_time"),
    ("We love our customers.", ""),
)
"""What the firm says of itself, and the standard that measures it."""

README = """\
Everything in this folder is simulated. The firm, its people, its customers and all records were
drawn by a program from a seed; any likeness to a real firm or person is chance. The truth behind
the records stands in truth.json, which Goodwill itself never reads.

Wszystko w tym folderze jest symulacją. Firmę, jej pracowników, klientów i wszystkie zapisy
wylosował program; podobieństwo do prawdziwej firmy lub osoby jest przypadkowe. Prawda stojąca za
zapisami znajduje się w pliku truth.json, którego sam Goodwill nigdy nie czyta.

Всё в этой папке смоделировано. Фирму, её сотрудников, клиентов и все записи программа составила
случайным образом; сходство с настоящей фирмой или человеком случайно. Правда, стоящая за
записями, находится в файле truth.json, который сам Goodwill никогда не читает.

Усе в цій теці змодельовано. Фірму, її працівників, клієнтів і всі записи програма склала
випадково; схожість зі справжньою фірмою чи людиною є випадковою. Правда, що стоїть за записами,
міститься у файлі truth.json, якого сам Goodwill ніколи не читає.
"""

_WEEK = ("mon", "tue", "wed", "thu", "fri")


def settings(until: date) -> str:
    """Write goodwill.toml for the firm; its people are seen singly only after a first year."""
    day_hours = ", ".join(f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}" for a, b in HOURS)
    days = "".join(f'{day} = "{day_hours}"\n' for day in _WEEK)
    holidays = ", ".join(str(day) for day in HOLIDAYS)
    levels = ", ".join(f'"{level}"' for level in LEVELS)
    claims = "".join(f'  {{ sentence = "{said}"{_measured(by)} }},\n' for said, by in CLAIMS)
    limits = "".join(f"[limits.{name}]\nhours = {hours}\n" for name, hours in LIMITS.items())
    return f"""\
# A simulated firm: none of this is real.
name = "{NAME}"
currency = "EUR"
zone = "Europe/Warsaw"
language = "en"
margin = 0.30
levels = [{levels}]
baseline_until = {until.replace(year=until.year - 1)}
claims = [
{claims}]

[calendars.default]
{days}holidays = [{holidays}]

[calendars.yard]
mon = "6:00-14:00"
tue = "6:00-14:00"
wed = "6:00-14:00"
thu = "6:00-14:00"
fri = "6:00-14:00"
holidays = [{holidays}]
teams = ["Central warehouse", "Transport"]

{limits}"""


def _measured(standard: str) -> str:
    return f', standard = "{standard}"' if standard else ""
