"""Every page in a real browser: four languages, a desk and a phone, light and dark, by keyboard."""

from __future__ import annotations

import re
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe

from goodwill.words import LANGUAGES
from tests.e2e.browser import OVERFLOW, RESULTS, shown, window

pytestmark = pytest.mark.e2e

WIDTHS = (1280, 375)
PAGES = (
    "statement", "costs", "grounds", "parties", "time-line", "standards", "import",
    "import-tried", "standard", "verdicts", "moment", "portfolio",
    "outlook", "quality", "nothing-here",
)  # fmt: skip
SAME = {
    "pl": {"Import", "Segment", "Standard"},
    "ru": set(),
    "uk": set(),
}
"""Words that are spelt in a language as they are in English."""
NAMES = {"Goodwill", "CSV", "HHI", *LANGUAGES.values()}
WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture(params=[(each, width) for each in LANGUAGES for width in WIDTHS],
                ids=lambda pair: f"{pair[0]}-{pair[1]}")  # fmt: skip
def reader(request, served):
    """Somebody who reads in one language at one width; faults of the page are collected."""
    language, width = request.param
    context = window(served.browser, served.state, served.base, language, width)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda told: told.type == "error" and page.faults.append(told.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    # a picture given up for the one of another width is no fault
    page.on(
        "requestfailed",
        lambda failed: failed.failure != "net::ERR_ABORTED" and page.faults.append(failed.url),
    )
    page.language, page.width = language, width
    yield page
    context.close()


def _open(page, served, name):
    answer = page.goto(served.address(name, page.language))
    assert answer.status == (404 if name == "nothing-here" else 200)
    page.wait_for_load_state("networkidle")
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}-{page.language}-{page.width}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_is_accessible_and_translated(reader, served, name):
    _open(reader, served, name)
    assert reader.evaluate(OVERFLOW) <= 0, "it scrolls sideways"
    assert _violations(reader) == []
    assert _untranslated(reader, served, name) == set()
    faults = [fault for fault in reader.faults if name != "nothing-here" or "404" not in fault]
    assert faults == []


def _violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
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
    if name not in ENGLISH:
        context = window(served.browser, served.state, served.base, "en", page.width)
        english = context.new_page()
        english.goto(served.address(name, "en"))
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


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize(
    "name", ["statement", "costs", "grounds", "time-line", "standards", "import-tried"]
)
def test_colours_have_contrast_by_day_and_by_night(served, name, scheme):
    context = window(served.browser, served.state, served.base, "en", 1280, scheme)
    page = context.new_page()
    page.goto(served.address(name, "en"))
    page.screenshot(path=RESULTS / f"{name}-en-1280-{scheme}.png", full_page=True)
    assert _violations(page) == []
    context.close()


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
