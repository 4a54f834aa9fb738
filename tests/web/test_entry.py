"""Coming in: one-time links, the log-in, its throttle, and what strangers may see."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.urls import URLPattern
from django.utils import timezone

from tests.web.conftest import PASSWORD

ALICE = {"name": "Alice", "email": "alice@acme.example", "password": PASSWORD}
OPEN = {"login", "welcome", "language", "health", "unsubscribe", "pane", "pane_asked", "quality",
        "quality_csv", "quality_json"}  # fmt: skip


def _log_in(client, password=PASSWORD, email="alice@acme.example", **extra):
    return client.post("/login", {"username": email, "password": password}, **extra)


def _routes():
    from goodwill.web import urls

    example = {"name": "statement", "table": "statement", "chart": "waterfall",
               "parcel": "0" * 16, "rhythm": "daily"}  # fmt: skip
    resolvers = [route for route in urls.urlpatterns if not isinstance(route, URLPattern)]
    assert [str(each.pattern) for each in resolvers] == ["api/v1/"]  # asked by tests of its own
    for route in (each for each in urls.urlpatterns if each not in resolvers):
        path = "/" + str(route.pattern)
        for name, converter in route.pattern.converters.items():
            del converter
            kind = next(k for k in ("str", "slug", "int") if f"<{k}:{name}>" in path)
            path = path.replace(
                f"<{kind}:{name}>", example.get(name, "1" if kind == "int" else "x")
            )
        yield route.name, path


def test_every_page_but_the_door_asks_a_stranger_to_log_in(office):
    closed = [(name, path) for name, path in _routes() if name not in OPEN]
    assert len(closed) >= 12
    for _name, path in closed:
        for answer in (office.stranger().get(path), office.stranger().post(path)):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/login?next="), path


def test_an_unknown_page_tells_a_stranger_nothing(office):
    assert office.stranger().get("/nothing")["Location"].startswith("/login")


def test_a_stranger_is_not_told_whose_book_it_is(office):
    assert "simulated" not in office.stranger().get("/login").content.decode()


def test_somebody_without_a_role_finds_nothing(office):
    charlie = office.member("charlie@acme.example", role="nobody")
    client = office.stranger()
    client.force_login(charlie)
    for path in ("/", "/report/parties", "/import", "/report/statement.json"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "Spade" not in answer.content.decode()


def test_a_link_makes_the_owner_once(office):
    from goodwill.web.models import Deed, Invitation, Member

    link = f"/welcome/{Invitation.make('owner')}"
    client = office.stranger()
    assert client.get(link).status_code == 200
    assert client.post(link, ALICE)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Member.objects.get().role == "owner"
    assert Deed.objects.filter(what="welcome").exists()
    assert office.stranger().get(link).status_code == 410
    assert office.stranger().post(link, ALICE | {"email": "bob@acme.example"}).status_code == 410
    assert Member.objects.count() == 1


def test_a_link_older_than_a_week_is_stale(office):
    from goodwill.web.models import Invitation

    secret = Invitation.make("owner")
    Invitation.objects.update(made_at=timezone.now() - dt.timedelta(days=8))
    assert office.stranger().post(f"/welcome/{secret}", ALICE).status_code == 410


def test_of_two_who_use_a_link_at_once_one_becomes_the_owner(office):
    from django.db import connection

    from goodwill.web.models import Invitation, Member

    link = f"/welcome/{Invitation.make('owner')}"

    def come(name):
        try:
            return (
                office.stranger().post(link, ALICE | {"email": f"{name}@acme.example"}).status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(come, ("alice", "bob")))
    assert answers == [302, 410]
    assert Member.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890", ""])
def test_a_weak_password_is_refused_and_the_link_still_works(office, password):
    from goodwill.web.models import Invitation, Member

    link = f"/welcome/{Invitation.make('owner')}"
    assert office.stranger().post(link, ALICE | {"password": password}).status_code == 200
    assert not Member.objects.exists()
    assert office.stranger().post(link, ALICE).status_code == 302


def test_the_database_keeps_neither_the_link_nor_the_password(office):
    from goodwill.web.models import Invitation

    secret = Invitation.make("owner")
    office.stranger().post(f"/welcome/{secret}", ALICE)
    kept = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    assert len(kept) > 3
    assert not any(word in row for word in (secret, PASSWORD) for row in kept)


def test_logging_in_gives_a_new_session(office):
    office.member()
    client = office.stranger()
    client.session["planted"] = "by Charlie"
    client.cookies["goodwill_session"] = "0" * 32
    assert _log_in(client).status_code == 302
    assert client.cookies["goodwill_session"].value != "0" * 32


def test_ten_failures_close_the_door_even_to_the_right_password(office):
    from goodwill.web.models import Attempt

    office.member()
    for _time in range(Attempt.PER_MEMBER):
        assert "do not belong together" in _log_in(office.stranger(), "wrong").content.decode()
    answer = _log_in(office.stranger())
    assert answer.status_code == 200
    assert "quarter of an hour" in answer.content.decode()
    Attempt.objects.update(made_at=timezone.now() - 2 * Attempt.WINDOW)
    assert _log_in(office.stranger()).status_code == 302


def test_somebody_who_guesses_at_many_members_is_stopped_too(office):
    from goodwill.web.models import Attempt

    office.member()
    for number in range(Attempt.PER_ADDRESS):
        Attempt.failed(f"guess{number}@acme.example", "127.0.0.1")
    assert "quarter of an hour" in _log_in(office.stranger()).content.decode()
    assert _log_in(office.stranger(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_member_who_was_shut_out_does_not_get_in(office):
    office.member(is_active=False)
    assert _log_in(office.stranger()).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(office, target):
    office.member()
    client = office.stranger()
    sent = client.post("/login", {"username": ALICE["email"], "password": PASSWORD, "next": target})
    assert sent["Location"] == "/"
    assert client.post("/language", {"language": "pl", "next": target})["Location"] == "/"


def test_the_language_is_kept_with_the_member(office):
    from goodwill.web.models import Member

    client = office.alice()
    client.post("/language", {"language": "uk", "next": "/report/standards"})
    assert 'lang="uk"' in client.get("/").content.decode()
    assert Member.objects.get().language == "uk"
    elsewhere = office.stranger()
    _log_in(elsewhere)
    assert 'lang="uk"' in elsewhere.get("/").content.decode()


def test_an_unknown_language_changes_nothing(office):
    client = office.alice()
    client.post("/language", {"language": "xx"})
    assert 'lang="en"' in client.get("/").content.decode()


def test_logging_out_ends_the_session(office):
    client = office.alice()
    assert client.get("/logout").status_code == 405
    client.post("/logout")
    assert client.get("/").status_code == 302


def test_a_form_from_elsewhere_is_refused_with_advice(office):
    client = office.alice(enforce_csrf_checks=True)
    for path in ("/logout", "/close", "/language", "/import", "/undo/x"):
        answer = client.post(path)
        assert answer.status_code == 403, path
        assert "load the page again" in answer.content.decode()


def test_a_stranger_may_not_send_much(office):
    answer = office.stranger().post("/login", {"username": "x" * 100_000})
    assert answer.status_code == 413


def test_another_host_name_is_refused(office):
    answer = office.alice().get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400


def test_every_page_forbids_foreign_scripts_and_frames(office):
    client = office.alice()
    for path in ("/", "/login", "/import", "/report/parties", "/nothing", "/health"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy, path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer["Cache-Control"], path


def test_pages_have_neither_scripts_nor_styles_of_their_own(office):
    client = office.alice()
    for path in ("/", "/report/parties", "/report/standards", "/import", "/report/portfolio"):
        text = client.get(path).content.decode()
        assert "<script" not in text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
