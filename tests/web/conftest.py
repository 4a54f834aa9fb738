"""The office of the small company, on SQLite or on a real PostgreSQL.

With GOODWILL_TEST_OFFICE=postgres (`make test-postgres`) the whole suite runs on a server of its
own.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.postgres import new_database, postgres
from tests.web import small as small_company

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["postgres"]
PASSWORD = "a sentence to enter by"


class Office(NamedTuple):
    """The office of the small company, open to Django's own test client."""

    folder: Path

    def member(self, email="alice@acme.example", role="owner", **given):
        from goodwill.web.models import Member

        member = Member.objects.enrol(email, email.partition("@")[0].title(), role, PASSWORD, "en")
        for name, value in given.items():
            setattr(member, name, value)
        member.save()
        return member

    def stranger(self, **given):
        from django.test import Client

        return Client(**given)

    def alice(self, **given):
        """Alice the owner, logged in."""
        from goodwill.web.models import Member

        client = self.stranger(**given)
        member = Member.objects.filter(email="alice@acme.example").first() or self.member()
        client.force_login(member)
        return client


@pytest.fixture(scope="session")
def opened(made, tmp_path_factory, request) -> Office:
    """A copy of the small company's book with its office; Django can be set up once a run only."""
    from goodwill.web.office import DATABASE, open_office

    if os.environ.get("GOODWILL_TEST_OFFICE") == "postgres":
        os.environ[DATABASE] = new_database(request.getfixturevalue("postgres"))
    folder = tmp_path_factory.mktemp("office") / "book"
    shutil.copytree(made.book.folder, folder)
    open_office(folder, ("testserver",))
    return Office(folder)


@pytest.fixture
def office(opened) -> Office:
    """The office with nobody in it yet."""
    from django.apps import apps
    from django.contrib.sessions.models import Session

    for model in (Session, *apps.get_app_config("web").get_models()):
        model.objects.all().delete()
    return opened


@pytest.fixture
def empty(office, tmp_path):
    """The same office before a book in which nothing is imported."""
    from django.test import override_settings

    from goodwill.book import Book

    folder = tmp_path / "empty"
    Book.create(folder, "Bolt")
    with override_settings(GOODWILL_BOOK=folder):
        yield office


@pytest.fixture
def at_once(monkeypatch, office):
    """Let errands run to their end before the page that began them answers."""
    from goodwill.web import errands
    from goodwill.web import office as settings

    def launch(errand):
        errands.run(settings.book_folder(), errand.pk)

    monkeypatch.setattr(errands, "launch", launch)
    return office


@pytest.fixture(scope="session")
def small_book(tmp_path_factory) -> Path:
    """The book of a small company of two teams, closed."""
    return small_company.make(tmp_path_factory.mktemp("small"))


@pytest.fixture
def small(office, small_book, tmp_path):
    """The office before a copy of the small company, with nobody in it yet."""
    shutil.copytree(small_book, tmp_path / "small")
    with small_company.serving(tmp_path / "small") as served:
        yield served
