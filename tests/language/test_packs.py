"""The shipped packs: every rule of every language passes every check."""

import json

import pytest

from goodwill.language.checks import check_parity, check_record, check_rule, check_sets
from goodwill.language.forms import PEOPLE, SHIPPED
from goodwill.language.pack import lemmas_of, read_all, read_sets
from goodwill.language.rule import CONCERNS
from goodwill.words import LANGUAGES

PACKS, PROBLEMS = read_all()
RULES = [rule for pack in PACKS for rule in pack.rules]


def test_every_pack_can_be_read():
    assert PROBLEMS == []
    assert {(pack.language, pack.theme) for pack in PACKS} == {
        (language, concern) for language in LANGUAGES for concern in CONCERNS
    }
    assert len(RULES) > 150


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.language}:{rule.id}")
def test_every_alternative_and_guard_of_a_rule_is_exercised(rule):
    assert check_rule(rule) == []
    assert check_record(rule) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_a_set_is_exercised(language):
    named = read_sets(language, None, [])
    mine = [rule for rule in RULES if rule.language == language]
    assert len(named.items) > 3
    assert check_sets(named, mine, f"sets/{language}.yml") == []


def test_every_language_has_every_rule_or_says_why_not():
    assert check_parity(PACKS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_of_every_word_that_rules_name_are_shipped(language):
    shipped = json.loads((SHIPPED / f"{language}.json").read_text(encoding="utf-8"))
    wanted = {*lemmas_of()[language], *PEOPLE[language].split()}
    assert wanted == set(shipped), "run: python -m goodwill.language.forms"
    assert all(word in forms for word, forms in shipped.items())
