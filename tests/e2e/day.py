"""A person's day, done by a browser and written down: `python -m tests.e2e.day`.

Somebody of the simulated company opens Today on a Monday morning, does what stands there or says
why not, promises something, and finds on Tuesday what the close has made of it. Every sentence
quoted in `docs/day.md` was read off a page; the office believes that it is that Monday.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.e2e.browser import ROOT, chromium, serving
from tests.e2e.walk import PICTURES, Scribe, close, enter, give

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PAGE = ROOT / "docs" / "day.md"
SEED, SIZE = 7, 300
MONDAY, EVENING, TUESDAY = "2026-11-02 08:10", "2026-11-02 17:30", "2026-11-03 08:05"
"""When the office is opened, in UTC; in Warsaw it is an hour later."""
WHO, NUMBER = "Renata Jankow", "E040"
NUMBERED = re.compile(r"(\d{6}-)[0-9A-F]{8}")
"""The number of a promise, which is drawn by lot."""
TIME = re.compile(r",? \d{1,2}:\d\d\b")
"""The time of the day, which depends on how fast one clicks."""
PATIENT = 60_000
"""Milliseconds that a page may take."""
PERSON = {"name": WHO, "email": "renata@acme.example", "password": "a sentence of my own"}
ORDERS = """Order No;Customer No;Order Date;Quantity;Unit Price
M1;{customer};2026-11-02 12:00;1;49,00
"""
"""What the shop sold on that Monday."""


def make(folder: Path) -> Path:
    """Make the simulated company's book, closed on the Saturday before; always the same."""
    words = ["demo", str(folder), "--no-serve", "--size", str(SIZE), "--seed", str(SEED)]
    _goodwill("--language", "en", *words, program="tests.e2e.fixed")
    return folder


def _goodwill(*words: str, program: str = "goodwill") -> str:
    done = subprocess.run(
        [sys.executable, "-m", program, "-q", *words],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    return done.stdout


def day(book: Path, pictures: Path | None) -> str:
    """Go through a person's day, and give its story."""
    told: list[str] = []
    with chromium() as browser:
        with serving(book, MONDAY) as link:
            owner = _scribe(browser, pictures)
            enter(owner, link)
            owner.page.set_default_timeout(PATIENT)
            invitation = _invite(owner.page, _party(book, NUMBER))
            scribe = _scribe(browser, pictures)
            _come_in(scribe.page, invitation)
            customer = _morning(scribe, book)
            _promise(scribe, customer)
            states = owner.page.context.storage_state(), scribe.page.context.storage_state()
            told += scribe.told
        with serving(book, EVENING) as address:
            owner = _scribe(browser, pictures, states[0])
            owner.page.goto(address)
            told += _evening(owner, book, customer)
        with serving(book, TUESDAY) as address:
            scribe = _scribe(browser, pictures, states[1])
            scribe.page.goto(f"{address}/report/today")
            _next_morning(scribe, customer)
            told += scribe.told
    told.append(_everybody(book))
    return "\n".join(told)


def _scribe(browser: Browser, pictures: Path | None, state: Any = None) -> Scribe:
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="en", storage_state=state
    )
    context.set_default_timeout(PATIENT)
    return Scribe(context.new_page(), "day", pictures)


def _invite(page: Page, person: str) -> str:
    """Invite the person as the owner does, and give the link."""
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/members", page.url))
    page.select_option("select[name=person]", value=person)
    page.select_option("select[name=role]", value="staff")
    page.get_by_role("button", name="Make a link").click()
    return page.locator("section.secret code").inner_text()


def _come_in(page: Page, link: str) -> None:
    page.goto(link)
    for name, value in PERSON.items():
        page.fill(f"input[name={name}]", value)
    page.click("button.primary")
    page.wait_for_selector("nav")
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/report/today", page.url))


def _things(page: Page) -> Iterator[str]:
    """Tell of each thing on the list: what, of whom, and why."""
    for thing in page.locator("#things > li").all():
        title, why = thing.locator("h2").inner_text(), thing.locator(".why").inner_text()
        assert why.strip(), title
        yield f"- **{_flat(title)}** {_flat(why)}\n"


def _flat(text: str) -> str:
    return NUMBERED.sub(r"\1…", re.sub(r"\s+", " ", text).strip())


def _morning(scribe: Scribe, book: Path) -> str:
    """Do the play, put one thing off, call another not right; gives the customer of the play."""
    page = scribe.page
    scribe.tell("**Monday, ten past nine.** The list of today:")
    scribe.quote("main header.lead p")
    scribe.told += _things(page)
    scribe.shoot("morning", "Today, on Monday morning")
    play = page.locator("#things > li").filter(has=page.locator("blockquote.say")).first
    title = _flat(play.locator("h2").inner_text())
    customer = _whose(book, play.get_attribute("data-thing") or "")
    scribe.tell(f"“{title}” has words that one may use:")
    scribe.told.append(f"> {_flat(play.locator('blockquote.say').inner_text())}\n")
    scribe.tell("It is done, and “Done” says so.")
    play.get_by_role("button", name="Done").click()
    scribe.quote(".message.success")
    _not_now(scribe)
    _not_right(scribe)
    scribe.tell("What was said today stands below the list and can be taken back until midnight:")
    scribe.told += [
        f"- {_flat(line.inner_text()).removesuffix(' Undo')}\n"
        for line in page.locator("#taps li").all()
    ]
    scribe.shoot("said", "What is left, and what was said")
    return customer


