"""What the tests in a real browser share: the served book, Chromium, and what a page shows."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
OWNER = {"name": "Alice", "email": "alice@acme.example", "password": "a sentence to enter by"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 120
_running: list[Playwright] = []

SHOWN = """() => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(
      'code, textarea, [translate=no], main [lang], .excerpt, .say, .why, .words')) continue;
    texts.add(node.textContent.trim().replace(/\\s+/g, ' '));
  }
  for (const each of document.querySelectorAll('[aria-label], [alt], [title], [data-label]'))
    for (const name of ['aria-label', 'alt', 'title', 'data-label'])
      texts.add((each.getAttribute(name) || '').trim().replace(/\\s+/g, ' '));
  texts.add(document.title);
  return [...texts];
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def serving(book: Path, at: str | None = None) -> Iterator[str]:
    """Serve a book by the real command; gives the link that it prints.

    That is the one-time link for its owner as long as it has none, else the office's address. With
    `at` the office believes that it is then.
    """
    goodwill = ["tests.e2e.at", at] if at else ["goodwill"]
    process: subprocess.Popen[str] = subprocess.Popen(
        [sys.executable, "-m", *goodwill, "--language", "en", "--book", str(book), "serve"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _link(process)
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)
        process.stdout.close()
        assert code == 0


def _link(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if select.select([process.stdout], [], [], 1)[0]:
            line = process.stdout.readline()
            if line.startswith("http"):
                return line.strip()
    raise AssertionError("the office did not print its link")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, else the one that Playwright brings."""
    with _playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _playwright() -> Iterator[Playwright]:
    """Start Playwright, of which a thread may have but one; who comes within shares it."""
    if _running:
        yield _running[0]
        return
    with sync_playwright() as playwright:
        _running.append(playwright)
        try:
            yield playwright
        finally:
            _running.clear()


def come_in(browser: Browser, link: str) -> dict:
    """Become the owner by the one-time link, and give the cookies of the session."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    for name, value in OWNER.items():
        page.fill(f"input[name={name}]", value)
    page.click("button.primary")
    page.wait_for_selector("nav")
    state = context.storage_state()
    context.close()
    return state


def window(
    browser: Browser, state: dict, base: str, language: str, width: int, scheme: str = "light"
) -> BrowserContext:
    """Open a window of a width that speaks one language."""
    context = browser.new_context(
        storage_state=state, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    return context


def shown(page: Page) -> set[str]:
    """Give every text that a page shows or speaks, its pictures included."""
    texts = set(page.evaluate(SHOWN))
    for address in page.eval_on_selector_all("img", "all => all.map(each => each.currentSrc)"):
        svg = page.request.get(address).text()
        texts |= set(re.findall(r"<text[^>]*>([^<]+)</text>", svg))
    return texts - {""}
