"""What the journal knows about a message, and what that alone has to remark; no guess at words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.language import sentences
from goodwill.words import _, language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from goodwill.language.matching import Reading
    from goodwill.language.remark import Places, Remark

EARLY, LATE = 8, 21
"""The hours, by the customer's clock, between which one may ring at a friend's door."""


class Facts(NamedTuple):
    """What is known of the dealing; none is unknown, and then nothing is said that needs it.

    promised: whether a promise is recorded; promised_at: its date; owner: who sees the matter
    through, empty where the record names nobody; absent_until: the day until which the customer
    asked to be left alone; sent_at: the customer's local time; repeated: how many got the same
    text; held: the seconds that the customer was kept waiting without being told anything.
    """

    promised: bool | None = None
    promised_at: datetime | None = None
    owner: str | None = None
    absent_until: date | None = None
    sent_at: datetime | None = None
    first_contact: bool | None = None
    repeated: int | None = None
    held: float | None = None


NO_FACTS = Facts()
"""Nothing is known."""


def fact_remarks(
    facts: Facts, answers: str | None, reading: Reading, places: Places
) -> Iterator[Remark]:
    """Remark on what the facts alone show; it stands at the first sentence."""
    found = list(_found(facts, answered=answers is not None))
    if not found:
        return
    low, high = sentences.around(reading.text, 0, 1)
    span = places.even((low, len(reading.text[:high].rstrip())))
    for name, level, say, why in found:
        yield places.at(span, (name, level), (say, "", why), (language(), "facts"))


def _found(facts: Facts, *, answered: bool) -> Iterator[tuple[str, str, str, str]]:
    if facts.promised and facts.promised_at is None:
        yield (
            "promise.no_date", "warn",
            _("Name the day: the promise in this matter has none."),
            _("A promise without a date cannot be kept, only forgotten."),
        )  # fmt: skip
    if facts.owner is not None and not facts.owner.strip():
        yield (
            "owner.unnamed", "hint",
            _("Say who sees this through, by name; the record names nobody."),
            _("A friend knows whom to ask."),
        )  # fmt: skip
    if facts.sent_at is None:
        return
    if facts.absent_until and facts.sent_at.date() < facts.absent_until:
        yield (
            "absence.away", "ask",
            _("Wait until {day}: the customer asked to be left in peace until then.",
              day=facts.absent_until.isoformat()),
            _("Whoever asked for quiet remembers who did not keep it."),
        )  # fmt: skip
    if not answered and not EARLY <= facts.sent_at.hour < LATE:
        yield (
            "hour.late", "ask",
            _("It is {time} where the customer is; let it wait for the morning.",
              time=facts.sent_at.strftime("%H:%M")),
            _("Nobody rings at a friend's door at night without need."),
        )  # fmt: skip
