"""Promises in the office: written down, seen by whom they concern, kept, moved, taken back."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest

from goodwill.book import promised
from goodwill.house.hours import end_of_day
from tests.company import quiet

LINK = re.compile(r'value="http://testserver(/w/[^"]+)"')
SOON = dt.date(2099, 3, 27)


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


def _give(client, party, **given):
    from goodwill.web.models import Promise

    before = set(Promise.objects.values_list("pk", flat=True))
    asked = {"text": "I send you the plan", "kind": "other", "day": SOON.isoformat(), "time": "",
             "channel": "phone", "case": "", "next_step": "ask the smith", **given}  # fmt: skip
    if "owner" not in asked:
        page = _text(client.get(f"/promises/to/{party}"))
        asked["owner"] = re.search(r'<option value="(\d+)" selected', page.split('"owner"')[1])[1]
    answer = client.post(f"/promises/to/{party}", asked)
    made = Promise.objects.exclude(pk__in=before).first()
    return answer, made


@pytest.fixture
def near(monkeypatch):
    """A day on which promises of 2099 are not too far away."""
    from goodwill.web import promises

    monkeypatch.setattr(promises, "AHEAD", dt.timedelta(days=400 * 366))


@pytest.fixture
def anna(small, near):
    return small.client("anna")


def test_a_promise_for_a_day_ends_at_the_last_second_of_it_by_the_customers_clock(small, anna):
    for name, zone in (("acme", "Europe/Warsaw"), ("bolt", "America/New_York")):
        _answer, made = _give(anna, small.party(name))
        assert made.due_at.replace(tzinfo=None) == end_of_day(SOON, zone), name
        assert made.whole_day


def test_a_promise_by_a_time_is_due_at_that_minute_by_the_customers_clock(small, anna):
    _answer, made = _give(anna, small.party("bolt"), time="15:30")
    assert made.due_at == dt.datetime(2099, 3, 27, 19, 30, tzinfo=dt.UTC)
    assert not made.whole_day


def test_a_call_back_has_a_clock_although_nobody_named_a_time(small, anna):
    answer, made = _give(anna, small.party("acme"), kind="callback", day="")
    assert answer.status_code == 302
    assert made.due_at > made.given_at
    assert made.case == ""
    answer, made = _give(anna, small.party("acme"), day="")
    assert made is None
    assert "Say until when" in _text(answer)


def test_a_promise_for_a_time_that_has_passed_is_none(small, anna):
    answer, made = _give(anna, small.party("acme"), day="2026-01-01")
    assert made is None
    assert "has passed already" in _text(answer)


def test_whoever_may_not_see_the_customer_promises_nothing_to_them(small, near):
    carl, party = small.client("carl"), small.party("acme")
    assert carl.get(f"/promises/to/{party}").status_code == 404
    assert carl.post(f"/promises/to/{party}", {"text": "x"}).status_code == 404


def test_lists_are_ones_own_and_those_below_and_nobody_elses(small, anna):
    _give(anna, small.party("acme"), text="Only of Anna")
    assert "Only of Anna" in _text(anna.get("/promises"))
    assert "Only of Anna" in _text(small.client("dora").get("/promises"))
    assert "Only of Anna" in _text(small.owner().get("/promises"))
    for name in ("carl", "mike", "bob"):
        assert "Only of Anna" not in _text(small.client(name).get("/promises")), name


def test_whoever_serves_the_same_customer_reads_what_was_promised_and_changes_nothing(small, anna):
    _answer, made = _give(anna, small.party("acme"), text="Only of Anna")
    bob = small.client("bob")
    page = _text(bob.get(f"/report/party?party={small.party('acme')}"))
    assert "Only of Anna" in page
    assert f"/promises/{made.number}/kept" not in page
    assert bob.post(f"/promises/{made.number}/kept").status_code == 404
    assert "Only of Anna" not in _text(bob.get(f"/report/party?party={small.party('cork')}"))


def test_of_the_open_ones_what_is_late_stands_first(small, anna):
    from goodwill.web.models import Promise

    _give(anna, small.party("acme"), text="The far one")
    _answer, second = _give(anna, small.party("bolt"), text="The late one", day="2099-05-01")
    Promise.objects.filter(pk=second.pk).update(due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    page = _text(anna.get("/promises"))
    assert page.index("The late one") < page.index("The far one")
    assert "Late: promised for" in page


def test_a_promise_is_moved_only_with_consent_and_only_before_it_is_due(small, anna):
    from goodwill.web.models import Moved, Promise

    _answer, made = _give(anna, small.party("acme"))
    path = f"/promises/{made.number}/moved"
    anna.post(path, {"day": "2099-04-01"})
    made.refresh_from_db()
    assert made.due_at.replace(tzinfo=None) == end_of_day(SOON, "Europe/Warsaw")
    anna.post(path, {"day": "2099-04-01", "agreed": "on"})
    made.refresh_from_db()
    assert made.due_at.replace(tzinfo=None) == end_of_day(dt.date(2099, 4, 1), "Europe/Warsaw")
    assert Moved.objects.get().due_before.date() == SOON
    Promise.objects.update(due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    anna.post(path, {"day": "2099-06-01", "agreed": "on"})
    made.refresh_from_db()
    assert made.due_at.year == 2026


def test_a_promise_is_taken_back_with_words_and_let_off_only_before_it_is_due(small, anna):
    from goodwill.web.models import Promise

    _answer, made = _give(anna, small.party("acme"))
    path = f"/promises/{made.number}/back"
    anna.post(path, {"reply": " "})
    made.refresh_from_db()
    assert made.open
    anna.post(path, {"reply": "You said it is settled", "released": "on"})
    made.refresh_from_db()
    assert made.state == Promise.RELEASED
    _answer, late = _give(anna, small.party("acme"))
    Promise.objects.filter(pk=late.pk).update(due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    anna.post(f"/promises/{late.number}/back", {"reply": "Sorry", "released": "on"})
    late.refresh_from_db()
    assert late.state == Promise.BACK


def test_the_window_shows_it_at_once_with_its_state_and_no_inner_words(small, anna):
    party = small.party("acme")
    link = LINK.search(_text(small.owner().post(f"/window/{party}", {"days": "90"})))[1]
    _answer, made = _give(anna, party, text="The plan by Friday", next_step="inner words")
    stranger = small.client("carl")
    page = _text(stranger.get(link))
    assert "The plan by Friday" in page
    assert "inner words" not in page
    assert "Anna" not in page
    anna.post(f"/promises/{made.number}/back", {"reply": "The smith is ill"})
    page = _text(stranger.get(link))
    assert "we took it back" in page
    assert "The smith is ill" in page
    other = LINK.search(
        _text(small.owner().post(f"/window/{small.party('cork')}", {"days": "90"}))
    )[1]
    assert "The plan by Friday" not in _text(stranger.get(other))


def test_after_a_close_the_window_shows_a_promise_once(small, anna):
    from goodwill.web.models import Promise

    party = small.party("acme")
    _answer, made = _give(anna, party, text="The plan by Friday")
    Promise.objects.update(given_at=dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC))
    from goodwill.web.written import note_promise

    made.refresh_from_db()
    note_promise(made)
    small.book.close(dt.date(2026, 3, 12), quiet)
    link = LINK.search(_text(small.owner().post(f"/window/{party}", {"days": "90"})))[1]
    page = _text(small.owner().get(link))
    assert page.count("The plan by Friday") == 1
    assert f"Promise {made.number}" not in page.split('id="complain"')[0]
    with small.book.closed() as closed:
        told = closed.con.execute(
            "SELECT verdict, person FROM verdicts WHERE case_id = ?", [f"promise:{made.number}"]
        ).fetchall()
    assert told == [("open", small.party("anna"))]


def test_every_step_is_noted_for_the_next_close_and_the_words_of_the_erased_are_gone(small, anna):
    from goodwill.book.erasing import erase
    from goodwill.web.models import Promise

    party = small.party("acme")
    _answer, made = _give(anna, party)
    anna.post(f"/promises/{made.number}/kept")
    lines = (small.folder / promised.NAME).read_text(encoding="utf-8").splitlines()
    assert [bool(json.loads(line)["kept_at"]) for line in lines] == [False, True]
    assert json.loads(lines[0])["person"] == small.party("anna")
    erase(small.book, party)
    assert (small.folder / promised.NAME).read_text(encoding="utf-8") == ""
    small.owner().get("/promises")
    assert Promise.objects.get().text == ""


def test_who_answers_for_it_is_oneself_or_somebody_below_and_never_one_kept_apart(small, near):
    from goodwill.care.guard import Guard

    dora, party = small.client("dora"), small.party("acme")
    page = _text(dora.get(f"/promises/to/{party}"))
    assert all(f">{name}</option>" in page for name in ("Dora",)), page
    small.member("anna"), small.member("carl")
    page = _text(dora.get(f"/promises/to/{party}"))
    assert ">Anna</option>" in page
    assert ">Carl</option>" not in page
    with Guard(small.folder, small.book.settings) as guard:
        guard.keep_apart(party, small.party("anna"))
    assert ">Anna</option>" not in _text(dora.get(f"/promises/to/{party}"))
    answer, made = _give(dora, party, owner=str(small.member("anna").pk))
    assert made is None
    assert answer.status_code == 200


def test_rates_are_told_only_of_enough(small, anna):
    page = _text(anna.get("/promises"))
    assert "The company" in page
    assert "too few to say" in page
