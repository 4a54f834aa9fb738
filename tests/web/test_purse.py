"""The purse in the office: given within limits, backed beyond them, seen by those concerned."""

from __future__ import annotations

import html

import pytest

from goodwill.book import done, given
from goodwill.care.purse import MONEY, Purse

STAMP = iter(range(1000))


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


def _give(client, party, do="give", **told):
    asked = {"do": do, "stamp": f"s{next(STAMP)}", **told}
    return client.post(f"/purse/to/{party}", asked)


def _purse(small):
    book = small.book
    return Purse(book.folder, book.settings)


def _welcome(small):
    with _purse(small) as purse:
        return purse.balance("welcome", MONEY)


@pytest.fixture
def clients(small):
    return {name: small.client(name) for name in ("anna", "bob", "dora", "carl", "mike")}


def test_a_gift_within_the_limits_is_given_and_told_to_the_next_close(small, clients):
    answer = _give(clients["anna"], small.party("acme"), money="12,50", case="ticket:t1")
    assert answer.status_code == 302
    assert _welcome(small) == 1250
    (row,) = done.noted(small.folder)
    assert (row["amount"], row["case"], row["given"]) == ("12.50", "ticket:t1", "gift")
    assert row["person"] == small.party("anna")
    given.tell(small.folder, small.book.settings)
    assert len(done.noted(small.folder)) == 1
    page = _text(clients["anna"].get("/purse"))
    assert "€12.50" in page
    assert "Acme Anvils" in page
    assert "€187.50" in page


def test_the_same_form_sent_twice_gives_once(small, clients):
    for _turn in range(2):
        _give(clients["anna"], small.party("acme"), money="10", stamp="once")
    assert _welcome(small) == 1000


def test_over_the_limit_the_one_above_is_asked_and_bears_it(small, clients):
    acme = small.party("acme")
    answer = _give(clients["anna"], acme, money="80")
    assert answer.status_code == 200
    assert "managers may give it" in _text(answer)
    assert _welcome(small) == 0
    _give(clients["anna"], acme, "ask", money="80")
    assert "You asked for backing" in _text(clients["anna"].get("/purse"))
    for other in ("bob", "carl", "mike"):
        page = _text(clients[other].get("/purse"))
        assert "Back it" not in page, other
        with _purse(small) as purse:
            (asked,) = purse.requests()
        assert clients[other].post(f"/purse/{asked.id}/answer", {"do": "back"}).status_code == 404
    assert "Anna Ash wants to give €80.00" in _text(clients["dora"].get("/purse"))
    clients["dora"].post(f"/purse/{asked.id}/answer", {"do": "back"})
    with _purse(small) as purse:
        (held,) = purse.commitments()
    assert held.bearer == small.party("dora")
    assert clients["anna"].post(f"/purse/{held.id}/kept").status_code == 302
    assert _welcome(small) == 8000


def test_nobody_backs_their_own_wish_and_no_is_an_answer(small, clients):
    _give(clients["dora"], small.party("acme"), "ask", money="400")
    with _purse(small) as purse:
        (asked,) = purse.requests()
    assert clients["dora"].post(f"/purse/{asked.id}/answer", {"do": "back"}).status_code == 404
    small.client("head").post(f"/purse/{asked.id}/answer", {"do": "refuse"})
    with _purse(small) as purse:
        assert purse.requests() == []
        assert purse.balance("promised") == 0


def test_what_was_set_aside_is_settled_by_those_whom_it_concerns_alone(small, clients):
    _give(clients["anna"], small.party("acme"), "aside", money="20")
    with _purse(small) as purse:
        (held,) = purse.commitments()
    for other in ("bob", "carl", "mike"):
        for step in ("kept", "back"):
            assert clients[other].post(f"/purse/{held.id}/{step}").status_code == 404
    assert clients["dora"].post(f"/purse/{held.id}/back").status_code == 302
    answer = clients["anna"].post(f"/purse/{held.id}/kept", follow=True)
    assert "There is no open promise of this number" in _text(answer)
    assert _welcome(small) == 0


def test_one_sees_ones_own_entries_a_manager_those_below_an_owner_all(small, clients):
    _give(clients["anna"], small.party("acme"), money="11")
    _give(clients["carl"], small.party("cork"), money="13")
    seen = {name: _text(client.get("/purse/entries")) for name, client in clients.items()}
    seen["olga"] = _text(small.client("olga", "owner").get("/purse/entries"))
    assert {name for name, page in seen.items() if "€11.00" in page} == {"anna", "dora", "olga"}
    assert {name for name, page in seen.items() if "€13.00" in page} == {"carl", "mike", "olga"}
    assert "Cork and Co" not in seen["anna"] + seen["bob"] + seen["dora"]


def test_nothing_is_given_to_customers_whom_one_may_not_see(small, clients):
    assert _give(clients["carl"], small.party("acme"), money="5").status_code == 404
    assert clients["carl"].get(f"/purse/to/{small.party('acme')}").status_code == 404
    assert _welcome(small) == 0


def test_an_outsider_finds_no_purse(small):
    outsider = small.client("carl", "outsider")
    assert outsider.get("/purse").status_code == 404
    assert outsider.get("/purse/entries").status_code == 404


