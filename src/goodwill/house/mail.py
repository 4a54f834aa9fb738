"""By which server letters leave the house; its password is never written into the settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from goodwill.house.values import one_of, text, whole
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.house.toml import Key, Reading

SECURITY = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The port that is usual for each."""
PASSWORD = "GOODWILL_MAIL_PASSWORD"  # noqa: S105  # the name of a variable, not its value
"""The variable of the environment that holds the password."""


class Mail(NamedTuple):
    """A server that takes letters, and from whom they come."""

    host: str
    port: int
    security: str
    user: str
    sender: str


def mail(reading: Reading, key: Key, value: object) -> Mail | None:
    """Read the table of the mail server."""
    if not isinstance(value, dict):
        reading.wrong(key, _("{key} must be a table.", key="mail"),
                      _("Write {header} on a line of its own.", header="[mail]"))  # fmt: skip
        return None
    for name in set(value) - {"host", "port", "security", "user", "from"}:
        reading.unknown((*key, name), ("host", "port", "security", "user", "from"))
    host = text(reading, (*key, "host"), value.get("host"))
    sender = _address(reading, (*key, "from"), value.get("from"))
    security = one_of(SECURITY)(reading, (*key, "security"), value.get("security", "starttls"))
    if host is None or sender is None or security is None:
        return None
    port = whole(1, 65_535)(reading, (*key, "port"), value.get("port", PORTS[security]))
    user = text(reading, (*key, "user"), value["user"]) if "user" in value else ""
    return None if port is None or user is None else Mail(host, port, security, user, sender)


def _address(reading: Reading, key: Key, value: object) -> str | None:
    """Read who letters come from: an address, or a name with the address in angle brackets."""
    said = text(reading, key, value)
    if said is None or re.fullmatch(r"[^\s<>@]+@[^\s<>@]+|[^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>", said):
        return said
    what = _("{key}: {value} is not an e-mail address.", key=".".join(key), value=said)
    reading.wrong(key, what, _("Write it like this: {example}",
                               example='from = "Goodwill <goodwill@acme.example>"'))  # fmt: skip
    return None


def address(reading: Reading, key: Key, value: object) -> str | None:
    """Read the address of the office as its members type it, without a slash at the end."""
    said = text(reading, key, value)
    if said is None:
        return None
    parts = urlsplit(said)
    whole_host = parts.scheme in {"http", "https"} and parts.hostname
    if whole_host and parts.path in {"", "/"} and not (parts.query or parts.fragment):
        return f"{parts.scheme}://{parts.netloc}"
    what = _("{key}: {value} is not the address of a site.", key=".".join(key), value=said)
    reading.wrong(key, what, _("Write it like this: {example}",
                               example=f'{key[-1]} = "https://goodwill.acme.example"'))  # fmt: skip
    return None


def clock(reading: Reading, key: Key, value: object) -> str | None:
    """Read a time of the day, as in 03:00."""
    if isinstance(value, str) and re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value):
        return value.rjust(5, "0")
    what = _("{key} must be a time of the day.", key=".".join(key))
    reading.wrong(key, what, _("Write it like this: {example}", example=f'{key[-1]} = "03:00"'))
    return None
