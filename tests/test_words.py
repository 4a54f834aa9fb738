"""Sentences are translated when they are said, in the language spoken then."""

from __future__ import annotations

import gettext
import threading

import pytest

from goodwill import words
from goodwill.words import LANGUAGES, _, language, mark, ngettext, pgettext, speaking


class Polish(gettext.NullTranslations):
    """A catalogue of three entries, with the three plurals of Polish."""

    def gettext(self, message):
        return {"{count} rows of {name}": "{name}: {count} wierszy"}.get(message, message)

    def ngettext(self, _msgid1, _msgid2, n):
        few = n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
        return "{number} sprawa" if n == 1 else "{number} sprawy" if few else "{number} spraw"

    def pgettext(self, context, message):
        return {("case", "open"): "otwarta", ("verb", "open"): "otwórz"}[context, message]


@pytest.fixture
def polish(monkeypatch):
    def catalogue(code):
        return Polish() if code == "pl" else gettext.NullTranslations()

    monkeypatch.setattr(words, "_catalogue", catalogue)


def test_english_is_spoken_at_first():
    assert language() == "en"
    assert _("{count} rows", count=3) == "3 rows"


def test_a_sentence_without_values_keeps_its_braces():
    assert _("a {place} in TOML") == "a {place} in TOML"


def test_a_sentence_is_said_in_the_language_spoken(polish):
    sentence = mark("{count} rows of {name}")
    with speaking("pl"):
        assert _(sentence, count=3, name="acme") == "acme: 3 wierszy"
    assert _(sentence, count=3, name="acme") == "3 rows of acme"


def test_values_may_have_any_name_and_hold_braces(polish):
    assert _("{sentence}", sentence="{name}") == "{name}"
    assert ngettext("{one} and {many}", "{one} or {many}", 2, one=1, many=2) == "1 or 2"


def test_a_value_that_ends_in_a_full_stop_needs_no_second():
    with speaking("uk"):
        told = _("The newest moment is of {day}.", day="21 листопада 2026 р.")
    assert told == "Найновіший момент припадає на 21 листопада 2026 р."
    assert _("{name} is here. {name}...", name="Acme Inc.") == "Acme Inc. is here. Acme Inc...."
    assert _("Ask {name}. Soon.", name="Acme Inc.") == "Ask Acme Inc. Soon."
    assert _("Ask {name}. Soon.", name="Acme") == "Ask Acme. Soon."


def test_a_number_takes_its_plural(polish):
    assert [ngettext("{number} case", "{number} cases", n) for n in (0, 1, 2)] == [
        *("0 cases", "1 case", "2 cases"),
    ]
    with speaking("pl"):
        said = [ngettext("{number} case", "{number} cases", n) for n in (1, 2, 5, 12, 22)]
    assert said == ["1 sprawa", "2 sprawy", "5 spraw", "12 spraw", "22 sprawy"]


def test_a_word_is_told_apart_by_its_context(polish):
    with speaking("pl"):
        assert pgettext("case", "open") == "otwarta"
        assert pgettext("verb", "open") == "otwórz"
    assert pgettext("case", "open") == "open"


def test_languages_spoken_within_each_other_come_back():
    with speaking("pl"):
        with speaking("uk"):
            assert language() == "uk"
        assert language() == "pl"
    assert language() == "en"


def test_a_language_is_given_back_after_an_error():
    with pytest.raises(ZeroDivisionError), speaking("ru"):
        raise ZeroDivisionError
    assert language() == "en"


def test_an_unknown_language_is_english():
    with speaking("pl"), speaking("tlh"):
        assert language() == "en"


def test_each_thread_speaks_its_own_language():
    heard = []
    with speaking("pl"):
        listener = threading.Thread(target=lambda: heard.append(language()))
        listener.start()
        listener.join()
    assert heard == ["en"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_a_catalogue_or_falls_back_to_english(code):
    with speaking(code):
        assert _("no catalogue holds this sentence") == "no catalogue holds this sentence"


@pytest.mark.parametrize(
    ("language", "four", "six"),
    [
        ("en", "1,234", "123,456"),
        ("pl", "1\u00a0234", "123\u00a0456"),
        ("ru", "1\u00a0234", "123\u00a0456"),
        ("uk", "1\u00a0234", "123\u00a0456"),
    ],
)
def test_counts_are_written_as_readers_of_each_language_write_them(language, four, six):
    from babel.numbers import format_decimal

    with words.speaking(language):
        for number, written in ((1234, four), (123456, six)):
            assert words.ngettext("{number} thing", "{number} things", number).startswith(written)
            assert written == format_decimal(number, locale=language).replace("\u202f", "\u00a0")
