"""A customer and a colleague who are kept apart never meet again, until somebody ends it."""

from __future__ import annotations

import datetime as dt
import html

import pytest

from goodwill.care.guard import Guard
from goodwill.care.parting import hand_on, pairs
from goodwill.moments.journal import engine
from tests.company import quiet


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


def _set(small, name="dora", who="anna", do="apart", role="staff"):
    given = {"person": small.party(who), "do": do}
    return small.client(name, role).post(f"/apart/{small.party('acme')}", given)


def _plea(small, **given):
    from goodwill.web.models import Plea

    return Plea.objects.create(party=small.party("acme"), kind="complaint", text="Unkind", **given)


@pytest.fixture
def apart(small):
    """Acme and Anna, kept apart by Dora."""
    for name in ("dora", "anna", "bob"):
        small.member(name)
    assert _set(small).status_code == 302
    return small


def test_the_pair_stands_in_the_guard_with_its_history_and_its_end(apart):
    from goodwill.web.models import Apart

    with Guard(apart.folder, apart.book.settings) as guard:
        assert guard.apart(apart.party("acme")) == {apart.party("anna")}
    page = _text(apart.client("dora").get(f"/apart/{apart.party('acme')}"))
    assert "Anna Ash" in page
    assert "since " in page
    _set(apart, do="together")
    with Guard(apart.folder, apart.book.settings) as guard:
        assert guard.apart(apart.party("acme")) == set()
    row = Apart.objects.get()
    assert row.ended_at is not None
    assert row.set_by == row.ended_by == apart.member("dora")
    assert "until " in _text(apart.client("dora").get(f"/apart/{apart.party('acme')}"))


def test_why_is_stored_nowhere():
    from goodwill.web.models import Apart

    assert {each.name for each in Apart._meta.fields} == {
        "id", "party", "person", "set_by", "set_at", "ended_by", "ended_at",
    }  # fmt: skip


def test_only_a_manager_of_the_colleague_or_an_owner_sets_it(small):
    for name in ("dora", "mike", "anna", "bob"):
        small.member(name)
    party = small.party("acme")
    assert small.client("anna").get(f"/apart/{party}").status_code == 404
    assert _set(small, name="bob").status_code == 404
    assert _set(small, name="mike").status_code == 404
    assert _set(small, name="dora", who="carl").status_code == 404
    assert _set(small, name="olga", who="carl", role="owner").status_code == 302


def test_no_promise_goes_to_that_person_again_and_open_ones_are_taken_over(small):
    from goodwill.web.models import Promise

    anna, dora = small.member("anna"), small.member("dora")
    party = small.party("acme")
    due = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    made = Promise.objects.create(party=party, text="x", due_at=due, owner=anna, given_by=anna)
    _set(small)
    made.refresh_from_db()
    assert made.owner == dora
    page = _text(small.client("dora").get(f"/promises/to/{party}"))
    assert ">Anna</option>" not in page
    given = {"text": "y", "kind": "callback", "day": "", "time": "", "owner": str(anna.pk)}
    small.client("dora").post(f"/promises/to/{party}", given)
    small.client("dora").post(f"/promises/{made.number}/hand", {"owner": str(anna.pk)})
    assert not Promise.objects.filter(owner=anna).exists()


def test_no_plea_goes_to_that_person_again(small):
    from goodwill.web.models import Plea

    dora, anna, bob = (small.client(name) for name in ("dora", "anna", "bob"))
    taken = _plea(small, state=Plea.TAKEN, taken_by=small.member("anna"))
    assert "Unkind" in _text(anna.get("/pleas"))
    _set(small)
    taken.refresh_from_db()
    assert (taken.state, taken.taken_by) == (Plea.WAITING, None)
    assert "Unkind" not in _text(anna.get("/pleas"))
    assert "Acme Anvils" not in _text(anna.get("/report/today"))
    assert anna.post(f"/pleas/{taken.number}/take").status_code == 404
    assert anna.post(f"/pleas/{taken.number}/answer", {"reply": "x"}).status_code == 404
    assert "Unkind" in _text(bob.get("/pleas"))
    assert "Unkind" in _text(dora.get("/pleas"))


def test_nothing_of_today_goes_to_that_person_but_to_whoever_stands_above(tmp_path):
    from goodwill.house.settings import Settings

    con = engine("256MB")
    con.execute("CREATE TABLE things (key VARCHAR, party VARCHAR, doer VARCHAR, manager VARCHAR)")
    con.execute("""INSERT INTO things VALUES ('play:1', 'cA', 'wAnna', 'wDora'),
        ('promise:2', 'cA', 'wBob', 'wDora'), ('leaving:3', 'cB', 'wAnna', 'wDora'),
        ('play:4', 'cA', 'wAnna', NULL)""")
    with Guard(tmp_path, Settings("Acme")) as guard:
        guard.set_merges([("cOld", "cA")])
        guard.keep_apart("cOld", "wAnna")  # under another record of the same customer
        hand_on(con, pairs(guard))
    told = dict(con.execute("SELECT key, doer FROM things").fetchall())
    assert told == {"play:1": "wDora", "promise:2": "wBob", "leaving:3": "wAnna", "play:4": None}


def test_after_the_next_close_nothing_of_that_customer_is_that_persons_to_do(apart):
    apart.book.close(dt.date(2026, 3, 12), quiet)
    with apart.book.closed() as closed:
        left = closed.con.execute(
            "SELECT key FROM things WHERE party = ? AND doer = ?",
            [apart.party("acme"), apart.party("anna")],
        ).fetchall()
    assert left == []
