"""A message is read while it is typed, replaced in one tap, and all of it by keyboard."""

from __future__ import annotations

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from goodwill.book import Book
from tests.e2e.browser import OVERFLOW, chromium, come_in, serving, window
from tests.words.books import BLAME, rule

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def opened(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("words") / "book"
    shutil.copytree(made.book.folder, folder)
    rule(Book.open(folder), "blame")
    with serving(folder) as link, chromium() as browser:
        yield browser, come_in(browser, link), link.partition("/welcome/")[0]


@pytest.fixture
def page(opened):
    browser, state, base = opened
    context = window(browser, state, base, "en", 375)
    page = context.new_page()
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{base}/words")
    yield page
    context.close()
    assert faults == []


def test_remarks_come_while_one_types_and_are_spoken(page):
    page.fill("textarea[name=text]", BLAME)
    page.wait_for_selector(".remark")
    assert page.inner_text(".remark mark") == "zonk brak"
    page.wait_for_function("document.getElementById('told').textContent.startsWith('1 remark')")
    page.fill("textarea[name=text]", "Hello, your parcel left this morning.")
    page.wait_for_selector(".remark", state="detached")
    assert page.evaluate(OVERFLOW) <= 0


def test_one_tap_replaces_the_words_and_nothing_else(page):
    page.fill("textarea[name=text]", "\U0001f600 " + BLAME)
    page.wait_for_selector("button[data-instead]")
    page.focus("button[data-instead]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".remark", state="detached")
    expected = "\U0001f600 " + BLAME.replace("zonk brak", "warm words")
    assert page.input_value("textarea[name=text]") == expected


def test_the_page_is_sound_for_those_who_do_not_see_it(page):
    page.fill("textarea[name=text]", BLAME.replace("zonk", "zonk brak zonk"))
    page.wait_for_selector(".remark")
    found = Axe().run(page).response["violations"]
    wrong = [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
    assert wrong == []


def test_a_dismissal_from_live_remarks_goes_through_the_form(page):
    page.fill("textarea[name=text]", BLAME)
    page.click(".remark summary")
    page.select_option(".remark select", "here")
    page.click("text=Dismiss this remark")
    page.wait_for_selector("text=Dismissed. The same words draw this remark no more.")
    assert page.input_value("textarea[name=text]") == BLAME
    assert page.query_selector(".remark") is None
