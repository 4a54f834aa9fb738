"""An office before a small company: two teams under a head, three customers, one of them abroad."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from goodwill.book import Book
from goodwill.book.importing import Request, import_file
from tests.company import quiet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from goodwill.web.models import Member

AS_OF = dt.date(2026, 3, 12)
STAFF = """Employee Number;Employee Name;Reports To;Team;Department;Role;From
head;Head Hall;;;;Managing director;2026-01-01
dora;Dora Dale;head;;Service;Manager;2026-01-01
mike;Mike Moor;head;;Sales;Manager;2026-01-01
anna;Anna Ash;dora;Hotline;Service;Clerk;2026-01-01
bob;Bob Birch;dora;Hotline;Service;Clerk;2026-01-01
carl;Carl Cole;mike;Field;Sales;Clerk;2026-01-01
"""
CUSTOMERS = """Customer Number,Customer Name,Segment,Time Zone
acme,Acme Anvils,firm,Europe/Warsaw
bolt,Bolt Bros,firm,America/New_York
cork,Cork and Co,shop,
"""
TICKETS = """Ticket Number,Created,First Response,Resolved,Requester,Assigned To,Team,Subject
t1,2026-03-02 09:00,2026-03-02 10:00,2026-03-02 15:00,acme,anna,Hotline,Where is it
t2,2026-03-03 09:00,2026-03-03 10:00,2026-03-03 15:00,bolt,anna,Hotline,A question
t3,2026-03-04 09:00,2026-03-04 10:00,2026-03-04 15:00,acme,bob,Hotline,Another one
t4,2026-03-05 09:00,2026-03-05 10:00,2026-03-05 15:00,cork,carl,Field,A visit
"""


class Small(NamedTuple):
    """The book of the small company, open to Django's own test client."""

    folder: Path

    @property
    def book(self) -> Book:
        return Book.open(self.folder)

    def party(self, named: str) -> str:
        return self.book.party(named)

    def member(self, name: str, role: str = "staff") -> Member:
        """Give the member of this name, made when first asked for."""
        from goodwill.web.models import Member

        person = "" if role == "owner" else self.party(name)
        member, _made = Member.objects.get_or_create(
            email=f"{name}@acme.example",
            defaults={"name": name.title(), "role": role, "person": person, "password": "!"},
        )
        return member

    def client(self, name: str, role: str = "staff") -> Client:
        from django.test import Client

        client = Client()
        client.force_login(self.member(name, role))
        return client

    def owner(self) -> Client:
        return self.client("olga", "owner")


def make(folder: Path) -> Path:
    """Make the company's book and close it."""
    book = Book.create(folder / "book", "Acorn", zone="Europe/Warsaw")
    for name, text in (("staff", STAFF), ("customers", CUSTOMERS), ("tickets", TICKETS)):
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        import_file(book, Request(str(path), source=name, keep_good=False), quiet)
    book.close(AS_OF, quiet)
    return book.folder


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Small]:
    """Let the office serve this book."""
    from django.test import override_settings

    with override_settings(GOODWILL_BOOK=folder.resolve()):
        yield Small(folder)
