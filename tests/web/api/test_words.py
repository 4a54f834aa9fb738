"""Messages read for programs: the same remarks, nothing kept, and a scope of its own."""

from __future__ import annotations

import pytest

from tests.web.api.conftest import key_for
from tests.words.books import BLAME, rule


@pytest.fixture
def ruled(own_book, own):
    rule(own.book, "blame")
    return own_book


def test_a_message_draws_the_remarks_of_the_page(ruled):
    answer = ruled.post("/lint", {"text": f"\U0001f600 {BLAME}", "answers": "Where is it?"})
    assert answer.status_code == 200
    told = answer.json()
    (remark,) = told["remarks"]
    assert (remark["rule"], remark["level"], remark["excerpt"]) == (
        "blame.own", "warn", "zonk brak",
    )  # fmt: skip
    start = BLAME.index("zonk") + 2
    assert (remark["start"], remark["end"]) == (start, start + 9)
    assert (remark["utf16_start"], remark["utf16_end"]) == (start + 1, start + 10)
    assert remark["instead"] == "warm words"
    assert (told["languages"], told["dismissed"], told["problems"]) == (["en"], 0, [])


def test_facts_are_told_and_never_guessed(ruled):
    night = {"text": "Hello, your parcel is here.", "facts": {"hour": 23}}
    rules = [one["rule"] for one in ruled.post("/lint", night).json()["remarks"]]
    assert rules == ["hour.late"]
    assert ruled.post("/lint", {"text": night["text"]}).json()["remarks"] == []


def test_the_rules_of_the_house_that_are_wrong_are_told(ruled, own):
    rule(own.book, "blame", level="loud")
    told = ruled.post("/lint", {"text": BLAME}).json()
    assert "blame.yml" in told["problems"][0]["where"]


@pytest.mark.parametrize("wrong", [
    {}, {"text": 1}, {"text": "x", "sort": "poem"}, {"text": "x", "facts": {"hour": 24}},
    {"text": "x" * 20_001}, {"text": "x", "eaten": True},
])  # fmt: skip
def test_what_is_wrong_is_refused(program, wrong):
    assert program.post("/lint", wrong).status_code == 422


def test_it_takes_a_scope_and_a_member_who_writes_to_customers(office, program):
    from goodwill.web.models import Key

    Key.objects.update(scopes=["read:reports"])
    assert program.post("/lint", {"text": "x"}).status_code == 403
    Key.objects.all().delete()
    key_for(office.member("carol@acme.example", "outsider"))
    assert program.post("/lint", {"text": "x"}).status_code == 404
