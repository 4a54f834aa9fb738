"""Checks of packs: every alternative and every guard must show in an example what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.language.evil import evil
from goodwill.language.facts import Facts
from goodwill.language.item import Item, spans
from goodwill.language.literals import literals
from goodwill.language.matching import Hit, Reading, applies, silencers, small_letters
from goodwill.language.normal import Origin, plain
from goodwill.language.politeness import mentions
from goodwill.language.record import HINT, WARN, allowed, record
from goodwill.language.samples import looks_around, samples
from goodwill.language.variants import negated, variants
from goodwill.problems import Problem
from goodwill.words import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goodwill.language.pack import Named, Pack
    from goodwill.language.rule import Example, Rule

_CURLY = "\u2018\u2019\u02bc"
_MOST_SAMPLES = 400


def check_rule(rule: Rule) -> list[Problem]:
    """Check one rule: its patterns first, then its examples, if the patterns are sound."""
    found = list(_of_patterns(rule))
    if not found:
        found = [*_of_examples(rule), *_of_alternatives(rule), *_of_guards(rule)]
    if not found:
        found = [*_of_variants(rule), *_of_negation(rule)]
    return [Problem(rule.where, f"{rule.id}: {what}", hint) for what, hint in found]


def check_sets(named: Named, rules: Sequence[Rule], where: str) -> list[Problem]:
    """Check that every item of every named set shows in an example what it finds."""
    return [
        Problem(where, what, hint)
        for name, found in named.items.items()
        for item in found
        for what, hint in _of_set_item(name, item, _texts_for(name, named, rules))
    ]


def check_parity(packs: Sequence[Pack]) -> list[Problem]:
    """Check that every rule is there in every language, or named as absent with the reason."""
    found = []
    languages = [each for each in LANGUAGES if any(pack.language == each for pack in packs)]
    shipped = [pack for pack in packs if not pack.own]
    ids = {rule.id: rule.language for pack in shipped for rule in pack.rules}
    for language in languages:
        mine = [pack for pack in shipped if pack.language == language]
        known = {rule.id for pack in mine for rule in pack.rules}
        known |= {name for pack in mine for name in pack.absent}
        for name in sorted(set(ids) - known):
            theme = name.partition(".")[0]
            what = _("{id} is missing here, but there in {language}.",
                     id=name, language=LANGUAGES[ids[name]])  # fmt: skip
            hint = _("Write the rule, or name it under absent with the reason.")
            found.append(Problem(f"rules/{language}/{theme}.yml", what, hint))
    return found


def check_record(rule: Rule) -> list[Problem]:
    """Check that a shipped rule is no louder than its measured record lets it be."""
    if not rule.on or not rule.any:
        return []
    most, has = allowed(rule), record(rule)
    if most == "warn" or (most == "hint" and rule.level == "hint"):
        return []
    low = "-" if has is None else f"{has.low:.2f}"
    what = _("{id} is louder than its record: the lower bound of its precision is {low}.",
             id=rule.id, low=low)  # fmt: skip
    hint = _("Warnings need {warn}, hints {hint}; else write on: false.", warn=WARN, hint=HINT)
    return [Problem(rule.where, what, hint)]


def _of_patterns(rule: Rule) -> Iterator[tuple[str, str]]:
    for item in _all_items(rule):
        if item.of_set:
            continue  # told once, where the set is
        yield from _of_pattern(item)
    for item in rule.any:
        if not rule.slow and not literals(item.source):
            yield (
                _(
                    "slow rule: {item} has no piece of three letters to look for.",
                    item=item.written,
                ),
                _("Name a word that every match holds, or say slow: true if there is none."),
            )


def _of_pattern(item: Item) -> Iterator[tuple[str, str]]:
    for source in (item.source, *item.not_before, *item.not_after):
        if any(mark in source for mark in _CURLY):
            yield _("curly apostrophe in {item}.", item=item.written), _("Write ' instead.")
        elif r"\b" in source:
            yield (
                _("{item} marks the edge of a word by itself.", item=item.written),
                _("Leave it out; the edges are added, in all alphabets."),
            )
        elif word := mentions(source):
            yield (
                _('{item} waits for "{word}", which is taken out before.',
                  item=item.written, word=word),
                _("Leave the polite word out of the pattern."),
            )  # fmt: skip
        elif why := evil(source):
            yield _("slow on purpose: {item} {why}.", item=item.written, why=why), ""
        else:
            yield from _dead_inside(source, item.written)


def _dead_inside(source: str, written: str) -> Iterator[tuple[str, str]]:
    """Find a way through a pattern whose own text it does not find."""
    if looks_around(source):
        return
    for text in samples(source)[:_MOST_SAMPLES]:
        if not any(_found(source, around.format(text)) for around in ("{}", "x {} x", "x. {}. X")):
            yield (
                _('dead branch: {item} does not even find "{text}".', item=written, text=text),
                _("It holds something that an evened-out text never has."),
            )
            return


def _found(source: str, text: str) -> bool:
    even = plain(text).text
    return bool(spans(source, even, small_letters(even)))


def _of_examples(rule: Rule) -> Iterator[tuple[str, str]]:
    if not rule.bad:
        yield _("a bad example is missing."), ""
    for example in rule.bad:
        reading = reading_of(example)
        origin = Origin(reading.even)
        places = [origin.span(hit.start, hit.end) for hit in spoken(rule, reading)]
        if not places:
            yield (
                _('the bad example "{text}" is not remarked on.', text=example.text),
                _why(rule, reading),
            )
        elif example.at and example.at not in places:
            yield (
                _('the remark on "{text}" stands at {places}, not at {place}.', text=example.text,
                  places=", ".join(str(list(span)) for span in places), place=list(example.at)),
                "",
            )  # fmt: skip
    for example in rule.good:
        reading = reading_of(example)
        for hit in spoken(rule, reading):
            yield (
                _('the good example "{text}" is remarked on, at "{excerpt}".', text=example.text,
                  excerpt=reading.text[hit.start : hit.end]),
                "",
            )  # fmt: skip


def _why(rule: Rule, reading: Reading) -> str:
    """Say why a bad example stays without a remark."""
    if not applies(rule, reading):
        return _("What the customer wrote, or the facts beside it, do not let the rule speak.")
    for hit in raw(rule, reading):
        for guard in silencers(hit, reading):
            return _("{guard} silences it.", guard=_named(guard))
    return _("No alternative finds anything; the rule sees: {text}", text=reading.text)


def _of_alternatives(rule: Rule) -> Iterator[tuple[str, str]]:
    """Find alternatives that no bad example needs, and the guards that cancel them."""
    readings = [reading for reading in map(reading_of, rule.bad) if applies(rule, reading)]
    for item in rule.any:
        found = [
            (hit, reading) for reading in readings for hit in raw(rule, reading) if hit.item == item
        ]
        guards = [next(silencers(hit, reading), None) for hit, reading in found]
        if not found:
            yield (
                _("dead branch: {item} finds nothing in any bad example.", item=item.written),
                _("Add the sentence that it is for, or take it out."),
            )
        elif all(guards):
            yield (
                _("self-cancelling guard: {guard} silences whatever {item} finds.",
                  guard=_named(guards[0]), item=item.written),
                _("Narrow the guard, or write it under not_before or not_after."),
            )  # fmt: skip


def _of_guards(rule: Rule) -> Iterator[tuple[str, str]]:
    """Find guards without which every good example would be good all the same."""
    hint = _("Add the good sentence that it is for, or take it out.")
    for key in ("not_before", "not_after", "unless"):
        guards: tuple[Item, ...] = getattr(rule, key)
        for name in dict.fromkeys(_named(each) for each in guards):
            kept = tuple(each for each in guards if _named(each) != name)
            changed: dict[str, Any] = {key: kept}
            bare = rule._replace(**changed)
            if not any(spoken(bare, reading_of(each)) for each in rule.good):
                yield _("dead guard: {guard} under {key} silences no good example.",
                        guard=name, key=key), hint  # fmt: skip
    answered = [reading.answered() for reading in map(reading_of, rule.bad)]
    for name in dict.fromkeys(_named(each) for each in rule.when_customer):
        mine = [each for each in rule.when_customer if _named(each) == name]
        if not any(each.found(one) for each in answered if each for one in mine):
            yield _("dead branch: {item} finds nothing in what a bad example answers.",
                    item=name), hint  # fmt: skip
    for item in rule.any:
        yield from _beside_unused(item, [reading_of(each) for each in rule.good])


def _beside_unused(item: Item, readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    """Find guards of a single item that never take anything from it."""
    for key in ("not_before", "not_after"):
        sources: tuple[str, ...] = getattr(item, key)
        for source in sources:
            changed: dict[str, Any] = {key: tuple(each for each in sources if each != source)}
            bare = item._replace(**changed)
            if all(each.found(bare) == each.found(item) for each in readings):
                yield _("dead guard: {guard} beside {item} silences no good example.",
                        guard=source, item=item.written), ""  # fmt: skip


def _of_variants(rule: Rule) -> Iterator[tuple[str, str]]:
    cased = any("(?-i:" in item.source for item in rule.any)
    for example in rule.bad:
        for name, text in variants(example.text, rule.language, cased=cased):
            if not spoken(rule, reading_of(example._replace(text=text))):
                yield _('{variant}, the bad example is not remarked on: "{text}"',
                        variant=name, text=text), ""  # fmt: skip


def _of_negation(rule: Rule) -> Iterator[tuple[str, str]]:
    """Find rules of pressure that take "do not hurry" for pressure."""
    if rule.concern != "pressure":
        return
    for example in rule.bad:
        reading = reading_of(example)
        first = [hit for hit in spoken(rule, reading) if hit.start == 0]
        text = negated(example.text, 0, rule.language) if first else ""
        if text and spoken(rule, reading_of(example._replace(text=text))):
            yield (
                _('negated, the bad example is still remarked on: "{text}"', text=text),
                _("Write the negation under not_after."),
            )


def _of_set_item(name: str, item: Item, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    own = list(_of_pattern(item))
    yield from own
    if not own and not any(Reading(plain(text)).found(item) for text in texts):
        yield (
            _("dead branch: {item} of the set {name} finds nothing in any example.",
              item=item.written, name=name),
            _("Add an example to the set, or take the item out."),
        )  # fmt: skip


def _texts_for(name: str, named: Named, rules: Sequence[Rule]) -> list[str]:
    """Give the texts in which the items of a set must be found."""
    if named.examples.get(name):
        return [each.text for each in named.examples[name]]
    users = [rule for rule in rules if any(item.of_set == name for item in _all_items(rule))]
    examples = [example for rule in users for example in (*rule.good, *rule.bad)]
    return [text for each in examples for text in (each.text, each.answers) if text]


def reading_of(example: Example) -> Reading:
    """Make an example ready to be looked at."""
    return Reading(plain(example.text), example.answers, Facts(**example.facts))


def spoken(rule: Rule, reading: Reading) -> list[Hit]:
    """Give what one rule alone remarks on a message."""
    if not applies(rule, reading):
        return []
    if not rule.any:
        return [Hit(rule, None, 0, len(reading.text))]
    return [hit for hit in raw(rule, reading) if not any(silencers(hit, reading))]


def raw(rule: Rule, reading: Reading) -> Iterator[Hit]:
    """Give what the alternatives of a rule find before any guard."""
    for item in rule.any:
        for start, end in reading.found(item):
            yield Hit(rule, item, start, end)


def _all_items(rule: Rule) -> tuple[Item, ...]:
    return (*rule.any, *rule.not_before, *rule.not_after, *rule.unless, *rule.when_customer)


def _named(guard: Any) -> str:
    return f"set: {guard.of_set}" if guard.of_set else str(guard.written)
