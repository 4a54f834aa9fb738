"""Which of the four languages a text is in: by the thread, then by letters, then by small words."""

from __future__ import annotations

import re

from goodwill.words import LANGUAGES

ENOUGH = 25
"""Below so many letters the thread knows better than the text."""

_MOST = 4_000
"""Letters from the beginning that are enough to tell by."""

_OWN = {
    "uk": frozenset("іїєґ"),
    "ru": frozenset("ыэъё"),
    "pl": frozenset("ąćęłńśźż"),
}
_SMALL = {
    "en": "the of to and you your we is are not for with this have will our can it that be on as",
    "pl": "nie się na do jest to że jak za dla przez od po czy ale już są pan pani może tylko",
    "ru": "не на что это как по вы мы для вас вам если или только нет можно уже был вашего есть и",
    "uk": "не на що це як та ви ми для вас вам якщо або тільки немає можна вже був вашого є й у",
}
_KNOWN = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_WORD = r"[^\W\d_]+"


def told(text: str, prior: str | None = None) -> tuple[str, ...]:
    """Tell the language of a text; two of them where it may be either.

    The prior is the language of the thread or of the customer.
    """
    text = text[:_MOST]
    small = text.lower()
    # words with their stops are good enough to count small ones, and much quicker
    words = small.split() if text.isascii() else re.findall(_WORD, small)
    if prior in LANGUAGES and sum(map(len, words)) < ENOUGH:
        return (prior,)
    scores = _latin(set(words)) if text.isascii() else _scores(set(words))
    best = max(scores.values(), default=-1)
    likely = tuple(code for code in scores or LANGUAGES if scores.get(code, best) == best)
    return (prior,) if prior in likely and len(likely) > 1 else likely


def _latin(words: set[str]) -> dict[str, int]:
    """Count small words of English and Polish, which rarely does without letters of its own."""
    if not words:
        return {}
    return {"en": len(words & _KNOWN["en"]), "pl": len(words & _KNOWN["pl"]) - 1}


def _scores(words: set[str]) -> dict[str, int]:
    """Count for each language of the alphabets met its words with own letters, thrice, and small.

    No words, no scores.
    """
    scores = {}
    cyrillic = {word for word in words if "\u0400" <= word[0] <= "\u04ff"}
    for codes, own in ((("en", "pl"), words - cyrillic), (("ru", "uk"), cyrillic)):
        for code in codes if own else ():
            letters = _OWN.get(code)
            marked = sum(not letters.isdisjoint(word) for word in own) if letters else 0
            scores[code] = 3 * marked + len(own & _KNOWN[code])
    return scores
