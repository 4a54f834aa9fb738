"""The office before the book of a tree, with a member for each of its readers."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING
from unittest.mock import patch

from tests.web.access import books

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodwill.web.models import Member
    from tests.web.access.trees import Tree

FEW = (1, 2, 3)
"""The seeds of every run; many more are tried by hand."""


@contextlib.contextmanager
def furnished(office, tree: Tree, pattern: Path, folder: Path) -> Iterator[dict[str, Member]]:
    """Let the office serve the book of a tree, on the tree's day, to the tree's readers."""
    from django.test import override_settings

    from goodwill.web import access

    del office
    book = books.write(folder / f"tree-{tree.seed}", tree, pattern)
    with (
        override_settings(GOODWILL_BOOK=book.folder),
        patch.object(access, "_today", lambda _book: tree.today),
    ):
        yield _members(tree)


def _members(tree: Tree) -> dict[str, Member]:
    from goodwill.web.models import Deputy, Member

    Member.objects.all().delete()
    members = {
        each.email: Member.objects.create(
            email=each.email, name=each.email.partition("@")[0], role=each.role,
            person=each.person, until=each.until, is_active=each.active, password="!",
        )
        for each in tree.readers
    }  # fmt: skip
    for each in tree.readers:
        for principal, first, last in each.stands_in:
            Deputy.objects.create(
                principal=members[principal], deputy=members[each.email],
                from_date=first, until_date=last,
            )  # fmt: skip
    return members


def noon(day: dt.date) -> dt.datetime:
    """Give noon of a day, in UTC."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
