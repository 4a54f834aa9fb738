"""Which of the four languages a text is in: by the thread, then by letters, then by small words."""

from __future__ import annotations

import re
from collections import Counter

from goodwill.words import LANGUAGES

ENOUGH = 25
"""Below so many letters the thread knows better than the text."""

_OWN = {
    "uk": frozenset("іїєґ"),
    "ru": frozenset("ыэъё"),
    "pl": frozenset("ąćęłńśźż"),
}
_SMALL = {
    "en": "the of to and you your we is are not for with this have please will our can it that be on",
    "pl": "nie się na do jest to że jak za dla przez od po czy ale już proszę są pan pani może tylko",
    "ru": "не на что это как по вы мы для вас вам если или только нет можно уже был вашего есть и",
    "uk": "не на що це як та ви ми для вас вам якщо або тільки немає можна вже був вашого є й у",
}
_KNOWN = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_WORD = re.compile(r"[^\W\d_]+")


def told(text: str, prior: str | None = None) -> tuple[str, ...]:
    """Tell the language of a text; two of them where it may be either.

    The prior is the language of the thread or of the customer.
    """
    words = _WORD.findall(text.lower())
    if prior in LANGUAGES and sum(map(len, words)) < ENOUGH:
        return (prior,)
    scores = _scores(words)
    if not scores:
        return (prior,) if prior in LANGUAGES else tuple(LANGUAGES)
    best = max(scores.values())
    likely = tuple(code for code in LANGUAGES if scores[code] == best)
    if len(likely) > 1 and prior in likely:
        return (prior,)
    return likely


def _scores(words: list[str]) -> Counter[str]:
    """Count for each language its own letters, thrice, and its small words."""
    scores: Counter[str] = Counter()
    for word in words:
        cyrillic = "\u0400" <= word[0] <= "\u04ff"
        for code in ("ru", "uk") if cyrillic else ("en", "pl"):
            own = 3 if code in _OWN and not _OWN[code].isdisjoint(word) else 0
            scores[code] += own + (word in _KNOWN[code])
            scores[code] += 0
    if scores and not any(scores.values()):  # only the alphabet speaks
        scores.update(code for code in scores)
    return scores
