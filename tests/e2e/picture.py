"""Take the picture of the statement for the README: `python -m tests.e2e.picture [BOOK]`.

The book is that of `make demo` unless another is named; a copy of it is served.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.e2e.browser import ROOT, chromium, come_in, serving, window

TARGET = ROOT / "docs" / "pictures" / "statement.png"


def main() -> None:
    """Serve the book, come in as its owner, and take the picture."""
    book = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "demo" / "company"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        served = Path(folder) / "book"
        shutil.copytree(book, served, ignore=shutil.ignore_patterns("office.*"))
        with serving(served) as link, chromium() as browser:
            state = come_in(browser, link)
            context = window(browser, state, link.partition("/welcome/")[0], "en", 1280)
            page = context.new_page()
            page.goto(link.partition("/welcome/")[0])
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET, clip={"x": 0, "y": 0, "width": 1280, "height": 1400},
                            full_page=True)  # fmt: skip


if __name__ == "__main__":
    main()
