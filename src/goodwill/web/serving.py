"""Serving the office of a book, from the first one-time link to Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING

import click

from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path

ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104  # compared with, not bound to
THREADS = 8


def serve(book: Path, *, host: str = "127.0.0.1", port: int = 8321, welcome: bool = False) -> None:
    """Serve the office until it is interrupted; without members, print the owner's link.

    With `welcome` a guest's link to the simulated company is printed, and opened where there is a
    screen.
    """
    from goodwill.web.office import open_office

    hosts = ("*",) if host in ANYWHERE else (host,)
    open_office(book, hosts)
    from django.core.handlers.wsgi import WSGIHandler
    from waitress.server import create_server

    from goodwill.web.parcels import LARGEST

    taken = free_port(host, port)
    address = f"http://{'localhost' if host in ANYWHERE else host}:{taken}"
    server = create_server(
        WSGIHandler(), host=host, port=taken, threads=THREADS, ident="Goodwill",
        max_request_body_size=LARGEST + 1024 * 1024,
    )  # fmt: skip
    click.echo(_("The office is open: {address}", address=address), err=True)
    _invite(address, welcome=welcome)
    click.echo(_("Ctrl-C closes the office."), err=True)
    for way in (signal.SIGINT, signal.SIGTERM):  # also where a service or a shell's & started us
        signal.signal(way, signal.default_int_handler)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        click.echo(_("The office is closed; all is in order."), err=True)


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
