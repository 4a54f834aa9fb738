from __future__ import annotations

import html
import re
import shutil
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from goodwill.words import LANGUAGES
from tests.e2e.browser import chromium, come_in, serving, window

ORDERS = """Order No;Customer No;Order Date;Quantity;Unit Price;Colour
W1;C-00001;2026-10-01 10:00;2;12,50;crimson
W2;C-00002;yesterday noon;1;9,00;teal
"""

TELLING = {"family", "case", "kind"}
"""Parameters with which a page is another page."""


class Served(NamedTuple):
    """The small company's office as a browser sees it."""

    browser: object
    state: dict
    base: str
    pages: dict[str, str]
    data: set[str]

    def address(self, name: str) -> str:
        """Give the address of a page."""
        return self.base + self.pages[name]

    def names(self, language: str) -> list[str]:
        """Name the pages that somebody who speaks a language looks at."""
        others = {f"/import/tried {each}" for each in LANGUAGES if each != language}
        return sorted(set(self.pages) - others)


@pytest.fixture(scope="session")
def served(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "book"
    shutil.copytree(made.book.folder, folder)
    with serving(folder) as link, chromium() as browser:
        state = come_in(browser, link)
        base = link.partition("/welcome/")[0]
        pages = _pages(browser, state, base, tmp_path_factory.mktemp("sent"))
        yield Served(browser, state, base, pages, _data(made))


def _pages(browser, state, base, folder) -> dict[str, str]:
    """Find one page of each shape by following links; a file on the import page has been tried."""
    context = browser.new_context(storage_state=state)
    waiting, pages, seen = ["/"], {}, set()
    while waiting:
        path = waiting.pop(0)
        if (shape := _shape(path)) in seen:
            continue
        seen.add(shape)
        answer = context.request.get(base + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        pages[shape] = path
        links = re.findall(r'href="(/[^"#]*)"', answer.text())
        waiting += [html.unescape(link) for link in links]
    context.close()
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    for language in LANGUAGES:
        tried = _tried(browser, state, base, language, folder / "orders.csv")
        pages[f"/import/tried {language}"] = tried
    return pages | {"/nothing": "/nothing"}


def _shape(address: str) -> str:
    """Name what pages have in common that differ only in what they are about."""
    path, _mark, query = address.partition("?")
    parts = ["*" if re.search(r"\d|.{30}", part) else part for part in path.split("/")]
    asked = set(parse_qs(query)) & TELLING
    return "/".join(parts) + (f"?{'&'.join(sorted(asked))}" if asked else "")


def _tried(browser, state, base, language, path) -> str:
    """Send a file and try it; what is wrong with it is told in the language of who tried."""
    context = window(browser, state, base, language, 1280)
    page = context.new_page()
    page.goto(base + "/import")
    page.set_input_files("input[type=file]", path)
    page.click("button.primary")
    page.click("button[value=try]")
    page.wait_for_url("**/import/*", timeout=120_000)
    address = page.url.removeprefix(base)
    context.close()
    return address


def _data(made) -> set[str]:
    """Collect what the records themselves say: it is the same in every language."""
    data = {made.book.settings.name, *made.book.settings.levels}
    data |= {batch.file for batch in made.book.journal.batches()}
    data |= set(re.split("[;\n]", ORDERS)) | {"orders.csv"}
    with made.book.closed() as closed:
        for column in ("team", "department", "policy"):
            data |= {
                row[0]
                for row in closed.con.execute(f"SELECT DISTINCT {column} FROM moments").fetchall()
            }
        data |= {
            row[0] for row in closed.con.execute("SELECT DISTINCT segment FROM parties").fetchall()
        }
        data |= {row[0] for row in closed.con.execute("SELECT cites FROM unseen").fetchall()}
        parties = [row[0] for row in closed.con.execute("SELECT party FROM parties").fetchall()]
        data |= set(closed.names(parties).values())
    return {word for word in data if word}
