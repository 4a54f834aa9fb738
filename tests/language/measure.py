"""Measure the rules of words from labels: python -m tests.language.measure en [folder ...].

Prints precision per rule with its interval, what was missed, and the false alarms in texts that
no company wrote (folders of plain or HTML files beside the requests of TyDiP).
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from itertools import pairwise
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
TASTE = {"jargon.now"}
"""Rules of taste, not of harm: no part of what is caught or missed."""


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
    """Find the first remark of each rule, habits too, on each text that is in the language."""
    known, made = rules(language), linter(language, everything=everything)
    for text in these:
        message = Message(text.text, answers=text.answers, prior=language)
        if language not in made.languages(message):
            continue
        first: dict[str, Found] = {}
        for remark in (*made.remarks(message), *made.habits(message)):
            if remark.rule in known:
                first.setdefault(remark.rule, Found(text, remark.rule, remark.start, remark.end))
        yield from first.values()


def drawn(language: str, every: Iterable[Found]) -> list[Found]:
    """Draw at most fifty remarks of each rule, the same ones every time."""
    by_rule: dict[str, list[Found]] = defaultdict(list)
    for each in every:
        by_rule[each.rule].append(each)
    return [
        each
        for rule in sorted(by_rule)
        for each in _sample(f"{SEED}{language}{rule}", by_rule[rule])
    ]


def _sample(seed: str, every: list[Found]) -> list[Found]:
    return random.Random(seed).sample(every, min(MOST, len(every)))


def labels(language: str) -> list[Label]:
    """Read the labels of a language."""
    with (LABELS / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return [_label(row) for row in csv.DictReader(file, delimiter="\t")]


def _label(row: dict[str, str]) -> Label:
    start, end, right = int(row["start"]), int(row["end"]), row["right"] == "right"
    told = (row["set"], row["id"], row["hash"], row["rule"])
    return Label(*told, start, end, right, row["by"], row["date"])


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
        for low, high in pairwise(marks):
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
    share = right / number
    yield f"rules that are on: {right} / {number} right = {share:.2f} [{low:.2f}, {high:.2f}]"
    yield f"lintscore (k = 2): {right * share**2:.0f}"
    read = unflagged(language)
    missed = [row for row in read if row["missed"] != "-"]
    yield f"unflagged texts read: {len(read)}, of which something was missed in {len(missed)}"
    yield from _recall(language, len(missed) / len(read), wilson(len(missed), len(read)))
    concerns = Counter(one for row in missed for one in row["missed"].split(","))
    yield f"missed by concern: {dict(concerns.most_common())}"


def _recall(language: str, rate: float, between: tuple[float, float]) -> Iterator[str]:
    """Tell what share of the texts with something in them is caught, one remark at a time."""
    these, known = list(texts.SETS[language]()), rules(language)
    single = {name for name, rule in known.items() if rule.scope != "habit"} - TASTE
    flagged = {
        each.text.id for each in found(language, these, everything=False) if each.rule in single
    }
    wrong = {each.id for each in labels(language) if not each.right and known[each.rule].on}
    made = linter(language, everything=False)
    silent = sum(
        language in made.languages(Message(text.text, answers=text.answers, prior=language))
        for text in these
    ) - len(flagged)
    caught = len(flagged - wrong)
    low, high = caught / (caught + between[1] * silent), caught / (caught + between[0] * silent)
    yield f"remarked on: {len(flagged)} texts, rightly {caught}; silent on {silent}"
    yield f"recall: {caught / (caught + rate * silent):.2f} [{low:.2f}, {high:.2f}]"


def lines(language: str, folders: list[str]) -> Iterator[str]:
    """Tell everything that can be told of one language here."""
    yield from (*table(language), "", *summary(language))
    general = [("tydip", texts.requests(language))]
    general += [(folder, texts.paragraphs(Path(folder))) for folder in folders]
    for name, these in general:
        number, said = alarms(language, these)
        if number:
            rate, most = 1000 * said.total() / number, dict(said.most_common(8))
            yield f"{name}: {number} sentences, {rate:.1f} remarks in 1,000: {most}"


if __name__ == "__main__":
    for line in lines(sys.argv[1], sys.argv[2:]):
        sys.stdout.write(line + "\n")
