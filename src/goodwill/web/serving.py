"""Serving the office of a book, from the first one-time link to Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from goodwill.problems import ConfigurationError, Problem, UsageError
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104  # compared with, not bound to
THREADS = 8


def serve(
    book: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8321,
    welcome: bool = False,
    proxy: str = "",
    scheduler: bool = True,
) -> None:
    """Serve the office until it is interrupted; without members, print the owner's link.

    With `welcome` a guest's link to the simulated company is printed, and opened where there is a
    screen. With `proxy`, the address of the machine that speaks https for us, nothing is served
    over plain http, and that machine alone is believed about who asks.
    """
    from goodwill.web.office import open_office
    from goodwill.web.scheduler import beside

    taken = free_port(host, port)
    here = f"http://{'localhost' if host in ANYWHERE else host}:{taken}"
    address = _public(book, required=bool(proxy)) or here
    open_office(book, _hosts(host, address), address=address, secure=bool(proxy))
    from django.core.handlers.wsgi import WSGIHandler
    from waitress.server import create_server

    from goodwill.web.parcels import LARGEST

    server = create_server(
        WSGIHandler(), host=host, port=taken, threads=THREADS, ident="Goodwill",
        max_request_body_size=LARGEST + 1024 * 1024, **_trusting(proxy),
    )  # fmt: skip
    shown = address if proxy else here
    click.echo(_("The office is open: {address}", address=shown), err=True)
    _invite(shown, welcome=welcome)
    click.echo(_("Ctrl-C closes the office."), err=True)
    for way in (signal.SIGINT, signal.SIGTERM):  # also where a service or a shell's & started us
        signal.signal(way, signal.default_int_handler)
    with open_sign(book), beside(book, address) if scheduler else contextlib.nullcontext():
        try:
            server.run()
        except KeyboardInterrupt:
            pass
        finally:
            server.close()
    click.echo(_("The office is closed; all is in order."), err=True)


@contextlib.contextmanager
def open_sign(book: Path, *, alone: bool = False) -> Iterator[None]:
    """Show that the office is open, as long as it is; with `alone`, refuse where one is."""
    handle = os.open(book / "office.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        what = _("The office is open, and what is written there meanwhile would be lost.")
        raise UsageError(Problem(str(book), what, _("Close it first."))) from None
    finally:
        os.close(handle)


def _public(book: Path, *, required: bool) -> str:
    """Give the address that the settings name; behind https it must be one of https."""
    from goodwill.book import Book

    address = Book.open(book).settings.office_address or ""
    if required and not address.startswith("https://"):
        what = _("The office is to be reached by https, but no such address is set.")
        hint = _("Write it like this: {example}",
                 example='office_address = "https://goodwill.acme.example"')  # fmt: skip
        raise ConfigurationError(Problem(str(book / "goodwill.toml"), what, hint))
    return address


def _hosts(host: str, address: str) -> tuple[str, ...]:
    """Say under which names the office answers."""
    if host in ANYWHERE and not address.startswith("https://"):
        return ("*",)
    return (host, urlsplit(address).hostname or host)


def _trusting(proxy: str) -> dict[str, Any]:
    """Believe the one machine in front of us about who asks and how; nobody else."""
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }


def _invite(address: str, *, welcome: bool) -> None:
    """Print the address by which one comes in: the guest's, the first owner's, or the office's."""
    from goodwill.web.models import Invitation, Member

    if welcome:
        link = f"{address}/welcome/{Invitation.make(Invitation.GUEST)}"
        click.echo(_("Look around; everything here is simulated:"), err=True)
        click.echo(link)
        if any(os.environ.get(screen) for screen in ("DISPLAY", "WAYLAND_DISPLAY")):
            click.launch(link)
    elif not Member.objects.exists():
        click.echo(_("Come in as the owner (this link works once):"), err=True)
        click.echo(f"{address}/welcome/{Invitation.make('owner')}")
    else:
        click.echo(address)


def free_port(host: str, port: int) -> int:
    """Find the first free port from the one wished for."""
    for candidate in range(port, port + 50):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    return 0
