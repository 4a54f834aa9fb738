"""Today: whose things stand on whose list, its buttons, the guard, wishes, and what returns."""
# ruff: noqa: DTZ001 - instants are naive UTC everywhere

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from tests.web import days

LATE, NEAR = "2026-03-09 17:00", "2026-03-13 17:00"
"""Due three working days before the close, and a day after it."""


@pytest.fixture(autouse=True)
def noon(small, monkeypatch):
    """Let it be noon on the Friday after the close, for the office and for the guard."""
    assert small
    let_it_be(monkeypatch, dt.datetime(2026, 3, 13, 11, 0))


def let_it_be(monkeypatch, now: dt.datetime):
    """Let it be an instant (UTC) for the office and for the guard."""
    from django.utils import timezone

    from goodwill.care.guard import guard

    monkeypatch.setattr(timezone, "now", lambda: now.replace(tzinfo=dt.UTC))
    monkeypatch.setattr(guard, "clock", lambda: now)


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def keys(client) -> list[str]:
    found = re.findall(r'data-thing="([^"]+)"', text(client.get("/report/today")))
    assert len(found) <= 7
    return found


def tap(client, key, state="done", **more):
    return client.post("/today/tick", {"thing": key, "state": state, **more})


def hers(small, key="play:hello:a:1", customer="acme", doer="anna", due=NEAR, **more):
    return days.thing(key, small, customer, doer, due_at=due, **more)


def test_a_thing_stands_on_its_doers_list_alone(small):
    days.write(small, [hers(small), hers(small, "play:hello:b:1", doer="bob")])
    for name in ("anna", "bob", "carl", "dora", "mike", "head"):
        small.member(name)
    assert keys(small.client("anna")) == ["play:hello:a:1"]
    assert keys(small.client("bob")) == ["play:hello:b:1"]
    for name in ("carl", "dora", "mike", "head"):
        assert keys(small.client(name)) == []
    assert keys(small.owner()) == []


def test_a_play_says_what_why_how_and_with_which_words(small):
    days.write(small, [hers(small)])
    said = text(small.client("anna").get("/report/today"))
    for words in ("hello en: Acme Anvils", "Because of 3 (en).", "Do hello (en).",
                  "Hello in en.", "€5", "10 minutes"):  # fmt: skip
        assert words in said


def test_of_whoever_has_no_entry_the_next_above_has_it_and_at_last_the_owner(small):
    days.write(small, [hers(small)])
    owner = small.owner()
    assert keys(owner) == ["play:hello:a:1"]
    assert "Anna Ash has no entry to this list." in text(owner.get("/report/today"))
    small.member("dora")
    assert keys(owner) == []
    assert keys(small.client("dora")) == ["play:hello:a:1"]
    small.member("anna")
    assert keys(small.client("dora")) == []


def test_what_nobody_has_is_of_whoever_stands_above(small):
    nobodys = hers(small) | {"doer": None, "person": None}
    days.write(small, [nobodys, nobodys | {"key": "play:hello:b:1", "manager": None}])
    dora = small.client("dora")
    assert keys(small.client("anna")) == []
    assert "play:hello:b:1" not in keys(dora)
    owner = small.owner()
    assert "play:hello:b:1" in keys(owner)
    assert "Nobody has it." in text(owner.get("/report/today"))


def test_what_is_overdue_by_a_working_day_is_escalated_visibly_to_the_next_above(small):
    days.write(small, [hers(small, due=LATE, late=True), hers(small, "play:hello:b:1")])
    anna, dora, head = small.client("anna"), small.client("dora"), small.client("head")
    assert set(keys(anna)) == {"play:hello:a:1", "play:hello:b:1"}
    assert keys(dora) == ["play:hello:a:1"]
    assert "Escalated from Anna Ash: due since" in text(dora.get("/report/today"))
    assert keys(head) == []
    assert keys(small.owner()) == []


def test_who_stands_in_sees_the_things_of_the_one_who_is_away(small):
    from goodwill.web.models import Deputy

    days.write(small, [hers(small)])
    small.member("anna")
    bob = small.client("bob")
    assert keys(bob) == []
    days_off = {"from_date": dt.date(2026, 3, 1), "until_date": dt.date(2026, 3, 13)}
    Deputy.objects.create(principal=small.member("anna"), deputy=small.member("bob"), **days_off)
    assert keys(bob) == ["play:hello:a:1"]
    assert "Anna Ash is away, and you stand in." in text(bob.get("/report/today"))


