"""Two closes run while pages are read: every answer is of one whole closed book."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys

import pytest

PAGES = ("statement", "standards", "parties", "costs", "teams", "cases", "portfolio", "quality")
DAYS = (90, 45, 0)
"""So many days before the last one the book is closed."""


@pytest.fixture
def early(office, tmp_path):
    """The book of the office as it was closed ninety days ago, and no closed book since."""
    from django.test import override_settings

    from goodwill.book import Book

    folder = tmp_path / "early"
    shutil.copytree(office.folder, folder, ignore=shutil.ignore_patterns("closed", "office.*"))
    last = dt.date.fromisoformat(Book.open(office.folder).closed_files()[-1].stem[:10])
    days = [last - dt.timedelta(days=number) for number in DAYS]
    Book.open(folder).close(days[0], lambda _sentence: None)
    with override_settings(GOODWILL_BOOK=folder):
        yield folder, days


@pytest.mark.slow
def test_every_answer_while_two_closes_run_is_of_one_whole_book(office, early):
    folder, days = early
    client = office.alice()
    seen: dict[str, set[str]] = {name: set() for name in PAGES}
    for day in days[1:]:
        close = [sys.executable, "-m", "goodwill", "--book", str(folder), "close", "--as-of"]
        with subprocess.Popen(
            [*close, str(day)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as closing:
            while closing.poll() is None:
                look(client, seen)
        assert closing.returncode == 0
        look(client, seen)
    for name in PAGES:
        whole = {told(client, name, str(day)) for day in days}
        assert len(whole) == len(days), name
        assert seen[name] == whole, name


def look(client, seen):
    """Read every page once, as a person and as a program."""
    for name in PAGES:
        assert client.get(f"/report/{name}").status_code == 200, name
        seen[name].add(told(client, name))


def told(client, name, closed=None):
    """Give all that a report says, as text."""
    answer = client.get(f"/report/{name}.json", {"closed": closed} if closed else {})
    assert answer.status_code == 200, (name, closed)
    data = answer.json()
    return json.dumps(
        {part: data[part] for part in ("as_of", "figures", "tables", "notes")}, sort_keys=True
    )
