"""Sentences that software says to people in Polish and Ukrainian: what the rules are tuned on.

No text by human clerks in these languages could be found. Instead a folder is read into which the
wheels of software with translations were unpacked: whole catalogues, mails and pages alike.
`python -m tests.language.products pl FOLDER` prints every remark as a line for a table of labels.
"""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.language import measure
from tests.language.catalogues import catalogue, digest, filled, helpdesk
from tests.language.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {"pl": ("pl", "pl_PL"), "uk": ("uk", "uk_UA")}
LEAST_LETTERS, LEAST_WORDS = 25, 4
"""Shorter texts are names of buttons, not sentences to anybody."""


def products(folder: Path, language: str) -> Iterator[Text]:
    """Give every sentence of every catalogue of a language under a folder, each once."""
    seen: set[str] = set()
    for path in catalogues(folder, language):
        for entry in catalogue(path):
            text = said(entry.text)
            if text not in seen and len(text) >= LEAST_LETTERS and len(text.split()) >= LEAST_WORDS:
                seen.add(text)
                yield Text(path.relative_to(folder).parts[0], digest(entry.english), text)
    for mail in helpdesk(folder, language):
        yield Text("helpdesk", mail.name, mail.text)


def catalogues(folder: Path, language: str) -> list[Path]:
    """Find the catalogues of a language, by their folder or by their own name."""
    names = NAMES[language]
    found = [path for path in folder.rglob("*.po")
             if path.stem in names or set(names) & set(path.relative_to(folder).parts)]  # fmt: skip
    return sorted(found)


def said(text: str) -> str:
    """Fill a text in and take its mark-up off."""
    return html.unescape(re.sub(r"<[^>]{1,200}>", " ", filled(text))).strip()


def main(language: str, folder: Path) -> None:
    """Print how many texts there are, and every remark that may be labelled."""
    these = list(products(folder, language))
    sys.stdout.write(f"# {len(these)} texts\n")
    for text, rule, start, end in measure.drawn(language, measure.found(language, these)):
        row = (text.set, text.id, text.hash, rule, str(start), str(end))
        before, after = text.text[max(0, start - 90) : start], text.text[end : end + 90]
        context = " ".join(f"{before}[[{text.text[start:end]}]]{after}".split())
        sys.stdout.write("\t".join((*row, context)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
