"""A play: what to do for whom when something happens, declared in one TOML file named after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodwill.words import _, language, mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TRIGGERS: Final = ("records", "hand")
"""Either records trigger a play, or somebody plays it from a party's page."""

ROWS: Final = ("moment", "case", "verdict", "usage")
"""Over what a trigger looks."""

ONCE_PER: Final = ("moment", "case", "party", "term")
"""What makes a play fire once; a term is a contract until more of it is bought."""

LEVELS: Final = ("person", "manager", "director", "owner")
"""Who may give what a play gives, without asking anybody above."""

DONE_BY: Final = ("person", "manager", "owner")
"""Who plays it: whoever dealt with the party last, that person's manager, or the owner."""

MEASURES: Final[dict[str, str]] = {
    "bought": mark("how often they buy"),
    "spent": mark("how much they spend"),
    "left": mark("whether they leave"),
    "asked_again": mark("how often they ask again"),
    "complained": mark("how often they complain"),
    "refused": mark("how often we refuse them something"),
    "rated": mark("how they rate us"),
    "paid_late": mark("how late they pay"),
    "returned": mark("how much they give back"),
    "overreached": mark("how often they ask for more than was agreed"),
}
"""What a play may be judged by, each with its words."""

BETTER: Final = ("more", "less")
"""Which way of its measure a play is meant to move."""


class Words(NamedTuple):
    """A play in one language: its title, what to do, why now, and what one may say to them."""

    title: str
    sentence: str
    reason: str
    say: str
    all: str = ""
    """Why nobody is held out, where nobody is."""
    many: str = ""
    """What is said of {number} of them on one day, where they are then one thing to do."""


class Cost(NamedTuple):
    """What one playing costs at most: money in the book's currency, minutes, and units lent."""

    money: float
    minutes: float
    loan: int = 0
    share: float | None = None
    """No more than this share of what the customer is worth, where that is known."""


class Span(NamedTuple):
    """A length of time: of the wall clock, or of working hours or days."""

    number: float
    unit: str


class Outcome(NamedTuple):
    """By what a play is judged: a measure, which way, and over how many weeks."""

    measure: str
    better: str
    weeks: int
    worth: float | None = None
    """The smallest gain worth its cost, in the measure; none: the usual share of its spread."""


class Harm(NamedTuple):
    """When a play stops by itself: so sure that the measure gets worse, after so many playings."""

    measure: str
    chance: float
    after: int


class Trigger(NamedTuple):
    """When a play fires: at the first row of its sort on which the expression holds."""

    of: str
    where: str
    at: str
    shift: Span
    """How long after the instant `at`; before it where negative."""
    once_per: str
    weeks: int | None
    """Again after so many weeks; none for never again."""
    stale_after: Span


class Play(NamedTuple):
    """One practice: its trigger, its words, what it costs, and how it is proven or stopped."""

    name: str
    practice: str
    whose_convenience: str
    trigger: Trigger | None
    """None where somebody plays it by hand."""
    due: Span
    done_by: str
    purpose: str
    channel: str
    level: str
    cost: Cost
    held_out: float
    outcome: Outcome
    harm: Harm
    hush_days: int
    """For so many days afterwards nothing is asked of them and nothing offered."""
    limits: Mapping[str, float]
    story: str
    words: Mapping[str, Words]
    file: Path

    @property
    def title(self) -> str:
        """What it is called in the language now spoken."""
        return self._words().title

    def sentence(self, figures: Mapping[str, Any] | None = None) -> str:
        """Say in the language now spoken what to do."""
        return self._said(self._words().sentence, figures)

    def reason(self, figures: Mapping[str, Any] | None = None) -> str:
        """Say in the language now spoken why it is to be done now."""
        return self._said(self._words().reason, figures)

    def say(self, spoken: str, figures: Mapping[str, Any] | None = None) -> str:
        """Give words that one may use with a customer, in the customer's own language."""
        from goodwill.care.figures import said

        words = self.words.get(spoken, self.words["en"])
        spoken = spoken if spoken in self.words else "en"
        return said(words.say, {**self.limits, **(figures or {})}, spoken)

    def why_all(self) -> str:
        """Say why nobody is held out; nothing where somebody is."""
        return self._words().all

    @property
    def folds(self) -> bool:
        """Whether many of one day are one thing on a person's list."""
        return bool(self.words["en"].many)

    def of_many(self, number: int, figures: Mapping[str, Any] | None = None) -> str:
        """Say in the language now spoken why so many are to be done together."""
        return self._said(self._words().many, {**(figures or {}), "number": number})

    def judged_by(self) -> str:
        """Name in the language now spoken what it is judged by."""
        return _(MEASURES[self.outcome.measure])

    def allowed(self, worth: float | None) -> float:
        """Give how much money one playing may cost for somebody of this worth, in currency."""
        if self.cost.share is None or worth is None:
            return self.cost.money
        return max(0.0, min(self.cost.money, self.cost.share * worth))

    def _said(self, sentence: str, figures: Mapping[str, Any] | None) -> str:
        from goodwill.care.figures import said

        return said(sentence, {**self.limits, **(figures or {})}, self._spoken())

    def _words(self) -> Words:
        return self.words[self._spoken()]

    def _spoken(self) -> str:
        return language() if language() in self.words else "en"
