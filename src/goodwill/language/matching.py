"""Whether a rule speaks on a message: its alternatives, then its guards, then the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.language import sentences
from goodwill.language.item import Item, ending, following, spans
from goodwill.language.normal import Plain, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from goodwill.language.rule import Rule

Span = tuple[int, int]
_REACH = 80
"""How far before a hit the words directly before it may begin."""


def small_letters(text: str) -> str:
    """Write a text in small letters, each at its place."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(each if len(each.lower()) > 1 else each.lower() for each in text)


class Hit(NamedTuple):
    """One place in the even text where an alternative of a rule stands."""

    rule: Rule
    item: Item | None
    start: int
    end: int


class Reading:
    """One message while rules look at it: its even text, and what was found in it before."""

    def __init__(
        self, even: Plain, answers: str | None = None, facts: Any = None, small: str | None = None
    ) -> None:
        self.even = even
        self.text = even.text
        self.small = small_letters(even.text) if small is None else small
        self.facts = facts
        self.windows: Mapping[Item, Sequence[Span]] | None = None
        """Where items may stand in the text at all, if that is known."""
        self._answers = answers
        self._answered: Reading | None = None
        self._found: dict[Item, list[Span]] = {}

    def again(self) -> Reading:
        """Give the same message as if nothing had been looked for in it."""
        return Reading(self.even, self._answers, self.facts, self.small)

    def found(self, item: Item) -> list[Span]:
        """Give the places where an item stands."""
        if item not in self._found:
            if self.windows is None:
                places = spans(item.source, self.text, self.small)
            elif item in self.windows:
                places = spans(item.source, self.text, self.small, self.windows[item])
            else:
                return []
            if item.not_before or item.not_after:
                places = [span for span in places if self._stands(item, span)]
            self._found[item] = places
        return self._found[item]

    def _stands(self, item: Item, span: Span) -> bool:
        """Tell whether an item's own guards let it stand at a place."""
        return not (
            any(self.before(guard, span) for guard in item.not_before)
            or any(self.after(guard, span) for guard in item.not_after)
        )

    def before(self, source: str, span: Span) -> bool:
        """Tell whether a piece stands directly before what a pattern finds."""
        return following(source).match(self.text, span[1]) is not None

    def after(self, source: str, span: Span) -> bool:
        """Tell whether a piece stands directly after what a pattern finds."""
        return ending(source).search(self.text, max(0, span[0] - _REACH), span[0]) is not None

    def answered(self) -> Reading | None:
        """Give the message that this one answers, if it is known."""
        if self._answered is None and self._answers is not None:
            self._answered = Reading(plain(self._answers))
        return self._answered


def hits(rule: Rule, item: Item, reading: Reading) -> Iterator[Hit]:
    """Give where an alternative of a rule stands and nothing silences it."""
    for start, end in reading.found(item):
        hit = Hit(rule, item, start, end)
        if silencer(hit, reading) is None:
            yield hit


def silencer(hit: Hit, reading: Reading) -> Item | None:
    """Give the first guard that silences a hit."""
    return next(silencers(hit, reading), None)


def silencers(hit: Hit, reading: Reading) -> Iterator[Item]:
    """Give every guard that silences a hit."""
    span = hit.start, hit.end
    rule = hit.rule
    yield from (each for each in rule.not_before if _beside(each, reading, span, after=False))
    yield from (each for each in rule.not_after if _beside(each, reading, span, after=True))
    if rule.unless:
        low, high = _reach(hit, reading)
        for guard in rule.unless:
            if any(low <= start and end <= high for start, end in reading.found(guard)):
                yield guard


def _beside(guard: Item, reading: Reading, span: Span, *, after: bool) -> bool:
    return reading.after(guard.source, span) if after else reading.before(guard.source, span)


def _reach(hit: Hit, reading: Reading) -> Span:
    """Tell how far a hit's guards are looked for; in a thread only before it."""
    if hit.rule.scope == "sentence":
        return sentences.around(reading.text, hit.start, hit.end)
    return 0, hit.start if hit.rule.scope == "thread" else len(reading.text)


def applies(rule: Rule, reading: Reading) -> bool:
    """Tell whether the customer's message and the facts let a rule speak at all."""
    if rule.when_facts and not facts_hold(rule, reading.facts):
        return False
    if not rule.when_customer:
        return True
    answered = reading.answered()
    return answered is not None and any(answered.found(each) for each in rule.when_customer)


def facts_hold(rule: Rule, facts: Any) -> bool:
    """Tell whether the facts are known and as a rule wants them; a number means at least."""
    for name, wanted in rule.when_facts.items():
        value = getattr(facts, name, None)
        if value is None:
            return False
        if isinstance(wanted, bool) or not isinstance(wanted, int | float):
            if value != wanted:
                return False
        elif value < wanted:
            return False
    return True
