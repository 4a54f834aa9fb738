"""Today: its things, its buttons, what rests; pleas are for those who see the customer."""

from __future__ import annotations

import html
import re


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


def _keys(client) -> list[str]:
    return re.findall(r'name="thing" value="([^"]+)"', _text(client.get("/report/today")))


def test_a_thing_that_is_done_makes_room_for_another(office):
    client = office.alice()
    before = _keys(client)
    assert len(before) == 7
    for state in ("done", "later", "never"):
        first = _keys(client)[0]
        answer = client.post("/today/tick", {"thing": first, "state": state})
        assert answer["Location"] == "/report/today"
        assert first not in _keys(client)
    assert len(_keys(client)) == 7
    assert len(set(before) & set(_keys(client))) >= 4


def test_what_one_has_put_off_another_still_sees(office):
    client = office.alice()
    first = _keys(client)[0]
    client.post("/today/tick", {"thing": first, "state": "never"})
    other = office.stranger()
    other.force_login(office.member("bob@acme.example"))
    assert first in _keys(other)


def test_an_odd_tick_finds_nothing(office):
    client = office.alice()
    for given in (
        {}, {"thing": "bill:x"}, {"thing": "bill:x", "state": "eaten"},
        {"thing": "<b>", "state": "done"}, {"thing": "x" * 300, "state": "done"},
    ):  # fmt: skip
        assert client.post("/today/tick", given).status_code == 404
    assert client.get("/today/tick").status_code == 405


def test_urgent_help_asked_for_through_the_window_stands_first(office):
    from goodwill.web.models import Plea

    client = office.alice()
    party = re.findall(r"party=(c[^\"&]+)", _text(client.get("/report/parties")))[0]
    Plea.objects.create(party=party, kind=Plea.URGENT, text="Help")
    text = _text(client.get("/report/today"))
    assert text.index("Help at once") < text.index("Keep a promise")
    Plea.objects.update(state=Plea.ANSWERED)
    assert "Help at once" not in _text(client.get("/report/today"))


def test_things_of_today_come_as_data_without_their_keys(office):
    rows = office.alice().get("/report/today.json").json()["tables"]["things"]
    assert 1 <= len(rows) <= 7
    assert set(rows[0]) == {"what", "party", "why", "due", "stake"}


def test_the_statement_begins_with_the_owners_own_conduct(office):
    client = office.alice()
    text = _text(client.get("/"))
    assert text.index("First, your own conduct") < text.index("Lost by our breaches")
    assert "/report/conduct" in text
    assert "first" in client.get("/report/statement.json").json()
