"""Written threads: a customer's message, our answer or silence, and what we send unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example import causes
from goodwill.example.clock import DAY, day_of
from goodwill.example.desk import FIRST_LIMIT, at_hours, desk_of, opening_times, wait
from goodwill.example.phrases import INDECENT as WRONG
from goodwill.example.phrases import NOTES, OFFERS, PHRASES, PRESSING
from goodwill.example.plan import BAD_PEOPLE, BAD_TEAM

if TYPE_CHECKING:
    from goodwill.example.causes import Fault
    from goodwill.example.clock import Clock
    from goodwill.example.customers import Customers
    from goodwill.example.staff import Staff

LETTERS_SHARE = 0.45
"""Written threads for each ticket, on average."""

INDECENT, INDECENT_HERE = 0.04, 0.30
"""Share of answers in bad words: anywhere, and in the bad team or from the bad people."""


NOTED, CONTEMPT, CONTEMPT_HERE = 0.08, 0.02, 0.35
"""Share of threads with a note for colleagues, and of these notes those with contempt: anywhere,
and in the bad team."""


class Letter(NamedTuple):
    """One message; `sort` and `wrong` say what it is in truth and never reach a file."""

    minute: float
    thread: int
    inbound: bool
    customer: int
    person: str
    text: str
    sort: str
    language: str = ""
    wrong: tuple[str, ...] = ()
    """What may be remarked on it."""
    inside: bool = False
    """A note, which no customer reads."""


def draw(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    clock: Clock,
    span: tuple[float, float],
) -> tuple[list[Letter], list[Fault]]:
    """Draw all threads, and the first answers among them that come too late."""
    customer, minute = opening_times(rng, people, people.contacts * LETTERS_SHARE, span)
    asked = at_hours(rng, minute, 6, 22)
    team = desk_of(rng, people, customer)
    person = np.array(staff.people())[staff.serve(rng, team, asked)]
    where = {"team": team, "person": person}
    drawn = causes.draw(rng, "first_answer", asked, where)
    answered = clock.after(asked, wait(rng, drawn.wrong, FIRST_LIMIT, 600))
    rough = np.where((team == BAD_TEAM) | np.isin(person, BAD_PEOPLE), INDECENT_HERE, INDECENT)
    indecent = rng.random(len(asked)) < rough
    found: list[Letter] = []
    names = staff.names()
    for thread in range(len(asked)):
        code = str(people.language[customer[thread]])
        language = PHRASES[code]
        blanks = _blanks(rng, float(asked[thread]), names[str(person[thread])])
        sort = "indecent" if indecent[thread] else "decent"
        answers = language.indecent if indecent[thread] else language.decent
        question, _none = _pick(rng, language.questions, blanks)
        answer, wrong = _pick(rng, answers, blanks, WRONG if indecent[thread] else ())
        who, clerk = int(customer[thread]), str(person[thread])
        begin, reply = float(asked[thread]), float(answered[thread])
        found.append(Letter(begin, thread, True, who, clerk, question, "question", code))
        if reply < span[1]:
            found.append(Letter(reply, thread, False, who, clerk, answer, sort, code, wrong))
    found += _unasked(rng, people, staff, span, len(asked))
    found += _notes(rng, found, team, names, span[1])
    fault = causes.gather("first_answer", drawn, customer, answered, where)
    return sorted(found, key=lambda letter: (letter.minute, letter.thread, not letter.inbound)), [
        fault
    ]


def _unasked(
    rng: np.random.Generator,
    people: Customers,
    staff: Staff,
    span: tuple[float, float],
    first: int,
) -> list[Letter]:
    """Send offers to some, and press some businesses in the last week of a quarter."""
    customer, minute = opening_times(rng, people, people.contacts * 0.3, span)
    sent = at_hours(rng, minute, 9, 16)
    team = np.where(people.segment[customer] == "business", "Business sales", "Retail sales")
    person = np.array(staff.people())[staff.serve(rng, team, sent)]
    found, names = [], staff.names()
    for place in range(len(sent)):
        code = str(people.language[customer[place]])
        phrases = PHRASES[code]
        day = day_of(sent[place])
        presses = day.month % 3 == 0 and day.day > 23 and team[place] == "Business sales"
        choice = phrases.pressing if presses else phrases.offers
        blanks = _blanks(rng, float(sent[place]), names[str(person[place])])
        text, wrong = _pick(rng, choice, blanks, PRESSING if presses else OFFERS)
        sort = "pressing" if presses else "offer"
        found.append(
            Letter(float(sent[place]), first + place, False, int(customer[place]),
                   str(person[place]), text, sort, code, wrong)
        )  # fmt: skip
    return found


def _blanks(rng: np.random.Generator, minute: float, name: str) -> dict[str, str]:
    later = day_of(minute + int(rng.integers(2, 9)) * DAY)
    return {"n": f"Z{int(rng.integers(10000, 60000))}", "d": f"{later:%d.%m}", "p": name}


def _notes(
    rng: np.random.Generator,
    letters: list[Letter],
    team: np.ndarray,
    names: dict[str, str],
    end: float,
) -> list[Letter]:
    """Let some answers be followed by a note for colleagues, a few minutes later."""
    found = []
    for letter in letters:
        if letter.inbound or letter.thread >= len(team) or rng.random() >= NOTED:
            continue
        bad = rng.random() < (CONTEMPT_HERE if team[letter.thread] == BAD_TEAM else CONTEMPT)
        choices, blanks = (
            PHRASES[letter.language].notes,
            _blanks(rng, letter.minute, names[letter.person]),
        )
        place = int(rng.integers(2)) + 2 * bad
        note = letter._replace(
            minute=letter.minute + 4, text=choices[place].format(**blanks), wrong=NOTES[place],
            sort="contempt" if bad else "note", inside=True,
        )  # fmt: skip
        found += [note] if note.minute < end else []
    return found


def _pick(
    rng: np.random.Generator,
    choices: tuple[str, ...],
    blanks: dict[str, str],
    wrong: tuple[tuple[str, ...], ...] = (),
) -> tuple[str, tuple[str, ...]]:
    """Choose a sentence and fill it in; tell also what is wrong with it."""
    place = int(rng.integers(len(choices)))
    return choices[place].format(**blanks), wrong[place] if wrong else ()
