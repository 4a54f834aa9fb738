"""A PostgreSQL server for the tests: thrown away afterwards, reached through its own folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
ABSENT = "no PostgreSQL server here: install one, for example with `apt-get install postgresql`"


def binaries() -> Path | None:
    """Find the folder of the server's programs; the newest where there are several."""
    for pattern in USUAL:
        found = sorted(Path("/").glob(pattern.lstrip("/")))
        if found:
            return found[-1]
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program and shutil.which("postgres") else None


def unprivileged() -> list[str]:
    """Give the words that start a program as another user: the server refuses to run as root."""
    return (
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    )


@contextlib.contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a server without a port, and give the address of its database."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.geteuid() == 0:
            os.chown(folder, 65_534, 65_534)
        data = f"{folder}/data"
        control = [str(programs / "pg_ctl"), "-D", data, "-s", "-w"]
        initial = ["-A", "trust", "-U", "alice", "-E", "UTF8", "--locale=C", "--no-sync"]
        run([str(programs / "initdb"), "-D", data, *initial], folder)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c shared_buffers=16MB"
        run([*control, "-l", f"{folder}/log", "-o", options, "start"], folder)
        try:
            yield f"postgresql://alice@/postgres?host={folder}"
        finally:
            run([*control, "-m", "immediate", "stop"], folder)


def run(words: list[str], folder: str) -> None:
    """Run one of the server's programs as a user who may."""
    subprocess.run([*unprivileged(), *words], check=True, cwd=folder, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL, or a visible skip that says how to get one."""
    programs = binaries()
    if programs is None:
        pytest.skip(ABSENT)
    with server(programs) as address:
        yield address


def new_database(address: str) -> str:
    """Make an empty database on a server, and give its address."""
    import psycopg

    name = f"office_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")
