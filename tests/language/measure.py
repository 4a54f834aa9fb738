"""Measure the rules of words from labels: python -m tests.language.measure en [folder ...].

Prints precision per rule with its interval, what was missed, and the false alarms in texts that
no company wrote (folders of plain or HTML files beside the requests of TyDiP).
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from goodwill.language import sentences
from goodwill.language.linter import Linter, Message
from goodwill.language.normal import plain
from goodwill.language.pack import load
from goodwill.language.record import allowed, wilson
from tests.language import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goodwill.language.rule import Rule
    from tests.language.texts import Text

LABELS = Path(__file__).parent / "labels"
MOST, SEED = 50, 5
"""How many remarks of a rule are labelled at most, and the seed they are drawn with."""


class Label(NamedTuple):
    """What one reader said of one remark."""

    set: str
    id: str
    hash: str
    rule: str
    start: int
    end: int
    right: bool
    by: str
    date: str


class Found(NamedTuple):
    """The first remark of a rule on a text."""

    text: Text
    rule: str
    start: int
    end: int


def rules(language: str) -> dict[str, Rule]:
    """Give the rules of a language by their ids."""
    return {rule.id: rule for pack in load(None, [language]) for rule in pack.rules}


def linter(language: str, *, everything: bool) -> Linter:
    """Give the linter of one language, with the rules that are off or without."""
    return Linter.of(load(None, [language]), everything=everything)


def found(language: str, these: Iterable[Text], *, everything: bool = True) -> Iterator[Found]:
    """Find the first remark of each rule on each text that is in the language."""
    known, made = rules(language), linter(language, everything=everything)
    for text in these:
        message = Message(text.text, answers=text.answers, prior=language)
        if language not in made.languages(message):
            continue
        first: dict[str, Found] = {}
        for remark in made.remarks(message):
            if remark.rule in known:
                first.setdefault(
                    remark.rule, Found(text, remark.rule, remark.start, remark.end)
                )
        yield from first.values()


def drawn(language: str, every: Iterable[Found]) -> list[Found]:
    """Draw at most fifty remarks of each rule, the same ones every time."""
    by_rule: dict[str, list[Found]] = defaultdict(list)
    for each in every:
        by_rule[each.rule].append(each)
    lots = random.Random(f"{SEED}{language}")
    return [
        each
        for rule in sorted(by_rule)
        for each in lots.sample(by_rule[rule], min(MOST, len(by_rule[rule])))
    ]


def labels(language: str) -> list[Label]:
    """Read the labels of a language."""
    with (LABELS / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return [
            Label(**{**row, "start": int(row["start"]), "end": int(row["end"]),
                     "right": row["right"] == "right"})  # fmt: skip
            for row in csv.DictReader(file, delimiter="\t")
        ]


def counted(language: str) -> dict[str, tuple[int, int]]:
    """Count the right and the wrong remarks of each rule."""
    right = Counter(each.rule for each in labels(language) if each.right)
    every = Counter(each.rule for each in labels(language))
    return {rule: (right[rule], every[rule] - right[rule]) for rule in sorted(every)}


def unflagged(language: str) -> list[dict[str, str]]:
    """Read what was said of texts that no rule remarked on."""
    with (LABELS / f"{language}-unflagged.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def alarms(language: str, these: Iterable[Text]) -> tuple[int, Counter[str]]:
    """Count the sentences of texts, each taken alone, and the remarks of the rules that are on."""
    made, number, said = linter(language, everything=False), 0, Counter[str]()
    for text in these:
        even = plain(text.text).text
        marks = [*sentences.begins(even), len(even)]
        for low, high in zip(marks, marks[1:], strict=False):
            message = Message(even[low:high], language=language)
            said.update({remark.rule for remark in made.remarks(message)})
            number += 1
    return number, said


def table(language: str) -> Iterator[str]:
    """Lay the precision of every rule out as a table."""
    yield "| rule | right / read | precision | 95 % | may be | is |"
    yield "|---|---|---|---|---|---|"
    got = counted(language)
    for name, rule in sorted(rules(language).items()):
        is_now = rule.level if rule.on else "off"
        if name not in got:
            yield f"| {name} | - | - | - | off | {is_now} |"
            continue
        right, wrong = got[name]
        low, high = wilson(right, right + wrong)
        share = right / (right + wrong)
        yield (
            f"| {name} | {right} / {right + wrong} | {share:.2f} | {low:.2f} to {high:.2f} |"
            f" {allowed(rule)} | {is_now} |"
        )


def summary(language: str) -> Iterator[str]:
    """Tell what the labels say of all rules that are on, and what they missed."""
    known = rules(language)
    on = [each for each in labels(language) if each.rule in known and known[each.rule].on]
    right, number = sum(each.right for each in on), len(on)
    low, high = wilson(right, number)
    yield f"rules that are on: {right} / {number} right = {right / number:.2f} [{low:.2f}, {high:.2f}]"
    yield f"lintscore (k = 2): {right * (right / number) ** 2:.0f}"
    read = unflagged(language)
    missed = [row for row in read if row["missed"] != "-"]
    low, high = wilson(len(missed), len(read))
    yield f"unflagged texts read: {len(read)}, of which missed something: {len(missed)}"
    flagged = {each.id for each in on if each.right}
    these = list(texts.SETS[language]())
    silent = len(these) - len({each.text.id for each in found(language, these, everything=False)})
    caught = len(flagged)
    for name, rate in (("about", len(missed) / len(read)), ("at worst", high), ("at best", low)):
        yield f"recall {name}: {caught / (caught + rate * silent):.2f}"
    concerns = Counter(one for row in missed for one in row["missed"].split(","))
    yield f"missed by concern: {dict(concerns.most_common())}"


def main(language: str, folders: list[str]) -> None:
    """Print everything that can be told of one language here."""
    print(*table(language), "", *summary(language), sep="\n")
    general = [("tydip", texts.requests(language))]
    general += [(folder, texts.paragraphs(Path(folder))) for folder in folders]
    for name, these in general:
        number, said = alarms(language, these)
        if number:
            rate = 1000 * said.total() / number
            print(f"{name}: {number} sentences, {rate:.1f} remarks in 1,000: {dict(said.most_common(8))}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