def test_nobody_has_more_than_seven_and_another_takes_the_place_of_what_is_done(small):
    days.write(small, [hers(small, f"play:hello:{n}:1", stake=n) for n in range(20)])
    anna = small.client("anna")
    first = keys(anna)
    assert len(first) == 7
    assert "13 more can wait." in text(anna.get("/report/today"))
    later, wrong = {"state": "later", "reason": "time"}, {"state": "wrong", "reason": "untrue"}
    for key, reason in zip(first, ({"state": "done"}, later, wrong), strict=False):
        assert tap(anna, key, **reason)["Location"] == "/report/today"
    left = keys(anna)
    assert len(left) == 7
    assert not set(first[:3]) & set(left)


def test_what_is_put_off_comes_back_on_its_day_and_says_since_when(small, monkeypatch):
    days.write(small, [hers(small)])
    anna = small.client("anna")
    tap(anna, "play:hello:a:1", "later", reason="reach", until="2026-03-16")
    assert keys(anna) == []
    let_it_be(monkeypatch, dt.datetime(2026, 3, 15, 11, 0))
    assert keys(anna) == []
    let_it_be(monkeypatch, dt.datetime(2026, 3, 16, 11, 0))
    assert keys(anna) == ["play:hello:a:1"]
    assert "Carried over since Friday." in text(anna.get("/report/today"))
    tap(anna, "play:hello:a:1", "later", reason="time")
    let_it_be(monkeypatch, dt.datetime(2026, 3, 17, 11, 0))
    assert "Carried over since Friday." in text(anna.get("/report/today"))


def test_what_is_not_right_is_counted_for_the_play_and_gone_for_everybody(small):
    from goodwill.web.knows import objections

    days.write(small, [hers(small, due=LATE)])
    anna, dora = small.client("anna"), small.client("dora")
    tap(anna, "play:hello:a:1", "wrong", reason="harms")
    assert keys(anna) == keys(dora) == []
    assert objections(small.member("dora"), dt.date(2026, 3, 13)) == (("hello", "harms", 1),)


def test_what_somebody_is_not_the_one_to_do_goes_to_the_next_above(small):
    days.write(small, [hers(small)])
    anna, dora = small.client("anna"), small.client("dora")
    small.member("bob")
    tap(anna, "play:hello:a:1", "wrong", reason="not_mine")
    assert keys(anna) == []
    assert keys(dora) == ["play:hello:a:1"]
    assert "Anna is not the one to do it. Who is?" in text(dora.get("/report/today"))
    dora.post("/today/hand", {"thing": "play:hello:a:1", "to": small.member("bob").pk})
    assert keys(dora) == []
    assert keys(small.client("bob")) == ["play:hello:a:1"]


def test_a_tap_is_undone_within_the_day(small):
    from goodwill.book import done

    days.write(small, [hers(small)])
    anna = small.client("anna")
    tap(anna, "play:hello:a:1")
    assert keys(anna) == []
    assert [row["thing"] for row in done.noted(small.folder)] == ["play:hello:a:1"]
    said = text(anna.get("/report/today"))
    assert "What you said today" in said
    anna.post("/today/undo", {"thing": "play:hello:a:1"})
    assert keys(anna) == ["play:hello:a:1"]
    assert done.noted(small.folder) == []
    assert anna.post("/today/undo", {"thing": "play:hello:a:1"}).status_code == 404


def test_what_is_done_counts_for_the_guard_and_the_next_contact_waits_for_it(small):
    days.write(
        small,
        [hers(small, f"play:hi:{n}:1", play="hi") for n in range(2)],
        hi=days.play("hi", purpose="offer", channel="email"),
    )
    anna = small.client("anna")
    assert set(keys(anna)) == {"play:hi:0:1", "play:hi:1:1"}
    assert "Not before" not in text(anna.get("/report/today"))
    tap(anna, "play:hi:0:1")
    said = text(anna.get("/report/today"))
    assert keys(anna) == ["play:hi:1:1"]
    assert "Not before" in said
    assert "they have heard from us often enough" in said
    anna.post("/today/undo", {"thing": "play:hi:0:1"})
    assert "Not before" not in text(anna.get("/report/today"))


def test_what_the_guard_puts_off_stands_behind_and_what_it_refuses_stays_away(small, monkeypatch):
    from goodwill.care.guard import wish
    from goodwill.web.guarding import guard_of_the_house

    let_it_be(monkeypatch, dt.datetime(2026, 3, 13, 22, 0))
    days.write(
        small,
        [
            hers(small, "play:hello:a:1", stake=9000),
            hers(small, "play:mail:a:1", play="mail", stake=10),
            hers(small, "play:mail:b:1", "bolt", play="mail", stake=9999),
        ],
        mail=days.play("mail", channel="email"),
    )
    anna = small.client("anna")
    wish(guard_of_the_house(), small.party("bolt"), "never", channel="email")
    assert keys(anna) == ["play:mail:a:1", "play:hello:a:1"]
    said = text(anna.get("/report/today"))
    assert "Not before" in said
    assert "quiet hours" in said


