"""Members: invited by a link once, bound to a person and a day, shut out, stood in for, noted."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest

from tests.web.conftest import PASSWORD

TODAY = dt.datetime.now(dt.UTC).date()
LINK = re.compile(r"http://testserver(/welcome/[\w-]+)")


@pytest.fixture
def owner(office):
    from goodwill.web.models import Deputy, Stay

    for model in (Deputy, Stay):
        model.objects.all().delete()
    return office.alice()


def _staff(office, number=0, **given):
    """Make a member of somebody who stands on the staff list today."""
    from goodwill.book import Book
    from goodwill.web.branches import posts_of, stands

    people = sorted({p.person for p in posts_of(Book.open(office.folder)) if stands(p, TODAY)})
    assert len(people) > 5
    return office.member(f"bob{number}@acme.example", role="staff", person=people[number], **given)


def _client(office, member):
    client = office.stranger()
    client.force_login(member)
    return client


def test_a_link_binds_a_member_to_a_role_a_person_and_a_day(office, owner):
    from goodwill.web.models import Deed, Member

    page = owner.get("/members").content.decode()
    person = re.search(r'<option value="(w[^"]{11})">', page)[1]
    until = TODAY + dt.timedelta(days=30)
    answer = owner.post("/members", {"role": "staff", "person": person, "until": until})
    assert answer["Cache-Control"] == "no-store"
    link = LINK.search(answer.content.decode())[1]
    given = {"name": "Bob", "email": "bob@acme.example", "password": PASSWORD}
    assert office.stranger().post(link, given)["Location"] == "/"
    bob = Member.objects.get(email="bob@acme.example")
    assert (bob.role, bob.person, bob.until) == ("staff", person, until)
    deed = Deed.objects.get(what="invited")
    assert link.rpartition("/")[2] not in str(deed.detail)
    assert deed.detail["person"] == person
    assert office.stranger().post(link, given).status_code == 410


def test_staff_without_a_person_are_not_invited(owner):
    from goodwill.web.models import Invitation

    answer = owner.post("/members", {"role": "staff", "person": ""})
    assert "would see nothing" in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["staff", "outsider"])
def test_members_are_for_owners_alone(office, owner, role):
    del owner
    bob = _staff(office) if role == "staff" else office.member("eve@x.example", role=role)
    client = _client(office, bob)
    for path in ("/members", "/members/deeds", "/members/deeds.csv", f"/members/{bob.pk}"):
        assert client.get(path).status_code == 404, path
    for path in (f"/members/{bob.pk}/out", f"/members/{bob.pk}/link", "/members"):
        assert client.post(path, {"role": "owner"}).status_code == 404, path
    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == (role, True)


def test_a_member_who_is_shut_out_is_out_at_once(office, owner):
    bob = _staff(office)
    client = _client(office, bob)
    assert client.get("/").status_code == 200
    owner.post(f"/members/{bob.pk}/out")
    assert client.get("/")["Location"].startswith("/login")
    owner.post(f"/members/{bob.pk}/out")
    assert _client(office, bob).get("/").status_code == 200


def test_the_last_day_is_the_last_day(office, owner):
    del owner
    last = _staff(office, until=TODAY + dt.timedelta(days=1))
    gone = _staff(office, 1, until=TODAY - dt.timedelta(days=2))
    assert _client(office, last).get("/").status_code == 200
    client = _client(office, gone)
    for path in ("/", "/stays", "/digests", "/views", "/report/standards"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "Spade" not in answer.content.decode()


def test_somebody_remains_an_owner(office, owner):
    from goodwill.web.models import Member

    alice = Member.objects.get(email="alice@acme.example")
    assert (
        "must remain" in owner.post(f"/members/{alice.pk}", {"role": "outsider"}).content.decode()
    )
    owner.post(f"/members/{alice.pk}/out")
    alice.refresh_from_db()
    assert (alice.role, alice.is_active) == ("owner", True)
    office.member("bea@acme.example", role="owner", until=TODAY)
    owner.post(f"/members/{alice.pk}/out")
    alice.refresh_from_db()
    assert alice.is_active  # an owner until today is none tomorrow


def test_a_link_to_choose_a_new_password_ends_every_stay(office, owner):
    bob = _staff(office)
    client = _client(office, bob)
    assert client.get("/").status_code == 200
    link = LINK.search(owner.post(f"/members/{bob.pk}/link").content.decode())[1]
    fresh = "another sentence to enter by"
    visitor = office.stranger()
    assert "choose a new password" in visitor.get(link).content.decode()
    assert visitor.post(link, {"password": fresh})["Location"] == "/"
    assert visitor.get("/").status_code == 200
    assert client.get("/")["Location"].startswith("/login")
    assert office.stranger().post(link, {"password": fresh}).status_code == 410
    entered = {"username": bob.email, "password": fresh}
    assert office.stranger().post("/login", entered).status_code == 302


def test_a_deputy_sees_what_the_principal_sees_while_it_lasts(office, owner):
    from goodwill.web.access import role_of
    from goodwill.web.models import Deputy, Member

    alice = Member.objects.get(email="alice@acme.example")
    bob = _staff(office)
    before = role_of(bob)
    assert before != "owner"
    days = {"from_date": TODAY, "until_date": TODAY + dt.timedelta(days=3)}
    answer = owner.post(f"/members/{alice.pk}/deputies", {"deputy": bob.pk, **days})
    assert answer.status_code == 302
    client = _client(office, bob)
    assert client.get("/report/statement").status_code == 200
    assert client.get("/import").status_code == 404
    assert client.get("/members").status_code == 404
    made = Deputy.objects.get()
    owner.post(f"/members/{alice.pk}/deputies/{made.pk}/end")
    assert client.get("/report/statement").status_code == 404
    assert role_of(Member.objects.get(pk=bob.pk)) == before


@pytest.mark.parametrize("shift", [-1, 400])
def test_a_deputyship_has_days_that_make_sense(office, owner, shift):
    from goodwill.web.models import Deputy, Member

    alice = Member.objects.get(email="alice@acme.example")
    days = {"from_date": TODAY, "until_date": TODAY + dt.timedelta(days=shift)}
    given = {"deputy": _staff(office).pk, **days}
    assert owner.post(f"/members/{alice.pk}/deputies", given).status_code == 200
    assert not Deputy.objects.exists()


def test_a_member_logs_another_browser_out(office, owner):
    bob = _staff(office)
    here, there = _client(office, bob), _client(office, bob)
    assert there.get("/", headers={"User-Agent": "Old phone"}).status_code == 200
    page = here.get("/stays").content.decode()
    assert "Old phone" in page
    number = re.search(r"Old phone.*?/stays/(\d+)/end", page, re.DOTALL)[1]
    assert owner.post(f"/stays/{number}/end").status_code == 404  # nobody else's stay
    assert here.post(f"/stays/{number}/end")["Location"] == "/stays"
    assert there.get("/")["Location"].startswith("/login")
    assert here.get("/").status_code == 200


def test_what_is_seen_and_taken_is_written_down_without_names(office, owner):
    from goodwill.web.models import Deed

    client = _client(office, bob := _staff(office))
    assert (
        client.get("/report/parties", {"search": "Zebra Ltd", "order": "lost"}).status_code == 200
    )
    assert client.get("/report/standards/ours.csv").status_code == 200
    deeds = list(Deed.objects.filter(member=bob).order_by("pk"))
    assert [(deed.what, deed.about) for deed in deeds] == [
        ("saw", "parties"), ("took csv", "standards"),
    ]  # fmt: skip
    assert deeds[0].detail["asked"] == {"order": "lost"}
    page = owner.get("/members/deeds", {"member": bob.pk, "sort": "took"}).content.decode()
    assert "took as CSV" in page
    assert "Zebra" not in page
    assert page.count("<tr") == 2
    rows = list(csv.reader(io.StringIO(owner.get("/members/deeds.csv").content.decode())))
    assert rows[0] == ["when", "who", "what", "about", "details"]
    assert ["saw", "parties"] in [row[2:4] for row in rows]


def test_no_deed_is_run_by_a_spreadsheet(office, owner):
    from goodwill.web.models import Deed

    Deed.objects.create(member=office.member("z@x.example", name="=1+1"), what="saw", about="@x")
    text = owner.get("/members/deeds.csv").content.decode()
    assert "'=1+1" in text
    assert "'@x" in text


def test_the_deeds_come_page_by_page(owner):
    from goodwill.web.models import Deed

    Deed.objects.bulk_create(Deed(what="saw", about=f"thing{n}") for n in range(150))
    page = owner.get("/members/deeds").content.decode()
    assert 'rel="next"' in page
    assert owner.get("/members/deeds", {"offset": 100}).content.decode().count("<tr") == 51
    assert owner.get("/members/deeds", {"offset": "x", "first": "never"}).status_code == 200
