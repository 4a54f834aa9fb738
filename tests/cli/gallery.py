"""Commands that cannot do what they were asked to, and what each says.

`python -m tests.cli.gallery` writes docs/errors-commands.md from it.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from goodwill.problems import (
    BAD_INPUT,
    CONFIGURATION,
    FINDINGS,
    INTEGRITY,
    USAGE,
)
from tests.cli.running import Ran, run

PAGE = Path(__file__).parents[2] / "docs/errors-commands.md"
HEAD = """# What Goodwill says when a command cannot do what it was asked to

Each command below is run by a test, and this page is written from what it answers
(`python -m tests.cli.gallery`). Files that cannot be read are in [errors.md](errors.md).
"""
ORDERS = """Order No;Customer No;Order Date;Article;Qty;Price
1;acme;2026-03-02 09:00;spade;2;10,50
2;bolt;2026-03-03 10:00;rake;1;20,00
"""
BAD = ORDERS + "3;cord;the day before;hoe;1;5,00\n4;acme;2026-03-04;hoe;two;5,00\n"


class Wrong(NamedTuple):
    """A command that goes wrong, and the exit code with which it says so."""

    title: str
    words: str
    code: int


A = "--book acme "
"""Most commands go wrong in a book that is in order."""

GALLERY = (
    Wrong("A command that does not exist", "reprot", USAGE),
    Wrong("An option that does not exist", A + "report --perid month", USAGE),
    Wrong("Nothing named to import", A + "import", USAGE),
    Wrong("Words too many", A + "check everything twice", USAGE),
    Wrong("A language that is not spoken", A + "report --language de", USAGE),
    Wrong("No book in the folder", "close", CONFIGURATION),
    Wrong("A book that is there already", "init acme", BAD_INPUT),
    Wrong("A currency that does not exist", "init bolt --currency EURO", USAGE),
    Wrong("A time zone that does not exist", "init bolt --zone Europe/Warszawa", USAGE),
    Wrong("A file that is not there", A + "import oders.csv", BAD_INPUT),
    Wrong("A pattern that fits no file", A + "import exports/*.csv", BAD_INPUT),
    Wrong("A folder without records", A + "import letters", BAD_INPUT),
    Wrong("Headers that tell nothing", A + "import letters/odd.csv", BAD_INPUT),
    Wrong("An unknown kind of record", A + "import orders.csv --as order", USAGE),
    Wrong("An unknown field", A + "import orders.csv --map Qty=quantiti", BAD_INPUT),
    Wrong("An unknown column", A + "import orders.csv --map Qyt=quantity", BAD_INPUT),
    Wrong("A mapping without its sign", A + "import orders.csv --map Qty", USAGE),
    Wrong("Bad lines", A + "import bad.csv", BAD_INPUT),
    Wrong("Bad lines, and the good ones wanted", A + "import bad.csv --keep-good", FINDINGS),
    Wrong("Closing a book without moments", "--book empty close", BAD_INPUT),
    Wrong("A day that is none", A + "close --as-of 2026-02-30", USAGE),
    Wrong("A day before everything", A + "close --as-of 2012-01-01", BAD_INPUT),
    Wrong("A day to come", A + "close --as-of 2999-01-01", BAD_INPUT),
    Wrong("A report of a book never closed", "--book empty report", BAD_INPUT),
    Wrong("A report that does not exist", A + "report statment", USAGE),
    Wrong("An unknown parameter", A + "report quality --period month", USAGE),
    Wrong("A parameter without its sign", A + "report parties --where limit", USAGE),
    Wrong("A report of a party that is not named", A + "report party", USAGE),
    Wrong("A report of a standard that is not named", A + "report standard", USAGE),
    Wrong("A report of a moment that is not named", A + "report moment", USAGE),
    Wrong("An empty name", A + "report moments --party=", USAGE),
    Wrong("A kind of moment that does not exist", A + "report moments --where kind=sale",
          BAD_INPUT),
    Wrong("A report from a day that is none", A + "report verdicts --where from=may", BAD_INPUT),
    Wrong("An option without its value", A + "import --as", USAGE),
    Wrong("A period that does not exist", A + "report --period week", USAGE),
    Wrong("A name longer than any file's", A + "import " + "x" * 300, BAD_INPUT),
    Wrong("A table that the report has not", A + "report standards --csv --table by_tem", USAGE),
    Wrong("A statement as CSV where no worth can be told", A + "report --csv", USAGE),
    Wrong("A closed book that does not exist", A + "report --closed 2020-01-01", BAD_INPUT),
    Wrong("A party that nobody knows", A + "report party --party dock", BAD_INPUT),
    Wrong("A standard that does not exist", A + "standards test first_anser", USAGE),
    Wrong("A kind of record asked for in vain", "sources order", USAGE),
    Wrong("An import that does not exist", A + "undo orders", USAGE),
    Wrong("Erasing with nobody to ask", A + "erase acme", USAGE),
    Wrong("A setting that does not exist", "--book misspelt report", CONFIGURATION),
    Wrong("A standard that cannot be read", "--book crooked check", CONFIGURATION),
    Wrong("A damaged list of imports", "--book damaged batches", INTEGRITY),
    Wrong("A damaged closed book", "--book torn check", INTEGRITY),
    Wrong("A demonstration over other files", "demo letters", BAD_INPUT),
)  # fmt: skip


def lay_out(folder: Path) -> None:
    """Make the books and files that the gallery needs."""
    (folder / "letters").mkdir()
    (folder / "letters/odd.csv").write_text("alpha,beta\n1,2\n", encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "bad.csv").write_text(BAD, encoding="utf-8")
    for book in ("acme", "empty", "misspelt", "crooked", "damaged", "torn"):
        ran = run("init", book, "--zone", "Europe/Warsaw", folder=folder)
        assert ran.code == 0, ran
    assert run("--book", "acme", "import", "orders.csv", folder=folder).code == 0
    assert run("--book", "acme", "close", folder=folder).code == 0
    with (folder / "misspelt/goodwill.toml").open("a", encoding="utf-8") as settings:
        settings.write('[currancy]\nname = "EUR"\n')
    crooked = folder / "crooked/standards/ours/quick.toml"
    crooked.write_text('family = "waiting"\nof = "case"\nbreach = "wait >"\n', encoding="utf-8")
    (folder / "damaged/journal/manifest.jsonl").write_text("no\n", encoding="utf-8")
    (folder / "torn/closed/2026-03-31.duckdb").write_bytes(b"half a book")


@cache
def answers() -> dict[str, Ran]:
    """Run every command of the gallery, each after the other, and keep what it says."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lay_out(folder)
        return {item.title: run(*item.words.split(), folder=folder) for item in GALLERY}


def page() -> str:
    """Write the page: each command under its title, with what it says and its exit code."""
    said = answers()
    parts = [HEAD]
    for item in GALLERY:
        ran = said[item.title]
        told = f"$ goodwill {item.words}\n{ran.err.rstrip()}\n"
        parts.append(f"## {item.title}\n\n```\n{told}```\nExit code {ran.code}.\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
