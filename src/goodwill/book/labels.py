"""What people said of remarks: right or wrong, and why; the office's file, which a close reads.

A line holds no text: the rule, its language, the reason, and a keyed digest of the words remarked
on, by which the same words are known again.
"""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.book import noting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME: Final = Path("office") / "labels.jsonl"
RIGHT, WRONG, HERE, DUTY = "right", "wrong", "here", "duty"
REASONS: Final = (RIGHT, WRONG, HERE, DUTY)
"""The remark helped; nobody would mind these words; it is right, but not in this place; law or a
contract demands these words."""
DISMISSED: Final = frozenset({WRONG, HERE, DUTY})
"""The reasons for which the same words draw the same remark no more."""
KEPT, RELEASED = "kept", "released"
"""An owner keeps a rule on that the labels speak against, or lets the labels speak again."""


class Label(NamedTuple):
    """What somebody said of one remark; of `kept` and `released` there are no words."""

    rule: str
    language: str
    reason: str
    words: str = ""
    made_at: str = ""


class Counts(NamedTuple):
    """How often a rule was called right and wrong; a remark out of place is no fault of it."""

    right: int
    wrong: int


def digest(secret: bytes, words: str) -> str:
    """Give the keyed digest by which the same words are known again, whatever their spacing."""
    plain = " ".join(words.casefold().split())
    return hmac.digest(secret, b"remark\0" + plain.encode(), "sha256").hex()[:24]


def note(folder: Path, label: Label) -> None:
    """Append a label to the office's file, wholly or not at all."""
    noting.append(folder / NAME, label._asdict())


def noted(folder: Path) -> list[Label]:
    """Give every label in the order in which it was given; what a crash cut short is left out."""
    return list(_labels(folder / NAME))


def _labels(path: Path) -> Iterator[Label]:
    for line in noting.lines(path):
        try:
            yield Label(**line)
        except TypeError:
            continue


def dismissed(labels: Iterable[Label]) -> frozenset[tuple[str, str]]:
    """Give the rules with the words of which they no longer remark; the last label counts."""
    last = {(each.rule, each.words): each.reason for each in labels if each.words}
    return frozenset(pair for pair, reason in last.items() if reason in DISMISSED)


def counts(labels: Iterable[Label]) -> dict[tuple[str, str], Counts]:
    """Count by rule and language how often it was called right and wrong, once for each words."""
    last = {(each.rule, each.language, each.words): each.reason for each in labels if each.words}
    found: dict[tuple[str, str], Counts] = {}
    for (rule, language, _words), reason in last.items():
        known = found.get((rule, language), Counts(0, 0))
        wrong = reason == WRONG
        found[rule, language] = Counts(known.right + (not wrong), known.wrong + wrong)
    return found


def kept(labels: Iterable[Label]) -> frozenset[tuple[str, str]]:
    """Give the rules, by language, that an owner keeps on whatever the labels say."""
    said = {(each.rule, each.language): each.reason for each in labels if not each.words}
    return frozenset(pair for pair, reason in said.items() if reason == KEPT)
