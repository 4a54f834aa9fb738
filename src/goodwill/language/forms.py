"""All forms of a word, from the lemma lists of simplemma turned around.

The lists of Polish take seconds to read, so the forms of the words that the shipped rules name are
kept beside them in `forms/`, and those of a company's own words in the user's cache.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from goodwill.language.cache import kept, keep

SHIPPED = Path(__file__).parent / "forms"


def forms(lemma: str, language: str) -> tuple[str, ...]:
    """Give every form of a word that its language's list knows, the word itself always."""
    word = lemma.casefold()
    known = _shipped(language).get(word) or kept(f"forms-{language}").get(word)
    if known is None:
        known = looked_up([word], language)[word]
        keep(f"forms-{language}", {word: known})
    return tuple(known)


def looked_up(lemmas: list[str], language: str) -> dict[str, list[str]]:
    """Turn the list of a language around for some words; takes seconds."""
    found: dict[str, set[str]] = {lemma: {lemma} for lemma in lemmas}
    for form, lemma in _list(language).items():
        if lemma in found:
            found[lemma].add(form.lower())
    return {lemma: sorted(each) for lemma, each in found.items()}


@cache
def _shipped(language: str) -> dict[str, list[str]]:
    path = SHIPPED / f"{language}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


@cache
def _list(language: str) -> dict[str, str]:
    """Read the whole list of a language: forms and their lemmas."""
    from simplemma.strategies import DefaultDictionaryFactory

    return dict(DefaultDictionaryFactory().get_dictionary(language).items())


def write(language: str, lemmas: set[str]) -> None:
    """Write the forms of the words that the shipped rules of a language name."""
    SHIPPED.mkdir(exist_ok=True)
    found = looked_up(sorted(lemmas), language)
    lines = (f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}"
             for k, v in sorted(found.items()))  # fmt: skip
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (SHIPPED / f"{language}.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Write the forms of all shipped rules."""
    from goodwill.language.pack import lemmas_of

    for language, lemmas in lemmas_of().items():
        write(language, lemmas)
        sys.stdout.write(f"{language}: {len(lemmas)}\n")


if __name__ == "__main__":
    main()
