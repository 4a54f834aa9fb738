"""Every address, file, chart, mail and call, asked by every reader: nobody sees too much."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import random
import shutil
import sys
from collections import Counter
from unittest.mock import patch

import pytest

from goodwill import reports
from goodwill.reports import faces
from tests.web.access.asking import EVERYBODY, asked
from tests.web.access.looking import MARK, Allowed, leaks, text_of
from tests.web.access.offices import FEW, furnished
from tests.web.access.oracle import Company, Eyes
from tests.web.access.trees import AS_OF, grow

SCOPES = [
    "read:reports", "read:moments", "read:words", "read:guard", "write:guard", "write:moments",
    "write:import",
]  # fmt: skip


@pytest.mark.parametrize("seed", FEW)
def test_nobody_is_shown_what_they_may_not_see(seed, office, pattern, tmp_path):
    tree = grow(seed)
    company = Company(tree)
    counts = Counter()
    with furnished(office, tree, pattern, tmp_path) as members, watched() as strays:
        drawn = as_owners_get_it(members["owner@x.example"])
        rng = random.Random(seed)
        for reader in rng.sample(tree.readers, 4):
            counts += ask_all(members[reader.email], Eyes(company, reader), drawn, rng, few=40)
        counts["asked"] += look_through_the_window(tree, members["owner@x.example"])
    assert not strays
    assert counts["asked"] > 100
    assert counts["shown"] > 20


@pytest.mark.slow
def test_a_hundred_thousand_answers_over_two_hundred_trees_show_nobody_too_much(
    office, pattern, tmp_path
):
    counts = Counter()
    for seed in range(100, 300):
        tree = grow(seed)
        company, rng = Company(tree), random.Random(seed)
        with furnished(office, tree, pattern, tmp_path) as members, watched() as strays:
            drawn = as_owners_get_it(members["owner@x.example"])
            for reader in tree.readers:
                counts += ask_all(members[reader.email], Eyes(company, reader), drawn, rng, few=28)
            counts["asked"] += look_through_the_window(tree, members["owner@x.example"])
        assert not strays
        shutil.rmtree(tmp_path / f"tree-{seed}")
    assert counts["asked"] >= 100_000, counts


def as_owners_get_it(owner):
    """Draw every report once, to learn the names of its tables and charts."""
    from django.http import Http404

    from goodwill.web import access

    drawn = {}
    for name in reports.names():
        with contextlib.suppress(Http404):
            drawn[name] = access.report_for(owner, name, {}, how="").report
    return drawn


def ask_all(member, eyes, drawn, rng, few=None) -> Counter:
    """Ask everything as one member; gives how many answers were looked through, and shown.

    Of pictures in dots and of paper the report is looked through, as it was drawn for them.
    """
    from django.test import Client

    _forget()
    client, counts = Client(raise_request_exception=True), Counter()
    if eyes.role != "nobody" or member.is_active:
        client.force_login(member)
    key = f"Bearer {_key(member)}"
    everything = asked(eyes, drawn, rng)
    allowed = Allowed(eyes)
    for each in rng.sample(everything, min(few, len(everything))) if few else everything:
        headers = {"Authorization": key} if each.by_key else {}
        for method in _methods(client, each, eyes):
            with patch.object(reports, "draw", _kept(seen := [])):
                answer = method(each.path, headers=headers)
            where = (eyes.tree.seed, eyes.reader, each.path, answer.status_code)
            counts["asked"] += 1
            check_status(each, eyes, answer, where)
            text = "\n".join([text_of(answer), *map(faces.as_json, seen)])
            found = [] if each.name in OWN_WORDS else leaks(text, allowed, each.path)
            assert not found, (*where, found)
            counts["shown"] += answer.status_code == 200
    counts["asked"] += letters(member, allowed, eyes)
    return counts


CHANGES = {"logout", "stay_end"}
"""Addresses that end what the test itself needs."""


def _methods(client, each, eyes):
    """Read everything, and send to whatever is no report; owners only read."""
    if each.report or eyes.reader.role == "owner" or each.name in CHANGES:
        return (client.get,)
    return (client.get, client.post)


def letters(member, allowed, eyes) -> int:
    """Write a member the letter of each rhythm, and look through it with its files."""
    from goodwill.web.letters import periods
    from goodwill.web.letters.sending import deliver
    from goodwill.web.models import Digest
    from goodwill.web.office import book_folder
    from goodwill.web.orders import settings_of_the_house

    for rhythm in Digest.RHYTHMS:
        digest = Digest(member=member, rhythm=rhythm, secret="x" * 32, attached=["csv"])
        period = periods.newest(rhythm, AS_OF)
        posted = deliver(digest, period, settings_of_the_house(), trial=True)
        assert (posted is None) == (eyes.role not in reports.readers("digest")), eyes.reader
        for path in (book_folder() / "outbox").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
            text = "\n".join(p if isinstance(p, str) else p.decode() for p in parts)
            found = leaks(text, allowed, "")
            assert not found, (eyes.tree.seed, eyes.reader, rhythm, found)
            path.unlink()
    return len(Digest.RHYTHMS)


def look_through_the_window(tree, owner) -> int:
    """Look through the window as a customer, and at the public page as anybody."""
    from django.test import Client

    from goodwill.web.models import Pass

    client, asked_for = Client(), 0
    for party in tree.customers[:2]:
        _door, secret = Pass.issue(party, owner, dt.timedelta(days=9))
        own = {party, *(row.case for row in tree.dealings if row.party == party)}
        marks = {match.groups() for word in own for match in MARK.finditer(word)}
        for query in ("", "?language=pl"):
            answer = client.get(f"/w/{secret}{query}", follow=True)
            assert answer.status_code == 200
            found = {m[0] for m in MARK.finditer(text_of(answer)) if m.groups() not in marks}
            assert not {word for word in found if "team" not in word}, (tree.seed, party, found)
            asked_for += 1
    for path in ("/quality", "/quality.csv", "/quality.json"):
        text = text_of(client.get(path))
        assert not MARK.search(text), (tree.seed, path)
        asked_for += 1
    return asked_for


OWN_WORDS = {"deeds", "deeds_csv"}
"""Where an owner reads back what was asked for, in the words of whoever asked."""


def _forget() -> None:
    """Forget what others asked and kept before."""
    from goodwill.web.models import Deed, Stay, View

    for model in (Deed, Stay, View):
        model.objects.all().delete()


def _kept(seen):
    drawing = reports.draw

    def drawn(*given, **more):
        seen.append(drawing(*given, **more))
        return seen[-1]

    return drawn


def check_status(each, eyes, answer, where) -> None:
    """Whatever is not allowed is not there, and nothing is ever forbidden or fails."""
    assert answer.status_code not in {403, 500}, where
    if each.report:
        allowed = eyes.role in reports.readers(each.report)
        assert allowed or answer.status_code in {302, 401, 404, 405}, where
        return
    if eyes.role == "nobody":
        assert answer.status_code != 200 or each.name in EVERYBODY | {"welcome"}, where
    elif eyes.reader.role != "owner" and each.name not in EVERYBODY and not each.by_key:
        assert answer.status_code in {404, 405}, where


def _key(member) -> str:
    import datetime as dt

    from django.utils import timezone

    from goodwill.web.models import Key
    from goodwill.web.models.secret import fingerprint

    secret = f"gw_{member.pk}"
    Key.objects.get_or_create(
        fingerprint=fingerprint(secret),
        defaults={"name": "test", "member": member, "scopes": SCOPES,
                  "expires_at": timezone.now() + dt.timedelta(days=9)},
    )  # fmt: skip
    return secret


BESIDE = {"orders.py", "errands.py", "serving.py"}
"""Modules that open the book for no reader: settings and dates of files; errands of owners."""


@contextlib.contextmanager
def watched():
    """Note every opening of a book or closed book that the choke point did not ask for."""
    from goodwill.book import Book

    strays, opening = [], Book.open.__func__

    def noted(cls, folder):
        frame = sys._getframe(1)
        callers = set()
        while frame:
            callers.add(frame.f_code.co_filename)
            frame = frame.f_back
        if not any(name.endswith(("web/access.py", *BESIDE)) for name in callers):
            strays.append(sorted(name for name in callers if "goodwill/web" in name))
        return opening(cls, folder)

    with patch.object(Book, "open", classmethod(noted)):
        yield strays
