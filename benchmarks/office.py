"""Pages of the office over a million parties: CPU of each, for every kind of reader.

    python -m benchmarks office [a part of the name of the pages wanted]

The book is grown from the example company's (see `_grown`), which is made first unless the
environment names one in GOODWILL_BENCH_BOOK; simulated. A grown one may be kept and named in
GOODWILL_BENCH_MILLION. Every page is asked for through Django's own test client with what it may be
asked for: CPU of all threads, the 95th of a hundred of at least twenty answers, and the size of its
HTML. A busy machine lengthens CPU, too: beside it stands what it comes to when quiet, by a fixed
sum of a million numbers taken at the same time; that is held against the limit. The last column is
the most that an address took when first asked for, before anything of it could be kept, with what
is loaded once. What opens the book for a member stands apart.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from tests.memory import peak_megabytes

from benchmarks import _addresses
from goodwill.book import Book
from goodwill.moments.journal import read_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from duckdb import DuckDBPyConnection

    from goodwill.web.models import Member

BOOK, GROWN = "GOODWILL_BENCH_BOOK", "GOODWILL_BENCH_MILLION"
LIMIT_MS, LIMIT_KB = 100.0, 300.0
QUIET_MS = 40.0
"""What the fixed sum takes on the same cores when nothing else runs."""
ANSWERS = int(os.environ.get("GOODWILL_BENCH_ANSWERS", "20"))
"""So many answers of each page are measured at least; fewer where the machine has no time."""
EVERY_SIZE = ("roster", "moments", "cases", "verdicts", "postings", "worths", "tallies")


class Reader(NamedTuple):
    """Somebody who reads: by what client, and which addresses of each page."""

    name: str
    client: Client
    pages: dict[str, list[str]]
    opening: float = 0.0
    """Seconds that it took to hang a member's views before the book."""


class Asked(NamedTuple):
    """What one page answered."""

    page: str
    seconds: list[float]
    first: float
    """The most that an address took when it was asked for the first time."""
    kilobytes: float
    sum: float
    """What a fixed sum took meanwhile."""


def run() -> list[dict[str, Any]]:
    """Grow the book, then ask for every page as everybody who may read it."""
    return list(measured())


