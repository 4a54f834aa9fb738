"""The scheduler: it works alone, closes when it is time, and is missed when it does not live."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

UTC = dt.UTC
FOOT = "The scheduler is not running"


@pytest.fixture
def house(office, monkeypatch):
    """The settings of the book, with a close at three."""
    from goodwill.web import orders

    settings = replace(orders.settings_of_the_house(), close_daily="03:00", zone="Europe/Warsaw")
    monkeypatch.setattr(orders, "settings_of_the_house", lambda: settings)
    return settings


@pytest.fixture
def begun(monkeypatch):
    """Errands are noted, not begun."""
    from goodwill.web import errands

    noted = []

    def begin(member, what):
        noted.append((member.pk, what))
        return object()

    monkeypatch.setattr(errands, "begin", begin)
    return noted


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-02T02:30", "2026-03-02T02:00"),  # three o'clock in Warsaw
        ("2026-03-02T01:30", "2026-03-01T02:00"),
        ("2026-03-29T05:00", "2026-03-29T01:00"),  # the clocks went forward that night
        ("2026-07-01T23:30", "2026-07-01T01:00"),
    ],
)
def test_the_book_is_due_by_the_clock_of_the_company(house, now, due):
    from goodwill.web.scheduler import due_since

    assert due_since(house, at(now)) == at(due)


def test_the_book_is_closed_once_a_day_and_only_where_something_is_new(house, begun, monkeypatch):
    from goodwill.web import orders
    from goodwill.web.models import Pulse
    from goodwill.web.scheduler import close_if_due

    monkeypatch.setattr(orders, "moved_on", lambda: True)
    now = dt.datetime.now(UTC)
    assert close_if_due(now)
    assert not close_if_due(now)
    assert begun == [(None, "close")]
    Pulse.objects.update(beat_at=now - dt.timedelta(days=3))  # three days down: once, not thrice
    assert close_if_due(now)
    assert not close_if_due(now)
    monkeypatch.setattr(orders, "moved_on", lambda: False)
    Pulse.objects.update(beat_at=now - dt.timedelta(days=3))
    assert not close_if_due(now)
    assert len(begun) == 2


def test_without_the_wish_the_book_is_never_closed(office, begun):
    from goodwill.web.scheduler import close_if_due

    assert not close_if_due(dt.datetime.now(UTC))
    assert begun == []


def test_a_book_has_moved_on_when_records_settings_or_standards_are_newer(empty, own, tmp_path):
    from django.test import override_settings

    from goodwill.web.orders import moved_on

    assert not moved_on()  # nothing was ever imported
    folder = own.book.folder
    with override_settings(GOODWILL_BOOK=folder):
        newest = own.book.closed_files()[-1]
        later = newest.stat().st_mtime + 10
        files = [folder / "journal/manifest.jsonl", folder / "goodwill.toml"]
        for path in files:
            os.utime(path, (later - 20, later - 20))
        assert not moved_on()
        for path in files:
            os.utime(path, (later, later))
            assert moved_on()
            os.utime(path, (later - 20, later - 20))
        newest.unlink()
        assert moved_on()


def test_a_round_goes_on_where_a_part_of_it_fails(office, monkeypatch, capsys):
    from goodwill.web import scheduler
    from goodwill.web.letters import sending
    from goodwill.web.models import Pulse

    done = []

    def broken(now):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(scheduler, "close_if_due", broken)
    monkeypatch.setattr(sending, "send_due", done.append)
    scheduler.round_of_work()
    assert done == [None]
    assert "a fault of ours" in capsys.readouterr().err
    assert Pulse.objects.get(name="scheduler").said.startswith("process ")


# The light


def test_the_light_shows_when_something_waits_and_nobody_works(office):
    from goodwill.web.models import Digest, Member, Pulse
    from goodwill.web.scheduler import beat

    alice = office.alice()
    assert FOOT not in alice.get("/").content.decode()  # nothing waits
    member = Member.objects.get(email="alice@acme.example")
    Digest.objects.create(member=member, rhythm="daily", secret="x")
    assert FOOT in alice.get("/").content.decode()
    beat("scheduler")
    assert FOOT not in alice.get("/").content.decode()
    Pulse.objects.update(beat_at=dt.datetime.now(UTC) - dt.timedelta(minutes=6))
    assert FOOT in alice.get("/").content.decode()
    assert FOOT not in office.stranger().get("/login").content.decode()


def test_the_light_shows_where_the_daily_close_waits(house, office):
    assert FOOT in office.alice().get("/").content.decode()


# The process


def test_an_office_and_its_scheduler_that_open_a_book_at_once_share_one_secret(tmp_path):
    from goodwill.web.office import _secret

    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        start = threading.Barrier(8)

        def opened(folder=folder, start=start):
            start.wait()
            return _secret(folder)

        with ThreadPoolExecutor(8) as openers:
            drawn = [each.result() for each in [openers.submit(opened) for _one in range(8)]]
        assert len(set(drawn)) == 1
        assert len(drawn[0]) > 40
        assert (folder / "office.secret").stat().st_mode & 0o777 == 0o600


def test_of_two_schedulers_one_works_and_the_other_takes_over(tmp_path):
    from goodwill.book import Book
    from goodwill.web.scheduler import LOCK

    folder = tmp_path / "bolt"
    Book.create(folder, "Bolt")
    words = [sys.executable, "-m", "goodwill", "-q", "--book", str(folder), "run"]
    first, second = (subprocess.Popen(words, stdin=subprocess.DEVNULL) for _ in range(2))
    try:
        one = _holder(folder / LOCK, {first.pid, second.pid})
        other = second if one == first.pid else first
        os.kill(one, signal.SIGKILL)
        assert _holder(folder / LOCK, {other.pid}) == other.pid
        other.send_signal(signal.SIGINT)
        # to a shell both are 130: Python itself ends by the signal where it came amid an `exec`
        assert other.wait(120) in {130, -signal.SIGINT}
    finally:
        for each in (first, second):
            each.kill()
            each.wait()


def _holder(lock, processes):
    """Wait until one of some processes holds a lock, and say which."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            words = line.split()
            held = lock.exists() and words[-3].endswith(f":{lock.stat().st_ino}")
            if held and "->" not in words and int(words[4]) in processes:
                return int(words[4])
        time.sleep(0.1)
    raise AssertionError("nobody holds the lock")
