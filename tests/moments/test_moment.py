"""The closed list of kinds and purposes, and what is wrong with a moment."""

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from goodwill.moments.moment import (
    FACTS,
    KIND_NAMES,
    KINDS,
    PURPOSES,
    STAMPS,
    Moment,
    problems_of,
    say_kind,
    say_purpose,
)

TABLES = Path(__file__).parents[2] / "docs" / "tables.md"
QUESTION = Moment(
    datetime.fromisoformat("2026-03-02 09:00"), "acme", "anna", "question", "ticket:t1"
)


def columns_in_the_docs(sort):
    section = TABLES.read_text("utf-8").split("## moments")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (fact|stamp) \|", section, re.MULTILINE)
    return {
        name: sql_type.strip()
        for names, sql_type, of in rows
        if of == sort
        for name in names.strip().split(", ")
    }


def whats(moment):
    return [problem.what for problem in problems_of(moment)]


def test_the_columns_are_those_of_the_docs_in_the_same_order():
    assert list(columns_in_the_docs("fact").items()) == list(FACTS.items())
    assert list(columns_in_the_docs("stamp").items()) == list(STAMPS.items())


def test_every_kind_has_a_name_and_a_sentence():
    assert list(KIND_NAMES) == list(KINDS)
    assert all(sentence.endswith(".") for sentence in KINDS.values())
    assert set(PURPOSES) <= set(KINDS)
    assert say_kind("call_attempt") == "call attempt"
    assert say_purpose("request", "waiting") == "we need something from them and wait for it"


def test_a_good_moment_has_no_problems():
    assert problems_of(QUESTION) == []


def test_every_problem_of_a_moment_is_found_at_once_with_advice():
    bad = QUESTION._replace(
        kind="qestion", channel="fone", about="t1", to_party="acme", amount=Decimal(-1)
    )
    problems = problems_of(bad)
    assert [problem.what for problem in problems] == [
        "'qestion' is not a kind of moment.",
        "'fone' is not a channel.",
        "'t1' does not name a case.",
        "'acme' deals with itself.",
        "An amount of money is never negative.",
    ]
    assert problems[0].hint == "Did you mean 'question'?"
    assert problems[1].hint == "Did you mean 'phone'?"


def test_a_purpose_belongs_to_its_kind():
    assert whats(QUESTION._replace(purpose="emergency")) == []
    assert whats(QUESTION._replace(purpose="waiting")) == [
        "A moment of kind 'question' has no purpose 'waiting'."
    ]
    (none_at_all,) = problems_of(QUESTION._replace(kind="usage", purpose="waiting"))
    assert none_at_all.hint == "Leave the purpose out."


def test_money_has_a_currency_and_quantities_are_numbers():
    assert whats(QUESTION._replace(amount=Decimal(3))) == ["The amount has no currency."]
    assert whats(QUESTION._replace(quantity=float("nan"))) == ["A quantity must be a number."]
    assert len(whats(QUESTION._replace(amount=Decimal("nan"), currency="EUR"))) == 1
    assert whats(QUESTION._replace(from_party="")) == [
        "A moment needs one who acts and one who is acted upon."
    ]