def measured(wanted: str = "") -> Iterator[dict[str, Any]]:
    """Give a row for each page as soon as it is measured."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # not each page is for each reader
    with tempfile.TemporaryDirectory(prefix="goodwill-bench-") as place:
        folder = _book(Path(place))
        with closing(read_only(Book.open(folder).closed_path())) as con:
            yield from _sizes(con)
            yield _row("", "answers of each page, at least", ANSWERS)
            yield _row("", "processes that wait for one of the cores", os.getloadavg()[1])
            readers = _readers(folder, con)
        for reader in readers:
            yield from _measured(reader, wanted)
        yield _row("", "most memory of the process, MB", peak_megabytes())


def _yardstick() -> float:
    begin = time.process_time()
    assert sum(number * number for number in range(1_000_000)) > 0
    return time.process_time() - begin


def _book(place: Path) -> Path:
    """Give the folder of the grown book, made unless there is one."""
    if kept := os.environ.get(GROWN):
        return Path(kept)
    small = Path(os.environ.get(BOOK) or place / "small")
    if not (small / "closed").exists():
        here = [sys.executable, "-m", "goodwill", "demo", str(small), "--size", "1000"]
        subprocess.run([*here, "--no-serve"], check=True, stdout=subprocess.DEVNULL)
    from benchmarks._grown import grown

    return grown(small, place / "grown").journal.folder.parent


def _sizes(con: DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    for table in EVERY_SIZE:
        counted = con.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert counted is not None
        yield _row("", f"rows of {table}", counted[0])


def _leads(con: DuckDBPyConnection) -> tuple[str, str]:
    """Name the person with the most people right below, apart from the owner, and one of them."""
    row = con.execute(
        """
        SELECT manager, min(person) FROM lines WHERE until_date IS NULL
          AND manager NOT IN (SELECT person FROM lines WHERE manager IS NULL)
        GROUP BY manager ORDER BY count(*) DESC, manager LIMIT 1
        """
    ).fetchone()
    assert row is not None
    return str(row[0]), str(row[1])


def _readers(folder: Path, con: DuckDBPyConnection) -> list[Reader]:
    """Enrol an owner, a manager and a colleague; a customer, anybody and a program read as well."""
    from goodwill.web.office import open_office

    open_office(folder, ("testserver",))
    from django.test import Client

    from goodwill.web.access import closed_for

    asked = _addresses.questions(con)
    manager, colleague = _leads(con)
    pages = _addresses.pages(asked)
    owner = _member("owner", "")
    found = [Reader("owner", _inside(owner), pages)]
    for name, person in (("manager", manager), ("colleague", colleague)):
        member, begin = _member(name, person), time.process_time()
        with closed_for(member) as closed:
            opening = time.process_time() - begin
            seen = _addresses.pages(_addresses.questions(closed.con))
        found.append(Reader(name, _inside(member), seen, opening))
    found.append(Reader("customer", Client(), _windows(owner, _addresses.customers(con))))
    found.append(Reader("anybody", Client(), {"/quality": _public(), "/login": ["/login"]}))
    by_key = Client(headers={"Authorization": f"Bearer {_key(owner)}"})
    found.append(Reader("program", by_key, _addresses.interface(asked)))
    return found


def _member(name: str, person: str) -> Member:
    from goodwill.web.models import Member

    email, role = f"{name}@bench.example", "staff" if person else "owner"
    member = Member.objects.filter(email=email).first() or Member.objects.enrol(
        email, name, role, "a sentence to enter by", "en"
    )
    member.person = person
    member.save()
    return member


def _inside(member: Member) -> Client:
    from django.test import Client

    client = Client()
    client.force_login(member)
    return client


def _windows(owner: Member, parties: list[str]) -> dict[str, list[str]]:
    from goodwill.web.models import Pass

    return {"/w/": [f"/w/{Pass.issue(party, owner)[1]}" for party in parties]}


def _public() -> list[str]:
    return ["/quality", *(f"/quality?period={name}" for name in ("month", "quarter", "year"))]


def _key(owner: Member) -> str:
    import datetime as dt
    import secrets

    from django.utils import timezone

    from goodwill.web.models import Key
    from goodwill.web.models.secret import fingerprint

    secret = secrets.token_urlsafe(32)
    Key.objects.create(
        name="bench", fingerprint=fingerprint(secret), member=owner, scopes=["read:reports"],
        expires_at=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    return secret


def _measured(reader: Reader, wanted: str) -> Iterator[dict[str, Any]]:
    if reader.opening:
        yield _row(reader.name, "opening the book", _ms(reader.opening))
    for name, urls in reader.pages.items():
        if urls and wanted in name and (page := _answered(reader.client, name, urls)):
            p95 = float(np.quantile(page.seconds, 0.95))
            quiet = _ms(p95) * QUIET_MS / _ms(page.sum)
            yield _row(reader.name, page.page, _ms(p95), quiet, _ms(page.first), page.kilobytes)


def _answered(client: Client, page: str, urls: list[str]) -> Asked | None:
    """Ask for each address in turn; none where the reader may not see the page at all."""
    from goodwill.web.api import rates

    seconds, sums, size, first = [], [], 0, 0.0
    for turn in range(max(-(-ANSWERS // len(urls)), 2)):
        rates.forget()
        sums.append(_yardstick())
        for url in urls:
            begin = time.process_time()
            answer = client.get(url)
            used = time.process_time() - begin
            if answer.status_code == 200:
                seconds.append(used) if turn else None
                first = first if turn else max(first, used)
                size = max(size, len(answer.content))
        if not size:
            return None
    return Asked(page, seconds, first, size / 1000, float(np.median(sums)))


def _ms(seconds: float) -> float:
    return seconds * 1000


def _row(
    reader: str,
    what: str,
    value: float,
    quiet: float | None = None,
    first: float | None = None,
    kilobytes: float | None = None,
) -> dict[str, Any]:
    over = (quiet or 0) > LIMIT_MS or (kilobytes or 0) > LIMIT_KB
    return {
        "reader": reader,
        "page": what,
        "p95, CPU ms": round(value),
        "when quiet": "" if quiet is None else round(quiet),
        "first, CPU ms": "" if first is None else round(first),
        "kB": "" if kilobytes is None else round(kilobytes),
        "limit": "over" if over else "",
    }


if __name__ == "__main__":
    for line in measured(*sys.argv[1:]):
        print("  ".join(str(cell).rjust(14) for cell in line.values()), flush=True)