def test_a_thing_is_given_to_a_colleague_and_both_see_it(small):
    days.write(small, [hers(small, doer="dora")])
    dora, anna = small.client("dora"), small.client("anna")
    assert keys(dora) == ["play:hello:a:1"]
    answer = dora.post("/today/hand", {"thing": "play:hello:a:1", "to": small.member("anna").pk})
    assert answer["Location"] == "/report/today"
    assert keys(dora) == []
    assert "You gave to colleagues" in text(dora.get("/report/today"))
    assert keys(anna) == ["play:hello:a:1"]
    assert "Dora gave it to you." in text(anna.get("/report/today"))
    back = re.search(r"/today/hand/\d+/back", text(dora.get("/report/today"))).group()
    assert anna.post(back).status_code == 404
    dora.post(back)
    assert keys(dora) == ["play:hello:a:1"]
    assert keys(anna) == []


def test_a_thing_is_given_to_nobody_who_may_not_see_the_customer(small):
    days.write(small, [hers(small, customer="cork", doer="head")])
    head, bob = small.client("head"), small.member("bob")
    assert keys(head) == ["play:hello:a:1"]
    answer = head.post("/today/hand", {"thing": "play:hello:a:1", "to": bob.pk}, follow=True)
    assert "Bob may not see this customer" in text(answer)
    assert keys(small.client("bob")) == []
    assert keys(head) == ["play:hello:a:1"]
    carl = small.member("carl")
    head.post("/today/hand", {"thing": "play:hello:a:1", "to": carl.pk})
    assert keys(small.client("carl")) == ["play:hello:a:1"]


def test_a_clerk_gives_nothing_to_colleagues_whom_clerks_do_not_see(small):
    days.write(small, [hers(small)])
    anna, bob = small.client("anna"), small.member("bob")
    assert "Give it to" not in text(anna.get("/report/today"))
    answer = anna.post("/today/hand", {"thing": "play:hello:a:1", "to": bob.pk})
    assert answer.status_code == 404


def test_an_odd_tap_or_one_of_somebody_elses_thing_finds_nothing(small):
    days.write(small, [hers(small)])
    anna, carl = small.client("anna"), small.client("carl")
    for given in (
        {}, {"thing": "bill:x"}, {"thing": "play:hello:a:1", "state": "eaten"},
        {"thing": "play:hello:a:1", "state": "later"},
        {"thing": "play:hello:a:1", "state": "done", "reason": "time"},
        {"thing": "play:hello:a:1", "state": "later", "reason": "time", "until": "soon"},
        {"thing": "<b>", "state": "done"}, {"thing": "x" * 300, "state": "done"},
    ):  # fmt: skip
        assert anna.post("/today/tick", given).status_code == 404, given
    assert tap(carl, "play:hello:a:1").status_code == 404
    assert anna.get("/today/tick").status_code == 405
    assert keys(anna) == ["play:hello:a:1"]


def test_urgent_help_asked_for_through_the_window_stands_first(small):
    from goodwill.web.models import Plea

    days.write(small, [hers(small, "play:hello:a:1", doer=None, manager=None, person=None)])
    owner = small.owner()
    plea = Plea.objects.create(party=small.party("acme"), kind=Plea.URGENT, text="Help")
    assert keys(owner) == [f"plea:{plea.number}", "play:hello:a:1"]
    Plea.objects.update(state=Plea.TAKEN, taken_by=small.member("dora"))
    assert keys(owner) == ["play:hello:a:1"]
    assert keys(small.client("dora"))[0] == f"plea:{plea.number}"
    Plea.objects.update(state=Plea.ANSWERED)
    assert "Help at once" not in text(small.client("dora").get("/report/today"))


def test_things_of_today_come_as_data_without_their_keys(small):
    days.write(small, [hers(small)])
    rows = small.client("anna").get("/report/today.json").json()["tables"]["things"]
    assert len(rows) == 1
    assert set(rows[0]) == {
        "what", "party", "why", "how", "say", "due", "stake", "cost", "wait", "note",
    }  # fmt: skip


def test_the_statement_begins_with_the_owners_own_conduct(office):
    client = office.alice()
    said = text(client.get("/report/statement"))
    assert said.index("First, your own conduct") < said.index('<div class="tables">')
    assert "/report/conduct" in said
    assert "first" in client.get("/report/statement.json").json()


