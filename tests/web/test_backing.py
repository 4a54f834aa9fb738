"""Backing is asked for in private: it is answered in time, and nobody else finds a trace of it."""

from __future__ import annotations

import datetime as dt
import html

import pytest

SECRET = "zwy-inner-words"
ANSWER = "qux-your-answer"


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


def _ask(small, name="anna", party="acme", **given):
    from goodwill.web.models import Backing

    asked = {"sort": "backing", "text": SECRET, **given}
    answer = small.client(name).post(f"/backing/about/{small.party(party)}", asked)
    assert answer.status_code == 302
    return Backing.objects.latest("asked_at")


@pytest.fixture
def wish(small):
    """Anna asks for backing; everybody of the company is in the office."""
    for name in ("head", "dora", "mike", "anna", "bob", "carl"):
        small.member(name)
    small.member("olga", "owner")
    return _ask(small)


def test_the_manager_reads_it_answers_it_and_the_answer_reaches_whoever_asked(small, wish):
    dora, anna = small.client("dora"), small.client("anna")
    page = _text(dora.get("/backing"))
    assert SECRET in page
    assert "Anna: " in page
    assert "1 colleague needs your backing" in _text(dora.get("/report/today"))
    done = dora.post(f"/backing/{wish.number}/answer", {"answer": "refuse", "words": ANSWER})
    assert done.status_code == 302
    page = _text(anna.get("/backing"))
    assert ANSWER in page
    assert "You may refuse, and I stand behind you" in page
    assert "Dora answered you about Acme Anvils" in _text(anna.get("/report/today"))


def test_an_answer_is_one_of_the_list(small, wish):
    small.client("dora").post(f"/backing/{wish.number}/answer", {"answer": "endure"})
    wish.refresh_from_db()
    assert wish.open


def test_it_is_answered_within_one_working_day(small, wish):
    from goodwill.web.orders import settings_of_the_house

    calendar = settings_of_the_house().calendars[0]
    asked, due = (one.replace(tzinfo=None) for one in (wish.asked_at, wish.due_at))
    assert calendar.between(asked, due) == pytest.approx(8 * 60)


def test_all_others_get_404_and_no_trace(small, wish):
    from goodwill.web.models import Deed

    party = small.party("acme")
    paths = ("/backing", "/report/today", f"/report/party?party={party}", "/promises", "/pleas",
             f"/report/party.json?party={party}", "/members/deeds", "/members/deeds.csv",
             f"/window/{party}", "/report/parties", "/report/statement")  # fmt: skip
    for name, role in (("olga", "owner"), ("head", "staff"), ("mike", "staff"), ("bob", "staff"),
                       ("carl", "staff")):  # fmt: skip
        client = small.client(name, role)
        for path in paths:
            page = _text(client.get(path))
            assert SECRET not in page, (name, path)
            assert wish.number not in page, (name, path)
            assert "needs your backing" not in page, (name, path)
        given = {"answer": "call", "words": "x"}
        assert client.post(f"/backing/{wish.number}/answer", given).status_code == 404, name
        assert client.post(f"/backing/{wish.number}/withdraw").status_code == 404, name
    wish.refresh_from_db()
    assert wish.open
    assert not Deed.objects.filter(what__icontains="back").exists()
    noted = [path.read_bytes() for path in (small.folder / "office").rglob("*") if path.is_file()]
    assert not [one for one in noted if SECRET.encode() in one]


def test_the_customers_window_and_the_next_close_know_nothing_of_it(small, wish):
    import re

    from tests.company import quiet

    given = small.owner().post(f"/window/{wish.party}", {"days": "90"})
    link = re.search(r'value="http://testserver(/w/[^"]+)"', _text(given))[1]
    assert SECRET not in _text(small.owner().get(link))
    with small.book.closed() as closed:
        before = closed.con.execute("SELECT count(*) FROM moments").fetchone()
    small.book.close(dt.date(2026, 3, 12), quiet)
    with small.book.closed() as closed:
        assert closed.con.execute("SELECT count(*) FROM moments").fetchone() == before


def test_only_when_nobody_answers_in_time_the_next_one_above_sees_it(small, wish):
    from goodwill.web.models import Backing

    head, olga = small.client("head"), small.owner()
    assert SECRET not in _text(head.get("/backing"))
    Backing.objects.update(due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert SECRET in _text(head.get("/backing"))
    assert SECRET not in _text(olga.get("/backing"))
    assert SECRET not in _text(small.client("mike").get("/backing"))
    given = {"answer": "talk", "words": ""}
    assert head.post(f"/backing/{wish.number}/answer", given).status_code == 302
    wish.refresh_from_db()
    assert wish.answer == "talk"


def test_whoever_stands_in_for_the_manager_sees_it_while_standing_in(small, wish):
    from goodwill.web.models import Deputy

    carl = small.client("carl")
    day = dt.datetime.now(dt.UTC).date()
    stands = Deputy.objects.create(
        principal=small.member("dora"), deputy=small.member("carl"),
        from_date=day - dt.timedelta(days=1), until_date=day + dt.timedelta(days=1),
    )  # fmt: skip
    assert SECRET in _text(carl.get("/backing"))
    stands.delete()
    assert SECRET not in _text(carl.get("/backing"))


def test_where_the_manager_has_no_entry_the_next_one_above_is_asked(small):
    from goodwill.web import backing

    anna, head = small.member("anna"), small.member("head")
    assert backing.ladder(anna.person, anna.pk) == [{head.pk}]
    small.member("dora")
    assert backing.ladder(anna.person, anna.pk)[0] == {small.member("dora").pk}


def test_it_can_be_taken_back_and_is_then_nowhere(small, wish):
    small.client("anna").post(f"/backing/{wish.number}/withdraw")
    assert SECRET not in _text(small.client("dora").get("/backing"))
    assert SECRET not in _text(small.client("anna").get("/backing"))


def test_teams_are_counted_only_from_enough_wishes_of_several_people(small, wish):
    from goodwill.web import backing
    from goodwill.web.models import Backing

    olga, anna, bob = small.member("olga", "owner"), small.member("anna"), small.member("bob")
    del wish

    def more(member, times):
        for _time in range(times):
            Backing.objects.create(member=member, person=member.person, party=small.party("acme"),
                                   due_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))  # fmt: skip

    more(anna, 4)
    assert backing.counted(olga) == []  # five, of one person
    more(bob, 1)
    assert [(one.team, one.number) for one in backing.counted(olga)] == [("Hotline", 6)]
    assert [one.team for one in backing.counted(small.member("dora"))] == ["Hotline"]
    assert backing.counted(small.member("mike")) == []
    assert backing.counted(bob) == []


def test_whoever_has_nobody_above_asks_nobody(small):
    from goodwill.web import backing

    assert not backing.may_ask(small.member("olga", "owner"))
    party = small.party("acme")
    assert small.owner().get(f"/backing/about/{party}").status_code == 404
    assert "I need backing" not in _text(small.owner().get(f"/report/party?party={party}"))


def test_the_words_about_whoever_is_erased_are_gone(small, wish):
    from goodwill.book.erasing import erase

    erase(small.book, wish.party)
    small.client("dora").get("/backing")
    wish.refresh_from_db()
    assert wish.text == ""
