"""Which old code page a text is in, by the letters that languages use and where they stand."""

from __future__ import annotations

CODE_PAGES = ("cp1252", "cp1250", "iso-8859-2", "cp1251")
"""In the order of preference where a text reads the same in several."""

LETTERS = {
    "cp1252": (
        "äöüß", "éèêëàâçîïôûùœ", "ñáéíóúü¿¡", "àèéìòù", "ãõáéíóúâêôç", "åäöæøé",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž"),
    "cp1251": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
}  # fmt: skip
"""Per code page, the letters beyond ASCII of one language each: German, French, Spanish, Italian,
Portuguese, Nordic; Polish, Czech, Slovak, Hungarian, Croatian; Russian, Ukrainian."""
LETTERS["iso-8859-2"] = LETTERS["cp1250"]

TYPOGRAPHY = "„“”‚‘’–—…€£°§«»№®©™\u00a0·•"
VOWELS = "aeiouáéíóúAEIOU"


def most_likely(sample: bytes) -> str:
    """Name the code page in which a sample reads best."""
    return max(CODE_PAGES, key=lambda page: _likelihood(sample, page))


def _likelihood(sample: bytes, page: str) -> float:
    """Score a sample by the best single language of a code page."""
    text = f" {sample.decode(page, errors='replace')} "
    beyond = [
        (text[i - 1], text[i], text[i + 1]) for i in range(1, len(text) - 1) if text[i] > "\x7f"
    ]
    common = sum(_fits_in_place(*letters) for letters in beyond)
    return common + max(
        sum(
            1.0 if letter.lower() in language else -1.0
            for _, letter, _ in beyond
            if letter.isalpha()
        )
        for language in LETTERS[page]
    )


def _fits_in_place(before: str, letter: str, after: str) -> float:
    """Score one character by its neighbours: words do not change alphabet, nor hold symbols."""
    if letter == "\ufffd" or letter < "\xa0":  # not in the code page, or a control character
        return -5.0
    if not letter.isalpha():
        inside = before.isalpha() and after.isalpha()
        return -2.0 if inside and letter not in "’\u00a0" else 0.5 * (letter in TYPOGRAPHY)
    if letter >= "\u0400":
        return sum(-1.0 for side in (before, after) if side.isalpha() and side < "\u0400")
    # Polish ń stands before consonants and at the end, Spanish ñ before vowels, French œ before u;
    # a Polish word may end in ę, a French one not in ê; Ł alone or before a number is a pound sign
    odd = {
        "ń": after in VOWELS,
        "ñ": after not in VOWELS,
        "œ": after not in "uiv",
        "ê": not after.isalpha(),
        "Ł": after.isdigit() or not (before.isalpha() or after.isalpha() or after == "."),
    }
    loud = letter.isupper() and before.islower()
    crowded = sum(0.25 for side in (before, after) if side > "\x7f" and side.isalpha())
    return -1.0 * odd.get(letter, False) - 1.0 * loud - crowded
