"""Errands run beside the pages, one at a time, and are told truly when they come to grief."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

PATIENCE = 120


def _wait(errand) -> str:
    from goodwill.web import errands

    until = time.monotonic() + PATIENCE
    while errands.lives(errand):
        assert time.monotonic() < until
        time.sleep(0.2)
    errand.refresh_from_db()
    return errand.state


@pytest.fixture
def asleep(monkeypatch):
    """Errands whose processes only sleep; those left are ended."""
    from goodwill.web import errands

    begun = []

    def launch(errand):
        process = subprocess.Popen(["sleep", "60"])
        type(errand).objects.filter(pk=errand.pk).update(process=process.pid)
        errands._CHILDREN[errand.pk] = process
        begun.append(process)

    monkeypatch.setattr(errands, "launch", launch)
    yield begun
    for process in begun:
        process.kill()
        process.wait()


def test_two_closes_at_once_are_one_errand_that_ends_well(office):
    from goodwill.book import Book
    from goodwill.web.models import Errand

    before = len(Book.open(office.folder).closed_files())
    client = office.alice()
    first, second = client.post("/close"), client.post("/close")
    assert first["Location"] == second["Location"]
    waiting = client.get(first["Location"])
    if waiting.status_code == 200:
        assert waiting["Refresh"] == "2"
        assert "The book is being closed" in waiting.content.decode()
    assert _wait(Errand.objects.get()) == Errand.DONE
    assert len(Book.open(office.folder).closed_files()) == before + 1
    assert client.get(first["Location"])["Location"] == "/"


def test_a_killed_errand_is_told_as_interrupted(office, asleep):
    from goodwill.web.models import Errand

    client = office.alice()
    address = client.post("/close")["Location"]
    assert client.get(address).status_code == 200
    os.kill(asleep[0].pid, signal.SIGKILL)
    asleep[0].wait()
    answer = client.get(client.get(address)["Location"])
    assert "This was interrupted; nothing half done is left behind." in answer.content.decode()
    assert Errand.objects.get().state == Errand.FAILED


def test_an_errand_of_an_office_that_was_closed_is_found_again(office, asleep):
    from goodwill.web import errands
    from goodwill.web.models import Errand

    office.alice().post("/close")
    errand = Errand.objects.get()
    del errands._CHILDREN[errand.pk]
    assert errands.lives(errand)
    asleep[0].kill()
    asleep[0].wait()
    assert not errands.lives(errand)


def test_more_than_a_few_errands_are_refused(office, asleep):
    from goodwill.web import errands

    member = office.member()
    begun = [errands.begin(member, "try", f"{number:016x}") for number in range(errands.MOST)]
    assert all(begun)
    assert errands.begin(member, "try", "f" * 16) is None
    assert errands.begin(member, "try", f"{0:016x}") == begun[0]
    answer = office.alice().post("/close", follow=True)
    assert "Too much is under way" in answer.content.decode()
    assert "Something is under way" in answer.content.decode()


def test_a_failure_of_ours_is_told_without_its_insides(office, at_once, monkeypatch, capsys):
    from goodwill.web import errands

    def fail(*_arguments):
        raise RuntimeError("planted")

    monkeypatch.setitem(errands._DO, "close", fail)
    text = office.alice().post("/close", follow=True).content.decode()
    assert "This is our fault" in text
    assert "planted" not in text
    assert "planted" in capsys.readouterr().err
