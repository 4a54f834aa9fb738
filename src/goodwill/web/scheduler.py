"""The scheduler: it sends letters and closes the book when they are due, and shows that it lives.

It is one process, started with the office or alone (`goodwill run`). The lock of a book lets one
work while others stand by; what is due is read from the database, so nothing is lost while nobody
works, and after a pause each digest is sent for its newest period alone.

    python -m goodwill.web.scheduler BOOK ADDRESS
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goodwill.house.settings import Settings
    from goodwill.web.models import Pulse

SCHEDULER, CLOSE = "scheduler", "close"
"""The names of its pulses: that it lives, and that it has begun the close of the day."""
EVERY = 30
"""Seconds between two rounds."""
LATE = dt.timedelta(minutes=5)
LOCK = "scheduler.lock"


def is_late() -> bool:
    """Tell whether something waits for the scheduler while it has not lived for five minutes."""
    from django.utils import timezone

    from goodwill.web.models import Digest, Pulse
    from goodwill.web.orders import settings_of_the_house

    if Pulse.objects.filter(name=SCHEDULER, beat_at__gt=timezone.now() - LATE).exists():
        return False
    return (
        Digest.objects.filter(active=True).exists()
        or settings_of_the_house().close_daily is not None
    )


def beat(name: str, said: str = "") -> Pulse:
    """Note that something lives or was done just now."""
    from django.utils import timezone

    from goodwill.web.models import Pulse

    made, _new = Pulse.objects.update_or_create(
        name=name, defaults={"beat_at": timezone.now(), "said": said[:300]}
    )
    return made


def round_of_work(now: dt.datetime | None = None) -> None:
    """Do once what is due; a fault in one part does not keep the other from its turn."""
    from goodwill.web.letters.sending import send_due

    beat(SCHEDULER, f"process {os.getpid()}")
    for part in (close_if_due, send_due):
        try:
            part(now)
        except Exception:  # noqa: BLE001  # the scheduler must live on; the log shows the fault
            traceback.print_exc()


def close_if_due(now: dt.datetime | None = None) -> bool:
    """Begin the close of the day where its hour has come and something has changed since."""
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    from goodwill.web.errands import begin
    from goodwill.web.orders import moved_on, settings_of_the_house

    now = now or timezone.now()
    settings = settings_of_the_house()
    if settings.close_daily is None or not _first_since(due_since(settings, now)):
        return False
    beat(CLOSE)
    return moved_on() and begin(AnonymousUser(), "close") is not None


def due_since(settings: Settings, now: dt.datetime) -> dt.datetime:
    """Give the last instant at which the book was to be closed, by the company's clock."""
    from goodwill.house.wall import as_utc

    zone = ZoneInfo(settings.zone)
    hour = dt.time.fromisoformat(str(settings.close_daily))
    today = now.astimezone(zone).date()
    for day in (today, today - dt.timedelta(days=1)):
        instant = as_utc(dt.datetime.combine(day, hour), zone).replace(tzinfo=dt.UTC)
        if instant <= now:
            break
    return instant


def _first_since(instant: dt.datetime) -> bool:
    """Tell whether no close of the day was begun since an instant."""
    from goodwill.web.models import Pulse

    return not Pulse.objects.filter(name=CLOSE, beat_at__gte=instant).exists()


def work(book: Path, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Do what is due, round after round, as long as it goes on; stand by while another works."""
    from django.db import close_old_connections, connections

    with _alone(book, goes_on) as mine:
        while mine and goes_on():
            close_old_connections()
            round_of_work()
            connections.close_all()
            _rest(goes_on)


def _rest(goes_on: Callable[[], bool]) -> None:
    until = time.monotonic() + EVERY
    while time.monotonic() < until and goes_on():
        time.sleep(0.5)


@contextlib.contextmanager
def _alone(book: Path, goes_on: Callable[[], bool]) -> Iterator[bool]:
    """Wait for the lock of this book's scheduler; it goes with its process, however that ends."""
    handle = os.open(book / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        mine = False
        while not mine and goes_on():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.5)
            else:
                mine = True
        yield mine
    finally:
        os.close(handle)


@contextlib.contextmanager
def beside(book: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a scheduler in a process of its own, as long as the office is open."""
    child = subprocess.Popen(
        [sys.executable, "-m", "goodwill.web.scheduler", book, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the office, which then ends its scheduler
    )
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


def main() -> None:
    """Work until the office that began it is gone, however it went."""
    from goodwill.web.office import open_office

    book, parent = Path(sys.argv[1]), os.getppid()
    open_office(book, address=sys.argv[2])
    work(book, lambda: os.getppid() == parent)


if __name__ == "__main__":
    main()
