"""The newcomer's walk, done by a browser and written down: `python -m tests.e2e.walk`.

Somebody who knows nothing but the README imports three files of their own and asks which case cost
most last month, and why. Every sentence quoted in `docs/walk.md` was read off the page.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.browser import OWNER, ROOT, chromium, serving
from tests.real import DATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

PAGE = ROOT / "docs" / "walk.md"
PICTURES = ROOT / "docs" / "pictures"
SEED, SIZE = 7, 300
LOG = "uci_incident_log/incident_event_log.parquet"
RECORDS = ("orders_2025-12_2026-10.csv", "deliveries.csv", "ticket_log.csv")
UNGUESSED = "Show me without guessing"
BATCH = re.compile(r"(\b[a-z-]+-)[0-9a-f]{10}\b")
"""The name of an import ends in what its own book has made of the file."""
LONG = 600_000
"""Milliseconds that a page may take on a machine that does other things too."""


class Walked(NamedTuple):
    """What was done and seen, and how many seconds it took."""

    story: str
    seconds: float


@dataclass
class Scribe:
    """Walks through the office and writes down what is done and seen."""

    page: Page
    walk: str
    pictures: Path | None
    told: list[str] = field(default_factory=list)

    def tell(self, sentence: str) -> None:
        """Write a sentence of the walk."""
        self.told.append(f"{sentence}\n")

    def quote(self, selector: str) -> str:
        """Write down what a part of the page says, and give it."""
        said = re.sub(r"\s+", " ", self.page.locator(selector).first.inner_text()).strip()
        said = BATCH.sub(r"\1…", said)
        assert said, selector
        self.told.append(f"> {said}\n")
        return said

    def shoot(self, name: str, sentence: str) -> None:
        """Take a picture of what a desk shows."""
        self.told.append(f"![{sentence}](pictures/walk-{self.walk}-{name}.png)\n")
        if self.pictures:
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=self.pictures / f"walk-{self.walk}-{name}.png")

    def press(self, name: str) -> None:
        """Press a button by what it says."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("load")


