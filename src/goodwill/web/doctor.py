"""How the office is: its database, its scheduler, its mail; each finding with what to do next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from goodwill.book.doctor import NOTED, WELL, WRONG, Finding
from goodwill.house.mail import PASSWORD
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodwill.house.mail import Mail
    from goodwill.house.settings import Settings


def of_office(folder: Path, settings: Settings, *, mail: bool = False) -> Iterator[Finding]:
    """Look at the office of a book; the mail server is asked only where it is wished."""
    from goodwill.problems import GoodwillError
    from goodwill.web.office import DATABASE, FILE, MOVED

    here = os.environ.get(DATABASE) or any((folder / name).exists() for name in (FILE, MOVED))
    if not here:
        yield Finding("office", NOTED, _("nobody has opened it yet"),
                      _("It is made by `goodwill serve`."))  # fmt: skip
    else:
        try:
            database = _database(folder)
        except GoodwillError as error:
            (problem, *_others) = error.problems
            database = Finding("office", WRONG, problem.what.rstrip("."), problem.hint)
        yield database
        if database.state == WELL:
            yield _scheduler(settings)
    yield _mail(settings.mail, asked=mail)


def _database(folder: Path) -> Finding:
    """Reach the database without changing anything, and compare its tables with the program's."""
    import django
    from django.conf import settings
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from goodwill.web.office import office_settings

    if not settings.configured:
        settings.configure(**office_settings(folder))
        django.setup()
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        newer = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    except DatabaseError as error:
        said = _("its database cannot be reached: {reason}", reason=str(error).strip())
        return Finding("office", WRONG, said, _("Start the database, or see who may use it."))
    if any(label == "web" for label, _name in newer):
        said = _("its database is of a newer Goodwill")
        return Finding("office", WRONG, said, _("Use that version, or restore a backup."))
    if plan:
        said = _("its tables are of an older Goodwill")
        return Finding("office", NOTED, said, _("`goodwill serve` brings them up to date."))
    return Finding("office", WELL, connection.vendor)


def _scheduler(settings: Settings) -> Finding:
    """See when the scheduler last lived, and whether anything waits for it."""
    from django.utils import timezone

    from goodwill.web.models import Digest, Letter, Pulse
    from goodwill.web.scheduler import LATE, SCHEDULER

    pulse = Pulse.objects.filter(name=SCHEDULER).first()
    said = _("has never run")
    if pulse is not None:
        said = _("last lived at {when}", when=pulse.beat_at.isoformat(timespec="seconds"))
    waits = Digest.objects.filter(active=True).exists() or settings.close_daily is not None
    alive = pulse is not None and timezone.now() - pulse.beat_at < LATE
    if waits and not alive:
        hint = _("Start it with `goodwill serve` or `goodwill run`; letters and the close wait.")
        return Finding("scheduler", WRONG, said, hint)
    failed = Letter.objects.filter(outcome=Letter.FAILED).order_by("-made_at").first()
    if failed is not None:
        return Finding("scheduler", NOTED, said,
                       _("A letter could not be sent: {why}", why=failed.said))  # fmt: skip
    return Finding("scheduler", WELL if alive else NOTED, said)


def _mail(mail: Mail | None, *, asked: bool) -> Finding:
    """Tell how letters leave; where asked, knock at the server and log in."""
    if mail is None:
        hint = _("Letters are kept in `outbox`; a table [mail] lets them leave.")
        return Finding("mail", NOTED, _("no mail server is set"), hint)
    said = f"{mail.host}:{mail.port} ({mail.security})"
    if mail.user and not os.environ.get(PASSWORD):
        hint = _("Give the password of {user} in {variable}.", user=mail.user, variable=PASSWORD)
        return Finding("mail", WRONG, said, hint)
    if not asked:
        return Finding("mail", WELL, said, _("`goodwill doctor --mail` knocks at its door."))
    from goodwill.web.letters.posting import server

    connection = server(mail)
    try:
        connection.open()
        connection.close()
    except OSError as error:  # those of the mail protocol are among them
        return Finding("mail", WRONG, f"{said}: {error}",
                       _("Check its name, port, security, user and password."))  # fmt: skip
    return Finding("mail", WELL, _("{server} lets us in", server=said))
