"""Politeness buys nothing: no polite word, put anywhere, takes a remark away."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.language.linter import Linter, Message
from goodwill.language.pack import read_all
from goodwill.language.rule import LEVELS
from goodwill.words import LANGUAGES

PACKS, _PROBLEMS = read_all()
LINTERS = {
    language: Linter.of([pack for pack in PACKS if pack.language == language], everything=True)
    for language in LANGUAGES
}
BAD = {
    language: [
        example.text
        for pack in PACKS
        if pack.language == language
        for rule in pack.rules
        if rule.only == "out" and rule.scope in {"sentence", "message"} and rule.any
        for example in rule.bad
    ]
    for language in LANGUAGES
}
POLITE = {
    "en": ("please", "Please", "thank you", "Thank you", "thanks"),
    "pl": ("proszę", "Proszę", "dziękuję", "Dziękuję"),
    "ru": ("пожалуйста", "Пожалуйста", "спасибо", "Спасибо"),
    "uk": ("будь ласка", "Будь ласка", "дякую", "Дякую"),
}
SMILES = (":)", ":-)", ";)", "🙂", "😊", "☺️")


def weighed(remarks):
    """Give the rules that spoke, with the words they spoke of and how loudly."""
    return sorted((each.rule, each.level) for each in remarks)


def with_word(text, place, word, *, commas):
    """Put a word between two words of a text, as a writer does."""
    # nobody parts "будь ласка" by another word
    gaps = [0, *(found.end() for found in re.finditer(r" (?!ласка)", text)), len(text)]
    at = gaps[place % len(gaps)]
    if at == len(text):
        return f"{text} {word}"
    if at == 0:
        return f"{word}, {text}" if commas else f"{word} {text}"
    if commas and text[at - 2 : at - 1].isalnum():
        return f"{text[: at - 1]}, {word}, {text[at:]}"
    return f"{text[:at]}{word} {text[at:]}"


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_a_polite_word_anywhere_changes_no_remark(language, data):
    text = data.draw(st.sampled_from(BAD[language]))
    word = data.draw(st.sampled_from((*POLITE[language], *SMILES)))
    commas = data.draw(st.booleans()) and word not in SMILES
    changed = with_word(text, data.draw(st.integers(0, 40)), word, commas=commas)
    before = LINTERS[language].remarks(Message(text, language))
    after = LINTERS[language].remarks(Message(changed, language))
    assert before
    assert weighed(after) == weighed(before), changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_polite_word_at_every_place_of_every_bad_example_changes_no_remark(language):
    word = POLITE[language][0]
    for text in BAD[language]:
        before = weighed(LINTERS[language].remarks(Message(text, language)))
        for place in range(text.count(" ") + 2):
            for commas in (True, False):
                changed = with_word(text, place, word, commas=commas)
                after = LINTERS[language].remarks(Message(changed, language))
                assert weighed(after) == before, changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_polite_sentence_before_and_after_changes_no_remark(language):
    for text in BAD[language]:
        plain = LINTERS[language].remarks(Message(text, language))
        word = POLITE[language][1]
        for changed in (f"{word}! {text}", f"{word}.\n{text}", f"{text} {word}! :)"):
            polite = LINTERS[language].remarks(Message(changed, language))
            assert weighed(polite) == weighed(plain), changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_polite_words_alone_are_never_remarked_on_and_never_rewarded(language):
    for word in (*POLITE[language], *SMILES):
        assert LINTERS[language].remarks(Message(word, language)) == []
    # there is no mark better than no remark: a remark has one of these levels, and nothing else
    levels = {each.level for text in BAD[language]
              for each in LINTERS[language].remarks(Message(text, language))}  # fmt: skip
    assert levels <= set(LEVELS)
