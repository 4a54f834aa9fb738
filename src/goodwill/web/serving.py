"""Serving the office of a book, from the first one-time link to Ctrl-C."""

from __future__ import annotations

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

    With `welcome` the link is printed in any case, as the demonstration wants it.
    """
    from goodwill.web.office import open_office

    hosts = ("*",) if host in ANYWHERE else (host,)
    open_office(book, hosts)
    from django.core.handlers.wsgi import WSGIHandler
    from waitress.server import create_server

    from goodwill.web.models import Member
    from goodwill.web.parcels import LARGEST

    taken = free_port(host, port)
    address = f"http://{'localhost' if host in ANYWHERE else host}:{taken}"
    server = create_server(
        WSGIHandler(), host=host, port=taken, threads=THREADS, ident="Goodwill",
        max_request_body_size=LARGEST + 1024 * 1024,
    )  # fmt: skip
    click.echo(_("The office is open: {address}", address=address), err=True)
    if welcome or not Member.objects.exists():
        from goodwill.web.models import Invitation

        click.echo(_("Come in as the owner (this link works once):"), err=True)
        click.echo(f"{address}/welcome/{Invitation.make('owner')}")
    else:
        click.echo(address)
    click.echo(_("Ctrl-C closes the office."), err=True)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        click.echo(_("The office is closed; all is in order."), err=True)


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
