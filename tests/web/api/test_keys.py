"""Keys: what they open, to whom they are shown, and that nothing opens without one."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from goodwill.words import LANGUAGES
from tests.web.api.conftest import SECRET, key_for

NOW = dt.datetime.now(dt.UTC)
KEYLESS = {"/api/v1/openapi.json"}
"""What says nothing of the book: how the interface is asked."""


def _operations():
    from goodwill.web.api.interface import made

    schema = made().get_openapi_schema(path_prefix="api/v1/")
    return [(method, path) for path, each in schema["paths"].items() for method in each]


def _address(path: str) -> str:
    return path.replace("{name}", "statement").replace("{table}", "statement").replace(
        "{number}", "1"
    )  # fmt: skip


def test_every_address_of_the_interface_asks_for_a_key(office):
    from django.urls import get_resolver

    found = {
        f"/api/v1/{pattern.pattern}"
        for resolver in get_resolver().url_patterns
        if str(resolver.pattern) == "api/v1/"
        for pattern in resolver.url_patterns
    }
    described = {re.sub(r"{(\w+)}", r"<\1>", path) for _method, path in _operations()}
    bare = {re.sub(r"<\w+:", "<", path) for path in found}
    assert len(described) > 8
    assert described | KEYLESS == bare - {"/api/v1/"}
    alice = office.alice()
    for method, path in _operations():
        for client in (office.stranger(), alice):  # the cookie of a member opens nothing here
            answer = getattr(client, method)(_address(path))
            assert answer.status_code == 401, (method, path)
            assert answer["WWW-Authenticate"].startswith("Bearer")
            assert answer["Content-Type"] == "application/problem+json"
            assert not answer.cookies


def test_what_is_no_operation_is_not_there(program):
    assert program.get("/").status_code == 404
    answer = program.get("/nothing")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_description_needs_no_key_and_says_nothing_of_the_book(office, made):
    answer = office.stranger().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert made.book.settings.name not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"revoked_at": NOW},
        {"expires_at": NOW - dt.timedelta(seconds=1)},
    ],
)
def test_a_key_that_was_taken_back_or_is_too_old_opens_nothing(office, wrong):
    key_for(office.member(), **wrong)
    client = office.stranger(headers={"Authorization": f"Bearer {SECRET}"})
    assert client.get("/api/v1/health").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic {}", "bearer {}x", "Bearer  "])
def test_another_header_opens_nothing(office, header):
    key_for(office.member())
    client = office.stranger(headers={"Authorization": header.format(SECRET)})
    assert client.get("/api/v1/health").status_code == 401


@pytest.mark.parametrize("gone", [{"is_active": False}, {"until": dt.date(2020, 1, 1)}])
def test_a_key_is_worth_as_much_as_its_member(program, gone):
    from goodwill.web.models import Member

    assert program.get("/health").status_code == 200
    Member.objects.update(**gone)
    assert program.get("/health").status_code == 401


def test_a_key_does_what_its_scopes_allow_and_says_which_is_lacking(office):
    key_for(office.member(), scopes=["read:reports"])
    client = office.stranger(headers={"Authorization": f"Bearer {SECRET}"})
    assert client.get("/api/v1/reports").status_code == 200
    answer = client.get("/api/v1/moments")
    assert answer.status_code == 403
    assert "read:moments" in answer.json()["problems"][0]["what"]


def test_an_outsiders_key_reads_what_an_outsider_may(office):
    key_for(office.member(role="outsider"))
    client = office.stranger(headers={"Authorization": f"Bearer {SECRET}"})
    names = {each["name"] for each in client.get("/api/v1/reports").json()["reports"]}
    assert "standards" in names
    assert not names & {"parties", "party", "moments", "moment"}
    assert client.get("/api/v1/reports/parties").status_code == 404
    assert client.get("/api/v1/moments").json()["moments"] == []
    assert client.post("/api/v1/books").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_told_in_the_language_of_the_key(office, language):
    from goodwill.web.api.answers import TITLES
    from goodwill.words import _, speaking

    key_for(office.member(language=language))
    client = office.stranger(headers={"Authorization": f"Bearer {SECRET}"})
    answer = client.get("/api/v1/reports/nothing")
    assert answer["Content-Language"] == language
    with speaking(language):
        assert answer.json()["title"] == _(TITLES[404])


def test_whoever_asks_too_often_is_told_when_to_come_back(program, monkeypatch):
    from goodwill.web.api import rates

    monkeypatch.setattr(rates, "BURST", 3)
    monkeypatch.setattr(rates, "PER_SECOND", 0.01)
    answers = [program.get("/health") for _time in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    rates.forget()
    assert program.get("/health").status_code == 200


def test_a_bucket_refills_steadily_and_never_above_its_rim():
    from goodwill.web.api import rates

    rates.forget()
    taken = [rates.wait_for(4711, now=100.0) for _time in range(rates.BURST + 2)]
    assert taken.count(0) == rates.BURST
    later = 100.0 + 1.5 / rates.PER_SECOND
    assert [rates.wait_for(4711, now=later) for _time in range(2)] == [0, 1]
    later = [rates.wait_for(4711, now=9999.0) for _time in range(rates.BURST + 1)]
    assert later.count(0) == rates.BURST
    assert rates.wait_for(4712, now=9999.0) == 0


def test_an_owner_makes_a_key_and_sees_its_secret_once(office):
    from goodwill.web.models import Deed, Key

    alice = office.alice()
    member = office.member("bob@acme.example")
    given = {"name": "export", "member": member.pk, "scopes": ["read:reports"], "days": "30"}
    page = alice.post("/keys", given)
    (secret,) = set(re.findall(r"gw_[\w-]{20,}", page.content.decode()))
    assert page["Cache-Control"] == "no-store"
    key = Key.objects.get()
    assert secret not in str(key.__dict__)
    assert dt.timedelta(days=29) < key.expires_at - NOW < dt.timedelta(days=31)
    assert secret not in alice.get("/keys").content.decode()
    assert Deed.objects.filter(what="made key").count() == 1
    program = office.stranger(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/reports/statement").status_code == 200
    alice.post(f"/keys/{key.pk}/revoke")
    assert program.get("/api/v1/reports/statement").status_code == 401
    assert Deed.objects.filter(what="revoked key").count() == 1
    assert alice.post(f"/keys/{key.pk}/revoke").status_code == 404


@pytest.mark.parametrize("lacking", ["name", "scopes", "member", "days"])
def test_a_key_without_something_is_not_made(office, lacking):
    from goodwill.web.models import Key

    alice = office.alice()
    member = office.member("bob@acme.example")
    given = {"name": "x", "member": member.pk, "scopes": ["read:reports"], "days": "30"}
    given.pop(lacking)
    assert alice.post("/keys", given).status_code == 200
    assert not Key.objects.exists()


@pytest.mark.parametrize("path", ["/keys", "/keys/1/revoke"])
def test_keys_are_for_owners(office, path):
    client = office.stranger()
    client.force_login(office.member("out@acme.example", "outsider"))
    assert client.get(path).status_code in {404, 405}
    assert client.post(path).status_code == 404


def test_the_page_for_people_tells_every_operation(office):
    page = office.alice().get("/api").content.decode()
    for method, path in _operations():
        assert f"<code>{method.upper()} {path}</code>" in page
    assert "http://" not in re.sub(r'href="[^"]*"', "", page).replace("http://testserver", "")
