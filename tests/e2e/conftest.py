from __future__ import annotations

import html
import re
import shutil
from typing import NamedTuple

import pytest

from goodwill.words import LANGUAGES
from tests.e2e.browser import chromium, come_in, serving, window

ORDERS = """Order No;Customer No;Order Date;Quantity;Unit Price;Colour
W1;C-00001;2026-10-01 10:00;2;12,50;crimson
W2;C-00002;yesterday noon;1;9,00;teal
"""


class Served(NamedTuple):
    """The small company's office as a browser sees it."""

    browser: object
    state: dict
    base: str
    pages: dict[str, str]
    data: set[str]

    def address(self, name: str, language: str) -> str:
        """Give the address of a page; a file that was tried is another one in each language."""
        path = self.pages.get(name) or self.pages[f"{name}-{language}"]
        return self.base + path


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
    """Find one page of each sort; the file on the import page has been tried."""
    context = browser.new_context(storage_state=state)
    page = context.new_page()

    def link(pattern: str) -> str:
        return html.unescape(re.search(rf'href="({pattern}[^"]*)"', page.content())[1])

    pages = {"statement": "/", "parties": "/report/parties", "standards": "/report/standards"}
    page.goto(base + "/")
    pages["verdicts"] = link(r"/report/verdicts\?")
    page.goto(base + "/report/costs")
    pages["grounds"] = link(r"/report/costs\?family=")
    page.goto(base + "/report/parties")
    pages["time-line"] = link(r"/report/party\?")
    page.goto(base + "/report/standards")
    pages["standard"] = link(r"/report/standard\?")
    page.goto(base + pages["time-line"])
    pages["moment"] = link(r"/report/moment\?")
    context.close()
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    for language in LANGUAGES:
        tried = _tried(browser, state, base, language, folder / "orders.csv")
        pages[f"import-tried-{language}"] = tried
    return pages | {
        "costs": "/report/costs",
        "import": "/import",
        "portfolio": "/report/portfolio",
        "outlook": "/report/outlook",
        "quality": "/report/quality",
        "nothing-here": "/nothing",
    }


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
