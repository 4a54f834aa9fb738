"""Every sentence that a user may read is there in four languages, with its places and plurals."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages import Catalog

from tests.catalogues import FOLDERS, LANGUAGES, as_mo, collected, existing, path_of

PLACE = re.compile(r"\{\w*\}|%\(\w+\)s|%[sd]|%%")
EACH = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in FOLDERS for language in LANGUAGES]
)


@cache
def _wanted(name: str) -> Catalog:
    return collected(name)


def _key(message) -> tuple[str, str | None]:
    return (message.id[0] if isinstance(message.id, tuple) else message.id, message.context)


def _forms(words) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (words,)


@pytest.mark.parametrize("name", FOLDERS)
def test_sentences_are_found_in_code_and_pages(name):
    found = {message.id for message in _wanted(name) if isinstance(message.id, str)}
    expected = {"goodwill": "Statement of goodwill", "django": "Skip to the content"}
    assert expected[name] in found
    assert any(isinstance(message.id, tuple) for message in _wanted("goodwill"))


@EACH
def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(name, language):
    wanted = {_key(message) for message in _wanted(name) if message.id}
    there = {_key(message) for message in existing(name, language) if message.id}
    assert wanted - there == set(), "run `make words`"
    assert there - wanted == set(), "run `make words`"
    assert not existing(name, language).obsolete


@EACH
def test_every_sentence_is_translated(name, language):
    left = [m.id for m in existing(name, language) if m.id and not all(_forms(m.string))]
    assert left == []


@EACH
def test_nothing_is_fuzzy(name, language):
    assert [
        message.id for message in existing(name, language) if message.id and message.fuzzy
    ] == []


@EACH
def test_the_places_of_a_translation_are_those_of_the_sentence(name, language):
    wrong = []
    for message in existing(name, language):
        allowed = {frozenset(PLACE.findall(form)) for form in _forms(message.id)}
        said = [form for form in _forms(message.string) if form]
        if message.id and any(frozenset(PLACE.findall(form)) not in allowed for form in said):
            wrong.append(message.id)
    assert wrong == []


@EACH
def test_counted_sentences_have_every_plural_of_the_language(name, language):
    catalogue = existing(name, language)
    assert catalogue.num_plurals == 3
    counted = [message for message in catalogue if isinstance(message.id, tuple)]
    assert [m.id for m in counted if len(_forms(m.string)) != catalogue.num_plurals] == []


@EACH
def test_the_compiled_catalogue_is_current(name, language):
    assert path_of(name, language, "mo").read_bytes() == as_mo(name, language), "run `make words`"


def test_a_new_sentence_and_one_given_up_are_noticed():
    catalogue = Catalog(locale="pl")
    catalogue.add("Alice owes Bob an answer.", "Alice jest winna Bobowi odpowiedź.")
    wanted = Catalog()
    wanted.add("Charlie sees nothing.")
    catalogue.update(wanted, no_fuzzy_matching=True)
    assert [m.id for m in catalogue if m.id] == ["Charlie sees nothing."]
    assert not catalogue["Charlie sees nothing."].string
