"""What the office writes down for the next close: pleas with their answers, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.book import done as doings
from goodwill.book import pleas
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from goodwill.care.contact import Contact
    from goodwill.ledger.today import Whom
    from goodwill.web.models import Plea, Tick


def note(plea: Plea) -> None:
    """Write a plea, as it stands now, to the file that the next close reads."""
    by = plea.taken_by
    pleas.note(
        book_folder(),
        {
            "number": plea.number,
            "party": plea.party,
            "kind": plea.kind,
            "case": plea.case,
            "text": plea.text,
            "reply": plea.reply,
            "made_at": _instant(plea.made_at),
            "answered_at": _instant(plea.answered_at),
            "settled_at": _instant(plea.settled_at),
            "person": by.person if by and plea.answered_at else "",
        },
    )


def done(one: Tick, whom: Iterable[Whom], contact: Contact, person: str) -> None:
    """Write down that a contact of today was made, with each of those whom it concerns."""
    for place, each in enumerate(whom):
        doings.note(
            book_folder(),
            {
                "number": _number(one, place),
                "thing": each.key,
                "party": each.party,
                "case": each.case,
                "play": one.play,
                "purpose": contact.purpose,
                "channel": contact.channel,
                "person": person,
                "done_at": _instant(one.made_at),
            },
        )


def undone(one: Tick) -> None:
    """Take back that a contact was made."""
    for place in range(len(one.contacts)):
        row = {"number": _number(one, place), "party": one.party, "withdrawn": True}
        doings.note(book_folder(), row)


def _number(one: Tick, place: int) -> str:
    return f"{one.number}-{place}" if place else one.number


def _instant(value: dt.datetime | None) -> str | None:
    return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if value else None
