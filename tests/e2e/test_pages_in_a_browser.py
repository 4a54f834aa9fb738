"""Every page in a real browser: four languages, a desk and a phone, light and dark, by keyboard.

The pages are found by following links from the first one, so that a new page is looked at without
anybody naming it here. `GOODWILL_E2E_LANGUAGES=en,uk` looks at fewer languages.
"""

from __future__ import annotations

import os
import re
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe

from goodwill.words import LANGUAGES
from tests.e2e.browser import OVERFLOW, OWNER, RESULTS, shown, window

pytestmark = pytest.mark.e2e

SPOKEN = os.environ.get("GOODWILL_E2E_LANGUAGES", ",".join(LANGUAGES)).split(",")
WIDTHS = (1280, 375)
SAME = {
    "pl": {"Import", "Menu", "Segment", "Standard"},
    "ru": set(),
    "uk": set(),
}
"""Words that are spelt in a language as they are in English."""
NAMES = {
    "Goodwill",
    "CSV",
    "XLSX",
    "JSON",
    "SVG",
    "PNG",
    "PDF",
    "HHI",
    "API",
    "OpenAPI",
    OWNER["name"],
    OWNER["email"],
    *LANGUAGES.values(),
}
WORD = re.compile(r"[^\W\d_]{3,}")
STOPS = re.compile(r"[^./]\.\.(?![./])")
"""Two full stops: after a date that ends in one of its own; three are meant."""


@pytest.fixture(params=SPOKEN)
def reader(request, served):
    """Somebody who reads in one language; faults of the page are collected."""
    context = window(served.browser, served.state, served.base, request.param, 1280)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda told: told.type == "error" and page.faults.append(told.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    # a picture given up for the one of another width is no fault
    page.on(
        "requestfailed",
        lambda failed: failed.failure != "net::ERR_ABORTED" and page.faults.append(failed.url),
    )
    page.language = request.param
    yield page
    context.close()


def test_many_pages_are_found(served):
    assert len(served.pages) > 25, sorted(served.pages)
    assert {"/report/party", "/report/costs", "/import", "/report/moment"} <= set(served.pages)


def test_every_page_fits_is_accessible_and_translated(reader, served):
    """At two widths, by day and by night; the browser reports what the policy forbids."""
    wrong = []
    for name in served.names(reader.language):
        answer = reader.goto(served.address(name))
        if answer.status != (404 if name == "/nothing" else 200):
            wrong.append((name, "status", answer.status))
            continue
        wrong += [(name, "untranslated", text) for text in _untranslated(reader, served, name)]
        wrong += [(name, "two full stops", text) for text in shown(reader) if STOPS.search(text)]
        for width in WIDTHS:
            reader.set_viewport_size({"width": width, "height": 800})
            wrong += [(name, width, fault) for fault in _seen(reader, name, width)]
        reader.set_viewport_size({"width": WIDTHS[0], "height": 800})
        faults = [each for each in reader.faults if name != "/nothing" or "404" not in each]
        wrong += [(name, "console", fault) for fault in faults]
        reader.faults.clear()
    assert wrong == []


def _seen(page, name, width) -> list[str]:
    """Give what is wrong at one width, by day and by night."""
    RESULTS.mkdir(exist_ok=True)
    file = name.strip("/").replace("/", "-") or "statement"
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_load_state("networkidle")
        found += _violations(page, None if scheme == "light" else "color-contrast")
        page.screenshot(
            path=RESULTS / f"{file}-{page.language}-{width}-{scheme}.png", full_page=True
        )
    page.emulate_media(color_scheme="light")
    if page.evaluate(OVERFLOW) > 0:
        found.append("it scrolls sideways")
    return found


def _violations(page, rule: str | None = None) -> list[str]:
    """Give the serious findings; by night only colours differ, so only they are looked at."""
    options = {"runOnly": {"type": "rule", "values": [rule]}} if rule else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]


ENGLISH: dict[str, set[str]] = {}


def _untranslated(page, served, name) -> set[str]:
    """Find what is word for word as in English, and is neither data nor a name."""
    if page.language == "en":
        return set()
    # what is wrong with a file that was tried is told in the language of whoever tried it
    tried = name.removesuffix(f"/tried {page.language}")
    same = name if tried == name else f"{tried}/tried en"
    if name not in ENGLISH:
        context = window(served.browser, served.state, served.base, "en", WIDTHS[0])
        english = context.new_page()
        english.goto(served.address(same))
        ENGLISH[name] = shown(english)
        context.close()
    allowed = served.data | SAME[page.language] | NAMES
    return {text for text in shown(page) & ENGLISH[name] if _words_left(text, frozenset(allowed))}


@cache
def _words_left(text: str, allowed: frozenset[str]) -> bool:
    """Tell whether words are left when data and names are taken out of a text."""
    for known in sorted((known for known in allowed if known in text), key=len, reverse=True):
        text = text.replace(known, " ")
    return bool(WORD.search(text))


def test_a_page_is_walked_by_keyboard_alone(served):
    context = window(served.browser, served.state, served.base, "en", 1280)
    page = context.new_page()
    page.goto(served.base + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    within = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert within, "the skip link leads past the head"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "what has the focus is seen"
    context.close()


def test_a_printed_page_has_the_figures_and_no_controls(served):
    context = window(served.browser, served.state, served.base, "en", 1280)
    page = context.new_page()
    page.goto(served.base + "/")
    page.emulate_media(media="print")
    assert page.is_visible(".figures")
    assert not page.is_visible("nav >> nth=0")
    assert not page.is_visible(".language")
    context.close()


def test_the_door_is_accessible_in_every_language(served):
    for language in LANGUAGES:
        context = window(served.browser, {"cookies": [], "origins": []}, served.base, language, 375)
        page = context.new_page()
        page.goto(served.base + "/login")
        page.screenshot(path=RESULTS / f"login-{language}-375.png", full_page=True)
        assert _violations(page) == [], language
        assert page.evaluate(OVERFLOW) <= 0
        context.close()


def test_a_phone_shows_the_pages_when_asked_and_puts_them_away_again(served):
    context = window(served.browser, served.state, served.base, "en", 375)
    page = context.new_page()
    page.goto(served.base + "/")
    pages = page.locator("nav#pages")
    assert not pages.is_visible()
    page.click("a.menu")
    assert pages.is_visible()
    assert page.evaluate(OVERFLOW) <= 0
    page.click("nav#pages .fold")
    assert not pages.is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert pages.is_visible()
    assert not page.is_visible("a.menu")
    context.close()