def make_records(folder: Path) -> Path:
    """Write the dirty record files of a small simulated company."""
    words = ["example", str(folder), "--size", str(SIZE), "--seed", str(SEED)]
    subprocess.run([sys.executable, "-m", "goodwill", "-q", *words], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return folder


def make_book(folder: Path, name: str) -> Path:
    """Make an empty book as the README says."""
    words = ["init", str(folder), "--name", name, "--currency", "EUR", "--zone", "Europe/Warsaw"]
    subprocess.run([sys.executable, "-m", "goodwill", "-q", "--language", "en", *words],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    return folder


def enter(scribe: Scribe, link: str) -> None:
    """Come in by the printed link."""
    page = scribe.page
    page.set_default_timeout(LONG)
    page.goto(link)
    for name, value in OWNER.items():
        page.fill(f"input[name={name}]", value)
    page.click("button.primary")
    page.wait_for_selector("nav")


def give(scribe: Scribe, record: Path) -> None:
    """Import one file, looking first, and keep the good lines where others are bad."""
    page = scribe.page
    page.get_by_role("link", name="Import", exact=True).click()
    page.set_input_files("input[type=file]", record)
    scribe.press("Look at it")
    scribe.tell(f"`{record.name}`: the page says how it understands the file.")
    scribe.quote("header.lead p")
    scribe.press("Import")
    page.wait_for_selector(".message.success, .problems", timeout=LONG)
    if not page.locator(".message.success").count():
        scribe.tell("Some lines are bad, so nothing was imported. It says which, and why:")
        scribe.quote(".problems li")
        scribe.tell("“Import the good lines although others are bad” keeps the bad ones aside.")
        page.get_by_label("Import the good lines although others are bad").check()
        scribe.press("Import")
        page.wait_for_selector(".message.success", timeout=LONG)
    scribe.quote(".message.success")


def close(scribe: Scribe) -> None:
    """Close the book from the import page and wait for the statement."""
    page = scribe.page
    page.get_by_role("link", name="Import", exact=True).click()
    scribe.press("Close the book")
    page.wait_for_selector(f".tables, button:has-text('{UNGUESSED}')", timeout=LONG)


def ask(scribe: Scribe) -> str:
    """Ask which case cost most last month, and why; gives the case."""
    page = scribe.page
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/?period=month", page.url))
    _skip_guess(page)
    dearest = page.locator("#dearest tbody tr").first
    case = dearest.locator("th").inner_text()
    said = [
        re.sub(r"\s+", " ", cell).strip() for cell in dearest.locator("th, td").all_inner_texts()
    ]
    scribe.told.append("> " + " · ".join(word for word in said if word not in {"", "–"}) + "\n")
    dearest.scroll_into_view_if_needed()
    scribe.shoot("dearest", "The cases that cost most")
    dearest.locator("th a").click()
    page.wait_for_selector("h1")
    assert case in page.inner_text("h1")
    return case


def _skip_guess(page: Page) -> None:
    """Where a figure asks to be guessed first, look at it without."""
    while page.get_by_role("button", name=UNGUESSED).count():
        page.get_by_role("button", name=UNGUESSED).first.click()
        page.wait_for_load_state("load")


def walk(folder: Path, records: Sequence[Path], pictures: Path | None, name: str) -> Walked:
    """Import some files into an empty book by the browser, close it, and ask; gives the story."""
    book = make_book(folder / name, "Acme")
    began = time.monotonic()
    with serving(book) as link, chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en")
        scribe = Scribe(context.new_page(), name, pictures)
        enter(scribe, link)
        scribe.quote("main header.lead p")
        scribe.shoot("import", "The empty office asks for records")
        for record in records:
            give(scribe, record)
        scribe.shoot("imported", "What was imported")
        scribe.tell("“Import” has the button “Close the book”. Then the statement opens.")
        close(scribe)
        if scribe.page.get_by_role("button", name=UNGUESSED).count():
            scribe.tell("First it asks what you believe; “Show me without guessing” goes on.")
        _skip_guess(scribe.page)
        scribe.quote("main header.lead p")
        scribe.shoot("statement", "The statement")
        scribe.tell("**Which case cost us most last month?** “Month”, then “What cost us most”:")
        case = ask(scribe)
        scribe.tell(f"**And why?** “{case}” opens what was judged of it and what happened, in the "
                    "order of time; what was broken stands beside the moment.")  # fmt: skip
        _why(scribe)
        context.close()
    return Walked("\n".join(scribe.told), time.monotonic() - began)


def _why(scribe: Scribe) -> None:
    """Open the first moment on which a breach falls, and read how it is reckoned."""
    page = scribe.page
    rows = page.locator("#moments tbody tr")
    scribe.quote("main header.lead p")
    scribe.shoot("case", "The dearest case, moment by moment")
    judged = next(row for row in rows.all() if ": broken" in row.inner_text())
    scribe.told.append("> " + re.sub(r"\s+", " ", judged.inner_text()).strip() + "\n")
    judged.locator("th a").click()
    page.wait_for_selector("h1")
    scribe.tell("The moment itself says from which line of which file it came, what was judged of "
                "it, and how its price was reckoned.")  # fmt: skip
    scribe.quote("main header.lead p")
    scribe.shoot("moment", "The moment, its verdict and its price")


INTRODUCTION = f"""# A newcomer's walk

Written by `python -m tests.e2e.walk`; a test does the same walk in a browser and fails where the
office says anything else. A company's records, and the question: which case cost us most last
month, and why? Nothing is known but what the README says:

```
goodwill init acme --name "Acme" --currency EUR --zone Europe/Warsaw
goodwill --book acme serve
```

`serve` prints a link. It makes the owner, once, and opens the office.

## Three dirty files of a simulated company

`goodwill example records --size {SIZE} --seed {SEED}` writes the files of a simulated company of
{SIZE} customers, in the forms in which real systems write them. Three of them are given here.
"""
SECOND = """
## A real service desk's log

The audit trail of an IT service desk (141,712 updates of 24,918 incidents; UCI Machine Learning
Repository, “Incident management process enriched event log”). It knows of no money, so nothing can
be priced, and the office says so; what went furthest over its limits stands first.
"""


def simulated(folder: Path, pictures: Path | None) -> Walked:
    """Walk with three files of the example company."""
    records = make_records(folder / "records")
    return walk(folder, [records / name for name in RECORDS], pictures, "simulated")


def real(folder: Path, log: Path, pictures: Path | None) -> Walked:
    """Walk with the log of a real service desk."""
    return walk(folder, [log], pictures, "real")


def main() -> None:
    """Do both walks and write the page and its pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        first = simulated(Path(folder), PICTURES)
        second = real(Path(folder), DATA / LOG, PICTURES)
    page = f"{INTRODUCTION}\n{first.story}\n{SECOND}\n{second.story}"
    PAGE.write_text(page, encoding="utf-8")
    sys.stderr.write(f"{first.seconds:.0f} and {second.seconds:.0f} seconds\n")


if __name__ == "__main__":
    main()
