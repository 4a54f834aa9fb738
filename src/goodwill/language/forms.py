"""All forms of a word, from the lemma lists of simplemma turned around.

The list of Polish takes seconds to read, so the forms of the words that the shipped rules name, and
of what companies call those they deal with, are kept in `forms/`; those of a company's other words
are looked up once and kept in the user's cache.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.language.cache import keep, kept

if TYPE_CHECKING:
    from collections.abc import Iterable

SHIPPED = Path(__file__).parent / "forms"
PEOPLE = {
    "en": "patient guest passenger visitor customer client user subscriber tenant buyer shopper"
    " pupil student member resident owner driver traveller reader viewer player donor caller"
    " borrower debtor applicant colleague partner parent learner neighbour friend",
    "pl": "pacjent gość pasażer klient klientka użytkownik abonent najemca lokator kupujący uczeń"
    " student członek mieszkaniec właściciel kierowca podróżny czytelnik widz gracz darczyńca"
    " dłużnik wnioskodawca kolega partner rodzic petent zwiedzający odwiedzający sąsiad przyjaciel",
    "ru": "пациент гость пассажир посетитель клиент клиентка покупатель пользователь абонент"
    " арендатор жилец ученик студент член житель владелец водитель читатель зритель игрок"
    " должник заявитель коллега партнёр родитель сосед друг постоялец",
    "uk": "пацієнт гість пасажир відвідувач клієнт клієнтка покупець користувач абонент орендар"
    " мешканець учень студент член житель власник водій читач глядач гравець боржник заявник"
    " колега партнер батько сусід друг",
}
"""What companies call those they deal with."""


def forms(lemma: str, language: str) -> tuple[str, ...]:
    """Give every form of a word that its language's list knows, the word itself always."""
    prepare([lemma], language)
    return tuple(_known(language)[lemma.casefold()])


def bends(lemma: str, language: str) -> bool:
    """Tell whether forms of a word are known already, without looking any up."""
    return len(_known(language).get(lemma.casefold(), ())) > 1


def prepare(lemmas: Iterable[str], language: str) -> None:
    """Look the forms of several words up at once, since reading a list takes its time."""
    known = _known(language)
    new = sorted({lemma.casefold() for lemma in lemmas} - set(known))
    if new:
        found = looked_up(new, language)
        known.update(found)
        keep(_name(language), found)


def looked_up(lemmas: list[str], language: str) -> dict[str, list[str]]:
    """Turn the list of a language around for some words; takes seconds."""
    from simplemma.strategies import DefaultDictionaryFactory

    found: dict[str, set[str]] = {lemma: {lemma} for lemma in lemmas}
    if lemmas:
        # never held longer than this: the lists are of millions of words
        for form, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
            if lemma in found:
                found[lemma].add(form.lower())
    return {lemma: sorted(each) for lemma, each in found.items()}


@cache
def _known(language: str) -> dict[str, list[str]]:
    return {**kept(_name(language)), **_read(SHIPPED / f"{language}.json")}


def _name(language: str) -> str:
    return f"forms-{language}"


def _read(path: Path) -> dict[str, list[str]]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def write(language: str, lemmas: set[str]) -> None:
    """Write the forms of the words that the shipped rules of a language name."""
    SHIPPED.mkdir(exist_ok=True)
    found = looked_up(sorted(lemmas), language)
    lines = (f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}"
             for k, v in sorted(found.items()))  # fmt: skip
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (SHIPPED / f"{language}.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Write the forms of the words of all shipped rules, and of the words for people."""
    from goodwill.language.pack import lemmas_of

    for language, lemmas in lemmas_of().items():
        write(language, {*lemmas, *PEOPLE[language].split()})
        sys.stdout.write(f"{language}: {len(_read(SHIPPED / f'{language}.json'))}\n")


if __name__ == "__main__":
    main()
