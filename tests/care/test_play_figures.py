"""Figures in sentences: shares, days and counted words as each language writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from goodwill.care.figures import said
from goodwill.care.playbook import load
from goodwill.words import LANGUAGES, speaking

PLAYS = {play.name: play for play in load()[0]}
FORMS = {
    "en": "{n} {n:time|times}",
    "pl": "{n} {n:raz|razy|razy}",
    "ru": "{n} {n:день|дня|дней}",
    "uk": "{n} {n:день|дні|днів}",
}


@pytest.mark.parametrize(
    ("spoken", "number", "expected"),
    [
        ("en", 1, "1 time"), ("en", 2, "2 times"), ("en", 0, "0 times"), ("en", 21, "21 times"),
        ("pl", 1, "1 raz"), ("pl", 3, "3 razy"), ("pl", 22, "22 razy"),
        ("ru", 1, "1 день"), ("ru", 3, "3 дня"), ("ru", 5, "5 дней"), ("ru", 11, "11 дней"),
        ("ru", 21, "21 день"), ("ru", 112, "112 дней"),
        ("uk", 1, "1 день"), ("uk", 4, "4 дні"), ("uk", 12, "12 днів"), ("uk", 31, "31 день"),
    ],
)  # fmt: skip
def test_a_counted_word_takes_the_form_of_its_number(spoken, number, expected):
    assert said(FORMS[spoken], {"n": float(number)}, spoken) == expected


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("en", "89% by March 2, 2026."),
        ("pl", "89% by 2 marca 2026."),
        ("ru", "89 % by 2 марта 2026 г."),
        ("uk", "89% by 2 березня 2026 р."),
    ],
)
def test_shares_and_days_are_written_as_readers_write_them(spoken, expected):
    found = said("{share:%} by {day:day}.", {"share": 0.89, "day": dt.date(2026, 3, 2)}, spoken)
    assert " ".join(found.split()) == expected


def test_what_is_not_known_is_never_nought():
    assert said("{a} of {b}", {"a": None, "b": float("nan")}, "en") == "? of ?"


def test_a_bracket_is_left_out_where_one_of_its_figures_is_not_known():
    sentence = "Used up.[ About {day:day}.][ Till {last:day}.]"
    day = dt.date(2026, 3, 2)
    assert said(sentence, {"day": day, "last": None}, "en") == "Used up. About March 2, 2026."
    assert said(sentence, {}, "en") == "Used up."


def test_a_reason_is_said_in_the_language_spoken_and_words_in_the_customers():
    play = PLAYS["work_on_word"]
    expected = {
        "en": "They have paid 6 bills in a row by the day it was due.",
        "pl": "Klient zapłacił w terminie 6 faktur z rzędu.",
        "ru": "Клиент оплатил в срок 6 счетов подряд.",
        "uk": "Клієнт оплатив у строк 6 рахунків поспіль.",
    }
    for spoken in LANGUAGES:
        with speaking(spoken):
            assert play.reason({"in_time_in_a_row": 6.0}) == expected[spoken]
    with speaking("en"):
        assert play.say("uk").startswith("Ви завжди")
        assert play.say("de") == play.say("en")


def test_a_gift_costs_no_more_than_its_share_of_what_they_are_worth():
    play = PLAYS["preventive_gift"]
    assert play.allowed(10_000) == play.cost.money
    assert play.allowed(100) == pytest.approx(2.0)
    assert play.allowed(None) == play.cost.money
    assert play.allowed(-5) == 0
    assert PLAYS["welcome_call"].allowed(100) == PLAYS["welcome_call"].cost.money