def test_a_wish_is_noted_without_a_reason_and_heeded_at_once(small):
    days.write(small, [hers(small)])
    anna, carl = small.client("anna"), small.client("carl")
    page = f"/wishes/{small.party('acme')}"
    assert keys(anna) == ["play:hello:a:1"]
    assert "Not before" not in text(anna.get("/report/today"))
    assert anna.post(page, {"sort": "absence", "until": "2026-03-18"})["Location"] == page
    said = text(anna.get(page))
    assert "Not to be disturbed until" in said
    assert "reason" not in re.sub(r"<script.*?</script>", "", said).casefold()
    today = text(anna.get("/report/today"))
    assert "Not before Thursday, 19 March 2026, 09:00: they asked not to be disturbed" in today
    assert carl.get(page).status_code == 404
    back = re.search(rf"{page}/\d+/back", said).group()
    anna.post(back)
    assert "They have asked for nothing." in text(anna.get(page))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sort": "never", "purpose": "offer", "channel": "email"}, "An offer by e-mail."),
        ({"sort": "hours", "channel": "call", "begin": "17:00", "end": "19:00"}, "17:00-19:00"),
        ({"sort": "cap", "number": "1", "days": "90"}, "1 in 90 days"),
        ({"sort": "consent", "purpose": "offer"}, "They agree: An offer."),
    ],
)
def test_every_sort_of_wish_can_be_noted(small, given, said):
    page = f"/wishes/{small.party('acme')}"
    assert small.client("anna").post(page, given)["Location"] == page
    assert said in text(small.client("anna").get(page))


def test_a_wish_that_lacks_something_is_refused_with_a_word(small):
    page = f"/wishes/{small.party('acme')}"
    backwards = {"sort": "hours", "begin": "19:00", "end": "17:00"}
    for given in (
        {"sort": "absence"}, {"sort": "cap", "number": "1"}, {"sort": "hours"}, backwards,
        {"sort": "eaten"},
    ):  # fmt: skip
        answer = small.client("anna").post(page, given)
        assert answer.status_code == 200, given
        assert "wrong" in text(answer)


def test_what_the_guard_put_off_waits_for_managers_and_of_customers_in_sight(small):
    from goodwill.care.guard import Ask
    from goodwill.web.guarding import guard_of_the_house

    guard = guard_of_the_house()
    late = dt.datetime(2026, 3, 13, 22, 0)
    waits = guard.reserve(Ask(small.party("acme"), "care", "call", small.party("anna")), late)
    held = guard.reserve(Ask(small.party("acme"), "care", "email"), dt.datetime(2026, 3, 12, 9))
    assert waits.waiting is not None
    assert held.reservation is not None
    assert small.client("anna").get("/waiting").status_code == 404
    assert "Acme Anvils" not in text(small.client("mike").get("/waiting"))
    dora = small.client("dora")
    page = text(dora.get("/waiting"))
    assert page.count("Acme Anvils</a>") == 2
    assert small.client("mike").post(f"/waiting/{held.reservation}/sent").status_code == 404
    dora.post(f"/waiting/{held.reservation}/sent")
    dora.post(f"/waiting/{waits.waiting}/withdraw")
    assert "Acme Anvils</a>" not in text(dora.get("/waiting"))


def test_what_was_done_returns_with_the_next_close_once(small):
    from goodwill.book import done
    from tests.company import quiet

    days.write(small, [hers(small, case_id="ticket:t1")])
    tap(small.client("anna"), "play:hello:a:1")
    book = small.book
    done.bring_in(book, quiet)
    done.bring_in(book, quiet)
    with book.engine() as con:
        book.journal.attach(con)
        rows = con.execute(
            "SELECT kind, purpose, channel, policy, about, person, party FROM moments"
            " WHERE source = 'done'"
        ).fetchall()
    assert rows == [("news", "care", "phone", "play:hello", "ticket:t1", small.party("anna"),
                     small.party("acme"))]  # fmt: skip
    done.forget(small.folder, {small.party("acme")})
    assert done.noted(small.folder) == []


def test_a_program_asks_reserves_and_says_what_became_of_it(small):
    from django.test import Client

    from tests.web.api.conftest import SECRET, key_for

    key_for(small.member("dora"), scopes=["read:guard", "write:guard"])
    program = Client(headers={"Authorization": f"Bearer {SECRET}"})

    def ask(path, **body):
        return program.post(f"/api/v1/contacts{path}", body, content_type="application/json")

    acme = {"party": small.party("acme"), "purpose": "offer", "channel": "email"}
    assert ask("/may", **acme).json()["verdict"] == "allowed"
    number = ask("", **acme).json()["reservation"]
    told = ask("", **acme).json()
    assert (told["verdict"], told["reservation"]) == ("deferred", None)
    assert told["waiting"]
    assert told["spoken"][0]["sentence"]
    assert ask(f"/{number}/sent").json() == {"reservation": number, "state": "sent"}
    assert ask(f"/{number}/give-back").status_code == 409
    assert ask("/may", **acme | {"party": small.party("cork")}).status_code == 404
    assert ask("/may", **acme | {"person": small.party("mike")}).status_code == 404
    assert ask("/may", **acme | {"purpose": "love"}).status_code == 422
    assert ask("/99999/sent").status_code == 404
