"""Counted sentences take the right form at 0, 1, 2, 5, 12, 22 and 112 in every language."""

from __future__ import annotations

import gettext
import io
import re

import pytest
from babel import Locale

from goodwill.words import ngettext, speaking
from tests.catalogues import FOLDERS, LANGUAGES, as_mo, existing

NUMBERS = (0, 1, 2, 5, 12, 22, 112)
EACH = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in FOLDERS for language in LANGUAGES]
)


def _counted(name, language):
    found = [message for message in existing(name, language) if isinstance(message.id, tuple)]
    assert len(found) > (10 if name == "goodwill" else 0)
    return found


def _translations(name, language):
    return gettext.GNUTranslations(io.BytesIO(as_mo(name, language)))


@EACH
def test_each_number_takes_the_form_that_the_language_asks_for(name, language):
    """The forms stand in the order of the categories of CLDR: one, few, many."""
    rule = Locale.parse(language).plural_form
    order = {"one": 0, "few": 1, "many": 2, "other": 2}
    said = _translations(name, language)
    for message in _counted(name, language):
        chosen = [said.ngettext(*message.id, number) if not message.context
                  else said.npgettext(message.context, *message.id, number)
                  for number in NUMBERS]  # fmt: skip
        assert chosen == [message.string[order[rule(number)]] for number in NUMBERS], message.id


@EACH
def test_no_form_of_a_counted_sentence_is_left_empty(name, language):
    """A form that only counts can reach (0, 5, 12) is as complete as that of one."""
    for message in _counted(name, language):
        assert all(form.strip() for form in message.string), message.id


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_count_is_said_with_its_number(language, number):
    with speaking(language):
        said = ngettext("{number} moment.", "{number} moments.", number)
    assert re.findall(r"\d+", said) == [str(number)]
    assert "{" not in said
