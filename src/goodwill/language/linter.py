"""The linter: a message in, remarks out; the same remarks every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.language import suppression
from goodwill.language.compiled import rules
from goodwill.language.facts import NO_FACTS, Facts, fact_remarks
from goodwill.language.finder import Finder
from goodwill.language.house_words import dictionary
from goodwill.language.matching import Hit, Reading, applies, hits
from goodwill.language.normal import plain
from goodwill.language.record import Record
from goodwill.language.remark import Places, Remark
from goodwill.language.rule import LEVELS
from goodwill.language.telling import told
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from goodwill.house.dictionary import Words
    from goodwill.language.pack import Pack
    from goodwill.language.rule import Rule

__all__ = ["Facts", "Linter", "Message", "Record", "Remark"]


class Message(NamedTuple):
    """A text, what it answers, and what the journal knows; none is unknown, never no."""

    text: str
    language: str | None = None
    answers: str | None = None
    facts: Facts = NO_FACTS
    sort: str = "out"
    prior: str | None = None
    """The language of the thread or of the customer, trusted where the text is too short."""


class Linter:
    """Rules made ready to look at messages; those of a language only when it is met."""

    def __init__(self, rules_of: Callable[[str], Iterable[Rule]], house: Words | None) -> None:
        self._rules_of = rules_of
        self._house = house
        self._finders: dict[str, Finder] = {}

    @classmethod
    def of(
        cls, packs: Iterable[Pack], house: Words | None = None, *, everything: bool = False
    ) -> Linter:
        """Make a linter of packs and the house's own words; with everything, of rules off too."""
        rules = [rule for pack in packs for rule in pack.rules if rule.on or everything]
        return cls(lambda code: (rule for rule in rules if rule.language == code), house)

    @classmethod
    def opened(
        cls, own: Path | None = None, house: Words | None = None, *, everything: bool = False
    ) -> Linter:
        """Make a linter of the shipped rules and those in a company's folder, read when needed."""

        def rules_of(code: str) -> Iterator[Rule]:
            return (rule for rule in rules(code, own) if rule.on or everything)

        return cls(rules_of, house)

    def remarks(self, message: Message) -> list[Remark]:
        """Give what to remark on a message, in the order of the text."""
        return self._remarked(message, habits=False)

    def habits(self, message: Message) -> list[Remark]:
        """Give what is wrong only as a habit; for the report over many messages."""
        return self._remarked(message, habits=True)

    def languages(self, message: Message) -> tuple[str, ...]:
        """Tell in which languages a message is read; two where it may be either."""
        if message.language in LANGUAGES:
            return (message.language,)
        return self._told(message, plain(message.text).text)

    def _told(self, message: Message, text: str) -> tuple[str, ...]:
        if message.language in LANGUAGES:
            return (message.language,)
        prior = message.prior
        if prior is None and message.answers:
            answered = told(message.answers)
            prior = answered[0] if len(answered) == 1 else None
        return told(text, prior)

    def _remarked(self, message: Message, *, habits: bool) -> list[Remark]:
        even = plain(message.text)
        if not even.text:
            return []
        reading = Reading(even, message.answers, message.facts)
        hits_found = [
            hit
            for language in self._told(message, even.text)
            for hit in self._hits(language, reading.again(), message.sort, habits=habits)
        ]
        facts = message.facts is not NO_FACTS and not habits and message.sort != "note"
        if not hits_found and not facts:
            return []
        places = Places(message.text, even)
        found = [(places.of_hit(hit), hit.end - hit.start) for hit in hits_found]
        if facts:
            told_facts = fact_remarks(message.facts, message.answers, reading, places)
            found += [(each, each.end - each.start) for each in told_facts]
        off = suppression.of(message.text)
        kept = [(each, long) for each, long in found if not off.covers(each.rule, each.start)]
        return sorted(_without_doubles(kept), key=lambda each: (each.start, each.end, each.rule))

    def _hits(self, language: str, reading: Reading, sort: str, *, habits: bool) -> Iterator[Hit]:
        finder = self._finder(language)
        candidates = finder.candidates(reading, (sort, habits))
        if not candidates:
            return
        allowed = finder.allowed(reading)
        for rule, item in candidates:
            if applies(rule, reading):
                for hit in _speaking(rule, item, reading):
                    if not any(low <= hit.start and hit.end <= high for low, high in allowed):
                        yield hit

    def _finder(self, language: str) -> Finder:
        if language not in self._finders:
            quiet = {"mass"} if self._house and not self._house.stock_phrases else set[str]()
            rules = [each for each in self._rules_of(language) if each.concern not in quiet]
            self._finders[language] = Finder(rules, dictionary(self._house, language), language)
        return self._finders[language]


def _speaking(rule: Rule, item: object, reading: Reading) -> Iterable[Hit]:
    if item is None:
        return [Hit(rule, None, 0, len(reading.text))]
    return hits(rule, item, reading)  # type: ignore[arg-type]


def _without_doubles(remarks: list[tuple[Remark, int]]) -> list[Remark]:
    """Keep of remarks on one concern at one place the gravest, then the longest.

    Each comes with its length in the even text, to which politeness within it adds nothing.
    """
    order = sorted(
        remarks, key=lambda each: (-LEVELS.index(each[0].level), -each[1], each[0].start)
    )
    kept: list[Remark] = []
    for each, _long in order:
        if not any(
            one.concern == each.concern and one.start < each.end and each.start < one.end
            for one in kept
        ):
            kept.append(each)
    return kept