def _not_now(scribe: Scribe) -> None:
    first = scribe.page.locator("#things > li").first
    scribe.tell(f"“{_flat(first.locator('h2').inner_text())}”: not now, because nobody answers.")
    first.locator("summary", has_text="Not now because").click()
    first.get_by_role("button", name="could not reach them").click()
    scribe.quote(".message.success")


def _not_right(scribe: Scribe) -> None:
    first = scribe.page.locator("#things > li").first
    scribe.tell(f"“{_flat(first.locator('h2').inner_text())}”: not right, as they asked not to be "
                "called.")  # fmt: skip
    first.locator("summary", has_text="Not right because").click()
    first.get_by_role("button", name="they do not want it").click()
    scribe.quote(".message.success")


def _promise(scribe: Scribe, customer: str) -> None:
    """Write a promise down on the customer's page."""
    page = scribe.page
    page.goto(re.sub(r"(https?://[^/]+).*", rf"\1/report/party?party={customer}", page.url))
    scribe.tell("On the customer's page she writes down what she promised on the phone.")
    page.get_by_role("link", name="Promise something").click()
    page.fill("[name=text]", "A spare blade, sent to you")
    page.fill("[name=day]", "2026-11-05")
    page.get_by_role("button", name="Write it down").click()
    scribe.quote(".message.success")
    scribe.shoot("promise", "The promise, as it stands")


def _evening(owner: Scribe, book: Path, customer: str) -> list[str]:
    """Import what was sold that day, and close the book."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders_2026-11-02.csv"
        number = _number(book, customer)
        path.write_text(ORDERS.format(customer=number), encoding="utf-8")
        owner.tell("**Monday evening.** The owner imports what was sold and closes the book.")
        give(owner, path)
        close(owner)
    return [*owner.told]


def _whose(book: Path, key: str) -> str:
    """Tell whom a thing of today concerns."""
    from goodwill.book import Book

    with Book.open(book).closed() as closed:
        found = closed.con.execute("SELECT party FROM things WHERE key = ?", [key]).fetchone()
    assert found, key
    return str(found[0])


def _party(book: Path, number: str) -> str:
    from goodwill.book import Book

    return Book.open(book).party(number)


def _number(book: Path, customer: str) -> str:
    from goodwill.book import Book

    return Book.open(book).journal.reveal([customer])[customer]["ref"]


def _next_morning(scribe: Scribe, customer: str) -> None:
    page = scribe.page
    scribe.tell("**Tuesday, five past nine.** The play is gone from the list, as the book knows "
                "that it was done; what was put off is back:")  # fmt: skip
    scribe.quote("main header.lead p")
    scribe.told += _things(page)
    scribe.shoot("tuesday", "Today, on Tuesday morning")
    page.goto(re.sub(r"(https?://[^/]+).*", rf"\1/report/party?party={customer}", page.url))
    scribe.tell("On the customer's page the doing and the promise are moments like all others:")
    page.locator("#moments details summary").first.click()
    lines = page.locator("#moments ol.line > li").all()[:3]
    for each in (*lines[:2], lines[2].locator("summary"), lines[2].locator("tbody tr").last):
        scribe.told.append(f"- {TIME.sub('', _flat(each.inner_text()))}\n")
    lines[0].scroll_into_view_if_needed()
    scribe.shoot("customer", "The customer's page, on Tuesday")


def _everybody(book: Path) -> str:
    """Draw the list of everybody, and count: seven things at most, each with its reason."""
    staff = _staff(book)
    lists = [_list(book, each) for each in staff]
    most = max(len(rows) for rows in lists)
    assert most <= 7
    assert all(row["why"] for rows in lists for row in rows)
    busy = sum(bool(rows) for rows in lists)
    return (
        f"`goodwill today PERSON`, asked for each of the {len(staff)} people of the company: "
        f"{busy} have something to do, nobody more than {most} things, and each says why.\n"
    )


def _list(book: Path, person: str) -> list[dict[str, Any]]:
    drawn = json.loads(_goodwill("--book", str(book), "today", person, "--json"))
    return list(drawn["tables"]["things"])


def _staff(book: Path) -> list[str]:
    from goodwill.book import Book

    with Book.open(book).closed() as closed:
        query = "SELECT DISTINCT doer FROM things WHERE doer IS NOT NULL ORDER BY doer"
        return [row[0] for row in closed.con.execute(query).fetchall()]


INTRODUCTION = f"""# A person's day

Written by `python -m tests.e2e.day`; a test goes through the same day in a browser and fails where
the office says anything else. The company is simulated and its book closed on Saturday, 31 October
2026 (`goodwill demo --size {SIZE} --seed {SEED}`). The clock is set: the office believes that it is
Monday. {WHO} takes calls; the owner has invited her.

"""


def main() -> None:
    """Go through the day and write the page and its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        story = day(make(Path(folder) / "company"), PICTURES)
    PAGE.write_text(INTRODUCTION + story, encoding="utf-8")


if __name__ == "__main__":
    main()