def test_a_unit_goes_out_comes_back_and_is_seen_when_it_is_overdue(small, clients):
    olga = small.client("olga", "owner")
    olga.post("/purse/house", {"do": "units", "kind": "till", "numbers": "T1, T2", "team": ""})
    _give(clients["anna"], small.party("acme"), loan="till", lent_until="2020-01-01")
    page = _text(clients["anna"].get("/purse"))
    assert "till T1" in page
    assert "overdue" in page
    assert "1 unit on loan is overdue" in _text(clients["dora"].get("/report/today"))
    assert "overdue" not in _text(clients["carl"].get("/purse"))
    with _purse(small) as purse:
        (unit,) = purse.overdue()
    assert clients["carl"].post(f"/purse/{unit.entry}/returned").status_code == 404
    assert clients["anna"].post(f"/purse/{unit.entry}/returned").status_code == 302
    with _purse(small) as purse:
        assert purse.overdue() == []


def test_time_and_stock_of_others_are_charged_to_the_giver(small, clients):
    answer = _give(clients["anna"], small.party("acme"), money="10", time_of="team:Field")
    assert answer.status_code == 200  # she knows of no such team
    _give(clients["anna"], small.party("acme"), money="10", minutes="30", time_of="team:another",
          stock_of="another")  # fmt: skip
    assert "with another team" in _text(clients["dora"].get("/purse"))
    with _purse(small) as purse:
        (entry,) = purse.entries("e.kind = 'give'")
        loads = {line.holder: line.amount for line in purse.entry(entry.id)[1]
                 if line.account == "load" and line.unit == MONEY}  # fmt: skip
    assert loads == {small.party("anna"): 1000, "team:another": -1000}


def test_owners_alone_change_the_reserve_reverse_and_note_advertising(small, clients):
    _give(clients["anna"], small.party("acme"), money="10")
    with _purse(small) as purse:
        (entry,) = purse.entries("e.kind = 'give'")
    for client in clients.values():
        assert client.post("/purse/house", {"do": "fund", "money": "1"}).status_code == 404
        assert client.post(f"/purse/{entry.id}/reverse").status_code == 404
    olga = small.client("olga", "owner")
    olga.post("/purse/house", {"do": "fund", "money": "100"})
    olga.post("/purse/house", {"do": "advertise", "money": "1234,56"})
    page = _text(olga.get("/purse"))
    assert "€1,234.56" in page
    assert "€1,090.00" in page
    assert "cannot tell yet" in page
    olga.post(f"/purse/{entry.id}/reverse")
    assert _welcome(small) == 0
    assert done.noted(small.folder) == []


def test_teams_lack_what_they_lack_until_somebody_tells_them(small, clients):
    assert "Nobody has told them" in _text(clients["dora"].get("/purse"))
    assert clients["dora"].post("/purse/told", {"team": "Field"}).status_code == 404
    assert clients["anna"].post("/purse/told", {"team": "Hotline"}).status_code == 404
    clients["dora"].post("/purse/told", {"team": "Hotline"})
    assert "Nobody has told them" not in _text(clients["dora"].get("/purse"))
    assert "Nobody has told them" in _text(clients["mike"].get("/purse"))


def test_a_gift_in_a_case_that_we_broke_passes_the_stop_level(small, clients, monkeypatch):
    from goodwill.web import giving

    with _purse(small) as purse:
        purse.fund(-90_000)
    answer = _give(clients["anna"], small.party("acme"), money="10")
    assert "only what makes good a breach" in _text(answer)
    monkeypatch.setattr(giving, "_broken", lambda _request, _party, case: case == "ticket:t1")
    for case, code in (("ticket:t3", 200), ("ticket:t1", 302)):
        answer = _give(clients["anna"], small.party("acme"), money="10", case=case)
        assert answer.status_code == code


@pytest.mark.parametrize(
    "told", [{}, {"money": "-5"}, {"money": "nan"}, {"money": "1e300"}, {"minutes": "-1"},
             {"money": "1", "case": "ticket:none"}, {"money": "1", "play": "none"}],
)  # fmt: skip
def test_what_makes_no_sense_is_said_so(small, clients, told):
    answer = _give(clients["anna"], small.party("acme"), **told)
    assert answer.status_code == 200
    assert 'role="alert"' in _text(answer)
    assert _welcome(small) == 0


def test_a_play_of_today_that_costs_something_leads_to_the_form_and_chooses_itself(small, clients):
    from goodwill.reports.report import Column, Row, Table
    from goodwill.web.templatetags.spent import give_link

    acme = small.party("acme")
    table = Table("things", "", (Column("what", ""), Column("who", "", "party")), ())
    at, opens = "2026-03-10T10:00:00", ("moments", {"case": "ticket:t1"})
    link = give_link(table, Row(("", acme), opens, key=f"play:recovery:ticket:t1:{at}"))
    page = _text(clients["anna"].get(link))
    for chosen in ("recovery", "ticket:t1"):
        assert f'<option value="{chosen}" selected' in page
    for row in (
        Row(("", acme), opens, key=f"play:nothing_to_sell:x:{at}"),
        Row(("", acme), opens, key="promise:recovery"),
        Row(("", None), None, key=f"play:recovery:x:{at}"),
    ):
        assert give_link(table, row) == ""
