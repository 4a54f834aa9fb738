"""How letters leave: by the company's mail server, or into a folder where none is set."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from goodwill.house.mail import PASSWORD
from goodwill.moments import disk
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.core.mail.backends.smtp import EmailBackend

    from goodwill.house.mail import Mail

OUTBOX = "outbox"
PATIENCE = 20
"""Seconds to wait for a mail server."""


class Posted(NamedTuple):
    """What became of a letter: whether it left, and else the file in which it waits."""

    left: bool
    kept: str = ""


def post(message: EmailMessage, mail: Mail | None) -> Posted:
    """Hand a letter to the mail server, or keep it in the book's outbox where there is none."""
    if mail is None:
        return Posted(left=False, kept=_keep(message))
    message.connection = server(mail)
    message.send()
    return Posted(left=True)


def server(mail: Mail) -> EmailBackend:
    """Give the way to the mail server; its password comes from the environment alone."""
    from django.core.mail.backends.smtp import EmailBackend

    return EmailBackend(
        host=mail.host,
        port=mail.port,
        username=mail.user,
        password=os.environ.get(PASSWORD, "") if mail.user else "",
        use_tls=mail.security == "starttls",
        use_ssl=mail.security == "tls",
        timeout=PATIENCE,
        ssl_keyfile="",  # else Django's settings are asked, which the doctor may not have yet
        ssl_certfile="",
    )


def _keep(message: EmailMessage) -> str:
    """Write a letter down as mail programs open it; the same letter again replaces itself."""
    folder = book_folder() / OUTBOX
    folder.mkdir(mode=0o700, exist_ok=True)
    name = re.sub(r"[^\w.-]", "-", str(message.extra_headers["Message-ID"]).strip("<>")) + ".eml"
    with disk.rewriting(folder / name) as aside:
        aside.write_bytes(message.message().as_bytes(linesep="\r\n"))
    return f"{OUTBOX}/{name}"
