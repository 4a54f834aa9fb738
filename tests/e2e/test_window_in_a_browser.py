"""A customer's window in a real browser, from the link that the owner gives to the promise."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe

from goodwill.words import LANGUAGES
from tests.e2e.browser import OVERFLOW, chromium, come_in, serving, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e


class Opened(NamedTuple):
    """The small company's office, open to everybody, and a link to the window of a customer."""

    browser: Browser
    base: str
    link: str


@pytest.fixture(scope="module")
def opened(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window") / "book"
    shutil.copytree(made.book.folder, folder)
    settings = folder / "goodwill.toml"
    settings.write_text("public_window = true\n" + settings.read_text(encoding="utf-8"))
    with serving(folder) as welcome, chromium() as browser:
        base = welcome.partition("/welcome/")[0]
        state = come_in(browser, welcome)
        yield Opened(browser, base, _link(browser, state, base))


def _link(browser, state, base) -> str:
    """Let the owner give a link on the page of the first customer."""
    context = window(browser, state, base, "en", 1280)
    page = context.new_page()
    page.goto(base + "/report/parties")
    party = re.search(r"/report/party\?party=(c[\w-]+)", page.content())[1]
    page.goto(f"{base}/report/party?party={party}")
    page.click("text=Give a window link")
    page.click("text=Make a link")
    given = page.input_value("#link")
    context.close()
    return given


@pytest.fixture
def customer(opened):
    """A browser of nobody in particular; what the policy of the page forbids is noted."""
    context = opened.browser.new_context()
    page = context.new_page()
    page.faults = []
    page.on("console", lambda told: told.type == "error" and page.faults.append(told.text))
    yield page
    context.close()


@pytest.mark.parametrize(
    ("page", "language"), [*(("window", each) for each in LANGUAGES), ("quality", "uk")]
)
def test_a_page_for_strangers_fits_and_is_accessible(customer, opened, page, language):
    address = opened.link if page == "window" else f"{opened.base}/quality"
    customer.goto(f"{address}?language={language}")
    assert customer.get_attribute("html", "lang") == language
    wrong = []
    for width, scheme in ((1280, "light"), (375, "dark")):
        customer.set_viewport_size({"width": width, "height": 800})
        customer.emulate_media(color_scheme=scheme)
        wrong += [(width, "too wide")] if customer.evaluate(OVERFLOW) > 0 else []
        found = Axe().run(customer).response["violations"]
        wrong += [(width, scheme, each["id"]) for each in found
                  if each["impact"] in {"serious", "critical"}]  # fmt: skip
    assert wrong == []
    assert customer.faults == []


def test_a_customer_asks_for_help_by_keyboard_and_is_told_by_when(customer, opened):
    customer.goto(opened.link)
    customer.focus("#urgent-text")
    customer.keyboard.type("The pump leaks; ring 555 01 02")
    customer.keyboard.press("Tab")
    customer.keyboard.press("Enter")
    customer.wait_for_selector("text=Your call for help is with us")
    assert "A person answers by" in customer.inner_text("main")
    assert "The pump leaks" in customer.inner_text("main")
    customer.click("text=Back to the window")
    assert "Urgent help" in customer.inner_text("#asked")


def test_a_link_that_opens_nothing_says_what_to_do(customer, opened):
    customer.goto(f"{opened.base}/w/nothing")
    assert "Ask whoever gave it to you" in customer.inner_text("main")
    assert customer.evaluate(OVERFLOW) <= 0
