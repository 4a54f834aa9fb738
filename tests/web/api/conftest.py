from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from tests.web.conftest import Office

SECRET = "gw_a-secret-for-tests"
WHEN = dt.timedelta(days=30)


class Program(NamedTuple):
    """A program with a key that Alice the owner made, before the office of the small company."""

    office: Office
    key: object

    def get(self, path: str, **asked):
        return self._client().get(f"/api/v1{path}", asked)

    def post(self, path: str, body: object = None):
        return self._client().post(f"/api/v1{path}", body, content_type="application/json")

    def send(self, path: str, **fields):
        return self._client().post(f"/api/v1{path}", fields)

    def _client(self):
        return self.office.stranger(headers={"Authorization": f"Bearer {SECRET}"})


def key_for(member, secret=SECRET, **given):
    """Make a key that may do everything, unless told otherwise."""
    from django.utils import timezone

    from goodwill.web.api.bearer import SCOPES
    from goodwill.web.models import Key
    from goodwill.web.models.secret import fingerprint

    told = {"scopes": list(SCOPES), "expires_at": timezone.now() + WHEN, **given}
    return Key.objects.create(
        name="nightly", fingerprint=fingerprint(secret), member=member, **told
    )


@pytest.fixture
def program(office, monkeypatch) -> Program:
    from goodwill.web.api import rates

    rates.forget()
    monkeypatch.setattr(rates, "BURST", 10**9)
    return Program(office, key_for(office.member()))


@pytest.fixture
def own_book(program, own):
    """The same before a book of its own, which a test may change."""
    from django.test import override_settings

    with override_settings(GOODWILL_BOOK=own.book.folder):
        yield program
